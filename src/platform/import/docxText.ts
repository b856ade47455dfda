import { clockSource, parseClock } from '../../core/exchange/import/clock';
import { headerKinds } from '../../core/exchange/import/csvTable';
import { personColumns, wordColumns } from '../../core/exchange/import/personColumns';
import { speakerNamesFor } from '../../core/exchange/import/speakers';
import { cellName, cellTime, turnColumns } from '../../core/exchange/import/turnTable';
import { isWrittenName, recurring } from '../../core/exchange/import/writtenNames';
import { formatStart, isSpeakerName } from '../../core/transcript/transcript';

/** An element of a document as mammoth reads it (its lib/documents.js); only what is used here. */
export interface DocxNode {
  readonly type: string;
  readonly children?: readonly DocxNode[];
  /** Of a `text`. */
  readonly value?: string;
  /** Of a `run`. */
  readonly isBold?: boolean;
  /** Of a paragraph or run. */
  readonly styleId?: string | null;
  readonly styleName?: string | null;
  /** Of a `run`. */
  readonly highlight?: string | null;
  /** Of a `bookmarkStart`. */
  readonly name?: string;
  readonly commentId?: string;
  readonly noteId?: string;
  readonly noteType?: string;
}

export interface DocxCounts {
  tables: number;
  /** Cells of turns that hold neither name, time nor words. */
  cells: number;
  /** Rows of tables of turns that name nobody. */
  unnamed: number;
  images: number;
  /** Names that were changed to what a transcript can hold. */
  names: number;
  /** Paragraphs that begin as others do with a name, but with one that comes once. */
  leads: number;
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
  /** Null when no time stands beside the lead. */
  readonly startMs: number | null;
  /** What follows the lead. */
  readonly rest: string;
  /** The lead is a name, be it that it comes only once. */
  readonly isSure: boolean;
  /** Cells beside it that hold neither name, time nor words. */
  readonly cells: number;
}

/** The document's text, and what was met on the way that text cannot hold. */
export function readDocument(document: DocxNode): { readonly text: string; readonly counts: DocxCounts } {
  const counts: DocxCounts = { tables: 0, cells: 0, unnamed: 0, images: 0, names: 0, leads: 0 };
  const blocks: Block[] = [];
  const read = (node: DocxNode) => {
    if (node.type === 'paragraph') blocks.push(readParagraph(node, counts));
    else if (node.type === 'table') {
      counts.tables++;
      blocks.push(...readTable(node, counts));
    } else for (const child of node.children ?? []) read(child);
  };
  read(document);
  const heads = takeTimes(blocks.map(headOf));
  // A name comes again and again, with its colon or without; a bold word for emphasis, or a heading, does not.
  const again = recurring(heads.flatMap((head) => head?.name ?? []));
  // Nor does `B2`, who speaks once; where `B1` speaks again and again, it is a name.
  const numbered = new Set([...again].flatMap((name) => numberedName.exec(name)?.[1] ?? []));
  const isSpeaker = ({ name, isSure, isLead }: BlockHead) =>
    isWrittenName(name) && (isSure || again.has(name) || (isLead && numbered.has(numberedName.exec(name)?.[1] ?? '')));
  const named = heads.map((head) => (head && isSpeaker(head) ? head : null));
  const isLed = named.some((head) => head?.isLead === true && !head.isSure);
  counts.leads = isLed
    ? heads.filter((head, i) => head?.isLead && !named[i] && head.rest !== '' && isSpeakerName(head.name)).length
    : 0;
  const others = heads.filter((head) => head && isSpeakerName(head.name));
  const given = speakerNamesFor([...new Set([...named, ...others].flatMap((head) => head?.name ?? []))]);
  counts.names = [...given].filter(([name, own]) => name !== own).length;
  const paragraphs = blocks.map(({ text, lead }, i) => {
    const head = named[i];
    counts.cells += head?.cells ?? 0;
    const speaker = head && given.get(head.name)!;
    if (!head || !speaker || (lead === null && speaker === head.name)) return text;
    const start = head.startMs === null ? '' : `${formatStart(Math.round(head.startMs))} `;
    return `${start}${speaker}: ${head.rest}`.trimEnd();
  });
  return {
    text: paragraphs
      .filter((text) => text !== '')
      .map((text) => `${text}\n`)
      .join('\n'),
    counts,
  };
}

const numberedName = /^(\p{L}{1,20}) ?\d{1,2}$/u;

interface BlockHead extends Omit<Block, 'text' | 'lead'> {
  readonly name: string;
  readonly isLead: boolean;
}

/** The lead, or what stands before a colon. */
function headOf({ text, lead, ...block }: Block): BlockHead | null {
  if (lead !== null) return { ...block, name: lead, isLead: true };
  const groups = /^(?<name>[^\n]{1,60}?)[ \u00A0\u202F]?(?::(?=\s|$)|：)(?<rest>.*)$/su.exec(text)?.groups;
  return groups ? { ...block, name: groups['name']!, rest: groups['rest']!.trim(), isLead: false } : null;
}

const timeFirst = new RegExp(String.raw`^[[(]?(?<time>${clockSource})[\])]?:?(?:\s+|$)`, 'u');

/** A time behind the name, as in Teams, where most names have one; a name with one need not come again. */
function takeTimes(heads: readonly (BlockHead | null)[]): (BlockHead | null)[] {
  const timed = heads.map((head) => {
    const found = head?.isLead && head.startMs === null && isWrittenName(head.name) ? timeFirst.exec(head.rest) : null;
    const startMs = parseClock(found?.groups?.['time'] ?? '');
    return head && found && startMs !== null
      ? { ...head, startMs, rest: head.rest.slice(found[0].length), isSure: true }
      : null;
  });
  const leads = heads.filter((head) => head?.isLead && isWrittenName(head.name)).length;
  const n = timed.filter((head) => head !== null).length;
  return n > 1 && 2 * n >= leads ? heads.map((head, i) => timed[i] ?? head) : [...heads];
}

