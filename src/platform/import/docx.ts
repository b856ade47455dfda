import { MemorySource } from '../../core/base/byteSource';
import { UserError } from '../../core/base/userError';
import type { NoteChoices } from '../../core/exchange/import/headerLines';
import type { Imported, ImportWarning } from '../../core/exchange/import/imported';
import { parsePlainText } from '../../core/exchange/import/plainText';
import { changedNames, many } from '../../core/exchange/import/utterances';
import { decodeXml, parseXml, type XmlElement } from '../../core/exchange/xml';
import { writeZip, ZipArchive } from '../../core/exchange/zip';
import { markHidden, withoutHidden, type HiddenCounts } from './docxHidden';
import { markCommentRanges, readRemarks, type RemarkParts } from './docxRemarks';
import { readDocument, type DocxNode } from './docxText';

/**
 * Reads a Word document (.docx): its paragraphs, a blank line between them, tables row by row, and a colon after names
 * of speakers that only bold letters or a tab set off; the text is then read as any other (`parsePlainText`). Comments,
 * footnotes and endnotes come as remarks; pictures are left out and counted. Here and not in core, since mammoth needs Node's `Buffer`; it is loaded at the first call.
 *
 * @param file the document's name, for messages only
 * @throws UserError `fileInvalid`: no such document, protected by a password, damaged, or unsafe to unpack
 */
export async function importDocx(bytes: Uint8Array, file: string, choices?: NoteChoices): Promise<Imported> {
  const { copy, parts, styles, revisions } = safeCopy(bytes, file);
  const { default: mammoth } = await import('mammoth');
  let document: DocxNode | undefined;
  let unread: readonly string[];
  try {
    const { messages } = await mammoth.convertToHtml(
      { buffer: Buffer.from(copy) },
      {
        externalFileAccess: false,
        includeEmbeddedStyleMap: false,
        // What mammoth makes of the document is not wanted, only what it reads.
        transformDocument: (read: DocxNode) => {
          document = read;
          return { ...read, children: [] };
        },
      },
    );
    unread = unreadElements(messages.map(({ message }) => message));
  } catch (error) {
    throw damaged(file, error);
  }
  if (!document) throw damaged(file);
  const unseen: HiddenCounts = { hidden: 0, struck: 0 };
  const shown = withoutHidden(document, styles, unseen);
  const { text: read, counts } = readDocument(shown);
  const { remarks, lost } = readRemarks(shown, parts);
  const { documents, ...rest } = parsePlainText(read, file, choices);
  const warnings: ImportWarning[] = [
    [counts.tables, `Tables (${counts.tables}) are read row by row; look whether the turns are right.`] as const,
    [counts.unnamed, `Rows without a name (${counts.unnamed}) go on with the turn before them.`] as const,
    [counts.cells, `Cells beside names, times and words (${counts.cells}) are left out, such as remarks.`] as const,
    [
      counts.leads,
      `Paragraphs that begin in bold or before a tab (${counts.leads}) with what may be a name, but comes once, are words of the turn before; look whether somebody speaks there.`,
    ] as const,
    [counts.names, changedNames(counts.names)] as const,
    [unread.length, `Parts that may hold words are left out: ${unread.join(', ')}.`] as const,
    [counts.images, `Pictures (${counts.images}) are left out.`] as const,
    [
      revisions.added + revisions.deleted,
      `Tracked changes are read as if accepted: insertions (${revisions.added}) are part of the words, deletions (${revisions.deleted}) are left out.`,
    ] as const,
    [
      unseen.hidden,
      `Hidden text (${many(unseen.hidden, 'place')}) is left out: Word does not show or print it.`,
    ] as const,
    [
      unseen.struck,
      `Words that are struck through (${many(unseen.struck, 'place')}) are kept as words like any others; look whether they should go.`,
    ] as const,
    [lost, `Comments and footnotes that cannot be read (${lost}) are left out.`] as const,
  ].flatMap(([n, message]) => (n > 0 ? [{ place: null, message }] : []));
  const noted = remarks.list.length > 0 ? { remarks } : {};
  return {
    ...rest,
    documents: documents.map((one) => ({ ...one, ...noted, warnings: [...one.warnings, ...warnings] })),
  };
}

