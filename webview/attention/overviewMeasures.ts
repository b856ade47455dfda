// What can be said of a head in one number: its names, how it is printed, and what it means in plain words.
import { html, type TemplateResult } from 'lit';
import type { HeadMeasures, MeasureName } from '../../src/core/attention/headMeasures';
import type { PairWeight } from '../../src/core/attention/pairWeights';
import type { HeadOrder } from '../../src/protocol/attention';
import type { HeadOverviewResult } from '../../src/protocol/headOverview';
import '../shared/explain';
import { formatProbability } from '../shared/format';

/** One head with all that is known of it. */
export interface HeadRow {
  readonly layer: number;
  readonly head: number;
  /** Undefined while the heads are being read. */
  readonly measures: HeadMeasures | undefined;
  /** In bits; null: not computable; undefined: not measured yet. */
  readonly loss: number | null | undefined;
  readonly between: PairWeight | undefined;
}

export type Measure = Exclude<HeadOrder, 'layer'>;

export interface MeasureText {
  /** In a list of choices. */
  readonly choice: string;
  /** Before a value. */
  readonly label: string;
  /** Of the column of a table that is taken away. */
  readonly column: string;
  readonly format: (value: number) => string;
  readonly question: string;
  /** Of the glossary. */
  readonly term: string;
  readonly note: TemplateResult;
}

const nbsp = '\u00a0';

/** A change in bits with its sign; one too small for four decimals is not passed off as 0. */
export function formatChange(bits: number): string {
  if (bits === 0) return `0${nbsp}bits`;
  const size = Math.abs(bits) < 0.0001 ? '0.0001' : Math.abs(bits).toFixed(4);
  const less = Math.abs(bits) < 0.0001 ? `less than${nbsp}` : '';
  return `${less}${bits < 0 ? '−' : '+'}${size}${nbsp}bits`;
}

export const measureTexts: { readonly [M in Measure]: MeasureText } = {
  entropy: {
    choice: 'How widely it spreads (entropy)',
    label: 'entropy',
    column: 'entropy (bits)',
    format: (value) => `${value.toFixed(2)}${nbsp}bits`,
    question: 'What is entropy?',
    term: 'entropy',
    note: html`<p>
        How widely a token’s attention is spread, in bits: 0 bits is all on one token, 1 bit is like two tokens in equal
        parts, 3 bits like eight. A head of low entropy points; a head of high entropy takes an average of the text.
      </p>
      <p>The mean over all tokens that have a choice, exact to 0.0002 bits.</p>`,
  },
  distance: {
    choice: 'How far away it looks (mean distance)',
    label: 'mean distance',
    column: 'mean distance (tokens)',
    format: (value) => `${value.toFixed(1)}${nbsp}tokens`,
    question: 'What is mean distance?',
    term: 'attention weight',
    note: html`<p>
      How many tokens lie, on average, between a token and what it looks at, where each look counts by its weight.
      Small: the head reads the words nearby. Large: it reaches far back, or looks at the first token of the text.
    </p>`,
  },
  first: {
    choice: 'Attention to the first token',
    label: 'first token',
    column: 'attention to first token',
    format: formatProbability,
    question: 'What is attention to the first token?',
    term: 'attention sink',
    note: html`<p>
      The share of attention that goes to the first token of the text, on average over all later tokens. Where it is
      close to 100 %, the head mostly rests: many heads park what they have no use for there (an “attention sink”, Xiao
      et al. 2023).
    </p>`,
  },
  previous: {
    choice: 'Attention to the token before',
    label: 'token before',
    column: 'previous-token score',
    format: formatProbability,
    question: 'What is the previous-token score?',
    term: 'induction head',
    note: html`<p>
      The share of attention that goes to the token right before, on average. A head close to 100 % hands every token
      what the one before it holds: a “previous-token head” (Elhage et al. 2021). It is a building block of many other
      patterns.
    </p>`,
  },
  induction: {
    choice: 'Looking for what came next last time (induction)',
    label: 'induction',
    column: 'induction score',
    format: formatProbability,
    question: 'What is the induction score?',
    term: 'induction head',
    note: html`<p>
        When a token comes again, an “induction head” looks at what followed it the last time: after “I cannot” earlier
        in the text, a second “I” looks at the earlier “cannot”. Such heads let a model carry on a pattern that it has
        just seen (Olsson et al. 2022).
      </p>
      <p>
        The score is the share of attention on the tokens that followed earlier occurrences of the same token, on
        average over the tokens that occurred before. Olsson et al. take it on random tokens that are repeated; here it
        is taken on your text, where it is lower and depends on what the text repeats.
      </p>`,
  },
  loss: {
    choice: 'What the model loses without it (ablation)',
    label: 'change in loss',
    column: 'change in loss when ablated (bits per token)',
    format: formatChange,
    question: 'What is the change in loss?',
    term: 'ablation',
    note: html`<p>
        The head’s output is set to zero and the model reads the text again. The loss is how surprised it is by each
        next token, in bits; the change is how much more surprised it is without the head, on average over the text.
        Above 0: the head helped here. Below 0: the model does better without it.
      </p>
      <p>
        This is what attention alone cannot tell: whether the head matters for what the model says. Heads can stand in
        for one another, so a small change does not prove that a head does nothing.
      </p>`,
  },
  between: {
    choice: 'What was searched for',
    label: 'searched',
    column: 'attention from first to second words',
    format: formatProbability,
    question: 'How are heads searched?',
    term: 'attention weight',
    note: html`<p>
        Each head’s share of attention that goes from the first word to the second: added up over all places of the
        second word that a place of the first can see, and averaged over the places of the first. A word of several
        tokens counts as all of them (Clark et al. 2019). Computed from the exact weights, not from the small pictures.
      </p>
      <p>
        A model that predicts the next word reads from left to right, so a word can look only at what comes before.
      </p>`,
  },
};

