import assert from 'node:assert/strict';
import fc from 'fast-check';
import { UserError } from '../../../src/core/base/userError';
import { parseCodebook, serializeCodebook, type Codebook } from '../../../src/core/codebook/codebook';
import { isBelow } from '../../../src/core/codebook/codeRules';
import {
  addCode,
  codesBelow,
  freeCodeName,
  makeCodebook,
  mergeCodes,
  moveCodes,
  removeCode,
  splitCode,
  updateCode,
} from '../../../src/core/codebook/edit';

const file = 'introspect/codebook.json';
const idOf = (n: number) => `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`;
const refused = (error: unknown) => error instanceof UserError && error.code === 'badRequest';
/** Codes by the number of their parent; null at the top. */
const tree = (...parents: (number | null)[]): Codebook => {
  let codebook: Codebook = { ...makeCodebook(), licence: 'CC0' };
  parents.forEach((_, i) => (codebook = addCode(codebook, idOf(i), { name: `Code ${i}` })));
  const codes = codebook.codes.map((code, i) => ({
    ...code,
    parent: parents[i] === null ? null : idOf(parents[i]!),
    weight: i,
  }));
  return { ...codebook, codes };
};
const outline = (codebook: Codebook, parent: string | null = null): unknown[] =>
  codesBelow(codebook, parent).map(({ id, name }) => {
    const below = outline(codebook, id);
    return below.length > 0 ? [name, ...below] : name;
  });

