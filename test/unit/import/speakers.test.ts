import assert from 'node:assert/strict';
import fc from 'fast-check';
import { UserError } from '../../../src/core/base/userError';
import {
  mergeConsecutiveTurns,
  renameSpeakers,
  speakerNamesFor,
  speakersOf,
  tidyName,
} from '../../../src/core/exchange/import/speakers';
import { isSpeakerName, type TurnText } from '../../../src/core/transcript/transcript';

const turn = (startMs: number | null, speaker: string, words: string): TurnText => ({ startMs, speaker, words });

describe('speakers of an import', () => {
  it('are counted with their turns and words', () => {
    const turns = [turn(0, 'P01', 'I don’t know – well, 3 times.'), turn(1, 'I', ''), turn(2, 'P01', 'Да нет')];
    assert.deepEqual(speakersOf(turns), [
      { name: 'P01', turns: 2, words: 8 },
      { name: 'I', turns: 1, words: 0 },
    ]);
  });

  it('have their consecutive turns merged, unless these lie too far apart', () => {
    const turns = [
      turn(0, 'A', 'one'),
      turn(2000, 'A', ''),
      turn(3000, 'A', 'two'),
      turn(4000, 'B', 'no'),
      turn(5000, 'A', 'three'),
      turn(9000, 'A', 'four'),
      turn(null, 'A', 'five'),
    ];
    assert.deepEqual(mergeConsecutiveTurns(turns), [
      turn(0, 'A', 'one two'),
      turn(4000, 'B', 'no'),
      turn(5000, 'A', 'three four five'),
    ]);
    assert.deepEqual(mergeConsecutiveTurns(turns, 2000), [
      turn(0, 'A', 'one two'),
      turn(4000, 'B', 'no'),
      turn(5000, 'A', 'three'),
      turn(9000, 'A', 'four five'),
    ]);
  });

  it('take roles and pseudonyms; two with one new name become one', () => {
    const turns = [turn(0, 'Maria', 'a'), turn(1, 'Dr. Lee', 'b'), turn(2, 'Dr. Roy', 'c')];
    const names = new Map([
      ['Dr. Lee', 'Interviewer'],
      ['Dr. Roy', 'Interviewer'],
    ]);
    assert.deepEqual(
      renameSpeakers(turns, names).map(({ speaker }) => speaker),
      ['Maria', 'Interviewer', 'Interviewer'],
    );
    assert.throws(
      () => renameSpeakers(turns, new Map([['Maria', 'secret: name']])),
      (e) => e instanceof UserError && e.code === 'badRequest' && !e.message.includes('secret'),
    );
  });

  it('get names that a transcript can hold, each its own', () => {
    const names = [
      'P: 1',
      'P 1',
      'P 1 2',
      'P 1 3',
      'P? 1',
      '1',
      '2',
      '***',
      '🙂',
      'José María de la Cruz Pérez',
      'Anna [she]',
      'x'.repeat(60),
    ];
    assert.deepEqual(
      [...speakerNamesFor(names)],
      [
        ['P 1', 'P 1'],
        ['P 1 2', 'P 1 2'],
        ['P 1 3', 'P 1 3'],
        ['P: 1', 'P 1 4'],
        ['P? 1', 'P 1 5'],
        ['1', 'Speaker 1'],
        ['2', 'Speaker 2'],
        ['***', 'Speaker'],
        ['🙂', 'Speaker 3'],
        ['José María de la Cruz Pérez', 'José María de la'],
        ['Anna [she]', 'Anna she'],
        ['x'.repeat(60), 'x'.repeat(40)],
      ],
    );
  });

  it('get such names whatever they are called', () => {
    const name = fc.oneof(
      fc.array(fc.nat({ max: 0x10ffff }), { maxLength: 40 }).map((codes) => String.fromCodePoint(...codes)),
      fc.string({ unit: fc.constantFrom(...'aB1é :.-[]()\t'), maxLength: 60 }),
    );
    fc.assert(
      fc.property(
        fc.uniqueArray(
          name.map(tidyName).filter((n) => n !== ''),
          { maxLength: 12 },
        ),
        (names) => {
          const given = [...speakerNamesFor(names).values()];
          assert.equal(given.length, names.length);
          assert.equal(new Set(given).size, names.length);
          assert.ok(given.every(isSpeakerName), JSON.stringify(given));
        },
      ),
    );
  });
});
