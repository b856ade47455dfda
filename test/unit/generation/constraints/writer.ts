// A model that knows nothing: it draws its tokens at random, among those that a constraint allows.
import fc from 'fast-check';
import { nextAfter, type ByteAutomaton } from '../../../../src/core/generation/constraints/byteAutomaton';
import { Constraint, constrain } from '../../../../src/core/generation/constraints/constraint';
import { VocabularyTrie } from '../../../../src/core/generation/constraints/vocabularyTrie';
import { SeededRandom } from '../../../../src/core/generation/random';
import { reshape, sampleId } from '../../../../src/core/generation/sampling';

export const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);
const endId = 0;

/** The texts, pieces of them, and random bytes, as tokens. */
export const arbitraryTokens = (texts: readonly string[]): fc.Arbitrary<Uint8Array[]> =>
  fc
    .tuple(
      fc.array(fc.uint8Array({ minLength: 2, maxLength: 3 }), { maxLength: 10 }),
      fc.array(fc.tuple(fc.nat(), fc.nat(6)), { maxLength: 10 }),
    )
    .map(([random, cuts]) => {
      const whole = utf8(texts.join(''));
      const pieces = cuts.map(([at, length]) => whole.slice(at % (whole.length + 1)).slice(0, length + 1));
      return [...texts.map(utf8), ...random, ...pieces].filter((bytes) => bytes.length > 0);
    });

export interface Written {
  readonly bytes: Uint8Array;
  readonly text: string;
  readonly ended: boolean;
}

/**
 * @param tokens the vocabulary, besides every byte and a token that ends a text
 * @param favour how much likelier than others they are, in nats
 */
export function write(
  automaton: ByteAutomaton,
  tokens: readonly Uint8Array[],
  { seed, limit = 60, favour = 4 }: { seed: number; limit?: number; favour?: number },
): Written {
  const vocabulary = [null, ...Array.from({ length: 256 }, (_, byte) => Uint8Array.of(byte)), ...tokens];
  const constraint = new Constraint(automaton, new VocabularyTrie(vocabulary.length, (id) => vocabulary[id]!));
  const random = new SeededRandom(seed);
  const bytes: number[] = [];
  let state = constraint.start;
  let ended = false;
  for (let step = 0; step < limit && !ended; step++) {
    const logits = Float32Array.from(vocabulary, (_, id) => 3 * random.next() + (id > 256 ? favour : 0));
    const allowed = constraint.allowed(state);
    const id = sampleId(reshape(constrain(logits, allowed, [endId]), { temperature: 1, topP: 1 }), random.next());
    ended = id === endId;
    if (ended) break;
    bytes.push(...vocabulary[id]!);
    state = constraint.next(state, vocabulary[id]!);
  }
  const all = Uint8Array.from(bytes);
  return { bytes: all, text: new TextDecoder().decode(all), ended };
}

export function reads(automaton: ByteAutomaton, text: string): boolean {
  const state = nextAfter(automaton, automaton.start, utf8(text));
  return state >= 0 && automaton.isFinal(state);
}
