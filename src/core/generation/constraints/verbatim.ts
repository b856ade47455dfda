import { UserError } from '../../base/userError';
import type { ByteAutomaton } from './byteAutomaton';
import { SuffixAutomaton } from './suffixAutomaton';

/**
 * Opening quotation mark → the marks that close it. Single quotes are none: they cannot be told from apostrophes.
 * See https://www.unicode.org/versions/Unicode16.0.0/core-spec/chapter-6/#G17018 on how languages pair them.
 */
export const quotationMarks: ReadonlyMap<string, string> = new Map([
  ['"', '"'],
  ['“', '”'],
  ['„', '“”'],
  ['”', '”'],
  ['«', '»'],
  ['»', '«'],
  ['「', '」'],
  ['『', '』'],
]);

/** Stands in the automaton where the source cannot be quoted across; no byte. */
const gap = 256;

/** States before and behind the one quotation, in `quotationAutomaton`. */
const [before, behind] = [0, 1];

/**
 * One quotation in straight marks and nothing else: at least one character of `source`, letter for letter. Before it
 * may stand a space, with which the first word after a prompt begins.
 * @throws UserError 'badRequest' when the source has nothing that can be quoted
 */
export function quotationAutomaton(source: string): ByteAutomaton {
  const any = verbatimAutomaton(source);
  const mark = '"'.charCodeAt(0);
  const opened = any.next(any.start, mark);
  if (opened < 0) throw new UserError('badRequest', 'There are no words to quote from.', 'Give a text.');
  return {
    start: before,
    next(state, byte) {
      if (state === before) return byte === mark ? opened + 2 : byte === 0x20 ? before : -1;
      if (state === behind) return -1;
      const next = any.next(state - 2, byte);
      if (next < 0) return -1;
      return any.isFinal(next) ? behind : next + 2;
    },
    isFinal: (state) => state === behind,
  };
}

/**
 * Any text in which whatever stands between quotation marks is a substring of `source`, character for character, and at
 * least one. Within a quote the first closing mark ends it. The text may not end inside a quote.
 *
 * Only what stands in `quotationMarks` is a quote: a paraphrase without marks, or in single quotes, is not checked.
 */
export function verbatimAutomaton(source: string): ByteAutomaton {
  const bytes = sourceSymbols(source);
  const substrings = new SuffixAutomaton(bytes);
  const marks = new MarkTries();
  // A state is a place in a trie of marks, times a place in the source: 0 for none, else a state of `substrings` + 1.
  // Behind the tries is a node for each of them that stands for a quote without a whole character.
  const places = substrings.size + 1;
  const starts = new Map(marks.insides.map(({ node, closes }) => [node, firstPlaces(source, closes, substrings)]));

  const nextOutside = (node: number, byte: number): number => {
    const opened = marks.next(node, byte) ?? marks.next(marks.outside, byte) ?? marks.outside;
    if (!marks.isInside(opened)) return opened * places;
    return starts.get(opened)!.size > 0 ? (marks.size + opened) * places + 1 : -1;
  };
  /** In the first character of a quote, which is a whole one and none that closes it. */
  const nextBegun = (node: number, place: number, byte: number): number => {
    const inSource = place === 1 && isContinuation(byte) ? -1 : substrings.next(place - 1, byte);
    if (inSource < 0 || !starts.get(node)!.has(inSource)) return -1;
    return (isWhole(inSource) ? node : marks.size + node) * places + inSource + 1;
  };
  const nextInside = (node: number, place: number, byte: number): number => {
    const inSource = place === 0 ? -1 : substrings.next(place - 1, byte);
    const mayClose = node !== marks.insideOf(node) || isWhole(place - 1);
    const closing = mayClose ? marks.next(node, byte) : undefined;
    if (closing === marks.outside) return closing * places;
    if (closing === undefined && inSource < 0) return -1;
    return (closing ?? marks.insideOf(node)) * places + inSource + 1;
  };
  const isWhole = (state: number): boolean => !isContinuation(bytes[substrings.endOf(state)] ?? gap);

  return {
    start: marks.outside,
    next(state, byte) {
      const place = state % places;
      const node = (state - place) / places;
      if (node >= marks.size) return nextBegun(node - marks.size, place, byte);
      return marks.isInside(node) ? nextInside(node, place, byte) : nextOutside(node, byte);
    },
    isFinal: (state) => state === marks.outside,
  };
}

/** The places in the source to which its characters lead, byte by byte from the first: all but those that close a quote. */
function firstPlaces(source: string, closes: string, substrings: SuffixAutomaton): ReadonlySet<number> {
  const found = new Set<number>();
  for (const char of new Set(source)) {
    if (closes.includes(char) || /\p{Surrogate}/u.test(char)) continue;
    let place = 0;
    for (const byte of new TextEncoder().encode(char)) found.add((place = substrings.next(place, byte)));
  }
  return found;
}

/** UTF-8 bytes; a lone surrogate, which has none, is a gap. */
function sourceSymbols(source: string): number[] {
  const encoder = new TextEncoder();
  const symbols: number[] = [];
  for (const part of source.split(/\p{Surrogate}/u)) {
    if (symbols.length > 0) symbols.push(gap);
    for (const byte of encoder.encode(part)) symbols.push(byte);
  }
  return symbols;
}

function isContinuation(symbol: number): boolean {
  return (symbol & 0x1c0) === 0x80;
}

/** How far into a quotation mark a text has come, byte by byte: outside quotes, and inside those of each opening mark. */
class MarkTries {
  readonly outside = 0;
  /** The first node inside the quotes of each opening mark, and what closes them. */
  readonly insides: readonly { readonly node: number; readonly closes: string }[];
  readonly #edges = [new Map<number, number>()];
  /** Node → the first node of its trie. */
  readonly #roots = [0];

  constructor() {
    this.insides = Array.from(quotationMarks, ([open, closes]) => {
      const node = this.#addNode(this.#edges.length);
      this.#addMark(this.outside, open, node);
      for (const close of closes) this.#addMark(node, close, this.outside);
      return { node, closes };
    });
  }

  get size(): number {
    return this.#edges.length;
  }

  next(node: number, byte: number): number | undefined {
    return this.#edges[node]!.get(byte);
  }

  isInside(node: number): boolean {
    return this.#roots[node] !== this.outside;
  }

  /** Where the quote that `node` is in began. */
  insideOf(node: number): number {
    return this.#roots[node]!;
  }

  #addNode(root: number): number {
    this.#roots.push(root);
    return this.#edges.push(new Map()) - 1;
  }

  #addMark(root: number, mark: string, target: number): void {
    const bytes = new TextEncoder().encode(mark);
    let node = root;
    for (const byte of bytes.subarray(0, -1)) {
      const edges = this.#edges[node]!;
      const next = edges.get(byte) ?? this.#addNode(root);
      edges.set(byte, next);
      node = next;
    }
    this.#edges[node]!.set(bytes.at(-1)!, target);
  }
}
