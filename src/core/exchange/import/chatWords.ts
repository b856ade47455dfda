/**
 * The words of a CHAT main line as a person reads them (MacWhinney, *Tools for Analyzing Talk. Part 1: The CHAT
 * Transcription Format*, https://doi.org/10.21415/3mhn-0z89, chapters 8 to 10).
 *
 * What was said stays, what the transcriber thinks of it goes, and codes for sounds and silence become words:
 *
 * | CHAT | becomes |
 * | --- | --- |
 * | `<I want> [/] I want`, `[//]` and the other retracings | `I want I want`: said twice, so written twice |
 * | `kitty [: kitten] [* p:n]`, `[= …]`, `[+ …]`, `[% …]`, overlaps `[<]` `⌈ ⌉` | the words that were said, without the code |
 * | `(.)` `(..)` `(1.5)` | as it is: a pause |
 * | `xxx` `yyy`; `www` | `[unintelligible]`; `[untranscribed]` |
 * | `&=laughs`, `[=! whispering]`, `&*MOT:yeah` | `[laughs]`, `[whispering]`, `[MOT: yeah]` |
 * | `word [?]`; `word [x 3]` | `word (?)`; as it is |
 * | `&-uh`, `&+fr`, `&~gaga` | `uh`, `fr`, `gaga` |
 * | `0word`, `0` | nothing: it was not said |
 * | `↫s-s↫segment`, other marks of conversation analysis | `s-s-segment`, nothing |
 * | `(be)cause`, `no:`, `agua@s:spa`, `ice+cream`, `Peter_Pan` | `because`, `no`, `agua`, `icecream`, `Peter Pan` |
 * | `+...`, `+/.`, `+//.`, `+"/.` and other ends; `+<`, `++` and other links | `…`, `–`, `–`, `.`; nothing |
 *
 * @param line without time bullets, continuation lines joined
 */
export function readableWords(line: string): string {
  const spoken = line
    .replace(/\[([^[\]]*)\]/g, (_, code: string) => ` ${bracketCode(code)} `)
    .replace(/[<>‹›]|[⌈⌉⌊⌋](?:[2-9](?!\d))?/g, '')
    .replace(/↫([^\s↫]+)↫(?=\p{L})/gu, '$1-')
    .replace(prosody, '')
    .replace(/ ?[‡„]/g, ',');
  const words = spoken.split(/\s+/).map(readableWord);
  return words
    .filter((word) => word !== '')
    .join(' ')
    .replace(/ ([.?!,;:…]+)(?= |$)/g, '$1');
}

/** Stress, length of syllables, pitch and voice quality: marks of conversation analysis (chapter 10). */
const prosody = /[ˈˌ↑↓↗↘→⇗⇘↻∞≠∾∮≈≋≡∙∆∇⁎⁇°◉▁▔☺♋∬Ἡ§Ϋ⤆⤇↫↻⌋⁑¡]/gu;

function bracketCode(code: string): string {
  const text = code.trim();
  if (text === '?') return '(?)';
  // Square brackets would be taken for a code again; these two are put in their place at the end.
  if (text.startsWith('=!')) return note(text.slice(2).trim());
  if (/^x ?\d+$/.test(text)) return note(text);
  return '';
}

/** A word that stands in brackets: its spaces must survive the parting into words. */
function note(text: string): string {
  return text === '' ? '' : `[${text.replace(/\s+/g, gap)}]`;
}
const gap = '\uE000';

const ends: Readonly<Record<string, string>> = {
  '+...': '…',
  '+..?': '…?',
  '+!?': '?!',
  '+/.': '–',
  '+/?': '–?',
  '+//.': '–',
  '+//?': '–?',
  '+"/.': '.',
  '+".': '.',
  '+.': '.',
};

const unheard: Readonly<Record<string, string>> = {
  xxx: '[unintelligible]',
  xx: '[unintelligible]',
  yyy: '[unintelligible]',
  yy: '[unintelligible]',
  www: '[untranscribed]',
};

function readableWord(word: string): string {
  if (word.startsWith('[')) return word.replaceAll(gap, ' ');
  if (word.startsWith('&=')) return `[${word.slice(2).replace(/[:_]/g, ' ')}]`;
  if (word.startsWith('&*')) return `[${word.slice(2).replace(':', ': ').replaceAll('_', ' ')}]`;
  if (word.startsWith('+')) return ends[word] ?? (/^\+[\p{L}\p{N}]/u.test(word) ? word.slice(1) : '');
  if (/^0(?:\p{L}|$)/u.test(word) || /^&[{}]/.test(word)) return '';
  if (/^\([\d.:]+\)$/.test(word)) return word;
  const bare = word
    .replace(/^&[-+~]?/, '')
    .replace(/@[a-z][\p{L}\p{N}:$&+]*/u, '')
    .replace(/\((\p{L}[\p{L}\p{M}'’]*)\)/gu, '$1')
    .replace(/(\p{L}\p{M}*):+(?=[\p{L},.?!]|$)/gu, '$1')
    .replace(/(^|\p{L})\^(?=\p{L})/gu, '$1')
    .replace(/(\p{L})\+(?=\p{L})/gu, '$1')
    .replace(/(\p{L})_(?=\p{L})/gu, '$1 ');
  return unheard[bare] ?? bare;
}
