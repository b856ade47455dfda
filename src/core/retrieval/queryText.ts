import { codeNameKey } from '../codebook/codeRules';
import { distanceUnits, type DistanceUnit, type Query } from './query';

/** What a query may name. Ids of codes are in lower case. */
export interface QueryNames {
  readonly codes: readonly { readonly id: string; readonly name: string }[];
  readonly coders: readonly { readonly id: string; readonly name: string }[];
  readonly transcripts: readonly string[];
  readonly speakers: readonly string[];
}

/** Why a text is no query: for the person who typed it. */
export interface QueryProblem {
  /** Offset in the text, UTF-16. */
  readonly at: number;
  readonly message: string;
}

/** Deeper nesting is a slip of the keyboard, and would exhaust the stack. */
const maxDepth = 60;
const maxDistance = 1_000_000;

const keywords: ReadonlySet<string> = new Set(
  'and or not turns turn with overlapping within of before after words word characters character any code by speaker transcript'.split(
    ' ',
  ),
);

interface Token {
  readonly at: number;
  readonly kind: 'name' | 'word' | 'sign' | 'end';
  readonly text: string;
}

/**
 * Reads a query from its text form:
 *
 * ```
 * "Sleep disruption" and not "Low or flat mood"
 * "Worry"* overlapping "Sleep disruption"                 * = with the codes below
 * "Worry" within 2 turns of "Sleep disruption"            turns, words, characters; of, before, after
 * turns with ("Worry" or "Low mood") and speaker "P01"
 * "Worry" by "Ana R." and not "Worry" by "Ben K."
 * not any code
 * ```
 *
 * Tightest first: `by` and `*`; `overlapping` and `within` (from the left); `not` and `turns with`; `and`; `or`. Names
 * need quotation marks where they hold one of these words; a `"` in a name is doubled. Capitals do not matter.
 */
export function parseQuery(text: string, names: QueryNames): { readonly query: Query } | QueryProblem {
  try {
    return { query: new Parser(text, names).parse() };
  } catch (error) {
    if (error instanceof Problem) return { at: error.at, message: error.message };
    throw error;
  }
}

class Problem extends Error {
  constructor(
    readonly at: number,
    message: string,
  ) {
    super(message);
  }
}

class Parser {
  readonly #tokens: readonly Token[];
  #next = 0;
  #depth = 0;

  constructor(
    text: string,
    private readonly names: QueryNames,
  ) {
    this.#tokens = tokenize(text);
  }

  parse(): Query {
    const query = this.#or();
    const rest = this.#peek();
    if (rest.kind !== 'end') throw new Problem(rest.at, 'Expected “and”, “or”, “overlapping” or “within” here.');
    return query;
  }

