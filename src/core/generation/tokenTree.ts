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

/** What is added to the score of a token that must not be seen: it makes the weight exactly 0. */
export const hidden = -3.4e38;

/**
 * Added to the attention scores, shape [tokens of the tree, past + tokens of the tree]: 0 where a token sees another, which
 * is all that came before the tree, what it follows, and itself.
 */
export function treeBias({ ids, parents }: TokenTree, past: number): Float32Array {
  const keys = past + ids.length;
  const bias = new Float32Array(ids.length * keys);
  for (let query = 0; query < ids.length; query++) {
    const row = bias.subarray(query * keys, (query + 1) * keys);
    row.fill(hidden, past);
    for (let seen = query; seen >= 0; seen = parents[seen]!) row[past + seen] = 0;
  }
  return bias;
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