/** Every measure explained, below the heads. */
export const measureExplanations = html`<section class="notes" aria-label="What the measures mean">
  ${Object.values(measureTexts).map(
    ({ question, term, note }) =>
      html`<introspect-explain question=${question} term=${term}>${note}</introspect-explain>`,
  )}
</section>`;

/** What chance alone gives, to compare induction scores with. */
export function chanceNote(chance: number | null): TemplateResult {
  return html`<p class="chance">
    ${
      chance === null
        ? 'No token comes again in this text, so there is no induction score.'
        : `A head that looks everywhere evenly would have an induction score of ${formatProbability(chance)} on this text.`
    }
  </p>`;
}

/** What is known of every head. @param losses by [layer · heads + head], as `answers` are */
export function headRows(
  { measures, heads }: Pick<HeadOverviewResult, 'measures' | 'heads'>,
  losses: ReadonlyMap<number, number | null>,
  answers: readonly PairWeight[] | null,
): HeadRow[] {
  return measures.map((own, i) => ({
    layer: Math.floor(i / heads),
    head: i % heads,
    measures: own,
    loss: losses.get(i),
    between: answers?.[i],
  }));
}

/** Null: not computable; undefined: not known yet. */
export function valueOf(row: HeadRow, measure: Measure): number | null | undefined {
  if (measure === 'loss') return row.loss;
  if (measure === 'between') return row.between === undefined ? undefined : row.between.mean;
  return row.measures?.[measure satisfies MeasureName];
}

export function printValue(row: HeadRow, measure: Measure): string {
  const value = valueOf(row, measure);
  if (value === undefined) return 'not measured';
  return value === null ? 'not computable' : measureTexts[measure].format(value);
}

/** Counted from 1, as on screen. */
export function headName({ layer, head }: Pick<HeadRow, 'layer' | 'head'>): string {
  return `Layer ${layer + 1}, head ${head + 1}`;
}

/** In the order asked for; heads without a value last, and equal ones as in the model. */
export function orderHeads(rows: readonly HeadRow[], order: HeadOrder, smallestFirst: boolean): HeadRow[] {
  if (order === 'layer') return [...rows];
  const sign = smallestFirst ? 1 : -1;
  return rows.toSorted((a, b) => {
    const [x, y] = [valueOf(a, order) ?? null, valueOf(b, order) ?? null];
    if (x === null || y === null) return Number(x === null) - Number(y === null);
    return sign * (x - y);
  });
}

/** What is said of a head when it is pointed at or reached by keyboard. */
export function describeHead(row: HeadRow, order: HeadOrder): string {
  if (!row.measures) return `${headName(row)}: being read`;
  const always: readonly Measure[] = ['entropy', 'distance', 'first', 'previous', 'induction'];
  const first: readonly Measure[] = order === 'layer' ? [] : [order];
  const known = ([...first, ...always] as const).filter((m, i, all) => all.indexOf(m) === i);
  const said = known.map((measure) => `${measureTexts[measure].label} ${printValue(row, measure)}`);
  const pair = order === 'between' ? row.between?.strongest : null;
  if (pair) {
    const { query, key, weight } = pair;
    said.splice(1, 0, `most from token ${query + 1} to token ${key + 1} (${formatProbability(weight)})`);
  }
  return `${headName(row)}: ${said.join(', ')}`;
}
