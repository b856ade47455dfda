import { fromByteAlphabet } from './byteAlphabet';
import type { JsonNode } from './jsonNode';

/** UTF-8 of what a token adds to a text that it stands in the middle of. */
export type TokenBytes = (token: {
  readonly name: string;
  readonly isAdded: boolean;
  readonly text: () => string;
}) => Uint8Array;

/** @param decoder the `decoder` of tokenizer.json, which has been checked */
export function createTokenBytes(decoder: JsonNode): TokenBytes {
  const types = new Set(stepTypes(decoder));
  const encoder = new TextEncoder();
  return ({ name, isAdded, text }) => {
    if (!isAdded && types.has('ByteLevel')) return Uint8Array.from(fromByteAlphabet(name) ?? encoder.encode(name));
    const hex = types.has('ByteFallback') ? /^<0x([0-9A-Fa-f]{2})>$/.exec(name)?.[1] : undefined;
    return hex === undefined ? encoder.encode(text()) : Uint8Array.of(parseInt(hex, 16));
  };
}

function stepTypes(decoder: JsonNode): string[] {
  if (decoder.isAbsent) return [];
  const type = decoder.get('type').string();
  return type === 'Sequence' ? decoder.get('decoders').items().flatMap(stepTypes) : [type];
}
