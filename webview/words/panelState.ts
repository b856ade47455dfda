import type { Notice } from '../../src/protocol/panel';
import type {
  ScoringProgress,
  TranscriptReading,
  WordsContent,
  WordsPlace,
  WordsScope,
  WordsToPanel,
} from '../../src/protocol/words';
import type { NextMessage } from './chances';
import type { LikeliestMessage } from './likeliest';
import { lookAtSelection, lookAtTranscript, type LookedText } from './lookedText';
import { type Branch, emptyTree, isSaidPath, keyOf, type Tree } from './treeModel';

/** Everything that the host told, and where the person is in it. */
export interface PanelState {
  readonly content: WordsContent | null;
  readonly notice: Notice | null;
  readonly recovered: string | null;
  /** Token of the selection at the editor's cursor. */
  readonly cursor: number | null;
  readonly selection: LookedText | null;
  readonly reading: TranscriptReading | null;
  readonly transcript: LookedText | null;
  /** The transcript was edited since it was scored. */
  readonly isStale: boolean;
  readonly scoring: ScoringProgress | null;
  readonly scoringFailure: string | null;
  readonly scope: WordsScope;
  /** Token after which the next word is asked for, in each of the texts. */
  readonly positions: { readonly [S in WordsScope]: number };
  /** Tokens that were walked to in the tree. */
  readonly walked: readonly number[];
  readonly tree: Tree;
  readonly next: NextMessage | null;
  readonly likeliest: LikeliestMessage['result'] | null;
  readonly texts: ReadonlyMap<number, string>;
}

export const emptyState: PanelState = {
  content: null,
  notice: null,
  recovered: null,
  cursor: null,
  selection: null,
  reading: null,
  transcript: null,
  isStale: false,
  scoring: null,
  scoringFailure: null,
  scope: 'selection',
  positions: { selection: -1, transcript: -1 },
  walked: [],
  tree: emptyTree,
  next: null,
  likeliest: null,
  texts: new Map(),
};

/** The text that is looked at. */
export function lookedAt({ scope, selection, transcript }: PanelState): LookedText | null {
  return scope === 'transcript' ? transcript : selection;
}

export function placeOf({ scope, positions, walked }: PanelState): WordsPlace {
  return { scope, position: positions[scope], path: walked };
}

/** The ids that came after the position in the text. */
export function saidIds(state: PanelState): number[] {
  const tokens = lookedAt(state)?.tokens ?? [];
  return tokens.slice(state.positions[state.scope] + 1).map(({ id }) => id);
}

/** The token that came next in the text after what was walked to; null off the text's way and at its end. */
export function saidAfter(state: PanelState, path: readonly number[]): number | null {
  const said = saidIds(state);
  return isSaidPath(path, said) ? (said[path.length] ?? null) : null;
}

/** Another place in the text: the tree begins anew there. The last answer stays until the new one comes. */
export function movedTo(state: PanelState, position: number): PanelState {
  const positions = { ...state.positions, [state.scope]: position };
  return { ...state, positions, walked: [], tree: emptyTree, likeliest: null };
}

export function lookingAt(state: PanelState, scope: WordsScope): PanelState {
  return movedTo({ ...state, scope }, state.positions[scope]);
}

export function withBranch(state: PanelState, path: readonly number[], branch: Branch): PanelState {
  const { branches, expanded } = state.tree;
  const key = keyOf(path);
  return {
    ...state,
    tree: { branches: new Map(branches).set(key, branch), expanded: new Set(expanded).add(key) },
  };
}

export function collapsed(state: PanelState, path: readonly number[]): PanelState {
  const expanded = new Set(state.tree.expanded);
  expanded.delete(keyOf(path));
  return { ...state, tree: { ...state.tree, expanded } };
}

/** The state after a message of the host; the same state when it is about what is no longer shown. */
export function receive(state: PanelState, message: WordsToPanel): PanelState {
  switch (message.type) {
    case 'content':
      return receiveContent(state, message.content);
    case 'notice':
      if (message.keepContent) return { ...state, notice: message.notice };
      return { ...state, content: null, notice: message.notice, next: null, tree: emptyTree, walked: [] };
    case 'recovered':
      return { ...state, recovered: message.message };
    default:
      return message.subjectId === state.content?.subject.subjectId ? receiveAbout(state, message) : state;
  }
}

function receiveContent(state: PanelState, content: WordsContent): PanelState {
  const isKept = state.reading !== null && content.readingId === state.reading.readingId;
  const selection = lookAtSelection(content);
  const fresh: PanelState = {
    ...emptyState,
    content,
    selection,
    recovered: state.recovered,
    scoring: content.scoring,
    ...(isKept ? { reading: state.reading, transcript: state.transcript } : {}),
    positions: {
      selection: content.tokens.length - 1,
      transcript: isKept ? state.positions.transcript : -1,
    },
    scope: isKept ? state.scope : 'selection',
  };
  return fresh;
}

type About = Extract<WordsToPanel, { subjectId: number }>;

function receiveAbout(state: PanelState, message: About): PanelState {
  switch (message.type) {
    case 'provenance':
      return state; // the take-away menu's
    case 'cursor':
      return { ...state, cursor: message.token };
    case 'next':
      if (!isSamePlace(message.place, placeOf(state))) return state;
      return { ...state, notice: null, next: message, texts: withTexts(state.texts, message.top) };
    case 'texts':
      return { ...state, texts: withTexts(state.texts, message.texts) };
    case 'children':
      if (!isSameRoot(state, message.place)) return state;
      return withBranch(state, message.place.path, {
        kind: 'children',
        children: message.children,
        said: message.said,
      });
    case 'childrenFailed':
      if (!isSameRoot(state, message.place)) return state;
      return withBranch(state, message.place.path, { kind: 'failed', message: message.message });
    case 'likeliest':
      return isSameRoot(state, message.place) ? { ...state, likeliest: message.result } : state;
    case 'scoring':
      return { ...state, scoring: message.progress, scoringFailure: null };
    case 'scoringEnded':
      return { ...state, scoring: null, scoringFailure: message.message };
    case 'transcript':
      return receiveTranscript(state, message.reading);
    case 'stale':
      return message.readingId === state.reading?.readingId ? { ...state, isStale: true } : state;
  }
}

function receiveTranscript(state: PanelState, reading: TranscriptReading): PanelState {
  const transcript = lookAtTranscript(reading);
  const positions = { ...state.positions, transcript: Math.min(reading.leading, reading.tokens.length - 1) };
  const shown = { ...state, reading, transcript, positions, isStale: false, scoring: null, scoringFailure: null };
  return lookingAt(shown, 'transcript');
}

function withTexts(
  texts: ReadonlyMap<number, string>,
  more: readonly { readonly id: number; readonly text: string }[],
): ReadonlyMap<number, string> {
  const all = new Map(texts);
  for (const { id, text } of more) all.set(id, text);
  return all;
}

export function isSamePlace(a: WordsPlace, b: WordsPlace): boolean {
  return a.scope === b.scope && a.position === b.position && keyOf(a.path) === keyOf(b.path);
}

function isSameRoot(state: PanelState, place: WordsPlace): boolean {
  return place.scope === state.scope && place.position === state.positions[state.scope];
}
