import { isSpeakerName } from '../../core/transcript/transcript';

/** An element of a document as mammoth reads it (its lib/documents.js); only what is used here. */
export interface DocxNode {
  readonly type: string;
  readonly children?: readonly DocxNode[];
  /** Of a `text`. */
  readonly value?: string;
  /** Of a `run`. */
  readonly isBold?: boolean;
}

export interface DocxCounts {
  tables: number;
  images: number;
  notes: number;
  comments: number;
}

/** A stretch in one weight of letters. */
interface Piece {
  readonly text: string;
  readonly isBold: boolean;
}

/** A paragraph, with what may be a speaker's name that no colon follows. */
interface Block {
  readonly text: string;
  /** Bold, before a tab, or in a cell of its own; null when nothing is. */
  readonly lead: string | null;
  /** As written, without brackets; null when none stands beside the lead. */
  readonly time: string | null;
  /** What follows the lead. */
  readonly rest: string;
}

const clock = /^[[(]?((?:\d{1,3}:)?\d{1,3}:\d{2}(?:[.,]\d{1,3})?)[\])]?$/;

/** The document's text, and what was met on the way that text cannot hold. */
export function readDocument(document: DocxNode): { readonly text: string; readonly counts: DocxCounts } {
  const counts: DocxCounts = { tables: 0, images: 0, notes: 0, comments: 0 };
  const blocks: Block[] = [];
  const read = (node: DocxNode) => {
    if (node.type === 'paragraph') blocks.push(readParagraph(node, counts));
    else if (node.type === 'table') {
      counts.tables++;
      blocks.push(...readTable(node, counts));
    } else for (const child of node.children ?? []) read(child);
  };
  read(document);
  // A name comes again and again, with its colon or without; a bold word for emphasis, or a heading, does not.
  const leads = blocks.map(({ lead, text }) => lead ?? /^(.{1,40}?):\s/u.exec(text)?.[1] ?? null);
  const times = new Map<string, number>();
  for (const lead of leads) if (lead !== null) times.set(lead, (times.get(lead) ?? 0) + 1);
  const speakers = new Set([...times].flatMap(([lead, n]) => (n > 1 && isSpeakerName(lead) ? [lead] : [])));
  const paragraphs = blocks.map(({ text, lead, time, rest }) => {
    if (lead === null || !speakers.has(lead)) return text;
    return `${time === null ? '' : `[${time}] `}${lead}: ${rest}`.trimEnd();
  });
  return {
    text: paragraphs
      .filter((text) => text !== '')
      .map((text) => `${text}\n`)
      .join('\n'),
    counts,
  };
}

function readParagraph(paragraph: DocxNode, counts: DocxCounts): Block {
  const pieces = piecesOf(paragraph, false, counts).filter(({ text }) => text !== '');
  const first = pieces.findIndex(({ text }) => text.trim() !== '');
  const restAt = pieces.findIndex(({ isBold, text }, i) => i > first && !isBold && text.trim() !== '');
  const join = (some: readonly Piece[]) => some.map(({ text }) => text).join('');
  const bold = pieces[first]?.isBold ? join(pieces.slice(0, restAt < 0 ? undefined : restAt)) : null;
  const text = join(pieces).trim();
  if (bold?.trim().endsWith(':')) {
    // Between the bold name and the words there may be no space.
    return { text: `${bold.trim()} ${text.slice(bold.trim().length).trim()}`.trim(), lead: null, time: null, rest: '' };
  }
  if (bold !== null) return { text, lead: bold.trim(), time: null, rest: text.slice(bold.trim().length).trim() };
  const tab = text.indexOf('\t');
  return tab < 0
    ? { text, lead: null, time: null, rest: '' }
    : { text, lead: text.slice(0, tab).trim(), time: null, rest: text.slice(tab).trim() };
}

function piecesOf(node: DocxNode, isBold: boolean, counts: DocxCounts): Piece[] {
  switch (node.type) {
    case 'text':
      return [{ text: node.value ?? '', isBold }];
    case 'tab':
      return [{ text: '\t', isBold }];
    case 'break':
      return [{ text: '\n', isBold }];
    case 'image':
      counts.images++;
      return [];
    case 'noteReference':
      counts.notes++;
      return [];
    case 'commentReference':
      counts.comments++;
      return [];
    default:
      return (node.children ?? []).flatMap((child) => piecesOf(child, isBold || node.isBold === true, counts));
  }
}

/** Rows of a name, perhaps a time or a number, and words are turns; other cells are paragraphs. */
function readTable(table: DocxNode, counts: DocxCounts): Block[] {
  const rows = (table.children ?? []).map((row) =>
    (row.children ?? []).map((cell) =>
      paragraphsOf(cell)
        .map((paragraph) => readParagraph(paragraph, counts).text)
        .filter((text) => text !== '')
        .join('\n'),
    ),
  );
  return rows.map((cells): Block => {
    const words = cells.reduce((longest, cell) => (cell.length > longest.length ? cell : longest), '');
    const others = cells.filter((cell) => cell !== words);
    const lead = others.map((cell) => cell.replace(/:$/, '').trim()).find(isSpeakerName) ?? null;
    const time = others.map((cell) => clock.exec(cell)?.[1]).find((found) => found !== undefined) ?? null;
    return { text: cells.filter((cell) => cell !== '').join('\n'), lead, time, rest: words };
  });
}

function paragraphsOf(node: DocxNode): DocxNode[] {
  return node.type === 'paragraph' ? [node] : (node.children ?? []).flatMap(paragraphsOf);
}
