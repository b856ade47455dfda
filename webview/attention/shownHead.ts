// What is shown of the weights that the host sent: tokens merged, special tokens left out.
import { groupTokens, keepOnly, mergeWeights, type TokenGroup } from '../../src/core/attention/mergeTokens';
import type { AttentionContent, AttentionViewState, ReadingPlace } from '../../src/protocol/attention';
import type { FirstKey } from './headWeights';
import type { ReadHead } from './readout';

/** Weights as the host sent them, with the text they are of: it may not be the newest. */
export interface Picture extends ReadingPlace {
  readonly content: AttentionContent;
  /** Row-major [query][key], shape [size, size], token by token. */
  readonly weights: Float32Array;
  readonly size: number;
}

export type ShownSettings = Pick<AttentionViewState, 'unit' | 'hideFirstToken' | 'hideSpecialTokens'>;

/** What stands in a row or a column: tokens [from, to), and where they are in the text. */
export interface ShownUnit extends TokenGroup {
  readonly start: number;
  readonly end: number;
}

export interface Units {
  readonly all: readonly TokenGroup[];
  /** Of `all`, those that are shown. */
  readonly kept: readonly number[];
  readonly shown: readonly ShownUnit[];
  /** What they are called, shape [shown]. */
  readonly texts: readonly string[];
  /** Counted from 1; tokens by their place in the text. */
  readonly numbers: readonly number[];
  readonly firstKey: FirstKey;
}

export interface ShownHead extends ReadHead {
  readonly units: readonly ShownUnit[];
}

const longestName = 60;

export function unitsOf(
  { text, tokens }: AttentionContent,
  { unit, hideFirstToken, hideSpecialTokens }: ShownSettings,
): Units {
  const all = groupTokens(text, tokens, unit, { firstAlone: hideFirstToken });
  const kept = all.flatMap(({ special }, i) => (hideSpecialTokens && special ? [] : [i]));
  const shown = kept.map((i): ShownUnit => {
    const group = all[i]!;
    const start = tokens[group.from]!.start;
    return { ...group, start, end: Math.max(start, tokens[group.to - 1]!.end) };
  });
  const texts = shown.map(({ from, to, start, end }) =>
    to - from === 1 ? tokens[from]!.text : shorten(text.slice(start, end).trim()),
  );
  const numbers = shown.map(({ from }, i) => (unit === 'token' ? from : i) + 1);
  return { all, kept, shown, texts, numbers, firstKey: hideFirstToken && shown[0]?.from === 0 ? 1 : 0 };
}

/** The weights between the units: summed over the keys of one, averaged over its queries. */
export function shownHead({ content, reading, ...raw }: Picture, units: Units, { unit }: ShownSettings): ShownHead {
  const merges = units.all.length < raw.size;
  const merged = merges ? mergeWeights(raw.weights, raw.size, units.all) : raw.weights;
  const rest = units.kept.length < units.all.length ? keepOnly(merged, units.all.length, units.kept) : null;
  return {
    weights: rest?.weights ?? merged,
    size: units.shown.length,
    tokens: units.texts,
    numbers: units.numbers,
    units: units.shown,
    hidden: rest?.hidden ?? null,
    leftToRight: content.model.predictsNextToken,
    reading,
    unit,
  };
}

/** The unit that holds a token; null where it is not shown. */
export function unitAt(units: readonly ShownUnit[], token: number | null): number | null {
  const at = token === null ? -1 : units.findIndex(({ from, to }) => from <= token && token < to);
  return at < 0 ? null : at;
}

function shorten(text: string): string {
  const characters = Array.from(text);
  return characters.length <= longestName
    ? text
    : `${characters
        .slice(0, longestName - 1)
        .join('')
        .trimEnd()}…`;
}
