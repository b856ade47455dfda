import type { ExploreContent, ExploreToPanel, Written, WrittenToken } from '../../src/protocol/explore';
import type { SamplingSettings } from '../../src/protocol/modelHost';
import type { Notice } from '../../src/protocol/panel';

export type NextMessage = Extract<ExploreToPanel, { type: 'next' }>;
export type StatedMessage = Extract<ExploreToPanel, { type: 'stated' }>;

/** Messages about the words that are shown. */
type AboutSubject = Extract<ExploreToPanel, { subjectId: number }>;

/** A text that the model writes, or has written, from one position on. */
export interface Continuation {
  readonly stream: number;
  readonly position: number;
  readonly sampling: SamplingSettings;
  readonly tokens: readonly WrittenToken[];
  readonly end:
    | { readonly kind: 'running' }
    | { readonly kind: 'stopped'; readonly reason: Written['stopReason'] }
    | { readonly kind: 'failed'; readonly message: string };
}

export interface PanelState {
  /** The newest subject seen, also when it is no longer shown. */
  readonly latestSubjectId: number;
  readonly content: ExploreContent | null;
  readonly notice: Notice | null;
  readonly recovered: string | null;
  /** Token at the editor's cursor. */
  readonly cursor: number | null;
  /** Token after which the next words are asked for; −1 while there is none, or where a server tells no tokens. */
  readonly position: number;
  readonly next: NextMessage | null;
  /** In place of `next`, of a model on a server. */
  readonly stated: StatedMessage | null;
  /** Texts by token id, of tokens that were drawn from outside the candidates. */
  readonly texts: ReadonlyMap<number, string>;
  /** How many words were drawn from the bars as they stand. */
  readonly draws: number;
  readonly continuation: Continuation | null;
}

export const emptyState: PanelState = {
  latestSubjectId: -Infinity,
  content: null,
  notice: null,
  recovered: null,
  cursor: null,
  position: -1,
  next: null,
  stated: null,
  texts: new Map(),
  draws: 0,
  continuation: null,
};

/** The state after a message of the host; the same state when the message is about words no longer shown. */
export function receive(state: PanelState, message: ExploreToPanel): PanelState {
  switch (message.type) {
    case 'content':
      return receiveContent(state, message.content);
    case 'notice':
      return message.keepContent
        ? { ...state, notice: message.notice }
        : {
            ...emptyState,
            latestSubjectId: state.latestSubjectId,
            recovered: state.recovered,
            notice: message.notice,
          };
    case 'recovered':
      return { ...state, recovered: message.message };
    default:
      return message.subjectId === state.content?.subject.subjectId ? receiveAboutSubject(state, message) : state;
  }
}

function receiveAboutSubject(state: PanelState, message: AboutSubject): PanelState {
  switch (message.type) {
    case 'provenance':
      return state; // the take-away menu's
    case 'cursor':
      return { ...state, cursor: message.token };
    case 'next':
      if (message.position !== state.position) return state;
      return { ...state, next: message, draws: state.next?.position === message.position ? state.draws : 0 };
    case 'stated':
      return message.position === state.position ? { ...state, stated: message } : state;
    case 'tokenText':
      return { ...state, texts: new Map(state.texts).set(message.id, message.text) };
    case 'continuing':
      return updateContinuation(state, message.stream, (c) => ({ ...c, tokens: [...c.tokens, message.token] }));
    case 'continued': {
      const { tokens, stopReason } = message.result;
      return updateContinuation(state, message.stream, (c) => ({
        ...c,
        tokens,
        end: { kind: 'stopped', reason: stopReason },
      }));
    }
    case 'continueFailed':
      return updateContinuation(state, message.stream, (c) => ({
        ...c,
        end: { kind: 'failed', message: message.message },
      }));
  }
}

function receiveContent(state: PanelState, content: ExploreContent): PanelState {
  const { subjectId } = content.subject;
  if (subjectId < state.latestSubjectId) return state;
  if (subjectId === state.content?.subject.subjectId) return { ...state, content, notice: null };
  return {
    ...emptyState,
    latestSubjectId: subjectId,
    recovered: state.recovered,
    content,
    position: content.tokens.length - 1,
  };
}

function updateContinuation(
  state: PanelState,
  stream: number,
  update: (continuation: Continuation) => Continuation,
): PanelState {
  const { continuation } = state;
  if (continuation?.stream !== stream || continuation.end.kind !== 'running') return state;
  return { ...state, continuation: update(continuation) };
}
