import type {
  ConversationFromPanel,
  ConversationToPanel,
  ConversationViewState,
} from '../../src/protocol/conversation';
import type { SubjectFromPanel, SubjectToPanel } from '../../src/protocol/panel';
import { PanelHost } from '../shared/host';
import { readViewState } from './viewState';

export const host = new PanelHost<ConversationToPanel, ConversationFromPanel, ConversationViewState>(readViewState);

/** The take-away menu speaks as panels about a subject do; here the subject is what `told` gives. */
export function takeAwayHost(told: () => { readonly text: string; readonly tokens: number }) {
  return {
    post: (message: SubjectFromPanel) =>
      host.post((message.type === 'provenance' ? { ...message, ...told() } : message) as ConversationFromPanel),
    onMessage: (listener: (message: SubjectToPanel) => void) =>
      host.onMessage((message) => message.type === 'provenance' && listener(message)),
  };
}
