import type { NextCandidate, RankedCandidate } from '../../src/protocol/words';
import { formatCount, formatProbability } from '../shared/format';

/** What is known of the words after one node. */
export type Branch =
  | { readonly kind: 'waiting' }
  | { readonly kind: 'failed'; readonly message: string }
  | {
      readonly kind: 'children';
      /** Best first. */
      readonly children: readonly NextCandidate[];
      /** What was said there, where the path to the node was said. */
      readonly said: RankedCandidate | null;
    };

/** By the path to the node, see `keyOf`. */
export interface Tree {
  readonly branches: ReadonlyMap<string, Branch>;
  readonly expanded: ReadonlySet<string>;
}

/** One line of the tree as it is on screen. */
export interface TreeRow {
  readonly key: string;
  /** Token ids from the place in the text to this node. */
  readonly path: readonly number[];
  /** From 1. */
  readonly level: number;
  readonly text: string;
  /** Given the words before it. */
  readonly p: number;
  /** Of all words on the path, one after the other. */
  readonly pathP: number;
  readonly rank: number;
  /** The path to it was said in the text. */
  readonly isSaid: boolean;
  readonly isExpanded: boolean;
  readonly branch: Branch | undefined;
  /** Among its siblings. */
  readonly setSize: number;
  /** From 1. */
  readonly posInSet: number;
}

export const emptyTree: Tree = { branches: new Map(), expanded: new Set() };

export function keyOf(path: readonly number[]): string {
  return path.join(' ');
}

/** The path of the rows that are on screen, `breadth` children for a node and, beside them, what was said. */
export function treeRows({ branches, expanded }: Tree, breadth: number, saidIds: readonly number[]): TreeRow[] {
  const rows: TreeRow[] = [];
  const addChildren = (path: readonly number[], pathP: number): void => {
    const branch = branches.get(keyOf(path));
    if (branch?.kind !== 'children') return;
    const ranked = branch.children.map((child, i) => ({ ...child, rank: i + 1 })).slice(0, breadth);
    const { said } = branch;
    if (said && !ranked.some(({ id }) => id === said.id)) ranked.push(said);
    for (const [i, { id, text, p, rank }] of ranked.entries()) {
      const own = [...path, id];
      const key = keyOf(own);
      const isExpanded = expanded.has(key);
      rows.push({
        key,
        path: own,
        level: own.length,
        text,
        p,
        pathP: pathP * p,
        rank,
        isSaid: isSaidPath(own, saidIds),
        isExpanded,
        branch: branches.get(key),
        setSize: ranked.length,
        posInSet: i + 1,
      });
      if (isExpanded) addChildren(own, pathP * p);
    }
  };
  addChildren([], 1);
  return rows;
}

export function isSaidPath(path: readonly number[], saidIds: readonly number[]): boolean {
  return path.every((id, i) => id === saidIds[i]);
}

/** The words along a path, with the chance of each; as far as the tree holds them. */
export function wordsOnPath({ branches }: Tree, path: readonly number[]): NextCandidate[] {
  const words: NextCandidate[] = [];
  for (const [i, id] of path.entries()) {
    const branch = branches.get(keyOf(path.slice(0, i)));
    if (branch?.kind !== 'children') break;
    const word = branch.children.find((child) => child.id === id) ?? (branch.said?.id === id ? branch.said : undefined);
    if (!word) break;
    words.push(word);
  }
  return words;
}

/** "12.3 %", and "1 in 45,600" where percent would say nothing. */
export function formatChance(p: number): string {
  if (p >= 0.001 || p <= 0) return formatProbability(p);
  const oneIn = 1 / p;
  if (oneIn < 1e15) return `1 in ${formatCount(Number(oneIn.toPrecision(3)))}`;
  return `1 in 10^${Math.round(Math.log10(oneIn))}`;
}
