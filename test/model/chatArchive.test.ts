// The zip archives in which WhatsApp exports chats: the chat alone comes into the study.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { zipSync } from 'fflate';
import { unpackChat } from '../../src/platform/import/chatArchive';
import type { ImportedDocument } from '../../src/core/exchange/import/imported';
import { readSource, type SourceContent } from '../../src/platform/import/readSource';
import { readAll, sourceInMemory } from '../../src/platform/import/sourceFile';
import type { ImportReport } from '../../src/cli/import';
import { cleanUp, runCli, temporaryFolder, userErrorOf } from './support';

const chat = '12/03/2026, 09:15 - Anna: I slept badly.\n12/03/2026, 09:16 - Therapist: Since when?\n';
const encode = (text: string) => new TextEncoder().encode(text);
const photo = encode('\xff\xd8 no words');

function unpacked(files: Record<string, Uint8Array>, name = 'WhatsApp Chat with Anna.zip') {
  return unpackChat(sourceInMemory(name, zipSync(files)));
}

async function all({ documents }: SourceContent): Promise<ImportedDocument[]> {
  const found: ImportedDocument[] = [];
  for await (const document of documents()) found.push(document);
  return found;
}

describe('a chat in a zip archive', () => {
  after(cleanUp);

  it('is read as its text would be, with what stays in the archive counted', async () => {
    for (const name of ['_chat.txt', 'WhatsApp Chat with Anna.txt', 'folder/_chat.txt']) {
      const source = await unpacked({
        'IMG-1.jpg': photo,
        [name]: encode(chat),
        'PTT-2.opus': photo,
        '__MACOSX/._x': photo,
      });
      assert.equal(source.name, 'WhatsApp Chat with Anna.txt');
      assert.equal(new TextDecoder().decode(await readAll(source)), chat);
      const content = await readSource(source);
      const plain = await readSource(sourceInMemory(source.name, encode(chat)));
      assert.equal(content.format, 'whatsApp');
      assert.deepEqual(await all(content), await all(plain));
      assert.match(content.warnings[0]!.message, /2 other files of the archive stay out of the study/);
    }
    const alone = await readSource(await unpacked({ '_chat.txt': encode(chat) }));
    assert.deepEqual(alone.warnings, []);
  });

  it('is told from texts that were sent in it', async () => {
    const sent = encode(`13/04/2026, 10:00 - Other: A chat that was forwarded.\n13/04/2026, 10:01 - Other: Yes.\n`);
    const source = await unpacked({ 'a.txt': sent, 'list.txt': encode('bread'), '_chat.txt': encode(chat) });
    assert.equal(new TextDecoder().decode(await readAll(source)), chat);
  });

  it('is not looked for in other files, nor in archives of other programs', async () => {
    for (const [name, bytes] of [
      ['a.txt', encode(chat)],
      ['a.zip', zipSync({ '[Content_Types].xml': photo, 'word/document.xml': photo })],
      ['a.qdpx', zipSync({ 'x.bin': photo })],
    ] as const) {
      const source = sourceInMemory(name, bytes);
      assert.equal(await unpackChat(source), source);
    }
  });

  it('that is not there, or is packed to do harm, is refused with the way out', async () => {
    const none = await userErrorOf(unpacked({ 'a.jpg': photo, 'list.txt': encode('bread') }));
    assert.equal(none.code, 'fileInvalid');
    assert.match(
      `${none.message} ${none.remedy}`,
      /holds no chat that WhatsApp exported\. Unpack it, and choose the text/,
    );
    const bomb = encode(chat + ' '.repeat(64 * 2 ** 20));
    assert.match((await userErrorOf(unpacked({ '_chat.txt': bomb }))).message, /unpacks to more than is read/);
    assert.match((await userErrorOf(unpacked({ '../_chat.txt': encode(chat) }))).message, /leads out of it/);
    const torn = sourceInMemory('x.zip', zipSync({ '_chat.txt': encode(chat) }).subarray(0, 60));
    assert.equal((await userErrorOf(unpackChat(torn))).code, 'fileInvalid');
    assert.equal((await userErrorOf(unpackChat(sourceInMemory('x.zip', encode('words'))))).code, 'fileInvalid');
  });

  it('comes into a study without its photos, once, also when the text is imported later', async () => {
    const folder = temporaryFolder();
    const [zip, txt, study] = ['WhatsApp Chat with Anna.zip', 'other.txt', 'study'].map((name) =>
      path.join(folder, name),
    );
    writeFileSync(zip!, zipSync({ 'IMG-1.jpg': photo, '_chat.txt': encode(chat) }));
    writeFileSync(txt!, chat);
    const { code, stdout, stderr } = await runCli('import', zip!, '--out', study!);
    assert.equal(code, 0, stderr);
    const [file] = (JSON.parse(stdout) as ImportReport).files;
    assert.deepEqual(file!.speakers, ['Anna', 'Therapist']);
    assert.match(file!.warnings.map(({ message }) => message).join(), /1 other file of the archive stays out/);
    const originals = path.join(study!, 'originals');
    assert.deepEqual(readdirSync(originals), ['WhatsApp Chat with Anna.txt']);
    assert.equal(readFileSync(path.join(originals, 'WhatsApp Chat with Anna.txt'), 'utf8'), chat);
    const again = await runCli('import', txt!, '--out', study!);
    assert.match(again.stdout, /has this file already/);
  });
});
