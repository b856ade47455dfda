// What the benches share: how often is measured, and how it is printed.
import { loadavg } from 'node:os';

/** Medians resist the bursts of a machine that does other things too. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

export async function milliseconds(act: () => unknown): Promise<number> {
  const started = performance.now();
  await act();
  return performance.now() - started;
}

/** A Markdown table, printed row by row: a bench takes minutes. */
export class Table {
  constructor(title: string, head: readonly string[]) {
    console.log(`\n### ${title}\n`);
    this.row(head);
    this.row(head.map(() => '---'));
  }

  row(cells: readonly (string | number)[]): void {
    console.log(`| ${cells.join(' | ')} |`);
  }

  end(): void {
    console.log(`\nLoad of the machine at the end: ${loadavg()[0]!.toFixed(1)}.`);
  }
}

/** Bytes a second that this machine copies from memory to memory, reading and writing counted once each. */
export function copyBandwidth(): number {
  const [from, to] = [new Uint8Array(256 * 2 ** 20).fill(1), new Uint8Array(256 * 2 ** 20).fill(2)];
  const seconds = Array.from({ length: 5 }, () => {
    const started = performance.now();
    to.set(from);
    return (performance.now() - started) / 1000;
  });
  return (2 * from.length) / Math.min(...seconds);
}
