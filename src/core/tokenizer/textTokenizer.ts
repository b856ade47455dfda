import { utf16 } from '../base/offsets';
import { UserError } from '../base/userError';
import type { AddedToken } from './addedTokens';
import { AddedTokenFinder, readAddedTokens } from './addedTokens';
import type { Decoder } from './decoder';
import { createDecoder } from './decoder';
import { invalidTokenizer, JsonNode } from './jsonNode';
import { MappedText } from './mappedText';
import type { Normalizer } from './normalizer';
import { createNormalizer } from './normalizer';
import type { Frame } from './postProcessor';
import { readFrame } from './postProcessor';
import type { PreTokenizer } from './preTokenizer';
import { createPreTokenizer } from './preTokenizer';
import type { Subword, SubwordModel } from './subwordModel';
import { createSubwordModel } from './subwordModel';
import type { Token } from './token';
import type { TokenBytes } from './tokenBytes';
import { createTokenBytes } from './tokenBytes';
import { TokenStream } from './tokenStream';

export interface DecodeOptions {
  /** False by default. */
  readonly skipSpecialTokens?: boolean;
}

/** A stretch of a text, half-open, in UTF-16 units. */
export interface Stretch {
  readonly start: number;
  readonly end: number;
}

export interface EncodeOptions {
  readonly addSpecialTokens: boolean;
  /** Where what looks like a special token is only text that somebody wrote. */
  readonly plain?: readonly Stretch[];
}

/**
 * A tokenizer in the format of Hugging Face `tokenizers` that also says where in the source text each token comes from.
 * The subword algorithms are those of `@huggingface/tokenizers`, which gives no offsets; the steps around them carry a
 * source map. Ids and offsets agree with the Rust library, but `trim_offsets` is not applied: a token covers its space.
 */
export class TextTokenizer {
  /** Largest id + 1, added tokens included. */
  readonly vocabularySize: number;
  readonly #normalizer: Normalizer;
  readonly #preTokenizer: PreTokenizer;
  readonly #model: SubwordModel;
  readonly #decoder: Decoder;
  readonly #frame: Frame;
  readonly #inSource: AddedTokenFinder;
  readonly #inNormalized: AddedTokenFinder;
  readonly #nameOf = new Map<number, string>();
  readonly #addedNames: ReadonlySet<string>;
  readonly #specialIds: ReadonlySet<number>;
  readonly #tokenBytes: TokenBytes;
  #anchor: { readonly id: number; readonly text: string } | null | undefined;

  /**
   * @param tokenizerJson the parsed tokenizer.json
   * @param tokenizerConfig the parsed tokenizer_config.json, if there is one; what is added to a text is tokenizer.json's to say
   * @throws UserError 'tokenizerInvalid' naming what is wrong and the remedy (the caller names the file)
   */
  static fromJson(tokenizerJson: unknown, tokenizerConfig: unknown): TextTokenizer {
    try {
      return new TextTokenizer(new JsonNode(tokenizerJson), new JsonNode(tokenizerConfig));
    } catch (error) {
      if (error instanceof UserError) throw error;
      throw invalidTokenizer('its content does not fit together', { cause: error });
    }
  }

