import { OffsetMap, type RangeUtf16 } from '../../base/offsets';
import type { LoadedStudy, LoadedTranscript } from '../../coding/loadStudy';
import type { Coder } from '../../coding/study';
import type { CodedSegment, MemoText, StudyNotes } from '../export/studyNotes';
import { writeZip } from '../zip';
import { codesXml, xmlAttributes, xmlText } from './codes';
import { guidFrom } from './guid';
import { noteTitle } from './notes';
import { modelSuffix } from './users';

/**
 * Writes a study as a REFI-QDA 1.0 project (.qdpx): transcripts as they are (UTF-8, LF), positions in Unicode code
 * points, coders as users, memos as notes. The same study always gives the same bytes.
 */
export async function formatQdpx(study: LoadedStudy, notes: StudyNotes): Promise<Uint8Array> {
  const users = new Map<string, string>();
  for (const { id } of study.coders) users.set(id, await guidFrom(`coder ${id}`));
  const sources: string[] = [];
  const files: Record<string, Uint8Array> = {};
  for (const transcript of study.transcripts) {
    const guid = await guidFrom(`transcript ${transcript.path}`);
    files[`sources/${guid}.txt`] = new TextEncoder().encode(transcript.text);
    sources.push(await sourceXml(transcript, guid, notes, users));
  }
  const memos = [
    ...notes.segments.flatMap((segment) => segment.memos),
    ...notes.stretchMemos.map(({ memo }) => memo),
    ...notes.codeMemos.map(({ memo }) => memo),
  ];
  const codeRefs = new Map<string, string>();
  for (const { code, memo } of notes.codeMemos) {
    codeRefs.set(code.id.toLowerCase(), (codeRefs.get(code.id.toLowerCase()) ?? '') + noteRef(memo));
  }
  const project = [
    wrap('Users', study.coders.map((coder) => userXml(coder, users)).join('')),
    wrap('CodeBook', codesXml(study.codebook.codes, codeRefs)),
    wrap('Sources', sources.join('')),
    wrap('Notes', memos.map((memo) => noteXml(memo, users)).join('')),
  ].join('');
  const xml =
    `<?xml version="1.0" encoding="UTF-8"?>\n<Project xmlns="urn:QDA-XML:project:1.0"` +
    `${xmlAttributes({ name: study.study.title, origin: 'Introspect' })}>\n${project}</Project>\n`;
  return writeZip({ 'project.qde': new TextEncoder().encode(xml), ...files });
}

type UserGuids = ReadonlyMap<string, string>;

async function sourceXml(
  transcript: LoadedTranscript,
  guid: string,
  notes: StudyNotes,
  users: UserGuids,
): Promise<string> {
  const offsets = new OffsetMap(transcript.text);
  const name = transcript.path.replace(/^transcripts\//, '').replace(/(?:\.transcript)?\.txt$/, '');
  const selections: string[] = [];
  const select = async (of: string, range: RangeUtf16, made: Pick<MemoText, 'coder' | 'created'>, inner: string) => {
    const attributes = {
      guid: await guidFrom(`selection ${of}`),
      name: quoteName(transcript.text.slice(range.start, range.end)),
      startPosition: String(offsets.toCodePoint(range.start)),
      endPosition: String(offsets.toCodePoint(range.end)),
      ...madeBy(made, users),
    };
    selections.push(`<PlainTextSelection${xmlAttributes(attributes)}>${inner}</PlainTextSelection>\n`);
  };
  for (const segment of notes.segments) {
    if (segment.transcript === transcript) await select(segment.id, segment.range, segment, codingXml(segment, users));
  }
  for (const { transcript: on, range, memo } of notes.stretchMemos) {
    if (on === transcript) await select(memo.id, range, memo, noteRef(memo));
  }
  const attributes = { guid, name, plainTextPath: `internal://${guid}.txt` };
  return `<TextSource${xmlAttributes(attributes)}>\n${selections.join('')}</TextSource>\n`;
}

function codingXml(segment: CodedSegment, users: UserGuids): string {
  const attributes = { guid: segment.id, ...madeBy(segment, users) };
  const code = `<CodeRef${xmlAttributes({ targetGUID: segment.code.id })}/>`;
  return `<Coding${xmlAttributes(attributes)}>${code}${segment.memos.map(noteRef).join('')}</Coding>`;
}

function userXml({ id, name, kind }: Coder, users: UserGuids): string {
  const shown = kind === 'model' ? name + modelSuffix : name;
  return `<User${xmlAttributes({ guid: users.get(id), name: shown, id })}/>\n`;
}

function noteXml(memo: MemoText, users: UserGuids): string {
  const attributes = { guid: memo.id, name: noteTitle(memo.value), ...madeBy(memo, users) };
  return `<Note${xmlAttributes(attributes)}><PlainTextContent>${xmlText(memo.value)}</PlainTextContent></Note>\n`;
}

function noteRef({ id }: MemoText): string {
  return `<NoteRef${xmlAttributes({ targetGUID: id })}/>`;
}

function madeBy(
  { coder, created }: Pick<MemoText, 'coder' | 'created'>,
  users: UserGuids,
): Record<string, string | undefined> {
  return { creatingUser: users.get(coder.id), creationDateTime: created };
}

/** Other programs show the name in lists; the text itself is in the source. */
function quoteName(quote: string): string {
  const points = [...quote];
  return points.length <= 200 ? quote : `${points.slice(0, 199).join('')}…`;
}

/** The schema allows no empty list. */
function wrap(element: string, inner: string): string {
  return inner === '' ? '' : `<${element}>\n${inner}</${element}>\n`;
}
