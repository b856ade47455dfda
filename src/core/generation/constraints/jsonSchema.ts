import { UserError } from '../../base/userError';
import type { ByteAutomaton } from './byteAutomaton';
import { ByteExpressions, type Expression } from './byteExpression';

type Type = 'object' | 'array' | 'string' | 'number' | 'integer' | 'boolean' | 'null';
type Schema = Readonly<Record<string, unknown>>;

/** The keywords of JSON Schema (draft 2020-12) that are understood, by the type that they are about. */
const keywords: Readonly<Record<Type, readonly string[]>> = {
  // Nothing but the properties is ever written, so that any `additionalProperties` holds.
  object: ['properties', 'required', 'additionalProperties'],
  array: ['items', 'minItems', 'maxItems'],
  string: ['minLength', 'maxLength'],
  number: [],
  integer: [],
  boolean: [],
  null: [],
};
const annotations = ['$schema', '$id', '$comment', 'title', 'description', 'default', 'examples', 'deprecated'];
const deepest = 32;

/**
 * JSON texts that a schema describes. Understood are `type` (one or several), `properties`, `required`,
 * `additionalProperties`, `items`, `minItems`, `maxItems`, `minLength`, `maxLength` (in code points), `enum`, `const`,
 * `anyOf`, and annotations; `enum`, `const` and `anyOf` stand without other keywords, `type` beside the first two excepted.
 *
 * Of all the ways to write a value one is allowed: properties in the schema's order, at most one space after `{`, `[`, `,`
 * and `:` and before `}` and `]`, integers of at most 15 digits, numbers of at most 15 digits before and after the
 * point and 2 in the exponent (they are read back as they are written, and never as infinite), no escaped surrogates.
 * @throws UserError 'badRequest' naming the place in the schema and what is not understood there
 */
export function jsonSchemaAutomaton(schema: unknown): ByteAutomaton {
  const compiler = new SchemaCompiler();
  return compiler.expressions.automaton(compiler.compile(schema, []));
}

class SchemaCompiler {
  readonly expressions = new ByteExpressions();
  readonly #space: Expression;
  readonly #character: Expression;
  readonly #integer: Expression;
  readonly #number: Expression;

  constructor() {
    const x = this.expressions;
    this.#space = x.optional(x.literal(' '));
    this.#character = this.#stringCharacter();
    const digit = x.range(0x30, 0x39);
    const whole = x.either(x.literal('0'), x.sequence(x.range(0x31, 0x39), x.repeat(digit, 0, 14)));
    this.#integer = x.sequence(x.optional(x.literal('-')), whole);
    const fraction = x.sequence(x.literal('.'), x.repeat(digit, 1, 15));
    const exponent = x.sequence(x.oneOf('eE'), x.optional(x.oneOf('+-')), x.repeat(digit, 1, 2));
    this.#number = x.sequence(this.#integer, x.optional(fraction), x.optional(exponent));
  }

