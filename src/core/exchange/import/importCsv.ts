import { deflateSync, inflateSync } from 'fflate';
import { csvRows } from './csvRows';
import type { TableColumns, TableForm } from './csvTable';

/** A turn as a table has it. */
export interface TableUtterance {
  /** Null when the cell is empty or no column names the speaker. */
  readonly speaker: string | null;
  /** Null when the cell holds no time. */
  readonly startMs: number | null;
  readonly words: string;
}

export interface TableTranscript {
  /** As the transcript's column has it; null when all rows are one transcript. */
  readonly name: string | null;
  /** In the order of the rows; rows without words are left out. */
  readonly utterances: readonly TableUtterance[];
  /** Of the utterances: cells that hold something else than a time. */
  readonly timesUnread: number;
  /** Of the utterances: times that end in frames, which are left out. */
  readonly timesInFrames: number;
}

/**
 * Reads a table of turns as transcripts, in the order in which the table first names them. Rows of one transcript need
 * not stand together. Until the last row is read the turns are held as bytes, and unpacked one transcript at a time, so
 * that memory stays within about the size of the file plus its largest transcript.
 *
 * Where each of several columns holds the words of one person, a row is a turn of each that is not empty, from left to
 * right, and the first of them has the row's time.
 *
 * @param file the file's name, for messages only
 * @throws UserError `fileInvalid`, see `csvRows`
 */
export async function* importCsv(
  chunks: AsyncIterable<Uint8Array>,
  file: string,
  form: TableForm,
  columns: TableColumns,
): AsyncGenerator<TableTranscript> {
  const stores = new Map<string | null, UtteranceStore>();
  const { persons = [] } = columns;
  let names: readonly string[] = [];
  let isHeader = form.hasHeader;
  for await (const rows of csvRows(chunks, file, form)) {
    for (const { fields } of rows) {
      if (isHeader) {
        isHeader = false;
        names = fields.map((name) => name.trim());
        continue;
      }
      const cell = (column: number | null) => (column === null ? '' : (fields[column] ?? '').trim());
      const said = persons.length > 0 ? persons.map((i) => [names[i] || `Column ${i + 1}`, cell(i)] as const) : null;
      const turns = (said ?? [[cell(columns.speaker) || null, cell(columns.text)] as const]).filter(
        ([, words]) => words !== '',
      );
      if (turns.length === 0) continue;
      const name = columns.transcript === null ? null : cell(columns.transcript) || 'untitled';
      let store = stores.get(name);
      if (!store) stores.set(name, (store = new UtteranceStore()));
      const time = cell(columns.time);
      const startMs = parseTimeMs(time, columns.timeUnit);
      if (startMs === null && time !== '') store.timesUnread++;
      if (frames.test(time)) store.timesInFrames++;
      for (const [at, [speaker, words]] of turns.entries()) store.add([speaker, at === 0 ? startMs : null, words]);
    }
  }
  for (const [name, store] of stores) {
    stores.delete(name);
    const { timesUnread, timesInFrames } = store;
    yield { name, utterances: store.take(), timesUnread, timesInFrames };
  }
}

/** `00:01:02:12` or, as Premiere writes it, `00;01;02;12`: how many frames make a second no table says. */
const frames = /^(\d{1,3})([:;])([0-5]\d)\2([0-5]\d)[:;]\d{2,3}$/;

/** `1:02.5`, `00:01:02,500`, `00:01:02:12` to the second, or a plain number in the unit; null for anything else. */
export function parseTimeMs(time: string, unit: TableColumns['timeUnit']): number | null {
  const inFrames = frames.exec(time);
  if (inFrames) return ((Number(inFrames[1]) * 60 + Number(inFrames[3])) * 60 + Number(inFrames[4])) * 1000;
  const clock = /^(?:(\d{1,3}):)?(\d{1,3}):([0-5]?\d)(?:[.,](\d{1,6}))?$/.exec(time);
  if (clock) {
    const [, hours = '0', minutes = '0', seconds = '0', fraction = ''] = clock;
    return Math.round(
      ((Number(hours) * 60 + Number(minutes)) * 60 + Number(seconds) + Number(`0.${fraction}0`)) * 1000,
    );
  }
  const number = /^\d+(?:[.,]\d+)?$/.test(time) ? Number(time.replace(',', '.')) : NaN;
  return Number.isFinite(number) ? Math.round(number * (unit === 'seconds' ? 1000 : 1)) : null;
}

type Packed = readonly [speaker: string | null, startMs: number | null, words: string];

/** A million turns as objects take several times the memory of the file; packed, a fraction of it. */
class UtteranceStore {
  timesUnread = 0;
  timesInFrames = 0;
  readonly #chunks: Uint8Array[] = [];
  #pending: string[] = [];
  #pendingLength = 0;

  add(utterance: Packed): void {
    const json = JSON.stringify(utterance);
    this.#pending.push(json);
    this.#pendingLength += json.length;
    if (this.#pendingLength > 32 * 1024) this.#flush();
  }

  take(): TableUtterance[] {
    this.#flush();
    return this.#chunks.flatMap((bytes) =>
      (JSON.parse(new TextDecoder().decode(inflateSync(bytes))) as Packed[]).map(([speaker, startMs, words]) => ({
        speaker,
        startMs,
        words,
      })),
    );
  }

  #flush(): void {
    this.#chunks.push(deflateSync(new TextEncoder().encode(`[${this.#pending.join(',')}]`), { level: 1 }));
    this.#pending = [];
    this.#pendingLength = 0;
  }
}
