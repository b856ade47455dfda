import type { ByteAutomaton } from './byteAutomaton';

/** Number of an expression in its `ByteExpressions`; equal expressions have equal numbers. */
export type Expression = number;

type Node =
  | { readonly kind: 'none' | 'empty' }
  | { readonly kind: 'range'; readonly from: number; readonly to: number }
  | { readonly kind: 'sequence'; readonly head: Expression; readonly tail: Expression }
  | { readonly kind: 'either'; readonly parts: readonly Expression[] }
  | { readonly kind: 'repeat'; readonly of: Expression; readonly min: number; readonly max: number };

const unknown = -2;

/**
 * Regular expressions over bytes, with counted repetition. What may follow a byte is found by derivatives (Brzozowski,
 * J. ACM 11(4), 1964), so that only states that a text reaches are ever made: `maxLength: 5000` costs nothing up front.
 */
export class ByteExpressions {
  /** Nothing matches. */
  readonly none: Expression = 0;
  /** Only the empty text matches. */
  readonly empty: Expression = 1;
  readonly #nodes: Node[] = [{ kind: 'none' }, { kind: 'empty' }];
  readonly #isNullable = [false, true];
  readonly #ids = new Map<string, Expression>();
  /** Expression → its derivative by each byte, `unknown` until it is asked for. */
  readonly #derivatives = new Map<Expression, Int32Array>();

  /** One byte in [from, to]. */
  range(from: number, to = from): Expression {
    return this.#intern(`b${from}-${to}`, { kind: 'range', from, to }, false);
  }

  /** One of the ASCII characters. */
  oneOf(chars: string): Expression {
    return this.either(...Array.from(chars, (char) => this.range(char.charCodeAt(0))));
  }

  /** The UTF-8 bytes of `text`. */
  literal(text: string): Expression {
    return this.sequence(...Array.from(new TextEncoder().encode(text), (byte) => this.range(byte)));
  }

  sequence(...parts: readonly Expression[]): Expression {
    return parts.reduceRight((tail, head) => this.#followedBy(head, tail), this.empty);
  }

  either(...parts: readonly Expression[]): Expression {
    const flat = parts.flatMap((part) => {
      const node = this.#nodes[part]!;
      return node.kind === 'either' ? node.parts : part === this.none ? [] : [part];
    });
    const distinct = [...new Set(flat)].sort((a, b) => a - b);
    if (distinct.length < 2) return distinct[0] ?? this.none;
    const isNullable = distinct.some((part) => this.#isNullable[part]);
    return this.#intern(`e${distinct.join()}`, { kind: 'either', parts: distinct }, isNullable);
  }

  optional(of: Expression): Expression {
    return this.either(this.empty, of);
  }

  repeat(of: Expression, min: number, max = Infinity): Expression {
    if (max <= 0 || of === this.empty) return this.empty;
    if (of === this.none) return min > 0 ? this.none : this.empty;
    const least = this.#isNullable[of] ? 0 : min;
    return this.#intern(`r${of},${least},${max}`, { kind: 'repeat', of, min: least, max }, least === 0);
  }

  /** The automaton of the texts that match. Its states are expressions: what may still follow. */
  automaton(start: Expression): ByteAutomaton {
    return {
      start,
      next: (state, byte) => {
        const derivative = this.#memoised(state, byte);
        return derivative === this.none ? -1 : derivative;
      },
      isFinal: (state) => this.#isNullable[state]!,
    };
  }

  #memoised(expression: Expression, byte: number): Expression {
    let known = this.#derivatives.get(expression);
    if (!known) this.#derivatives.set(expression, (known = new Int32Array(256).fill(unknown)));
    if (known[byte] === unknown) known[byte] = this.#derivative(expression, byte);
    return known[byte]!;
  }

  #derivative(expression: Expression, byte: number): Expression {
    const node = this.#nodes[expression]!;
    switch (node.kind) {
      case 'none':
      case 'empty':
        return this.none;
      case 'range':
        return byte >= node.from && byte <= node.to ? this.empty : this.none;
      case 'either':
        return this.either(...node.parts.map((part) => this.#derivative(part, byte)));
      case 'repeat': {
        const rest = this.repeat(node.of, Math.max(0, node.min - 1), node.max - 1);
        return this.#followedBy(this.#derivative(node.of, byte), rest);
      }
      case 'sequence': {
        const inHead = this.#followedBy(this.#derivative(node.head, byte), node.tail);
        return this.#isNullable[node.head] ? this.either(inHead, this.#derivative(node.tail, byte)) : inHead;
      }
    }
  }

  /** Nested to the right, so that equal sequences are the same expression. */
  #followedBy(head: Expression, tail: Expression): Expression {
    if (head === this.none || tail === this.none) return this.none;
    if (head === this.empty) return tail;
    if (tail === this.empty) return head;
    const node = this.#nodes[head]!;
    if (node.kind === 'sequence') return this.#followedBy(node.head, this.#followedBy(node.tail, tail));
    const isNullable = this.#isNullable[head]! && this.#isNullable[tail]!;
    return this.#intern(`s${head},${tail}`, { kind: 'sequence', head, tail }, isNullable);
  }

  #intern(key: string, node: Node, isNullable: boolean): Expression {
    const known = this.#ids.get(key);
    if (known !== undefined) return known;
    this.#ids.set(key, this.#nodes.length);
    this.#isNullable.push(isNullable);
    return this.#nodes.push(node) - 1;
  }
}
