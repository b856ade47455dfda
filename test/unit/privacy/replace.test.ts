import assert from 'node:assert/strict';
import fc from 'fast-check';
import { utf16, type RangeUtf16 } from '../../../src/core/base/offsets';
import { sha256Hex } from '../../../src/core/base/sha256';
import {
  makeCollection,
  makeSegmentTarget,
  serializeAnnotations,
  verifyQuote,
  type Segment,
} from '../../../src/core/coding/annotations';
import { backwardTexts, carryAnnotations, forwardTexts } from '../../../src/core/privacy/carryOver';
import { shiftDate } from '../../../src/core/privacy/dateShift';
import { makeKey, makePass, parseKey, serializeKey } from '../../../src/core/privacy/privacyKey';
import { assignPseudonyms, entityKey, labelsIn, speakerForm } from '../../../src/core/privacy/pseudonyms';
import { measureRecall, isCovered, sampleTurns, wilsonInterval } from '../../../src/core/privacy/recall';
import { replaceStretches, type Replacement } from '../../../src/core/privacy/replaceStretches';

const range = (start: number, end: number): RangeUtf16 => ({ start: utf16(start), end: utf16(end) });
const uuid = (n: number) => `urn:uuid:00000000-0000-4000-8000-${String(n).padStart(12, '0')}`;

/** Words that were replaced, as they were written; nothing where none were. */
function namesIn(replacements: readonly Replacement[], text: string): RegExp {
  const names = replacements.map(({ range: { start, end } }) => text.slice(start, end));
  return new RegExp(`(?<![\\p{L}\\p{N}])(?:${['(?!)', ...names].join('|')})(?![\\p{L}\\p{N}])`, 'u');
}

/** A text, stretches of it to be replaced, and a stretch that somebody coded. */
const scene = fc
  .tuple(fc.string({ minLength: 8, maxLength: 40 }), fc.array(fc.nat(40), { maxLength: 6 }), fc.nat(40), fc.nat(40))
  .map(([text, cuts, a, b]) => {
    const at = [...new Set(cuts.map((cut) => cut % (text.length + 1)))].sort((x, y) => x - y);
    const replacements: Replacement[] = [];
    for (let i = 0; i + 1 < at.length; i += 2)
      replacements.push({ range: range(at[i]!, at[i + 1]!), words: `[X-${i}]` });
    const start = Math.min(a, b) % text.length;
    const end = Math.min(text.length, Math.max(start + 1, Math.max(a, b) % (text.length + 1)));
    return { text, replacements, coded: range(start, end) };
  });

describe('replaceStretches', () => {
  it('keeps the very words of a stretch that touches no replacement, and holds the whole of those it touches', () => {
    fc.assert(
      fc.property(scene, ({ text, replacements, coded }) => {
        const replaced = replaceStretches(text, replacements);
        const { start, end } = replaced.map(coded);
        const touched = replacements.filter((one) => one.range.start < coded.end && one.range.end > coded.start);
        if (touched.length === 0) {
          assert.equal(replaced.text.slice(start, end), text.slice(coded.start, coded.end));
        }
        for (const one of touched) {
          const now = replaced.map(one.range);
          assert.equal(replaced.text.slice(now.start, now.end), one.words);
          assert.ok(start <= now.start && end >= now.end);
        }
      }),
      { numRuns: 300 },
    );
  });

  it('refuses stretches that overlap, are empty or outside the text', () => {
    for (const bad of [[range(0, 2), range(1, 3)], [range(1, 1)], [range(2, 9)]]) {
      assert.throws(
        () =>
          replaceStretches(
            'abcd',
            bad.map((one) => ({ range: one, words: 'x' })),
          ),
        RangeError,
      );
    }
  });
});

