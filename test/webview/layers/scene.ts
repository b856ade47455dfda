import { utf16 } from '../../../src/core/base/offsets';
import { sumOfParts, type LogitParts } from '../../../src/core/layers/logitParts';
import type {
  AblationAnswer,
  ContributionsAnswer,
  HeadPlace,
  LayersContent,
  LayersFromPanel,
  LayersToPanel,
  LensAnswer,
  PartsOf,
} from '../../../src/protocol/layers';
import type { LensReading, Token } from '../../../src/protocol/modelHost';
import type { ModelLabel, SubjectLabel } from '../../../src/protocol/panel';
import { openPanel, type OpenOptions, type PanelPage } from '../harness';

export type LayersPage = PanelPage<LayersToPanel, LayersFromPanel>;

export function openLayers(options?: OpenOptions): Promise<LayersPage> {
  return openPanel('layers', { width: 900, ...options });
}

export const words = ['I', ' lie', ' awake', ' most', ' of', ' the', ' night'];

export function contentOf(
  texts: readonly string[] = words,
  change: { readonly subject?: Partial<SubjectLabel>; readonly model?: Partial<ModelLabel> } = {},
): LayersContent {
  let end = 0;
  const tokens = texts.map((text, id): Token => {
    const start = end;
    end += text.length;
    return { id, text, start: utf16(start), end: utf16(end), special: false };
  });
  return {
    subject: {
      subjectId: 1,
      document: 'P01.transcript.txt',
      line: 12,
      omittedTokens: 0,
      limit: { tokens: 512, by: 'panel' },
      ...change.subject,
    },
    model: { name: 'tiny', bundled: true, layers: 3, heads: 4, predictsNextToken: true, ...change.model },
    tokens,
  };
}

/** The best guess of each reading by layer and column, and its probability: a made-up model of three layers. */
const guesses: readonly (readonly (readonly [string, number])[])[] = [
  [' a', ' b', ' c', ' d', ' e', ' f', ' g'].map((text, i) => [text, 0.02 + i / 100] as const),
  [' am', ' down', ' c', ' of', ' e', ' night', ' now'].map((text, i) => [text, 0.1 + i / 50] as const),
  [' am', ' b', ' at', ' of', ' the', ' night', ' and'].map((text, i) => [text, 0.2 + i / 20] as const),
  [' am', ' down', ' at', ' of', ' the', ' night', '.'].map((text, i) => [text, 0.35 + i / 10] as const),
];

export function lensAnswer(texts: readonly string[] = words, start = 0): LensAnswer {
  const shown = texts.slice(start, start + 64);
  const idOf = (text: string) => [...text].reduce((id, char) => id * 31 + char.charCodeAt(0), 7) % 10_007;
  return {
    start,
    layers: guesses.map((row) =>
      shown.map((_, i): LensReading => {
        const [text, p] = row[i % row.length]!;
        const rest = (1 - p) / 8;
        const next = texts[start + i + 1];
        return {
          top: [text, ' x', ' y', ' zeta', '\n'].map((t, k) => ({ id: idOf(t) + k, text: t, p: k === 0 ? p : rest })),
          actual: next === undefined ? null : { id: 1, p: p / 2, rank: 3 },
        };
      }),
    ),
  };
}

/** The panel's guesses, for tests to compare with. */
export function guessAt(layer: number, column: number): readonly [string, number] {
  return guesses[layer]![column]!;
}

/** First layers from which on the last row's guess stays, by hand. */
export const settledByHand = [1, 3, 2, 1, 2, 1, 3];

const parts = (by: number): LogitParts => {
  const rest = {
    constant: 0.25,
    embeddings: -0.5 * by,
    layers: [
      { attention: 1.5 * by, mlp: -2.25 },
      { attention: 0.125, mlp: 4 * by },
      { attention: -0.75, mlp: 3.5 },
    ],
    rounding: 0.03125,
  };
  return { ...rest, logit: sumOfParts({ ...rest, logit: 0 }) + rest.rounding };
};
const chosen: PartsOf = {
  target: { id: 5, text: ' and', p: 0.31, rank: 1 },
  typedTokens: null,
  parts: parts(1),
};
const against: PartsOf = { target: { id: 6, text: ' sleep', p: 0.02, rank: 9 }, typedTokens: 2, parts: parts(0.5) };

export function contributionsAnswer(position = 6, compared = false): ContributionsAnswer {
  const candidates = [
    { id: 5, text: ' and', p: 0.31 },
    { id: 7, text: '.', p: 0.25 },
    { id: 8, text: ' at', p: 0.11 },
  ];
  return { position, candidates, chosen, against: compared ? against : null };
}

export function ablationAnswer(heads: readonly HeadPlace[], change: Partial<AblationAnswer> = {}): AblationAnswer {
  return {
    heads,
    hidden: null,
    next: [
      { id: 5, text: ' and', before: 0.31, after: 0.11 },
      { id: 7, text: '.', before: 0.25, after: 0.52 },
      { id: 8, text: '\n', before: 0.0004, after: 0.05 },
    ],
    divergenceBits: 0.4321,
    lossChange: [null, 0.5, -0.25, 0.125, 0, 0.75, 0.0625],
    meanLossChange: 0.1979,
    ...change,
  };
}

/** Opens a part. */
export async function open(panel: LayersPage, name: string): Promise<void> {
  await panel.page.getByRole('button', { name, exact: true }).click();
  await panel.rendered();
}

/** Answers the last request of its kind, as the host would. */
export async function answer(
  panel: LayersPage,
  message:
    | { readonly type: 'lens'; readonly answer: LensAnswer }
    | { readonly type: 'contributions'; readonly answer: ContributionsAnswer }
    | { readonly type: 'ablation'; readonly answer: AblationAnswer },
): Promise<void> {
  const last = (await panel.sentOf(message.type)).at(-1)!;
  await panel.send({ ...message, subjectId: last.subjectId, request: last.request });
}

export async function textOf(panel: LayersPage, selector: string): Promise<string> {
  return (await panel.page.locator(selector).innerText()).replaceAll('\u00a0', ' ');
}
