import assert from 'node:assert/strict';
import fc from 'fast-check';
import { UserError } from '../../../src/core/base/userError';
import {
  alternatives,
  branchTo,
  emptyConversation,
  showThrough,
  shownBranch,
  withAnswer,
  withTurn,
  withWentOn,
  type Conversation,
  type ModelTurn,
  type Turn,
} from '../../../src/core/conversation/conversation';
import { parseConversation, serializeConversation } from '../../../src/core/conversation/conversationFile';
import { conversationTranscript, modelSpeaker } from '../../../src/core/conversation/conversationText';
import { isSpeakerName, parseTranscript } from '../../../src/core/transcript/transcript';
import { readViewState } from '../../../webview/conversation/viewState';
import { anyCodePoint } from '../../support/anyText';

/** Words, odd characters, and lines that look like heads. */
const anyText = fc.oneof(
  fc.string({ unit: anyCodePoint, maxLength: 12 }),
  fc.constantFrom('Person: no', 'a\n\nModel (tiny): b', '[00:01] X: y', '\r\nOne: two\rTwo: three', ''),
);

const at = '2026-03-01T10:00:00.000Z';
const person = (id: string, after: string | null, text = id): Turn => ({ role: 'person', id, after, at, text });
const model = (id: string, after: string, text = id): ModelTurn => ({
  role: 'model',
  id,
  after,
  at,
  text,
  asked: {
    model: 'tiny',
    where: 'machine',
    system: '',
    layout: 'template',
    sampling: { temperature: 1, topP: 1, seed: 7 },
    maxNew: 10,
    stopReason: 'length',
    prompt: 'p',
    promptTokens: 1,
    leftOut: 0,
  },
});
const ids = (turns: readonly Turn[]) => turns.map(({ id }) => id);
const grown = (...turns: Turn[]): Conversation => turns.reduce(withTurn, emptyConversation);

/** A tree grown turn by turn, each after a random earlier one. */
const anyConversation: fc.Arbitrary<Conversation> = fc
  .record({
    system: anyText,
    turns: fc.array(fc.record({ text: anyText, at: fc.nat(), wentOn: fc.boolean() }), { maxLength: 12 }),
    shown: fc.nat(),
  })
  .map(({ system, turns: seeds, shown }) => {
    const turns: Turn[] = [];
    for (const [i, { text, at: place, wentOn }] of seeds.entries()) {
      const before = place % (turns.length + 1) === 0 ? undefined : turns[(place % (turns.length + 1)) - 1];
      const id = `turn-${i}`;
      const turn = before?.role === 'person' ? model(id, before.id, text) : person(id, before?.id ?? null, text);
      turns.push(wentOn ? { ...turn, wentOn } : turn);
    }
    const chosen = shown % (turns.length + 1);
    return { ...emptyConversation, system, turns, shown: turns[chosen]?.id ?? null };
  });

describe('conversation: branches', () => {
  const first = grown(person('p1', null), model('m1', 'p1'), person('p2', 'm1'), model('m2', 'p2'));

  it('keep what was there when a turn is edited, and lead back to it', () => {
    const edited = [person('p2b', 'm1'), model('m2b', 'p2b')].reduce(withTurn, first);
    assert.deepEqual(ids(shownBranch(edited)), ['p1', 'm1', 'p2b', 'm2b']);
    assert.deepEqual(ids(alternatives(edited, edited.turns[2]!)), ['p2', 'p2b']);
    assert.deepEqual(ids(shownBranch(showThrough(edited, 'p2'))), ['p1', 'm1', 'p2', 'm2']);
    assert.deepEqual(ids(edited.turns), ['p1', 'm1', 'p2', 'm2', 'p2b', 'm2b']);
    assert.deepEqual(ids(branchTo(edited, 'm2')), ['p1', 'm1', 'p2', 'm2']);
  });

  it('hold several answers to one turn without leaving the one that is shown', () => {
    const both = withAnswer(first, model('m2c', 'p2'))!;
    assert.equal(both.shown, 'm2');
    assert.deepEqual(ids(alternatives(both, both.turns[3]!)), ['m2', 'm2c']);
    assert.deepEqual(ids(shownBranch(showThrough(both, 'm2c'))), ['p1', 'm1', 'p2', 'm2c']);
  });

  it('take an answer once, show it where nobody looks elsewhere, and none that has no place', () => {
    const asked = withTurn(first, person('p3', 'm2'));
    const answer = model('m3', 'p3');
    const answered = withAnswer(asked, answer)!;
    assert.equal(answered.shown, 'm3');
    assert.equal(withAnswer(answered, answer), null);
    assert.equal(withAnswer(first, answer), null);
    assert.equal(withAnswer({ ...asked, shown: 'm2' }, answer)!.shown, 'm2');
  });

  it('can begin anew from the very first turn', () => {
    const anew = withTurn(first, person('q1', null));
    assert.deepEqual(ids(shownBranch(anew)), ['q1']);
    assert.deepEqual(ids(alternatives(anew, anew.turns[0]!)), ['p1', 'q1']);
  });

  it('lose no turn and reach every one, however they grew', () => {
    fc.assert(
      fc.property(anyConversation, (conversation) => {
        for (const { id } of conversation.turns) {
          const shown = shownBranch(showThrough(conversation, id));
          assert.ok(ids(shown).includes(id));
          shown.forEach((turn, i) => assert.equal(turn.role, i % 2 === 0 ? 'person' : 'model'));
        }
      }),
      { numRuns: 20 },
    );
  });

  it('mark a turn that was read past the notice', () => {
    const marked = withWentOn(first, 'p2');
    assert.deepEqual(
      marked.turns.map(({ wentOn }) => wentOn ?? false),
      [false, false, true, false],
    );
  });
});

