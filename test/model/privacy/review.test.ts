import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { makeKey } from '../../../src/core/privacy/privacyKey';
import { toWorkingText } from '../../../src/core/transcript/transcript';
import { loadKey } from '../../../src/features/privacy/applyPass';
import { names, PrivacyScene, transcript } from './scene';

describe('The review of what was found', function () {
  this.timeout(30_000);
  let scene: PrivacyScene;
  beforeEach(() => (scene = new PrivacyScene()));
  afterEach(() => scene.dispose());

  it('tells again what still holds the words when the panel was hidden, until something else is looked for', async () => {
    const session = scene.openSession();
    await scene.reviewAll(session);
    await session.handle({ type: 'apply' });
    const told = scene.last('applied');
    assert.ok(told.summary.held.files.length > 0);
    scene.posted = [];
    await session.handle({ type: 'ready' });
    assert.deepEqual(
      scene.posted.map(({ type }) => type),
      ['setup', 'applied'],
    );
    assert.deepEqual(scene.last('applied'), told);
    await session.handle({ type: 'find' });
    scene.posted = [];
    await session.handle({ type: 'ready' });
    assert.deepEqual(
      scene.posted.map(({ type }) => type),
      ['setup', 'found', 'review'],
    );
  });

  it('calls the same people the same in a later run with the same key', async () => {
    const first = scene.openSession();
    await scene.reviewAll(first);
    await first.handle({ type: 'apply' });
    const key = (await loadKey(scene.keyFile))!;
    const second = scene.openSession();
    await second.handle({ type: 'ready' });
    await second.handle({ type: 'chooseKey' });
    await second.handle({ type: 'find' });
    const review = scene.posted.findLast((message) => message.type === 'review')!;
    const found = scene.posted.findLast((message) => message.type === 'found')!;
    for (const { kind, entity, pseudonym } of key.pseudonyms) {
      const at = found.groups.findIndex((group) => group.kind === kind && group.words.toLowerCase() === entity);
      if (at >= 0) assert.equal(review.pseudonyms[at], pseudonym);
    }
  });

  it('looks for whom the key knows, also when it is chosen after looking, and keeps what was said of the rest', async () => {
    writeFileSync(path.join(scene.study, transcript), 'P01: I rang Dr. Koch.\n');
    const first = scene.openSession();
    await first.handle({ type: 'ready' });
    await first.handle({ type: 'choose', change: { transcripts: [transcript] } });
    await first.handle({ type: 'chooseKey' });
    await first.handle({ type: 'find' });
    await first.handle({ type: 'decide', version: scene.version(), hits: [0], decision: 'replace' });
    await first.handle({ type: 'apply' });
    assert.equal(scene.read(transcript), 'P01: I rang Dr. [NAME-1].\n');
    const text = 'P01: Koch came, and Mrs Halloran. I koch and cook.\n';
    writeFileSync(path.join(scene.study, transcript), text);
    const second = scene.openSession();
    await second.handle({ type: 'ready' });
    await second.handle({ type: 'choose', change: { transcripts: [transcript] } });
    await second.handle({ type: 'find' });
    await second.handle({ type: 'decide', version: scene.version(), hits: [0], decision: 'keep' });
    const found = () => scene.last('found').hits.map(({ start, end }) => text.slice(start, end));
    assert.deepEqual([found(), scene.last('review').decisions], [['Halloran'], ['keep']]);
    await second.handle({ type: 'chooseKey' });
    assert.deepEqual(
      [found(), scene.last('review').decisions],
      [
        ['Koch', 'Halloran'],
        ['open', 'keep'],
      ],
    );
    assert.equal(scene.last('review').pseudonyms[scene.last('found').hits[0]!.group], '[NAME-1]');
  });

  it('takes no pseudonym of an earlier run for a person, and gives none of another key twice', async () => {
    writeFileSync(
      path.join(scene.study, transcript),
      'NAME-1: I met [NAME-7] and [NAME-2] too.\n\nNAME-7: Annabel! The annabel.\n',
    );
    const session = scene.openSession();
    await session.handle({ type: 'ready' });
    await session.handle({ type: 'choose', change: { transcripts: [transcript] } });
    await session.handle({ type: 'chooseKey' });
    await session.handle({ type: 'find' });
    assert.deepEqual(scene.last('found').hits, []);
    const text = scene.read(transcript);
    const start = text.indexOf('Annabel');
    await session.handle({ type: 'add', transcript: 0, start, end: start + 7, kind: 'name' });
    assert.deepEqual(
      scene.last('found').hits.map((hit) => [hit.start, hit.certainty]),
      [
        [start, 'sure'],
        [text.indexOf('annabel'), 'possible'],
      ],
    );
    assert.deepEqual(scene.last('review').pseudonyms, ['[NAME-3]']);
  });

  it('keeps what is typed, at every letter, for a page that was hidden and for a panel that was closed', async () => {
    const session = scene.openSession();
    await session.handle({ type: 'ready' });
    const before = scene.posted.length;
    await session.handle({ type: 'choose', change: { names: 'Sarah Win' } });
    await session.handle({ type: 'choose', change: { places: 'Ash' } });
    // An answer would be older than what is typed meanwhile.
    assert.equal(scene.posted.length, before);
    const draft = {
      text: { words: 'My gr', place: { transcript: 0, start: 4 } },
      sample: { words: '', place: null },
      kind: 'place',
    } as const;
    await session.handle({ type: 'draft', draft });
    await session.handle({ type: 'ready' });
    const { names: typed, places } = scene.last('setup').setup.choices;
    assert.deepEqual([typed, places], ['Sarah Win', 'Ash']);
    assert.deepEqual(scene.last('draft').draft, draft);
    // Nothing of it is in the workspace's state.
    assert.doesNotMatch(JSON.stringify(scene.memory), /Sarah|Ash|gr/);
    scene.posted = [];
    const again = scene.openSession();
    await again.handle({ type: 'ready' });
    assert.deepEqual(scene.lists, { names: 'Sarah Win', places: 'Ash' });
    assert.equal(scene.last('setup').setup.choices.names, 'Sarah Win');
    await scene.reviewAll(again);
    await again.handle({ type: 'apply' });
    assert.match(readFileSync(scene.keyFile, 'utf8'), new RegExp(names.split('\n')[0]!));
    assert.deepEqual(scene.lists, { names: '', places: '' });
  });

  it('keeps what was said when it looks again with a longer list, and gives no name twice when a key comes late', async () => {
    const session = scene.openSession();
    await scene.reviewAll(session);
    const before = scene.posted.findLast((message) => message.type === 'found')!;
    await session.handle({ type: 'rename', version: scene.version(), group: 0, pseudonym: 'Nora' });
    await session.handle({ type: 'choose', change: { names: `${names}\nnight` } });
    await session.handle({ type: 'find' });
    const review = scene.posted.findLast((message) => message.type === 'review')!;
    const now = scene.posted.findLast((message) => message.type === 'found')!;
    assert.ok(now.hits.length > before.hits.length);
    assert.equal(review.decisions.filter((decision) => decision === 'replace').length, before.hits.length);
    assert.ok(review.pseudonyms.includes('Nora'));
    const first = now.groups.findIndex(({ kind, words }) => kind === 'name' && words.toLowerCase() === 'night');
    const taken = review.pseudonyms[first]!;
    const key = { ...makeKey(), pseudonyms: [{ kind: 'name', entity: 'zebedee', pseudonym: taken }] };
    writeFileSync(scene.keyFile, JSON.stringify(key));
    await session.handle({ type: 'chooseKey' });
    const after = scene.posted.findLast((message) => message.type === 'review')!;
    assert.ok(!after.pseudonyms.includes(taken));
  });

  it('goes on after a reload where it was, with the key and the lists in it, and keeps no word of the texts', async () => {
    const session = scene.openSession();
    await scene.reviewAll(session);
    const start = toWorkingText(scene.read(transcript)).indexOf('ten past three');
    await session.handle({ type: 'add', transcript: 0, start, end: start + 14, kind: 'name' });
    await session.handle({ type: 'decide', version: scene.version(), hits: [1], decision: 'keep' });
    await session.handle({ type: 'rename', version: scene.version(), group: 0, pseudonym: 'Nora' });
    const [before, found] = [scene.last('review'), scene.last('found')];
    assert.doesNotMatch(JSON.stringify(scene.memory), /ten past|sleep|work"/);
    scene.posted = [];
    await scene.openSession().handle({ type: 'ready' });
    assert.deepEqual(scene.last('review').decisions, before.decisions);
    assert.deepEqual(
      scene.last('found').hits.map(({ start, end, added }) => [start, end, added]),
      found.hits.map(({ start, end, added }) => [start, end, added]),
    );
    assert.ok(scene.last('review').pseudonyms.includes('Nora'));
    assert.deepEqual(
      [scene.last('setup').setup.key, scene.last('setup').setup.choices.transcripts],
      ['key.json', [transcript]],
    );

    // A text that has changed is looked at anew.
    writeFileSync(path.join(scene.study, transcript), `${scene.read(transcript)}\nP01: More of it.\n`);
    scene.posted = [];
    await scene.openSession().handle({ type: 'ready' });
    assert.ok(scene.last('review').decisions.every((decision) => decision === 'open'));
    scene.memory = { formatVersion: 7 };
    await scene.openSession().handle({ type: 'ready' });
  });

  it('takes up what a model finds improbable, asks before it sends anything, and takes no late decision', async () => {
    const session = scene.openSession();
    await scene.reviewAll(session);
    const text = toWorkingText(scene.read(transcript));
    const before = scene.last('found');
    scene.engine = {
      score: (part) =>
        Promise.resolve(
          [...part.matchAll(/\S+\s*/g)].map(({ 0: word, index }) => {
            const logprob = word.startsWith('Lanyard') ? -20 : -1;
            return { id: 1, text: word, logprob, rank: 1, start: index, end: index + word.length };
          }),
        ),
    };
    scene.server = 'models.example.org';
    await session.handle({ type: 'propose' });
    assert.deepEqual(
      [scene.asked, scene.last('stopped').type, scene.last('found')],
      [['models.example.org 1'], 'stopped', before],
    );
    // They let the words go to that server, not to the one that has come into use while they read the question.
    scene.agree = () => {
      scene.server = 'elsewhere.example.org';
      return true;
    };
    await assert.rejects(session.handle({ type: 'propose' }), /went to none/);
    assert.ok(
      scene.posted.every(({ type }) => type !== 'reading'),
      'nothing was read',
    );
    scene.server = null;
    await session.handle({ type: 'propose' });
    assert.deepEqual(scene.last('proposed'), { type: 'proposed', model: 'a model', proposals: 1 });
    const proposed = scene.last('found').hits.filter((hit) => hit.proposed !== null);
    assert.deepEqual(
      proposed.map(({ start, end, certainty }) => [text.slice(start, end), certainty]),
      [['Lanyard', 'possible']],
    );
    assert.ok(Math.abs(proposed[0]!.proposed! - 20 / Math.LN2) < 1e-9);
    await session.handle({ type: 'decide', version: before.version, hits: [0], decision: 'keep' });
    assert.ok(!scene.last('review').decisions.includes('keep'));
    await assert.rejects(session.handle({ type: 'apply' }), /1 hit is not looked at yet/);
  });
});
