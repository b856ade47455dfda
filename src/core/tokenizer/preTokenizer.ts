import { toByteAlphabet } from './byteAlphabet';
import type { JsonNode } from './jsonNode';
import { invalidTokenizer } from './jsonNode';
import type { MappedText } from './mappedText';
import { patternOf } from './pattern';

/** Cuts a normalised text into the pieces that the model sees one by one. */
export type PreTokenizer = (text: MappedText) => MappedText[];

const behaviors = ['Removed', 'Isolated', 'MergedWithPrevious', 'MergedWithNext', 'Contiguous'] as const;
type Behavior = (typeof behaviors)[number];

/** The `pre_tokenizer` of tokenizer.json. @throws UserError 'tokenizerInvalid' */
export function createPreTokenizer(node: JsonNode): PreTokenizer {
  if (node.isAbsent) return (text) => [text];
  const type = node.get('type').string();
  switch (type) {
    case 'Sequence': {
      const steps = node.get('pretokenizers').items().map(createPreTokenizer);
      return (text) => steps.reduce<MappedText[]>((pieces, step) => pieces.flatMap(step), [text]);
    }
    case 'ByteLevel':
      return byteLevel(node.get('add_prefix_space').boolean(true), node.get('use_regex').boolean(true));
    case 'Metaspace':
      return metaspace(node);
    case 'BertPreTokenizer':
      return (text) => splitBy(text, whitespace, 'Removed').flatMap((t) => splitBy(t, punctuation, 'Isolated'));
    case 'Whitespace':
      return (text) => splitBy(text, words, 'Removed', true);
    case 'WhitespaceSplit':
      return (text) => splitBy(text, whitespace, 'Removed');
    case 'Punctuation': {
      const behavior = node.get('behavior').oneOf(behaviors, 'Isolated');
      return (text) => splitBy(text, punctuation, behavior);
    }
    case 'Digits': {
      const behavior = node.get('individual_digits').boolean(false) ? 'Isolated' : 'Contiguous';
      return (text) => splitBy(text, /\p{N}/gu, behavior);
    }
    case 'CharDelimiterSplit': {
      const delimiter = node.get('delimiter').string();
      return (text) => splitBy(text, literal(delimiter), 'Removed');
    }
    case 'Split': {
      const pattern = patternOf(node.get('pattern'));
      const behavior = node.get('behavior').oneOf(behaviors);
      const invert = node.get('invert').boolean(false);
      return (text) => splitBy(text, pattern, behavior, invert);
    }
    case 'FixedLength': {
      const length = node.get('length').integer(1, 0x7fffffff);
      return (text) => splitBy(text, new RegExp(`[^]{1,${length}}`, 'gu'), 'Isolated');
    }
    default:
      throw invalidTokenizer(`${node.path} has the type ${JSON.stringify(type)}, which is not supported`);
  }
}

const whitespace = /\p{White_Space}/gu;
const punctuation = /[!-/:-@[-`{-~\p{P}]/gu;
const words =
  /[\p{Alphabetic}\p{M}\p{Nd}\p{Pc}\p{Join_Control}]+|[^\p{Alphabetic}\p{M}\p{Nd}\p{Pc}\p{Join_Control}\p{White_Space}]+/gu;

/** GPT-2's pattern, with Unicode's white space in place of JavaScript's. */
const gpt2 =
  /'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\p{White_Space}\p{L}\p{N}]+|\p{White_Space}+(?!\P{White_Space})|\p{White_Space}+/gu;

function byteLevel(addPrefixSpace: boolean, useRegex: boolean): PreTokenizer {
  return (source) => {
    const text = addPrefixSpace && !source.text.startsWith(' ') ? source.prepend(' ') : source;
    const pieces = useRegex ? splitBy(text, gpt2, 'Isolated') : [text];
    return pieces.map((piece) => piece.mapChars(toByteAlphabet));
  };
}

/** sentencepiece's way: spaces become a visible character, and words begin with it. */
function metaspace(node: JsonNode): PreTokenizer {
  const replacement = node.get('replacement').string('▁');
  if ([...replacement].length !== 1) throw node.get('replacement').expected('one character');
  // Older files have `add_prefix_space` instead.
  const byDefault = node.get('add_prefix_space').boolean(true) ? 'always' : 'never';
  const scheme = node.get('prepend_scheme').oneOf(['always', 'first', 'never'], byDefault);
  const split = node.get('split').boolean(true);
  const atReplacement = literal(replacement);
  return (source) => {
    let text = source.replaceAll(/ /g, replacement);
    const isDue = scheme === 'always' || (scheme === 'first' && text.starts[0] === 0);
    if (isDue && !text.text.startsWith(replacement)) text = text.prepend(replacement);
    return split ? splitBy(text, atReplacement, 'MergedWithNext') : [text];
  };
}

function literal(text: string): RegExp {
  return new RegExp(text.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&'), 'gu');
}

/** Cuts at the matches of a pattern (at all else when `invert`), as `tokenizers` names the ways of doing so. */
function splitBy(text: MappedText, pattern: RegExp, behavior: Behavior, invert = false): MappedText[] {
  const spans: { from: number; to: number; matched: boolean }[] = [];
  const add = (from: number, to: number, matched: boolean) => {
    if (to > from) spans.push({ from, to, matched: matched !== invert });
  };
  let done = 0;
  for (const match of text.text.matchAll(pattern)) {
    const to = match.index + match[0].length;
    add(done, match.index, false);
    add(match.index, to, true);
    done = to;
  }
  add(done, text.text.length, false);

  switch (behavior) {
    case 'Removed':
      return spans.filter((span) => !span.matched).map(({ from, to }) => text.slice(from, to));
    case 'Isolated':
      return text.splitAt(spans.map((span) => span.from));
    case 'Contiguous':
      return text.splitAt(spans.filter((s, i) => s.matched !== spans[i - 1]?.matched).map((s) => s.from));
    case 'MergedWithPrevious':
      return text.splitAt(spans.filter((s, i) => !s.matched || spans[i - 1]?.matched !== false).map((s) => s.from));
    case 'MergedWithNext':
      return text.splitAt(spans.filter((s, i) => s.matched || spans[i - 1]?.matched !== true).map((s) => s.from));
  }
}
