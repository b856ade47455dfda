import { finish, runInSlices, type Sliced } from '../../core/agreement/slices';
import { UserError } from '../../core/base/userError';
import { matrixCsv, passagesCsv, timelineCsv } from '../../core/exchange/retrievalCsv';
import { matrixSvg, timelineSvg } from '../../core/exchange/retrievalSvg';
import { codeTable, coOccurrence, type CodeTable, type CoOccurrence } from '../../core/retrieval/matrices';
import { viewMatrix } from '../../core/retrieval/matrixView';
import { passageAt, type Passage, type PassageSize } from '../../core/retrieval/passage';
import { provenance } from '../../core/retrieval/provenance';
import { codersInScope, type Scope } from '../../core/retrieval/query';
import { runQuery, type FoundIn } from '../../core/retrieval/runQuery';
import type { StudyIndex } from '../../core/retrieval/studyIndex';
import { regExpSource, searchText } from '../../core/retrieval/textSearch';
import { wordsMatcher } from '../../core/retrieval/wordsMatcher';
import { timelineOf, type Timeline } from '../../core/retrieval/timeline';
import { timedRegExp } from '../../platform/timedRegExp';
import type { FoundGroup, ResultRow, RetrievalFromPanel } from '../../protocol/retrieval';
import type { HitsIn } from './hitCoder';

type Message<Type extends RetrievalFromPanel['type']> = Extract<RetrievalFromPanel, { type: Type }>;

const shownSize: PassageSize = { context: 160, words: 1_200 };
const savedSize: PassageSize = { context: 200, words: 100_000 };

/** A list of results, kept for its rows, for coding and for saving. */
export interface Results {
  readonly ask: number;
  readonly index: StudyIndex;
  readonly scope: Scope;
  readonly found: readonly FoundIn[];
  readonly hasMore: boolean;
  /** What was asked, as a person reads it. */
  readonly about: string;
}

export interface SavedFile {
  readonly name: string;
  readonly extension: 'csv' | 'svg';
  readonly content: string;
}

/** Runs between two looks at what else is to do; `pause` throws to cancel. */
export type Pause = (share: number) => Promise<void>;

export async function findSegments(index: StudyIndex, ask: Message<'find'>, pause: Pause): Promise<Results> {
  const found = await runInSlices(runQuery(index, ask.query, ask.scope), pause);
  return { ask: ask.ask, index, scope: ask.scope, found, hasMore: false, about: ask.text };
}

/** @throws UserError `badRequest`: a regular expression that is none, or takes too long */
export async function findWords(index: StudyIndex, ask: Message<'search'>, pause: Pause): Promise<Results> {
  const { search, scope } = ask;
  const matcher = search.mode === 'words' ? wordsMatcher(search) : timedRegExp(regExpSource(search));
  const { found, hasMore } = await runInSlices(searchText(index, matcher, scope), pause);
  const about = `${search.mode === 'words' ? 'Words' : 'Regular expression'}: ${search.words}`;
  return { ask: ask.ask, index, scope, found, hasMore, about };
}

export function groupsOf({ found }: Results): FoundGroup[] {
  return found.map(({ transcript: { path, sha256 }, stretches }) => {
    return { transcript: path, sha256, count: stretches.length };
  });
}

export function rowsOf(results: Results, from: number, to: number): ResultRow[] {
  return passages(results, from, to, shownSize).map((passage, i) => ({ ...passage, index: from + i }));
}

/** The stretches behind some rows, by transcript. */
export function hitsOf({ found }: Results, chosen: readonly number[]): HitsIn[] {
  const wanted = new Set(chosen);
  let index = 0;
  return found.flatMap(({ transcript, stretches }) => {
    const own = stretches.filter(() => wanted.has(index++));
    return own.length > 0 ? [{ transcript: transcript.path, sha256: transcript.sha256, stretches: own }] : [];
  });
}

export function matrixWork(
  index: StudyIndex,
  { kind, together, scope }: Message<'matrix'>,
): Sliced<CoOccurrence | CodeTable> {
  return kind === 'codes' ? coOccurrence(index, scope, together) : codeTable(index, scope, kind);
}

export function timelineFor(index: StudyIndex, { transcript, axis, scope }: Message<'timeline'>): Timeline | null {
  const found = index.transcripts.find(({ path }) => path === transcript);
  return found ? timelineOf(index, found, scope, axis) : null;
}

export function saveResults(list: 'segments' | 'search', results: Results, day: string): SavedFile {
  const { index, scope, found } = results;
  const count = found.reduce((sum, { stretches }) => sum + stretches.length, 0);
  const all = passages(results, 0, count, savedSize);
  return {
    name: list === 'segments' ? 'segments' : 'search-hits',
    extension: 'csv',
    content: passagesCsv(all, index, results.about, provenance(index, scope, day)),
  };
}

export function saveMatrix(
  index: StudyIndex,
  { kind, scope, together }: Message<'matrix'>,
  { format, measure }: Message<'save'>,
  day: string,
): SavedFile {
  const matrix = finish(matrixWork(index, { type: 'matrix', kind, scope, together }));
  const view = viewMatrix(matrix, measure, (id) => index.codes.find((code) => code.id === id)?.name ?? id);
  const source = provenance(index, scope, day);
  const content = format === 'csv' ? matrixCsv(view, source) : matrixSvg(view, source);
  const name = kind === 'codes' ? `codes-together-${together}` : `codes-by-${kind.slice(0, -1)}`;
  return { name, extension: format, content };
}

export function saveTimeline(
  index: StudyIndex,
  ask: Message<'timeline'>,
  format: 'csv' | 'svg',
  day: string,
): SavedFile {
  const timeline = timelineFor(index, ask);
  if (!timeline) throw new UserError('fileUnreadable', `${ask.transcript} is not there.`, 'Choose another transcript.');
  const source = provenance(index, { ...ask.scope, transcripts: [ask.transcript] }, day);
  const content = format === 'csv' ? timelineCsv(timeline, index, source) : timelineSvg(timeline, index, source);
  return { name: 'timeline', extension: format, content };
}

function passages({ found, index, scope }: Results, from: number, to: number, size: PassageSize): Passage[] {
  const coders = codersInScope(scope, index.coders);
  const rows: Passage[] = [];
  let first = 0;
  for (const { transcript, stretches } of found) {
    for (const stretch of stretches.slice(Math.max(0, from - first), Math.max(0, to - first))) {
      rows.push(passageAt(transcript, stretch, coders, size));
    }
    first += stretches.length;
  }
  return rows;
}
