import assert from 'node:assert/strict';
import { passageAt } from '../../../src/core/retrieval/passage';
import { studyOf } from './scene';

describe('a passage', () => {
  const text = 'I: How was it?\n\n[00:10] P: I lie awake and worry, and then I get up again.\n\nI: Again?\n';
  const study = studyOf(text, [
    ['lie awake', 'sleep'],
    ['awake and worry', 'worry'],
    ['awake', 'sleep', 'ben'],
    ['Again?', 'mood'],
  ]);
  const [transcript] = study.transcripts;
  const at = (words: string, size = { context: 20, words: 100 }, coders = ['ana', 'ben']) => {
    const start = text.indexOf(words);
    return passageAt(transcript!, { start, end: start + words.length } as never, new Set(coders), size);
  };

  it('tells turn, speaker, time, codes with their coders, and what stands around it in the turn', () => {
    assert.deepEqual(at('awake'), {
      transcript: transcript!.path,
      start: text.indexOf('awake'),
      end: text.indexOf('awake') + 5,
      turns: [2, 2],
      speakers: ['P'],
      startMs: 10_000,
      before: 'I lie ',
      words: 'awake',
      said: [{ speaker: null, words: 'awake' }],
      omitted: 0,
      after: ' and worry, and …',
      codes: [
        { code: 'sleep', coders: ['ana', 'ben'], moved: false },
        { code: 'worry', coders: ['ana'], moved: false },
      ],
    });
    assert.deepEqual(at('awake', undefined, ['ben']).codes, [{ code: 'sleep', coders: ['ben'], moved: false }]);
  });

  it('tells a note that was coded as nobody’s words', () => {
    const noted = 'I: So?\n\n Note: the phone rings\n\nP: Yes.\n';
    const [one] = studyOf(noted, [['the phone rings', 'mood']]).transcripts;
    const passage = (start: number, end: number) =>
      passageAt(one!, { start, end } as never, new Set(['ana']), { context: 9, words: 99 }).said;
    const start = noted.indexOf('the phone');
    assert.deepEqual(passage(start, start + 15), [{ speaker: null, words: 'the phone rings' }]);
    assert.deepEqual(passage(3, noted.length), [
      { speaker: 'I', words: 'So?' },
      { speaker: null, words: 'Note: the phone rings' },
      { speaker: 'P', words: 'Yes.' },
    ]);
  });

  it('names all turns and speakers that it reaches into, and cuts what is too long in the middle', () => {
    const passage = at('get up again.\n\nI: Again', { context: 8, words: 10 });
    assert.deepEqual(
      [passage.turns, passage.speakers],
      [
        [2, 3],
        ['P', 'I'],
      ],
    );
    assert.equal(passage.words, 'get u […] Again');
    assert.deepEqual(
      passage.said.map(({ words }) => words),
      ['get u', '[…]', 'Again'],
    );
    assert.equal(passage.omitted, 'get up again.\n\nI: Again'.length - 10);
    assert.equal(passage.before, '… then I ');
    assert.equal(passage.after, '?');
  });

  it('tells who says what in place of the heads of turns, without times', () => {
    const { said, words } = at('it?\n\n[00:10] P: I lie');
    assert.equal(words, 'it?\n\n[00:10] P: I lie', 'a table has the exact words');
    assert.deepEqual(said, [
      { speaker: null, words: 'it?' },
      { speaker: 'P', words: 'I lie' },
    ]);
    assert.deepEqual(at('I: How was it?\n\n[00:10] P: I lie').said[0], { speaker: 'I', words: 'How was it?' });
    assert.deepEqual(at('[00:10] P: I lie').said, [{ speaker: null, words: 'I lie' }], 'the place names the one');
    const prose = studyOf('Just prose.', []).transcripts[0]!;
    const range = { start: 0, end: 4 } as never;
    assert.deepEqual(passageAt(prose, range, new Set(), { context: 9, words: 9 }).said, [
      { speaker: null, words: 'Just' },
    ]);
  });
});
