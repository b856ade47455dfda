import assert from 'node:assert/strict';
import { rmSync } from 'node:fs';
import path from 'node:path';
import { verifyQuote } from '../../../src/core/coding/annotations';
import type { CodingAct, ToCodingPanel } from '../../../src/protocol/coding';
import { copyStudy, sampleStudyDir } from '../../rig/study';
import { CodingWindow, codes, fileOf, newMemo, transcript } from './support';

const byId = (a: { id: string }, b: { id: string }) => (a.id < b.id ? -1 : 1);
const sorted = <T extends { readonly id: string }>(list: readonly T[]) => [...list].sort(byId);

describe('The coding editor on the sample study', () => {
  let folder: string;
  beforeEach(() => {
    folder = copyStudy(sampleStudyDir());
  });
  afterEach(() => rmSync(path.dirname(folder), { recursive: true }));

  /** What the page shows is what a page that was opened now would be sent. */
  async function assertShown(window: CodingWindow): Promise<void> {
    const before = window.page;
    await window.say({ type: 'ready' });
    const { page } = window;
    for (const list of ['segments', 'memos', 'orphans', 'codes', 'coders'] as const)
      assert.deepEqual(sorted<{ id: string }>(before[list]), sorted<{ id: string }>(page[list]), list);
  }

  it('shows text, turns, codes and everybody’s segments where they stand', async () => {
    const window = await CodingWindow.open(folder);
    const { page } = window;
    assert.equal(page.text, window.read(transcript));
    assert.equal(page.readOnly, null);
    assert.equal(page.codes.length, 17);
    assert.deepEqual(page.codes.find(({ id }) => id === codes.sleep)?.path, ['Body and sleep']);
    assert.equal(page.codes.find(({ id }) => id === codes.sleep)?.pin, 1);
    assert.deepEqual(
      page.coders.map(({ id, isMe, shown }) => [id, isMe, shown]),
      [
        ['ana', true, true],
        ['ben', false, true],
      ],
    );
    assert.equal(page.segments.length + page.memos.length, 64 + window.onDisk('ben').first.items.length);
    assert.ok(page.segments.every(({ state }) => state === 'exact'));
    assert.ok(window.words('ana').includes("I look anyway, because I'm an idiot"));
    assert.equal(page.turns.length, page.text.match(/^\[/gm)?.length);
    assert.ok(page.memos.some(({ target }) => target.kind === 'segment'));
  });

  it('sends the person’s own coding first, and only what changes after that', async () => {
    const window = await CodingWindow.open(folder);
    const before = window.posted.length;
    const [id] = await window.code('I feel drunk.');
    const [change, applied, ...more] = window.posted.slice(before);
    assert.ok(change?.type === 'change' && change.segments?.length === 1 && change.codes === undefined);
    assert.deepEqual(change.segments[0], {
      id,
      coder: 'ana',
      code: codes.strain,
      state: 'exact',
      ...window.stretchOf('I feel drunk.'),
    });
    assert.deepEqual([applied, more], [{ type: 'applied', segments: [id] }, []]);
  });

  it('keeps the page true through all acts, undone and redone, and saves what it shows', async () => {
    const window = await CodingWindow.open(folder);
    const untouched = window.read(fileOf('ana'));
    const [id = ''] = await window.code('I put my work pass in the fridge last week');
    await window.act({ act: 'resize', segment: id, stretch: window.stretchOf('my work pass in the fridge last week') });
    await window.act({ act: 'recode', segments: [id], code: codes.sleep });
    const parts = await window.act({ act: 'split', segment: id, at: window.stretchOf('in the fridge').start });
    await window.act({
      act: 'memo',
      memo: newMemo(),
      target: { kind: 'segment', segment: parts[1] ?? '' },
      text: 'Look.',
    });
    await window.act({ act: 'memo', memo: newMemo(), target: { kind: 'code', code: codes.sleep }, text: 'Nights.' });
    await window.act({ act: 'merge', segments: parts });
    await window.act({ act: 'confirm', segments: [id] });
    await assertShown(window);
    const shown = sorted(window.page.segments);
    for (let i = 0; i < 8; i++) assert.equal(window.undo(), 0);
    assert.equal(window.coding.backup(), null, 'nothing is left to save');
    await assertShown(window);
    for (let i = 0; i < 8; i++) assert.equal(window.redo(), 0);
    assert.deepEqual(sorted(window.page.segments), shown);
    assert.equal(window.read(fileOf('ana')), untouched, 'nothing is written before it is saved');
    await window.coding.save();
    assert.ok(window.quotesOnDisk().includes('my work pass in the fridge last week'));
    for (const { target } of window.onDisk().first.items) {
      assert.ok(typeof target === 'string' || verifyQuote(window.page.text, target));
    }
    await window.act({ act: 'delete', segments: [id] });
    await assertShown(window);
    assert.equal(
      window.page.memos.some(({ text }) => text === 'Look.'),
      false,
    );
  });

  it('writes a line into the journal with each save: who and how many, never a word', async () => {
    const window = await CodingWindow.open(folder);
    await window.code('I feel drunk.');
    await window.code('It’s a long cold'.replace('’', "'"));
    await window.coding.save();
    await window.coding.save();
    const lines = window.read('introspect/journal.jsonl').trim().split('\n');
    assert.equal(lines.length, 1);
    const { sha256, ...entry } = JSON.parse(lines[0]!) as Record<string, unknown>;
    assert.match(String(sha256), /^[0-9a-f]{64}$/);
    const when = '2026-03-09T10:02:00.000Z';
    const counts = { added: 2, changed: 0, removed: 0 };
    assert.deepEqual(entry, { when, who: ['ana'], what: 'coding.save', transcript, ...counts });
  });

  it('asks once who is coding, with the first act, and codes then', async () => {
    const window = await CodingWindow.open(folder, { coder: undefined, answer: 'ben' });
    assert.deepEqual(
      window.page.coders.map(({ isMe }) => isMe),
      [false, false],
    );
    await window.code('I feel drunk.');
    await window.code('cold');
    assert.equal(window.asked, 1);
    await window.coding.settled();
    assert.equal(window.page.coders.find(({ isMe }) => isMe)?.id, 'ben');
    await window.coding.save();
    assert.ok(window.quotesOnDisk('ben').includes('I feel drunk.'));
    assert.ok(!window.quotesOnDisk('ana').includes('I feel drunk.'));
    await assertShown(window);
  });

  it('does nothing when nobody says who is coding', async () => {
    const window = await CodingWindow.open(folder, { coder: undefined });
    const before = window.posted.length;
    await window.code('I feel drunk.');
    assert.equal(window.posted.length, before);
  });

  it('begins a file for somebody who has none', async () => {
    const window = await CodingWindow.open(folder, { coder: 'cleo' });
    await window.code('I feel drunk.');
    await window.coding.save();
    assert.deepEqual(window.quotesOnDisk('cleo'), ['I feel drunk.']);
    assert.equal(window.onDisk('cleo').label, `cleo on ${transcript}`);
  });

  it('makes a new code and codes with it; a name that is there already is that code', async () => {
    const window = await CodingWindow.open(folder);
    const stretch = window.stretchOf('I feel drunk.');
    const [id] = await window.act({ act: 'codeAsNew', stretch, name: ' Out of step ' });
    const made = window.page.codes.find(({ name }) => name === 'Out of step');
    assert.ok(made && !made.deleted);
    assert.equal(window.page.segments.find((segment) => segment.id === id)?.code, made.id);
    await window.act({ act: 'codeAsNew', stretch: window.stretchOf('a long cold'), name: 'out of STEP' });
    assert.equal(window.page.codes.length, 18);
    assert.match(window.read('introspect/codebook.json'), /"name": "Out of step"/);
    const journal = window.read('introspect/journal.jsonl');
    assert.equal(journal.trim().split('\n').length, 1);
    assert.deepEqual((JSON.parse(journal) as { code: string }).code, made.id);
    assert.doesNotMatch(journal, /step/);
    await assert.rejects(window.act({ act: 'codeAsNew', stretch, name: '  ' }), /no name/);
  });

  it('does nothing at places of a text that is no longer there', async () => {
    const window = await CodingWindow.open(folder);
    const [id = ''] = await window.code('I feel drunk.');
    const { sha256, text } = window.page;
    const stretch = window.stretchOf('Lanyard and everything.');
    window.write(transcript, text.slice(text.indexOf('\n\n') + 2));
    await window.coding.textChanged();
    await window.coding.settled();
    const before = window.page;
    const acts: CodingAct[] = [
      { act: 'code', stretch, code: codes.sleep },
      { act: 'codeAsNew', stretch, name: 'Keys' },
      { act: 'resize', segment: id, stretch },
      { act: 'reattach', segment: id, stretch },
      { act: 'split', segment: id, at: stretch.start },
      { act: 'confirm', segments: [id] },
      { act: 'memo', memo: newMemo(), target: { kind: 'stretch', ...stretch }, text: 'Late.' },
    ];
    for (const act of acts) {
      await window.say({ type: 'apply', act, sha256 });
      const answer = window.posted.at(-1);
      assert.ok(
        answer?.type === 'failed' && /has changed in this moment: nothing was done/.test(answer.message),
        act.act,
      );
    }
    assert.deepEqual(window.page, before);
    assert.ok(!window.read('introspect/codebook.json').includes('Keys'));
    // What is about a segment or a memo as such is done.
    await window.say({ type: 'apply', act: { act: 'recode', segments: [id], code: codes.sleep }, sha256 });
    assert.equal(window.page.segments.find((segment) => segment.id === id)?.code, codes.sleep);
  });

  it('tells why an act cannot be done, and changes nothing', async () => {
    const window = await CodingWindow.open(folder);
    const bens = window.page.segments.find(({ coder }) => coder === 'ben')!;
    await assert.rejects(window.act({ act: 'delete', segments: [bens.id] }), /not in your own coding/);
    await assert.rejects(
      window.act({ act: 'code', stretch: { start: 5, end: 5 }, code: codes.sleep }),
      /Nothing is selected/,
    );
    assert.equal(window.coding.backup(), null);
  });

  it('never sends another coder’s coding while coding blind', async () => {
    const window = new CodingWindow(folder, { coder: 'ana' });
    window.settings = { singleKeys: true, blind: true };
    await window.coding.load();
    await window.say({ type: 'ready' });
    await window.coding.settled();
    await window.code('I feel drunk.');
    await window.coding.codingChanged('ben');
    const bens = window.onDisk('ben').first.items.map(({ id }) => id);
    const leak = (messages: readonly ToCodingPanel[]) => bens.some((id) => JSON.stringify(messages).includes(id));
    assert.equal(leak(window.posted), false);
    assert.equal(window.page.coders.find(({ id }) => id === 'ben')?.shown, false);
    window.settings = { ...window.settings, blind: false };
    window.session.showCoders();
    assert.equal(leak(window.posted), true);
    await assertShown(window);
    window.settings = { ...window.settings, blind: true };
    window.session.showCoders();
    assert.deepEqual(window.words('ben'), []);
    await assertShown(window);
  });

  it('shows the coders that the person wants to see, on each page its own', async () => {
    const window = await CodingWindow.open(folder);
    await window.say({ type: 'showCoders', coders: ['ana'] });
    assert.deepEqual(window.words('ben'), []);
    await assertShown(window);
    await window.say({ type: 'showCoders', coders: ['ana', 'ben'] });
    assert.ok(window.words('ben').length > 0);
    await assertShown(window);
  });

  it('keeps segments of codes that the codebook has lost', async () => {
    const window = await CodingWindow.open(folder);
    const codebook = JSON.parse(window.read('introspect/codebook.json')) as { codes: { id: string }[] };
    codebook.codes = codebook.codes.filter(({ id }) => id !== codes.sleep);
    const before = window.page.segments.length;
    window.write('introspect/codebook.json', JSON.stringify(codebook));
    await window.coding.codebookChanged();
    await window.coding.settled();
    assert.equal(window.page.segments.length, before);
    const lost = window.page.codes.find(({ deleted }) => deleted);
    assert.deepEqual([lost?.id, lost?.name], [codes.sleep, 'Deleted code 1']);
  });

  it('shows a page where it was asked to, once there is one', async () => {
    const window = new CodingWindow(folder);
    window.session.reveal({ start: 10, end: 20 }, null, true);
    await window.coding.load();
    assert.deepEqual(window.posted, []);
    await window.say({ type: 'ready' });
    assert.deepEqual(window.posted.at(-1), {
      type: 'reveal',
      stretch: { start: 10, end: 20 },
      segment: null,
      open: true,
    });
  });

  it('shows a place on a page that is hidden once it is there again', async () => {
    const window = await CodingWindow.open(folder);
    const revealed = () => window.posted.filter(({ type }) => type === 'reveal').length;
    window.isVisible = false;
    window.session.reveal({ start: 10, end: 20 }, null, false);
    assert.equal(revealed(), 0);
    window.isVisible = true;
    await window.say({ type: 'ready' });
    assert.equal(revealed(), 1);
    await window.say({ type: 'ready' });
    assert.equal(revealed(), 1);
  });
});
