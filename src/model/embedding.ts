import { cosineDistance, pool } from '../core/attribution/embedding';
import { findUnits, leaveOutAll } from '../core/attribution/units';
import type { RangeUtf16 } from '../core/base/offsets';
import { UserError } from '../core/base/userError';
import type { Token } from '../core/tokenizer/token';
import type { EmbeddingShiftsParams, EmbeddingShiftsResult, ModelInfo } from '../protocol/modelHost';
import { setsOfUnits } from './attribute';
import { forward } from './forward';
import { withoutTokens, type Encode, type ScorerOptions } from './gap';
import { floats, type ModelSession } from './session';

export interface EmbeddingOptions extends ScorerOptions {
  readonly encode: Encode;
  /** How the model makes an embedding. */
  readonly making: Making;
}

type Making = Extract<ModelInfo['embedding'], { available: true }> & { readonly name: string };

/** @throws UserError `modelUnsupported`, with the reason, where the model makes no embedding */
export function requireEmbedding({ name, embedding }: ModelInfo): Making {
  if (embedding.available) return { ...embedding, name };
  const remedy = 'For an embedding choose a model that embeds, such as all-MiniLM-L6-v2.';
  throw new UserError('modelUnsupported', `The model ${name} gives no embedding of a text: ${embedding.why}.`, remedy);
}

/** How far the embedding of a text moves without each of several sets of units. */
export async function embeddingShifts(
  session: ModelSession,
  { text, unit, removals }: EmbeddingShiftsParams,
  { encode: encodeText, check, making, signal }: EmbeddingOptions,
): Promise<EmbeddingShiftsResult> {
  if (text === '') throw new UserError('textEmpty', 'There is no text to embed.', 'Give some text.');
  const name = session.io.vectors!;
  const { pooling, lowerCase = false } = making;
  const encode: Encode = (words) => encodeText(lowerCase ? lowered(words) : words);
  const embed = async (tokens: readonly Token[]): Promise<ArrayLike<number> | null> => {
    if (tokens.every(({ special }) => special)) return null;
    const ids = tokens.map(({ id }) => id);
    check(ids);
    requireShort(ids, making);
    let vector: ArrayLike<number> | null = null;
    for await (const { outputs } of forward(session, ids, { fetch: [name], signal })) {
      const values = floats(outputs[name]!);
      vector = pooling === 'own' ? values : pool(values, ids.length, pooling);
    }
    return vector;
  };
  const all = encode(text);
  const units = findUnits(text, unit, all);
  const without = (left: readonly RangeUtf16[]): readonly Token[] => {
    if (unit === 'token') return withoutTokens({ tokens: all, first: 0, end: 0 }, left).tokens;
    const rest = leaveOutAll(text, left);
    return rest === '' ? [] : encode(rest);
  };
  const sets = setsOfUnits(units, removals);
  const whole = sets.length > 0 ? await embed(all) : null;
  const distances: (number | null)[] = [];
  for (const left of sets) {
    const rest = left.length === 0 ? whole : await embed(without(left));
    distances.push(whole && rest && cosineDistance(whole, rest));
  }
  return { units, distances };
}

/** sentence-transformers leaves out what is beyond, without a word: an embedding of the rest would pass for the whole's. */
function requireShort({ length }: readonly number[], { name, maxTokens = Infinity }: Making): void {
  if (length <= maxTokens) return;
  throw new UserError(
    'textTooLong',
    `The text has ${length} tokens; the model ${name} embeds at most ${maxTokens}, as its folder says.`,
    'Select a shorter text.',
  );
}

/** In small letters, of the same length: places in the text stay what they are. */
function lowered(text: string): string {
  const low = text.toLowerCase();
  if (low.length === text.length) return low;
  return Array.from(text, (character) => {
    const small = character.toLowerCase();
    return small.length === character.length ? small : character;
  }).join('');
}
