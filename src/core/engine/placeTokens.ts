/** What decoders write for bytes that are no whole character. */
const unknown = '\ufffd';

export interface Place {
  /** Half-open, UTF-16. */
  readonly start: number;
  readonly end: number;
}

/**
 * Where tokens lie in the text that they were cut from, known only by their decoded texts. Tokens before the text that
 * are not in it (special ones) get an empty place; tokens that hold a part of a character's bytes (U+FFFD, or
 * OpenAI's `bytes:\xf0`) get the whole stretch of characters that they make up together, also where the last of them
 * is told as the whole character and the others as nothing (vLLM).
 * @returns as many places as it takes tokens to cover `text`; undefined when the tokens are not those of `text`
 */
export function placeTokens(text: string, tokens: readonly string[]): Place[] | undefined {
  const places: Place[] = [];
  let at = 0;
  /** Tokens since `at` that hold parts of characters. */
  let parts: string[] = [];
  const take = (end: number): void => {
    places.push(...parts.map(() => ({ start: at, end })));
    [at, parts] = [end, []];
  };
  for (const token of tokens) {
    if (at === text.length) break;
    const start = find(text, token, at, parts);
    if (start !== undefined) {
      if (start === at && isOfSeveralBytes.test(token)) {
        parts.push(token);
        take(at + token.length);
        continue;
      }
      take(start);
      at = start + token.length;
      places.push({ start, end: at });
    } else if (isPart(token)) parts.push(token);
    else if (at === 0 && parts.length === 0) places.push({ start: 0, end: 0 });
    else break;
  }
  const rest = text.length - at;
  if (rest > 0 && rest >= shortest(parts) && rest <= longest(parts)) take(text.length);
  return at === text.length ? places : undefined;
}

const isOfSeveralBytes = /[^\0-\x7f]/;

export function isPart(token: string): boolean {
  return token === '' || token.includes(unknown) || token.startsWith('bytes:');
}

/** Where `token` stands after the characters that the parts before it make up. */
function find(text: string, token: string, at: number, parts: readonly string[]): number | undefined {
  if (token === '') return undefined;
  for (let start = at + shortest(parts); start <= at + longest(parts); start++) {
    if (text.startsWith(token, start)) return start;
  }
  return undefined;
}

/** UTF-16 units that `parts` make up at least: their whole characters, and one that is in pieces; a token may follow that has it whole. */
function shortest(parts: readonly string[]): number {
  const whole = parts.reduce(
    (sum, part) => sum + (part.startsWith('bytes:') ? 0 : part.replaceAll(unknown, '').length),
    0,
  );
  return parts.every((part) => part === '') ? 0 : whole + 1;
}

/** And at most: pieces of characters of two units at both ends. */
function longest(parts: readonly string[]): number {
  return parts.reduce((sum, part) => sum + part.length + 2, 0);
}
