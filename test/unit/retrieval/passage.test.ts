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
      omitted: 0,
      after: ' and worry, and …',
      codes: [
        { code: 'sleep', coders: ['ana', 'ben'], moved: false },
        { code: 'worry', coders: ['ana'], moved: false },
      ],
    });
    assert.deepEqual(at('awake', undefined, ['ben']).codes, [{ code: 'sleep', coders: ['ben'], moved: false }]);
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
    assert.equal(passage.omitted, 'get up again.\n\nI: Again'.length - 10);
    assert.equal(passage.before, '… then I ');
    assert.equal(passage.after, '?');
  });
});
