import assert from 'node:assert/strict';
import { rmSync } from 'node:fs';
import path from 'node:path';
import { copyStudy, sampleStudyDir } from '../../rig/study';
import { CodingWindow, newMemo, transcript } from './support';

describe('A memo that is typed letter by letter', () => {
  let folder: string;
  let window: CodingWindow;
  beforeEach(async () => {
    folder = copyStudy(sampleStudyDir());
    window = await CodingWindow.open(folder);
  });
  afterEach(() => rmSync(path.dirname(folder), { recursive: true }));

  async function type(memo: string, words: string, from = 1): Promise<void> {
    const target = { kind: 'stretch', ...window.stretchOf('I feel drunk.') } as const;
    for (let end = from; end <= words.length; end++)
      await window.act({ act: 'memo', memo, target, text: words.slice(0, end).trim() });
  }
  const shown = (memo: string) => window.page.memos.find(({ id }) => id === memo)?.text;
  const onDisk = (memo: string) => {
    const found = window.onDisk().first.items.find(({ id }) => id === memo);
    return found?.motivation === 'commenting' ? found.body.value : undefined;
  };

  it('is one memo, in the file as it stands, and one entry in undo', async () => {
    await window.code('Lanyard and everything.');
    const memo = newMemo();
    await type(memo, 'Third night');
    assert.equal(shown(memo), 'Third night');
    assert.equal(window.page.memos.filter(({ text }) => text.startsWith('T')).length, 1);
    await window.coding.save();
    assert.equal(onDisk(memo), 'Third night');
    assert.equal(window.undo(), 0);
    assert.equal(shown(memo), undefined);
    assert.ok(window.words('ana').includes('Lanyard and everything.'), 'the act before it is another entry');
    assert.equal(window.redo(), 0);
    assert.equal(shown(memo), 'Third night');
    assert.equal(window.coding.backup(), null);
  });

  it('begins another entry after a save, after an undo, and after something else was done', async () => {
    const memo = newMemo();
    await type(memo, 'One');
    window.burst.end(); // VS Code saves, or backs up.
    await type(memo, 'One two', 4);
    await window.code('Lanyard and everything.');
    await type(memo, 'One two three', 8);
    for (const text of ['One two', 'One two', 'One', undefined]) {
      assert.equal(window.undo(), 0);
      assert.equal(shown(memo), text);
    }
    for (const text of ['One', 'One two']) {
      assert.equal(window.redo(), 0);
      assert.equal(shown(memo), text);
    }
    await type(memo, 'One two, and four', 8);
    assert.equal(window.undo(), 0);
    assert.equal(shown(memo), 'One two');
  });

  it('is deleted when it is emptied, and made again when it is typed again, all in one entry', async () => {
    const memo = newMemo();
    await type(memo, 'Old');
    window.burst.end();
    await type(memo, '', 0);
    assert.equal(shown(memo), undefined);
    await type(memo, 'New');
    assert.equal(shown(memo), 'New');
    assert.equal(window.undo(), 0);
    assert.equal(shown(memo), 'Old');
    assert.equal(window.redo(), 0);
    assert.equal(shown(memo), 'New');
    const other = newMemo();
    await type(other, 'x');
    await type(other, '', 0);
    assert.equal(window.undo(), 0, 'there and gone again: nothing is left to undo');
    assert.equal(shown(memo), 'New');
  });

  it('goes on while the transcript changes under it: where it stands, it has followed its words', async () => {
    const memo = newMemo();
    await type(memo, 'One');
    const { sha256, text } = window.page;
    const target = { kind: 'stretch', ...window.stretchOf('I feel drunk.') } as const;
    window.write(transcript, `A note.\n\n${text}`);
    await window.coding.textChanged();
    await window.say({ type: 'apply', act: { act: 'memo', memo, target, text: 'One two' }, sha256 });
    const kept = window.page.memos.find(({ id }) => id === memo);
    assert.deepEqual(kept?.target, { kind: 'stretch', ...window.stretchOf('I feel drunk.') });
    assert.equal(kept.text, 'One two');
  });

  it('is never another coder’s', async () => {
    const theirs = window.page.memos.find(({ coder }) => coder === 'ben')!;
    await assert.rejects(type(theirs.id, 'Mine'), /not in your own coding/);
    assert.equal(shown(theirs.id), theirs.text);
  });
});
