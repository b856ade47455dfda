import type { JsonNode } from './jsonNode';
import { invalidTokenizer } from './jsonNode';
import { toByteAlphabet } from './byteAlphabet';
import type { MappedText } from './mappedText';
import { patternOf } from './pattern';
import { PrecompiledCharsmap } from './precompiledCharsmap';
import { normalizeUnicode } from './unicodeNormalization';

export type Normalizer = (text: MappedText) => MappedText;

/** The `normalizer` of tokenizer.json. @throws UserError 'tokenizerInvalid' */
export function createNormalizer(node: JsonNode): Normalizer {
  if (node.isAbsent) return (text) => text;
  const type = node.get('type').string();
  switch (type) {
    case 'Sequence':
      return inSequence(node.get('normalizers').items().map(createNormalizer));
    case 'NFC':
    case 'NFD':
    case 'NFKC':
    case 'NFKD':
      return (text) => normalizeUnicode(text, type);
    case 'Lowercase':
      return lowercase;
    case 'StripAccents':
      return (text) => text.mapChars((char) => (/\p{M}/u.test(char) ? '' : char));
    case 'Strip':
      return strip(node.get('strip_left').boolean(true), node.get('strip_right').boolean(true));
    case 'Prepend': {
      const prefix = node.get('prepend').string();
      return (text) => text.prepend(prefix);
    }
    case 'Replace': {
      const pattern = patternOf(node.get('pattern'));
      const content = node.get('content').string();
      return (text) => text.replaceAll(pattern, content);
    }
    case 'BertNormalizer':
      return bert(node);
    case 'Nmt':
      return (text) => text.mapChars(nmt);
    case 'Precompiled': {
      const charsmap = new PrecompiledCharsmap(node.get('precompiled_charsmap').string());
      return (text) => charsmap.normalize(text);
    }
    case 'ByteLevel':
      return (text) => text.mapChars(toByteAlphabet);
    default:
      throw invalidTokenizer(`${node.path} has the type ${JSON.stringify(type)}, which is not supported`);
  }
}

function inSequence(steps: readonly Normalizer[]): Normalizer {
  return (text) => steps.reduce((current, step) => step(current), text);
}

/** Character by character, as the Rust library does: a final sigma has no rule of its own. */
function lowercase(text: MappedText): MappedText {
  return text.mapChars((char) => char.toLowerCase());
}

function strip(left: boolean, right: boolean): Normalizer {
  return (source) => {
    const { text } = source;
    const from = left ? /^\p{White_Space}*/u.exec(text)![0].length : 0;
    let to = text.length;
    while (right && to > from && /\p{White_Space}/u.test(text[to - 1]!)) to--;
    return source.slice(from, to);
  };
}

function bert(node: JsonNode): Normalizer {
  const isLowercase = node.get('lowercase').boolean(true);
  const steps: Normalizer[] = [];
  if (node.get('clean_text').boolean(true)) steps.push((text) => text.mapChars(clean));
  if (node.get('handle_chinese_chars').boolean(true)) {
    steps.push((text) => text.mapChars((char) => (cjkIdeograph.test(char) ? ` ${char} ` : char)));
  }
  if (node.get('strip_accents').boolean(isLowercase)) {
    steps.push((text) => normalizeUnicode(text, 'NFD').mapChars((char) => (/\p{Mn}/u.test(char) ? '' : char)));
  }
  if (isLowercase) steps.push(lowercase);
  return inSequence(steps);
}

/**
 * The ideographs that the Rust library sets off by spaces: those of google-research/bert (tokenization.py,
 * _is_chinese_char), but for U+2B820 to U+2B91F.
 */
const cjkIdeograph =
  /[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\u{20000}-\u{2a6df}\u{2a700}-\u{2b73f}\u{2b740}-\u{2b81f}\u{2b920}-\u{2ceaf}\u{2f800}-\u{2fa1f}]/u;

/** Controls go before white space is looked for, some of which are controls; what Unicode has not assigned stays. */
function clean(char: string): string {
  if (/\ufffd|(?![\t\n\r])[\p{Cc}\p{Cf}\p{Co}\p{Cs}]/u.test(char)) return '';
  return /\p{White_Space}/u.test(char) ? ' ' : char;
}

/** sentencepiece's rules for machine translation: controls dropped, unusual spaces and invisible characters to a space. */
function nmt(char: string): string {
  if (/[\x01-\x08\x0b\x0e-\x1f\x7f\x8f\x9f]/.test(char)) return '';
  return /[\t\n\f\r\u1680\u200b-\u200f\u2028\u2029\u2581\ufeff\ufffd]/.test(char) ? ' ' : char;
}
