import assert from 'node:assert/strict';
import fc from 'fast-check';
import { composeText, findComposed } from '../../../src/core/base/composed';
import { utf16 } from '../../../src/core/base/offsets';
import { detectIdentifiers } from '../../../src/core/privacy/detect';
import { parseNameList } from '../../../src/core/privacy/listedNames';
import { checkQuote } from '../../../src/core/prompting/quoteCheck';
import { markQuote } from '../../../src/core/suggestions/quoteMark';
import { parseTranscript } from '../../../src/core/transcript/transcript';

const letters = fc.constantFrom(
  'e',
  'u',
  '\u0301',
  '\u0308',
  '\u0323',
  'ü',
  '각',
  '\u1100',
  '\u1161',
  '\u11a8',
  ' ',
  '😀',
  'क',
  '\u093c',
  'Å',
);
const anyText = fc.array(letters, { maxLength: 14 }).map((parts) => parts.join(''));

const interview = `Zoë Müller: Am 3. März 2021 war ich in Köln bei Anaïs, müde. Mein Opa ist fünfundneunzig Jahre alt.

Interviewer: Ärger? Am 14. Jänner?`;
const decomposed = interview.normalize('NFD');

describe('a text whose letters are decomposed', () => {
  it('composes as the runtime does, and every stretch maps onto one that means the same', () => {
    fc.assert(
      fc.property(anyText, fc.nat(), fc.nat(), (text, a, b) => {
        const composed = composeText(text);
        if (composed === null) return assert.equal(text.normalize('NFC'), text);
        assert.equal(composed.text, text.normalize('NFC'));
        const [start, end] = [a, b].map((n) => n % (composed.text.length + 1)).sort((x, y) => x - y) as [
          number,
          number,
        ];
        const range = composed.rangeOf({ start: utf16(start), end: utf16(end) });
        assert.ok(range.start <= range.end && range.end <= text.length);
        const whole = composed.rangeOf({ start: utf16(0), end: utf16(composed.text.length) });
        assert.deepEqual(whole, { start: 0, end: text.length });
        assert.ok(text.slice(range.start, range.end).normalize('NFC').includes(composed.text.slice(start, end)));
      }),
      { numRuns: 400 },
    );
  });

  it('holds words however they are composed, and no letter without its mark', () => {
    const place = findComposed(decomposed, 'müde')!;
    assert.equal(decomposed.slice(place.start, place.end), 'müde'.normalize('NFD'));
    assert.deepEqual(findComposed(interview, 'müde'.normalize('NFD')), findComposed(interview, 'müde'));
    assert.equal(findComposed(decomposed, 'mude'), null);
    assert.equal(findComposed('e\u0301'.normalize('NFC'), 'e'), null);
  });

  it('has the same identifiers found in it', () => {
    const lists = { names: parseNameList('Anaïs'), places: parseNameList('Köln'.normalize('NFD')) };
    const found = (text: string) =>
      detectIdentifiers([text], lists)[0]!.map(({ kind, range, certainty, entity }) => {
        return { kind, certainty, entity, words: text.slice(range.start, range.end).normalize('NFC') };
      });
    assert.deepEqual(found(decomposed), found(interview));
    for (const words of ['3. März 2021', 'fünfundneunzig', '14. Jänner', 'Anaïs', 'Köln', 'Zoë Müller'])
      assert.ok(
        found(decomposed).some((hit) => hit.words === words),
        words,
      );
  });

  it('has the same speakers, of whom a study knows one role', () => {
    const speakers = (text: string) => parseTranscript(text).turns.map(({ speaker }) => speaker);
    assert.deepEqual(speakers(decomposed), speakers(interview));
  });

  it('has a model’s quotation verbatim in it', () => {
    for (const [text, quote] of [
      [decomposed, 'Opa ist fünfundneunzig Jahre alt'],
      [interview, 'müde'.normalize('NFD')],
    ] as const) {
      const check = checkQuote(quote, text);
      assert.ok(check.kind === 'verbatim', check.kind);
      assert.equal(text.slice(check.range.start, check.range.end).normalize('NFC'), quote.normalize('NFC'));
      const mark = markQuote(quote, text, { start: utf16(0), end: utf16(10) });
      assert.deepEqual(mark, { kind: 'verbatim', at: check.range, elsewhere: true });
    }
    const near = checkQuote('Opa war fünfundneunzig Jahre alt', decomposed);
    const same = checkQuote('Opa war fünfundneunzig Jahre alt', interview);
    assert.ok(near.kind === 'nearly' && same.kind === 'nearly');
    assert.equal(near.edits, same.edits);
    assert.equal(
      decomposed.slice(near.range.start, near.range.end).normalize('NFC'),
      interview.slice(same.range.start, same.range.end),
    );
  });
});
