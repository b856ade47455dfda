/** In what a distance is counted. */
export const distanceUnits = ['turns', 'words', 'characters'] as const;
export type DistanceUnit = (typeof distanceUnits)[number];

/**
 * A question to the segments of a study. Its answer, for each transcript, is a list of *stretches* of the text.
 *
 * The Boolean operators take each list for the set of its characters, and answer with the longest stretches of them:
 * what carries both codes may be shorter than either segment. This is MAXQDA's *intersection*; ATLAS.ti's Booleans, which
 * compare whole quotations, find only segments that two codes share exactly. `overlapping` and `near` (ATLAS.ti's
 * proximity operators, MAXQDA's *overlapping*, *near*, *followed by*) choose among whole stretches instead.
 *
 * | query | its stretches |
 * | --- | --- |
 * | `code` | the segments that carry it |
 * | `speaker`, `transcript` | the words of each of the speaker's turns; of every turn of the transcript |
 * | `and` | the characters in every part |
 * | `or` | the characters in some part |
 * | `not` | the spoken characters that are not in it, turn by turn; heads of turns are never in it |
 * | `turns` | the words of each turn that shares a character with it |
 * | `overlapping` | those of `of`, whole, that share a character with one of `to` |
 * | `near` | those of `of`, whole, that stand at most `distance` from one of `to` |
 */
export type Query =
  | {
      readonly kind: 'code';
      /** Id, in lower case; null for any code. */
      readonly code: string | null;
      /** With the codes below it in the codebook. */
      readonly below: boolean;
      /** Coders whose segments count; null for those of the scope. */
      readonly coders: readonly string[] | null;
    }
  | { readonly kind: 'speaker'; readonly speaker: string }
  | { readonly kind: 'transcript'; readonly path: string }
  | { readonly kind: 'and' | 'or'; readonly parts: readonly Query[] }
  | { readonly kind: 'not' | 'turns'; readonly of: Query }
  | { readonly kind: 'overlapping'; readonly of: Query; readonly to: Query }
  | NearQuery;

/**
 * How far two stretches stand apart: 0 where they overlap; else in turns, from the last turn of the one to the first of
 * the other (0 in the same turn); in words, those that begin between them, heads aside; in characters (Unicode code
 * points), those between them, heads included. A stretch is near itself.
 */
export interface NearQuery {
  readonly kind: 'near';
  readonly of: Query;
  readonly to: Query;
  readonly distance: number;
  readonly unit: DistanceUnit;
  /** `before`: the one of `to` begins later than the one of `of`; `after`: it ends earlier. */
  readonly order: 'any' | 'before' | 'after';
}

/** What a question is asked of; null is all. */
export interface Scope {
  readonly transcripts: readonly string[] | null;
  /** Whose words are looked at: what a question finds is cut to them. */
  readonly speakers: readonly string[] | null;
  /** Null: the people, without the consensus and without models. */
  readonly coders: readonly string[] | null;
}

export const wholeScope: Scope = { transcripts: null, speakers: null, coders: null };

export interface ScopedCoder {
  readonly id: string;
  readonly kind: 'person' | 'model';
  readonly role?: 'consensus' | undefined;
}

/**
 * Whose segments count. A model's are no data until a person takes them over, and the consensus repeats others': both
 * count only when chosen, or when there is nobody else.
 */
export function codersInScope({ coders }: Scope, all: readonly ScopedCoder[]): ReadonlySet<string> {
  if (coders) return new Set(coders);
  const people = all.filter(({ kind, role }) => kind === 'person' && role === undefined);
  return new Set((people.length > 0 ? people : all).map(({ id }) => id));
}
