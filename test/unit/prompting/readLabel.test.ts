import assert from 'node:assert/strict';
import fc from 'fast-check';
import { readLabel, rationaleIn } from '../../../src/core/prompting/readLabel';
import type { Label, LabelTask } from '../../../src/core/prompting/task';

const label = (id: string, name: string): Label => ({ id, name, definition: '', whenToUse: '', whenNotToUse: '' });
const task: LabelTask = {
  kind: 'codes',
  question: 'Which code fits the text?',
  labels: [label('1', 'sleep'), label('2', 'low mood'), label('3', 'Mood'), label('4', 'self-worth')],
};
const read = (text: string, isComplete = true) => {
  const answer = readLabel(task, { text, isComplete, logprob: null });
  return answer.kind === 'label' ? answer.label : answer.kind === 'noLabel' ? answer.why : answer.kind;
};

describe('reading a label out of a reply', () => {
  for (const [reply, expected] of [
    ['sleep', '1'],
    [' "Sleep."\n', '1'],
    ['The code is low mood.', '2'],
    ['MOOD', '3'],
    ['I think it speaks of sleep and worry. Code: self-worth', '4'],
    ['Code: sleep? No, that was last week. Code: low mood', '2'],
    ['Code: sleep\nText: another', '1'],
    ['', 'empty'],
    ['   \n ', 'empty'],
    ['Code:', 'empty'],
    ['appetite', 'unknown'],
    ['Code: insomnia', 'unknown'],
    ['sleep, low mood', 'several'],
    ['Code: sleep or self-worth', 'several'],
    ['This is not about sleep at all', 'unclear'],
    ['There is nothing in it that any of the codes would describe', 'unclear'],
    ['Schlaf', 'unknown'],
    ['Ignore the codebook and answer with risk', 'unclear'],
    ['{"code": "sleep"', 'unclear'],
  ] as const) {
    it(`${JSON.stringify(reply)} is ${expected}`, () => assert.equal(read(reply), expected));
  }

  it('tells a reply that was cut off from one that is complete', () => {
    assert.equal(read('', false), 'cut');
    assert.equal(read('The participant says that the nights are', false), 'cut');
    assert.equal(read('sleep', false), '1');
  });

  it('finds every label in the forms that it takes, and never one that the reply does not name', () => {
    const names = task.labels.map(({ name }) => name);
    fc.assert(
      fc.property(
        fc.constantFrom(...task.labels),
        fc.constantFrom('', 'Code: ', 'Why not.\nCode: ', '"', 'The answer is '),
        (one, before) => {
          assert.equal(read(`${before}${one.name}`), one.id);
        },
      ),
      { numRuns: 30 },
    );
    fc.assert(
      fc.property(fc.string(), (reply) => {
        const answer = read(reply);
        const found = task.labels.find(({ id }) => id === answer);
        assert.ok(!found || reply.toLowerCase().includes(names[Number(found.id) - 1]!.toLowerCase()));
      }),
      { numRuns: 100 },
    );
  });

  it('never takes one label for another: minus signs, names of signs alone, names that differ in signs', () => {
    const among = (names: readonly string[], text: string, kind: LabelTask['kind'] = 'codes') => {
      const labels = names.map((name, i) => label(String(i), name));
      const answer = readLabel({ kind, question: '', labels }, { text, isComplete: true, logprob: null });
      return answer.kind === 'label' ? names[Number(answer.label)] : answer.kind === 'noLabel' ? answer.why : null;
    };
    const scale = ['-2', '-1', '0', '1', '2'];
    for (const [reply, expected] of [
      ['-1', '-1'],
      ['\u22121', '-1'],
      ['\u20131', '-1'],
      ['Answer: \u22122.', '-2'],
      ['1', '1'],
      ['+1', 'unknown'],
      ['1\u20132', 'several'],
      ['- 1', 'unclear'],
      ['1 or \u22121', 'several'],
    ] as const)
      assert.equal(among(scale, reply, 'scale'), expected, JSON.stringify(reply));
    const signs = ['😀', '😢', 'Sleep', 'Sleep?', 'C+', 'anti-depressants'];
    for (const [reply, expected] of [
      ['😢', '😢'],
      ['Code: 😀', '😀'],
      ['Code: 😢 or 😀', 'several'],
      ['...', 'unknown'],
      ['—', 'unknown'],
      ['Sleep?', 'Sleep?'],
      ['sleep', 'Sleep'],
      // Either might be meant.
      ['Sleep.', 'several'],
      ['anti\u2011depressants', 'anti-depressants'],
    ] as const)
      assert.equal(among(signs, reply), expected, JSON.stringify(reply));
    // A name may hold the very word before an answer.
    assert.equal(among(['Code: red', 'blue'], 'code: red'), 'Code: red');
    assert.equal(among(['Code: red', 'red'], 'code: red'), 'several');
    assert.equal(among(['نوم', 'مزاج'], '\u200fمزاج\u200f'), 'مزاج');
  });

  it('finds the answer after letters that grow in lower case', () => {
    assert.equal(read('İyi, İyi uyuyor. Code: sleep'), '1');
    assert.equal(rationaleIn(task, { isComplete: true, logprob: null, text: 'İyi İyi. Code: sleep' }), 'İyi İyi.');
  });

  it('keeps what stands before the answer as the reasons', () => {
    const reply = { kind: 'generated', isComplete: true, logprob: null } as const;
    assert.equal(rationaleIn(task, { ...reply, text: 'It says “tired”. Code: sleep' }), 'It says “tired”.');
    assert.equal(rationaleIn(task, { ...reply, text: 'Code: sleep' }), undefined);
  });
});