  #or(): Query {
    if (++this.#depth > maxDepth) throw new Problem(this.#peek().at, 'There are too many parentheses.');
    const parts = [this.#and()];
    while (this.#take('or')) parts.push(this.#and());
    this.#depth--;
    return joined('or', parts);
  }

  #and(): Query {
    const parts = [this.#unary()];
    while (this.#take('and')) parts.push(this.#unary());
    return joined('and', parts);
  }

  #unary(): Query {
    const wraps: ('not' | 'turns')[] = [];
    for (;;) {
      if (this.#take('not')) wraps.push('not');
      else if (this.#take('turns') || this.#take('turn')) {
        this.#expect('with');
        wraps.push('turns');
      } else break;
    }
    return wraps.reduceRight<Query>((of, kind) => ({ kind, of }), this.#relation());
  }

  #relation(): Query {
    let left = this.#primary();
    for (;;) {
      if (this.#take('overlapping')) left = { kind: 'overlapping', of: left, to: this.#primary() };
      else if (this.#take('within')) {
        const { distance, unit } = this.#distance();
        const order = this.#order();
        left = { kind: 'near', of: left, to: this.#primary(), distance, unit, order };
      } else return left;
    }
  }

  #primary(): Query {
    if (this.#take('(')) {
      const query = this.#or();
      this.#expect(')');
      return query;
    }
    if (this.#take('speaker')) return { kind: 'speaker', speaker: this.#listed('speaker', this.names.speakers) };
    if (this.#take('transcript')) {
      return { kind: 'transcript', path: this.#listed('transcript', this.names.transcripts, shortPath) };
    }
    let code: string | null = null;
    if (this.#take('any')) this.#expect('code');
    else code = this.#named('code', this.names.codes);
    const below = code !== null && this.#take('*');
    const coders: string[] = [];
    if (this.#take('by')) {
      do coders.push(this.#named('coder', this.names.coders));
      while (this.#take(','));
    }
    return { kind: 'code', code, below, coders: coders.length > 0 ? coders : null };
  }

  #distance(): { distance: number; unit: DistanceUnit } {
    const number = this.#peek();
    if (number.kind !== 'word' || !/^\d+$/.test(number.text) || Number(number.text) > maxDistance) {
      throw new Problem(number.at, 'Expected a number here, as in “within 2 turns of”.');
    }
    this.#next++;
    const { at, text } = this.#peek();
    const unit = distanceUnits.find((one) => one === text.toLowerCase() || one === `${text.toLowerCase()}s`);
    if (!unit) throw new Problem(at, 'Expected “turns”, “words” or “characters” here.');
    this.#next++;
    return { distance: Number(number.text), unit };
  }

  #order(): 'any' | 'before' | 'after' {
    if (this.#take('of')) return 'any';
    if (this.#take('before')) return 'before';
    if (this.#take('after')) return 'after';
    throw new Problem(this.#peek().at, 'Expected “of”, “before” or “after” here.');
  }

  #listed(what: string, all: readonly string[], alias: (one: string) => string = (one) => one): string {
    const named = all.flatMap((one) => [
      { id: one, name: one },
      { id: one, name: alias(one) },
    ]);
    return this.#named(what, named);
  }

  #named(what: string, all: readonly { readonly id: string; readonly name: string }[]): string {
    const { at, text } = this.#name(what);
    const key = codeNameKey(text);
    const found = all.find(({ name }) => codeNameKey(name) === key) ?? all.find(({ id }) => id === text);
    if (!found) throw new Problem(at, `There is no ${what} “${text}”.`);
    return found.id;
  }

  /** A quoted name, or words up to the next keyword or sign. */
  #name(what: string): Token {
    const first = this.#peek();
    if (first.kind === 'name') {
      this.#next++;
      return first;
    }
    const words: string[] = [];
    for (let token = first; token.kind === 'word' && !isKeyword(token); token = this.#peek()) {
      words.push(token.text);
      this.#next++;
    }
    if (words.length === 0) throw new Problem(first.at, `Expected the name of a ${what} here.`);
    return { ...first, text: words.join(' ') };
  }

  #peek(): Token {
    return this.#tokens[this.#next]!;
  }

  #take(text: string): boolean {
    const token = this.#peek();
    if (token.kind === 'name' || token.kind === 'end' || token.text.toLowerCase() !== text) return false;
    this.#next++;
    return true;
  }

  #expect(text: string): void {
    if (!this.#take(text)) throw new Problem(this.#peek().at, `Expected “${text}” here.`);
  }
}

function tokenize(text: string): Token[] {
  const pattern = /\s*(?:"((?:[^"]|"")*)"|([()*,])|([^\s"()*,]+))/y;
  const tokens: Token[] = [];
  const end = text.trimEnd().length;
  while (pattern.lastIndex < end) {
    const from = pattern.lastIndex;
    const match = pattern.exec(text);
    if (!match) throw new Problem(text.indexOf('"', from), 'This quotation mark is never closed.');
    const [whole, quoted, sign, word] = match;
    const at = from + whole.length - whole.trimStart().length;
    if (quoted !== undefined) tokens.push({ at, kind: 'name', text: quoted.replaceAll('""', '"') });
    else tokens.push({ at, kind: sign === undefined ? 'word' : 'sign', text: sign ?? word! });
  }
  return [...tokens, { at: end, kind: 'end', text: '' }];
}

function isKeyword({ text }: Token): boolean {
  return keywords.has(text.toLowerCase());
}

/** `a and (b and c)` is `a and b and c`. */
function joined(kind: 'and' | 'or', parts: readonly Query[]): Query {
  const [only, ...more] = parts;
  if (only && more.length === 0) return only;
  return { kind, parts: parts.flatMap((part) => (part.kind === kind ? part.parts : [part])) };
}

/** Writes a query so that `parseQuery` reads it back. Names that are gone are written by their ids. */
export function formatQuery(query: Query, names: QueryNames): string {
  const nameOf = (all: QueryNames['codes'], id: string) => quoted(all.find((one) => one.id === id)?.name ?? id);
  switch (query.kind) {
    case 'code': {
      const code = query.code === null ? 'any code' : nameOf(names.codes, query.code) + (query.below ? '*' : '');
      const by = query.coders?.map((id) => nameOf(names.coders, id)).join(', ');
      return by === undefined ? code : `${code} by ${by}`;
    }
    case 'speaker':
      return `speaker ${quoted(query.speaker)}`;
    case 'transcript':
      return `transcript ${quoted(shortPath(query.path))}`;
    case 'or':
      return query.parts.map((part) => formatQuery(part, names)).join(' or ');
    case 'and':
      return query.parts.map((part) => within(part, part.kind === 'or')).join(' and ');
    case 'not':
    case 'turns':
      return `${query.kind === 'not' ? 'not' : 'turns with'} ${within(query.of, query.of.kind === 'and' || query.of.kind === 'or')}`;
    case 'overlapping':
      return `${operand(query.of)} overlapping ${operand(query.to)}`;
    case 'near': {
      const { distance, unit, order } = query;
      const units = distance === 1 ? unit.slice(0, -1) : unit;
      return `${operand(query.of)} within ${distance} ${units} ${order === 'any' ? 'of' : order} ${operand(query.to)}`;
    }
  }

  function within(part: Query, inParentheses: boolean): string {
    const text = formatQuery(part, names);
    return inParentheses ? `(${text})` : text;
  }

  function operand(part: Query): string {
    return within(part, !['code', 'speaker', 'transcript'].includes(part.kind));
  }
}

function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

/** P01 of “transcripts/P01.transcript.txt”. */
export function shortPath(path: string): string {
  return path.replace(/^transcripts\//, '').replace(/(\.transcript)?\.txt$/, '');
}
