import { UserError } from '../../base/userError';
import { nextAfter, type ByteAutomaton } from './byteAutomaton';
import { choiceAutomaton } from './choice';
import { jsonSchemaAutomaton } from './jsonSchema';
import { quotationAutomaton, verbatimAutomaton } from './verbatim';
import type { VocabularyTrie } from './vocabularyTrie';

/** What a generated text must be. */
export type ConstraintSpec =
  /** Exactly one of the labels. */
  | { readonly kind: 'choice'; readonly labels: readonly string[] }
  /** JSON that a schema of the subset in jsonSchema.ts describes. */
  | { readonly kind: 'json'; readonly schema: unknown }
  /** Whatever it puts in quotation marks (verbatim.ts names them) is a substring of the source. */
  | { readonly kind: 'verbatim'; readonly source: string }
  /** One quotation of the source, in quotation marks, and nothing else. */
  | { readonly kind: 'quotation'; readonly source: string };

/** What may come next in a constrained text. */
export interface Allowed {
  /** 1 for each token that may come next, else 0; shape [vocabulary]. Tokens that end a text are 0. */
  readonly mask: Uint8Array;
  /** Whether the text may end here. */
  readonly mayEnd: boolean;
  readonly mayGoOn: boolean;
}

const keptMasks = 32;

/** A constraint in the tokens of one vocabulary. States are those of its automaton; `start` is that of no text. */
export class Constraint {
  /** State → what it allows, the one looked at last at the end. */
  readonly #kept = new Map<number, Allowed>();

  constructor(
    private readonly automaton: ByteAutomaton,
    private readonly vocabulary: VocabularyTrie,
  ) {}

  get start(): number {
    return this.automaton.start;
  }

  /** @throws UserError 'modelUnsupported' when the text can neither end nor go on: the vocabulary lacks the letters. */
  allowed(state: number): Allowed {
    const allowed = this.#kept.get(state) ?? this.#look(state);
    this.#kept.delete(state);
    this.#kept.set(state, allowed);
    if (this.#kept.size > keptMasks) this.#kept.delete(this.#kept.keys().next().value!);
    return allowed;
  }

  /** The state after a token that `allowed` allows. */
  next(state: number, bytes: Uint8Array): number {
    return nextAfter(this.automaton, state, bytes);
  }

  #look(state: number): Allowed {
    const mask = this.vocabulary.allowed(this.automaton, state);
    const allowed = { mask, mayEnd: this.automaton.isFinal(state), mayGoOn: mask.includes(1) };
    if (allowed.mayEnd || allowed.mayGoOn) return allowed;
    throw new UserError(
      'modelUnsupported',
      'The model has no tokens to write what the constraint asks for.',
      'Choose a model with a byte-level vocabulary, or a constraint in the letters that this one knows.',
    );
  }
}

/** @throws UserError 'badRequest' for a choice without labels, or a schema that cannot be used. */
export function automatonOf(spec: ConstraintSpec): ByteAutomaton {
  switch (spec.kind) {
    case 'choice':
      return choiceAutomaton(spec.labels);
    case 'json':
      return jsonSchemaAutomaton(spec.schema);
    case 'verbatim':
      return verbatimAutomaton(spec.source);
    case 'quotation':
      return quotationAutomaton(spec.source);
  }
}

/** `logits` without what is not allowed: -Infinity there. `endIds` are allowed where the text may end. */
export function constrain(logits: Float32Array, { mask, mayEnd }: Allowed, endIds: Iterable<number>): Float32Array {
  const constrained = logits.map((logit, id) => (mask[id] ? logit : -Infinity));
  if (mayEnd) for (const id of endIds) constrained[id] = logits[id]!;
  return constrained;
}
