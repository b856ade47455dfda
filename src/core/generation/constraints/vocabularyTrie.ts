import type { ByteAutomaton } from './byteAutomaton';

/**
 * The tokens of a vocabulary by their bytes, as a trie that is walked together with an automaton: a beginning that no
 * allowed text has rules out all tokens that share it at one look.
 */
export class VocabularyTrie {
  // Nodes in preorder, without the root.
  readonly #bytes: Uint8Array;
  /** Bytes from the root: 1 for its children. */
  readonly #depths: Uint16Array;
  /** The node after this one and all below it. */
  readonly #skips: Int32Array;
  /** Node i spells the tokens `#ids[#idStarts[i]]` to `#ids[#idStarts[i + 1]]`, exclusive. */
  readonly #idStarts: Int32Array;
  readonly #ids: Int32Array;
  readonly #states: Float64Array;

  /**
   * @param size tokens of the vocabulary
   * @param bytesOf what a token adds to a text, in UTF-8; null for a token that is no text, such as `<|end|>`
   */
  constructor(
    readonly size: number,
    bytesOf: (id: number) => Uint8Array | null,
  ) {
    const tokens: { id: number; key: string }[] = [];
    for (let id = 0; id < size; id++) {
      const bytes = bytesOf(id);
      // As one-byte characters: JavaScript sorts and compares strings far faster than arrays.
      if (bytes !== null && bytes.length > 0) tokens.push({ id, key: String.fromCharCode(...bytes) });
    }
    tokens.sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : a.id - b.id));
    const capacity = tokens.reduce((sum, { key }, i) => sum + key.length - shared(tokens[i - 1]?.key ?? '', key), 0);
    this.#bytes = new Uint8Array(capacity);
    this.#depths = new Uint16Array(capacity);
    this.#skips = new Int32Array(capacity).fill(capacity);
    this.#idStarts = new Int32Array(capacity + 1).fill(tokens.length);
    this.#ids = Int32Array.from(tokens, ({ id }) => id);

    let node = 0;
    const path: number[] = [];
    for (const [i, { key }] of tokens.entries()) {
      const from = shared(tokens[i - 1]?.key ?? '', key);
      for (const left of path.splice(from)) this.#skips[left] = node;
      for (let at = from; at < key.length; at++) {
        this.#bytes[node] = key.charCodeAt(at);
        this.#depths[node] = at + 1;
        // Tokens are in the order of their nodes: those of this one begin here, and so do those of nodes without any.
        this.#idStarts[node] = i;
        path.push(node++);
      }
    }
    this.#states = new Float64Array(1 + this.#depths.reduce((a, b) => Math.max(a, b), 0));
  }

  /** 1 for each token that can be written from `state` on, else 0; shape [size]. */
  allowed(automaton: ByteAutomaton, state: number): Uint8Array {
    const mask = new Uint8Array(this.size);
    const states = this.#states;
    states[0] = state;
    for (let node = 0; node < this.#bytes.length;) {
      const depth = this.#depths[node]!;
      const next = automaton.next(states[depth - 1]!, this.#bytes[node]!);
      if (next < 0) {
        node = this.#skips[node]!;
        continue;
      }
      states[depth] = next;
      const end = this.#idStarts[++node]!;
      for (let i = this.#idStarts[node - 1]!; i < end; i++) mask[this.#ids[i]!] = 1;
    }
    return mask;
  }
}

/** How many characters `a` and `b` begin with together. */
function shared(a: string, b: string): number {
  let length = 0;
  while (length < a.length && length < b.length && a[length] === b[length]) length++;
  return length;
}
