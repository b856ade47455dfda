// A study that was zipped, synced or checked out elsewhere.
import assert from 'node:assert/strict';
import {
  cpSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { codingPath } from '../../../src/core/coding/study';
import { folderOnDisk } from '../../../src/cli/studyOnDisk';
import { listReview } from '../../../src/features/correction/reviewList';
import { StudyFiles } from '../../../src/platform/study/studyFiles';
import { cleanUp, root, runCli, temporaryFolder } from '../support';
import { CodingWindow, fileOf, transcript } from './support';

const composed = 'transcripts/Übung Zoë.transcript.txt'.normalize('NFC');
const decomposed = composed.normalize('NFD');
const codingFolder = 'introspect/coding/';
const copyName = 'ana-DESKTOP-ABC.json';

function study(): string {
  const folder = temporaryFolder();
  cpSync(path.join(root, 'media/sample-study'), folder, { recursive: true });
  return folder;
}

/** @returns the study with its first transcript and the codes on it under names of one's own */
function renamed(text: string, codings: string): string {
  const folder = study();
  renameSync(path.join(folder, transcript), path.join(folder, text));
  renameSync(path.join(folder, codingFolder, transcript), path.join(folder, codingFolder, codings));
  return folder;
}

async function agreement(folder: string) {
  const { code, stdout, stderr } = await runCli('agreement', folder, '--bootstrap', '0');
  assert.equal(code, 0, stderr);
  const { alpha, coders, messages } = JSON.parse(stdout) as {
    alpha: { n: number };
    coders: readonly { id: string }[];
    messages: readonly { about: string; text: string }[];
  };
  return { n: alpha.n, ids: coders.map(({ id }) => id), messages };
}

const settle = async (window: CodingWindow) => {
  for (let i = 0; i < 5; i++) {
    await window.coding.settled();
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
};

describe('a study that travelled', function () {
  after(cleanUp);

  for (const [text, codings] of [
    [decomposed, composed],
    [composed, decomposed],
  ] as const) {
    const how = text === composed ? 'codes in a decomposed folder' : 'a decomposed transcript';
    it(`shows, writes and counts everybody’s codes: ${how}`, async () => {
      const folder = renamed(text, codings);
      const window = await CodingWindow.open(folder, { coder: 'ana', file: text });
      await settle(window);
      assert.deepEqual([window.words('ana').length, window.words('ben').length], [61, 49]);
      await window.code('half an hour');
      await window.coding.save();
      const made = await CodingWindow.open(folder, { coder: 'cem', file: text });
      await made.code('half an hour');
      await made.coding.save();
      assert.deepEqual(
        readdirSync(path.join(folder, codingFolder, 'transcripts')).filter((name) => name.includes('Zo')),
        [path.basename(codings)],
        'one folder, not two that look alike',
      );
      assert.deepEqual(readdirSync(path.join(folder, codingFolder, codings)), ['ana.json', 'ben.json', 'cem.json']);
      const { n, messages } = await agreement(folder);
      assert.equal(
        messages.find(({ about }) => about === 'noTranscript'),
        undefined,
      );
      assert.notEqual(n, undefined);
    });
  }

  it('keeps two transcripts apart that look alike', async () => {
    const folder = renamed(composed, composed);
    cpSync(path.join(folder, 'transcripts/P02.transcript.txt'), path.join(folder, decomposed));
    const window = await CodingWindow.open(folder, { coder: 'ana', file: decomposed });
    await settle(window);
    assert.deepEqual([window.words('ana'), window.words('ben')], [[], []]);
    const files = new StudyFiles(folder);
    assert.deepEqual(await files.list(codingFolder + decomposed), []);
    assert.equal((await files.loadAnnotations(codingPath(decomposed, 'ana'))).value, null);
    assert.equal((await files.loadAnnotations(codingPath(composed, 'ana'))).value?.first.items.length, 64);
  });

  it('makes no second file under a name that looks like another’s', async () => {
    const files = new StudyFiles(renamed(decomposed, decomposed));
    assert.equal(await files.create(composed, new TextEncoder().encode('I: Hello.')), false);
    assert.ok((await files.loadText(composed)).length > 100);
    assert.equal(await files.hash(composed), await files.hash(decomposed));
    const aside = await files.setAside(composed);
    assert.deepEqual(
      [await files.hash(aside), await files.hash(composed)].map((hash) => hash === null),
      [false, true],
    );
  });

  it('reads a linked folder of transcripts in the command line as in VS Code, and none that leads round', async function () {
    if (process.platform === 'win32') return; // links need a right of their own there
    const folder = study();
    mkdirSync(path.join(folder, 'shared'));
    renameSync(path.join(folder, transcript), path.join(folder, 'shared/P01.transcript.txt'));
    symlinkSync('../shared', path.join(folder, 'transcripts/shared'));
    symlinkSync('..', path.join(folder, 'transcripts/round'));
    mkdirSync(path.join(folder, codingFolder, 'transcripts/shared'));
    const moved = transcript.replace('P01', 'shared/P01');
    renameSync(path.join(folder, codingFolder, transcript), path.join(folder, codingFolder, moved));
    const { n, messages } = await agreement(folder);
    assert.equal(n, (await agreement(study())).n);
    assert.equal(
      messages.find(({ about }) => about === 'noTranscript'),
      undefined,
    );
  });

  it('counts no copy that a sync program made, and hides nobody’s codes behind it', async () => {
    const folder = study();
    const before = await agreement(folder);
    cpSync(path.join(folder, fileOf('ana')), path.join(folder, fileOf('ana').replace('ana.json', copyName)));
    const { n, ids, messages } = await agreement(folder);
    assert.deepEqual([n, ids], [before.n, ['ana', 'ben']]);
    assert.match(messages.find(({ about }) => about === 'copies')?.text ?? '', /ana-DESKTOP-ABC\.json/);
    const window = await CodingWindow.open(folder);
    await settle(window);
    assert.deepEqual([window.words('ana').length, window.words('ben').length], [61, 49]);
    await window.coding.codingChanged('ana-DESKTOP-ABC');
    assert.deepEqual([window.words('ana').length, window.told.length], [61, 1]);
    assert.match(
      window.told[0]!,
      /^ana-DESKTOP-ABC\.json is a copy of your codes on this transcript, and is not read\./,
    );
    const late = await CodingWindow.open(folder, { coder: undefined });
    await settle(late);
    late.coder = 'ana';
    await late.coding.load();
    await settle(late);
    assert.deepEqual(
      late.told.map((words) => /of your codes/.test(words)),
      [false, true],
    );
    const other = await CodingWindow.open(folder, { coder: 'ben' });
    await settle(other);
    assert.match(other.told[0] ?? '', /copy of Ana R\.’s codes .* Ana R\. can take in what it holds/);
  });

  it('takes in, when asked, what the person’s other computer wrote: nothing is lost on either side', async () => {
    const folder = study();
    const copy = fileOf('ana').replace('ana.json', copyName);
    const there = await CodingWindow.open(folder);
    const [theirs] = await there.code('half an hour');
    const [both] = there.page.segments.filter(({ coder }) => coder === 'ana');
    await there.say({ type: 'apply', act: { act: 'delete', segments: [both!.id] }, sha256: there.page.sha256 });
    await there.coding.save();
    renameSync(path.join(folder, fileOf('ana')), path.join(folder, copy));
    cpSync(path.join(root, 'media/sample-study', fileOf('ana')), path.join(folder, fileOf('ana')));
    const here = await CodingWindow.open(folder, { coder: 'ana', accepts: true });
    const [mine] = await here.code('go back to sleep');
    await settle(here);
    await here.coding.save();
    const ids = here.onDisk().first.items.map(({ id }) => id);
    for (const id of [theirs, mine, both!.id]) assert.ok(ids.includes(id!));
    assert.ok(here.page.segments.some(({ id }) => id === theirs));
    const aside = readdirSync(path.join(folder, codingFolder, transcript)).filter((name) => name.startsWith(copyName));
    assert.match(aside.join(), /^ana-DESKTOP-ABC\.json\.taken-in-[0-9a-f]{8}$/);
    assert.match(here.told.join('\n'), /^Its codes stand among yours now\. The copy is kept as ana-DESKTOP-ABC/m);
    assert.match(here.read('introspect/journal.jsonl'), /coding\.takeIn.*ana-DESKTOP-ABC/);
    assert.deepEqual(
      (await agreement(folder)).messages.filter(({ about }) => about === 'copies'),
      [],
    );
  });

  it('holds the same places under other line ends and a byte order mark, and calls no text changed', async () => {
    const folder = study();
    const before = await agreement(folder);
    for (const file of readdirSync(folder, { recursive: true }).map(String)) {
      if (!/\.(txt|json)$/.test(file) || statSync(path.join(folder, file)).isDirectory()) continue;
      const text = readFileSync(path.join(folder, file), 'utf8');
      writeFileSync(path.join(folder, file), `\uFEFF${text.replaceAll('\n', '\r\n')}`);
    }
    assert.deepEqual(await agreement(folder), before);
    const window = await CodingWindow.open(folder);
    await settle(window);
    assert.deepEqual([window.words('ana').length, window.page.orphans.length, window.told], [61, 0, []]);
    await window.code('half an hour');
    await window.coding.save();
    assert.ok(window.quotesOnDisk().includes('half an hour'));
  });

  it('lets nobody code a text that git holds twice, or that was not fetched; the codes stay, and figures say so', async () => {
    const folder = study();
    const text = readFileSync(path.join(folder, transcript), 'utf8').split('\n');
    const twice = [...text.slice(0, 4), '<<<<<<< HEAD', text[4], '=======', 'I: Other.', '>>>>>>> b', ...text.slice(5)];
    writeFileSync(path.join(folder, transcript), twice.join('\n'));
    const window = await CodingWindow.open(folder);
    const told = `${transcript}, line 5: git has left both versions of what two people changed here.`;
    assert.equal(window.coding.problem?.message, told);
    await assert.rejects(window.code('half an hour'), /git has left both/);
    const { code, stderr } = await runCli('agreement', folder, '--bootstrap', '0');
    assert.deepEqual([code, stderr.includes(told)], [1, true]);
    for (const nothing of ['', '\0'.repeat(50)]) {
      window.write(transcript, nothing);
      await window.coding.textChanged();
      assert.equal(window.coding.problem?.message, `${transcript} is empty.`);
      const { messages } = await agreement(folder);
      const empty = messages.find(({ about }) => about === 'emptyText');
      const review = await listReview(new StudyFiles(folder), folderOnDisk(folder), () => true);
      assert.deepEqual(review, { items: [], lost: [] }, 'nothing to be thrown away');
      assert.match(empty?.text ?? '', /P01\.transcript\.txt is empty, though 2 coders coded it: it is left out/);
    }
    window.write(transcript, text.join('\n'));
    await window.coding.textChanged();
    await settle(window);
    assert.deepEqual([window.coding.problem, window.words('ana').length], [null, 61]);
  });

  for (const file of ['introspect/study.json', 'introspect/codebook.json']) {
    it(`is refused where ${file} is of a newer version, and nothing is overwritten`, async () => {
      const folder = study();
      const json = readFileSync(path.join(folder, file), 'utf8').replace('"formatVersion": 1', '"formatVersion": 2');
      const window = await CodingWindow.open(folder);
      await window.code('half an hour');
      window.write(file, json);
      await window.coding.studyChanged();
      await window.coding.codebookChanged();
      assert.match(window.coding.problem?.message ?? '', /newer Introspect/);
      assert.equal(window.coding.problem?.remedy, 'Update Introspect. The file stays as it is.');
      await window.coding.save();
      const { code, stderr } = await runCli('agreement', folder);
      assert.deepEqual([code, /Update Introspect/.test(stderr)], [1, true]);
      assert.equal(readFileSync(path.join(folder, file), 'utf8'), json);
    });
  }

  it('keeps codes under names from right to left, with emoji, and as long as a disk takes them', async () => {
    const long = `${'ö'.repeat(100)}.transcript.txt`.normalize('NFC');
    for (const name of ['مقابلة الأولى.transcript.txt', '😀 P01 👩‍👧.transcript.txt', long]) {
      const file = `transcripts/${name}`;
      const folder = renamed(file, file);
      const window = await CodingWindow.open(folder, { coder: 'ana', file });
      await settle(window);
      await window.code('half an hour');
      await window.coding.save();
      const again = await CodingWindow.open(folder, { coder: 'ben', file });
      await settle(again);
      assert.deepEqual([again.words('ana').length, again.words('ben').length, again.told], [62, 49, []]);
      const { ids, messages } = await agreement(folder);
      assert.deepEqual([ids, messages.find(({ about }) => about === 'noTranscript')], [['ana', 'ben'], undefined]);
    }
  });
});
