// What the panel says in words: about a layer, a cell of the lens, a signed number.
import { settledLayer } from '../../src/core/layers/settled';
import type { HeadPlace, LensAnswer } from '../../src/protocol/layers';
import type { LensReading } from '../../src/protocol/modelHost';
import type { SubjectLabel } from '../../src/protocol/panel';
import { formatCount, formatProbability, spokenToken } from '../shared/format';

/** 0 → "Before layer 1"; layers count from 1 on screen. */
export function layerName(layer: number): string {
  return layer === 0 ? 'Before layer 1' : `Layer ${layer}`;
}

/** 0.123 → "+0.12", -0.123 → "−0.12"; a number too small for the digits keeps its first two that count. */
export function formatSigned(value: number, digits = 2): string {
  if (value === 0) return '0';
  const size = Math.abs(value);
  const text = size < 0.5 * 10 ** -digits ? size.toPrecision(1) : size.toFixed(digits);
  return `${value < 0 ? '−' : '+'}${text}`;
}

/** The first layer from which on the final best guess stays best, by column of the answer; an index into its layers. */
export function settledOf({ layers }: LensAnswer): number[] {
  const last = layers.at(-1) ?? [];
  return last.map((_, column) => settledLayer(layers.map((row) => row[column]?.top[0]?.id ?? -1)));
}

export interface CellAbout {
  readonly layer: number;
  /** The token that the model has just read there. */
  readonly token: string;
  readonly reading: LensReading;
  readonly predictsNext: boolean;
  readonly settled: boolean;
}

/** After “sleep”, layer 3 would say “at” (12.3 %). */
export function describeCell({ layer, token, reading, predictsNext, settled }: CellAbout): string {
  const [best] = reading.top;
  const where = predictsNext ? `After ${spokenToken(token)}` : `At ${spokenToken(token)}`;
  const who = layer === 0 ? 'before the first layer it' : `layer ${layer}`;
  const what = best ? `${spokenToken(best.text)} (${formatProbability(best.p)})` : 'nothing';
  return `${where}, ${who} would say ${what}.${settled ? ' From here on this answer stays first.' : ''}`;
}

/** What it makes of the word that is really there; null where the text ends. */
export function describeActual({ actual }: LensReading, text: string, predictsNext: boolean): string | null {
  if (!actual) return null;
  const what = predictsNext ? 'What really follows' : 'The token itself';
  const rank = actual.rank === 1 ? 'the best guess' : `rank ${formatCount(actual.rank)} of all tokens`;
  return `${what}: ${spokenToken(text)}, ${formatProbability(actual.p)}, ${rank}.`;
}

/** Which part of the text was left out, and by whose limit; null when nothing was. */
export function describeOmission({ omittedTokens, limit }: SubjectLabel): string | null {
  if (omittedTokens === 0) return null;
  const tokens = omittedTokens === 1 ? '1 token was' : `${formatCount(omittedTokens)} tokens were`;
  const why =
    limit.by === 'panel'
      ? `this panel reads at most ${formatCount(limit.tokens)} at once. Select a later passage to see it`
      : `this model reads at most ${formatCount(limit.tokens)}`;
  return `The last ${tokens} left out: ${why}.`;
}

/** Scripts that are written without spaces between words. */
const withoutSpaces =
  /^[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]/u;

/** What a person typed, as it continues the text: a word is put after a space, where its script has spaces. */
export function asContinuation(typed: string, before: string): string {
  const isWord = /^[\p{L}\p{N}]/u.test(typed) && !withoutSpaces.test(typed);
  return isWord && !/\s$/u.test(before) ? ` ${typed}` : typed;
}

/** −log p in nats, as bits of surprise. */
export function toBits(nats: number): number {
  return nats / Math.LN2;
}

/** “Layer 1 head 2, layer 3 head 4”, counted from 1. */
export function nameHeads(heads: readonly HeadPlace[]): string {
  return heads.map(([layer, head]) => `layer ${layer + 1} head ${head + 1}`).join(', ');
}
