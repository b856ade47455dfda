/**
 * What is wrong with a file that was taken for an ONNX model, for code that picks a remedy:
 * `empty`, `gitLfsPointer`, `text` and `notOnnx` say what the file is instead; `truncated` means that its end is
 * missing; `damaged` that its bytes contradict one another; `limit` that it is too large or too deep to be read.
 */
export type OnnxFormatProblem = 'empty' | 'gitLfsPointer' | 'text' | 'notOnnx' | 'truncated' | 'damaged' | 'limit';

/** A file that cannot be read as an ONNX model. The bytes are untrusted: no other error may come out of reading them. */
export class OnnxFormatError extends Error {
  override readonly name = 'OnnxFormatError';

  /**
   * @param offset Bytes from the start of the file to the place of the problem.
   * @param reason A clause that fits after "cannot be read:", without a full stop; quotes nothing from the file.
   */
  constructor(
    readonly problem: OnnxFormatProblem,
    readonly offset: number,
    readonly reason: string,
  ) {
    super(`${reason} (at byte ${offset})`);
  }
}