  compile(schema: unknown, path: readonly string[]): Expression {
    if (path.length > deepest) throw invalid(path, `is nested more than ${deepest} deep`);
    if (!isObject(schema)) throw invalid(path, 'must be an object that says what is allowed');
    if ('anyOf' in schema) {
      this.#requireOnly(schema, ['anyOf'], path);
      const options = schema['anyOf'];
      if (!Array.isArray(options) || options.length === 0) throw invalid([...path, 'anyOf'], 'must list schemas');
      return this.expressions.either(
        ...options.map((option, i) => this.compile(option, [...path, 'anyOf', String(i)])),
      );
    }
    if ('enum' in schema || 'const' in schema) return this.#values(schema, path);
    const types = typesOf(schema, path);
    this.#requireOnly(schema, ['type', ...types.flatMap((type) => keywords[type])], path);
    return this.expressions.either(...types.map((type) => this.#ofType(type, schema, path)));
  }

  #ofType(type: Type, schema: Schema, path: readonly string[]): Expression {
    const x = this.expressions;
    switch (type) {
      case 'object':
        return this.#object(schema, path);
      case 'array':
        return this.#array(schema, path);
      case 'string': {
        const [min, max] = bounds(schema, 'minLength', 'maxLength', path);
        return x.sequence(x.literal('"'), x.repeat(this.#character, min, max), x.literal('"'));
      }
      case 'number':
        return this.#number;
      case 'integer':
        return this.#integer;
      case 'boolean':
        return x.either(x.literal('true'), x.literal('false'));
      case 'null':
        return x.literal('null');
    }
  }

  #object(schema: Schema, path: readonly string[]): Expression {
    const x = this.expressions;
    const properties = schema['properties'] ?? {};
    if (!isObject(properties)) throw invalid([...path, 'properties'], 'must be an object of schemas');
    const required = schema['required'] ?? [];
    if (!Array.isArray(required) || required.some((name) => typeof name !== 'string')) {
      throw invalid([...path, 'required'], 'must list names of properties');
    }
    if (required.some((name: string) => !Object.hasOwn(properties, name))) {
      throw invalid([...path, 'required'], 'names a property that `properties` does not describe');
    }
    const comma = x.sequence(x.literal(','), this.#space);
    // From the last property to the first: what follows when one was already written, and when none was.
    let afterSome = x.empty;
    let afterNone = x.empty;
    for (const [name, value] of Object.entries(properties).reverse()) {
      const member = x.sequence(
        x.literal(`${JSON.stringify(name)}:`),
        this.#space,
        this.compile(value, [...path, 'properties', name]),
      );
      const some = x.sequence(comma, member, afterSome);
      const first = x.sequence(member, afterSome);
      const isRequired = required.includes(name);
      afterNone = isRequired ? first : x.either(first, afterNone);
      afterSome = isRequired ? some : x.either(some, afterSome);
    }
    return x.sequence(x.literal('{'), this.#space, afterNone, this.#space, x.literal('}'));
  }

  #array(schema: Schema, path: readonly string[]): Expression {
    const x = this.expressions;
    if (!('items' in schema)) throw invalid(path, 'must say with `items` what the array holds');
    const item = this.compile(schema['items'], [...path, 'items']);
    const [min, max] = bounds(schema, 'minItems', 'maxItems', path);
    const further = x.repeat(x.sequence(x.literal(','), this.#space, item), Math.max(0, min - 1), max - 1);
    const some = max === 0 ? x.empty : x.sequence(item, further);
    const items = min === 0 ? x.optional(some) : some;
    return x.sequence(x.literal('['), this.#space, items, this.#space, x.literal(']'));
  }

  #values(schema: Schema, path: readonly string[]): Expression {
    this.#requireOnly(schema, ['enum' in schema ? 'enum' : 'const', 'type'], path);
    const listed: unknown = 'enum' in schema ? schema['enum'] : [schema['const']];
    if (!Array.isArray(listed)) throw invalid([...path, 'enum'], 'must list values');
    const types = 'type' in schema ? typesOf(schema, path) : null;
    const values = listed.filter((value) => types === null || types.some((type) => isOfType(value, type)));
    if (values.length === 0) throw invalid(path, 'allows no value');
    return this.expressions.either(...values.map((value) => this.expressions.literal(JSON.stringify(value))));
  }

  /** One code point inside a JSON string. The byte ranges of UTF-8 are those of RFC 3629, section 4. */
  #stringCharacter(): Expression {
    const x = this.expressions;
    const tail = x.range(0x80, 0xbf);
    const hex = x.oneOf('0123456789abcdefABCDEF');
    const notSurrogate = x.either(
      x.sequence(x.oneOf('0123456789abcefABCEF'), hex, hex, hex),
      x.sequence(x.oneOf('dD'), x.oneOf('01234567'), hex, hex),
    );
    return x.either(
      x.range(0x20, 0x21),
      x.range(0x23, 0x5b),
      x.range(0x5d, 0x7f),
      x.sequence(x.range(0xc2, 0xdf), tail),
      x.sequence(x.range(0xe0), x.range(0xa0, 0xbf), tail),
      x.sequence(x.either(x.range(0xe1, 0xec), x.range(0xee, 0xef)), tail, tail),
      x.sequence(x.range(0xed), x.range(0x80, 0x9f), tail),
      x.sequence(x.range(0xf0), x.range(0x90, 0xbf), tail, tail),
      x.sequence(x.range(0xf1, 0xf3), tail, tail, tail),
      x.sequence(x.range(0xf4), x.range(0x80, 0x8f), tail, tail),
      x.sequence(x.literal('\\'), x.either(x.oneOf('"\\/bfnrt'), x.sequence(x.literal('u'), notSurrogate))),
    );
  }

  #requireOnly(schema: Schema, known: readonly string[], path: readonly string[]): void {
    const other = Object.keys(schema).find((key) => !known.includes(key) && !annotations.includes(key));
    if (other !== undefined) {
      throw invalid(path, `has the keyword ${JSON.stringify(other)}, which is not supported here`);
    }
  }
}

function typesOf(schema: Schema, path: readonly string[]): Type[] {
  const type = schema['type'];
  const types: unknown[] = Array.isArray(type) ? type : [type];
  const isType = (name: unknown): name is Type => typeof name === 'string' && Object.hasOwn(keywords, name);
  if (types.length === 0 || !types.every(isType)) {
    throw invalid(path, `must have a type: ${Object.keys(keywords).join(', ')}`);
  }
  return types;
}

function bounds(schema: Schema, minName: string, maxName: string, path: readonly string[]): [number, number] {
  const bound = (name: string, otherwise: number): number => {
    const value = schema[name] ?? otherwise;
    if (value === Infinity || (Number.isInteger(value) && (value as number) >= 0)) return value as number;
    throw invalid([...path, name], 'must be a whole number, 0 or more');
  };
  const [min, max] = [bound(minName, 0), bound(maxName, Infinity)];
  if (min > max) throw invalid([...path, minName], `is larger than ${maxName}`);
  return [min, max];
}

function isOfType(value: unknown, type: Type): boolean {
  switch (type) {
    case 'object':
      return isObject(value);
    case 'array':
      return Array.isArray(value);
    case 'integer':
      return Number.isInteger(value);
    case 'null':
      return value === null;
    default:
      return typeof value === type;
  }
}

function isObject(value: unknown): value is Schema {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function invalid(path: readonly string[], what: string): UserError {
  const place = path.length === 0 ? 'The JSON schema' : `The JSON schema, at ${path.join('.')},`;
  return new UserError(
    'badRequest',
    `${place} ${what}.`,
    'Describe the answer with type, properties, required, items, minItems, maxItems, minLength, maxLength, enum, const and anyOf.',
  );
}
