import type { Token } from '../../src/protocol/modelHost';
import type { SubjectContent } from '../../src/protocol/panel';

/**
 * Characters a token under which a text comes apart: twenty tokens of spoken English have 2.3 to 4.2 with the practice
 * model's tokenizer (5th and 95th percentile, sample study), of German 1.5 to 2.4 (anecdotes of Debian's fortunes-de).
 */
const fewestCharacters = 2.4;
/** Fewer tell nothing of their language. */
const fewestTokens = 16;

/** A word on a text in another language, for the practice model; null for English and for any other model. */
export function smallPieces({ model, tokens }: Pick<SubjectContent<Token>, 'model' | 'tokens'>): string | null {
  const own = tokens.filter(({ special, start, end }) => !special && end > start);
  if (!model.bundled || own.length < fewestTokens) return null;
  const characters = own.at(-1)!.end - own[0]!.start;
  return characters / own.length < fewestCharacters
    ? 'The practice model was trained on English alone, and these words come apart into small pieces for it, as those of other languages do: what it makes of them says nothing about them.'
    : null;
}
