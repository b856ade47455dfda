import type { Scope } from '../../src/core/retrieval/query';
import type { FoundGroup, ResultRow, RetrievalStudy } from '../../src/protocol/retrieval';

/** A list of results, as far as its rows have come. */
export interface Results {
  /** The question that it answers; 0 for none. */
  readonly ask: number;
  /** Question, texts and numbers found: two lists alike in it are the same. */
  readonly about: string;
  readonly groups: readonly FoundGroup[];
  readonly hasMore: boolean;
  readonly rows: ReadonlyMap<number, ResultRow>;
  /** The row that is being read. */
  readonly active: number;
}

export const emptyResults: Results = { ask: 0, about: '', groups: [], hasMore: false, rows: new Map(), active: 0 };

export function countOf(groups: Results['groups']): number {
  return groups.reduce((sum, { count }) => sum + count, 0);
}

/** Without what is no longer in the study. */
export function fitScope(scope: Scope, study: RetrievalStudy): Scope {
  const fit = (chosen: readonly string[] | null, all: readonly string[]) => {
    const left = chosen?.filter((one) => all.includes(one));
    return left && left.length > 0 ? left : null;
  };
  const coders = study.coders.map(({ id }) => id);
  return {
    transcripts: fit(scope.transcripts, study.transcripts),
    speakers: fit(scope.speakers, study.speakers),
    coders: fit(scope.coders, coders),
  };
}
