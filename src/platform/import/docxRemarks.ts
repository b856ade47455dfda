import { utf16, type RangeUtf16 } from '../../core/base/offsets';
import type { ImportedRemark, ImportedRemarks } from '../../core/exchange/import/imported';
import { childrenOf, type XmlElement } from '../../core/exchange/xml';
import type { DocxNode } from './docxText';

/** Where a comment's words begin and end, which mammoth passes over: written as bookmarks, which it does not. */
const markName = 'introspect comment ';
const rangeMark = /<w:commentRange(Start|End)\b[^>]*?\sw:id="(\d{1,10})"[^>]*?(?:\/>|>\s*<\/w:commentRange\1>)/g;
/** Between rows or cells mammoth takes a bookmark for a row that is none. */
const betweenCells = /(?:<\/w:(?:tc|tr|trPr|tblGrid)>|<w:tr(?:\s[^>]*)?>)\s*$/;

export function markCommentRanges(xml: string): string {
  return xml.replace(rangeMark, (whole, edge: string, id: string, at: number) =>
    betweenCells.test(xml.slice(Math.max(0, at - 300), at))
      ? ''
      : `<w:bookmarkStart w:id="${id}" w:name="${markName}${edge} ${id}"/>`,
  );
}

/** Parts of a document that hold what is noted on it; null where it has none. */
export interface RemarkParts {
  readonly comments: XmlElement | null;
  /** Which comment answers which, and which are settled (Word 2013 and later). */
  readonly extended: XmlElement | null;
  readonly footnotes: XmlElement | null;
  readonly endnotes: XmlElement | null;
}

/** What is noted on a document, with the words it is on; and how many references lead to nothing. */
export function readRemarks(
  document: DocxNode,
  parts: RemarkParts,
): { readonly remarks: ImportedRemarks; readonly lost: number } {
  const { text, edges, references } = readPlaces(document);
  const comments = readComments(parts);
  const notes = { footnote: textsById(parts.footnotes, 'footnote'), endnote: textsById(parts.endnotes, 'endnote') };
  const numbers = { footnote: 0, endnote: 0 };
  const list: ImportedRemark[] = [];
  const seen = new Set<string>();
  let lost = 0;
  for (const { kind, id, at } of references) {
    if (kind === 'comment') {
      if (seen.has(id)) continue;
      seen.add(id);
      const value = comments.get(id);
      if (value === undefined) lost++;
      else if (value !== null) list.push({ kind, range: commented(text, edges.get(id), at), value });
      continue;
    }
    const words = notes[kind].get(id);
    const title = `${kind === 'footnote' ? 'Footnote' : 'Endnote'} ${++numbers[kind]}`;
    if (!words) lost++;
    else list.push({ kind, range: wordAt(text, at), value: `${title}:\n${words}` });
  }
  // On what was deleted, or on the head of a page.
  for (const [id, value] of comments) if (value !== null && !seen.has(id)) lost++;
  return { remarks: { text, list }, lost };
}

interface Reference {
  readonly kind: ImportedRemark['kind'];
  readonly id: string;
  readonly at: number;
}

/** The words of the document in its order, and where in them things are noted. */
function readPlaces(document: DocxNode) {
  const pieces: string[] = [];
  let at = 0;
  const put = (text: string) => {
    pieces.push(text);
    at += text.length;
  };
  const edges = new Map<string, { start?: number; end?: number }>();
  const references: Reference[] = [];
  const read = (node: DocxNode): void => {
    if (node.type === 'text') put(node.value ?? '');
    else if (node.type === 'tab') put('\t');
    else if (node.type === 'break') put('\n');
    else if (node.type === 'commentReference') references.push({ kind: 'comment', id: node.commentId ?? '', at });
    else if (node.type === 'noteReference') {
      references.push({ kind: node.noteType === 'endnote' ? 'endnote' : 'footnote', id: node.noteId ?? '', at });
    } else if (node.type === 'bookmarkStart' && node.name?.startsWith(markName)) {
      const [edge, id = ''] = node.name.slice(markName.length).split(' ');
      edges.set(id, { ...edges.get(id), [edge === 'Start' ? 'start' : 'end']: at });
    } else for (const child of node.children ?? []) read(child);
    if (node.type === 'paragraph') put('\n\n');
  };
  read(document);
  return { text: pieces.join(''), edges, references };
}

