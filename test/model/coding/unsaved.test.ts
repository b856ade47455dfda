import assert from 'node:assert/strict';
import { renameSync, rmSync } from 'node:fs';
import path from 'node:path';
import { copyStudy, sampleStudyDir } from '../../rig/study';
import { CodingWindow, codes, fileOf } from './support';

describe('Coding that is not saved', () => {
  let folder: string;
  beforeEach(() => {
    folder = copyStudy(sampleStudyDir());
  });
  afterEach(() => rmSync(path.dirname(folder), { recursive: true }));

  const study = () => path.join(folder, 'introspect/study.json');

  it('stays while study.json is away for a moment, and can still be undone and saved', async () => {
    const window = await CodingWindow.open(folder);
    await window.code('I feel drunk.');
    const before = window.words('ana');
    renameSync(study(), `${study()}.away`);
    await window.coding.studyChanged();
    await window.coding.settled();
    assert.match(window.page.readOnly ?? '', /introspect\/study\.json is not there any more.*kept/);
    assert.equal(window.coding.backup()?.changes.length, 1);
    assert.deepEqual(window.words('ana'), before);
    await assert.rejects(window.code('Lanyard and everything.'), /not there any more/);
    renameSync(`${study()}.away`, study());
    await window.coding.studyChanged();
    await window.coding.settled();
    assert.equal(window.page.readOnly, null);
    assert.deepEqual(window.words('ana'), before);
    assert.equal(window.undo(), 0);
    assert.equal(window.coding.backup(), null);
    assert.equal(window.redo(), 0);
    await window.coding.save();
    assert.ok(window.quotesOnDisk().includes('I feel drunk.'));
  });

  it('is saved in its place also while study.json is away', async () => {
    const window = await CodingWindow.open(folder);
    await window.code('I feel drunk.');
    renameSync(study(), `${study()}.away`);
    await window.coding.studyChanged();
    await window.coding.save();
    assert.ok(window.quotesOnDisk().includes('I feel drunk.'));
    assert.match(window.read('introspect/journal.jsonl'), /"coding\.save".*"added":1/);
    assert.equal(window.coding.backup(), null);
  });

  it('stays when the whole folder introspect/ goes and comes back, as with git', async () => {
    const window = await CodingWindow.open(folder);
    const before = window.words('ana');
    await window.code('I feel drunk.');
    const introspect = path.join(folder, 'introspect');
    const changed = async () => {
      await window.coding.codingChanged('ana');
      await window.coding.studyChanged();
      await window.coding.codebookChanged();
      await window.coding.settled();
    };
    renameSync(introspect, `${introspect}-away`);
    await changed();
    assert.ok(window.words('ana').includes('I feel drunk.'));
    renameSync(`${introspect}-away`, introspect);
    await changed();
    assert.deepEqual(new Set(window.words('ana')), new Set([...before, 'I feel drunk.']));
    await window.coding.save();
    assert.deepEqual(new Set(window.quotesOnDisk()), new Set([...before, 'I feel drunk.']));
  });

  it('stays when everything is read anew', async () => {
    const window = await CodingWindow.open(folder);
    await window.code('I feel drunk.');
    await window.coding.load();
    assert.ok(window.words('ana').includes('I feel drunk.'));
    assert.equal(window.coding.backup()?.changes.length, 1);
  });

  it('of a closed window is kept until the coder’s file can be read again', async () => {
    const first = await CodingWindow.open(folder);
    await first.code('I feel drunk.');
    const backup = first.coding.backup()!;
    const good = first.read(fileOf('ana'));
    first.write(fileOf('ana'), `<<<<<<< HEAD\n${good}`);
    const window = await CodingWindow.open(folder, { coder: 'ana', backup });
    assert.match(window.page.readOnly ?? '', /not valid JSON/);
    assert.deepEqual(window.coding.backup(), backup);
    // To save nothing and say nothing would let VS Code take it for saved.
    await assert.rejects(window.coding.save(), /not valid JSON/);
    assert.equal(window.read(fileOf('ana')), `<<<<<<< HEAD\n${good}`);
    window.write(fileOf('ana'), good);
    await window.coding.codingChanged('ana');
    assert.equal(window.page.readOnly, null);
    assert.ok(window.words('ana').includes('I feel drunk.'));
    assert.equal(window.coding.backup()?.changes.length, 1);
    await window.coding.save();
    assert.ok(window.quotesOnDisk().includes('I feel drunk.'));
    assert.equal(window.coding.backup(), null);
  });

  it('of a closed window is kept while there is no study, and dropped only by going back to the file', async () => {
    const first = await CodingWindow.open(folder);
    await first.code('I feel drunk.', codes.sleep);
    const backup = first.coding.backup()!;
    renameSync(study(), `${study()}.away`);
    const window = await CodingWindow.open(folder, { coder: 'ana', backup });
    assert.deepEqual(window.coding.backup(), backup);
    await assert.rejects(window.coding.save(), /no study/);
    const other = await CodingWindow.open(folder, { coder: 'ana', backup });
    await other.coding.revert();
    assert.equal(other.coding.backup(), null);
    renameSync(`${study()}.away`, study());
    for (const [one, count] of [
      [window, 1],
      [other, 0],
    ] as const) {
      await one.coding.studyChanged();
      await one.coding.settled();
      assert.equal(one.coding.backup()?.changes.length ?? 0, count);
    }
    assert.ok(window.words('ana').includes('I feel drunk.'));
  });
});
