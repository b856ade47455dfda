import { UserError } from '../core/base/userError';
import { constrain, type Allowed, type Constraint } from '../core/generation/constraints/constraint';
import { logProbabilityOf } from '../core/generation/probabilities';
import { SeededRandom } from '../core/generation/random';
import { drawId, takesBest } from '../core/generation/sampling';
import { GrowingBranches } from '../core/generation/tokenTree';
import type { TextTokenizer } from '../core/tokenizer/textTokenizer';
import type { GeneratedToken, Sample, SamplingSettings } from '../protocol/modelHost';
import { throwIfCancelled } from './forward';
import { nextLogits, type Prefill } from './nextLogits';
import { logitRows } from './logitRows';
import type { ModelSession } from './session';

const primingTokens = 8;
/** Samples that are written at the same time: a run of so many tokens takes 1.4 times as long as one of a single token in float32. */
const mostTogether = 8;

export interface GenerationOptions {
  readonly maxNew: number;
  /** Of the samples in turn, each with its seed. */
  readonly samplings: readonly SamplingSettings[];
  readonly stop: readonly string[];
  readonly constraint: Constraint | null;
  readonly endOfTextIds: ReadonlySet<number>;
  readonly contextLength: number;
  /** Reads the prompt; asked only when a first token is needed. */
  readonly prefill: () => Promise<Prefill>;
  readonly signal?: AbortSignal | undefined;
  readonly onToken?: ((token: GeneratedToken, sample: number) => void) | undefined;
}

/**
 * Continues `promptIds` token by token until something stops it, once for each of the samplings. The same request gives
 * the same tokens. Where the model can hold several texts in one run (`ModelSession.branches`), up to eight samples are
 * written together: a sample then differs from what its seed gives alone, or among others, by rounding, some 1e-5 nats a
 * token; by more, so that words differ too, in files that compute in 8 bits (MatMulNBits with accuracy_level 4).
 * Cancellation ends those that are being written with what there is, and begins no more; it never throws for that.
 */
export async function generate(
  session: ModelSession,
  tokenizer: TextTokenizer,
  promptIds: readonly number[],
  options: GenerationOptions,
): Promise<Sample[]> {
  const { samplings, maxNew, contextLength, signal } = options;
  // Each sample's tokens have rows of their own in the cache, for which there are places as long as the context.
  const fitting = maxNew > 0 ? Math.floor((contextLength - promptIds.length) / maxNew) : 1;
  const size = session.branches && samplings.length > 1 ? Math.max(1, Math.min(mostTogether, fitting)) : 1;
  const samples: Sample[] = [];
  while (samples.length < samplings.length && !(samples.length > 0 && signal?.aborted)) {
    const first = samples.length;
    const group = samplings
      .slice(first, first + size)
      .map((sampling, i) => new Continuation(tokenizer, promptIds, sampling, options, first + i));
    try {
      await (size === 1 ? writeOne(session, group[0]!, options) : writeTogether(session, group, options));
    } catch (error) {
      if (!(error instanceof UserError) || error.code !== 'cancelled') throw error;
      for (const one of group) one.stop('cancelled');
    }
    samples.push(...group.map((one) => one.finish()));
  }
  return samples;
}

async function writeOne(session: ModelSession, one: Continuation, options: GenerationOptions): Promise<void> {
  let latest: Prefill | undefined;
  while (one.goesOn()) {
    const { signal } = options;
    latest = await (latest ? nextLogits(session, one.ids, { from: latest.past, signal }) : options.prefill());
    one.take(latest.logits);
  }
}