function commented(text: string, edges: { start?: number; end?: number } | undefined, at: number): RangeUtf16 {
  const { start = at, end = at } = edges ?? {};
  const words = text.slice(start, end);
  if (words.trim() === '') return wordAt(text, at);
  return { start: utf16(end - words.trimStart().length), end: utf16(start + words.trimEnd().length) };
}

/** The word before a place; where its paragraph has none, the place alone. */
function wordAt(text: string, at: number): RangeUtf16 {
  const before = text.slice(0, at).trimEnd();
  if (/\n\n/.test(text.slice(before.length, at))) return { start: utf16(at), end: utf16(at) };
  const start = before.search(/\S+$/);
  return { start: utf16(start < 0 ? at : start), end: utf16(start < 0 ? at : before.length) };
}

/** By id: a thread's words under its first comment, null for the answers in it. */
function readComments({ comments, extended }: RemarkParts): Map<string, string | null> {
  const above = new Map<string, string>();
  const settled = new Set<string>();
  for (const one of childrenOf(extended ?? undefined, 'commentEx')) {
    const id = attribute(one, 'paraId');
    const parent = attribute(one, 'paraIdParent');
    if (id && parent) above.set(id, parent);
    if (id && /^(?:1|true|on)$/.test(attribute(one, 'done') ?? '')) settled.add(id);
  }
  const all = childrenOf(comments ?? undefined, 'comment').map((comment) => {
    const paragraph = childrenOf(comment, 'p')
      .map((one) => attribute(one, 'paraId'))
      .findLast((id) => id !== null);
    return { id: attribute(comment, 'id') ?? '', paragraph: paragraph ?? null, comment };
  });
  const known = new Set(all.map(({ paragraph }) => paragraph));
  const parentOf = (paragraph: string | null) => {
    const parent = paragraph === null ? undefined : above.get(paragraph);
    return parent !== undefined && parent !== paragraph && known.has(parent) ? parent : null;
  };
  return new Map(
    all.map(({ id, paragraph, comment }) => {
      if (parentOf(paragraph) !== null) return [id, null];
      // Word answers the first comment alone.
      const answers = paragraph === null ? [] : all.filter((one) => parentOf(one.paragraph) === paragraph);
      const mark = paragraph !== null && settled.has(paragraph) ? ', resolved' : '';
      return [
        id,
        [said('Comment', comment, mark), ...answers.map((one) => said('Reply', one.comment, ''))].join('\n\n'),
      ];
    }),
  );
}

/** Word writes the time of the place under the letter of UTC: it is given as it stands, without a zone. */
function said(what: string, comment: XmlElement, mark: string): string {
  const author = attribute(comment, 'author')?.trim();
  const [, day, time] = /^(\d{4}-\d\d-\d\d)(?:T(\d\d:\d\d))?/.exec(attribute(comment, 'date') ?? '') ?? [];
  const when = day === undefined ? '' : `, ${[day, time].filter(Boolean).join(' ')}`;
  return `${what} by ${author || 'somebody unnamed'}${when}${mark}:\n${textOf(comment)}`;
}

function textsById(part: XmlElement | null, name: string): Map<string, string> {
  return new Map(childrenOf(part ?? undefined, name).map((one) => [attribute(one, 'id') ?? '', textOf(one)]));
}

/** Under whichever prefix. */
function attribute({ attributes }: XmlElement, name: string): string | null {
  const key = Object.keys(attributes).find((one) => one.replace(/^.*:/, '') === name);
  return key === undefined ? null : attributes[key]!;
}

const wordless = new Set(['pPr', 'rPr', 'del', 'moveFrom', 'instrText', 'Fallback']);

function textOf(element: XmlElement): string {
  const read = ({ name, text, children }: XmlElement): string => {
    if (wordless.has(name) || (name === 'r' && isHidden(children))) return '';
    if (name === 't') return text;
    if (name === 'tab') return '\t';
    if (name === 'br' || name === 'cr') return '\n';
    const words = children.map(read).join('');
    return name === 'p' ? `${words.trimEnd()}\n` : words;
  };
  return read(element).trim();
}

/** What Word does not show is no part of a note either. */
function isHidden(children: readonly XmlElement[]): boolean {
  const properties = children.find(({ name }) => name === 'rPr')?.children ?? [];
  return properties.some((one) => one.name === 'vanish' && !/^(?:0|false|off)$/.test(attribute(one, 'val') ?? ''));
}
