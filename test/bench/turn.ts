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
  /** The ids of the tokens, in turn. */
  readonly tokens: readonly number[];
}

/** What generates: this project's model host, or a peer, each in a process of its own. */
export interface Contender {
  readonly name: string;
  readonly pid: number;
  /** Continues the prompt greedily by so many tokens, nothing of an earlier one used again. */
  generate(ids: readonly number[], maxNew: number): Promise<Turn>;
  dispose(): void;
}

/** Times a generation, which calls back with each token, and the processor time of the process that makes it. */
export async function timed(pid: number, generate: (onToken: (id: number) => void) => Promise<unknown>): Promise<Turn> {
  const cpu = [cpuSeconds(pid)];
  const times = [performance.now()];
  const tokens: number[] = [];
  await generate((id) => {
    if (times.length === 1) cpu.push(cpuSeconds(pid));
    times.push(performance.now());
    tokens.push(id);
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
    tokens,
  };
}
