import { decodeText } from '../../src/core/base/decodeText';
import { UserError } from '../../src/core/base/userError';
import { textParsers, type TextFormat } from '../../src/core/exchange/import/formats';
import { serializeTranscript } from '../../src/core/transcript/transcript';

/** Parses as an import does; whatever is wrong must come as a `UserError`, and turns must be such as can be written. */
export function importOrRefuse(content: Uint8Array, format: TextFormat): void {
  try {
    const { text } = decodeText(content, 'f');
    for (const { content } of textParsers[format](text, 'f').documents) {
      if (content.kind === 'turns') serializeTranscript(content.turns);
    }
  } catch (e) {
    if (!(e instanceof UserError)) throw e;
  }
}
