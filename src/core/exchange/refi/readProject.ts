import type { ByteSource } from '../../base/byteSource';
import { type RangeUtf16, utf16 } from '../../base/offsets';
import { toWorkingText } from '../../transcript/transcript';
import { counted } from '../counted';
import type { ImportedDocument, ImportedSegment, ImportWarning } from '../import/imported';
import { child, childrenOf, type XmlElement } from '../xml';
import { type CodeTree, readCodes } from './codes';
import { guidKey } from './guid';
import type { DocumentPositions, ImportedMemo, ImportedMemoTarget, ImportedProject } from './importedProject';
import { readNotes, type Note } from './notes';
import { describeConvention, isStandard, readPositions, type PositionReading, type SelectedText } from './positions';
import { ProjectFile, type StoredText } from './projectFile';
import { readUsers, toUtc, type Users } from './users';
import { absentSource, isRecording, leftOut } from './leftOut';

interface TextSource extends SelectedText {
  readonly element: XmlElement;
  /** The recording that it is the first transcript of; null for any other text. */
  readonly recording: XmlElement | null;
  readonly selectionElements: readonly XmlElement[];
  readonly isGuessed: boolean;
  readonly name: string | undefined;
  /** Of the recording; the text has no place for them. */
  readonly timeMarks: number;
}

/**
 * Reads a REFI-QDA project (.qdpx, or its .qde alone; standard versions 1.0 and 1.5): texts and transcripts of recordings
 * with their codings, the tree of codes, users and notes. What has no place in a study is counted in the warnings.
 *
 * @param file the file's name, for messages only
 * @throws UserError `fileInvalid`: no such project, damaged, or unsafe to unpack
 */
export function parseQdpx(source: ByteSource, file: string): ImportedProject {
  const projectFile = new ProjectFile(source, file);
  const { project } = projectFile;
  const warnings: ImportWarning[] = [...leftOut(project)];
  const users = readUsers(project);
  const tree = readCodes(child(project, 'CodeBook'));
  const notes = readNotes(project, projectFile, users);
  const texts: TextSource[] = [];
  for (const source of child(project, 'Sources')?.children ?? []) {
    const isText = source.name === 'TextSource';
    if (!isText && !isRecording(source)) continue;
    for (const element of isText ? [source] : childrenOf(source, 'Transcript')) {
      const text = projectFile.textOf(element);
      const recording = isText || texts.some((one) => one.recording === source) ? null : source;
      if ('missing' in text) warnings.push(absentSource(element, text.missing));
      else texts.push(textSource(element, recording, source.attributes['name'], text));
    }
  }
  const readings = readPositions(texts);
  const reader = new SourceReader(users, tree, notes);
  const documents = texts.map((text, i) => reader.read(text, readings[i]!, i));
  tree.elements.forEach((element, i) => {
    reader.takeNotes(element, { kind: 'code', code: tree.codes[i]!.key });
  });
  reader.takeNotes(project, { kind: 'project' });
  const description = child(project, 'Description')?.text.trim();
  if (description) reader.add({ coder: null, value: description, created: null }, { kind: 'project' });
  for (const note of notes.unused()) reader.add(note, { kind: 'project' });
  return {
    title: project.attributes['name']?.trim() || null,
    documents,
    codes: tree.codes,
    coders: users.coders,
    memos: reader.memos,
    positions: readings.flatMap((reading, document) => positionsOf(reading, document)),
    warnings: [...warnings, ...tree.warnings, ...users.warnings, ...notes.warnings],
  };
}

function textSource(
  element: XmlElement,
  recording: XmlElement | null,
  sourceName: string | undefined,
  { stored, isGuessed }: Extract<StoredText, { stored: string }>,
): TextSource {
  const selectionElements = element.children.filter(
    ({ name }) => name === 'PlainTextSelection' || name === 'TranscriptSelection',
  );
  const syncPoints = new Map(
    childrenOf(element, 'SyncPoint').map(({ attributes }) => [guidKey(attributes['guid']), attributes['position']]),
  );
  const at = (own: string | undefined, syncPoint: string | undefined) =>
    position(own ?? (syncPoint === undefined ? undefined : syncPoints.get(guidKey(syncPoint))));
  const selections = selectionElements.map(({ attributes }) => ({
    start: at(attributes['startPosition'], attributes['fromSyncPoint']),
    end: at(attributes['endPosition'], attributes['toSyncPoint']),
    name: attributes['name'] ?? null,
  }));
  const name = element.attributes['name']?.trim() || sourceName;
  return {
    ...{ element, recording, name, selectionElements, isGuessed },
    ...{ stored, working: toWorkingText(stored), selections },
    timeMarks: syncPoints.size,
  };
}

function position(text: string | undefined): number {
  return /^\s*[+-]?\d{1,15}\s*$/.test(text ?? '') ? Number(text) : NaN;
}

function positionsOf({ convention, ranges, onQuote }: PositionReading, document: number): DocumentPositions[] {
  if (ranges.length === 0) return [];
  return [{ document, convention, selections: ranges.length, onQuote: onQuote.filter(Boolean).length }];
}

/** Turns sources into documents, and gathers the memos on the way. */
class SourceReader {
  readonly memos: ImportedMemo[] = [];

  constructor(
    private readonly users: Users,
    private readonly tree: CodeTree,
    private readonly notes: ReturnType<typeof readNotes>,
  ) {}

  add(note: Note, about: ImportedMemoTarget): void {
    this.memos.push({ ...note, about });
  }

  takeNotes(element: XmlElement, about: ImportedMemoTarget): void {
    for (const note of this.notes.on(element)) this.add(note, about);
  }

