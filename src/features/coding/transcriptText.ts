import { createHash } from 'node:crypto';
import { LineMap } from '../../core/base/lineMap';
import { OffsetMap } from '../../core/base/offsets';
import { parseTranscript, toWorkingText, type Transcript } from '../../core/transcript/transcript';

/** A transcript's text with all that is computed from it once. */
export class TranscriptText {
  readonly sha256: string;
  readonly offsets: OffsetMap;
  readonly transcript: Transcript;
  #lines: LineMap | undefined;

  /** @param text working text */
  private constructor(readonly text: string) {
    this.sha256 = createHash('sha256').update(text).digest('hex');
    this.offsets = new OffsetMap(text);
    this.transcript = parseTranscript(text);
  }

  static fromFile(fileText: string): TranscriptText {
    return new TranscriptText(toWorkingText(fileText));
  }

  get lines(): LineMap {
    return (this.#lines ??= new LineMap(this.text));
  }
}
