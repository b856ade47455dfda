import { BPE, Unigram } from '@huggingface/tokenizers';
import type { JsonNode } from './jsonNode';
import { invalidTokenizer, isIntegerIn, largestTokenId } from './jsonNode';

/** A token of one piece of text, covering the UTF-16 units [from, to) of it. */
export interface Subword {
  readonly id: number;
  readonly from: number;
  readonly to: number;
}

/** The `model` of tokenizer.json: what cuts a piece of normalised text into tokens. */
export interface SubwordModel {
  readonly vocabulary: ReadonlyMap<string, number>;
  split(piece: string): Subword[];
}

/** @throws UserError 'tokenizerInvalid' */
export function createSubwordModel(node: JsonNode): SubwordModel {
  switch (typeOf(node)) {
    case 'BPE':
      return createBpe(node);
    case 'WordPiece':
      return createWordPiece(node);
    case 'Unigram':
      return createUnigram(node);
    case 'WordLevel':
      return createWordLevel(node);
  }
}

/** Files from before the library's version 0.9 do not name their type. */
function typeOf(node: JsonNode): 'BPE' | 'WordPiece' | 'Unigram' | 'WordLevel' {
  const type = node.get('type');
  if (!type.isAbsent) return type.oneOf(['BPE', 'WordPiece', 'Unigram', 'WordLevel']);
  if (Array.isArray(node.get('vocab').value)) return 'Unigram';
  return node.get('merges').isAbsent ? 'WordPiece' : 'BPE';
}

function createBpe(node: JsonNode): SubwordModel {
  const vocabulary = readVocabulary(node.get('vocab'));
  const unknown = unknownId(node, vocabulary);
  const fuseUnknown = node.get('fuse_unk').boolean(false);
  const ignoreMerges = node.get('ignore_merges').boolean(false);
  const suffix = node.get('end_of_word_suffix').string('');
  const bytes = node.get('byte_fallback').boolean(false) ? byteTokens(vocabulary) : null;
  if (node.get('continuing_subword_prefix').string('') !== '') {
    throw invalidTokenizer('model.continuing_subword_prefix is not supported for BPE');
  }
  const merges = readMerges(node.get('merges'));
  const bpe = new BPE({
    type: 'BPE',
    vocab: Object.fromEntries(vocabulary),
    merges,
    end_of_word_suffix: suffix || null,
    ignore_merges: ignoreMerges,
  });
  // Llama-2-like tokenizers give the model whole texts. Where no merge crosses the start of a word, words can be merged one
  // by one: the same tokens, and the library remembers those of words.
  const crossesWords = merges.some(([left, right]) => /[^▁]▁/u.test(left + right));
  const atWords = crossesWords || suffix !== '' ? null : /(?<=[^▁])(?=▁)/u;
  return {
    vocabulary,
    split(piece) {
      const whole = ignoreMerges ? vocabulary.get(piece) : undefined;
      if (whole !== undefined) return [{ id: whole, from: 0, to: piece.length }];
      const surfaces = atWords ? piece.split(atWords).flatMap((word) => bpe.bpe(word)) : bpe.bpe(piece);
      return place(surfaces, piece.length, (surface, from, to, out) => {
        const id = vocabulary.get(surface);
        if (id !== undefined) out.push({ id, from, to });
        else if (!bytes || !pushBytes(bytes, surface, from, to, out)) pushUnknown(unknown, from, to, fuseUnknown, out);
      });
    },
  };
}

function createUnigram(node: JsonNode): SubwordModel {
  const entries = node.get('vocab').array();
  for (const [i, entry] of entries.entries()) {
    const isPair = Array.isArray(entry) && typeof entry[0] === 'string' && Number.isFinite(entry[1]);
    if (!isPair) throw invalidTokenizer(`model.vocab[${i}] must be a token with its score`);
  }
  if (entries.length === 0) throw invalidTokenizer('model.vocab is empty');
  const vocab = entries as [string, number][];
  const unkId = node.get('unk_id');
  const unknown = unkId.isAbsent ? undefined : unkId.integer(0, vocab.length - 1);
  const vocabulary = new Map(vocab.map(([token], id) => [token, id]));
  const bytes = node.get('byte_fallback').boolean(false) ? byteTokens(vocabulary) : null;
  const unigram = new Unigram({ type: 'Unigram', vocab, unk_id: unknown ?? null }, '');
  return {
    vocabulary,
    split: (piece) =>
      place(unigram.tokenize(piece), piece.length, (surface, from, to, out) => {
        const id = vocabulary.get(surface);
        if (id !== undefined && id !== unknown) out.push({ id, from, to });
        else if (!bytes || !pushBytes(bytes, surface, from, to, out)) pushUnknown(unknown, from, to, true, out);
      }),
  };
}

