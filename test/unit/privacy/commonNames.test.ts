import assert from 'node:assert/strict';
import fc from 'fast-check';
import { findCommonNames, parseCommonNames, smallWordsOf } from '../../../src/core/privacy/commonNames';
import { detectIdentifiers, type IdentifierLists } from '../../../src/core/privacy/detect';
import { parseNameList } from '../../../src/core/privacy/listedNames';
import { anyCodePoint } from '../../support/anyText';

const common = parseCommonNames({
  given: 'Anna\nLena\nZoë\nHope\nRose\nKarl\nHeinz\nLars\nO’Dell\nWill\n',
  surnames: 'Weber\nKrüger\n',
  wordSurnames: 'Koch\nBraun\n',
  places: 'Bremen\nBad Ems\nSt. Gallen\nGarmisch-Partenkirchen\nBath\nBad Emstal\n',
});
/** So many nouns that capitals tell no name. */
const nouns =
  ' Am Abend ging die Familie durch den Wald zum See, das Kind fand Steine, Federn, einen Ast und eine Muschel.';
const nothing: IdentifierLists = { names: [], places: [] };

function found(...texts: string[]) {
  const hits = detectIdentifiers(texts, nothing, undefined, common)[0]!;
  return hits.map(({ kind, range, certainty }) => {
    assert.equal(certainty, 'possible');
    return `${kind} ${texts[0]!.slice(range.start, range.end)}`;
  });
}

describe('common names', () => {
  it('are found where nothing else tells them: at the start of a sentence, and among German nouns', () => {
    assert.deepEqual(found('P01: Anna came late. Zoe stayed.'), ['name Anna', 'name Zoe']);
    const german =
      'P01: Gestern hat Anna mit dem Hund im Garten auf die Kinder gewartet, und Lena war auf der Arbeit.' + nouns;
    assert.deepEqual(found(german), ['name Anna', 'name Lena']);
  });

  it('have their surname with them, which is then found by itself, and no more', () => {
    assert.deepEqual(
      found('P01: Da kam Anna Weber mit dem Auto, und Weber, der Nachbar aus dem Haus, sah das Kind.' + nouns),
      ['name Anna Weber', 'name Weber'],
    );
    assert.deepEqual(
      found(
        'P01: Da hatte Anna Hunger, ich keinen Hunger, und Karl-Heinz Braun die Suppe aus dem Topf im Kühlschrank.' +
          nouns,
      ),
      ['name Anna', 'name Karl-Heinz Braun'],
    );
  });

  it('are surnames too, alone unless they are words', () => {
    const text = 'P01: Da war die Krüger, und der Koch, dann Anna Krüger und Anna Koch im Auto.';
    assert.deepEqual(found(text + nouns), ['name Krüger', 'name Koch', 'name Anna Krüger', 'name Anna Koch']);
    assert.deepEqual(found(`P01: Da war die Krüger, und der Koch.${nouns}`), ['name Krüger']);
  });

  it('are followed by what may be a surname that is on no list, where it stands nowhere else', () => {
    assert.deepEqual(found('P01: Da war Anna Lindemann, und Lena Angst hatte; die Angst war groß.' + nouns), [
      'name Anna',
      'name Lindemann',
      'name Lena',
    ]);
  });

  it('leave out the s of a possessive', () => {
    assert.deepEqual(
      found('P01: Annas Hund, Lars’ Katze, Anna’s Ball, Anna Kochs Haus, Bremens Hafen im Winter mit Schnee.' + nouns),
      ['name Anna', 'name Lars', 'name Anna', 'name Anna Koch', 'place Bremen'],
    );
  });

  it('begin no sentence where the texts have the word in small letters too, unless it is a name within one', () => {
    assert.deepEqual(found('P01: Hope is what I have. Will you come?', 'P02: I hope so, and he will.'), []);
    assert.deepEqual(found('P01: Hope came.', 'P02: Nobody else.'), ['name Hope']);
    const german = 'P01: Ich lief mit Karl ins Haus. Karl war karl, und die Rose rose.' + nouns;
    assert.deepEqual(found(german), ['name Karl', 'name Karl', 'name Rose']);
    assert.deepEqual(
      found('P01: Rose ist da, und die Rosen sind im Garten hinter dem Haus bei der Mauer am Weg.' + nouns),
      ['name Rose'],
    );
  });

  it('are towns as well, of several words too', () => {
    assert.deepEqual(
      found(
        'P01: Wir waren in Bad Emstal, Bad Ems, St. Gallen und Garmisch-Partenkirchen, dann in Bremen am Hafen im Bad.' +
          nouns,
      ),
      ['place Bad Emstal', 'place Bad Ems', 'place St. Gallen', 'place Garmisch-Partenkirchen', 'place Bremen'],
    );
  });

  it('take nothing from what the person’s lists and titles tell, and add the surname beyond it', () => {
    const text = 'P01: Frau Anna Weber war da, und Lena Koch mit dem Hund im Garten auf dem Rasen.' + nouns;
    const lists = { names: parseNameList('Lena'), places: [] };
    assert.deepEqual(
      detectIdentifiers([text], lists, undefined, common)[0]!.map(({ range, certainty }) => [
        text.slice(range.start, range.end),
        certainty,
      ]),
      [
        ['Anna Weber', 'likely'],
        ['Lena', 'sure'],
        ['Koch', 'possible'],
      ],
    );
  });

  it('lie within any text, in order, and begin with a capital', () => {
    const some = fc.array(
      fc.constantFrom('Anna', 'Weber', 'Bad', 'Ems', ' ', '-', '.', 's', '’', 'St', 'Gallen', 'e\u0301', '\n'),
    );
    fc.assert(
      fc.property(
        fc.oneof(some, fc.array(anyCodePoint)).map((parts) => parts.join('')),
        (text) => {
          let last = 0;
          for (const { range } of findCommonNames(text, common, smallWordsOf([text]))) {
            assert.ok(range.start >= last && range.end > range.start && range.end <= text.length);
            assert.match(text.slice(range.start, range.end), /^\p{Lu}/u);
            last = range.end;
          }
        },
      ),
    );
  });
});
