import { planDeletion, readDeletion, setKey, setsOf, type DeletionCheck } from '../../../src/core/attribution/deletion';
import { findUnits, unitKinds, unitsBeside, type UnitKind } from '../../../src/core/attribution/units';
import { utf16, type OffsetUtf16 } from '../../../src/core/base/offsets';
import type {
  CodedStretch,
  MatteredAsk,
  MatteredContent,
  MatteredFromPanel,
  MatteredToPanel,
  StudyMarks,
} from '../../../src/protocol/mattered';
import type { Token } from '../../../src/protocol/modelHost';
import { openPanel, type OpenOptions, type PanelPage } from '../harness';

export type MatteredPage = PanelPage<MatteredToPanel, MatteredFromPanel>;
export type Message<T extends MatteredToPanel['type']> = Extract<MatteredToPanel, { type: T }>;

export const text = 'Client: I slept badly and I worry about work.';
const [layers, heads] = [2, 2];

export function openMattered(options?: OpenOptions): Promise<MatteredPage> {
  return openPanel('mattered', { width: 1000, ...options });
}

/** Words with the space before them, as many tokenizers cut. */
export function tokensOf(words: string): Token[] {
  return [...words.matchAll(/\s*\S+/gu)].map(({ index, 0: piece }, id) => ({
    id,
    text: piece,
    start: utf16(index),
    end: utf16(index + piece.length),
    special: false,
  }));
}

export function contentOf(change: Partial<MatteredContent> = {}): MatteredContent {
  const words = change.text ?? text;
  const tokens = change.tokens ?? tokensOf(words);
  const parts = Object.fromEntries(unitKinds.map((kind) => [kind, findUnits(words, kind, tokens).length]));
  return {
    subject: {
      subjectId: 1,
      document: 'P01.transcript.txt',
      line: 3,
      omittedTokens: 0,
      limit: { tokens: 512, by: 'panel' },
    },
    model: { name: 'tiny', bundled: true, layers, heads, predictsNextToken: true },
    tokens,
    text: words,
    parts: parts as Record<UnitKind, number>,
    nextWords: [
      { text: ' Therapist', p: 0.12 },
      { text: ' tonight', p: 0.04 },
      { text: '.', p: 0.3 },
    ],
    runMs: 4,
    hideable: null,
    embedding: { available: false, why: 'it predicts words' },
    attention: { available: true },
    server: null,
    ...change,
  };
}

/** Of an encoder that fills gaps. */
export function gapContentOf(change: Partial<MatteredContent> = {}): MatteredContent {
  const words = change.text ?? text;
  return contentOf({
    model: { ...contentOf().model, name: 'small-bert', bundled: false, predictsNextToken: false },
    nextWords: [],
    hideable: findUnits(words, 'word', []),
    attention: { available: false, why: 'that of a hidden word is not read here' },
    ...change,
  });
}

/** Of a model that only embeds. */
export function embeddingContentOf(change: Partial<MatteredContent> = {}): MatteredContent {
  return contentOf({
    model: { ...contentOf().model, name: 'small-sentences', bundled: false, predictsNextToken: false },
    nextWords: [],
    embedding: { available: true, pooling: 'mean' },
    attention: { available: false, why: 'an embedding is made of all tokens' },
    ...change,
  });
}

/** How far the embedding of `text` moves without each word; without others it stays. */
const moves: Readonly<Record<string, number>> = { slept: 0.0421, badly: 0.1234, worry: 0.0002 };

export function movesOf(ask: MatteredAsk): Message<'attribution'> {
  const units = findUnits(text, ask.unit, tokensOf(text));
  const without = units.map(({ start, end }) => {
    const piece = text.slice(start, end);
    return {
      distance: Object.entries(moves).reduce((sum, [word, far]) => (piece.includes(word) ? sum + far : sum), 0),
    };
  });
  return { type: 'attribution', subjectId: 1, ask, parts: { units, whole: { distance: 0 }, without }, runMs: 4 };
}

/** The place of words in `text`. */
export function placeOf(words: string): { start: OffsetUtf16; end: OffsetUtf16 } {
  const start = text.indexOf(words);
  return { start: utf16(start), end: utf16(start + words.length) };
}

