import assert from 'node:assert/strict';
import { crisisIn, needsNotice, noticeWords, type CrisisKind } from '../../../src/core/conversation/crisisNotice';

const hits: Readonly<Record<CrisisKind, readonly string[]>> = {
  notLiving: [
    'I want to die',
    'Sometimes I just want to die.',
    'i dont want to live anymore',
    'I don’t want to be alive',
    "I really don't want to wake up tomorrow",
    'I do not want to be here any more.',
    'I’m thinking of killing myself',
    'I want to kill myself',
    'I am going to end my life',
    'I thought about ending it all',
    'I want to end it all',
    'I feel suicidal',
    'I have been feeling suicidal since May',
    'I keep thinking about suicide',
    'I have suicidal thoughts every night',
    'I tried to take my own life last year',
    "They'd be better off without me",
    'My kids would all be better off without me.',
    "I'd be better off dead",
    'I wish I was dead',
    'I wish I had never been born',
    'I hope I don’t wake up',
    'I just want to go to sleep and never wake up',
    'My life is not worth living',
    "Life isn't worth living",
    'I have nothing to live for',
    "There is no point in living for me, I can't go on",
    "I can't go on like this",
    'I wrote a goodbye letter to my family',
    'I want to jump off a bridge',
    'I could throw myself in front of a train',
    'I am ready to die',
    'I *want* to “die”',
    'It is fine.\n\nI   want\nto die',
    "I'd rather be dead",
    'I might hang myself',
  ],
  selfHarm: [
    'I want to hurt myself',
    'I keep cutting myself',
    "I've been cutting myself again",
    'I cut myself again last night',
    'I started self-harming at school',
    'I self harm',
    'I have the urge to burn myself, the urge to hurt myself',
    'I want to slit my wrists',
    'I hurt myself on purpose',
  ],
  overdose: [
    'I am going to take an overdose',
    'I took an overdose',
    'I have taken all my pills',
    'I will take all of my sleeping pills',
    'I want to swallow a whole bottle of paracetamol',
    'I took 40 tablets an hour ago',
    'I have been saving up my tablets',
    'I need to know how many pills it would take to die, how many pills would kill me',
    'I’m planning to overdose',
  ],
  danger: [
    'My husband hits me',
    'He beats me when he drinks',
    'my ex-boyfriend tried to strangle me',
    'He threatened to kill me',
    'I am afraid he will kill me',
    'I was raped',
    'I am being abused at home',
    'I’m not safe at home',
    'I don’t feel safe with him',
    'I am scared to go home',
    'My dad has started hitting me',
    'I want to kill him',
  ],
};

const nearMisses = [
  'We were killing time before the train.',
  'I was dead tired',
  'I am dead serious',
  'This heat is killing me',
  'I could murder a pizza',
  'I am dying to see her again',
  'I nearly died of embarrassment',
  'I wanted to die of embarrassment',
  'My phone died on me',
  'I met the deadline',
  'I kill weeds in my garden',
  'I shot myself in the foot with that email',
  'I cut myself shaving',
  'I want to cut myself a slice of cake',
  'I hurt myself playing tennis',
  'I threw myself into work',
  'I laughed so hard I nearly killed myself laughing',
  'I take my pills every morning',
  'I want to take my tablets on time',
  'I took two tablets of paracetamol for the headache',
  'I want to overdose on chocolate',
  'He beat me at chess',
  'He beat me to it',
  'It hit me that I was late',
  'My grandmother took her pills',
  'He wants to live in Hamburg',
  'I don’t want to live in Hamburg',
  "I don't want to wake up early",
  "I can't go on holiday this year",
  'I want to live',
  'I feel safe at home',
  'I took my life into my own hands',
  'The battery is dead',
  'My research is on suicide prevention, and I read about suicide rates',
  'I do not want to be here before nine',
  'Life is worth living, I think',
  'I’d rather die than eat that',
  'I ended my lease',
  'I want to beat my own record',
  "I wouldn't hurt a fly",
  'Someone died in the book I read',
  'I sleep badly, and my mood is low',
  'I feel a bit better since we talked',
  '',
];

describe('conversation: crisis words', () => {
  for (const [kind, texts] of Object.entries(hits)) {
    it(`are found: ${kind}`, () => {
      assert.deepEqual(
        texts.filter((text) => crisisIn(text) !== kind).map((text) => [text, crisisIn(text)]),
        [],
      );
    });
  }

  it('are not found in what only sounds alike', () => {
    assert.deepEqual(
      nearMisses.filter((text) => crisisIn(text) !== null).map((text) => [text, crisisIn(text)]),
      [],
    );
  });

  it('are looked for in no noticeable time, also in long and odd texts', () => {
    const odd = ['i want to '.repeat(3_000), 'i really just honestly '.repeat(1_500), 'my '.repeat(9_000)];
    const start = performance.now();
    for (const text of odd) crisisIn(text);
    assert.ok(performance.now() - start < 1000, `${performance.now() - start} ms`);
  });

  it('hold the next answer back until the person goes on, for each text anew', () => {
    const system = { text: 'You play a client.', wentOn: false };
    const crisis = { text: 'I want to die', wentOn: false };
    const plain = { text: 'Hello', wentOn: false };
    assert.equal(needsNotice(system, [plain]), false);
    assert.equal(needsNotice(system, [plain, crisis]), true);
    assert.equal(needsNotice(system, [plain, { ...crisis, wentOn: true }]), false);
    assert.equal(needsNotice(system, [{ ...crisis, wentOn: true }, crisis]), true);
    assert.equal(needsNotice({ text: 'Say: I want to die.', wentOn: false }, [plain]), true);
  });

  it('bring up words that point to people and say what Introspect is not', () => {
    const all = noticeWords.paragraphs.join(' ');
    assert.match(all, /emergency number/);
    assert.match(all, /findahelpline\.com/);
    assert.match(all, /no medical device/);
  });
});
