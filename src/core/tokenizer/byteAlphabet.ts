// GPT-2's alphabet for bytes: every byte has a visible character, so that a vocabulary can be written as text
// (https://github.com/openai/gpt-2, src/encoder.py, bytes_to_unicode).

/** Bytes that stand for themselves, as Latin-1 characters; the others follow from U+0100 on. */
function isVisible(byte: number): boolean {
  return (byte >= 0x21 && byte <= 0x7e) || (byte >= 0xa1 && byte <= 0xac) || byte >= 0xae;
}

const charOfByte: readonly string[] = (() => {
  let next = 0x100;
  return Array.from({ length: 256 }, (_, byte) => String.fromCharCode(isVisible(byte) ? byte : next++));
})();
const byteOfChar: ReadonlyMap<string, number> = new Map(charOfByte.map((char, byte) => [char, byte]));

const encoder = new TextEncoder();

/** The UTF-8 bytes of `text` in this alphabet; a lone surrogate is encoded as U+FFFD. */
export function toByteAlphabet(text: string): string {
  if (text.length === 1 && text < '\x80') return charOfByte[text.charCodeAt(0)]!;
  let chars = '';
  for (const byte of encoder.encode(text)) chars += charOfByte[byte]!;
  return chars;
}

/** The bytes that `chars` stand for; null when one of them is outside the alphabet. */
export function fromByteAlphabet(chars: string): number[] | null {
  const bytes: number[] = [];
  for (const char of chars) {
    const byte = byteOfChar.get(char);
    if (byte === undefined) return null;
    bytes.push(byte);
  }
  return bytes;
}
