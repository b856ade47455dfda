import type { Conversation, ModelTurn, PersonTurn } from '../../../src/core/conversation/conversation';
import { emptyConversation } from '../../../src/core/conversation/conversation';
import type {
  ConversationFromPanel,
  ConversationToPanel,
  ConversationViewState,
  Fit,
  TalkModel,
} from '../../../src/protocol/conversation';
import { openPanel, type OpenOptions, type PanelPage } from '../harness';

export type Panel = PanelPage<ConversationToPanel, ConversationFromPanel>;
export const open = (options?: OpenOptions): Promise<Panel> =>
  openPanel<ConversationToPanel, ConversationFromPanel>('conversation', { width: 1200, ...options });

const model: TalkModel = {
  key: 'practice',
  name: 'Introspect practice model',
  server: null,
  bundled: true,
  contextLength: 1024,
  layouts: ['template', 'text'],
  layoutReason: null,
};
export const modelMessage = (change: Partial<TalkModel> = {}): ConversationToPanel => ({
  type: 'model',
  model: { ...model, ...change },
  failure: null,
});

const at = '2026-03-01T10:00:00.000Z';
export const person = (id: string, after: string | null, text: string): PersonTurn => ({
  role: 'person',
  id,
  after,
  at,
  text,
});
export const answered = (
  id: string,
  after: string,
  text: string,
  change: Partial<NonNullable<ModelTurn['asked']>> = {},
): ModelTurn => ({
  role: 'model',
  id,
  after,
  at,
  text,
  asked: {
    model: model.name,
    where: 'machine',
    system: '',
    layout: 'template',
    sampling: { temperature: 0.8, topP: 0.95, seed: 1 },
    maxNew: 120,
    stopReason: 'endOfText',
    prompt: '<|user|>…<|end|><|assistant|>',
    promptTokens: 12,
    leftOut: 0,
    ...change,
  },
});

export const conversation: Conversation = {
  ...emptyConversation,
  system: 'You are an interviewer.',
  turns: [
    person('p1', null, 'I sleep badly.'),
    answered('m1', 'p1', ' Since when?'),
    person('p2', 'm1', 'Since the spring.'),
    answered('m2', 'p2', ' What happened then?'),
  ],
  shown: 'm2',
};

export const state = (change: Partial<ConversationViewState> = {}): unknown => ({
  conversation,
  draft: '',
  version: 4,
  savedVersion: 0,
  editing: null,
  file: null,
  ...change,
});

/** What the practice model's template makes of the four turns. */
export const fit = (leftOut = 0): Fit => ({
  pieces: [
    { text: '<|system|>', part: 'layout', special: true, tokens: 1 },
    { text: 'You are an interviewer.', part: 'system', special: false, tokens: 6 },
    { text: '<|end|>', part: 'layout', special: true, tokens: 1 },
    ...conversation.turns.slice(leftOut).flatMap(({ role, text }, i) => [
      { text: role === 'person' ? '<|user|>' : '<|assistant|>', part: 'layout' as const, special: true, tokens: 1 },
      { text, part: leftOut + i, special: false, tokens: 150 },
      { text: '<|end|>', part: 'layout' as const, special: true, tokens: 1 },
    ]),
  ],
  partsKnown: true,
  unsent: [],
  leftOut,
  fits: true,
  contextLength: 1024,
  promptTokens: 8 + (4 - leftOut) * 152,
});

/** Answers the newest measurement. */
export async function measure(panel: Panel, told: Fit): Promise<void> {
  await panel.page.waitForFunction(() =>
    window.introspectTest.sent.some((m) => (m as { type: string }).type === 'measure'),
  );
  const { run } = (await panel.sentOf('measure')).at(-1)!;
  await panel.send({ type: 'fit', run, fit: told });
}
