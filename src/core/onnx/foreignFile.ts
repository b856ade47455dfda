// What a file is that failed to be read as ONNX: the mistakes people make when they fetch models.
import type { ByteSource } from '../base/byteSource';
import { OnnxFormatError } from './onnxFormatError';

const headBytes = 512;

/** First bytes of formats that model weights also come in. */
const formats: readonly { readonly at: number; readonly magic: string; readonly name: string }[] = [
  { at: 0, magic: 'GGUF', name: 'a GGUF file, for llama.cpp' },
  { at: 4, magic: 'ORTM', name: 'a model in the ORT format' },
  { at: 8, magic: '{"', name: 'a safetensors file' },
  { at: 0, magic: 'PK\x03\x04', name: 'a zip archive, such as PyTorch writes' },
  { at: 0, magic: '\x89HDF', name: 'an HDF5 file' },
];

/**
 * @returns An error that says what the file is, or null when its first bytes could be an ONNX model's: then what went
 * wrong inside says more.
 */
export function describeForeignFile(source: ByteSource): OnnxFormatError | null {
  const head = source.read(0, Math.min(headBytes, source.size));
  const latin = String.fromCharCode(...head);
  if (latin.startsWith('version https://git-lfs')) {
    return new OnnxFormatError(
      'gitLfsPointer',
      0,
      'it is a Git LFS pointer, a short text that stands for the model; the model itself was not downloaded',
    );
  }
  if (isText(head)) {
    const isHtml = /^\s*<(!doctype|html)/i.test(latin);
    return new OnnxFormatError('text', 0, `it is ${isHtml ? 'a web page' : 'a text file'}, not a model`);
  }
  const format = formats.find(({ at, magic }) => latin.startsWith(magic, at));
  if (format) return new OnnxFormatError('notOnnx', 0, `it is ${format.name}, not ONNX`);
  return startsAsOnnx(head) ? null : new OnnxFormatError('notOnnx', 0, 'it does not start as an ONNX model does');
}

/** Serializers write fields by number, and ModelProto's first is its IR version: 13 in 2025, and one more a year. */
function startsAsOnnx(head: Uint8Array): boolean {
  const irVersion = head[1];
  return head[0] === 0x08 && (irVersion === undefined || (irVersion >= 1 && irVersion < 0x80));
}

function isText(head: Uint8Array): boolean {
  if (head.some((byte) => (byte < 0x20 && byte !== 0x09 && byte !== 0x0a && byte !== 0x0d) || byte === 0x7f)) {
    return false;
  }
  try {
    // As a stream: the head may end inside a character.
    new TextDecoder('utf-8', { fatal: true }).decode(head, { stream: true });
    return true;
  } catch {
    return false;
  }
}
