// Does the model look at what the coders marked? Every measure at hand, on the same marks.
import {
  compareCoded,
  compareCodes,
  type CodedComparison,
  type CodePairComparison,
  type NotComputable,
} from '../../src/core/attribution/codedShare';
import { meanOverHeads } from '../../src/core/attribution/headMeans';
import { countsToken, inkOf, overlaps } from '../../src/core/attribution/partWeights';
import type { UnitKind } from '../../src/core/attribution/units';
import type { RangeUtf16 } from '../../src/core/base/offsets';
import type { CodedStretch, MatteredContent, MatteredViewState, StudyMarks } from '../../src/protocol/mattered';
import { measureOf } from './measure';
import { chosenStretches, type AttentionTold, type Attribution } from './parts';

export interface LinkRow {
  readonly measure: string;
  /** What is counted. */
  readonly per: UnitKind;
  readonly result: CodedComparison | CodePairComparison | NotComputable;
}

export interface Link {
  /** Name of the code, or what stands for any. */
  readonly code: string;
  /** Of the code compared with it; null: with the rest of the text. */
  readonly other: string | null;
  readonly coders: readonly string[];
  readonly rows: readonly LinkRow[];
}

export interface LinkInputs {
  readonly content: MatteredContent;
  readonly marks: StudyMarks;
  readonly attribution: Attribution | null;
  readonly told: AttentionTold | null;
  readonly rollout: Float32Array | null;
  readonly view: Pick<
    MatteredViewState,
    'coders' | 'code' | 'otherCode' | 'hideFirstToken' | 'attention' | 'layer' | 'head'
  >;
}

export const anyCode = 'any code';

export function linkOf({ content, marks, attribution, told, rollout, view }: LinkInputs): Link {
  const here = new Set(marks.codes.map(({ id }) => id));
  const code = view.code !== null && here.has(view.code) ? view.code : null;
  const other = code !== null && view.otherCode !== null && here.has(view.otherCode) ? view.otherCode : null;
  const nameOf = (id: string | null): string => marks.codes.find((one) => one.id === id)?.name ?? anyCode;
  const first = chosenStretches(marks, view.coders, code);
  const second = other === null ? null : chosenStretches(marks, view.coders, other);
  const compare = (values: readonly number[], items: readonly RangeUtf16[]): LinkRow['result'] =>
    second === null
      ? compareCoded(values, overlaps(items, first))
      : compareCodes(values, overlaps(items, first), overlaps(items, second));
  const rows: LinkRow[] = [];
  if (attribution) {
    const known = attribution.parts.filter((part) => part.delta !== null);
    const values = known.map(({ delta }) => Math.abs(delta!));
    rows.push({
      measure: `Leave-one-out (${measureOf(attribution.ask).isDistance ? 'cosine distance' : 'size of the change'})`,
      per: attribution.ask.unit,
      result: compare(values, known),
    });
  }
  const byTokens = (measure: string, weights: ArrayLike<number>): void => {
    const counted = content.tokens.map((_, i) => i).filter((i) => countsToken(content.tokens, i, view.hideFirstToken));
    const items = counted.map((i) => inkOf(content.text, content.tokens[i]!));
    rows.push({
      measure,
      per: 'token',
      result: compare(
        counted.map((i) => weights[i] ?? 0),
        items,
      ),
    });
  };
  if (told) {
    const size = told.weights.length / (told.layers * told.heads);
    byTokens('Attention, mean over heads', meanOverHeads(told.weights, size));
    if (view.attention === 'head') {
      const [layer, head] = [Math.min(view.layer, told.layers - 1), Math.min(view.head, told.heads - 1)];
      const at = (layer * told.heads + head) * size;
      byTokens(`Attention, layer ${layer + 1} head ${head + 1}`, told.weights.subarray(at, at + size));
    }
  }
  if (rollout) byTokens('Attention rollout', rollout);
  const coders = marks.coders.filter(({ id }) => view.coders === null || view.coders.includes(id));
  return {
    code: nameOf(code),
    other: other === null ? null : nameOf(other),
    coders: coders.map(({ name }) => name),
    rows,
  };
}

/** How many of the chosen coders' stretches stand at a guessed place. */
export function movedIn(stretches: readonly CodedStretch[]): number {
  return stretches.filter(({ moved }) => moved).length;
}

/** The bars of a row, each times the mean of all parts (1 = chance); none where nothing can be computed. */
export function barsOf(
  { result }: LinkRow,
  { code, other }: Pick<Link, 'code' | 'other'>,
): { name: string; times: number }[] {
  if ('notComputable' in result) return [];
  if ('meanCoded' in result) {
    const mean = result.meanCoded / result.ratio;
    return [
      { name: code === anyCode ? 'coded' : code, times: result.ratio },
      { name: 'other', times: result.meanOther / mean },
    ];
  }
  const { first, second, meanFirst, meanSecond } = result;
  const mean = (first * meanFirst + second * meanSecond) / (first + second);
  return [
    { name: code, times: meanFirst / mean },
    { name: other ?? '', times: meanSecond / mean },
  ];
}