  private constructor(json: JsonNode, config: JsonNode) {
    if (!config.isAbsent) config.object();
    this.#model = createSubwordModel(json.get('model'));
    this.#normalizer = createNormalizer(json.get('normalizer'));
    this.#preTokenizer = createPreTokenizer(json.get('pre_tokenizer'));
    const added = readAddedTokens(json.get('added_tokens'));
    this.#inSource = new AddedTokenFinder(
      added.filter((token) => !token.normalized),
      (text) => text,
    );
    this.#inNormalized = new AddedTokenFinder(
      added.filter((token) => token.normalized),
      this.#normalizer,
    );
    for (const [name, id] of this.#model.vocabulary) this.#nameOf.set(id, name);
    for (const { id, content } of added) this.#nameOf.set(id, content);
    this.#specialIds = new Set(added.filter((token) => token.special).map((token) => token.id));
    this.#addedNames = new Set(added.map((token) => token.content));
    this.#decoder = createDecoder(json.get('decoder'), (name) => this.#addedNames.has(name));
    this.#tokenBytes = createTokenBytes(json.get('decoder'));
    this.#frame = readFrame(json.get('post_processor'));
    const missing = [...this.#frame.before, ...this.#frame.after].find((id) => !this.#nameOf.has(id));
    if (missing !== undefined) throw invalidTokenizer(`post_processor adds the token ${missing}, which does not exist`);
    let size = 0;
    for (const id of this.#nameOf.keys()) size = Math.max(size, id + 1);
    this.vocabularySize = size;
  }

  /** @returns the tokens in order; their offsets never decrease, apart from special tokens that are not in the text: [0, 0) */
  encode(text: string, options: EncodeOptions): Token[] {
    const tokens: Token[] = [];
    const { plain = [] } = options;
    const push = (id: number, start: number, end: number, special = false) => {
      const covered = end > start ? text.slice(start, end) : (this.#nameOf.get(id) ?? '');
      tokens.push({ id, text: covered, start: utf16(start), end: utf16(end), special });
    };
    if (options.addSpecialTokens) for (const id of this.#frame.before) push(id, 0, 0, true);
    for (const { text: piece, token } of this.#sections(text, plain)) {
      if (token) push(token.id, piece.starts[0]!, piece.ends.at(-1)!);
      else for (const { id, from, to } of this.#split(piece, plain)) push(id, piece.starts[from]!, piece.ends[to - 1]!);
    }
    if (options.addSpecialTokens) for (const id of this.#frame.after) push(id, 0, 0, true);
    return tokens;
  }

  /** Ids that are not in the vocabulary give nothing. */
  decode(ids: readonly number[], options: DecodeOptions = {}): string {
    const names = ids.map((id) => this.#nameIn(id, options)).filter((name) => name !== undefined);
    return this.#decoder(names).join('');
  }

  /** One token decoded alone with its leading space kept; U+FFFD for an incomplete character. */
  decodeOne(id: number): string {
    // Not `??=`: null, for a vocabulary without such a token, would be looked for anew at every call.
    if (this.#anchor === undefined) this.#anchor = this.#findAnchor();
    if (!this.#anchor) return this.decode([id]);
    return this.decode([this.#anchor.id, id]).slice(this.#anchor.text.length);
  }

  /** UTF-8 of what `id` adds to a text that it stands in the middle of; null for special tokens, which are no text. */
  bytesOf(id: number): Uint8Array | null {
    const name = this.#nameOf.get(id);
    if (name === undefined || this.isSpecial(id)) return null;
    return this.#tokenBytes({ name, isAdded: this.#addedNames.has(name), text: () => this.decodeOne(id) });
  }

  /** Where `encode` would read special tokens in `text`. */
  specialTokensIn(text: string): Stretch[] {
    return Array.from(this.#sections(text, []))
      .filter(({ token }) => token?.special)
      .map(({ text: { starts, ends } }) => ({ start: starts[0]!, end: ends.at(-1)! }));
  }

  /**
   * Where the last added token in `text` begins that is found before anything is normalised; null where there is none.
   * What stands from there on is cut into the same tokens whatever stands before.
   */
  seamIn(text: string, plain: readonly Stretch[] = []): number | null {
    const sections = this.#inSource.split(MappedText.of(text), (at) => isWithin(plain, at));
    return sections.findLast(({ token }) => token !== null)?.text.starts[0] ?? null;
  }

  isSpecial(id: number): boolean {
    return this.#specialIds.has(id);
  }

  /** For text that grows token by token: what each id adds to `decode` of all of them. */
  createStream(options: DecodeOptions = {}): TokenStream {
    return new TokenStream(
      (id) => this.#nameIn(id, options),
      (names) => this.#decoder(names).join(''),
    );
  }

  #nameIn(id: number, options: DecodeOptions): string | undefined {
    return options.skipSpecialTokens && this.isSpecial(id) ? undefined : this.#nameOf.get(id);
  }

  *#sections(text: string, plain: readonly Stretch[]): Generator<{ text: MappedText; token: AddedToken | null }> {
    const isPlain = (at: number): boolean => isWithin(plain, at);
    for (const raw of this.#inSource.split(MappedText.of(text), isPlain)) {
      if (raw.token) {
        yield raw;
        continue;
      }
      for (const section of this.#inNormalized.split(this.#normalizer(raw.text), isPlain)) {
        if (section.token) yield section;
        else for (const piece of this.#preTokenizer(section.text)) yield { text: piece, token: null };
      }
    }
  }

  #split(piece: MappedText, plain: readonly Stretch[]): Subword[] {
    const subwords = this.#model.split(piece.text);
    if (plain.length === 0) return subwords;
    // The vocabularies of sentencepiece models hold their special tokens too: such a one is written in two pieces.
    const written = subwords.find(
      ({ id, from, to }) =>
        this.isSpecial(id) &&
        piece.text.slice(from, to) === this.#nameOf.get(id) &&
        isWithin(plain, piece.starts[from]!),
    );
    if (!written || written.to - written.from < 2) return subwords;
    const cut = written.from + 1;
    const after = this.#split(piece.slice(cut, piece.text.length), plain);
    return [
      ...this.#split(piece.slice(0, cut), plain),
      ...after.map(({ id, from, to }) => ({ id, from: from + cut, to: to + cut })),
    ];
  }

  /** A token to decode others after, because decoders take the leading space off the first one. */
  #findAnchor(): { id: number; text: string } | null {
    for (const [name, id] of this.#model.vocabulary) {
      if (!/^[a-zA-Z]$/.test(name) || this.isSpecial(id)) continue;
      const text = this.decode([id]);
      if (text === name && this.decode([id, id]).startsWith(text)) return { id, text };
    }
    return null;
  }
}

function isWithin(stretches: readonly Stretch[], at: number): boolean {
  return stretches.some(({ start, end }) => at >= start && at < end);
}
