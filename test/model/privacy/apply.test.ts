import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { chmodSync, readFileSync, renameSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { parseAnnotations } from '../../../src/core/coding/annotations';
import { codingPath } from '../../../src/core/coding/study';
import { restorable } from '../../../src/core/privacy/restorable';
import { toWorkingText } from '../../../src/core/transcript/transcript';
import { loadKey, restorePassOnDisk, updateKey } from '../../../src/features/privacy/applyPass';
import { requireOutside } from '../../../src/features/privacy/keyPlace';
import { coders, names, PrivacyScene, transcript } from './scene';

describe('De-identification on disk', function () {
  this.timeout(30_000);
  let scene: PrivacyScene;
  beforeEach(() => (scene = new PrivacyScene()));
  afterEach(() => scene.dispose());

  it('replaces words and re-anchors every coder, keeps the key outside, and gives all back', async () => {
    const before = [transcript, ...coders.map((coder) => codingPath(transcript, coder))].map(scene.read);
    const session = scene.openSession();
    await scene.reviewAll(session);
    await session.handle({ type: 'apply' });
    scene.assertApplied();
    assert.equal(scene.pending, undefined);
    const journal = scene.read('introspect/journal.jsonl');
    assert.match(journal, /"what":"privacy\.deidentify","transcript":"transcripts\/P01/);
    assert.doesNotMatch(journal, /sleep|NAME/i);
    if (process.platform !== 'win32') {
      assert.equal(statSync(scene.keyFile).mode & 0o777, 0o600);
      chmodSync(scene.keyFile, 0o640);
      await updateKey(scene.keyFile, (now) => now!);
      assert.equal(statSync(scene.keyFile).mode & 0o777, 0o640);
    }
    const key = (await loadKey(scene.keyFile))!;
    assert.deepEqual([key.lists.names, key.pseudonyms.length], [names, key.pseudonyms.length]);
    for (const pass of [...key.passes].reverse()) {
      const { missing } = await restorePassOnDisk(scene.on(), pass, '2026-03-10T10:00:00Z');
      assert.equal(missing, 0);
    }
    assert.equal(toWorkingText(scene.read(transcript)), toWorkingText(before[0]!));
    coders.forEach((coder, i) => assert.deepEqual(scene.readCoding(coder), parseAnnotations(before[i + 1]!, coder)));
  });

  it('carries codes over that lie in a folder spelled otherwise, and gives all back where names changed again', async () => {
    const composed = 'transcripts/Übung Zoë.transcript.txt'.normalize('NFC');
    const decomposed = composed.normalize('NFD');
    const inStudy = (file: string) => path.join(scene.study, file);
    const codings = (spelled: string) => inStudy(`introspect/coding/${spelled}`);
    const texts = [transcript, ...coders.map((coder) => codingPath(transcript, coder))].map(scene.read);
    renameSync(inStudy(transcript), inStudy(decomposed));
    renameSync(codings(transcript), codings(composed));
    const session = scene.openSession();
    await session.handle({ type: 'ready' });
    await session.handle({ type: 'choose', change: { transcripts: [decomposed], names } });
    await session.handle({ type: 'chooseKey' });
    await session.handle({ type: 'find' });
    const hits = scene.last('found').hits.map((_, i) => i);
    await session.handle({ type: 'decide', version: scene.version(), hits, decision: 'replace' });
    await session.handle({ type: 'apply' });
    assert.doesNotMatch(scene.read(decomposed), /\b(?:sleep|work)\b/i);
    const file = (spelled: string, coder: string) => path.join('introspect/coding', spelled, `${coder}.json`);
    for (const coder of coders)
      assert.doesNotMatch(scene.read(file(composed, coder)), /"exact": "[^"]*\b(?:sleep|work)\b/i);
    renameSync(inStudy(decomposed), inStudy(composed));
    renameSync(codings(composed), codings(decomposed));
    const key = (await loadKey(scene.keyFile))!;
    const hash = createHash('sha256')
      .update(toWorkingText(scene.read(composed)))
      .digest('hex');
    const [offered] = restorable(key, undefined, new Map([[composed, hash]]));
    assert.deepEqual([offered?.transcript, offered?.of], [composed, 'own']);
    for (const pass of [...offered!.passes].reverse())
      await restorePassOnDisk(scene.on(), pass, '2026-03-10T10:00:00Z');
    assert.equal(toWorkingText(scene.read(composed)), toWorkingText(texts[0]!));
    const quotes = (json: string) =>
      parseAnnotations(json, '').first.items.map(({ target }) => (typeof target === 'string' ? '' : target.selector));
    coders.forEach((coder, i) => assert.deepEqual(quotes(scene.read(file(decomposed, coder))), quotes(texts[i + 1]!)));
  });

  it('applies nothing before every hit was looked at, nor over changes that are not saved', async () => {
    const session = scene.openSession(undefined, [transcript]);
    await scene.reviewAll(session);
    await session.handle({ type: 'decide', version: scene.version(), hits: [0], decision: 'open' });
    const before = scene.read(transcript);
    await assert.rejects(session.handle({ type: 'apply' }), /1 hit is not looked at yet/);
    await session.handle({ type: 'decide', version: scene.version(), hits: [0], decision: 'keep' });
    await assert.rejects(session.handle({ type: 'apply' }), /not saved yet/);
    writeFileSync(path.join(scene.study, transcript), `${before}\nP01: More.\n`);
    const saved = scene.openSession();
    await scene.reviewAll(saved);
    writeFileSync(path.join(scene.study, transcript), before);
    await assert.rejects(saved.handle({ type: 'apply' }), /has changed since/);
    assert.equal(scene.read(transcript), before);
    assert.equal(await loadKey(scene.keyFile), null);
  });

  it('leaves no word in what Introspect notes on annotations, and tells every other file that holds them', async () => {
    scene.writeWordsBeside();
    const file = codingPath(transcript, 'ana');
    const before = scene.read(file);
    const session = scene.openSession();
    await scene.reviewAll(session);
    await session.handle({ type: 'apply' });
    const [first, second, ...rest] = scene.readCoding('ana').first.items;
    assert.match(JSON.stringify(first!['introspect:movedFrom']), /^"Before: no \[NAME-\d\] and no \[NAME-\d\]/);
    assert.deepEqual(second!['introspect:acceptedFrom'], {
      suggested: { code: 'urn:x', exact: '[NAME-2]' },
      run: 'sleep',
      model: { name: 'work' },
    });
    assert.doesNotMatch(JSON.stringify(rest.at(-1)), /sleep|work/i);
    const { held, uncertain } = scene.last('applied').summary;
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

    rmSync(path.join(scene.study, 'reports'), { recursive: true });
    await session.handle({ type: 'lookAgain' });
    assert.ok(!scene.last('applied').summary.held.files.some(({ path: name }) => name.startsWith('reports/')));

    for (const pass of [...(await loadKey(scene.keyFile))!.passes].reverse()) {
      assert.equal((await restorePassOnDisk(scene.on(), pass, '2026-03-10T10:00:00Z')).missing, 0);
    }
    assert.equal(scene.read(file), before);
  });

  it('has the study know speakers by their new names, and by the old ones where they come back', async () => {
    writeFileSync(path.join(scene.study, transcript), 'Sarah: I met Tom.\n\nTom: Yes, Sarah.\n');
    writeFileSync(path.join(scene.study, 'transcripts/P02.transcript.txt'), 'Tom: Alone.\n');
    rmSync(path.join(scene.study, path.dirname(codingPath(transcript, 'ana'))), { recursive: true });
    const known = JSON.parse(scene.read('introspect/study.json')) as object;
    const speakers = [
      { name: 'Sarah', role: 'participant' },
      { name: 'Tom', role: 'interviewer' },
    ];
    writeFileSync(path.join(scene.study, 'introspect/study.json'), JSON.stringify({ ...known, speakers }));
    const session = scene.openSession();
    await session.handle({ type: 'ready' });
    await session.handle({ type: 'choose', change: { transcripts: [transcript] } });
    await session.handle({ type: 'chooseKey' });
    await session.handle({ type: 'find' });
    const hits = scene.last('found').hits.map((_, i) => i);
    await session.handle({ type: 'decide', version: scene.version(), hits, decision: 'replace' });
    await session.handle({ type: 'apply' });
    assert.match(scene.read(transcript), /^NAME-1: I met \[NAME-2\]\.\n\nNAME-2: Yes, \[NAME-1\]\.\n$/);
    const names = () => (JSON.parse(scene.read('introspect/study.json')) as { speakers: unknown }).speakers;
    assert.deepEqual(names(), [
      { name: 'NAME-1', role: 'participant' },
      { name: 'Tom', role: 'interviewer' },
      { name: 'NAME-2', role: 'interviewer' },
    ]);
    const { held } = scene.last('applied').summary;
    assert.deepEqual(
      held.files.map(({ path: name }) => name),
      ['transcripts/P02.transcript.txt', 'introspect/study.json'],
    );
    for (const pass of (await loadKey(scene.keyFile))!.passes)
      await restorePassOnDisk(scene.on(), pass, '2026-03-10T10:00:00Z');
    assert.deepEqual(names(), speakers);
  });

  it('refuses a key inside the study or a folder of the workspace, links followed', async () => {
    await requireOutside(scene.keyFile, [scene.study]);
    for (const inside of ['key.json', 'introspect/key.json', 'transcripts/../key.json']) {
      await assert.rejects(requireOutside(path.join(scene.study, inside), [scene.study]), /cannot be kept in study/);
    }
    symlinkSync(scene.study, path.join(scene.root, 'link'));
    await assert.rejects(requireOutside(path.join(scene.root, 'link', 'key.json'), [scene.study]), /cannot be kept/);
    await requireOutside(path.join(scene.root, 'study-key.json'), [scene.study]);
  });

  it('leaves a file alone that is no key', async () => {
    writeFileSync(scene.keyFile, '{"mine": true}');
    const session = scene.openSession();
    await session.handle({ type: 'ready' });
    await assert.rejects(session.handle({ type: 'chooseKey' }), /key\.json/);
    assert.equal(readFileSync(scene.keyFile, 'utf8'), '{"mine": true}');
  });
});
