import type { ByteSource } from '../../base/byteSource';
import { UserError } from '../../base/userError';
import { decodeUtf8 } from '../../base/utf8';
import { decodeWindows1252 } from '../../base/windows1252';
import { decodeXml, parseXml, type XmlElement } from '../xml';
import { ZipArchive } from '../zip';

/** A source's text as stored, without byte order mark, or why there is none. */
export type StoredText =
  { readonly stored: string; readonly isGuessed: boolean } | { readonly missing: 'noText' | 'outside' | 'absent' };

/** A project file: the project's XML, and the texts beside it. */
export class ProjectFile {
  readonly project: XmlElement;
  readonly #archive: ZipArchive | null;
  /** Lower-case path to the path as written: some programs write `Sources/` with a capital. */
  readonly #paths: ReadonlyMap<string, string>;

  /**
   * @param file for messages only
   * @throws UserError `fileInvalid`: neither a zip archive with a project in it nor the project's XML alone
   */
  constructor(source: ByteSource, file: string) {
    const isZip = source.read(0, 2).join() === '80,75';
    this.#archive = isZip ? new ZipArchive(source, file) : null;
    const names = this.#archive?.names ?? [];
    this.#paths = new Map(names.map((name) => [name.toLowerCase(), name]));
    const inside = this.#paths.get('project.qde') ?? names.find((name) => /^[^/]+\.qde$/i.test(name));
    if (isZip && inside === undefined) throw notProject(file);
    const bytes = inside === undefined ? source.read(0, source.size) : this.#archive?.read(inside);
    const name = inside === undefined ? file : `${file}, ${inside}`;
    this.project = parseXml(decodeXml(bytes ?? new Uint8Array(), name), name);
    if (this.project.name !== 'Project') throw notProject(file);
  }

  /** The text of a `TextSource` or `Note`. */
  textOf(element: XmlElement): StoredText {
    const content = element.children.find(({ name }) => name === 'PlainTextContent');
    if (content) return { stored: content.text, isGuessed: false };
    const path = element.attributes['plainTextPath']?.trim();
    if (!path) return { missing: 'noText' };
    const [, scheme, rest = ''] = /^(?:(internal|relative|absolute|file|https?):\/\/)?(.*)$/is.exec(path) ?? [];
    if (scheme !== undefined && scheme.toLowerCase() !== 'internal') return { missing: 'outside' };
    const written = this.#paths.get(`sources/${rest.replace(/^\/+/, '').toLowerCase()}`);
    const bytes = written === undefined ? undefined : this.#archive?.read(written);
    return bytes ? decodeText(bytes) : { missing: 'absent' };
  }
}

/** UTF-8 as the standard says, or what else it may be: UTF-16 with its mark, or Windows-1252. */
function decodeText(bytes: Uint8Array): StoredText {
  const [first, second] = bytes;
  const isLittle = first === 0xff && second === 0xfe;
  if (isLittle || (first === 0xfe && second === 0xff)) {
    return { stored: new TextDecoder(isLittle ? 'utf-16le' : 'utf-16be').decode(bytes), isGuessed: true };
  }
  const utf8 = decodeUtf8(bytes);
  if ('text' in utf8) return { stored: utf8.text.replace(/^\uFEFF/, ''), isGuessed: false };
  return { stored: decodeWindows1252(bytes), isGuessed: true };
}

function notProject(file: string): UserError {
  return new UserError(
    'fileInvalid',
    `${file} holds no REFI-QDA project.`,
    'In the program that made it, export the project in the REFI-QDA format (.qdpx).',
  );
}
