/** 0x80 to 0x9F (https://encoding.spec.whatwg.org/index-windows-1252.txt); all other bytes are their code point. */
const high = '€\x81‚ƒ„…†‡ˆ‰Š‹Œ\x8DŽ\x8F\x90‘’“”•–—˜™š›œ\x9DžŸ';

/** Not by `TextDecoder`: Node 20.18.3 to 24 read 0x80 to 0x9F as Latin-1 (https://github.com/nodejs/node/issues/60888). */
export function decodeWindows1252(bytes: Uint8Array): string {
  const parts: string[] = [];
  // A call takes only so many arguments.
  for (let at = 0; at < bytes.length; at += 0x2000) {
    parts.push(String.fromCharCode(...bytes.subarray(at, at + 0x2000)));
  }
  return parts.join('').replace(/[\x80-\x9f]/g, (c) => high.charAt(c.charCodeAt(0) - 0x80));
}
