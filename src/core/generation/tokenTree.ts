// Continuations of one text as a tree: what several begin with is there once, and all of it goes through the model in one
// run (`planTreeAttention`).

export interface TokenTree {
  /** Token ids, each after the one that it follows. */
  readonly ids: readonly number[];
  /** Of each the place in `ids` of the one that it follows; -1 for the first of a continuation. */
  readonly parents: readonly number[];
  /** Of each how many come before it in its continuation. */
  readonly depths: readonly number[];
  /** Of each continuation the places of its tokens. */
  readonly paths: readonly (readonly number[])[];
}

export function tokenTree(continuations: readonly (readonly number[])[]): TokenTree {
  const ids: number[] = [];
  const parents: number[] = [];
  const depths: number[] = [];
  const places = new Map<string, number>();
  const placeOf = (id: number, parent: number, depth: number): number => {
    const key = `${parent} ${id}`;
    const known = places.get(key);
    if (known !== undefined) return known;
    const place = ids.length;
    places.set(key, place);
    ids.push(id);
    parents.push(parent);
    depths.push(depth);
    return place;
  };
  const paths = continuations.map((continuation) => {
    let parent = -1;
    return continuation.map((id, depth) => (parent = placeOf(id, parent, depth)));
  });
  return { ids, parents, depths, paths };
}

/**
 * A tree of a single token with a second one that nobody reads: the runtime has other kernels for runs of one token, which
 * round otherwise, and where it multiplies in 8 bits (MatMulNBits with accuracy_level 4) such roundings grow to tenths of a nat.
 */
export function ofAtLeastTwo(tree: TokenTree): TokenTree {
  const [id] = tree.ids;
  return tree.ids.length === 1 ? { ...tree, ids: [id!, id!], parents: [-1, -1], depths: [0, 0] } : tree;
}

/** What is added to the score of a token that must not be seen: it makes the weight exactly 0. */
export const hidden = -3.4e38;

/** The tokens of one run where they are not one text. */
export interface Branches {
  /** Of each its place in its own text. */
  readonly positions: readonly number[];
  /**
   * Added to the attention scores, shape [tokens, tokens so far + tokens]: 0 where a token sees another, which includes
   * itself, else {@link hidden}.
   */
  readonly bias: Float32Array;
}

/** Of a tree after `past` tokens: each sees all that came before the tree, what it follows, and itself. */
export function branchesOf({ ids, parents, depths }: TokenTree, past: number): Branches {
  const keys = past + ids.length;
  const bias = new Float32Array(ids.length * keys);
  for (let query = 0; query < ids.length; query++) {
    const row = bias.subarray(query * keys, (query + 1) * keys);
    row.fill(hidden, past);
    for (let seen = query; seen >= 0; seen = parents[seen]!) row[past + seen] = 0;
  }
  return { positions: depths.map((depth) => past + depth), bias };
}

/** Texts that begin alike and grow by a token each at a time, their tokens in one cache in the order in which they came. */
export class GrowingBranches {
  /** Of each text the rows of the cache that are its own. */
  readonly #rows = new Map<number, number[]>();
  #length: number;

  /** @param shared how many tokens all begin with */
  constructor(private readonly shared: number) {
    this.#length = shared;
  }

  /** One more token for each of these texts. */
  grow(texts: readonly number[]): Branches {
    const keys = this.#length + texts.length;
    const bias = new Float32Array(texts.length * keys);
    const positions = texts.map((text, query) => {
      const rows = this.#rows.get(text) ?? [];
      this.#rows.set(text, rows);
      const position = this.shared + rows.push(this.#length + query) - 1;
      const ofQuery = bias.subarray(query * keys, (query + 1) * keys);
      ofQuery.fill(hidden, this.shared);
      for (const row of rows) ofQuery[row] = 0;
      return position;
    });
    this.#length = keys;
    return { positions, bias };
  }
}

/** Continuations in groups whose trees have at most `most` tokens, in their order; a longer one is a group of its own. */
export function groupsOfTokens(continuations: readonly (readonly number[])[], most: number): number[][] {
  const groups: number[][] = [];
  let room = 0;
  for (const [i, { length }] of continuations.entries()) {
    if (groups.length === 0 || length > room) {
      groups.push([]);
      room = most;
    }
    groups.at(-1)!.push(i);
    room -= length;
  }
  return groups;
}
