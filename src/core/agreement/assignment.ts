import type { Sliced } from './slices';

/** Sparse benefits of pairing rows with columns: row r's entries are at [starts[r], starts[r + 1]). */
export interface SparseBenefits {
  readonly starts: Int32Array;
  readonly columns: Int32Array;
  /** All greater than 0: staying alone is worth 0. */
  readonly benefits: Float64Array;
  readonly columnCount: number;
}

const none = -1;

/** Rows handled before control is handed back. */
export const rowsPerSlice = 32;

/**
 * The pairing of rows with columns, each used at most once, of the greatest total benefit: the column of each row, or
 * -1 where the row stays alone. Exact. Rows enter one by one along a cheapest augmenting path (Dijkstra's algorithm on
 * reduced costs), which stays short where rows have few and near columns; O(rows × entries) at worst.
 * Source: Jonker & Volgenant (1987), Computing 38, 325–340, in the sparse form.
 */
export function* maximalAssignment({ starts, columns, benefits, columnCount }: SparseBenefits): Sliced<Int32Array> {
  const rows = starts.length - 1;
  // Each row also has a column of its own at cost 0, which means that it stays alone.
  const all = columnCount + rows;
  const rowOf = new Int32Array(all).fill(none);
  const columnOf = new Int32Array(rows).fill(none);
  const price = new Float64Array(all);
  const distance = new Float64Array(all).fill(Infinity);
  const reachedFrom = new Int32Array(all);
  /** Cost of the edge by which a column was reached, and of the edge by which a row is matched. */
  const reachCost = new Float64Array(all);
  const matchCost = new Float64Array(rows);
  const isFinal = new Uint8Array(all);
  const open = new Heap(distance);

  for (let newRow = 0; newRow < rows; newRow++) {
    if (newRow % rowsPerSlice === 0) yield newRow / rows;
    const touched: number[] = [];
    let row = newRow;
    let costSoFar = 0;
    let sink = none;
    while (sink === none) {
      // The row's own reduced cost is that of the edge it is matched by, so that edge costs nothing to walk back.
      const matched = columnOf[row]!;
      const rowPrice = matched === none ? 0 : matchCost[row]! - price[matched]!;
      const relax = (column: number, cost: number) => {
        if (isFinal[column]) return;
        const through = costSoFar + cost - price[column]! - rowPrice;
        if (through >= distance[column]!) return;
        if (distance[column] === Infinity) touched.push(column);
        distance[column] = through;
        reachedFrom[column] = row;
        reachCost[column] = cost;
        open.push(column);
      };
      for (let e = starts[row]!; e < starts[row + 1]!; e++) relax(columns[e]!, -benefits[e]!);
      relax(columnCount + row, 0);
      const nearest = open.pop();
      isFinal[nearest] = 1;
      costSoFar = distance[nearest]!;
      if (rowOf[nearest] === none) sink = nearest;
      else row = rowOf[nearest]!;
    }
    for (const column of touched) {
      if (isFinal[column]) price[column]! += distance[column]! - costSoFar;
      distance[column] = Infinity;
      isFinal[column] = 0;
    }
    open.clear();
    for (let column = sink; column !== none;) {
      const from = reachedFrom[column]!;
      const freed = columnOf[from]!;
      rowOf[column] = from;
      columnOf[from] = column;
      matchCost[from] = reachCost[column]!;
      column = from === newRow ? none : freed;
    }
  }
  return columnOf.map((column) => (column < columnCount ? column : none));
}

/** A binary heap of items by a distance that only falls; an item pushed again supersedes its older entries. */
class Heap {
  #items: number[] = [];
  #keys: number[] = [];

  constructor(private readonly distance: Float64Array) {}

  clear(): void {
    this.#items = [];
    this.#keys = [];
  }

  push(item: number): void {
    const key = this.distance[item]!;
    let at = this.#items.length;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (this.#keys[parent]! <= key) break;
      this.#items[at] = this.#items[parent]!;
      this.#keys[at] = this.#keys[parent]!;
      at = parent;
    }
    this.#items[at] = item;
    this.#keys[at] = key;
  }

  pop(): number {
    for (;;) {
      const item = this.#items[0]!;
      const key = this.#keys[0]!;
      const lastItem = this.#items.pop()!;
      const lastKey = this.#keys.pop()!;
      if (this.#items.length > 0) this.#sink(lastItem, lastKey);
      if (key === this.distance[item]) return item;
    }
  }

  #sink(item: number, key: number): void {
    const size = this.#items.length;
    let at = 0;
    for (;;) {
      let child = 2 * at + 1;
      if (child >= size) break;
      if (child + 1 < size && this.#keys[child + 1]! < this.#keys[child]!) child++;
      if (this.#keys[child]! >= key) break;
      this.#items[at] = this.#items[child]!;
      this.#keys[at] = this.#keys[child]!;
      at = child;
    }
    this.#items[at] = item;
    this.#keys[at] = key;
  }
}
