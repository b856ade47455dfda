import { utf16, type OffsetUtf16, type RangeUtf16 } from '../base/offsets';

/** One speaker's uninterrupted stretch. */
export interface Turn {
  /** Position among the turns, from 0. */
  readonly index: number;
  /** As in its head, composed (NFC). */
  readonly speaker: string;
  /** Milliseconds from the start of the recording; null when the head gives no time. */
  readonly startMs: number | null;
  /** Head and words, and notes after them. */
  readonly range: RangeUtf16;
  /** Words without head, notes and surrounding white space; empty, at the end of the head, when nothing was said. */
  readonly words: RangeUtf16;
}

export interface Transcript {
  readonly turns: readonly Turn[];
  /** What stands before the first head, such as a title or a note of the transcriber; the whole text when no line has a head. */
  readonly preamble: RangeUtf16 | null;
  /** What stands between a turn's words and the next head and is nobody's, in order. */
  readonly notes: readonly RangeUtf16[];
}

/** A turn to be written. */
export interface TurnText {
  readonly speaker: string;
  readonly startMs: number | null;
  readonly words: string;
  /** Paragraphs after the words that are notes, as they stand in the text. */
  readonly notes?: string;
  /** A note stands before it: it goes on with no turn. */
  readonly afterNote?: true;
}

/** Pictures, skin tones, halves of flags, and what joins them; names in Persian and Hindi have joiners too. */
const picture = String.raw`\p{Extended_Pictographic}\p{Regional_Indicator}`;
const inName = String.raw`\p{L}\p{M}\p{N}${picture}\p{Emoji_Modifier}\u200C\u200D\u{E0020}-\u{E007F}`;
const name = `[\\p{L}\\p{N}${picture}](?:[${inName} .'’_&/#()-]{0,38}[${inName}.)])?`;
const time = String.raw`\[(?:(?<h>\d{1,5}):)?(?<m>\d{1,3}):(?<s>[0-5]\d)(?:[.,](?<fraction>\d{1,3}))?\] {0,4}`;
const headPattern = new RegExp(String.raw`(?:${time})?(?<name>${name})[ \u00A0\u202F]?(?::(?=\s|$)|：)`, 'uy');
const namePattern = new RegExp(`^${name}$`, 'u');
/**
 * What transcribers write between turns: `((telephone rings))` in GAT 2 and Jefferson's notation, `[interruption]`, and
 * pauses as `(3)`, `(0.8 s)`, `(-)`, `(...)`. Other words in single round brackets are words that were hard to hear, or
 * what the speaker did.
 */
