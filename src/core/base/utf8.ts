export type Utf8Result =
  | { readonly text: string }
  /** Where the first bytes that are no character begin: byte offset, and 1-based line. */
  | { readonly invalidAt: number; readonly line: number };

/** The text exactly as it is stored: a byte-order mark and line ends are kept, nothing is replaced. */
export function decodeUtf8(bytes: Uint8Array): Utf8Result {
  const text = new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes);
  // What was invalid came back as U+FFFD, which encodes to other bytes.
  const again = new TextEncoder().encode(text);
  let at = 0;
  while (at < bytes.length && bytes[at] === again[at]) at++;
  if (at === bytes.length && at === again.length) return { text };
  // The first bytes of U+FFFD may happen to be there: go back to its start.
  while (at > 0 && isContinuation(again[at])) at--;
  const line = 1 + bytes.subarray(0, at).reduce((lines, byte) => lines + (byte === 0x0a ? 1 : 0), 0);
  return { invalidAt: at, line };
}

function isContinuation(byte: number | undefined): boolean {
  return byte !== undefined && (byte & 0xc0) === 0x80;
}
