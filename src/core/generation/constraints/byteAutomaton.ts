/** What texts are allowed: a deterministic automaton over their UTF-8 bytes. States are whole numbers from 0. */
export interface ByteAutomaton {
  readonly start: number;
  /** The state after `byte`; -1 when no allowed text goes on like that. */
  next(state: number, byte: number): number;
  /** Whether a text may end here. */
  isFinal(state: number): boolean;
}

/** The state after all of `bytes`; -1 when no allowed text goes on like that. */
export function nextAfter(automaton: ByteAutomaton, state: number, bytes: Uint8Array): number {
  let current = state;
  for (let i = 0; i < bytes.length && current >= 0; i++) current = automaton.next(current, bytes[i]!);
  return current;
}