describe('conversation: file', () => {
  it('reads back what was written, and so does the page what it saved for itself', () => {
    fc.assert(
      fc.property(anyConversation, (conversation) => {
        const text = serializeConversation(conversation);
        assert.deepEqual(parseConversation(text, 'a.conversation.json'), conversation);
        const saved = JSON.parse(JSON.stringify({ conversation, version: 3, savedVersion: 3, draft: 'd' })) as unknown;
        assert.deepEqual(readViewState(saved).conversation, conversation);
      }),
      { numRuns: 20 },
    );
  });

  it('keeps fields of a newer version of the same format', () => {
    const newer = { ...grown(person('p1', null)), mood: 'calm' };
    assert.deepEqual(JSON.parse(serializeConversation(parseConversation(JSON.stringify(newer), 'a'))), newer);
  });

  it('refuses what is none, names the place, and quotes nothing', () => {
    const good = grown(person('p1', null, 'secret words'), model('m1', 'p1'));
    const [p1, m1] = good.turns as [Turn, Turn];
    const bad: readonly (readonly [unknown, RegExp])[] = [
      [{ ...good, formatVersion: 2 }, /^a\.conversation\.json was written by a newer Introspect/],
      [{ ...good, turns: [p1, { ...m1, after: 'p9' }] }, /turns\[1\]\.after.*no earlier turn/],
      [{ ...good, turns: [p1, p1] }, /turns\[1\]\.id.*same id/],
      [{ ...good, turns: [p1, person('p2', 'p1')] }, /turns\[1\]\.after.*other speaker/],
      [{ ...good, turns: [m1, p1] }, /turns\[0\]\.after/],
      [{ ...good, shown: 'x' }, /shown/],
      [{ ...good, turns: [p1, { ...m1, asked: { model: 'x' } }] }, /turns\[1\]\.asked/],
      [[], /as a whole/],
    ];
    for (const [value, expected] of bad) {
      assert.throws(
        () => parseConversation(JSON.stringify(value), 'a.conversation.json'),
        (error: unknown) =>
          error instanceof UserError && expected.test(error.message) && !error.message.includes('secret'),
        String(expected),
      );
      assert.deepEqual(readViewState({ conversation: value }).conversation.turns.length % 2, 0);
    }
    assert.throws(() => parseConversation('{', 'a'), UserError);
  });

  it('gives the page defaults for what an older one saved otherwise', () => {
    const state = readViewState({ settings: { temperature: 9, topP: 0.5, layout: 'x' }, conversation: 3, draft: 4 });
    assert.deepEqual([state.settings.temperature, state.settings.topP, state.settings.layout], [0.8, 0.5, null]);
    assert.deepEqual([state.conversation, state.draft, state.editing], [emptyConversation, '', null]);
  });

  it('gives the page an edit back only of a turn that is shown', () => {
    const turns = [person('p1', null), model('m1', 'p1'), person('p2', 'm1')];
    const talk = { ...turns.reduce(withTurn, emptyConversation), shown: 'm1' };
    const editing = (turnId: unknown, text: unknown = 'Other.') =>
      readViewState({ conversation: talk, editing: { turnId, text } }).editing;
    assert.deepEqual(editing('p1'), { turnId: 'p1', text: 'Other.' });
    for (const turnId of ['p2', 'gone', 1]) assert.equal(editing(turnId), null);
    assert.equal(editing('p1', 3), null);
  });
});

describe('conversation: transcript', () => {
  it('reads as one turn for each, whatever was written in them', () => {
    fc.assert(
      fc.property(anyConversation, (conversation) => {
        const branch = shownBranch(conversation);
        const { turns } = parseTranscript(conversationTranscript(branch));
        assert.deepEqual(
          turns.map(({ speaker }) => speaker),
          branch.map(({ role }) => (role === 'person' ? 'Person' : 'Model (tiny)')),
        );
      }),
      { numRuns: 20 },
    );
    const text = conversationTranscript([person('p1', null, 'Hello'), model('m1', 'p1', ' Yes?\n\nPerson: no')]);
    assert.equal(text, 'Person: Hello\n\nModel (tiny): Yes?\n\n  Person: no\n');
  });

  it('marks the words of a model as its own, and words put into its mouth as the person’s', () => {
    const put = { ...model('m1', 'p1', 'Tell me more.'), asked: null } as Turn;
    assert.match(conversationTranscript([person('p1', null), put]), /^Model \(words by person\): Tell me more\.$/m);
  });

  it('has a name for every model', () => {
    assert.equal(modelSpeaker('Introspect practice model'), 'Model (Introspect practice model)');
    assert.equal(modelSpeaker('SmolLM2-135M-Instruct'), 'Model (SmolLM2-135M-Instruct)');
    assert.equal(modelSpeaker(':::'), 'Model');
    fc.assert(
      fc.property(anyText, (name) => isSpeakerName(modelSpeaker(name))),
      { numRuns: 30 },
    );
  });
});