async function writeTogether(
  session: ModelSession,
  all: readonly Continuation[],
  { prefill, signal }: GenerationOptions,
): Promise<void> {
  const areOpen = () => all.flatMap((one, i) => (one.goesOn() ? [i] : []));
  let open = areOpen();
  if (open.length === 0) return;
  const name = session.io.logits!.name;
  const prompt = await prefill();
  for (const i of open) all[i]!.take(prompt.logits);
  let { past } = prompt;
  const texts = new GrowingBranches(past!.length);
  for (open = areOpen(); open.length > 0; open = areOpen()) {
    await throwIfCancelled(signal);
    // The last one left has a double beside it, see `ofAtLeastTwo`.
    const running = open.length > 1 ? open : [open[0]!, all.length];
    const ids = running.map((i) => (all[i] ?? all[open[0]!]!).ids.at(-1)!);
    const run = await session.run(ids, past, [name], { branches: texts.grow(running) });
    past = run.past;
    const row = logitRows(session, run.outputs[name]!, running.length);
    for (const [at, i] of open.entries()) all[i]!.take(row(at));
  }
}

/** One text while it is written. */
class Continuation {
  readonly ids: number[];
  readonly #tokens: GeneratedToken[] = [];
  readonly #random: SeededRandom;
  readonly #stream: ReturnType<TextTokenizer['createStream']>;
  #text = '';
  #state: number;
  /** What the constraint lets the next token be; undefined without one. */
  #allowed: Allowed | undefined;
  #reason: Sample['stopReason'] | undefined;

  constructor(
    private readonly tokenizer: TextTokenizer,
    promptIds: readonly number[],
    private readonly sampling: SamplingSettings,
    private readonly options: GenerationOptions,
    private readonly index: number,
  ) {
    this.ids = [...promptIds];
    this.#random = new SeededRandom(sampling.seed);
    this.#stream = tokenizer.createStream();
    // Decoders take the leading space off the first token they see.
    for (const id of promptIds.slice(-primingTokens)) this.#stream.push(id);
    this.#state = options.constraint?.start ?? 0;
  }

  /** Whether a next token is wanted. */
  goesOn(): boolean {
    if (this.#reason) return false;
    const { constraint, maxNew, contextLength } = this.options;
    this.#allowed = constraint?.allowed(this.#state);
    if (this.#allowed && !this.#allowed.mayGoOn) this.stop('constraintMet');
    else if (this.#tokens.length >= maxNew) this.stop('length');
    else if (this.ids.length >= contextLength) this.stop('contextFull');
    return !this.#reason;
  }

  /** Draws the next token. @param logits for it, after `ids` */
  take(logits: Float32Array): void {
    const { constraint, endOfTextIds, stop, onToken } = this.options;
    const { sampling, tokenizer } = this;
    const allowed = this.#allowed;
    const drawnFrom = allowed ? constrain(logits, allowed, endOfTextIds) : logits;
    const id = drawId(drawnFrom, sampling, this.ids, this.#random.next());
    if (endOfTextIds.has(id)) return this.stop('endOfText');
    // The best of all logits, which drawing it has checked, need not be looked for again.
    const max = !allowed && takesBest(sampling) ? logits[id] : undefined;
    const token = { id, text: this.#stream.push(id), logprob: logProbabilityOf(logits, id, max) };
    this.ids.push(id);
    this.#tokens.push(token);
    onToken?.(token, this.index);
    this.#text += token.text;
    const cut = firstOf(stop, this.#text);
    if (cut >= 0) {
      this.#text = this.#text.slice(0, cut);
      return this.stop('stopString');
    }
    if (constraint) this.#state = constraint.next(this.#state, tokenizer.bytesOf(id)!);
  }

  /** The first reason stays. */
  stop(reason: Sample['stopReason']): void {
    this.#reason ??= reason;
  }

  /** After it has stopped. */
  finish(): Sample {
    const stopReason = this.#reason!;
    const tokens = this.#tokens;
    const rest = stopReason === 'stopString' ? '' : this.#stream.flush();
    const last = tokens.at(-1);
    if (rest && last) tokens[tokens.length - 1] = { ...last, text: last.text + rest };
    return { text: this.#text + rest, tokens, stopReason, seed: this.sampling.seed };
  }
}

/** Where the first of the stop strings begins; -1 if none is there. */
function firstOf(stop: readonly string[], text: string): number {
  const places = stop.map((s) => (s === '' ? -1 : text.indexOf(s))).filter((at) => at >= 0);
  return places.length === 0 ? -1 : Math.min(...places);
}
