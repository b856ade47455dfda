import { sampleSeed } from '../../src/core/generation/random';
import {
  alternatives,
  branchTo,
  withTurn,
  type Conversation,
  type ModelTurn,
  type PersonTurn,
  type Turn,
} from '../../src/core/conversation/conversation';
import { starters } from '../../src/core/conversation/starters';
import type {
  ConversationFromPanel,
  ConversationViewState,
  Layout,
  SentTurn,
  TalkModel,
  TalkRequest,
  TalkSettings,
} from '../../src/protocol/conversation';

/** The layout that is taken: what the person chose, where the model in use has it. */
export function layoutOf({ layout }: TalkSettings, model: TalkModel | null): Layout {
  const layouts = model?.layouts ?? ['template'];
  return layout !== null && layouts.includes(layout) ? layout : (layouts[0] ?? 'text');
}

export function roomOf({ maxNew }: TalkSettings, model: TalkModel | null): number {
  return Math.min(maxNew, longestAnswer(model));
}

/** @param branch beginning with the person's turn */
export function requestOf(
  { system, systemWentOn }: Conversation,
  branch: readonly Turn[],
  draft: string,
  settings: TalkSettings,
  model: TalkModel | null,
): TalkRequest {
  const turns: SentTurn[] = branch.map(({ role, text, wentOn }) => ({
    role: role === 'person' ? 'user' : 'assistant',
    content: text,
    wentOn: wentOn ?? false,
  }));
  if (draft.trim() !== '') turns.push({ role: 'user', content: draft.trim(), wentOn: false });
  return {
    system,
    systemWentOn: systemWentOn ?? false,
    turns,
    maxNew: roomOf(settings, model),
    layout: layoutOf(settings, model),
  };
}

/** The message that asks for answers to a turn, but for its number. */
export function askOf(
  conversation: Conversation,
  turn: PersonTurn,
  settings: TalkSettings,
  model: TalkModel,
  count: number,
): Omit<Extract<ConversationFromPanel, { type: 'ask' }>, 'type' | 'run'> {
  const { temperature, topP, topK, minP, repetitionPenalty } = settings;
  return {
    model: model.key,
    after: turn.id,
    answers: nextAnswers(conversation, turn, settings, count),
    // A server's protocol knows no others.
    sampling: model.server ? { temperature, topP } : { temperature, topP, topK, minP, repetitionPenalty },
    ...requestOf(conversation, branchTo(conversation, turn.id), '', settings, model),
  };
}

/** Ids and seeds of further answers to a turn: none has the seed of one that is there. */
export function nextAnswers(
  conversation: Conversation,
  { id }: PersonTurn,
  { seed }: TalkSettings,
  count: number,
): { readonly id: string; readonly seed: number }[] {
  const before = conversation.turns.filter(({ after }) => after === id);
  const used = new Set(
    before.flatMap((turn) => (turn.role === 'model' && turn.asked ? [turn.asked.sampling.seed] : [])),
  );
  const answers: { id: string; seed: number }[] = [];
  for (let n = 0; answers.length < count; n++) {
    const next = sampleSeed(seed, n);
    if (!used.has(next)) answers.push({ id: crypto.randomUUID(), seed: next });
  }
  return answers;
}

/** Characters of a conversation, below which writing it down takes no time that could be noticed at a key. */
const shortLength = 50_000;

export function isShort({ turns }: Conversation): boolean {
  return turns.reduce((sum, { text }) => sum + text.length, 0) < shortLength;
}

/** The person's own words in place of an answer. */
export function editedAnswer({ after }: ModelTurn, text: string): ModelTurn {
  return { role: 'model', id: crypto.randomUUID(), at: new Date().toISOString(), text, after, asked: null };
}

/** With the words that are being typed for a turn as another version of it; the same where there are none. */
export function withEdit({ conversation, editing }: ConversationViewState): Conversation {
  const turn = conversation.turns.find(({ id }) => id === editing?.turnId);
  const text = editing?.text.trim() ?? '';
  if (!turn || text === '' || text === turn.text.trim()) return conversation;
  if (turn.role === 'model') return withTurn(conversation, editedAnswer(turn, text));
  const { after } = turn;
  return withTurn(conversation, { role: 'person', id: crypto.randomUUID(), at: new Date().toISOString(), text, after });
}

/** Whether something would be lost with the conversation. */
export function isUnsaved(view: ConversationViewState): boolean {
  const { version, savedVersion, conversation } = view;
  const { system, turns } = conversation;
  const isWritten = turns.length > 0 || !starters.some(({ text }) => text.trim() === system.trim());
  return (version !== savedVersion && isWritten) || withEdit(view) !== conversation;
}

/** For every turn of a branch, the turns that stand at its place. */
export function versionsOf(conversation: Conversation, branch: readonly Turn[]): readonly (readonly Turn[])[] {
  return branch.map((turn) => alternatives(conversation, turn));
}

/** For a model's turn, the model that answered before it, where that was another one. */
export function modelBefore(branch: readonly Turn[], index: number): string | null {
  const turn = branch[index];
  if (turn?.role !== 'model' || turn.asked === null) return null;
  for (const before of branch.slice(0, index).reverse()) {
    if (before.role !== 'model' || before.asked === null) continue;
    return before.asked.model === turn.asked.model ? null : before.asked.model;
  }
  return null;
}

/** The room for an answer: at most half of the window, so that something can be read too. */
export function longestAnswer(model: TalkModel | null): number {
  return model?.contextLength ? Math.max(1, Math.floor(model.contextLength / 2)) : 4096;
}
