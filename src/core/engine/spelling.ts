import { isPart, placeTokens } from './placeTokens';

/**
 * How many of `tokens`, from the first, a reply's `text` is made of: those after it are the end mark, or the stop string
 * that was cut off, in the midst of a token perhaps. White space before the text counts with its tokens, as servers trim it.
 * @returns undefined when the text is not made of these tokens: what is said of them is said of other words
 */
export function tokensOf(text: string, tokens: readonly string[]): number | undefined {
  const words = text.trimStart();
  const blank = leadingBlanks(tokens);
  const spelt = tokens.slice(blank);
  if (words === '') return text === '' ? 0 : blank;
  if (!spelt.some(holdsPart)) {
    const trimmed = spelt.map((token, i) => (i === 0 ? token.trimStart() : token));
    if (!trimmed.join('').startsWith(words)) return undefined;
    let [count, length] = [0, 0];
    for (; length < words.length; count++) length += trimmed[count]!.length;
    return blank + count;
  }
  const [first = '', ...rest] = spelt;
  const places = placeTokens(words, [first.trimStart(), ...rest]);
  // Before a text it passes over what is not in it.
  if (!places || places.some(({ start, end }, i) => start === end && spelt[i] !== '')) return undefined;
  return blank + places.length;
}

/** Parts told as nothing need no search: the last of them is told as the whole character. */
function holdsPart(token: string): boolean {
  return token !== '' && isPart(token);
}

function leadingBlanks(tokens: readonly string[]): number {
  const first = tokens.findIndex((token) => token.trim() !== '');
  return first < 0 ? tokens.length : first;
}