function readParagraph(paragraph: DocxNode, counts: DocxCounts): Block {
  const pieces = piecesOf(paragraph, isHeading(paragraph), counts).filter(({ text }) => text !== '');
  const first = pieces.findIndex(({ text }) => text.trim() !== '');
  const restAt = pieces.findIndex(({ isBold, text }, i) => i > first && !isBold && text.trim() !== '');
  const join = (some: readonly Piece[]) => some.map(({ text }) => text).join('');
  const bold = pieces[first]?.isBold ? join(pieces.slice(0, restAt < 0 ? undefined : restAt)) : null;
  const text = join(pieces).trim();
  if (bold?.trim().endsWith(':')) {
    // Between the bold name and the words there may be no space.
    return plainBlock(`${bold.trim()} ${text.slice(bold.trim().length).trim()}`.trim());
  }
  const leadEnd = bold === null ? text.indexOf('\t') : bold.trim().length;
  if (leadEnd < 0) return plainBlock(text);
  // The colon may stand outside the bold.
  const rest = text
    .slice(leadEnd)
    .trim()
    .replace(/^[:：]\s*/u, '');
  return { text, lead: cellName(text.slice(0, leadEnd).trim()), startMs: null, rest, isSure: false, cells: 0 };
}

/** In Word's own name of the style, which is English in every language. */
function isHeading({ styleName }: DocxNode): boolean {
  return /^heading \d$/i.test(styleName ?? '');
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
    default:
      return (node.children ?? []).flatMap((child) => piecesOf(child, isBold || node.isBold === true, counts));
  }
}

/** Rows of a table of turns are turns; other rows are paragraphs. */
function readTable(table: DocxNode, counts: DocxCounts): Block[] {
  const rows = (table.children ?? []).map((row) =>
    (row.children ?? []).map((cell) =>
      paragraphsOf(cell)
        .map((paragraph) => readParagraph(paragraph, counts).text)
        .filter((text) => text !== '')
        .join('\n'),
    ),
  );
  const persons = personTable(rows);
  if (persons) return persons.flatMap((cells) => readPersonRow(cells, counts));
  const columns = turnColumns(rows);
  return rows.flatMap((cells, i): Block | Block[] => {
    // Nobody's words: on a further page they would be those of who spoke last.
    if (i === 0 && columns?.hasHeader && isHeader(cells)) return [];
    const isTurn = columns && cells.length === columns.width && !(i === 0 && columns.hasHeader);
    const lead = isTurn ? cellName(cells[columns.speaker]!) : null;
    const text = cells.filter((cell) => cell !== '').join('\n');
    if (!isTurn || lead === null || (lead !== '' && !isWrittenName(lead))) return plainBlock(text);
    const startMs = columns.time === null ? null : cellTime(cells[columns.time]!);
    const used = [columns.speaker, columns.text, startMs === null ? null : columns.time];
    const others = cells.filter((cell, at) => !used.includes(at) && !/^[\d\s.:)]*$/.test(cell)).length;
    const words = cells[columns.text]!;
    if (lead === '') {
      counts.unnamed += words === '' ? 0 : 1;
      counts.cells += others;
      return plainBlock(words);
    }
    // Of the first row only its coming again tells that it is no header, in whatever language.
    const isSure =
      columns.isSure && (i > 0 || rows.slice(1).some((row) => cellName(row[columns.speaker] ?? '') === lead));
    return { text, lead, startMs, rest: words, isSure, cells: others };
  });
}

/** Whether a row names two columns or more; one name alone may be a word that is said. */
function isHeader(cells: readonly string[]): boolean {
  const { speaker, text, time } = headerKinds(cells);
  return [speaker, text, time].filter((at) => at !== null).length >= 2;
}

/** A row of a table in which each of several columns is the words of one person: names, words, and what stands beside. */
interface PersonRow {
  readonly said: readonly { readonly name: string; readonly words: string }[];
  readonly startMs: number | null;
  readonly others: number;
}

/** Null for any other table. */
function personTable(rows: readonly (readonly string[])[]): PersonRow[] | null {
  const [head = [], ...body] = rows;
  const names = head.map(cellName);
  const words = wordColumns(names.length, body);
  const persons = headerKinds(names).text === null ? personColumns(names, body, words) : [];
  if (persons.length === 0 || body.some(({ length }) => length !== names.length)) return null;
  return body.map((cells) => {
    const beside = cells.filter((_, i) => !persons.includes(i));
    const time = beside.find((cell) => cellTime(cell) !== null);
    return {
      said: persons.map((i) => ({ name: names[i]!, words: cells[i]! })).filter((one) => one.words !== ''),
      startMs: time === undefined ? null : cellTime(time),
      others: beside.filter((cell) => cell !== time && !/^[\d\s.:)]*$/.test(cell)).length,
    };
  });
}

function readPersonRow({ said, startMs, others }: PersonRow, counts: DocxCounts): Block[] {
  if (said.length === 0) counts.cells += others;
  return said.map(({ name, words }, i) => ({
    text: `${name}\n${words}`,
    lead: name,
    startMs: i === 0 ? startMs : null,
    rest: words,
    isSure: true,
    cells: i === 0 ? others : 0,
  }));
}

function plainBlock(text: string): Block {
  return { text, lead: null, startMs: null, rest: '', isSure: false, cells: 0 };
}

function paragraphsOf(node: DocxNode): DocxNode[] {
  return node.type === 'paragraph' ? [node] : (node.children ?? []).flatMap(paragraphsOf);
}
