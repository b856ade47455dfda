// Where in a text a target goes, and how probable it is there.
import { leaveOutAll } from '../core/attribution/units';
import { utf16, type RangeUtf16 } from '../core/base/offsets';
import { UserError } from '../core/base/userError';
import { logProbabilityOf } from '../core/generation/probabilities';
import type { Token } from '../core/tokenizer/token';
import { forward } from './forward';
import { logitRows } from './logitRows';
import { logprobByRuns } from './nextLogits';
import { PrefixCache } from './prefixCache';
import { floats, type ModelSession, type Past } from './session';

/** The token that stands for a gap, in an encoder that fills gaps (BERT). */
export interface MaskToken {
  readonly id: number;
  readonly text: string;
}

/** A text with a target in its gap, as tokens. */
export interface Filled {
  /** Offsets count in the text without the target; those of the target's tokens cover the gap, or nothing at its end. */
  readonly tokens: readonly Token[];
  /** The tokens that hold a character of the target are [first, end); −1 where there is none. */
  readonly first: number;
  readonly end: number;
}

export type Encode = (text: string) => readonly Token[];

/**
 * The stretch of the text that the target takes: where the mask stands, if the model has one and it stands there; else
 * the end.
 * @throws UserError `badRequest` where it stands in several places
 */
export function gapOf(text: string, mask: MaskToken | null): RangeUtf16 {
  const start = mask ? text.indexOf(mask.text) : -1;
  if (!mask || start < 0) return { start: utf16(text.length), end: utf16(text.length) };
  const end = start + mask.text.length;
  if (text.includes(mask.text, end)) {
    const remedy = 'Leave one of them: it stands for the target.';
    throw new UserError('badRequest', `The text holds ${mask.text} more than once.`, remedy);
  }
  return { start: utf16(start), end: utf16(end) };
}

/** Tokenises text and target as one. @param left units that are left out of the text first, in order; none of the gap */
export function fill(
  encode: Encode,
  { text, left, target }: { readonly text: string; readonly left: readonly RangeUtf16[]; readonly target: string },
  mask: MaskToken | null,
): Filled {
  const rest = leaveOutAll(text, left);
  const gap = gapOf(rest, mask);
  const targetEnd = gap.start + target.length;
  const longer = target.length - (gap.end - gap.start);
  const all = encode(rest.slice(0, gap.start) + target + rest.slice(gap.end));
  const isTarget = ({ special, start, end }: Token): boolean =>
    !special && target !== '' && end > gap.start && start < targetEnd;
  const first = all.findIndex(isTarget);
  const end = all.findLastIndex(isTarget) + 1;
  const placed = all.map((token, i) => {
    if (i >= first && i < end) return { ...token, ...gap };
    return i < end || token.special
      ? token
      : { ...token, start: utf16(token.start - longer), end: utf16(token.end - longer) };
  });
  return { tokens: placed, first, end };
}

/** Takes tokens out, but for those of the target and special ones. */
export function withoutTokens({ tokens, first, end }: Filled, left: readonly RangeUtf16[]): Filled {
  const isLeft = (token: Token, i: number): boolean =>
    (i < first || i >= end) &&
    !token.special &&
    left.some((unit) => token.start >= unit.start && token.end <= unit.end);
  const before = tokens.slice(0, first).filter(isLeft).length;
  return { tokens: tokens.filter((token, i) => !isLeft(token, i)), first: first - before, end: end - before };
}

export interface ScorerOptions {
  /** Throws when the model cannot read these. */
  readonly check: (ids: readonly number[]) => void;
  readonly signal?: AbortSignal | undefined;
}

/** Log-probability of a target in its gap, in nats; null where nothing else is left to predict it from. */
export interface TargetScorer {
  /** @param slot one for each target, whose texts begin alike */
  score(slot: number, filled: Filled): Promise<number | null>;
}

/** A decoder's: given the tokens before it. What texts share from their start is computed once, in whole chunks. */
export class NextTokenScorer implements TargetScorer {
  readonly #prefixes = new Map<number, PrefixCache>();

  constructor(
    private readonly session: ModelSession,
    private readonly options: ScorerOptions,
  ) {}

  async score(slot: number, { tokens, first, end }: Filled): Promise<number | null> {
    // Tokens that close the text, such as `</s>`, come after the target.
    const ids = tokens.slice(0, end).map(({ id }) => id);
    this.options.check(ids);
    if (first < 1) return null;
    const { session } = this;
    const known = this.#prefixes.get(slot);
    const name = session.io.logits!.name;
    const from = known?.resume(ids.slice(0, first)) ?? null;
    let logprob = 0;
    let past: Past | null = null;
    const { signal } = this.options;
    if (session.lastLogitsOnly) {
      const read = await logprobByRuns(session, ids, first, { from, signal });
      if (!known) this.#keep(slot, ids.slice(0, -1), read.past);
      return read.logprob;
    }
    // The target's rows, and its last token's, which is read like the rest.
    const options = { fetch: [name], rows: ids.length - first + 1, from, keepsCache: !known, signal };
    for await (const pass of forward(session, ids, options)) {
      past = pass.past;
      const logits = pass.outputs[name];
      if (!logits) continue;
      const values = floats(logits);
      const given = logits.dims[1]!;
      const width = values.length / given;
      const start = pass.end - given;
      for (let i = Math.max(first - 1, start); i < Math.min(pass.end, ids.length - 1); i++) {
        const row = values.subarray((i - start) * width, (i - start + 1) * width);
        logprob += logProbabilityOf(row, ids[i + 1]!);
      }
    }
    if (!known) this.#keep(slot, ids, past);
    return logprob;
  }

  #keep(slot: number, ids: readonly number[], past: Past | null): void {
    const prefixes = new PrefixCache();
    prefixes.add(ids, this.session.io.useCacheBranch ? null : past);
    this.#prefixes.set(slot, prefixes);
  }
}

/**
 * An encoder's: pseudo-log-likelihood of the target's tokens, each masked in turn (Salazar et al. 2020,
 * arXiv:1910.14659), together with those of the target after it, so that a word's end does not give its beginning away
 * (PLL-word-l2r of Kauf and Ivanova 2023, arXiv:2305.10588, with the target as the word). What stands after the gap is read too.
 */
export class MaskedTokenScorer implements TargetScorer {
  constructor(
    private readonly session: ModelSession,
    private readonly mask: MaskToken,
    private readonly options: ScorerOptions,
  ) {}

  async score(_slot: number, { tokens, first, end }: Filled): Promise<number | null> {
    const ids = tokens.map(({ id }) => id);
    this.options.check(ids);
    if (end - first === ids.length) return null;
    const name = this.session.io.logits!.name;
    let logprob = 0;
    for (let at = first; at < end; at++) {
      const masked = ids.map((id, i) => (i >= at && i < end ? this.mask.id : id));
      const { signal } = this.options;
      for await (const { outputs } of forward(this.session, masked, { fetch: [name], signal })) {
        logprob += logProbabilityOf(logitRows(this.session, outputs[name]!, ids.length)(at), ids[at]!);
      }
    }
    return logprob;
  }
}
