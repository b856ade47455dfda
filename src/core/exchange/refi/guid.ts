import { sha256Hex } from '../../base/sha256';

const guidPattern = /^\{?([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})\}?$/i;

/** A GUID as the schema has it, with or without braces, in lower case; null when it is none. */
export function parseGuid(text: string | undefined): string | null {
  return guidPattern.exec(text?.trim() ?? '')?.[1]?.toLowerCase() ?? null;
}

/** What references are compared by: the GUID, or, in files of programs that write other ids, those as they stand. */
export function guidKey(text: string | undefined): string {
  return parseGuid(text) ?? text?.trim() ?? '';
}

/** A UUID that depends on the name alone (RFC 9562, version 8), so that the same study always gives the same file. */
export async function guidFrom(name: string): Promise<string> {
  const hex = await sha256Hex(name);
  const variant = ((Number.parseInt(hex.charAt(16), 16) & 3) | 8).toString(16);
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-${variant}${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}