/** What each word of `text` adds in a model that only adds up, in nats; what is not named adds nothing. */
const adds: Readonly<Record<string, number>> = { slept: 1.4, badly: 0.5, worry: -0.6, work: 0.2 };
const whole = Math.log(0.12);

export function partsOf(ask: MatteredAsk, words = text): Message<'attribution'> {
  const units = unitsBeside(words, ask.unit, tokensOf(words), ask.gap);
  const foil = ask.foil === null ? null : Math.log(0.04);
  const without = units.map(({ start, end }) => {
    const piece = words.slice(start, end);
    const lost = Object.entries(adds).reduce((sum, [word, add]) => (piece.includes(word) ? sum + add : sum), 0);
    return { target: whole - lost, foil };
  });
  return {
    type: 'attribution',
    subjectId: 1,
    ask,
    parts: { units, whole: { target: whole, foil }, without },
    runMs: 4,
  };
}

/** The first token takes 0.6, the others share the rest: more to those further on, and 3 shares to “badly”. */
export function attentionOf(words = text): Message<'attention'> {
  const tokens = tokensOf(words);
  const shares = tokens.map((token, i): number => (i === 0 ? 0 : token.text.includes('badly') ? 3 : 1));
  const total = shares.reduce((a, b) => a + b, 0);
  const row = shares.map((share, i) => (i === 0 ? 0.6 : (0.4 * share) / total));
  const weights = Float32Array.from(Array.from({ length: layers * heads }, () => row).flat());
  return { type: 'attention', subjectId: 1, layers, heads, weights };
}

/** Answers the check that the panel asked for, of the model that only adds up. */
export function checkedOf(request: Extract<MatteredFromPanel, { type: 'check' }>): Message<'checked'> {
  const ofAll = request.ask.target === null ? 0 : whole;
  const plan = planDeletion(request.rankings, request.settings);
  const scores = request.rankings[0]!.scores;
  const evidence = new Map(
    setsOf(plan).map((set) => [setKey(set), ofAll - set.reduce((sum, part) => sum + scores[part]!, 0)]),
  );
  const check: DeletionCheck = readDeletion(plan, ofAll, evidence);
  return { type: 'checked', subjectId: 1, ask: request.ask, check };
}

export const codes: StudyMarks['codes'] = [
  { id: 'c1', name: 'Sleep', colour: '#0072b2', pattern: 'solid' },
  { id: 'c2', name: 'Worry', colour: '#999933', pattern: 'stripes' },
];

export function marksOf(change: Partial<StudyMarks> = {}): Message<'study'> {
  const stretch = (words: string, code: string, coder: string): CodedStretch => {
    const start = text.indexOf(words);
    return { start: utf16(start), end: utf16(start + words.length), code, coder, moved: false };
  };
  const marks: StudyMarks = {
    title: 'Sleep study',
    blind: false,
    coders: [
      { id: 'ana', name: 'Ana', kind: 'person' },
      { id: 'ben', name: 'Ben', kind: 'person' },
    ],
    codes,
    stretches: [
      stretch('slept badly', 'c1', 'ana'),
      stretch('worry about work', 'c2', 'ana'),
      stretch('badly', 'c1', 'ben'),
    ],
    orphans: 0,
    ...change,
  };
  return { type: 'study', subjectId: 1, marks };
}

/** The panel with everything answered, as the host would within a moment. */
export async function openAnswered(options?: OpenOptions): Promise<MatteredPage> {
  const panel = await openMattered(options);
  await panel.send({ type: 'content', content: contentOf(), source: null }, attentionOf(), marksOf());
  const [asked] = await panel.sentOf('attribute');
  await panel.send(partsOf(asked!.ask));
  const checks = await panel.sentOf('check');
  await panel.send(checkedOf(checks.at(-1)!));
  return panel;
}

/** The text of an element, with ordinary spaces. */
export async function textOf(panel: MatteredPage, selector: string): Promise<string> {
  return (await panel.page.locator(selector).first().innerText()).replaceAll('\u00a0', ' ');
}
