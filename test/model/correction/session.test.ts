import assert from 'node:assert/strict';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { parseAnnotations, verifyQuote, type Annotation } from '../../../src/core/coding/annotations';
import { isPlaced, movedFromKey, orphanedInKey, type PlacedAnnotation } from '../../../src/core/coding/correctionMarks';
import type { TextChange } from '../../../src/core/coding/shiftAnchors';
import { CorrectionSession } from '../../../src/features/correction/correctionSession';
import { studyDisk, type StudyDisk } from '../../../src/platform/study/studyDisk';
import { StudyFiles } from '../../../src/platform/study/studyFiles';
import { copyStudy, sampleStudyDir } from '../../rig/study';
import { CodingWindow, fileOf, transcript } from '../coding/support';

const quote = 'Ordinary day. Um. Well, it starts in the middle of the night';

describe('Correcting a transcript', () => {
  let folder: string;
  let before: string;
  beforeEach(() => {
    folder = copyStudy(sampleStudyDir());
    before = read(transcript);
  });
  afterEach(() => rmSync(path.dirname(folder), { recursive: true }));

  const read = (file: string) => readFileSync(path.join(folder, file), 'utf8');
  const items = (coder: string) => parseAnnotations(read(fileOf(coder)), coder).first.items.filter(isPlaced);
  const quoteOf = ({ target }: PlacedAnnotation) => target.selector[1].exact;
  const find = (words: string, coder = 'ana') => {
    const found = items(coder).find((item) => quoteOf(item) === words);
    assert.ok(found, `${coder} has marked “${words}”`);
    return found;
  };
  async function open(disk: StudyDisk = studyDisk): Promise<CorrectionSession> {
    const session = new CorrectionSession(new StudyFiles(folder, disk), transcript, before, true, { who: () => 'ana' });
    await session.load();
    return session;
  }
  const replace = (session: CorrectionSession, words: string, by: string): TextChange => {
    const offset = session.text.indexOf(words);
    assert.ok(offset >= 0);
    const change = { offset, length: words.length, text: by };
    session.change([change]);
    return change;
  };
  /** As VS Code saves: the transcript first. */
  const save = (session: CorrectionSession) => {
    writeFileSync(path.join(folder, transcript), session.text);
    return session.save(session.text);
  };

  it('moves everybody’s segments along, and changes nothing else of them', async () => {
    const session = await open();
    const old = ['ana', 'ben'].flatMap(items);
    replace(session, 'Synthetic interview', 'An entirely synthetic 👩‍👧 interview');
    assert.deepEqual(await save(session), { moved: 0, orphaned: 0, failures: [] });
    const now = ['ana', 'ben'].flatMap(items);
    assert.deepEqual(now.map(quoteOf), old.map(quoteOf));
    assert.ok(now.every(({ target }) => verifyQuote(session.text, target)));
    assert.ok(now.every(({ target }) => target.source['schema:sha256'] === session.sha256));
    const rest = ({ target: _target, ...others }: Annotation) => others;
    assert.deepEqual(now.map(rest), old.map(rest));
    const journal = JSON.parse(read('introspect/journal.jsonl')) as Record<string, unknown>;
    assert.deepEqual(
      [journal['what'], journal['who'], journal['coders'], journal['moved'], journal['sha256']],
      ['transcript.correct', ['ana'], ['ana', 'ben'], 0, session.sha256],
    );
  });

  it('keeps the words that were marked where they are corrected, and the whole segment where they are deleted', async () => {
    const session = await open();
    const old = find(quote);
    replace(session, 'Um. Well, it starts', 'Well, it begins');
    assert.deepEqual(await save(session), { moved: 1, orphaned: 0, failures: [] });
    const moved = find('Ordinary day. Well, it begins in the middle of the night');
    assert.equal(moved[movedFromKey], quote);
    assert.equal(moved.id, old.id);
    replace(session, 'Ordinary day. Well, it begins in the middle of the night', '');
    const report = await save(session);
    assert.equal(report?.orphaned, 1);
    const orphan = items('ana').find(({ id }) => id === old.id);
    assert.equal(orphan?.[orphanedInKey], session.sha256);
    assert.equal(orphan[movedFromKey], quote);
  });

  it('has everything as it was when all is undone, byte for byte, also after saving', async () => {
    const files = ['ana', 'ben'].map((coder) => read(fileOf(coder)));
    const session = await open();
    const first = replace(session, quote, '');
    await save(session);
    const second = replace(session, 'Interviewer: (laughs) Go on.', 'x');
    await save(session);
    session.change([{ offset: second.offset, length: 1, text: 'Interviewer: (laughs) Go on.' }]);
    session.change([{ offset: first.offset, length: 0, text: quote }]);
    assert.equal(session.text, before);
    await save(session);
    assert.deepEqual(
      ['ana', 'ben'].map((coder) => read(fileOf(coder))),
      files,
    );
  });

  it('has the segments in the same order while the coders’ files are read again', async () => {
    let whileReading = () => undefined as void;
    const read: StudyDisk['read'] = (...args) => {
      whileReading();
      return studyDisk.read(...args);
    };
    const session = await open({ ...studyDisk, read });
    const order = () => session.placed.map(({ coder, annotation }) => `${coder} ${annotation.id}`);
    const before = order();
    let looks = 0;
    whileReading = () => {
      looks++;
      assert.deepEqual(order(), before);
    };
    await session.load();
    assert.ok(looks >= 2);
    assert.deepEqual(order(), before);
  });

  it('finds again what undo brings back before it was ever saved', async () => {
    const session = await open();
    const places = () => session.placed.map(({ range }) => range);
    replace(session, 'Synthetic', 'A synthetic');
    const there = places();
    const { offset } = replace(session, quote, '');
    assert.ok(places().includes(null));
    session.change([{ offset, length: 0, text: quote }]);
    assert.deepEqual(places(), there);
  });

  it('follows words that are cut out and put in again elsewhere', async () => {
    const session = await open();
    replace(session, `[00:00:31.050] P01: ${quote}`, '');
    session.change([{ offset: session.text.length, length: 0, text: `\n[00:59:31.050] P01: ${quote}` }]);
    assert.deepEqual(await save(session), { moved: 0, orphaned: 0, failures: [] });
    assert.deepEqual(verifyQuote(session.text, find(quote).target)?.end, session.text.length);
  });

  it('writes nothing without a save, and nothing for a text that is as it was', async () => {
    const file = read(fileOf('ana'));
    const session = await open();
    replace(session, quote, 'Nothing');
    assert.equal(read(fileOf('ana')), file);
    replace(session, 'Nothing', quote);
    assert.equal(await save(session), null);
    assert.throws(() => read('introspect/journal.jsonl'));
  });

  it('takes in what is coded meanwhile, and leaves what another program wrote', async () => {
    const session = await open();
    const window = await CodingWindow.open(folder);
    await window.code('I feel drunk.');
    await window.coding.save();
    replace(session, 'Synthetic', 'A synthetic');
    await save(session);
    assert.ok(verifyQuote(session.text, find('I feel drunk.').target));
    await window.coding.textChanged();
    await window.coding.codingChanged('ana');
    assert.ok(window.words('ana').includes('I feel drunk.'));
    assert.ok(window.page.segments.every(({ state }) => state === 'exact'));
  });

  it('loses nothing when it is killed between the transcript and the coders’ files, at any step', async () => {
    const quotes = ['ana', 'ben'].map((coder) => items(coder).map(quoteOf));
    const old = ['ana', 'ben'].map((coder) => read(fileOf(coder)));
    for (let at = 0, done = false; !done; at++) {
      writeFileSync(path.join(folder, transcript), before);
      ['ana', 'ben'].forEach((coder, i) => writeFileSync(path.join(folder, fileOf(coder)), old[i]!));
      let step = 0;
      const mortal =
        <A extends unknown[], R>(work: (...args: A) => Promise<R>) =>
        (...args: A): Promise<R> =>
          step++ >= at ? Promise.reject(new Error('killed')) : work(...args);
      const { create, rename, appendLine } = studyDisk;
      const disk = { ...studyDisk, create: mortal(create), rename: mortal(rename), appendLine: mortal(appendLine) };
      const session = await open(disk);
      replace(session, 'Synthetic', 'An entirely synthetic');
      const report = await save(session).catch(() => null);
      done = step <= at && report !== null;
      const window = await CodingWindow.open(folder);
      assert.deepEqual(window.words('ana').sort(), [...quotes[0]!].sort(), `step ${at}`);
      assert.deepEqual(window.words('ben').sort(), [...quotes[1]!].sort(), `step ${at}`);
      assert.ok(window.page.segments.every(({ state }) => state === 'exact'));
      assert.equal(window.page.orphans.length, 0);
    }
  });

  it('says whose file could not be written, writes the others, and writes it with the next save', async () => {
    let isFull = true;
    const disk: StudyDisk = {
      ...studyDisk,
      create: (file, bytes) =>
        isFull && file.includes('ana.json')
          ? Promise.reject(Object.assign(new Error('full'), { code: 'ENOSPC' }))
          : studyDisk.create(file, bytes),
    };
    const session = await open(disk);
    replace(session, 'Synthetic', 'A synthetic');
    const report = await save(session);
    assert.deepEqual(
      report?.failures.map(({ coder, error }) => [coder, error.code]),
      [['ana', 'fileUnwritable']],
    );
    assert.ok(items('ben').every(({ target }) => verifyQuote(session.text, target)));
    isFull = false;
    assert.deepEqual((await save(session))?.failures, []);
    assert.ok(items('ana').every(({ target }) => verifyQuote(session.text, target)));
  });
});
