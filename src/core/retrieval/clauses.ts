import type { DistanceUnit, Query } from './query';

/** How a step of a question is joined to what stands before it. */
export const relations = ['and', 'or', 'not', 'overlapping', 'sameTurn', 'near', 'before', 'after'] as const;
export type Relation = (typeof relations)[number];

/** One step of a question put together from a form; several codes stand for any of them. */
export interface Clause {
  /** Of no account in the first clause. */
  readonly relation: Relation;
  /** Ids, in lower case; none for any code. */
  readonly codes: readonly string[];
  /** With the codes below them. */
  readonly below: boolean;
  readonly distance: number;
  readonly unit: DistanceUnit;
}

export const firstClause: Clause = { relation: 'and', codes: [], below: false, distance: 2, unit: 'turns' };

/** Whether a step counts a distance. */
export function hasDistance(relation: Relation): boolean {
  return relation === 'near' || relation === 'before' || relation === 'after';
}

/** The question that clauses ask: each is joined to all before it. */
export function queryOf([first = firstClause, ...more]: readonly Clause[]): Query {
  return more.reduce<Query>((left, clause) => {
    const to = codesOf(clause);
    switch (clause.relation) {
      case 'and':
        return { kind: 'and', parts: [...partsOf('and', left), to] };
      case 'or':
        return { kind: 'or', parts: [...partsOf('or', left), ...partsOf('or', to)] };
      case 'not':
        return { kind: 'and', parts: [...partsOf('and', left), { kind: 'not', of: to }] };
      case 'overlapping':
        return { kind: 'overlapping', of: left, to };
      case 'sameTurn':
        return { kind: 'overlapping', of: left, to: { kind: 'turns', of: to } };
      case 'near':
      case 'before':
      case 'after': {
        const { distance, unit, relation } = clause;
        return { kind: 'near', of: left, to, distance, unit, order: relation === 'near' ? 'any' : relation };
      }
    }
  }, codesOf(first));
}

function codesOf({ codes, below }: Clause): Query {
  const parts = codes.map((code): Query => ({ kind: 'code', code, below, coders: null }));
  if (parts.length === 1) return parts[0]!;
  return parts.length > 1 ? { kind: 'or', parts } : { kind: 'code', code: null, below: false, coders: null };
}

function partsOf(kind: 'and' | 'or', query: Query): readonly Query[] {
  return query.kind === kind ? query.parts : [query];
}