interface SafeCopy {
  readonly copy: Uint8Array;
  readonly parts: RemarkParts;
  readonly styles: XmlElement | null;
  /** Tracked changes of words. */
  readonly revisions: { readonly added: number; readonly deleted: number };
}

/** The XML parts alone, unpacked within limits and found well-formed, in an archive that nothing is packed in. */
function safeCopy(bytes: Uint8Array, file: string): SafeCopy {
  const [first, second] = bytes;
  if (first === 0xd0 && second === 0xcf) {
    throw new UserError(
      'fileInvalid',
      `${file} is protected by a password, or in the format of Word 97 to 2003.`,
      'In Word, save it as .docx without a password.',
    );
  }
  const archive = new ZipArchive(new MemorySource(bytes), file);
  const parts: Record<string, Uint8Array> = {};
  const read: Record<string, XmlElement> = {};
  const revisions = { added: 0, deleted: 0 };
  for (const name of archive.names) {
    if (!/\.(?:xml|rels)$/i.test(name) || /^(?:customXml|docProps)\//i.test(name)) continue;
    const part = archive.read(name)!;
    const label = `${file}, ${name}`;
    const text = decodeXml(part, label);
    const root = parseXml(text, label);
    if (/(?:^|\/)(?:comments|commentsExtended|footnotes|endnotes)\.xml$|^[^/]+\/styles\.xml$/.test(name)) {
      read[name.replace(/^.*\//, '')] ??= root;
    }
    if (root.name === 'document') {
      for (const [, kind] of text.matchAll(revision)) revisions[/^(?:ins|moveTo)$/.test(kind!) ? 'added' : 'deleted']++;
    }
    const readable = readableXml(markHidden(markCommentRanges(text)));
    parts[name] = readable === text ? part : new TextEncoder().encode(readable);
  }
  const part = (name: string) => read[`${name}.xml`] ?? null;
  return {
    copy: writeZip(parts, { isPacked: false }),
    parts: {
      comments: part('comments'),
      extended: part('commentsExtended'),
      footnotes: part('footnotes'),
      endnotes: part('endnotes'),
    },
    styles: part('styles'),
    revisions,
  };
}

/** Around runs; within the properties of a paragraph the same elements are empty. */
const revision = /<w:(ins|del|moveTo|moveFrom)\s(?:"[^"]*"|'[^']*'|[^"'>/])*>/g;

const attributes = String.raw`(?:\s(?:"[^"]*"|'[^']*'|[^"'>])*)?`;
const wrapping = new RegExp(`</?w:(?:fldSimple|dir|bdo)${attributes}>`, 'g');

/** Elements that mammoth passes over with the words in them: what they wrap stays, and breaks are breaks. */
function readableXml(xml: string): string {
  return xml
    .replace(wrapping, '')
    .replace(/<(\/?)w:cr(?=[\s/>])/g, '<$1w:br')
    .replace(/<(\/?)w:ptab(?=[\s/>])/g, '<$1w:tab');
}

/** Names of elements that mammoth does not know, as `w:ruby`, the first few; its messages may hold more than names. */
function unreadElements(messages: readonly string[]): string[] {
  const names = messages.flatMap(
    (message) => /^An unrecognised element was ignored: ([\w:.-]{1,40})$/.exec(message)?.[1] ?? [],
  );
  const distinct = [...new Set(names)];
  return distinct.length > 5 ? [...distinct.slice(0, 5), 'and others'] : distinct;
}

function damaged(file: string, cause?: unknown): UserError {
  return new UserError(
    'fileInvalid',
    `${file} is no Word document that can be read.`,
    'Open it in Word or LibreOffice, and save it as .docx again.',
    { cause },
  );
}
