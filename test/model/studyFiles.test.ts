import assert from 'node:assert/strict';
import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { makeCollection, parseAnnotations, serializeAnnotations, type Memo } from '../../src/core/coding/annotations';
import { conflictKey } from '../../src/core/coding/mergeAnnotations';
import { UserError } from '../../src/core/base/userError';
import { studyDisk, type StudyDisk } from '../../src/platform/study/studyDisk';
import { StudyFiles } from '../../src/platform/study/studyFiles';

const file = 'introspect/coding/transcripts/P01.txt/consensus.json';
const uuid = (n: number) => `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`;
const memo = (n: number, value: string): Memo => ({
  id: `urn:uuid:${uuid(n)}`,
  type: 'Annotation',
  creator: { id: 'consensus', type: 'Person' },
  created: '2026-03-02T09:30:00Z',
  motivation: 'commenting',
  body: { type: 'TextualBody', purpose: 'commenting', format: 'text/plain', value },
  target: `urn:uuid:${uuid(900)}`,
});
const collection = (...items: Memo[]) => {
  const empty = makeCollection({ collection: uuid(1), page: uuid(2) }, 'Consensus');
  return { ...empty, total: items.length, first: { ...empty.first, items } };
};
const values = (json: string) =>
  parseAnnotations(json, file).first.items.map((item) => item.motivation === 'commenting' && item.body.value);
const failing = (code: string) => Object.assign(new Error(code), { code });

/** Dies at the given step, before it or after half or all of it is done; nothing works afterwards. */
function dyingDisk(at: number, how: 'before' | 'half' | 'after'): StudyDisk & { readonly steps: number } {
  let step = 0;
  const mortal =
    <A extends unknown[], R>(work: (...args: A) => Promise<R>, half?: (...args: A) => Promise<unknown>) =>
    async (...args: A): Promise<R> => {
      const now = step++;
      if (now > at) throw new Error('dead');
      if (now < at) return work(...args);
      if (how === 'half') await half?.(...args);
      if (how === 'after') await work(...args);
      throw new Error('killed');
    };
  return {
    get steps() {
      return step;
    },
    read: mortal(studyDisk.read),
    list: mortal(studyDisk.list),
    modeOf: mortal(studyDisk.modeOf),
    makeFolder: mortal(studyDisk.makeFolder),
    create: mortal(studyDisk.create, (target, bytes) => studyDisk.create(target, bytes.subarray(0, bytes.length / 2))),
    createFrom: mortal(studyDisk.createFrom, (target) => studyDisk.create(target, new Uint8Array(1))),
    hash: mortal(studyDisk.hash),
    rename: mortal(studyDisk.rename),
    syncFolder: mortal(studyDisk.syncFolder),
    remove: mortal(studyDisk.remove),
    appendLine: mortal(studyDisk.appendLine),
  };
}

