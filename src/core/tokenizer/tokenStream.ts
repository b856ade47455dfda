/** An incomplete character is at most three bytes, hence at most three tokens; a few more give the context to decode in. */
const contextTokens = 8;

/** Decodes ids one by one; an incomplete character is held back until it is complete. */
export class TokenStream {
  /** Names of the latest tokens. */
  readonly #context: string[] = [];
  readonly #nameOf: (id: number) => string | undefined;
  readonly #decode: (names: readonly string[]) => string;

  /**
   * @param nameOf undefined for an id that is left out of the text
   * @param decode decodes the names of consecutive tokens
   */
  constructor(nameOf: (id: number) => string | undefined, decode: (names: readonly string[]) => string) {
    this.#nameOf = nameOf;
    this.#decode = decode;
  }

  /** What `id` adds to the text; '' while a character is incomplete. */
  push(id: number): string {
    const name = this.#nameOf(id);
    if (name === undefined) return '';
    const before = settled(this.#decode(this.#context));
    this.#context.push(name);
    const after = settled(this.#decode(this.#context));
    if (this.#context.length > contextTokens) this.#context.shift();
    return after.slice(before.length);
  }

  /** What was held back; ends the stream. */
  flush(): string {
    const text = this.#decode(this.#context);
    this.#context.length = 0;
    return text.slice(settled(text).length);
  }
}

/** A U+FFFD at the end may be a character that the next tokens complete. */
function settled(text: string): string {
  return text.endsWith('\ufffd') ? text.slice(0, -1) : text;
}