describe('A pass', () => {
  const segmentOn = async (text: string, coded: RangeUtf16, id = 1): Promise<Segment> => ({
    id: uuid(id),
    type: 'Annotation',
    creator: { id: 'ana', type: 'Person' },
    created: '2026-03-02T09:30:00Z',
    motivation: 'classifying',
    body: { type: 'SpecificResource', purpose: 'classifying', source: uuid(500) },
    target: makeSegmentTarget(text, coded, await sourceFor(text)),
  });
  const sourceFor = async (text: string) => ({
    id: 'transcripts/P01.txt',
    type: 'Text' as const,
    format: 'text/plain' as const,
    'schema:sha256': await sha256Hex(text),
  });
  const collectionOf = (...items: Segment[]) => {
    const empty = makeCollection({ collection: uuid(2).slice(9), page: uuid(3).slice(9) }, 'Ana');
    return { ...empty, total: items.length, first: { ...empty.first, items } };
  };

  it('carries codings over, leaves no replaced word in their quotes, and is taken back word for word', async () => {
    const text = 'P01: I met Sarah at noon. Sarah said that it was fine.\n\nP02: Sarah’s cat was there, too.\n';
    const at = (words: string) => range(text.indexOf(words), text.indexOf(words) + words.length);
    const all = [...text.matchAll(/Sarah/g)].map(({ index }) => ({
      range: range(index, index + 5),
      words: '[NAME-1]',
    }));
    const before = { text, sha256: await sha256Hex(text) };
    const { pass, text: after } = await makePass(text, await sourceFor(text), all, '2026-03-02T09:30:00Z', sha256Hex);
    const texts = forwardTexts(before, pass, replaceStretches(text, all));
    const mine = collectionOf(
      await segmentOn(text, at('met Sarah at noon')),
      await segmentOn(text, at('it was fine'), 2),
    );
    const { collection, carried, uncertain } = carryAnnotations(mine, texts);
    assert.deepEqual([carried, uncertain], [2, 0]);
    assert.deepEqual(
      collection.first.items.map((item) => typeof item.target !== 'string' && item.target.selector[1].exact),
      ['met [NAME-1] at noon', 'it was fine'],
    );
    assert.doesNotMatch(JSON.stringify(collection), /Sarah/);
    // Run again after a crash, it changes nothing.
    assert.deepEqual(carryAnnotations(collection, texts).collection, collection);

    const back = backwardTexts(after, pass.after, pass);
    assert.deepEqual([back.replaced.text, back.missing], [text, 0]);
    const texts2 = {
      before: { text: after, sha256: pass.after },
      after: { text, source: await sourceFor(text) },
      map: back.replaced.map,
      changes: back.changes,
    };
    assert.deepEqual(carryAnnotations(collection, texts2).collection, mine);
  });

  it('comes back to the last byte from what the key keeps, whatever the annotations say', async () => {
    const word = fc.constantFrom(
      'Anna',
      'anna',
      'Annie',
      'Berg',
      'Will',
      'will',
      '[X-1]',
      '93',
      'and',
      'Ann\na',
      ' ',
      'Annas',
    );
    const prose = fc.array(word, { minLength: 1, maxLength: 12 }).map((words) => words.join(' '));
    const isNamed = /\b(?:Anna|Annie|Berg|Will|93)\b/g;
    await fc.assert(
      fc.asyncProperty(
        prose,
        fc.array(prose, { minLength: 4, maxLength: 4 }),
        fc.nat(),
        async (spoken, notes, from) => {
          const text = `P01: ${spoken} so.\n`;
          const source = await sourceFor(text);
          // Several people and ways to write them are called the same, and one way to write them differently.
          const all = [...text.matchAll(isNamed)].map(({ 0: name, index }, i) => ({
            range: range(index, index + name.length),
            words: `[X-${1 + (i % 2)}]`,
          }));
          const { pass, text: after } = await makePass(text, source, all, '2026-03-02T09:30:00Z', sha256Hex);
          const texts = forwardTexts({ text, sha256: pass.before }, pass, replaceStretches(text, all));
          // A coding that touches a replaced stretch in part grows over it, which is told elsewhere.
          const whole = all[from % Math.max(1, all.length)]?.range ?? range(0, 3);
          const lost = await segmentOn(text, range(0, 3), 2);
          const [position, quote] = lost.target.selector;
          const mine = collectionOf(
            { ...(await segmentOn(text, whole)), 'introspect:movedFrom': notes[0] },
            {
              ...lost,
              target: {
                ...lost.target,
                source: { ...lost.target.source, 'schema:sha256': '0'.repeat(64) },
                selector: [position, { ...quote, exact: `${notes[1]} nowhere in the text, whatever`, prefix: 'Anna' }],
              },
              'introspect:suggestion': { quote: notes[2], reason: [notes[3]], model: { name: 'Anna' } },
            },
            { ...(await segmentOn(text, whole, 3)), 'introspect:orphanedIn': pass.before },
          );
          const forward = carryAnnotations(mine, texts);
          assert.deepEqual(carryAnnotations(forward.collection, texts, forward.fields).collection, forward.collection);
          assert.doesNotMatch(JSON.stringify(forward.collection).replace('{"name":"Anna"}', ''), namesIn(all, text));
          const back = backwardTexts(after, pass.after, pass);
          const texts2 = {
            before: { text: after, sha256: pass.after },
            after: { text: back.replaced.text, source },
            map: back.replaced.map,
            changes: back.changes,
          };
          assert.equal(back.replaced.text, text);
          const restored = carryAnnotations(forward.collection, texts2, forward.fields, 'back').collection;
          assert.equal(serializeAnnotations(restored), serializeAnnotations(mine));
        },
      ),
    );
  });

  it('is taken back from a text that was corrected since, but for what is gone', async () => {
    const text =
      'P01: I met Sarah at noon in the old house by the lake. Later on I also met Tom there, in the evening.';
    const made = [
      { range: range(11, 16), words: '[NAME-1]' },
      { range: range(text.indexOf('Tom'), text.indexOf('Tom') + 3), words: '[NAME-2]' },
    ];
    const { pass, text: after } = await makePass(text, await sourceFor(text), made, '2026-03-02T09:30:00Z', sha256Hex);
    const corrected = after.replace('P01: ', 'P01: Well, ').replace('[NAME-2] there', 'her');
    const back = backwardTexts(corrected, await sha256Hex(corrected), pass);
    assert.equal(back.missing, 1);
    assert.match(back.replaced.text, /^P01: Well, I met Sarah at noon/);
  });

  it('keeps an uncertain coding uncertain, with replaced words out of its quote', async () => {
    const text = 'P01: nothing of that is here. Sarah came.';
    const old = 'P02: years ago I saw Sarah on the bridge, and the rain fell on us all day long.';
    const replacements = [{ range: range(text.indexOf('Sarah'), text.indexOf('Sarah') + 5), words: '[NAME-1]' }];
    const source = await sourceFor(text);
    const { pass } = await makePass(text, source, replacements, '2026-03-02T09:30:00Z', sha256Hex);
    const texts = forwardTexts({ text, sha256: pass.before }, pass, replaceStretches(text, replacements));
    const lost = await segmentOn(old, range(old.indexOf('saw'), old.indexOf(' bridge')));
    const { collection, uncertain } = carryAnnotations(collectionOf(lost), texts);
    assert.equal(uncertain, 1);
    assert.match(JSON.stringify(collection), /saw \[NAME-1\] on the/);
    const [item] = collection.first.items;
    assert.ok(item && typeof item.target !== 'string' && verifyQuote(texts.after.text, item.target) === null);
  });

  it('is read back from its key, and a file that is no key is refused without quoting it', async () => {
    const text = 'I met Sarah.';
    const { pass } = await makePass(
      text,
      await sourceFor(text),
      [{ range: range(6, 11), words: 'X' }],
      '2026-03-02T09:30:00Z',
      sha256Hex,
    );
    const key = {
      ...makeKey(),
      passes: [pass],
      pseudonyms: [{ kind: 'name' as const, entity: 'sarah', pseudonym: 'X' }],
    };
    assert.deepEqual(parseKey(serializeKey(key), 'key.json'), key);
    for (const bad of ['{"kind":"Sarah"}', '[', '{}', 'Sarah']) {
      assert.throws(
        () => parseKey(bad, 'key.json'),
        (error: Error) => !error.message.includes('Sarah'),
      );
    }
  });
});

