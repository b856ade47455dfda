// What the benches share: how often is measured, and how it is printed.
import { existsSync, readFileSync } from 'node:fs';
import { loadavg } from 'node:os';

/** Medians resist the bursts of a machine that does other things too. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

/** Of times, for contenders whose machine is now and then slow for all: a virtual machine's cores may be moved to one real core. */
export function lowerQuartile(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 2]!;
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

/** Bytes a second between memory and one thread: the better of copying (read and written) and comparing (read only). */
export function memoryBandwidth(): number {
  const [from, to] = [Buffer.alloc(256 * 2 ** 20, 1), Buffer.alloc(256 * 2 ** 20, 1)];
  const best = (act: () => unknown): number => {
    const seconds = Array.from({ length: 5 }, () => {
      const started = performance.now();
      act();
      return (performance.now() - started) / 1000;
    });
    return Math.min(...seconds);
  };
  return (
    (2 * from.length) /
    Math.min(
      best(() => from.copy(to)),
      best(() => from.equals(to)),
    )
  );
}

/** Seconds of processor time of a process so far, to a hundredth; NaN where the system has no /proc. */
export function cpuSeconds(pid: number): number {
  const stat = procFile(pid, 'stat');
  // The name of the program, in parentheses, may hold spaces. Fields 14 and 15 of proc(5), in ticks of 10 ms.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11]) + Number(fields[12])) / 100;
}

/** Of a process on Linux, which tells it in KiB; NaN elsewhere. */
export function residentBytes(pid: number, field: 'VmRSS' | 'VmHWM'): number {
  return Number(new RegExp(`${field}:\\s+(\\d+)`).exec(procFile(pid, 'status'))?.[1]) * 1024;
}

/** What a process alone holds in memory, without the pages of programs that it shares with others; NaN where not told. */
export function privateBytes(pid: number): number {
  const pages = procFile(pid, 'smaps_rollup').matchAll(/^Private_\w+:\s+(\d+) kB$/gm);
  const kibibytes = Array.from(pages, ([, size]) => Number(size));
  return kibibytes.length === 0 ? NaN : kibibytes.reduce((a, b) => a + b) * 1024;
}

function procFile(pid: number, name: string): string {
  const file = `/proc/${pid}/${name}`;
  return existsSync(file) ? readFileSync(file, 'utf8') : '';
}
