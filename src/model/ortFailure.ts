// What onnxruntime's error messages mean. They hold names of nodes and sizes, nothing of a text.
import { UserError } from '../core/base/userError';

const outOfMemoryPattern = /bad_alloc|failed to allocate memory|bad array new length|not enough memory/i;

/** Why onnxruntime itself could not be loaded; what is no failure of the system's loader is given back. */
export function runtimeMissing(
  error: unknown,
  { platform, arch }: Pick<NodeJS.Process, 'platform' | 'arch'> = process,
): unknown {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (!['ERR_DLOPEN_FAILED', 'MODULE_NOT_FOUND', 'ERR_MODULE_NOT_FOUND'].includes(String(code))) return error;
  const isThere = code === 'ERR_DLOPEN_FAILED';
  return new UserError(
    'modelUnsupported',
    `onnxruntime, which runs models, ${isThere ? 'could not be started by this computer’s system' : 'is not part of the Introspect that is installed'} (${platform}-${arch}).`,
    (isThere && loaderRemedies[platform]) ||
      'Install the Introspect that is made for this computer’s system and processor. A model on a server works without it.',
    { cause: error },
  );
}

/** What most often is missing where the library itself is there. */
const loaderRemedies: Partial<Record<NodeJS.Platform, string>> = {
  win32:
    'Install the current “Microsoft Visual C++ Redistributable” from Microsoft’s website, or ask your IT department for it, then start VS Code again. A model on a server works without it.',
  darwin: 'It needs macOS 14 or newer. A model on a server works without it.',
};

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
