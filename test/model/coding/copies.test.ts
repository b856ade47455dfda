import assert from 'node:assert/strict';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { copyStudy, sampleStudyDir } from '../../rig/study';
import { CodingWindow, fileOf, transcript } from './support';

describe('A transcript that is saved under another name', () => {
  let folder: string;
  beforeEach(() => {
    folder = copyStudy(sampleStudyDir());
  });
  afterEach(() => rmSync(path.dirname(folder), { recursive: true }));

  const other = 'transcripts/P02.transcript.txt';
  const otherFile = (coder: string) => `introspect/coding/${other}/${coder}.json`;

  it('has codes of its own, under ids of their own, on the copy', async () => {
    const window = await CodingWindow.open(folder);
    await window.code('I feel drunk.');
    const copy = 'transcripts/P01b.transcript.txt';
    window.write(copy, window.read(transcript));
    await window.coding.saveFor(path.join(folder, copy));
    const opened = await CodingWindow.open(folder, { coder: 'ana', file: copy });
    assert.deepEqual(opened.words('ana'), window.words('ana'));
    const ids = new Set(window.onDisk().first.items.map(({ id }) => id));
    assert.ok(opened.page.segments.every(({ id }) => !ids.has(id)));
    const memo = opened.page.memos.find(({ target }) => target.kind === 'segment');
    assert.ok(memo?.target.kind === 'segment');
    const { segment } = memo.target;
    assert.ok(opened.page.segments.some(({ id }) => id === segment));
    const written = window.read(`introspect/coding/${copy}/ana.json`);
    assert.ok(written.includes(`"${copy}"`) && !written.includes(`${transcript}"`), 'it says what it is on');
  });

  it('leaves a transcript alone that anybody has coded', async () => {
    for (const coder of ['ana', 'ben']) {
      const window = await CodingWindow.open(folder);
      await window.code('I feel drunk.');
      assert.ok(existsSync(path.join(folder, otherFile('ana'))));
      if (coder === 'ben') rmSync(path.join(folder, otherFile('ana')));
      const [before, mine] = [window.read(otherFile('ben')), window.read(fileOf('ana'))];
      const theirs = coder === 'ana' ? window.read(otherFile('ana')) : null;
      await assert.rejects(
        window.coding.saveFor(path.join(folder, other)),
        /P02\.transcript\.txt is already coded.*Nothing was written\./,
      );
      assert.equal(window.read(otherFile('ben')), before);
      assert.equal(window.read(fileOf('ana')), mine, 'nor is it saved');
      const found = path.join(folder, otherFile('ana'));
      assert.equal(existsSync(found) ? readFileSync(found, 'utf8') : null, theirs);
    }
  });

  it('takes a codings’ file that cannot be read for codes, and one without a single code for none', async () => {
    const window = await CodingWindow.open(folder);
    for (const coder of ['ana', 'ben']) {
      const file = JSON.parse(window.read(otherFile(coder))) as { total: number; first: { items: unknown[] } };
      window.write(otherFile(coder), JSON.stringify({ ...file, total: 0, first: { ...file.first, items: [] } }));
    }
    await window.coding.requireUncoded(path.join(folder, other));
    window.write(otherFile('ben'), '<<<<<<< HEAD');
    await assert.rejects(window.coding.requireUncoded(path.join(folder, other)), /already coded/);
  });
});
