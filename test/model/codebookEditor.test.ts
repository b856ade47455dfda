import assert from 'node:assert/strict';
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { UserError } from '../../src/core/base/userError';
import { addCode, updateCode } from '../../src/core/codebook/edit';
import type { StudyFolder } from '../../src/core/coding/studyFiles';
import { CodebookEditor } from '../../src/features/codebook/codebookEditor';
import { studyDisk } from '../../src/platform/study/studyDisk';
import { StudyFiles } from '../../src/platform/study/studyFiles';

const sample = path.resolve(import.meta.dirname, '../../media/sample-study');
const sleep = '48cd078f-10fc-53d7-9bce-bc7a70dfcc58';
const strain = '8903e5b2-acf1-56dc-9517-69d0eec10c6f';
const newCode = '00000000-0000-4000-8000-000000000001';
const act = (what: string) => ({ what, label: what, detail: {} });

describe('CodebookEditor', () => {
  let folder: string;
  beforeEach(() => {
    folder = path.join(mkdtempSync(path.join(tmpdir(), 'introspect-codebook-')), 'study');
    cpSync(sample, folder, { recursive: true });
  });
  afterEach(() => rmSync(path.dirname(folder), { recursive: true }));

  const listing = (): StudyFolder => ({
    read: async (file) => readFile(path.join(folder, file)),
    list: async (dir) =>
      (await readdir(path.join(folder, dir), { withFileTypes: true })).map((entry) => ({
        name: entry.name,
        isFolder: entry.isDirectory(),
      })),
  });
  const editorOn = (disk = studyDisk) =>
    new CodebookEditor(
      new StudyFiles(folder, disk),
      listing(),
      () => 'ana',
      () => new Date('2026-03-02T09:30:00Z'),
    );
  const codingFiles = () =>
    readdirSync(path.join(folder, 'introspect/coding'), { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.json'))
      .map((file) => path.join(folder, 'introspect/coding', file));
  /** Counted in the files' text, without our parser. */
  const segmentsOf = (id: string) =>
    codingFiles().reduce(
      (sum, file) => sum + readFileSync(file, 'utf8').split(`"source": "urn:uuid:${id}"`).length - 1,
      0,
    );
  const journal = () =>
    readFileSync(path.join(folder, 'introspect/journal.jsonl'), 'utf8')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>);
  const names = async () => (await editorOn().load()).codes.map(({ name }) => name);

  it('changes the codebook as it is on disk, and says so in the journal', async () => {
    const editor = editorOn();
    await editor.load();
    await editorOn().change(act('add'), (codebook) => addCode(codebook, newCode, { name: 'From another window' }));
    await editor.change({ what: 'rename', label: 'Rename', detail: { code: sleep, to: 'Nights' } }, (codebook) =>
      updateCode(codebook, sleep, { name: 'Nights' }),
    );
    const now = await names();
    assert.ok(now.includes('From another window') && now.includes('Nights'));
    assert.deepEqual(journal().at(-1), {
      when: '2026-03-02T09:30:00.000Z',
      who: ['ana'],
      what: 'codebook.rename',
      code: sleep,
      to: 'Nights',
    });
  });

  it('writes nothing where nothing changes', async () => {
    const before = readFileSync(path.join(folder, 'introspect/codebook.json'), 'utf8');
    await editorOn().change(act('rename'), (codebook) => ({ ...codebook }));
    assert.equal(readFileSync(path.join(folder, 'introspect/codebook.json'), 'utf8'), before);
    assert.throws(journal);
  });

  it('merges codes in every coder’s file, and takes it back', async () => {
    const [ofSleep, ofStrain, files] = [segmentsOf(sleep), segmentsOf(strain), codingFiles().length];
    const before = readFileSync(path.join(folder, 'introspect/codebook.json'), 'utf8');
    assert.ok(ofSleep > 0 && ofStrain > 0 && files === 6);
    const editor = editorOn();
    await editor.merge([strain], sleep);
    assert.deepEqual([segmentsOf(strain), segmentsOf(sleep)], [0, ofSleep + ofStrain]);
    assert.ok(!(await names()).includes('Bodily strain'));
    assert.deepEqual(journal().at(-1)?.['names'], ['Bodily strain']);
    const recoded = journal().filter(({ what }) => what === 'codebook.recode');
    assert.ok(recoded.length > 1 && recoded.every(({ because }) => because === 'merge'));
    assert.equal(editor.lastLabel, 'Merge Bodily strain into Sleep disruption');

    assert.equal(await editor.undo(), 'Merge Bodily strain into Sleep disruption');
    assert.deepEqual([segmentsOf(strain), segmentsOf(sleep)], [ofStrain, ofSleep]);
    assert.deepEqual(
      JSON.parse(readFileSync(path.join(folder, 'introspect/codebook.json'), 'utf8')),
      JSON.parse(before),
    );
    assert.equal(await editor.undo(), undefined);
  });

  it('refuses to merge before anything is changed where a coder’s file cannot be read, and names it', async () => {
    const broken = 'introspect/coding/transcripts/P03.transcript.txt/ben.json';
    writeFileSync(path.join(folder, broken), '{ "half": ');
    const before = codingFiles().map((file) => readFileSync(file, 'utf8'));
    await assert.rejects(
      editorOn().merge([strain], sleep),
      (error) => error instanceof UserError && error.code === 'fileInvalid' && error.message.includes(broken),
    );
    assert.deepEqual(
      codingFiles().map((file) => readFileSync(file, 'utf8')),
      before,
    );
    assert.ok((await names()).includes('Bodily strain'));
  });

  it('goes on with a merge that stopped at a file that could not be written', async () => {
    const total = segmentsOf(sleep) + segmentsOf(strain);
    let writes = 0;
    const failing = {
      ...studyDisk,
      create: (file: string, bytes: Uint8Array) =>
        ++writes > 2
          ? Promise.reject(Object.assign(new Error('full'), { code: 'ENOSPC' }))
          : studyDisk.create(file, bytes),
    };
    await assert.rejects(editorOn(failing).merge([strain], sleep), (error) => {
      assert.ok(error instanceof UserError && error.code === 'fileUnwritable');
      assert.match(error.message, /the disk is full\. 2 of \d coders’ files had been changed/);
      assert.match(error.remedy, /goes on where it stopped/);
      return true;
    });
    assert.ok((await names()).includes('Bodily strain'));
    assert.ok(segmentsOf(strain) > 0);
    await editorOn().merge([strain], sleep);
    assert.deepEqual([segmentsOf(strain), segmentsOf(sleep)], [0, total]);
    assert.ok(!(await names()).includes('Bodily strain'));
  });

  it('deletes a code, its segments recoded or kept', async () => {
    const [ofSleep, ofStrain] = [segmentsOf(sleep), segmentsOf(strain)];
    await editorOn().remove(strain, null);
    assert.equal(segmentsOf(strain), ofStrain);
    await editorOn().remove(sleep, (await editorOn().load()).codes[0]!.id);
    assert.equal(segmentsOf(sleep), 0);
    assert.ok(ofSleep > 0);
    const now = await names();
    assert.ok(!now.includes('Bodily strain') && !now.includes('Sleep disruption'));
  });

  it('splits a code, segment by segment, and keeps it while one is left', async () => {
    const total = segmentsOf(sleep);
    const editor = editorOn();
    let n = 0;
    const left = await editor.split(sleep, ['Falling asleep', 'Waking early'], () => [0, 1, undefined][n++ % 3]);
    assert.equal(left, Math.floor(total / 3));
    assert.equal(segmentsOf(sleep), left);
    const codes = (await editor.load()).codes.map(({ name }) => name);
    const at = codes.indexOf('Sleep disruption');
    assert.deepEqual(codes.slice(at, at + 3), ['Sleep disruption', 'Falling asleep', 'Waking early']);
    await editor.undo();
    assert.equal(segmentsOf(sleep), total);
    assert.equal(await editor.split(sleep, ['All of it'], () => 0), 0);
    assert.ok(!(await names()).includes('Sleep disruption'));
  });

  it('does not take back what somebody else has built upon', async () => {
    const editor = editorOn();
    await editor.change(act('add'), (codebook) => addCode(codebook, newCode, { name: 'Mine' }));
    await editorOn().change(act('rename'), (codebook) => updateCode(codebook, newCode, { name: 'Theirs' }));
    await assert.rejects(editor.undo(), /changed by somebody else/);
    assert.ok((await names()).includes('Theirs'));
  });
});
