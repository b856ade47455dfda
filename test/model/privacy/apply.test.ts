import assert from 'node:assert/strict';
import { createHash, randomUUID } from 'node:crypto';
import {
  chmodSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { folderOnDisk } from '../../../src/cli/studyOnDisk';
import {
  parseAnnotations,
  serializeAnnotations,
  verifyQuote,
  type AnnotationCollection,
  type SegmentTarget,
} from '../../../src/core/coding/annotations';
import { codingPath } from '../../../src/core/coding/study';
import { makeKey } from '../../../src/core/privacy/privacyKey';
import { restorable } from '../../../src/core/privacy/restorable';
import { toWorkingText } from '../../../src/core/transcript/transcript';
import { loadKey, restorePassOnDisk, updateKey } from '../../../src/features/privacy/applyPass';
import { requireOutside } from '../../../src/features/privacy/keyPlace';
import { parsePendingRun, type PendingRun } from '../../../src/features/privacy/pendingRun';
import { PrivacySession } from '../../../src/features/privacy/privacySession';
import { studyDisk, type StudyDisk } from '../../../src/platform/study/studyDisk';
import { StudyFiles } from '../../../src/platform/study/studyFiles';
import type { Engine } from '../../../src/protocol/engine';
import type { PrivacyLists, PrivacyToPanel } from '../../../src/protocol/privacy';

const sample = path.resolve(import.meta.dirname, '../../../media/sample-study');
const transcript = 'transcripts/P01.transcript.txt';
const coders = ['ana', 'ben'];
/** Words of the sample study's first transcript that stand for names here. */
const names = 'sleep\nwork';
/** Of a coding that has no certain place. */
const lostId = 'urn:uuid:00000000-0000-4000-8000-000000000077';

/** Dies before the given write; nothing is written afterwards. */
function dyingDisk(at: number): StudyDisk & { readonly writes: number } {
  let writes = 0;
  const mortal =
    <A extends unknown[], R>(work: (...args: A) => Promise<R>) =>
    async (...args: A): Promise<R> => {
      if (writes++ >= at) throw new Error('killed');
      return work(...args);
    };
  return {
    get writes() {
      return writes;
    },
    ...studyDisk,
    create: mortal(studyDisk.create),
    rename: mortal(studyDisk.rename),
    appendLine: mortal(studyDisk.appendLine),
  };
}

describe('De-identification on disk', function () {
  this.timeout(30_000);
  let root: string;
  let study: string;
  let keyFile: string;
  let pending: PendingRun | undefined;
  let posted: PrivacyToPanel[];
  let memory: unknown;
  let lists: PrivacyLists;
  let clock: number;
  let server: string | null;
  let asked: string[];
  /** What the person answers, and what happens meanwhile. */
  let agree: () => boolean;
  let engine: Pick<Engine, 'score'>;
  beforeEach(() => {
    root = mkdtempSync(path.join(tmpdir(), 'introspect-privacy-'));
    study = path.join(root, 'study');
    cpSync(sample, study, { recursive: true });
    mkdirSync(path.join(root, 'safe'));
    keyFile = path.join(root, 'safe', 'key.json');
    pending = undefined;
    posted = [];
    memory = undefined;
    lists = { names: '', places: '' };
    clock = Date.parse('2026-03-09T10:00:00Z');
    server = null;
    asked = [];
    agree = () => false;
    engine = { score: () => assert.fail('no model is asked') };
  });
  afterEach(() => rmSync(root, { recursive: true }));

  const on = (disk: StudyDisk = studyDisk) => ({ files: new StudyFiles(study, disk), folder: folderOnDisk(study) });
  const read = (file: string) => readFileSync(path.join(study, file), 'utf8');
  const readCoding = (coder: string) => parseAnnotations(read(codingPath(transcript, coder)), coder);

  function openSession(disk?: StudyDisk, unsaved: readonly string[] = []) {
    return new PrivacySession(on(disk), {
      post: (message) => posted.push(message),
      askKey: () => Promise.resolve(keyFile),
      folders: () => [study],
      unsaved: () => unsaved,
      pending: {
        get: () => pending,
        set: (run) => {
          pending = run;
          return Promise.resolve();
        },
      },
      lists: { get: () => Promise.resolve(lists), set: (now) => (lists = now) },
      memory: {
        get: () => memory,
        set: (left) => (memory = left && (JSON.parse(JSON.stringify(left)) as unknown)),
      },
      model: () => ({ name: 'a model', server }),
      engine: () => Promise.resolve(engine),
      maySend: (to, transcripts) => {
        asked.push(`${to} ${transcripts}`);
        return Promise.resolve(agree());
      },
      studyUri: 'file:///study',
      moveOriginals: () => Promise.resolve(),
      now: () => new Date((clock += 1000)),
      newId: () => randomUUID(),
      random: () => 0.5,
      ...(disk ? { disk } : {}),
    });
  }

  const last = <T extends PrivacyToPanel['type']>(type: T) =>
    posted.findLast((message): message is Extract<PrivacyToPanel, { type: T }> => message.type === type)!;
  const version = () => last('found').version;

  /** Everything found in the first transcript is looked at and replaced. */
  async function reviewAll(session: PrivacySession) {
    await session.handle({ type: 'ready' });
    await session.handle({
      type: 'choose',
      change: { transcripts: [transcript], names, places: '', style: 'numbered', dates: 'label', order: 'dayFirst' },
    });
    await session.handle({ type: 'chooseKey' });
    await session.handle({ type: 'find' });
    const found = posted.findLast((message) => message.type === 'found');
    assert.ok(found && found.hits.length > 5);
    await session.handle({
      type: 'decide',
      version: version(),
      hits: found.hits.map((_, i) => i),
      decision: 'replace',
    });
  }

  function assertApplied() {
    const text = toWorkingText(read(transcript));
    assert.doesNotMatch(text, /\b(?:sleep|work)\b/i);
    for (const coder of coders) {
      const items = readCoding(coder).first.items.filter(({ id }) => id !== lostId);
      const stretches = items.flatMap(({ target }) => (typeof target === 'string' ? [] : [target]));
      assert.ok(stretches.length > 5);
      for (const target of stretches) {
        assert.ok(verifyQuote(text, target));
        assert.doesNotMatch(JSON.stringify(target.selector), /\b(?:sleep|work)\b/i);
      }
    }
  }

  it('replaces words and re-anchors every coder, keeps the key outside, and gives all back', async () => {
    const before = [transcript, ...coders.map((coder) => codingPath(transcript, coder))].map(read);
    const session = openSession();
    await reviewAll(session);
    await session.handle({ type: 'apply' });
    assertApplied();
    assert.equal(pending, undefined);
    const journal = read('introspect/journal.jsonl');
    assert.match(journal, /"what":"privacy\.deidentify","transcript":"transcripts\/P01/);
    assert.doesNotMatch(journal, /sleep|NAME/i);
    if (process.platform !== 'win32') {
      assert.equal(statSync(keyFile).mode & 0o777, 0o600);
      chmodSync(keyFile, 0o640);
      await updateKey(keyFile, (now) => now!);
      assert.equal(statSync(keyFile).mode & 0o777, 0o640);
    }
    const key = (await loadKey(keyFile))!;
    assert.deepEqual([key.lists.names, key.pseudonyms.length], [names, key.pseudonyms.length]);
    for (const pass of [...key.passes].reverse()) {
      const { missing } = await restorePassOnDisk(on(), pass, '2026-03-10T10:00:00Z');
      assert.equal(missing, 0);
    }
    assert.equal(toWorkingText(read(transcript)), toWorkingText(before[0]!));
    coders.forEach((coder, i) => assert.deepEqual(readCoding(coder), parseAnnotations(before[i + 1]!, coder)));
  });

  it('carries codes over that lie in a folder spelled otherwise, and gives all back where names changed again', async () => {
    const composed = 'transcripts/Übung Zoë.transcript.txt'.normalize('NFC');
    const decomposed = composed.normalize('NFD');
    const inStudy = (file: string) => path.join(study, file);
    const codings = (spelled: string) => inStudy(`introspect/coding/${spelled}`);
    const texts = [transcript, ...coders.map((coder) => codingPath(transcript, coder))].map(read);
    renameSync(inStudy(transcript), inStudy(decomposed));
    renameSync(codings(transcript), codings(composed));
    const session = openSession();
    await session.handle({ type: 'ready' });
    await session.handle({ type: 'choose', change: { transcripts: [decomposed], names } });
    await session.handle({ type: 'chooseKey' });
    await session.handle({ type: 'find' });
    const hits = last('found').hits.map((_, i) => i);
    await session.handle({ type: 'decide', version: version(), hits, decision: 'replace' });
    await session.handle({ type: 'apply' });
    assert.doesNotMatch(read(decomposed), /\b(?:sleep|work)\b/i);
    const file = (spelled: string, coder: string) => path.join('introspect/coding', spelled, `${coder}.json`);
    for (const coder of coders) assert.doesNotMatch(read(file(composed, coder)), /"exact": "[^"]*\b(?:sleep|work)\b/i);
    renameSync(inStudy(decomposed), inStudy(composed));
    renameSync(codings(composed), codings(decomposed));
    const key = (await loadKey(keyFile))!;
    const hash = createHash('sha256')
      .update(toWorkingText(read(composed)))
      .digest('hex');
    const [offered] = restorable(key, undefined, new Map([[composed, hash]]));
    assert.deepEqual([offered?.transcript, offered?.of], [composed, 'own']);
    for (const pass of [...offered!.passes].reverse()) await restorePassOnDisk(on(), pass, '2026-03-10T10:00:00Z');
    assert.equal(toWorkingText(read(composed)), toWorkingText(texts[0]!));
    const quotes = (json: string) =>
      parseAnnotations(json, '').first.items.map(({ target }) => (typeof target === 'string' ? '' : target.selector));
    coders.forEach((coder, i) => assert.deepEqual(quotes(read(file(decomposed, coder))), quotes(texts[i + 1]!)));
  });

  it('tells again what still holds the words when the panel was hidden, until something else is looked for', async () => {
    const session = openSession();
    await reviewAll(session);
    await session.handle({ type: 'apply' });
    const told = last('applied');
    assert.ok(told.summary.held.files.length > 0);
    posted = [];
    await session.handle({ type: 'ready' });
    assert.deepEqual(
      posted.map(({ type }) => type),
      ['setup', 'applied'],
    );
    assert.deepEqual(last('applied'), told);
    await session.handle({ type: 'find' });
    posted = [];
    await session.handle({ type: 'ready' });
    assert.deepEqual(
      posted.map(({ type }) => type),
      ['setup', 'found', 'review'],
    );
  });

  it('calls the same people the same in a later run with the same key', async () => {
    const first = openSession();
    await reviewAll(first);
    await first.handle({ type: 'apply' });
    const key = (await loadKey(keyFile))!;
    const second = openSession();
    await second.handle({ type: 'ready' });
    await second.handle({ type: 'chooseKey' });
    await second.handle({ type: 'find' });
    const review = posted.findLast((message) => message.type === 'review')!;
    const found = posted.findLast((message) => message.type === 'found')!;
    for (const { kind, entity, pseudonym } of key.pseudonyms) {
      const at = found.groups.findIndex((group) => group.kind === kind && group.words.toLowerCase() === entity);
      if (at >= 0) assert.equal(review.pseudonyms[at], pseudonym);
    }
  });

  it('looks for whom the key knows, also when it is chosen after looking, and keeps what was said of the rest', async () => {
    writeFileSync(path.join(study, transcript), 'P01: I rang Dr. Koch.\n');
    const first = openSession();
    await first.handle({ type: 'ready' });
    await first.handle({ type: 'choose', change: { transcripts: [transcript] } });
    await first.handle({ type: 'chooseKey' });
    await first.handle({ type: 'find' });
    await first.handle({ type: 'decide', version: version(), hits: [0], decision: 'replace' });
    await first.handle({ type: 'apply' });
    assert.equal(read(transcript), 'P01: I rang Dr. [NAME-1].\n');
    const text = 'P01: Koch came, and Mrs Halloran. I koch and cook.\n';
    writeFileSync(path.join(study, transcript), text);
    const second = openSession();
    await second.handle({ type: 'ready' });
    await second.handle({ type: 'choose', change: { transcripts: [transcript] } });
    await second.handle({ type: 'find' });
    await second.handle({ type: 'decide', version: version(), hits: [0], decision: 'keep' });
    const found = () => last('found').hits.map(({ start, end }) => text.slice(start, end));
    assert.deepEqual([found(), last('review').decisions], [['Halloran'], ['keep']]);
    await second.handle({ type: 'chooseKey' });
    assert.deepEqual(
      [found(), last('review').decisions],
      [
        ['Koch', 'Halloran'],
        ['open', 'keep'],
      ],
    );
    assert.equal(last('review').pseudonyms[last('found').hits[0]!.group], '[NAME-1]');
  });

  it('takes no pseudonym of an earlier run for a person, and gives none of another key twice', async () => {
    writeFileSync(
      path.join(study, transcript),
      'NAME-1: I met [NAME-7] and [NAME-2] too.\n\nNAME-7: Annabel! The annabel.\n',
    );
    const session = openSession();
    await session.handle({ type: 'ready' });
    await session.handle({ type: 'choose', change: { transcripts: [transcript] } });
    await session.handle({ type: 'chooseKey' });
    await session.handle({ type: 'find' });
    assert.deepEqual(last('found').hits, []);
    const text = read(transcript);
    const start = text.indexOf('Annabel');
    await session.handle({ type: 'add', transcript: 0, start, end: start + 7, kind: 'name' });
    assert.deepEqual(
      last('found').hits.map((hit) => [hit.start, hit.certainty]),
      [
        [start, 'sure'],
        [text.indexOf('annabel'), 'possible'],
      ],
    );
    assert.deepEqual(last('review').pseudonyms, ['[NAME-3]']);
  });

  it('keeps what is typed, at every letter, for a page that was hidden and for a panel that was closed', async () => {
    const session = openSession();
    await session.handle({ type: 'ready' });
    const before = posted.length;
    await session.handle({ type: 'choose', change: { names: 'Sarah Win' } });
    await session.handle({ type: 'choose', change: { places: 'Ash' } });
    // An answer would be older than what is typed meanwhile.
    assert.equal(posted.length, before);
    const draft = {
      text: { words: 'My gr', place: { transcript: 0, start: 4 } },
      sample: { words: '', place: null },
      kind: 'place',
    } as const;
    await session.handle({ type: 'draft', draft });
    await session.handle({ type: 'ready' });
    const { names: typed, places } = last('setup').setup.choices;
    assert.deepEqual([typed, places], ['Sarah Win', 'Ash']);
    assert.deepEqual(last('draft').draft, draft);
    // Nothing of it is in the workspace's state.
    assert.doesNotMatch(JSON.stringify(memory), /Sarah|Ash|gr/);
    posted = [];
    const again = openSession();
    await again.handle({ type: 'ready' });
    assert.deepEqual(lists, { names: 'Sarah Win', places: 'Ash' });
    assert.equal(last('setup').setup.choices.names, 'Sarah Win');
    await reviewAll(again);
    await again.handle({ type: 'apply' });
    assert.match(readFileSync(keyFile, 'utf8'), new RegExp(names.split('\n')[0]!));
    assert.deepEqual(lists, { names: '', places: '' });
  });

  it('keeps what was said when it looks again with a longer list, and gives no name twice when a key comes late', async () => {
    const session = openSession();
    await reviewAll(session);
    const before = posted.findLast((message) => message.type === 'found')!;
    await session.handle({ type: 'rename', version: version(), group: 0, pseudonym: 'Nora' });
    await session.handle({ type: 'choose', change: { names: `${names}\nnight` } });
    await session.handle({ type: 'find' });
    const review = posted.findLast((message) => message.type === 'review')!;
    const now = posted.findLast((message) => message.type === 'found')!;
    assert.ok(now.hits.length > before.hits.length);
    assert.equal(review.decisions.filter((decision) => decision === 'replace').length, before.hits.length);
    assert.ok(review.pseudonyms.includes('Nora'));
    const first = now.groups.findIndex(({ kind, words }) => kind === 'name' && words.toLowerCase() === 'night');
    const taken = review.pseudonyms[first]!;
    const key = { ...makeKey(), pseudonyms: [{ kind: 'name', entity: 'zebedee', pseudonym: taken }] };
    writeFileSync(keyFile, JSON.stringify(key));
    await session.handle({ type: 'chooseKey' });
    const after = posted.findLast((message) => message.type === 'review')!;
    assert.ok(!after.pseudonyms.includes(taken));
  });

  it('applies nothing before every hit was looked at, nor over changes that are not saved', async () => {
    const session = openSession(undefined, [transcript]);
    await reviewAll(session);
    await session.handle({ type: 'decide', version: version(), hits: [0], decision: 'open' });
    const before = read(transcript);
    await assert.rejects(session.handle({ type: 'apply' }), /1 hit is not looked at yet/);
    await session.handle({ type: 'decide', version: version(), hits: [0], decision: 'keep' });
    await assert.rejects(session.handle({ type: 'apply' }), /not saved yet/);
    writeFileSync(path.join(study, transcript), `${before}\nP01: More.\n`);
    const saved = openSession();
    await reviewAll(saved);
    writeFileSync(path.join(study, transcript), before);
    await assert.rejects(saved.handle({ type: 'apply' }), /has changed since/);
    assert.equal(read(transcript), before);
    assert.equal(await loadKey(keyFile), null);
  });

  /** Notes of Introspect's own on an annotation that is there, and files beside the transcripts, all with words of the text. */
  function writeWordsBeside() {
    const file = codingPath(transcript, 'ana');
    const collection = parseAnnotations(read(file), file);
    const [first, second, ...rest] = collection.first.items;
    const lost = { exact: 'No sleep whatsoever there', prefix: 'Sleep, ', suffix: ' or work' };
    const [position, quote] = (first!.target as SegmentTarget).selector;
    const source = { ...(first!.target as SegmentTarget).source, 'schema:sha256': '0'.repeat(64) };
    const items = [
      { ...first, 'introspect:movedFrom': 'Before: no Sleep and no sleep, "sleeps"' },
      {
        ...second,
        'introspect:acceptedFrom': {
          suggested: { code: 'urn:x', exact: 'sleep' },
          run: 'sleep',
          model: { name: 'work' },
        },
      },
      ...rest,
      {
        ...first,
        id: lostId,
        target: { ...(first!.target as SegmentTarget), source, selector: [position, { ...quote, ...lost }] },
        'introspect:suggestion': { quote: 'my sleep', reason: 'Work\nand sleep: both.', later: [{ why: 'at work' }] },
      },
    ];
    const total = items.length;
    writeFileSync(
      path.join(study, file),
      serializeAnnotations({ ...collection, total, first: { ...collection.first, items } } as AnnotationCollection),
    );
    const beside: Readonly<Record<string, string>> = {
      'introspect/lab/one.runs.jsonl': '{"result":{"prompt":"Code this:\\nSleep is gone"}}\n',
      'introspect/lab/two.runs.jsonl': '{"result":{"prompt":"Code this:\\nNothing"}}\n',
      'introspect/lab/suggestions.jsonl': '{"key":1,"result":{"text":"WORK"}}\n{"torn',
      'talk.conversation.json': '{"turns":[{"text":"I lie without sleep."}]}',
      'reports/export.csv': 'quote\n"no sleep"\n',
      'reports/scan.pdf': '%PDF sleep',
      'audio/MySleep_2.wav': 'RIFF',
      'audio/asleep.wav': 'RIFF',
      '.git/objects.txt': 'sleep',
      'introspect/coding/x.json.unreadable-0a1b2c3d': 'sleep',
    };
    for (const [name, text] of Object.entries(beside)) {
      mkdirSync(path.dirname(path.join(study, name)), { recursive: true });
      writeFileSync(path.join(study, name), text);
    }
    const known = JSON.parse(read('introspect/study.json')) as object;
    const coders = [
      { id: 'sleep', name: 'Sleep', kind: 'person' },
      { id: 'model:m', name: 'work', kind: 'model', 'introspect:asks': { options: { example: 'no sleep' } } },
    ];
    writeFileSync(path.join(study, 'introspect/study.json'), JSON.stringify({ ...known, coders }));
  }

  it('leaves no word in what Introspect notes on annotations, and tells every other file that holds them', async () => {
    writeWordsBeside();
    const file = codingPath(transcript, 'ana');
    const before = read(file);
    const session = openSession();
    await reviewAll(session);
    await session.handle({ type: 'apply' });
    const [first, second, ...rest] = readCoding('ana').first.items;
    assert.match(JSON.stringify(first!['introspect:movedFrom']), /^"Before: no \[NAME-\d\] and no \[NAME-\d\]/);
    assert.deepEqual(second!['introspect:acceptedFrom'], {
      suggested: { code: 'urn:x', exact: '[NAME-2]' },
      run: 'sleep',
      model: { name: 'work' },
    });
    assert.doesNotMatch(JSON.stringify(rest.at(-1)), /sleep|work/i);
    const { held, uncertain } = last('applied').summary;
    assert.equal(uncertain, 1);
    assert.deepEqual(
      held.files.map(({ path: name, kind }) => `${kind} ${name}`).filter((line) => !line.startsWith('transcript ')),
      [
        'name audio/MySleep_2.wav',
        'codebook introspect/codebook.json',
        'study introspect/study.json',
        'runs introspect/lab/one.runs.jsonl',
        'runs introspect/lab/suggestions.jsonl',
        'conversation talk.conversation.json',
        'aside introspect/coding/x.json.unreadable-0a1b2c3d',
        'other README.md',
        'other reports/export.csv',
      ],
    );
    assert.deepEqual(held.unread, ['audio/MySleep_2.wav', 'audio/asleep.wav', 'reports/scan.pdf']);

    rmSync(path.join(study, 'reports'), { recursive: true });
    await session.handle({ type: 'lookAgain' });
    assert.ok(!last('applied').summary.held.files.some(({ path: name }) => name.startsWith('reports/')));

    for (const pass of [...(await loadKey(keyFile))!.passes].reverse()) {
      assert.equal((await restorePassOnDisk(on(), pass, '2026-03-10T10:00:00Z')).missing, 0);
    }
    assert.equal(read(file), before);
  });

  it('has the study know speakers by their new names, and by the old ones where they come back', async () => {
    writeFileSync(path.join(study, transcript), 'Sarah: I met Tom.\n\nTom: Yes, Sarah.\n');
    writeFileSync(path.join(study, 'transcripts/P02.transcript.txt'), 'Tom: Alone.\n');
    rmSync(path.join(study, path.dirname(codingPath(transcript, 'ana'))), { recursive: true });
    const known = JSON.parse(read('introspect/study.json')) as object;
    const speakers = [
      { name: 'Sarah', role: 'participant' },
      { name: 'Tom', role: 'interviewer' },
    ];
    writeFileSync(path.join(study, 'introspect/study.json'), JSON.stringify({ ...known, speakers }));
    const session = openSession();
    await session.handle({ type: 'ready' });
    await session.handle({ type: 'choose', change: { transcripts: [transcript] } });
    await session.handle({ type: 'chooseKey' });
    await session.handle({ type: 'find' });
    const hits = last('found').hits.map((_, i) => i);
    await session.handle({ type: 'decide', version: version(), hits, decision: 'replace' });
    await session.handle({ type: 'apply' });
    assert.match(read(transcript), /^NAME-1: I met \[NAME-2\]\.\n\nNAME-2: Yes, \[NAME-1\]\.\n$/);
    const names = () => (JSON.parse(read('introspect/study.json')) as { speakers: unknown }).speakers;
    assert.deepEqual(names(), [
      { name: 'NAME-1', role: 'participant' },
      { name: 'Tom', role: 'interviewer' },
      { name: 'NAME-2', role: 'interviewer' },
    ]);
    const { held } = last('applied').summary;
    assert.deepEqual(
      held.files.map(({ path: name }) => name),
      ['transcripts/P02.transcript.txt', 'introspect/study.json'],
    );
    for (const pass of (await loadKey(keyFile))!.passes) await restorePassOnDisk(on(), pass, '2026-03-10T10:00:00Z');
    assert.deepEqual(names(), speakers);
  });

  it('is finished after a crash at any write, and the key is there before anything else changes', async () => {
    writeWordsBeside();
    const counting = dyingDisk(Infinity);
    const whole = openSession(counting);
    await reviewAll(whole);
    await whole.handle({ type: 'apply' });
    const { writes } = counting;
    assert.ok(writes >= 2 + 2 + 2 * coders.length + 1);
    for (let at = 0; at < writes; at++) {
      rmSync(study, { recursive: true });
      rmSync(keyFile, { force: true });
      cpSync(sample, study, { recursive: true });
      writeWordsBeside();
      const original = read(transcript);
      pending = undefined;
      const session = openSession(dyingDisk(at));
      await reviewAll(session);
      await assert.rejects(session.handle({ type: 'apply' }));
      const key = await loadKey(keyFile);
      if (!key) assert.equal(read(transcript), original);
      const after = openSession();
      await after.handle({ type: 'ready' });
      await after.handle({ type: 'finish' });
      assert.equal(pending, undefined);
      if (key) assertApplied();
    }
  });

  it('finishes its own run although another study has used the key since, and begins no other run before', async () => {
    const first = study;
    await assert.rejects(
      (async () => {
        const session = openSession(dyingDisk(5));
        await reviewAll(session);
        await session.handle({ type: 'apply' });
      })(),
    );
    assert.equal(last('setup').setup.unfinished, true);
    const cut = pending;
    assert.equal(cut?.keyFile, keyFile);

    study = path.join(root, 'other');
    cpSync(sample, study, { recursive: true });
    writeFileSync(path.join(study, transcript), `${read(transcript)}\nP01: No work.\n`);
    pending = undefined;
    const other = openSession();
    await reviewAll(other);
    await other.handle({ type: 'apply' });
    const otherText = read(transcript);

    study = first;
    pending = cut;
    const eager = openSession();
    await reviewAll(eager);
    await assert.rejects(eager.handle({ type: 'apply' }), /interrupted/);
    assert.deepEqual(pending, cut);
    await openSession().handle({ type: 'finish' });
    assertApplied();
    assert.equal(pending, undefined);
    assert.equal(readFileSync(path.join(root, 'other', transcript), 'utf8'), otherText);

    const key = (await loadKey(keyFile))!;
    const ids = [first, path.join(root, 'other')].map(
      (folder) => (JSON.parse(readFileSync(path.join(folder, 'introspect/study.json'), 'utf8')) as { id: string }).id,
    );
    assert.deepEqual(
      key.passes.map((pass) => pass.study?.id),
      ids,
    );
    assert.notEqual(ids[0], ids[1]);
  });

  it('ends a run whose transcripts have changed meanwhile, and says which; nothing to finish is no run', async () => {
    await assert.rejects(
      (async () => {
        const session = openSession(dyingDisk(4));
        await reviewAll(session);
        await session.handle({ type: 'apply' });
      })(),
    );
    writeFileSync(path.join(study, transcript), 'P01: Another text about sleep.\n');
    await openSession().handle({ type: 'finish' });
    const { summary } = last('applied');
    assert.deepEqual([summary.skipped, summary.transcripts, pending], [[transcript], 0, undefined]);
    assert.ok(summary.held.files.some(({ path: file }) => file === transcript));
    assert.equal(read(transcript), 'P01: Another text about sleep.\n');

    pending = { keyFile, when: '2020-01-01T00:00:00Z' };
    await openSession().handle({ type: 'finish' });
    assert.equal(pending, undefined);
  });

  it('finishes a run of an earlier version, which noted the key alone', async () => {
    await assert.rejects(
      (async () => {
        const session = openSession(dyingDisk(5));
        await reviewAll(session);
        await session.handle({ type: 'apply' });
      })(),
    );
    const key = JSON.parse(readFileSync(keyFile, 'utf8')) as { passes: { study?: unknown; fields?: unknown }[] };
    for (const pass of key.passes) {
      delete pass.study;
      delete pass.fields;
    }
    key.passes.push({ ...key.passes[0], study: { id: 'x', title: 'y' } });
    writeFileSync(keyFile, JSON.stringify(key));
    pending = parsePendingRun(keyFile);
    assert.deepEqual([pending, parsePendingRun({ when: 3 })], [{ keyFile, when: null }, undefined]);
    await openSession().handle({ type: 'finish' });
    assertApplied();
    assert.equal(pending, undefined);
  });

  it('refuses a key inside the study or a folder of the workspace, links followed', async () => {
    await requireOutside(keyFile, [study]);
    for (const inside of ['key.json', 'introspect/key.json', 'transcripts/../key.json']) {
      await assert.rejects(requireOutside(path.join(study, inside), [study]), /cannot be kept in study/);
    }
    symlinkSync(study, path.join(root, 'link'));
    await assert.rejects(requireOutside(path.join(root, 'link', 'key.json'), [study]), /cannot be kept/);
    await requireOutside(path.join(root, 'study-key.json'), [study]);
  });

  it('leaves a file alone that is no key', async () => {
    writeFileSync(keyFile, '{"mine": true}');
    const session = openSession();
    await session.handle({ type: 'ready' });
    await assert.rejects(session.handle({ type: 'chooseKey' }), /key\.json/);
    assert.equal(readFileSync(keyFile, 'utf8'), '{"mine": true}');
  });

  it('goes on after a reload where it was, with the key and the lists in it, and keeps no word of the texts', async () => {
    const session = openSession();
    await reviewAll(session);
    const start = toWorkingText(read(transcript)).indexOf('ten past three');
    await session.handle({ type: 'add', transcript: 0, start, end: start + 14, kind: 'name' });
    await session.handle({ type: 'decide', version: version(), hits: [1], decision: 'keep' });
    await session.handle({ type: 'rename', version: version(), group: 0, pseudonym: 'Nora' });
    const [before, found] = [last('review'), last('found')];
    assert.doesNotMatch(JSON.stringify(memory), /ten past|sleep|work"/);
    posted = [];
    await openSession().handle({ type: 'ready' });
    assert.deepEqual(last('review').decisions, before.decisions);
    assert.deepEqual(
      last('found').hits.map(({ start, end, added }) => [start, end, added]),
      found.hits.map(({ start, end, added }) => [start, end, added]),
    );
    assert.ok(last('review').pseudonyms.includes('Nora'));
    assert.deepEqual([last('setup').setup.key, last('setup').setup.choices.transcripts], ['key.json', [transcript]]);

    // A text that has changed is looked at anew.
    writeFileSync(path.join(study, transcript), `${read(transcript)}\nP01: More of it.\n`);
    posted = [];
    await openSession().handle({ type: 'ready' });
    assert.ok(last('review').decisions.every((decision) => decision === 'open'));
    memory = { formatVersion: 7 };
    await openSession().handle({ type: 'ready' });
  });

  it('takes up what a model finds improbable, asks before it sends anything, and takes no late decision', async () => {
    const session = openSession();
    await reviewAll(session);
    const text = toWorkingText(read(transcript));
    const before = last('found');
    engine = {
      score: (part) =>
        Promise.resolve(
          [...part.matchAll(/\S+\s*/g)].map(({ 0: word, index }) => {
            const logprob = word.startsWith('Lanyard') ? -20 : -1;
            return { id: 1, text: word, logprob, rank: 1, start: index, end: index + word.length };
          }),
        ),
    };
    server = 'models.example.org';
    await session.handle({ type: 'propose' });
    assert.deepEqual([asked, last('stopped').type, last('found')], [['models.example.org 1'], 'stopped', before]);
    // They let the words go to that server, not to the one that has come into use while they read the question.
    agree = () => {
      server = 'elsewhere.example.org';
      return true;
    };
    await assert.rejects(session.handle({ type: 'propose' }), /went to none/);
    assert.ok(
      posted.every(({ type }) => type !== 'reading'),
      'nothing was read',
    );
    server = null;
    await session.handle({ type: 'propose' });
    assert.deepEqual(last('proposed'), { type: 'proposed', model: 'a model', proposals: 1 });
    const proposed = last('found').hits.filter((hit) => hit.proposed !== null);
    assert.deepEqual(
      proposed.map(({ start, end, certainty }) => [text.slice(start, end), certainty]),
      [['Lanyard', 'possible']],
    );
    assert.ok(Math.abs(proposed[0]!.proposed! - 20 / Math.LN2) < 1e-9);
    await session.handle({ type: 'decide', version: before.version, hits: [0], decision: 'keep' });
    assert.ok(!last('review').decisions.includes('keep'));
    await assert.rejects(session.handle({ type: 'apply' }), /1 hit is not looked at yet/);
  });
});