const transcriberMark =
  /^(?:\(\([^()\n]{1,200}\)\)|\[[^[\]\n]{1,200}\]|\((?:\d{1,3}(?:[.,]\d{1,2})?(?: ?(?:s|sec|sek|sek\.|sec\.))?|\.{1,6}|…|-{1,5})\))(?: (?=[([])|$)/iu;
const maxNameWords = 4;
/** Eleven years: a chat goes on for years, and its times count from its first day. */
export const maxStartMs = 100_000 * 3_600_000;

interface Head {
  readonly speaker: string;
  readonly startMs: number | null;
  readonly end: number;
}

interface Line {
  readonly start: number;
  /** Exclusive, before trailing white space; equals `start` for a blank line. */
  readonly end: number;
  readonly opensParagraph: boolean;
  readonly head: Head | null;
  /** A space, and what would be a head without it. */
  readonly isIndentedHead: boolean;
  /** A mark of the transcriber and nothing else. */
  readonly isMark: boolean;
}

/**
 * The text that is read, coded and hashed: LF line ends, no byte order mark, otherwise every character as in the file
 * (no Unicode normalisation).
 */
export function toWorkingText(fileText: string): string {
  return fileText.replace(/^\uFEFF/, '').replace(/\r\n?/g, '\n');
}

/**
 * Finds the turns of a transcript; any text is a transcript. Offsets count in `text` as given, so that an editor
 * may pass a document with CRLF or a byte order mark; anchors belong to `toWorkingText`.
 *
 * **A head** is, at the very start of a line, an optional time `[hh:mm:ss.mmm]` (hours and fraction optional), a name,
 * and a colon followed by white space or the end of the line (a full-width `：` needs neither). A name has at most 40
 * characters (code points) and 4 words, holds a letter, may hold emoji, and no punctuation but `. ' ’ - _ & / # ( )`. So
 * `http://…`, `10:30` and most sentences are no heads.
 *
 * **A head opens a turn** when it has a time or begins a paragraph (blank lines part paragraphs). On a later line of a
 * paragraph it does so only if its name opens a turn in that way elsewhere: `Note: …` inside a turn stays part of the
 * turn. But where at least half of all heads stand on such lines, the text has one turn per line, and every head opens
 * a turn. A space before a line keeps it from ever being a head.
 *
 * Everything up to the next head, blank lines included, belongs to the turn. **A note** is a paragraph (in a text of one
 * turn per line, a line) that begins with one space and what would be a head without it, as ` Note: the phone rings`;
 * where nothing but notes follows up to the next head, they are no words of the turn. So is one that is a mark of the
 * transcriber alone, as `((telephone rings))` or `(3)`; a space before it keeps it a word of the turn. Takes time linear
 * in the text.
 */
export function parseTranscript(text: string): Transcript {
  const lines = readLines(text);
  const heads = lines.filter(({ head }) => head !== null);
  const sure = heads.filter(({ head, opensParagraph }) => opensParagraph || head?.startMs !== null);
  const sureSpeakers = new Set(sure.map(({ head }) => head?.speaker));
  const oneTurnPerLine = heads.length >= 2 * sure.length;
  const turns: Turn[] = [];
  const notes: RangeUtf16[] = [];
  let open: OpenTurn | null = null;
  let isInNote = false;
  let preamble: { start: number; end: number } | null = null;
  const close = () => {
    if (!open) return;
    turns.push(toTurn(text, turns.length, open));
    if (open.notesStart !== null) notes.push(range(open.notesStart, open.end));
  };
  for (const line of lines) {
    const { head, opensParagraph, isIndentedHead, isMark } = line;
    if (head && (opensParagraph || head.startMs !== null || oneTurnPerLine || sureSpeakers.has(head.speaker))) {
      close();
      open = { start: line.start, wordsEnd: line.end, end: line.end, notesStart: null, head };
      isInNote = false;
    } else if (line.end > line.start) {
      const opensUnit = opensParagraph || oneTurnPerLine;
      const opensNote = isIndentedHead && opensUnit;
      const goesOn: boolean = isInNote && !opensUnit;
      // Words in the same paragraph make the mark a part of them; under a head alone it is what that person did.
      const hasWords = open !== null && open.wordsEnd > open.head.end;
      const isNote = opensNote || goesOn || (isMark && opensUnit && hasWords);
      isInNote = opensNote || goesOn;
      if (!open) {
        if (preamble) preamble.end = line.end;
        else preamble = { start: line.start, end: line.end };
      } else if (isNote) {
        open.notesStart ??= line.start;
        open.end = line.end;
      } else {
        open.notesStart = null;
        open.wordsEnd = line.end;
        open.end = line.end;
      }
    }
  }
  close();
  return { turns, preamble: preamble && range(preamble.start, preamble.end), notes };
}

interface OpenTurn {
  readonly start: number;
  readonly head: Head;
  wordsEnd: number;
  end: number;
  /** Null where no notes end it. */
  notesStart: number | null;
}

/**
 * Writes turns as working text, one paragraph each, with the speakers' names composed. Reads back to the same turns; only a line of a turn that looks
 * like a head, or a paragraph that begins like a note or is a mark, is indented, so that it stays within its turn.
 *
 * @throws RangeError when a speaker is no name (`isSpeakerName`) or a time is not a whole number of milliseconds from
 * 0 to under 100,000 hours
 */
export function serializeTranscript(turns: readonly TurnText[]): string {
  return turns
    .map((turn) => `${formatHead(turn)}${formatWords(turn.words)}\n${turn.notes ? `\n${turn.notes}\n` : ''}`)
    .join('\n');
}

/** Whether a turn's head can carry this name; see `parseTranscript`. */
export function isSpeakerName(speaker: string): boolean {
  return namePattern.test(speaker) && /\p{L}/u.test(speaker) && speaker.split(/ +/).length <= maxNameWords;
}

function readLines(text: string): Line[] {
  const lines: Line[] = [];
  const lineEnd = /\r\n?|\n|$/g;
  let afterBlank = true;
  for (let start = text.startsWith('\uFEFF') ? 1 : 0; start <= text.length; start = lineEnd.lastIndex) {
    lineEnd.lastIndex = start;
    const lineEndAt = lineEnd.exec(text)?.index ?? text.length;
    const end = start + text.slice(start, lineEndAt).trimEnd().length;
    const blank = end === start;
    const isIndented = !blank && text[start] === ' ';
    lines.push({
      start,
      end,
      opensParagraph: afterBlank && !blank,
      head: blank ? null : readHead(text, start),
      isIndentedHead: isIndented && readHead(text, start + 1) !== null,
      isMark: !blank && isTranscriberMark(text.slice(start, end)),
    });
    afterBlank = blank;
    if (lineEndAt === text.length) break;
  }
  return lines;
}

function isTranscriberMark(line: string): boolean {
  let rest = line;
  for (let found = transcriberMark.exec(rest); found && rest !== ''; found = transcriberMark.exec(rest)) {
    rest = rest.slice(found[0].length);
  }
  return rest === '';
}

function readHead(text: string, start: number): Head | null {
  headPattern.lastIndex = start;
  const groups = headPattern.exec(text)?.groups;
  // One speaker in all transcripts, whether a letter with a mark is one character there or two.
  const speaker = groups?.['name']?.normalize('NFC');
  if (!groups || !speaker || !isSpeakerName(speaker)) return null;
  const end = headPattern.lastIndex;
  const { h, m, s, fraction } = groups;
  if (m === undefined || s === undefined) return { speaker, startMs: null, end };
  if (h !== undefined && Number(m) > 59) return null;
  const seconds = (Number(h ?? 0) * 60 + Number(m)) * 60 + Number(s);
  return { speaker, startMs: seconds * 1000 + Number((fraction ?? '').padEnd(3, '0')), end };
}

function toTurn(text: string, index: number, { start, wordsEnd, end, head }: OpenTurn): Turn {
  const body = text.slice(head.end, wordsEnd);
  const words = range(body.trim() === '' ? head.end : wordsEnd - body.trimStart().length, Math.max(wordsEnd, head.end));
  const { speaker, startMs } = head;
  return { index, speaker, startMs, range: range(start, Math.max(end, words.end)), words };
}

function formatHead({ speaker: name, startMs }: TurnText): string {
  const speaker = name.normalize('NFC');
  if (!isSpeakerName(speaker)) throw new RangeError('A speaker is not a name that a transcript can hold.');
  return startMs === null ? `${speaker}:` : `${formatStart(startMs)} ${speaker}:`;
}

/** The time of a head, as `serializeTranscript` writes it. @throws RangeError, as that does */
export function formatStart(startMs: number): string {
  if (!(Number.isInteger(startMs) && startMs >= 0 && startMs < maxStartMs)) {
    throw new RangeError(`A turn cannot start at ${startMs} ms.`);
  }
  const seconds = Math.floor(startMs / 1000);
  const two = (n: number) => String(n).padStart(2, '0');
  const clock = `${two(Math.floor(seconds / 3600))}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`;
  return `[${clock}.${String(startMs % 1000).padStart(3, '0')}]`;
}

function formatWords(words: string): string {
  const text = toWorkingText(words.trim());
  if (text === '') return '';
  const [first = '', ...rest] = text.split('\n');
  const lines = rest.map((line, i) => {
    const opensParagraph = (i === 0 ? first : rest[i - 1]!).trim() === '';
    if (opensParagraph && line.startsWith(' ') && readHead(line, 1)) return ` ${line}`;
    if (opensParagraph && isTranscriberMark(line.trimEnd())) return ` ${line}`;
    if (readHead(line, 0) === null) return line;
    return `${opensParagraph ? '  ' : ' '}${line}`;
  });
  return [` ${first}`, ...lines].join('\n');
}

function range(start: number, end: number): { start: OffsetUtf16; end: OffsetUtf16 } {
  return { start: utf16(start), end: utf16(end) };
}
