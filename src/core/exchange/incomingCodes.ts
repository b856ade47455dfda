import type { IncomingCode } from '../codebook/importCodes';
import { parseCodeDescription } from './codeDescription';
import type { ImportedCode } from './import/imported';

/** Codes of another program, to be taken into a codebook; what their file does not say is left open. */
export function toIncomingCodes(codes: readonly ImportedCode[]): IncomingCode[] {
  return codes.map(({ key, parent, guid, name, definition, colour }) => {
    const { shortcut, examples, ...texts } = parseCodeDescription(definition);
    return {
      key,
      parent,
      id: guid,
      fields: {
        name,
        ...texts,
        examples,
        ...(colour !== null && { colour }),
        ...(shortcut !== null && { shortcut }),
      },
    };
  });
}
