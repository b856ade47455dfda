import { UserError } from '../../base/userError';
import { toWorkingText } from '../../transcript/transcript';
import type { Imported } from './imported';
import { neutralSpeaker } from './speakers';
import { about, many, toImported, withPreamble, type Utterance } from './utterances';
import { markPattern, readChatHead, type ChatHead } from './whatsAppHead';

interface Message {
  readonly head: ChatHead;
  /** Null for what WhatsApp itself says, such as who joined. */
  readonly sender: string | null;
  readonly lines: string[];
}

const dayMs = 86_400_000;

/**
 * Reads a chat as WhatsApp exports it, each message a turn by its sender; for the forms, which differ by phone and
 * language, see `whatsAppHead`. Lines without a head go on with the message before them. What WhatsApp puts in place
 * of a picture or of something deleted stays. A sender known by a telephone number alone gets a name without it.
 *
 * Times count from midnight of the first day, so that within that day they are the clock's; the transcript says which
 * day that is before its first turn.
 *
 * @throws UserError `fileInvalid` when no line opens a message
 */
export function parseWhatsApp(fileText: string, file: string): Imported {
  const { before, messages } = readMessages(toWorkingText(fileText));
  const said = messages.filter(({ sender }) => sender !== null);
  if (said.length === 0) {
    throw new UserError(
      'fileInvalid',
      `${file} is not a chat exported from WhatsApp: no line has a date, a time and a name.`,
      'Export the chat again without media, or say that it is a text.',
    );
  }
  const order = orderOfDates(messages.map(({ head }) => head));
  const days = said.map(({ head }) => dayOf(head.date, order.first));
  const firstDay = days.reduce<number | null>(
    (least, day) => (day === null ? least : Math.min(day, least ?? day)),
    null,
  );
  const senders = withoutNumbers(said.map(({ sender }) => sender ?? ''));
  const utterances = said.map(({ head, sender, lines }, i): Utterance => {
    const day = days[i] ?? null;
    return {
      speaker: senders.get(sender ?? '') ?? sender,
      startMs: day === null || firstDay === null ? null : (day - firstDay) * dayMs + head.clockMs,
      words: lines.join('\n').replace(/^\u200E+|\u200E(?=<)/gu, ''),
    };
  });
  const numbers = [...senders.values()].filter((name) => name !== null).length;
  const imported = toImported(file, utterances, [
    ...(firstDay === null
      ? []
      : [about(`Times count from midnight of ${isoDay(firstDay)}, the day of the first message.`)]),
    ...(order.isGuess ? [about(`Dates may have the day or the month first: read with the ${order.first} first.`)] : []),
    ...counts(messages, days),
    ...(numbers > 0
      ? [about(`${many(numbers, 'person', 'people')} known by a telephone number alone: named without it.`)]
      : []),
  ]);
  return withPreamble(imported, [
    ...(firstDay === null ? [] : [`WhatsApp chat; times count from midnight of ${isoDay(firstDay)}.`]),
    ...before,
  ]);
}

function readMessages(text: string): { before: string[]; messages: Message[] } {
  const before: string[] = [];
  const messages: Message[] = [];
  for (const line of text.split('\n')) {
    const head = readChatHead(line);
    const open = messages.at(-1);
    if (head) messages.push(openMessage(head));
    else if (open) open.lines.push(line.trimEnd());
    else if (line.trim() !== '') before.push(line.trim());
  }
  return { before, messages };
}

/** A colon within a name, as in “Mum :)”, is followed by no space. WhatsApp’s own lines quote what they name. */
function openMessage(head: ChatHead): Message {
  const [whole, name = ''] = /^([^\n]{1,80}?)\s?:(?:\s|$)/u.exec(head.rest) ?? [];
  const sender = name.replace(markPattern, '').replace(/^~\s?/u, '').trim();
  if (whole === undefined || sender === '' || /["“”„«»]/u.test(sender))
    return { head, sender: null, lines: [head.rest] };
  return { head, sender, lines: [head.rest.slice(whole.length).trimEnd()] };
}

/** Names for senders that are a telephone number; null for all others. */
function withoutNumbers(senders: readonly string[]): Map<string, string | null> {
  const all = new Set(senders);
  const names = new Map<string, string | null>();
  let n = 0;
  for (const sender of all) {
    const isNumber = /^\+?[\d\s().\-‑]+$/u.test(sender);
    if (isNumber)
      do n++;
      while (all.has(`${neutralSpeaker} ${n}`));
    names.set(sender, isNumber ? `${neutralSpeaker} ${n}` : null);
  }
  return names;
}

type First = 'day' | 'month' | 'year';

/** Which number of a date is which: as most dates can be read, and as the chat goes forward in time. */
function orderOfDates(heads: readonly ChatHead[]): { readonly first: First; readonly isGuess: boolean } {
  const faults = (first: First) => {
    const days = heads.map(({ date }) => dayOf(date, first));
    const unreadable = days.filter((day) => day === null).length;
    const backward = days.filter((day, i) => i > 0 && day !== null && day < (days[i - 1] ?? day)).length;
    return unreadable * heads.length + backward;
  };
  const [year, day, month] = (['year', 'day', 'month'] as const).map(faults) as [number, number, number];
  if (year < Math.min(day, month)) return { first: 'year', isGuess: false };
  if (day !== month) return { first: day < month ? 'day' : 'month', isGuess: false };
  const isSame = heads.every(({ date }) => date[0] === date[1]);
  return { first: heads.every(({ isAmerican }) => isAmerican) ? 'month' : 'day', isGuess: !isSame };
}

/** Days since 1970; null for a date that the calendar has not. */
function dayOf([a, b, c]: ChatHead['date'], first: First): number | null {
  const [year, month, day] = first === 'year' ? [a, b, c] : first === 'day' ? [c, b, a] : [c, a, b];
  if (first === 'year' && year < 1000) return null;
  const date = new Date(Date.UTC(year < 100 ? 2000 + year : year, month - 1, day));
  return date.getUTCMonth() === month - 1 && date.getUTCDate() === day ? date.getTime() / dayMs : null;
}

function isoDay(day: number): string {
  return new Date(day * dayMs).toISOString().slice(0, 10);
}

function counts(messages: readonly Message[], days: readonly (number | null)[]) {
  const said = messages.filter(({ sender }) => sender !== null);
  const own = messages.length - said.length;
  // On both phones they stand alone in angle brackets, or begin with a mark that nobody types.
  const standIns = said.filter(({ lines }) => /^(?:\u200E|<[^<>]{1,60}>$)/u.test(lines.join('\n').trim())).length;
  const silent = said.filter(({ lines }) => lines.join('').trim() === '').length;
  const undated = days.filter((day) => day === null).length;
  return [
    ...(own > 0 ? [about(`${many(own, 'line')} by WhatsApp itself, such as who joined: left out.`)] : []),
    ...(standIns > 0
      ? [
          about(
            `${many(standIns, 'message')} in place of a picture, a recording or something deleted, in WhatsApp’s words.`,
          ),
        ]
      : []),
    ...(silent > 0 ? [about(`${many(silent, 'message')} without words: left out.`)] : []),
    ...(undated > 0
      ? [about(`${many(undated, 'message')} with a date that no calendar has: kept without a time.`)]
      : []),
  ];
}
