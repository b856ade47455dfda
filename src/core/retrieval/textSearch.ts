import { asStep, type Sliced } from '../agreement/slices';
import type { RangeUtf16 } from '../base/offsets';
import { UserError } from '../base/userError';
import type { Scope } from './query';
import { transcriptsInScope, wordsOfSpeakers, type FoundIn } from './runQuery';
import type { StudyIndex } from './studyIndex';
import { placesIn, type TextMatcher, type TextSearch } from './wordsMatcher';

/** Compiled with a time limit by its user: a regular expression may take time that grows with powers of the text. */
export interface RegExpSource {
  readonly source: string;
  readonly flags: string;
}

/** Characters (UTF-16) that are searched at a stretch, between two looks at what else is to do. */
const sliceLength = 50_000;
/** More is no longer reviewed by anyone. */
const maxHits = 50_000;

/**
 * Searches what is said, turn by turn: neither heads nor across turns.
 *
 * @returns places by transcript, and whether there would have been more than `maxHits`
 */
export function* searchText(
  index: StudyIndex,
  match: TextMatcher,
  scope: Scope,
): Sliced<{ readonly found: FoundIn[]; readonly hasMore: boolean }> {
  const found: FoundIn[] = [];
  const transcripts = transcriptsInScope(index, scope);
  let left = maxHits;
  for (const [i, transcript] of transcripts.entries()) {
    const spoken = scope.speakers ? wordsOfSpeakers(transcript, scope.speakers) : transcript.spoken;
    const all = yield* asStep(matchIn(transcript.text, spoken, match), i / transcripts.length);
    const stretches = all.slice(0, left);
    left -= stretches.length;
    if (stretches.length > 0) found.push({ transcript, stretches });
    if (all.length > stretches.length) return { found, hasMore: true };
  }
  return { found, hasMore: false };
}

function* matchIn(text: string, spoken: readonly RangeUtf16[], match: TextMatcher): Sliced<RangeUtf16[]> {
  const stretches: RangeUtf16[] = [];
  for (let from = 0; from < spoken.length;) {
    let to = from;
    for (let length = 0; to < spoken.length && length < sliceLength; to++)
      length += spoken[to]!.end - spoken[to]!.start;
    for (const place of placesIn(text, spoken.slice(from, to), match)) stretches.push(place);
    from = to;
    yield from / spoken.length;
  }
  return stretches;
}

/** @throws UserError `badRequest`: not a regular expression */
export function regExpSource({ words, matchCase }: TextSearch): RegExpSource {
  const flags = matchCase ? 'gu' : 'giu';
  try {
    new RegExp(words, flags);
  } catch (error) {
    // V8 names the reason last, after the pattern.
    const reason = error instanceof Error ? error.message.slice(error.message.lastIndexOf(': ') + 2) : '';
    const remedy = 'Correct it, or search for words instead.';
    throw new UserError('badRequest', `This is not a regular expression: ${reason || 'it cannot be read'}.`, remedy);
  }
  return { source: words, flags };
}
