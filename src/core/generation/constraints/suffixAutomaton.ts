const none = -1;

/**
 * The smallest automaton of all substrings of a sequence of symbols (Blumer et al., Theoretical Computer Science 40, 1985);
 * built in linear time, at most 2n states and 3n edges. State 0 is the empty substring.
 */
export class SuffixAutomaton {
  readonly size: number;
  /** State → where one of its substrings ends, exclusive. */
  readonly #end: Int32Array;
  // Edges of a state are a linked list: nearly all states have one.
  readonly #firstEdge: Int32Array;
  readonly #symbols: Int32Array;
  readonly #targets: Int32Array;
  readonly #nextEdge: Int32Array;

  constructor(sequence: ArrayLike<number>) {
    const n = sequence.length;
    const stateLimit = Math.max(2, 2 * n);
    const edgeLimit = 3 * n + 1;
    const end = (this.#end = new Int32Array(stateLimit));
    const firstEdge = (this.#firstEdge = new Int32Array(stateLimit).fill(none));
    this.#symbols = new Int32Array(edgeLimit);
    const targets = (this.#targets = new Int32Array(edgeLimit));
    const nextEdge = (this.#nextEdge = new Int32Array(edgeLimit));
    const length = new Int32Array(stateLimit);
    const link = new Int32Array(stateLimit).fill(none);
    let states = 1;
    let edges = 0;
    const addEdge = (state: number, symbol: number, target: number): void => {
      this.#symbols[edges] = symbol;
      targets[edges] = target;
      nextEdge[edges] = firstEdge[state]!;
      firstEdge[state] = edges++;
    };

    let last = 0;
    for (let i = 0; i < n; i++) {
      const symbol = sequence[i]!;
      const current = states++;
      length[current] = i + 1;
      end[current] = i + 1;
      let state = last;
      last = current;
      for (; state !== none && this.#edge(state, symbol) === none; state = link[state]!) {
        addEdge(state, symbol, current);
      }
      if (state === none) {
        link[current] = 0;
        continue;
      }
      const target = targets[this.#edge(state, symbol)]!;
      if (length[target] === length[state]! + 1) {
        link[current] = target;
        continue;
      }
      const clone = states++;
      length[clone] = length[state]! + 1;
      end[clone] = end[target]!;
      link[clone] = link[target]!;
      for (let edge = firstEdge[target]!; edge !== none; edge = nextEdge[edge]!) {
        addEdge(clone, this.#symbols[edge]!, targets[edge]!);
      }
      for (; state !== none; state = link[state]!) {
        const edge = this.#edge(state, symbol);
        if (edge === none || targets[edge] !== target) break;
        targets[edge] = clone;
      }
      link[target] = clone;
      link[current] = clone;
    }
    this.size = states;
  }

  /** The state of the substring that is one symbol longer; -1 when it does not occur. */
  next(state: number, symbol: number): number {
    const edge = this.#edge(state, symbol);
    return edge === none ? -1 : this.#targets[edge]!;
  }

  /** Where in the sequence one occurrence of the state's substrings ends, exclusive; they all end at the same places. */
  endOf(state: number): number {
    return this.#end[state]!;
  }

  #edge(state: number, symbol: number): number {
    let edge = this.#firstEdge[state]!;
    while (edge !== none && this.#symbols[edge] !== symbol) edge = this.#nextEdge[edge]!;
    return edge;
  }
}
