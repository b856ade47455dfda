import { createContext, Script } from 'node:vm';
import { UserError } from '../core/base/userError';
import type { RegExpSource } from '../core/retrieval/textSearch';
import type { TextMatcher } from '../core/retrieval/wordsMatcher';

/** Long enough for a regular expression of linear time over a slice of text; short enough not to be felt. */
const sliceLimitMs = 250;
/** More hits than this in one text are not looked for. */
const maxPerText = 50_000;

/** Runs in a context of its own, where V8 can stop it in the middle of a match. */
const script = new Script(`
  texts.map((text) => {
    const places = [];
    for (const match of text.matchAll(new RegExp(source, flags))) {
      if (match[0] !== '') places.push(match.index, match.index + match[0].length);
      if (places.length > ${2 * maxPerText}) break;
    }
    return places;
  })
`);

/**
 * Matches with a regular expression that somebody typed. One that would take very long, as `(a+)+b` does, is stopped.
 *
 * The matcher throws a UserError `badRequest` when it is stopped.
 */
export function timedRegExp({ source, flags }: RegExpSource, limitMs = sliceLimitMs): TextMatcher {
  const context = createContext({ source, flags, texts: [] as readonly string[] }, { codeGeneration: noCode });
  return (texts) => {
    context['texts'] = texts;
    try {
      const found = script.runInContext(context, { timeout: limitMs }) as ArrayLike<ArrayLike<number>>;
      return Array.from(found, (places) =>
        Array.from({ length: places.length / 2 }, (_, i) => [places[2 * i]!, places[2 * i + 1]!] as const),
      );
    } catch (error) {
      if (!isTimeout(error)) throw error;
      const remedy = 'Avoid a repeat inside a repeat, such as (a+)+, or search for words.';
      throw new UserError('badRequest', 'This regular expression takes too long on these transcripts.', remedy, {
        cause: error,
      });
    }
  };
}

const noCode = { strings: false, wasm: false };

/** The error is of the other context: it is no `instanceof Error` here. */
function isTimeout(error: unknown): boolean {
  return (
    typeof error === 'object' && error !== null && 'code' in error && error.code === 'ERR_SCRIPT_EXECUTION_TIMEOUT'
  );
}
