import type { AdjudicationViewState } from './protocol/adjudication';
import type { AgreementViewState } from './protocol/agreement';
import type { AttentionViewState } from './protocol/attention';
import type { BesideViewState } from './protocol/beside';
import type { CodebookViewState } from './protocol/codebook';
import type { ImportViewState } from './protocol/import';
import type { LayersViewState } from './protocol/layers';
import type { MatteredViewState } from './protocol/mattered';
import type { PrivacySaved } from './protocol/privacy';
import type { RetrievalViewState } from './protocol/retrieval';
import type { WordsViewState } from './protocol/words';

/** Every view of the side bar; package.json declares the same ids (a test compares). */
export const viewIds = [
  'introspect.explore',
  'introspect.models',
  'introspect.transcripts',
  'introspect.codebook',
  'introspect.coders',
  'introspect.review',
] as const;
export type ViewId = (typeof viewIds)[number];

/** Every editor of a kind of file; package.json declares the same ids (a test compares). */
export const editorIds = ['introspect.coding', 'introspect.lab'] as const;
export type EditorId = (typeof editorIds)[number];

/** Every panel that VS Code keeps over a reload, with what its page saved that the extension needs to fill it again. */
export interface PanelStates {
  'introspect.adjudication': AdjudicationViewState;
  'introspect.agreement': AgreementViewState;
  'introspect.attention': AttentionViewState;
  'introspect.beside': BesideViewState;
  'introspect.codebookForm': CodebookViewState;
  'introspect.conversation': unknown;
  'introspect.glossary': unknown;
  'introspect.import': ImportViewState;
  'introspect.layers': LayersViewState;
  'introspect.lesson': unknown;
  'introspect.mattered': MatteredViewState;
  'introspect.privacy': PrivacySaved;
  'introspect.retrieval': RetrievalViewState;
  'introspect.words': WordsViewState;
}
export type PanelId = keyof PanelStates;