describe('StudyFiles', () => {
  let folder: string;
  const onDisk = (name = file) => readFileSync(path.join(folder, name), 'utf8');
  const beside = () => readdirSync(path.dirname(path.join(folder, file)));
  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'introspect-files-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  async function write(...items: Memo[]) {
    const files = new StudyFiles(folder);
    const { stored } = await files.saveAnnotations(file, await files.loadAnnotations(file), collection(...items));
    return { files, stored };
  }

  it('writes a file that was not there, with its folders, and leaves nothing beside it', async () => {
    const { stored } = await write(memo(10, 'first'));
    assert.equal(onDisk(), serializeAnnotations(collection(memo(10, 'first'))));
    assert.deepEqual(beside(), ['consensus.json']);
    assert.deepEqual(await new StudyFiles(folder).loadAnnotations(file), stored);
  });

  for (const how of ['before', 'half', 'after'] as const) {
    it(`leaves the old file or the new one when killed ${how} any step`, async () => {
      const { stored } = await write(memo(10, 'old'));
      const old = onDisk();
      const next = collection(memo(10, 'old'), memo(11, 'new'));
      const outcomes = new Set<string>();
      for (let at = 0; ; at++) {
        writeFileSync(path.join(folder, file), old);
        const disk = dyingDisk(at, how);
        const result = await new StudyFiles(folder, disk)
          .saveAnnotations(file, stored, next)
          .then(() => 'saved')
          .catch(() => 'failed');
        const found = onDisk();
        assert.ok(found === old || found === serializeAnnotations(next), `step ${at}: neither old nor new`);
        if (result === 'saved') assert.equal(found, serializeAnnotations(next), `step ${at}: told saved`);
        outcomes.add(found === old ? 'old' : 'new');
        if (disk.steps <= at) break;
      }
      assert.deepEqual([...outcomes], ['old', 'new']);
    });
  }

  const faults = [
    ['ENOSPC', 'create', /the disk is full/],
    ['ENAMETOOLONG', 'create', /its name is too long/],
    ['EACCES', 'create', /read-only/],
    ['EROFS', 'makeFolder', /read-only/],
    ['EBUSY', 'rename', /locked/],
  ] as const;
  for (const [code, step, message] of faults) {
    it(`says that nothing was changed on ${code}, and leaves no rest`, async () => {
      const { stored } = await write(memo(10, 'old'));
      const old = onDisk();
      const disk = { ...studyDisk, [step]: () => Promise.reject(failing(code)) };
      const saving = new StudyFiles(folder, disk).saveAnnotations(file, stored, collection(memo(11, 'new')));
      await assert.rejects(saving, (error: unknown) => {
        assert.ok(error instanceof UserError && error.code === 'fileUnwritable');
        assert.match(error.message, message);
        assert.match(error.message, /consensus\.json/);
        assert.match(error.remedy, /nothing was changed/);
        return true;
      });
      assert.equal(onDisk(), old);
      assert.deepEqual(beside(), ['consensus.json']);
    });
  }

  it('leaves a file alone that was made read-only, and says so', async () => {
    const files = new StudyFiles(folder);
    const { stored } = await files.saveAnnotations(file, { value: null, hash: null }, collection(memo(1, 'one')));
    const target = path.join(folder, file);
    const before = readFileSync(target, 'utf8');
    chmodSync(target, 0o444);
    await assert.rejects(
      files.saveAnnotations(file, stored, collection(memo(1, 'two'))),
      (error: unknown) =>
        error instanceof UserError &&
        error.code === 'fileUnwritable' &&
        /consensus\.json .*it is read-only/.test(error.message),
    );
    assert.equal(readFileSync(target, 'utf8'), before);
    assert.deepEqual(readdirSync(path.dirname(target)), [path.basename(target)]);
    chmodSync(target, 0o644);
    await files.saveAnnotations(file, stored, collection(memo(1, 'two')));
    assert.deepEqual(values(readFileSync(target, 'utf8')), ['two']);
  });

  it('keeps the permissions of a file that it replaces, also those that a new one would not have', async function () {
    if (process.platform === 'win32') return;
    const files = new StudyFiles(folder);
    let { stored } = await files.saveAnnotations(file, { value: null, hash: null }, collection(memo(1, 'one')));
    const target = path.join(folder, file);
    for (const mode of [0o600, 0o666]) {
      chmodSync(target, mode);
      ({ stored } = await files.saveAnnotations(file, stored, collection(memo(1, `${mode}`))));
      assert.equal(statSync(target).mode & 0o777, mode);
    }
  });

  it('saves after a failed save', async () => {
    const { stored } = await write(memo(10, 'old'));
    let full = true;
    const create: StudyDisk['create'] = (...args) =>
      full ? Promise.reject(failing('ENOSPC')) : studyDisk.create(...args);
    const files = new StudyFiles(folder, { ...studyDisk, create });
    const next = collection(memo(10, 'old'), memo(11, 'new'));
    await assert.rejects(files.saveAnnotations(file, stored, next));
    full = false;
    await files.saveAnnotations(file, stored, next);
    assert.deepEqual(values(onDisk()), ['old', 'new']);
  });

  it('merges what another program wrote since the file was read', async () => {
    const { files, stored } = await write(memo(10, 'a'), memo(11, 'b'));
    writeFileSync(
      path.join(folder, file),
      serializeAnnotations(collection(memo(10, 'a, theirs'), memo(11, 'b'), memo(12, 'c'))),
    );
    const saved = await files.saveAnnotations(file, stored, collection(memo(10, 'a'), memo(13, 'd')));
    assert.deepEqual(values(onDisk()), ['a, theirs', 'c', 'd']);
    assert.deepEqual([saved.merged, saved.conflicts, saved.setAside], [true, [], null]);
    assert.equal(serializeAnnotations(saved.stored.value!), onDisk());
  });

  it('merges what comes between the first look and the replacement', async () => {
    const { stored } = await write(memo(10, 'a'));
    let come = true;
    const create: StudyDisk['create'] = async (...args) => {
      await studyDisk.create(...args);
      if (come) writeFileSync(path.join(folder, file), serializeAnnotations(collection(memo(10, 'a'), memo(12, 'c'))));
      come = false;
    };
    const files = new StudyFiles(folder, { ...studyDisk, create });
    await files.saveAnnotations(file, stored, collection(memo(10, 'a'), memo(11, 'b')));
    assert.deepEqual(values(onDisk()), ['a', 'c', 'b']);
    assert.deepEqual(beside(), ['consensus.json']);
  });

  it('keeps both versions of what was changed here and there, and says which', async () => {
    const { files, stored } = await write(memo(10, 'a'));
    writeFileSync(path.join(folder, file), serializeAnnotations(collection(memo(10, 'theirs'))));
    const saved = await files.saveAnnotations(file, stored, collection(memo(10, 'mine')));
    assert.deepEqual(saved.conflicts, [memo(10, '').id]);
    assert.deepEqual(values(onDisk()), ['theirs', 'mine']);
    assert.equal(saved.stored.value?.first.items[1]?.[conflictKey], memo(10, '').id);
  });

  it('keeps a file that cannot be read beside the new one, byte for byte', async () => {
    const { files, stored } = await write(memo(10, 'a'));
    const bytes = Buffer.from([0x7b, 0xff, 0x0a]);
    writeFileSync(path.join(folder, file), bytes);
    const { setAside } = await files.saveAnnotations(file, stored, collection(memo(10, 'a'), memo(11, 'b')));
    assert.ok(setAside !== null);
    assert.deepEqual(readFileSync(path.join(folder, setAside)), bytes);
    assert.deepEqual(values(onDisk()), ['a', 'b']);
  });

  it('does not write where a file that cannot be read cannot be kept', async () => {
    const { stored } = await write(memo(10, 'a'));
    writeFileSync(path.join(folder, file), '{');
    const disk = { ...studyDisk, create: () => Promise.reject(failing('ENOSPC')) };
    await assert.rejects(new StudyFiles(folder, disk).saveAnnotations(file, stored, collection()), UserError);
    assert.equal(onDisk(), '{');
  });

  it('gives a file another name on request', async () => {
    const { files } = await write();
    writeFileSync(path.join(folder, file), 'broken');
    const aside = await files.setAside(file);
    assert.equal(onDisk(aside), 'broken');
    assert.deepEqual(await files.loadAnnotations(file), { value: null, hash: null });
  });

  it('changes a file as it is on disk, and again when it changes meanwhile', async () => {
    const formats = { parse: (json: string) => json, serialize: (text: string) => text };
    writeFileSync(path.join(folder, 'a.txt'), 'one');
    let come = true;
    const create: StudyDisk['create'] = async (...args) => {
      await studyDisk.create(...args);
      if (come) writeFileSync(path.join(folder, 'a.txt'), 'two');
      come = false;
    };
    const files = new StudyFiles(folder, { ...studyDisk, create });
    await files.update('a.txt', formats, (text) => `${text ?? ''} more`);
    assert.equal(onDisk('a.txt'), 'two more');
    await files.update('a.txt', formats, () => undefined);
    assert.equal(onDisk('a.txt'), 'two more');
  });

  it('gives up on a file that never rests', async () => {
    const { stored } = await write(memo(10, 'a'));
    let n = 20;
    const create: StudyDisk['create'] = async (...args) => {
      await studyDisk.create(...args);
      writeFileSync(path.join(folder, file), serializeAnnotations(collection(memo(n++, 'other'))));
    };
    const files = new StudyFiles(folder, { ...studyDisk, create });
    await assert.rejects(files.saveAnnotations(file, stored, collection(memo(11, 'b'))), /keeps being changed/);
    assert.deepEqual(values(onDisk()), ['other']);
    assert.deepEqual(beside(), ['consensus.json']);
  });

  it('appends to the journal a line at a time, on a line of its own after a torn write', async () => {
    const files = new StudyFiles(folder);
    const entry = { when: '2026-03-02T09:30:00Z', who: ['ana'], what: 'test', transcript: 'P01.txt', sha256: '0' };
    await files.appendJournal(entry);
    writeFileSync(path.join(folder, 'introspect/journal.jsonl'), `${JSON.stringify(entry)}\n{"when":"20`);
    await Promise.all([files.appendJournal({ ...entry, n: 1 }), files.appendJournal({ ...entry, n: 2 })]);
    const lines = onDisk('introspect/journal.jsonl').split('\n');
    assert.deepEqual(lines.slice(0, 2), [JSON.stringify(entry), '{"when":"20']);
    assert.deepEqual(
      lines.slice(2, 4).map((line) => (JSON.parse(line) as { n: number }).n),
      [1, 2],
    );
  });
});
