import assert from 'node:assert/strict';
import fc from 'fast-check';
import { applyChanges, shiftAnchors, type LiveAnchor, type TextChange } from '../../../src/core/coding/shiftAnchors';

const text = 'I lie awake. Yes, awake until three.';
const at = (words: string): LiveAnchor => {
  const start = text.indexOf(words);
  return { start, end: start + words.length, openEnd: false };
};
const replace = (words: string, by: string): TextChange => ({ ...spanOf(words), text: by });
const spanOf = (words: string) => ({ offset: text.indexOf(words), length: words.length });
const insert = (offset: number, words: string): TextChange => ({ offset, length: 0, text: words });
/** The words of a stretch after edits; null when they are gone. */
function after(words: string, ...changes: TextChange[]): string | null {
  const [anchor] = shiftAnchors([at(words)], changes);
  return anchor ? applyChanges(text, changes).slice(anchor.start, anchor.end) : null;
}

/** A character with the place that it had in the first text, or none. */
interface Mark {
  readonly was: number | null;
}

describe('Stretches that follow their words', () => {
  it('keep all and only their own characters that are left, whatever is edited', () => {
    const edit = fc.record({ at: fc.nat(1000), length: fc.nat(6), text: fc.string({ maxLength: 4 }) });
    const stretch = fc.record({ at: fc.nat(1000), length: fc.integer({ min: 1, max: 12 }) });
    fc.assert(
      fc.property(fc.array(edit, { maxLength: 12 }), fc.array(stretch, { maxLength: 6 }), (edits, stretches) => {
        const anchors = stretches.map(({ at: n, length }) => {
          const start = n % text.length;
          return { start, end: Math.min(text.length, start + length), openEnd: false };
        });
        let marks: Mark[] = Array.from(text, (_, was) => ({ was }));
        const changes = edits.map((each): TextChange => {
          const offset = each.at % (marks.length + 1);
          const length = Math.min(each.length, marks.length - offset);
          const inserted = Array.from({ length: each.text.length }, (): Mark => ({ was: null }));
          marks = [...marks.slice(0, offset), ...inserted, ...marks.slice(offset + length)];
          return { offset, length, text: each.text };
        });
        assert.equal(applyChanges(text, changes).length, marks.length);
        shiftAnchors(anchors, changes).forEach((now, i) => {
          const { start, end } = anchors[i]!;
          const isOwn = ({ was }: Mark) => was !== null && was >= start && was < end;
          const left = marks.filter(isOwn);
          if (!now) return assert.deepEqual(left, []);
          assert.ok(now.start < now.end && now.end <= marks.length);
          const inside = marks.slice(now.start, now.end);
          assert.deepEqual(inside.filter(isOwn), left);
          assert.ok(inside.every((mark) => mark.was === null || isOwn(mark)));
        });
      }),
      { numRuns: 400 },
    );
  });

  it('are moved by edits elsewhere, and not at all by those behind them', () => {
    const anchor = at('Yes');
    const [same] = shiftAnchors([anchor], [replace('three', 'four')]);
    assert.equal(same, anchor);
    assert.equal(after('Yes', replace('I', 'We')), 'Yes');
    assert.equal(after('Yes', insert(at('Yes').start, 'Oh! '), insert(at('Yes').end + 4, '!!')), 'Yes');
  });

  it('grow and shrink by what is edited inside', () => {
    assert.equal(after('lie awake', insert(at('awake').start, 'wide ')), 'lie wide awake');
    assert.equal(after('lie awake', replace('lie ', '')), 'awake');
    assert.equal(after('lie awake', replace('lie', 'lay')), 'lay awake');
  });

  it('lose what is replaced across their edge', () => {
    assert.equal(after('lie awake', replace('awake. Yes', 'up')), 'lie ');
    assert.equal(after('lie awake', replace('I lie', 'we')), ' awake');
  });

  it('take in a last word that is typed anew, letter by letter, until something else is done', () => {
    const end = at('lie awake').end;
    const typed = [replace('awake', 'd'), insert(end - 4, 'o'), insert(end - 3, 'wn')];
    assert.equal(after('lie awake', ...typed), 'lie down');
    assert.equal(after('lie awake', ...typed, insert(0, 'So '), insert(end + 2, ' there')), 'lie down');
    const backspaced = [replace('e. Yes', '. Yes'), insert(end - 1, 'ing')];
    assert.equal(after('lie awak', { offset: end - 2, length: 1, text: '' }, insert(end - 2, 'y')), 'lie away');
    assert.equal(after('lie awake', ...backspaced), 'lie awak');
  });

  it('are gone when all their words are deleted, alone or with others, and stay gone', () => {
    assert.equal(after('Yes', replace('Yes', '')), null);
    assert.equal(after('Yes', replace('awake. Yes, awake', 'up')), null);
    assert.equal(after('Yes', replace('Yes', ' '), insert(13, 'Yes')), null);
    assert.equal(after('Yes', replace('Yes', 'No')), 'No');
  });

  it('refuse an edit that reaches outside the text', () => {
    assert.throws(() => applyChanges(text, [{ offset: text.length, length: 1, text: '' }]), RangeError);
  });
});
