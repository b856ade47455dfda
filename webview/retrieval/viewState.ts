import { firstClause, relations, type Clause } from '../../src/core/retrieval/clauses';
import { matrixKinds, togethers } from '../../src/core/retrieval/matrices';
import { measures } from '../../src/core/retrieval/matrixView';
import { distanceUnits, wholeScope, type Scope } from '../../src/core/retrieval/query';
import { axes } from '../../src/core/retrieval/timeline';
import { retrievalTabs, type RetrievalViewState, type TickedIn } from '../../src/protocol/retrieval';

/** What an earlier page saved, where it is sound, with defaults for the rest. */
export function readViewState(saved: unknown): RetrievalViewState {
  const state = fieldsOf(saved);
  const matrix = fieldsOf(state['matrix']);
  const timeline = fieldsOf(state['timeline']);
  const search = fieldsOf(state['search']);
  return {
    folder: textOr(state['folder'], null),
    tab: oneOf(retrievalTabs, state['tab']),
    scope: readScope(fieldsOf(state['scope'])),
    clauses: readClauses(state['clauses']),
    typed: textOr(state['typed'], null),
    search: {
      words: textOr(search['words'], ''),
      mode: oneOf(['words', 'regex'], search['mode']),
      matchCase: search['matchCase'] === true,
      matchAccents: search['matchAccents'] === true,
      wholeWords: search['wholeWords'] === true,
    },
    ticked: readTicked(state['ticked']),
    code: textOr(state['code'], null),
    matrix: {
      kind: oneOf(matrixKinds, matrix['kind']),
      together: oneOf(togethers, matrix['together']),
      measure: oneOf(measures, matrix['measure']),
    },
    timeline: { transcript: textOr(timeline['transcript'], null), axis: oneOf(axes, timeline['axis']) },
  };
}

function readScope(saved: Fields): Scope {
  const list = (value: unknown) => (isStrings(value) ? value : null);
  return {
    ...wholeScope,
    transcripts: list(saved['transcripts']),
    speakers: list(saved['speakers']),
    coders: list(saved['coders']),
  };
}

function readClauses(saved: unknown): readonly Clause[] {
  if (!Array.isArray(saved) || saved.length === 0) return [firstClause];
  return saved.map((one: unknown) => {
    const { relation, codes, below, distance, unit } = fieldsOf(one);
    return {
      relation: oneOf(relations, relation),
      codes: isStrings(codes) ? codes : [],
      below: below === true,
      distance: typeof distance === 'number' && Number.isInteger(distance) && distance >= 0 ? distance : 2,
      unit: oneOf(distanceUnits, unit),
    };
  });
}

function readTicked(saved: unknown): readonly TickedIn[] {
  if (!Array.isArray(saved)) return [];
  return saved.flatMap((one: unknown) => {
    const { transcript, sha256, count, hits } = fieldsOf(one);
    const isSound = typeof transcript === 'string' && typeof sha256 === 'string' && isPlaces([count]) && isPlaces(hits);
    return isSound ? [{ transcript, sha256, count: Number(count), hits: [...new Set(hits)] }] : [];
  });
}

function isPlaces(value: unknown): value is number[] {
  return Array.isArray(value) && value.every((one) => Number.isSafeInteger(one) && one >= 0);
}

type Fields = Readonly<Record<string, unknown>>;

function fieldsOf(value: unknown): Fields {
  return typeof value === 'object' && value !== null ? (value as Fields) : {};
}

/** One of the known values; the first where it is none. */
export function oneOf<T extends string>(known: readonly T[], value: unknown): T {
  return known.find((one) => one === value) ?? known[0]!;
}

function textOr<T>(value: unknown, otherwise: T): string | T {
  return typeof value === 'string' ? value : otherwise;
}

function isStrings(value: unknown): value is string[] {
  return Array.isArray(value) && value.every((one) => typeof one === 'string');
}