describe('assignPseudonyms', () => {
  const name = (entity: string) => ({ kind: 'name' as const, entity });

  it('calls everyone one thing throughout, and nobody what another is called', () => {
    const known = new Map([[entityKey(name('sarah')), '[NAME-2]']]);
    const given = assignPseudonyms(
      [name('tom'), name('sarah'), name('eve'), { kind: 'date', entity: '3 march' }, { kind: 'age', entity: '93' }],
      known,
      'numbered',
    );
    assert.deepEqual([...given.values()], ['[NAME-2]', '[NAME-1]', '[NAME-3]', '[DATE]', '90+']);
  });

  it('gives nobody a pseudonym that stands in a text already, whoever that is', () => {
    const standing = labelsIn('NAME-1: I met [NAME-2] of [PLACE-1] and SURNAME-3.');
    assert.deepEqual(standing, ['[NAME-1]', '[NAME-2]', '[PLACE-1]']);
    const given = assignPseudonyms([name('tom')], new Map(), 'numbered', [], 0, standing);
    assert.deepEqual([...given.values()], ['[NAME-3]']);
  });

  it('makes up names that stand nowhere in the texts, and numbers when it has no more', () => {
    const people = Array.from({ length: 50 }, (_, i) => name(`p${i}`));
    const given = [...assignPseudonyms(people, new Map(), 'madeUp', ['Then Robin came.']).values()];
    assert.equal(new Set(given).size, 50);
    assert.ok(!given.includes('Robin') && given.includes('Sam') && given.includes('[NAME-1]'));
  });

  it('gives heads of turns a form that they can carry', () => {
    assert.equal(speakerForm('[NAME-1]'), 'NAME-1');
    assert.equal(speakerForm('90+'), 'Speaker');
  });
});