/** Greedy longest match from the left (the library's own takes a second for 1,000 words of 100 letters). */
function createWordPiece(node: JsonNode): SubwordModel {
  const vocabulary = readVocabulary(node.get('vocab'));
  const unknown = unknownId(node, vocabulary, '[UNK]');
  const prefix = node.get('continuing_subword_prefix').string('##');
  const longestWord = node.get('max_input_chars_per_word').integer(1, 0x7fffffff, 100);
  let longestToken = 0;
  for (const token of vocabulary.keys()) longestToken = Math.max(longestToken, token.length);

  const longestAt = (piece: string, from: number): Subword | null => {
    for (let to = Math.min(piece.length, from + longestToken); to > from; to--) {
      if (splitsPair(piece, to)) continue;
      const id = vocabulary.get((from > 0 ? prefix : '') + piece.slice(from, to));
      if (id !== undefined) return { id, from, to };
    }
    return null;
  };
  return {
    vocabulary,
    split(piece) {
      const out: Subword[] = [];
      for (let from = 0; from < piece.length;) {
        const next = piece.length > longestWord && [...piece].length > longestWord ? null : longestAt(piece, from);
        if (!next) return unknown === undefined ? [] : [{ id: unknown, from: 0, to: piece.length }];
        out.push(next);
        from = next.to;
      }
      return out;
    },
  };
}

function splitsPair(text: string, index: number): boolean {
  return index > 0 && (text.codePointAt(index - 1) ?? 0) > 0xffff;
}

function createWordLevel(node: JsonNode): SubwordModel {
  const vocabulary = readVocabulary(node.get('vocab'));
  const unknown = unknownId(node, vocabulary);
  return {
    vocabulary,
    split(piece) {
      const id = vocabulary.get(piece) ?? unknown;
      return id === undefined ? [] : [{ id, from: 0, to: piece.length }];
    },
  };
}

/** Lays surfaces, which are the piece cut up, one after the other; the last one may carry an end-of-word suffix. */
function place(
  surfaces: readonly string[],
  length: number,
  push: (surface: string, from: number, to: number, out: Subword[]) => void,
): Subword[] {
  const out: Subword[] = [];
  let from = 0;
  for (const surface of surfaces) {
    const to = Math.min(length, from + surface.length);
    push(surface, from, to, out);
    from = to;
  }
  return out;
}

function pushUnknown(id: number | undefined, from: number, to: number, fuse: boolean, out: Subword[]): void {
  if (id === undefined) return;
  const last = out.at(-1);
  if (fuse && last?.id === id && last.to === from) out[out.length - 1] = { ...last, to };
  else out.push({ id, from, to });
}

/** One token for each UTF-8 byte, each covering the whole character; false when one of the tokens is missing. */
function pushBytes(
  bytes: readonly (number | undefined)[],
  text: string,
  from: number,
  to: number,
  out: Subword[],
): boolean {
  const ids = Array.from(new TextEncoder().encode(text), (byte) => bytes[byte]);
  if (ids.includes(undefined)) return false;
  for (const id of ids) out.push({ id: id!, from, to });
  return true;
}

/** Byte → id of its token `<0x..>`. */
function byteTokens(vocabulary: ReadonlyMap<string, number>): (number | undefined)[] {
  return Array.from({ length: 256 }, (_, byte) =>
    vocabulary.get(`<0x${byte.toString(16).toUpperCase().padStart(2, '0')}>`),
  );
}

function readVocabulary(node: JsonNode): Map<string, number> {
  const vocabulary = new Map<string, number>();
  for (const [token, id] of Object.entries(node.object())) {
    if (!isIntegerIn(id, 0, largestTokenId)) throw node.get(token).expected(`a whole number up to ${largestTokenId}`);
    vocabulary.set(token, id);
  }
  if (vocabulary.size === 0) throw invalidTokenizer('model.vocab is empty');
  return vocabulary;
}

function readMerges(node: JsonNode): [string, string][] {
  return node.array().map((merge, i) => {
    const parts: unknown[] = typeof merge === 'string' ? merge.split(' ') : Array.isArray(merge) ? merge : [];
    if (parts.length !== 2 || typeof parts[0] !== 'string' || typeof parts[1] !== 'string') {
      throw invalidTokenizer(`${node.path}[${i}] must be a pair of tokens`);
    }
    return [parts[0], parts[1]];
  });
}

function unknownId(node: JsonNode, vocabulary: ReadonlyMap<string, number>, fallback?: string): number | undefined {
  const token = node.get('unk_token');
  return token.isAbsent && fallback === undefined ? undefined : vocabulary.get(token.string(fallback));
}
