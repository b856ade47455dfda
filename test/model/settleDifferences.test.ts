import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { parseAnnotations, verifyQuote } from '../../src/core/coding/annotations';
import { parseStudy } from '../../src/core/coding/study';
import { AdjudicationSession } from '../../src/features/adjudication/adjudicationSession';
import { StudyFiles } from '../../src/platform/study/studyFiles';
import type { AdjudicationToPanel } from '../../src/protocol/adjudication';
import { copyStudy, sampleStudyDir } from '../rig/study';

const transcript = 'transcripts/P01.transcript.txt';
const coding = `introspect/coding/${transcript}`;

describe('Settling differences in the sample study', () => {
  let folder: string;
  const read = (file: string) => readFileSync(path.join(folder, file), 'utf8');
  beforeEach(() => {
    folder = copyStudy(sampleStudyDir());
  });
  afterEach(() => rmSync(path.dirname(folder), { recursive: true }));

  async function open(coders = ['ana', 'ben'], files = new StudyFiles(folder)) {
    const posted: AdjudicationToPanel[] = [];
    const failures: unknown[] = [];
    let minute = 10;
    const session = new AdjudicationSession(
      files,
      { folder: `file://${folder}`, transcript, coders, mode: 'decide' },
      (message) => posted.push(message),
      (error) => failures.push(error),
      () => new Date(`2026-03-09T10:${minute++}:00Z`),
    );
    await session.handle({ type: 'ready' });
    const differences = session.study?.content.differences ?? [];
    const progress = () => {
      const message = posted.findLast((m) => m.type === 'progress' || m.type === 'content');
      assert.ok(message?.type === 'progress' || message?.type === 'content');
      return message.progress;
    };
    const take = (index: number, coder: string, memo = '') =>
      session.handle({
        type: 'decide',
        difference: differences[index]?.id ?? '',
        decision: { kind: 'take', coders: [coder] },
        memo,
        decidedBy: ['ana', 'ben'],
      });
    return { session, posted, failures, differences, progress, take };
  }

  it('has a memo that could not be saved for a page that was hidden meanwhile, until it is saved', async () => {
    const files = new StudyFiles(folder);
    const save = files.saveAnnotations.bind(files);
    const { session, posted, differences, failures } = await open(undefined, files);
    const memo = (words: string) =>
      session.handle({ type: 'memo', difference: differences[0]!.id, memo: words, decidedBy: ['ana'] });
    const unsaved = async () => {
      await session.handle({ type: 'ready' });
      const shown = posted.findLast((message) => message.type === 'content');
      return shown?.unsaved;
    };
    files.saveAnnotations = () => Promise.reject(new Error('The disk is full.'));
    await memo('Ask');
    await memo('Ask the team');
    assert.equal(failures.length, 2);
    assert.deepEqual(await unsaved(), [[differences[0]!.id, 'Ask the team']]);
    files.saveAnnotations = save;
    await memo('Ask the team');
    assert.deepEqual(await unsaved(), []);
  });

  it('tells again what nobody has read, until they have', async () => {
    const { session, posted, take } = await open();
    await (await open()).take(1, 'ben');
    await take(0, 'ana');
    const told = posted.filter(({ type }) => type === 'told').length;
    assert.equal(told, 1);
    await session.handle({ type: 'ready' });
    assert.equal(posted.at(-1)?.type, 'told');
    await session.handle({ type: 'dismiss' });
    await session.handle({ type: 'ready' });
    assert.equal(posted.at(-1)?.type, 'content');
  });

  it('keeps each decision on disk, takes it up again, and leaves the coders’ files as they are', async () => {
    const before = ['ana', 'ben'].map((coder) => read(`${coding}/${coder}.json`));
    const first = await open();
    await first.take(0, 'ana');
    await first.take(1, 'ben', 'Ben saw more of it.');
    const again = await open();
    assert.deepEqual(
      again.progress().settlements.map(({ difference, memo }) => [difference, memo]),
      [
        [again.differences[0]?.id, ''],
        [again.differences[1]?.id, 'Ben saw more of it.'],
      ],
    );
    await again.session.handle({ type: 'undo' });
    assert.equal(again.progress().undone, again.differences[1]?.id);
    assert.equal(again.progress().settlements.length, 1);
    assert.deepEqual([first.failures, again.failures], [[], []]);
    assert.deepEqual(
      ['ana', 'ben'].map((coder) => read(`${coding}/${coder}.json`)),
      before,
    );
    const { coders } = parseStudy(read('introspect/study.json'), 'study.json');
    assert.deepEqual(coders.at(-1), { id: 'consensus', name: 'Consensus', kind: 'person', role: 'consensus' });
    const journal = read('introspect/journal.jsonl').trim().split('\n');
    assert.deepEqual(
      journal.map((line) => (JSON.parse(line) as { what: string }).what),
      ['adjudication.take', 'adjudication.take', 'adjudication.undo'],
    );
    const sha256 = createHash('sha256').update(read(transcript)).digest('hex');
    assert.ok(journal.every((line) => line.includes(sha256) && !line.includes('Ben saw')));
  });

  it('knows its decisions again when the transcript was changed before them', async () => {
    const first = await open();
    const { range, sides } = first.differences[2]!;
    const code = sides.flatMap(({ stretches }) => stretches)[0]!.code;
    await first.take(0, 'ana');
    await first.session.handle({
      type: 'decide',
      difference: first.differences[2]!.id,
      decision: { kind: 'own', code, range },
      memo: '',
      decidedBy: ['ana'],
    });
    const consensus = () => parseAnnotations(read(`${coding}/consensus.json`), 'consensus').first.items;
    const items = consensus().length;
    const text = read(transcript);
    writeFileSync(path.join(folder, transcript), `Interview 1\n\n${text}`);
    const again = await open();
    assert.deepEqual(
      again.differences.map(({ id }) => id),
      first.differences.map(({ id }) => id),
    );
    assert.deepEqual([again.progress().settlements.length, again.progress().outdated], [2, 0]);
    const own = again.progress().settlements.find(({ decision }) => decision.kind === 'own');
    assert.deepEqual(own?.decision.kind === 'own' && own.decision.range.start, range.start + 'Interview 1\n\n'.length);
    await again.take(0, 'ana');
    assert.equal(consensus().length, items, 'decided again, not twice');
  });

  it('keeps a memo while it is typed, as one step to undo and one line of the journal', async () => {
    const { session, differences, progress, take } = await open();
    await take(0, 'ana');
    const type = (memo: string) =>
      session.handle({ type: 'memo', difference: differences[1]!.id, memo, decidedBy: ['ana'] });
    await type('Ask');
    await type('Ask the team.');
    assert.deepEqual(
      progress().settlements.map(({ memo }) => memo),
      ['', 'Ask the team.'],
    );
    await session.handle({ type: 'undo' });
    assert.equal(progress().settlements.length, 1, 'all that was typed at one go');
    const journal = read('introspect/journal.jsonl').trim().split('\n');
    assert.deepEqual(
      journal.map((line) => (JSON.parse(line) as { what: string }).what),
      ['adjudication.take', 'adjudication.noted', 'adjudication.undo'],
    );
  });

  it('keeps a decision, and who made it, when a memo follows before its answer', async () => {
    const { session, differences, progress, take } = await open();
    const { id } = differences[0]!;
    const taken = take(0, 'ana');
    const memo = session.handle({ type: 'memo', difference: id, memo: 'Why.', decidedBy: ['ben'] });
    await Promise.all([taken, memo]);
    assert.deepEqual(
      progress().settlements.map(({ decision, memo, decidedBy }) => [decision, memo, decidedBy]),
      [[{ kind: 'take', coders: ['ana'] }, 'Why.', ['ana', 'ben']]],
    );
    const { items } = parseAnnotations(read(`${coding}/consensus.json`), 'consensus').first;
    assert.ok(items.some(({ motivation }) => motivation === 'classifying'));
    await session.handle({ type: 'undo' });
    assert.deepEqual(
      progress().settlements.map(({ decision, memo }) => [decision.kind, memo]),
      [['take', '']],
    );
  });

  it('takes over what is agreed only on request, and undoes it at once', async () => {
    const { session, progress } = await open();
    const { agreed } = session.study!.content;
    assert.ok(agreed > 10);
    assert.equal(progress().agreedTaken, 0);
    await session.handle({ type: 'takeAgreed', decidedBy: ['ana'] });
    assert.equal(progress().agreedTaken, agreed);
    const { items } = parseAnnotations(read(`${coding}/consensus.json`), 'consensus').first;
    assert.equal(items.length, agreed);
    const text = read(transcript);
    assert.ok(items.every((item) => item.motivation === 'classifying' && verifyQuote(text, item.target)));
    await session.handle({ type: 'undo' });
    assert.equal(progress().agreedTaken, 0);
  });

  it('keeps the decisions of two windows', async () => {
    const [one, two] = [await open(), await open()];
    await one.take(0, 'ana');
    await two.take(1, 'ana');
    assert.equal(two.progress().settlements.length, 2);
    assert.ok(two.posted.some(({ type }) => type === 'told'));
  });

  it('says which file cannot be read, and overwrites nothing', async () => {
    writeFileSync(path.join(folder, coding, 'consensus.json'), '{ broken');
    const { session, failures } = await open();
    assert.match(String(failures[0]), /consensus\.json is not valid JSON/);
    await session.handle({ type: 'undo' });
    assert.equal(read(`${coding}/consensus.json`), '{ broken');
  });

  it('says so when nobody coded the transcript', async () => {
    rmSync(path.join(folder, coding), { recursive: true });
    const { failures } = await open();
    assert.match(String(failures[0]), /Nobody has coded P01\.transcript\.txt yet/);
  });

  it('says how many segments have lost their words, and shows the others where they stand now', async () => {
    writeFileSync(path.join(folder, transcript), read(transcript).replace('Ordinary day.', 'An ordinary day.'));
    const { session } = await open();
    const [ana] = session.study!.content.coders;
    assert.deepEqual([ana!.unplaced, ana!.segments], [1, 60]);
  });
});
