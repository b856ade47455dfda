import { cpuSeconds, median } from './measure';

/** One generation after a prompt that the model has not seen. */
export interface Turn {
  /** Until the first token. */
  readonly prefillMs: number;
  readonly prefillCpuSeconds: number;
  /** For one token after it, the median of the turn. */
  readonly decodeMs: number;
  /** For one token after it, the mean of the turn. */
  readonly decodeCpuSeconds: number;
}

/** Times a generation, which calls back at each token, and the processor time of the process that makes it. */
export async function timed(pid: number, generate: (onToken: () => void) => Promise<unknown>): Promise<Turn> {
  const cpu = [cpuSeconds(pid)];
  const times = [performance.now()];
  await generate(() => {
    if (times.length === 1) cpu.push(cpuSeconds(pid));
    times.push(performance.now());
  });
  cpu.push(cpuSeconds(pid));
  const [before = NaN, first = NaN, after = NaN] = cpu;
  const steps = times.slice(1).map((time, i) => time - times[i]!);
  const decode = steps.slice(1);
  return {
    prefillMs: steps[0]!,
    prefillCpuSeconds: first - before,
    decodeMs: median(decode),
    decodeCpuSeconds: (after - first) / decode.length,
  };
}