describe('editing a codebook', () => {
  it('keeps a sound codebook and every unknown field, whatever is done', () => {
    const anyTree = fc
      .array(fc.option(fc.nat(), { nil: null }), { minLength: 2, maxLength: 8 })
      .map((parents) => tree(...parents.map((p, i) => (p === null || i === 0 ? null : p % i))));
    const edits = fc.array(
      fc.record({
        kind: fc.constantFrom('add', 'move', 'remove', 'merge', 'split', 'reparent'),
        a: fc.nat(20),
        b: fc.nat(20),
        c: fc.nat(20),
      }),
      { minLength: 1, maxLength: 6 },
    );
    fc.assert(
      fc.property(anyTree, edits, (start, list) => {
        let codebook = start;
        list.forEach(({ kind, a, b, c }, step) => {
          const pick = (n: number) => codebook.codes[n % codebook.codes.length]?.id ?? idOf(999);
          const place = { parent: b % 4 === 0 ? null : pick(b), before: c % 4 === 0 ? null : pick(c) };
          const fresh = idOf(100 + step * 2);
          const before = codebook;
          try {
            if (kind === 'add') codebook = addCode(codebook, fresh, { name: `New ${step}`, parent: place.parent });
            if (kind === 'move') codebook = moveCodes(codebook, [pick(a), pick(c)], place);
            if (kind === 'reparent') codebook = updateCode(codebook, pick(a), { parent: place.parent });
            if (kind === 'remove') codebook = removeCode(codebook, pick(a));
            if (kind === 'merge') codebook = mergeCodes(codebook, [pick(a), pick(c)], pick(b));
            if (kind === 'split')
              codebook = splitCode(codebook, pick(a), [`L ${step}`, `R ${step}`], [fresh, idOf(101 + step * 2)]);
          } catch (error) {
            assert.ok(refused(error));
            assert.equal(codebook, before);
          }
        });
        // The parser refuses an id, name or shortcut used twice, a missing parent and a cycle.
        assert.deepEqual(parseCodebook(serializeCodebook(codebook), file), codebook);
        assert.equal(codebook['licence'], 'CC0');
        for (const code of codebook.codes)
          if (code.id < idOf(100)) assert.equal(code['weight'], Number(code.id.slice(-2)), 'an unknown field is gone');
      }),
      { numRuns: 60 },
    );
  });

  it('adds a code with a look of its own, and refuses a name that is taken', () => {
    const codebook = addCode(tree(null), idOf(5), { name: ' Sleep ', parent: idOf(0) });
    const [first, added] = codebook.codes;
    assert.equal(added?.name, 'Sleep');
    assert.notEqual(added?.colour, first?.colour);
    assert.throws(() => addCode(codebook, idOf(6), { name: 'SLEEP' }), refused);
    assert.throws(() => addCode(codebook, idOf(6), { name: '  ' }), refused);
    assert.throws(() => addCode(codebook, idOf(6), { name: 'x', shortcut: 'ab' }), refused);
  });

  it('changes only the fields that it is given', () => {
    const codebook = tree(null, null);
    const changed = updateCode(codebook, idOf(1), { definition: 'What it is.', shortcut: 's' });
    assert.deepEqual(changed.codes[0], codebook.codes[0]);
    assert.deepEqual(changed.codes[1], { ...codebook.codes[1], definition: 'What it is.', shortcut: 's' });
    assert.throws(() => updateCode(changed, idOf(0), { shortcut: 's' }), refused);
    assert.throws(() => updateCode(changed, idOf(9), { name: 'x' }), refused);
  });

  it('moves codes with what is below them', () => {
    const codebook = tree(null, 0, null, null, 3);
    assert.deepEqual(outline(codebook), [['Code 0', 'Code 1'], 'Code 2', ['Code 3', 'Code 4']]);
    const before = moveCodes(codebook, [idOf(3)], { parent: null, before: idOf(0) });
    assert.deepEqual(outline(before), [['Code 3', 'Code 4'], ['Code 0', 'Code 1'], 'Code 2']);
    const below = moveCodes(codebook, [idOf(2), idOf(3)], { parent: idOf(0), before: idOf(1) });
    assert.deepEqual(outline(below), [['Code 0', 'Code 2', ['Code 3', 'Code 4'], 'Code 1']]);
    const withChild = moveCodes(codebook, [idOf(3), idOf(4)], { parent: idOf(2), before: null });
    assert.deepEqual(outline(withChild), [
      ['Code 0', 'Code 1'],
      ['Code 2', ['Code 3', 'Code 4']],
    ]);
    assert.throws(() => moveCodes(codebook, [idOf(0)], { parent: idOf(1), before: null }), refused);
    assert.throws(() => moveCodes(codebook, [idOf(0)], { parent: idOf(0), before: null }), refused);
  });

  it('lifts the sub-codes of a code that is removed into its place', () => {
    assert.deepEqual(outline(removeCode(tree(null, null, 1, null), idOf(1))), ['Code 0', 'Code 2', 'Code 3']);
  });

  it('merges codes, keeping what was said of each', () => {
    let codebook = tree(null, 0, 1, null);
    codebook = updateCode(codebook, idOf(0), { definition: 'Nights.', examples: ['a', 'b'], shortcut: 'n' });
    codebook = updateCode(codebook, idOf(2), { definition: 'Sleep.', examples: ['b', 'c'] });
    const merged = mergeCodes(codebook, [idOf(0), idOf(3)], idOf(2));
    assert.deepEqual(outline(merged), [['Code 2', 'Code 1']]);
    const kept = merged.codes.find(({ id }) => id === idOf(2));
    assert.equal(kept?.definition, 'Sleep.\nCode 0: Nights.');
    assert.deepEqual([kept?.examples, kept?.shortcut], [['b', 'c', 'a'], 'n']);
    assert.equal(isBelow(idOf(2), idOf(1), merged.codes), false);
  });

  it('splits a code into new ones beside it', () => {
    const codebook = updateCode(tree(null, 0, 0), idOf(1), { definition: 'Both.' });
    const split = splitCode(codebook, idOf(1), ['Left', 'Right'], [idOf(7), idOf(8)]);
    assert.deepEqual(outline(split), [['Code 0', 'Code 1', 'Left', 'Right', 'Code 2']]);
    assert.equal(split.codes.find(({ id }) => id === idOf(8))?.definition, 'Both.');
    assert.throws(() => splitCode(codebook, idOf(1), ['Left', 'left'], [idOf(7), idOf(8)]), refused);
  });

  it('finds a name that is free', () => {
    const codebook = addCode(tree(null), idOf(9), { name: 'code 0 (2)' });
    assert.equal(freeCodeName(codebook, 'Code 0'), 'Code 0 (3)');
    assert.equal(freeCodeName(codebook, ' Other '), 'Other');
  });
});
