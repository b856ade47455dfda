import { fromByteAlphabet } from './byteAlphabet';
import type { JsonNode } from './jsonNode';
import { invalidTokenizer } from './jsonNode';
import { patternOf } from './pattern';

/** Turns the names of consecutive tokens into stretches of text that are joined to give the text. */
export type Decoder = (tokens: readonly string[]) => readonly string[];

/**
 * The `decoder` of tokenizer.json. Incomplete UTF-8 becomes U+FFFD.
 * @param isAdded whether a name is an added token's, which is text as it stands
 * @throws UserError 'tokenizerInvalid'
 */
export function createDecoder(node: JsonNode, isAdded: (token: string) => boolean): Decoder {
  if (node.isAbsent) return (tokens) => [tokens.join(' ')];
  const type = node.get('type').string();
  switch (type) {
    case 'Sequence': {
      const steps = node
        .get('decoders')
        .items()
        .map((step) => createDecoder(step, isAdded));
      return (tokens) => steps.reduce((current, step) => step(current), tokens);
    }
    case 'ByteLevel':
      return (tokens) => [decodeUtf8(tokens.flatMap((t) => (isAdded(t) ? null : fromByteAlphabet(t)) ?? utf8(t)))];
    case 'ByteFallback':
      return joinBytes;
    case 'Metaspace':
      return metaspace(node);
    case 'WordPiece':
      return wordPiece(node.get('prefix').string('##'), node.get('cleanup').boolean(true));
    case 'BPEDecoder': {
      const suffix = node.get('suffix').string('</w>');
      return (tokens) => tokens.map((t, i) => t.replaceAll(suffix, i === tokens.length - 1 ? '' : ' '));
    }
    case 'Replace': {
      const pattern = patternOf(node.get('pattern'));
      const content = node.get('content').string();
      return (tokens) => tokens.map((token) => token.replaceAll(pattern, () => content));
    }
    case 'Fuse':
      return (tokens) => [tokens.join('')];
    case 'Strip':
      return strip(node);
    default:
      throw invalidTokenizer(`${node.path} has the type ${JSON.stringify(type)}, which is not supported`);
  }
}

const encoder = new TextEncoder();
const decoder = new TextDecoder('utf-8', { ignoreBOM: true });

function utf8(text: string): number[] {
  return [...encoder.encode(text)];
}

function decodeUtf8(bytes: readonly number[]): string {
  return decoder.decode(Uint8Array.from(bytes));
}

/** Runs of tokens `<0x..>` become the characters that their bytes encode. */
function joinBytes(tokens: readonly string[]): string[] {
  const out: string[] = [];
  let bytes: number[] = [];
  for (const token of tokens) {
    const hex = /^<0x([0-9A-Fa-f]{2})>$/.exec(token)?.[1];
    if (hex !== undefined) {
      bytes.push(parseInt(hex, 16));
      continue;
    }
    if (bytes.length > 0) out.push(decodeUtf8(bytes));
    bytes = [];
    out.push(token);
  }
  if (bytes.length > 0) out.push(decodeUtf8(bytes));
  return out;
}

function metaspace(node: JsonNode): Decoder {
  const replacement = node.get('replacement').string('▁');
  if (replacement === '') throw node.get('replacement').expected('one character');
  const isPrepended =
    node.get('prepend_scheme').string('always') !== 'never' && node.get('add_prefix_space').boolean(true);
  return (tokens) => tokens.map((token, i) => token.replaceAll(replacement, i === 0 && isPrepended ? '' : ' '));
}

function wordPiece(prefix: string, cleanup: boolean): Decoder {
  return (tokens) =>
    tokens.map((token, i) => {
      let text = token;
      if (i > 0) text = prefix !== '' && token.startsWith(prefix) ? token.slice(prefix.length) : ` ${token}`;
      return cleanup ? tightenEnglish(text) : text;
    });
}

/** Undoes the spaces that tokenising English put before punctuation and contractions, as the Rust library does. */
function tightenEnglish(text: string): string {
  return text
    .replace(/ ([.?!,])/g, '$1')
    .replaceAll(" ' ", "'")
    .replaceAll(" n't", "n't")
    .replaceAll(" 'm", "'m")
    .replaceAll(' do not', " don't")
    .replace(/ '(s|ve|re)/g, "'$1");
}

function strip(node: JsonNode): Decoder {
  const content = node.get('content').string();
  const start = node.get('start').integer(0, 0x7fffffff);
  const stop = node.get('stop').integer(0, 0x7fffffff);
  return (tokens) =>
    tokens.map((token) => {
      let from = 0;
      while (from < Math.min(start, token.length) && token[from] === content) from++;
      let to = token.length;
      while (to > Math.max(from, token.length - stop) && token[to - 1] === content) to--;
      return token.slice(from, to);
    });
}