  read(text: TextSource, reading: PositionReading, document: number): ImportedDocument {
    const { element, working } = text;
    const segments: ImportedSegment[] = [];
    const count = { unplaced: 0, bare: 0, unknownCode: 0, whole: 0 };
    const addSegment = (coding: XmlElement, holder: XmlElement, range: RangeUtf16): number | null => {
      const code = this.tree.keys.get(guidKey(child(coding, 'CodeRef')?.attributes['targetGUID']));
      if (code === undefined) {
        count.unknownCode++;
        return null;
      }
      const coder = this.users.nameOf(coding.attributes['creatingUser'] ?? holder.attributes['creatingUser']);
      const created = toUtc(coding.attributes['creationDateTime'] ?? holder.attributes['creationDateTime']);
      const notes = this.notes.on(coding);
      const own = notes.find((note) => note.coder === coder || note.coder === null);
      segments.push({ code, coder, range, memo: own?.value ?? null, created });
      const about = { kind: 'segment', document, segment: segments.length - 1 } as const;
      for (const note of notes) if (note !== own) this.add(note, about);
      return segments.length - 1;
    };
    text.selectionElements.forEach((selection, i) => {
      const codings = childrenOf(selection, 'Coding');
      const range = reading.ranges[i];
      if (!range) {
        count.unplaced++;
        return;
      }
      const placed = codings.map((coding) => addSegment(coding, selection, range));
      this.#selectionNotes(selection, placed, segments, { document, range }, () => count.bare++);
    });
    for (const coding of childrenOf(element, 'Coding')) {
      if (working === '') continue;
      if (addSegment(coding, element, { start: utf16(0), end: utf16(working.length) }) !== null) count.whole++;
    }
    for (const holder of text.recording ? [element, text.recording] : [element]) {
      this.takeNotes(holder, { kind: 'document', document });
      const description = child(holder, 'Description')?.text.trim();
      if (description) this.add(this.#described(holder, description), { kind: 'document', document });
    }
    return {
      name: documentName(text.name, document),
      content: { kind: 'text', text: working, segments },
      warnings: documentWarnings(text, reading, count),
    };
  }

  /** Notes on a selection belong to its coding where it has one; else to the stretch. */
  #selectionNotes(
    selection: XmlElement,
    placed: readonly (number | null)[],
    segments: ImportedSegment[],
    { document, range }: { document: number; range: RangeUtf16 },
    isBare: () => void,
  ): void {
    const description = child(selection, 'Description')?.text.trim();
    const notes = [...(description ? [this.#described(selection, description)] : []), ...this.notes.on(selection)];
    if (placed.length === 0 && notes.length === 0) isBare();
    const [only] = placed.length === 1 ? placed : [];
    const segment = only === null || only === undefined ? undefined : segments[only];
    for (const note of notes) {
      if (segment === undefined || only === null || only === undefined) {
        this.add(note, { kind: 'stretch', document, range });
      } else if (segments[only]?.memo === null && (note.coder === segment.coder || note.coder === null)) {
        segments[only] = { ...segment, memo: note.value };
      } else {
        this.add(note, { kind: 'segment', document, segment: only });
      }
    }
  }

  #described(element: XmlElement, value: string): Note {
    const { creatingUser, creationDateTime } = element.attributes;
    return { coder: this.users.nameOf(creatingUser), value, created: toUtc(creationDateTime) };
  }
}

function documentName(name: string | undefined, index: number): string {
  const base = (name ?? '').trim().replace(/^.*[/\\]/s, '');
  return (
    base.replace(
      /(?:\.transcript)?\.(?:txt|md|rtf|docx?|odt|pdf|html?|mp[34]|m4[av]|wav|mov|wma|wmv|avi|aac|ogg)$/i,
      '',
    ) || `Source ${index + 1}`
  );
}

function documentWarnings(
  text: TextSource,
  { convention, ranges, onQuote }: PositionReading,
  count: { unplaced: number; bare: number; unknownCode: number; whole: number },
): ImportWarning[] {
  const path = text.element.attributes['plainTextPath'];
  const place = path === undefined ? `line ${text.element.line}` : path.replace(/^internal:\/+/i, 'sources/');
  const quoted = onQuote.filter(Boolean).length;
  const missed = ranges.filter((range, i) => range !== null && !onQuote[i] && text.selections[i]?.name?.trim()).length;
  const all = ranges.length;
  const messages = [
    text.isGuessed && 'The text is not UTF-8, as it should be: look whether accents and quotation marks are right.',
    !isStandard(convention) &&
      all > 0 &&
      `The program counts characters in a way of its own (${describeConvention(convention)}). Read so, ${quoted} of ` +
        `${counted(all, 'selection')} stand exactly on the words that they are named after; look a few of them through.`,
    // Where no name is a quotation, names say nothing.
    quoted > 0 &&
      missed > 0 &&
      `${missed} of ${counted(all, 'selection')} not on the words that they are named after: look them through.`,
    count.unplaced > 0 && `${counted(count.unplaced, 'selection')} left out: outside the text, or empty.`,
    count.unknownCode > 0 && `${counted(count.unknownCode, 'coding')} left out: the file does not have their code.`,
    count.bare > 0 && `${counted(count.bare, 'selection')} left out: no code and no note.`,
    text.timeMarks > 0 && `${counted(text.timeMarks, 'time mark')} of the recording left out.`,
    count.whole > 0 && `${counted(count.whole, 'code')} on the source as a whole: now on all of its text.`,
  ];
  return messages.filter((message) => message !== false).map((message) => ({ place, message }));
}
