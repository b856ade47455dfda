import { answeredBy, tokensRead } from '../../src/core/conversation/answeredBy';
import type { Turn } from '../../src/core/conversation/conversation';
import { conversationTranscript } from '../../src/core/conversation/conversationText';
import type {
  ConversationFromPanel,
  ConversationToPanel,
  ConversationViewState,
} from '../../src/protocol/conversation';
import type { SubjectFromPanel, SubjectToPanel } from '../../src/protocol/panel';
import { PanelHost } from '../shared/host';
import { readViewState } from './viewState';

export const host = new PanelHost<ConversationToPanel, ConversationFromPanel, ConversationViewState>(readViewState);

/** The take-away menu speaks as panels about a subject do; here the subject is the branch that is shown. */
export function takeAwayHost(branch: () => readonly Turn[]) {
  return {
    post: (message: SubjectFromPanel) =>
      host.post(
        (message.type === 'provenance' ? { ...message, ...toldOf(branch()) } : message) as ConversationFromPanel,
      ),
    onMessage: (listener: (message: SubjectToPanel) => void) =>
      host.onMessage((message) => message.type === 'provenance' && listener(message)),
  };
}

function toldOf(branch: readonly Turn[]) {
  return { text: conversationTranscript(branch), tokens: tokensRead(branch), model: answeredBy(branch) };
}
