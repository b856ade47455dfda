// What onnxruntime's error messages mean. They hold names of nodes and sizes, nothing of a text.
import { UserError } from '../core/base/userError';

const outOfMemoryPattern = /bad_alloc|failed to allocate memory|bad array new length|not enough memory/i;

/** Why the model `file` could not be loaded. */
export function loadFailure(file: string, error: unknown): UserError {
  const said = messageOf(error);
  if (outOfMemoryPattern.test(said)) return outOfMemory(`There is not enough memory to load the model ${file}.`, error);
  const format = /Unsupported model IR version: (\d+)/.exec(said)?.[1];
  if (format !== undefined) {
    return new UserError(
      'modelUnsupported',
      `The model file ${file} is written in version ${format} of the ONNX format, which is newer than the onnxruntime of this version reads.`,
      'Update Introspect, or choose an ONNX file of the model that was exported earlier.',
      { cause: error },
    );
  }
  const opset = /Opset (\d+) is under development/.exec(said)?.[1];
  if (opset !== undefined) {
    return new UserError(
      'modelUnsupported',
      `The model file ${file} is written in operator set ${opset}, which is newer than the onnxruntime of this version knows.`,
      'Update Introspect, or choose an ONNX file of the model that was exported for an older operator set.',
      { cause: error },
    );
  }
  const operator =
    /No Op registered for (\S+)/.exec(said)?.[1] ??
    /(\S+) is not a registered function\/op/.exec(said)?.[1]?.replace(/\(.*$/, '') ??
    /Could not find an implementation for (\w+)/.exec(said)?.[1];
  if (operator !== undefined) {
    return new UserError(
      'modelUnsupported',
      `The model file ${file} needs the operator ${operator}, which the onnxruntime of this version does not have.`,
      'Choose another ONNX file of the model: those named fp16, q4f16 or bnb4 are often for graphics cards only.',
      { cause: error },
    );
  }
  return new UserError(
    'modelFileInvalid',
    `onnxruntime cannot load the model file ${file}: it is damaged or needs operators that this version does not know.`,
    'Download the file again; if it stays so, choose another ONNX file of the model. Introspect: Show Log has the reason.',
    { cause: error },
  );
}

/** Why the model `file` could not be run on so many tokens. */
export function runFailure(file: string, tokens: number, error: unknown): UserError {
  if (outOfMemoryPattern.test(messageOf(error))) {
    return outOfMemory(`There is not enough memory to run the model ${file} on ${tokens} tokens.`, error);
  }
  return new UserError(
    'modelUnsupported',
    `The model ${file} could not be run on ${tokens} tokens.`,
    'Introspect: Show Log has the reason; another ONNX file of the same model may work.',
    { cause: error },
  );
}

function outOfMemory(message: string, cause: unknown): UserError {
  const remedy =
    'Close other programs, select a shorter text, or choose a smaller model (a file named q4 or quantized).';
  return new UserError('outOfMemory', message, remedy, { cause });
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : '';
}
