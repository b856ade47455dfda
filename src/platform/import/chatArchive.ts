// Chats come from WhatsApp as a zip archive: the chat beside its photos and voice messages.
import { MemorySource } from '../../core/base/byteSource';
import { UserError } from '../../core/base/userError';
import { detectFormat, detectionBytes } from '../../core/exchange/import/formats';
import { ZipArchive } from '../../core/exchange/zip';
import { readAll, readHead, sourceInMemory, type SourceFile } from './sourceFile';

/** Photos included; beyond it, what is read whole is too much for the extension host. */
const maxBytes = 512 * 2 ** 20;
/** Under this name iOS packs every chat; Android names it after the archive. */
const iosName = '_chat.txt';

/**
 * The chat of an exported archive, which then is the file that is imported: nothing else of the archive comes into the
 * study. Every other file as it is.
 * @throws UserError `fileInvalid` for an archive that holds no chat, or that zip.ts refuses
 */
export async function unpackChat(source: SourceFile): Promise<SourceFile> {
  const isKnown = detectFormat(source.name, await readHead(source, detectionBytes)) !== null;
  if (isKnown || !/\.zip$/i.test(source.name)) return source;
  const unpackIt = 'Unpack it, and choose the text file of the chat.';
  if (source.size > maxBytes) {
    throw new UserError('fileInvalid', `${source.name} is larger than ${maxBytes / 2 ** 20} MiB.`, unpackIt);
  }
  const archive = new ZipArchive(new MemorySource(await readAll(source)), source.name);
  const files = archive.names.filter((name) => !/(^|\/)(\.|__MACOSX\/)/.test(name));
  const name = source.name.replace(/\.zip$/i, '.txt');
  const isNamed = (file: string): boolean => [iosName, name].includes(file.slice(file.lastIndexOf('/') + 1));
  const texts = files.filter((file) => /\.txt$/i.test(file));
  for (const file of [...texts.filter(isNamed), ...texts.filter((text) => !isNamed(text))]) {
    const bytes = archive.read(file)!;
    if (detectFormat(file, bytes.subarray(0, detectionBytes)) !== 'whatsApp') continue;
    return { ...sourceInMemory(name, bytes), leftOut: files.length - 1 };
  }
  throw new UserError('fileInvalid', `${source.name} holds no chat that WhatsApp exported.`, unpackIt);
}
