import { UserError } from '../base/userError';

/** A value inside tokenizer.json that knows its path, so that what is wrong with it can be said. */
export class JsonNode {
  constructor(
    readonly value: unknown,
    readonly path = '',
  ) {}

  get isAbsent(): boolean {
    return this.value === null || this.value === undefined;
  }

  /** The member `key`, absent or not. @throws UserError when this is not an object */
  get(key: string): JsonNode {
    const object = this.object();
    return new JsonNode(Object.hasOwn(object, key) ? object[key] : undefined, this.path ? `${this.path}.${key}` : key);
  }

  object(): Readonly<Record<string, unknown>> {
    if (typeof this.value !== 'object' || this.value === null || Array.isArray(this.value)) {
      throw this.expected('an object');
    }
    return this.value as Record<string, unknown>;
  }

  array(): readonly unknown[] {
    if (!Array.isArray(this.value)) throw this.expected('a list');
    return this.value;
  }

  items(): JsonNode[] {
    return this.array().map((value, i) => new JsonNode(value, `${this.path}[${i}]`));
  }

  string(fallback?: string): string {
    if (this.isAbsent && fallback !== undefined) return fallback;
    if (typeof this.value !== 'string') throw this.expected('a text');
    return this.value;
  }

  boolean(fallback: boolean): boolean {
    if (this.isAbsent) return fallback;
    if (typeof this.value !== 'boolean') throw this.expected('true or false');
    return this.value;
  }

  integer(least: number, most: number, fallback?: number): number {
    if (this.isAbsent && fallback !== undefined) return fallback;
    if (!isIntegerIn(this.value, least, most)) throw this.expected(`a whole number from ${least} to ${most}`);
    return this.value;
  }

  oneOf<T extends string>(choices: readonly T[], fallback?: T): T {
    const value = this.string(fallback);
    const choice = choices.find((c) => c === value);
    if (choice === undefined) throw this.expected(`one of ${choices.join(', ')}`);
    return choice;
  }

  expected(what: string): UserError {
    return invalidTokenizer(`${this.path || 'its content'} must be ${what}`);
  }
}

/** A UserError 'tokenizerInvalid'; `problem` is a clause that names the place. */
export function invalidTokenizer(problem: string, options?: ErrorOptions): UserError {
  return new UserError(
    'tokenizerInvalid',
    `The tokenizer cannot be used: ${problem}.`,
    "Copy or download the model's tokenizer files again, or choose another model.",
    options,
  );
}

export function isIntegerIn(value: unknown, least: number, most: number): value is number {
  return Number.isInteger(value) && (value as number) >= least && (value as number) <= most;
}

/** Ids above this are taken for damage: the largest vocabularies hold some 300,000 tokens. */
export const largestTokenId = 0xffffff;
