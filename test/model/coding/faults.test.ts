import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { serializeAnnotations } from '../../../src/core/coding/annotations';
import { parseBackup, serializeBackup } from '../../../src/features/coding/codingBackup';
import { studyDisk, type StudyDisk } from '../../../src/platform/study/studyDisk';
import { copyStudy, sampleStudyDir } from '../../rig/study';
import { CodingWindow, codes, fileOf, newMemo, transcript } from './support';

const failing = (code: string) => Object.assign(new Error(code), { code });

describe('The coding editor loses nothing', () => {
  let folder: string;
  beforeEach(() => {
    folder = copyStudy(sampleStudyDir());
  });
  afterEach(() => rmSync(path.dirname(folder), { recursive: true }));
  const files = () => readdirSync(path.join(folder, path.dirname(fileOf('ana')))).sort();
  const save = async (window: CodingWindow) => {
    await window.coding.save();
    return window.told;
  };

  it('when it is killed at any step of a save: the old file is there or the new one', async () => {
    const old = readFileSync(path.join(folder, fileOf('ana')), 'utf8');
    const outcomes = new Set<string>();
    for (let at = 0; ; at++) {
      writeFileSync(path.join(folder, fileOf('ana')), old);
      let step = -1;
      let dies = false;
      const mortal =
        <A extends unknown[], R>(work: (...args: A) => Promise<R>) =>
        (...args: A): Promise<R> => {
          if (dies) step++;
          return dies && step >= at ? Promise.reject(new Error('killed')) : work(...args);
        };
      const disk: StudyDisk = {
        read: mortal(studyDisk.read),
        list: studyDisk.list,
        modeOf: studyDisk.modeOf,
        hash: studyDisk.hash,
        createFrom: mortal(studyDisk.createFrom),
        makeFolder: mortal(studyDisk.makeFolder),
        create: mortal(studyDisk.create),
        rename: mortal(studyDisk.rename),
        syncFolder: mortal(studyDisk.syncFolder),
        remove: mortal(studyDisk.remove),
        appendLine: mortal(studyDisk.appendLine),
      };
      const window = await CodingWindow.open(folder, { coder: 'ana', disk });
      await window.code('I feel drunk.');
      const wanted = window.coding.scene.model.toCollection();
      dies = true;
      const saved = await window.coding.save().then(
        () => true,
        () => false,
      );
      const found = window.read(fileOf('ana'));
      assert.ok(found === old || found === serializeAnnotations(wanted), `step ${at}: neither old nor new`);
      if (saved) assert.notEqual(found, old, `step ${at}: told saved`);
      if (!saved) assert.ok(window.coding.backup(), `step ${at}: what is not saved stays so`);
      outcomes.add(found === old ? 'old' : 'new');
      if (step < at) break;
    }
    assert.deepEqual([...outcomes], ['old', 'new']);
  });

  it('when the disk is full or the folder read-only: it says so, the codes stay, and the next save has them', async () => {
    for (const [code, message] of [
      ['ENOSPC', /ana\.json cannot be written: the disk is full/],
      ['EACCES', /ana\.json cannot be written: the folder is read-only/],
    ] as const) {
      let broken = true;
      const create: StudyDisk['create'] = (...args) =>
        broken ? Promise.reject(failing(code)) : studyDisk.create(...args);
      const window = await CodingWindow.open(folder, { coder: 'ana', disk: { ...studyDisk, create } });
      await window.code(code === 'ENOSPC' ? 'I feel drunk.' : 'Lanyard and everything.');
      await assert.rejects(window.coding.save(), message);
      assert.ok(window.coding.backup());
      broken = false;
      await window.coding.save();
      assert.equal(window.coding.backup(), null);
    }
    const window = await CodingWindow.open(folder);
    for (const words of ['I feel drunk.', 'Lanyard and everything.']) assert.ok(window.quotesOnDisk().includes(words));
    assert.deepEqual(files(), ['ana.json', 'ben.json']);
  });

  it('when the journal cannot be written: the codes are saved all the same', async () => {
    const disk = { ...studyDisk, appendLine: () => Promise.reject(failing('ENOSPC')) };
    const window = await CodingWindow.open(folder, { coder: 'ana', disk });
    await window.code('I feel drunk.');
    assert.match((await save(window)).join(), /Your coding is saved, but not the audit trail\..*disk is full/);
    assert.ok(window.quotesOnDisk().includes('I feel drunk.'));
  });

  it('when two windows save the same coder: the file has both, and both windows come to show both', async () => {
    const [one, two] = [await CodingWindow.open(folder), await CodingWindow.open(folder)];
    await one.code('I feel drunk.');
    await two.code('Lanyard and everything.');
    await one.coding.save();
    await two.coding.save();
    await one.coding.codingChanged('ana');
    for (const window of [one, two]) {
      for (const words of ['I feel drunk.', 'Lanyard and everything.']) {
        assert.ok(window.quotesOnDisk().includes(words));
        assert.ok(window.words('ana').includes(words));
      }
      assert.equal(window.coding.backup(), null);
    }
    assert.match(two.told.join(), /also changed elsewhere in the meantime\. Both sets/);
    assert.equal(one.undo(), 0, 'undo still knows its own act');
    assert.ok(!one.words('ana').includes('I feel drunk.'));
    assert.ok(one.words('ana').includes('Lanyard and everything.'));
  });

  it('when two windows change the same segment: both versions are kept, and it is said', async () => {
    const [one, two] = [await CodingWindow.open(folder), await CodingWindow.open(folder)];
    const { id } = one.page.segments.find(({ coder }) => coder === 'ana')!;
    await one.act({ act: 'resize', segment: id, stretch: one.stretchOf('Ordinary day') });
    await two.act({ act: 'resize', segment: id, stretch: two.stretchOf('in the middle of the night') });
    await one.coding.save();
    await two.coding.save();
    const quotes = two.quotesOnDisk();
    assert.ok(quotes.includes('Ordinary day') && quotes.includes('in the middle of the night'));
    assert.match(two.told.join(), /Both versions are kept/);
    assert.ok(two.words('ana').includes('Ordinary day') && two.words('ana').includes('in the middle of the night'));
  });

  it('when the file changes on disk under the editor: what was done here stays, and can be undone', async () => {
    const window = await CodingWindow.open(folder);
    await window.code('I feel drunk.');
    const theirs = window.onDisk();
    const [first, , ...rest] = theirs.first.items;
    window.write(
      fileOf('ana'),
      serializeAnnotations({ ...theirs, first: { ...theirs.first, items: [...rest, first!] } }),
    );
    const shown = window.words('ana').length;
    await window.coding.codingChanged('ana');
    assert.equal(window.words('ana').length, shown - 1);
    assert.ok(window.words('ana').includes('I feel drunk.'));
    assert.equal(window.undo(), 0);
    assert.equal(window.coding.backup(), null);
    assert.equal(window.redo(), 0);
    await window.coding.save();
    assert.ok(window.quotesOnDisk().includes('I feel drunk.'));
    assert.equal(window.onDisk().first.items.length, theirs.first.items.length);
  });

  it('when git takes the file away and brings it back', async () => {
    const window = await CodingWindow.open(folder);
    const file = path.join(folder, fileOf('ana'));
    const before = window.words('ana');
    renameSync(file, `${file}.away`);
    await window.coding.codingChanged('ana');
    assert.deepEqual(window.words('ana'), []);
    await window.code('I feel drunk.');
    renameSync(`${file}.away`, file);
    await window.coding.codingChanged('ana');
    assert.deepEqual(new Set(window.words('ana')), new Set([...before, 'I feel drunk.']));
    await window.coding.save();
    assert.deepEqual(new Set(window.quotesOnDisk()), new Set([...before, 'I feel drunk.']));
  });

  for (const [what, text, told] of [
    ['is not JSON', '{"first": ', /ana\.json is not valid JSON, line 1 .* Correct that place in the file, or restore/],
    [
      'holds merge marks',
      '<<<<<<< ours\n{}\n=======\n{}\n>>>>>>> theirs\n',
      /ana\.json, line 1: git has left both versions.* Settle it in VS Code’s Source Control view, or restore/,
    ],
  ] as const) {
    it(`when the coder’s file ${what}: it is not touched, the others are shown, and it is said what to do`, async () => {
      writeFileSync(path.join(folder, fileOf('ana')), text);
      const window = await CodingWindow.open(folder);
      assert.match(window.page.readOnly ?? '', told);
      assert.ok(window.words('ben').length > 0);
      await assert.rejects(window.code('I feel drunk.'), /not valid JSON|git has left/);
      await window.coding.save();
      assert.equal(window.read(fileOf('ana')), text);
      const mended = readFileSync(path.join(sampleStudyDir(), fileOf('ana')), 'utf8');
      window.write(fileOf('ana'), mended);
      await window.coding.codingChanged('ana');
      assert.equal(window.page.readOnly, null);
      await window.code('I feel drunk.');
    });
  }

  it('when the coder’s file becomes unreadable under codes that are not saved: it is kept beside them', async () => {
    const window = await CodingWindow.open(folder);
    await window.code('I feel drunk.');
    window.write(fileOf('ana'), 'broken');
    await window.coding.codingChanged('ana');
    assert.match(window.page.readOnly ?? '', /not valid JSON/);
    assert.match((await save(window)).join(), /could not be read\. It was kept as .*unreadable/);
    const aside = files().find((name) => name.includes('unreadable'));
    assert.equal(window.read(path.join(path.dirname(fileOf('ana')), aside ?? '')), 'broken');
    assert.ok(window.quotesOnDisk().includes('I feel drunk.'));
    await window.coding.codingChanged('ana');
    await window.code('Lanyard and everything.');
  });

  it('when another coder’s file cannot be read: it is said once, and the rest is shown', async () => {
    writeFileSync(path.join(folder, fileOf('ben')), '[]');
    const window = await CodingWindow.open(folder);
    await window.coding.codingChanged('ben');
    assert.equal(window.told.length, 1);
    assert.match(window.told[0]!, /ben\.json.* The other coders are shown\./);
    assert.equal(window.page.readOnly, null);
    await window.code('I feel drunk.');
    await window.coding.save();
    assert.equal(window.read(fileOf('ben')), '[]');
  });

  it('when the study was written by a newer Introspect: nothing is coded', async () => {
    for (const file of ['introspect/study.json', 'introspect/codebook.json']) {
      const old = readFileSync(path.join(folder, file), 'utf8');
      writeFileSync(path.join(folder, file), old.replace('"formatVersion": 1', '"formatVersion": 99'));
      const window = await CodingWindow.open(folder);
      assert.match(window.page.readOnly ?? '', /newer Introspect.*Update Introspect/);
      await assert.rejects(window.code('I feel drunk.'), /newer Introspect/);
      writeFileSync(path.join(folder, file), old);
    }
  });

  it('when the transcript is corrected on disk: codes follow their words, and what moved is confirmed by the person', async () => {
    const window = await CodingWindow.open(folder);
    await window.code('I put my work pass in the fridge last week.');
    const text = window.read(transcript);
    const corrected = `A note of the transcriber.\n\n${text.replace('work pass in the fridge', 'bus pass into the fridge')}`;
    window.write(transcript, corrected.replace(/\n/g, '\r\n'));
    await window.coding.textChanged();
    await window.coding.settled();
    const { page } = window;
    assert.equal(page.text, corrected);
    const moved = page.segments.filter(({ state }) => state === 'moved');
    const quote = ({ start, end }: { start: number; end: number }) => page.text.slice(start, end);
    assert.ok(moved.some((one) => quote(one) === 'I put my bus pass into the fridge last week.'));
    assert.ok(window.words('ana').includes("I look anyway, because I'm an idiot"));
    assert.deepEqual(page.orphans, []);
    const mine = moved.filter(({ coder }) => coder === 'ana').map(({ id }) => id);
    await window.act({ act: 'confirm', segments: mine });
    assert.equal(window.page.segments.filter(({ state, coder }) => state === 'moved' && coder === 'ana').length, 0);
    await window.coding.save();
    assert.ok(window.quotesOnDisk().includes('I put my bus pass into the fridge last week.'));
    assert.equal(window.read(transcript), corrected.replace(/\n/g, '\r\n'), 'the transcript itself is never written');
    for (let i = 0; i < 2; i++) assert.equal(window.undo(), 0);
  });

  it('when words are cut from the transcript: their codes are listed, and can be put elsewhere', async () => {
    const window = await CodingWindow.open(folder);
    const [id = ''] = await window.code('Watching Pointless with the coat on.');
    const noted = { kind: 'stretch', ...window.stretchOf('Watching Pointless') } as const;
    await window.act({ act: 'memo', memo: newMemo(), target: noted, text: 'Every night?' });
    await window.coding.save();
    const at = window.page.text.indexOf('Watching Pointless');
    window.write(transcript, window.page.text.slice(0, at - 40));
    await window.coding.textChanged();
    await window.coding.settled();
    const orphan = window.page.orphans.find((one) => one.id === id);
    assert.deepEqual([orphan?.coder, orphan?.quote], ['ana', 'Watching Pointless with the coat on.']);
    // The memo stays where they stood, which is the end now, and tells what they were.
    const end = window.page.text.length;
    assert.deepEqual(window.page.memos.find(({ text }) => text === 'Every night?')?.target, {
      kind: 'stretch',
      start: end,
      end,
      gone: 'Watching Pointless',
    });
    await window.act({ act: 'reattach', segment: id, stretch: window.stretchOf('a long cold') });
    assert.equal(
      window.page.orphans.find((one) => one.id === id),
      undefined,
    );
    assert.ok(window.words('ana').includes('a long cold'));
    await window.coding.save();
    assert.equal(window.onDisk().first.items.length, 66, 'orphans and their memo stay in the file');
    window.undo();
    assert.ok(window.page.orphans.some((one) => one.id === id));
  });

  it('when the transcript is deleted and comes back', async () => {
    const window = await CodingWindow.open(folder);
    const file = path.join(folder, transcript);
    await window.code('I feel drunk.');
    renameSync(file, `${file}.away`);
    await window.coding.textChanged();
    assert.match(window.page.readOnly ?? '', /P01\.transcript\.txt is not there/);
    assert.ok(window.page.text.length > 0);
    await window.coding.save();
    assert.ok(window.quotesOnDisk().includes('I feel drunk.'));
    renameSync(`${file}.away`, file);
    await window.coding.textChanged();
    assert.equal(window.page.readOnly, null);
  });

  it('when the window is closed with codes that are not saved (hot exit), also if the file has changed meanwhile', async () => {
    const first = await CodingWindow.open(folder);
    const { id } = first.page.segments.find(({ coder }) => coder === 'ana')!;
    await first.code('I feel drunk.');
    await first.act({ act: 'delete', segments: [id] });
    const json = serializeBackup(first.coding.backup()!);
    assert.ok(json.length < 5000, 'a backup is as small as what was done');
    const other = await CodingWindow.open(folder);
    await other.code('Lanyard and everything.');
    await other.coding.save();
    const again = await CodingWindow.open(folder, { coder: 'ana', backup: parseBackup(json) });
    assert.ok(again.words('ana').includes('I feel drunk.') && again.words('ana').includes('Lanyard and everything.'));
    assert.ok(!again.page.segments.some((segment) => segment.id === id));
    assert.ok(again.coding.backup(), 'they are still to be saved');
    await again.coding.save();
    assert.ok(again.quotesOnDisk().includes('I feel drunk.'));
    const bens = await CodingWindow.open(folder, { coder: 'ben', backup: parseBackup(json) });
    assert.equal(bens.coding.backup(), null, 'another coder does not get them');
    bens.coder = 'ana';
    await bens.coding.load();
    assert.ok(bens.words('ana').includes('I feel drunk.'), 'they wait for theirs');
  });

  it('when it is reverted: the file is shown as it is', async () => {
    const window = await CodingWindow.open(folder);
    const before = window.words('ana');
    await window.code('I feel drunk.');
    await window.coding.revert();
    assert.deepEqual(window.words('ana'), before);
    assert.equal(window.coding.backup(), null);
  });

  it('when acts are done while it saves: they are saved too, or stay to be saved', async () => {
    let inSave: (() => Promise<unknown>) | undefined;
    const create: StudyDisk['create'] = async (...args) => {
      const act = inSave;
      inSave = undefined;
      await act?.();
      return studyDisk.create(...args);
    };
    const window = await CodingWindow.open(folder, { coder: 'ana', disk: { ...studyDisk, create } });
    await window.code('I feel drunk.');
    inSave = () => window.code('Lanyard and everything.');
    await window.coding.save();
    assert.ok(window.quotesOnDisk().includes('I feel drunk.'));
    assert.ok(window.quotesOnDisk().includes('Lanyard and everything.'));
  });

  it('where there is no study: it says how to make one, and codes once there is', async () => {
    const study = path.join(folder, 'introspect/study.json');
    renameSync(study, `${study}.away`);
    const window = await CodingWindow.open(folder);
    assert.match(window.page.readOnly ?? '', /P01\.transcript\.txt is in no study yet.*New Study…/);
    assert.ok(window.page.text.length > 0);
    await assert.rejects(window.code('I feel drunk.'), /no study/);
    renameSync(`${study}.away`, study);
    await window.coding.studyChanged();
    await window.coding.settled();
    assert.equal(window.page.readOnly, null);
    await window.code('I feel drunk.');
    assert.ok(window.words('ben').length > 0);
  });

  it('with names that mean something to file systems, emoji, combining marks and right-to-left text', async () => {
    const name = 'transcripts/P [1] {a} #2 100% שלום.transcript.txt';
    const text = '\uFEFFP01: שלום 👩‍👧 e\u0301 fine.\r\n\r\nP01: again 👩‍👧.\r\n';
    mkdirSync(path.join(folder, 'transcripts'), { recursive: true });
    writeFileSync(path.join(folder, name), text);
    const window = await CodingWindow.open(folder, { coder: 'ana', file: name });
    assert.equal(window.page.text, text.slice(1).replaceAll('\r\n', '\n'));
    const at = window.page.text.lastIndexOf('👩');
    await window.act({ act: 'code', stretch: { start: at + 1, end: at + 2 }, code: codes.sleep });
    assert.deepEqual(window.words('ana'), ['👩‍👧']);
    await window.coding.save();
    assert.ok(existsSync(path.join(folder, `introspect/coding/${name}/ana.json`)));
    const again = await CodingWindow.open(folder, { coder: 'ana', file: name });
    assert.deepEqual(again.words('ana'), ['👩‍👧']);
    assert.equal(again.read(name), text);
  });
});
