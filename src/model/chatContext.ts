import { oldestLeftOut } from '../core/conversation/fitContext';
import { plainPrompt, plainStops } from '../core/conversation/plainPrompt';
import { promptPieces, type PartRange } from '../core/conversation/promptParts';
import type { EncodeOptions } from '../core/tokenizer/textTokenizer';
import type { Token } from '../core/tokenizer/token';
import { UserError } from '../core/base/userError';
import type { ChatContextParams, ChatContextResult } from '../protocol/chatContext';
import type { ChatMessage } from '../protocol/modelHost';
import { renderChat } from './chatPrompt';
import type { OpenModel } from './openModel';
import { requireWhole } from './requireNumbers';

interface Laid {
  readonly text: string;
  readonly options: EncodeOptions;
  readonly tokens: readonly Token[];
}

/** Lays out as many of the turns as fit. @throws UserError as `renderChat`, 'badRequest' for turns out of order */
export function chatContext(params: ChatContextParams, open: OpenModel): ChatContextResult {
  const { system, turns, room, layout } = params;
  const { info, tokenizer } = open;
  requireWhole('room for the answer', room, 0);
  if (turns.some(({ role }, i) => role !== (i % 2 === 0 ? 'user' : 'assistant'))) {
    throw new UserError('badRequest', 'The turns of a conversation must alternate, the person’s first.', '');
  }
  const laid = new Map<number, Laid>();
  const lay = (start: number): Laid => {
    let found = laid.get(start);
    if (!found) {
      const { text, plain } =
        layout === 'text' ? layPlain(system, turns, start, open) : layChat(system, turns, start, open);
      const options = { addSpecialTokens: layout === 'text', plain };
      found = { text, options, tokens: tokenizer.encode(text, options) };
      laid.set(start, found);
    }
    return found;
  };
  const limit = info.contextLength ?? Infinity;
  const fits = (start: number): boolean => lay(start).tokens.length + room <= limit;
  const leftOut = oldestLeftOut(turns, fits);
  const { text, tokens } = lay(leftOut);
  const ranges =
    layout === 'text'
      ? plainPrompt(system, turns.slice(leftOut), leftOut).ranges
      : chatRanges(system, turns, leftOut, text, open);
  const pieces = promptPieces(text, tokens, ranges ?? [], (id) => tokenizer.isSpecial(id));
  const sent = new Set(ranges?.map(({ part }) => part));
  const asked = [...(system.trim() === '' ? [] : (['system'] as const)), ...turns.keys()];
  return {
    prompt: pieces.map((piece) => piece.text).join(''),
    ids: tokens.map(({ id }) => id),
    pieces,
    partsKnown: ranges !== null,
    unsent:
      ranges === null
        ? []
        : asked.filter(
            (part) => !sent.has(part) && (part === 'system' || (part >= leftOut && turns[part]!.content.trim() !== '')),
          ),
    leftOut,
    fits: fits(leftOut),
    contextLength: info.contextLength,
    stop: layout === 'text' ? plainStops : [],
  };
}

function layPlain(system: string, turns: ChatContextParams['turns'], start: number, { tokenizer }: OpenModel) {
  const { text } = plainPrompt(system, turns.slice(start), start);
  return { text, plain: tokenizer.specialTokensIn(text) };
}

function layChat(system: string, turns: ChatContextParams['turns'], start: number, { folder, tokenizer }: OpenModel) {
  return renderChat(messagesOf(system, turns, start), folder, (text) => tokenizer.specialTokensIn(text));
}

function messagesOf(system: string, turns: ChatContextParams['turns'], start: number): ChatMessage[] {
  const said = turns.slice(start);
  return system.trim() === '' ? said : [{ role: 'system', content: system }, ...said];
}

/**
 * Where each message stands in the rendered prompt: it is rendered once more with a mark before and after each message's
 * words. Null where the marks change more than themselves, as where a template looks into the words.
 */
function chatRanges(
  system: string,
  turns: ChatContextParams['turns'],
  start: number,
  exact: string,
  { folder, tokenizer }: OpenModel,
): PartRange[] | null {
  const messages = messagesOf(system, turns, start);
  const hasSystem = messages[0]?.role === 'system';
  const used = messages.map(({ content }) => content).join('') + (folder.chatTemplate ?? '');
  const marks = unusedMarks(used, messages.length + 1);
  if (!marks) return null;
  const [close = '', ...opens] = marks;
  const marked = messages.map(({ role, content }, i) => {
    const words = content.trim();
    if (words === '') return { role, content };
    // Inside the surrounding spaces, which templates often take away.
    const at = content.indexOf(words);
    return { role, content: `${content.slice(0, at)}${opens[i]!}${words}${close}${content.slice(at + words.length)}` };
  });
  let rendered: string;
  try {
    rendered = renderChat(marked, folder, (text) => tokenizer.specialTokensIn(text)).text;
  } catch {
    return null;
  }
  const messageOf = new Map(opens.map((mark, i) => [mark, i]));
  const ranges: PartRange[] = [];
  let text = '';
  let opened: { readonly message: number; readonly start: number } | null = null;
  for (const char of rendered) {
    const message = messageOf.get(char);
    if (message !== undefined) opened = { message, start: text.length };
    else if (char !== close) text += char;
    else if (opened) {
      const part = hasSystem ? (opened.message === 0 ? 'system' : start + opened.message - 1) : start + opened.message;
      ranges.push({ part, start: opened.start, end: text.length });
      opened = null;
    }
  }
  return text === exact ? ranges : null;
}

/** Private characters of a plane that no text of the conversation uses. */
function unusedMarks(used: string, count: number): string[] | null {
  const marks: string[] = [];
  for (let code = 0xf0000; marks.length < count; code++) {
    if (code > 0xffffd) return null;
    const mark = String.fromCodePoint(code);
    if (!used.includes(mark)) marks.push(mark);
  }
  return marks;
}
