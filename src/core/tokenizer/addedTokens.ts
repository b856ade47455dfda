import type { JsonNode } from './jsonNode';
import { largestTokenId } from './jsonNode';
import { MappedText } from './mappedText';
import type { Normalizer } from './normalizer';

/** A token that is looked for in the text before the model sees it, such as `<|user|>`. */
export interface AddedToken {
  readonly id: number;
  readonly content: string;
  readonly special: boolean;
  /** Looked for in the normalised text, in its own normalised form. */
  readonly normalized: boolean;
  readonly singleWord: boolean;
  readonly stripLeft: boolean;
  readonly stripRight: boolean;
}

/** A stretch of text, with the added token that it is, if any. */
export interface Section {
  readonly text: MappedText;
  readonly token: AddedToken | null;
}

/** The `added_tokens` of tokenizer.json. @throws UserError 'tokenizerInvalid' */
export function readAddedTokens(node: JsonNode): AddedToken[] {
  if (node.isAbsent) return [];
  return node.items().map((item) => {
    const special = item.get('special').boolean(false);
    const content = item.get('content').string();
    if (content === '') throw item.get('content').expected('a text of at least one character');
    return {
      id: item.get('id').integer(0, largestTokenId),
      content,
      special,
      normalized: item.get('normalized').boolean(!special),
      singleWord: item.get('single_word').boolean(false),
      stripLeft: item.get('lstrip').boolean(false),
      stripRight: item.get('rstrip').boolean(false),
    };
  });
}

/** Finds added tokens, leftmost and longest first. */
export class AddedTokenFinder {
  /** First UTF-16 unit → what begins with it, longest first. */
  readonly #byFirstUnit = new Map<number, { form: string; token: AddedToken }[]>();

  /** @param normalizer brings the tokens into the form in which they stand in the text */
  constructor(tokens: readonly AddedToken[], normalizer: Normalizer) {
    for (const token of tokens) {
      const form = normalizer(MappedText.of(token.content)).text;
      if (form === '') continue;
      const entries = this.#byFirstUnit.get(form.charCodeAt(0)) ?? [];
      entries.push({ form, token });
      entries.sort((a, b) => b.form.length - a.form.length);
      this.#byFirstUnit.set(form.charCodeAt(0), entries);
    }
  }

  /**
   * The whole text, cut at the added tokens.
   * @param isPlain whether a special token that starts at a source offset is only text
   */
  split(source: MappedText, isPlain: (start: number) => boolean): Section[] {
    if (this.#byFirstUnit.size === 0) return [{ text: source, token: null }];
    const { text } = source;
    const sections: Section[] = [];
    let done = 0;
    for (let i = 0; i < text.length;) {
      const found = this.#byFirstUnit
        .get(text.charCodeAt(i))
        ?.find(({ form, token }) => text.startsWith(form, i) && !(token.special && isPlain(source.starts[i]!)));
      const end = i + (found?.form.length ?? 1);
      if (found && !(found.token.singleWord && touchesWord(text, i, end))) {
        const from = found.token.stripLeft ? withoutSpaceAfter(text, done, i) : i;
        const to = found.token.stripRight ? end + /^\p{White_Space}*/u.exec(text.slice(end))![0].length : end;
        if (from > done) sections.push({ text: source.slice(done, from), token: null });
        sections.push({ text: source.slice(from, to), token: found.token });
        done = to;
        i = to;
      } else i = end;
    }
    if (done < text.length) sections.push({ text: source.slice(done, text.length), token: null });
    return sections;
  }
}

/** Where the white space before `to` begins. JavaScript's `trim` would take U+FEFF along and leave U+0085. */
function withoutSpaceAfter(text: string, from: number, to: number): number {
  while (to > from && /\p{White_Space}/u.test(text[to - 1]!)) to--;
  return to;
}

function touchesWord(text: string, from: number, to: number): boolean {
  const word = /[\p{Alphabetic}\p{M}\p{Nd}\p{Pc}]/u;
  const before = [...text.slice(Math.max(0, from - 2), from)].at(-1) ?? '';
  const after = String.fromCodePoint(text.codePointAt(to) ?? 0x20);
  return word.test(before) || word.test(after);
}