describe('shiftDate', () => {
  // Checked against Python's datetime.
  for (const [words, days, shifted] of [
    ['2024-02-28', 2, '2024-03-01'],
    ['3 March 2019', -10, '21 February 2019'],
    ['March 3rd, 2024', 19, 'March 22nd, 2024'],
    ['3. März 2021', 30, '2. April 2021'],
    ['17.05.2024', -17, '30.04.2024'],
    ['24.12.', 10, '3.1.'],
    ['5/17/24', 20, '6/6/24'],
    ['03/04/2024', 30, '03/05/2024'],
    ['14th of February', 8, '22nd of February'],
    ['Jan 30', 5, 'Feb 4'],
  ] as const) {
    it(`moves ${words} by ${days} days`, () => {
      const order = words === '5/17/24' ? 'monthFirst' : 'dayFirst';
      assert.equal(shiftDate(words, days, order), shifted);
    });
  }

  it('does not guess what tells no day', () => {
    assert.equal(shiftDate('March 2024', 3, 'dayFirst'), null);
    assert.equal(shiftDate('31.02.2024', 3, 'dayFirst'), null);
    for (const words of ['May ’98', 'the third of March', '3 mars 2024', '2019-03', '24th'])
      assert.equal(shiftDate(words, 3, 'dayFirst'), null);
  });

  it('moves no part of several dates in one, which would leave the others as they are', () => {
    for (const words of ['March 3 and 7, 2021', '3-5 March 2020', '3. bis 5. März'])
      assert.equal(shiftDate(words, 3, 'dayFirst'), null);
  });
});

describe('recall', () => {
  it('has Wilson’s interval', () => {
    // Newcombe 1998, Stat. Med. 17:857–872, table I: 81 of 263, 15 of 148, 0 of 20, 1 of 29; method 3.
    for (const [found, total, low, high] of [
      [81, 263, 0.2553, 0.3662],
      [15, 148, 0.0624, 0.1605],
      [0, 20, 0, 0.1611],
      [1, 29, 0.0061, 0.1718],
    ] as const) {
      const interval = wilsonInterval(found, total);
      assert.ok(Math.abs(interval.low - low) < 5e-5 && Math.abs(interval.high - high) < 5e-5);
    }
  });

  it('counts an identifier as found only if every letter and figure of it is', () => {
    const text = 'at 14 Birch Lane, Ashford';
    assert.equal(isCovered(text, range(3, 25), [range(3, 16), range(18, 25)]), true);
    assert.equal(isCovered(text, range(3, 25), [range(3, 16), range(19, 25)]), false);
    const { overall, byKind } = measureRecall([
      { kind: 'name', range: range(0, 1), found: true },
      { kind: 'date', range: range(2, 3), found: false },
    ]);
    assert.deepEqual([overall.share?.value, byKind.get('name')?.found, byKind.get('date')?.found], [0.5, 1, 0]);
    assert.equal(measureRecall([]).overall.share, null);
  });

  it('draws the same turns for the same seed, each once', () => {
    assert.deepEqual(sampleTurns(100, 10, 3), sampleTurns(100, 10, 3));
    assert.equal(new Set(sampleTurns(100, 40, 1)).size, 40);
    assert.deepEqual(sampleTurns(3, 10, 1), [0, 1, 2]);
  });
});
