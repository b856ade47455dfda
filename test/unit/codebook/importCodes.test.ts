import assert from 'node:assert/strict';
import fc from 'fast-check';
import { parseCodebook, serializeCodebook } from '../../../src/core/codebook/codebook';
import { addCode, makeCodebook, updateCode } from '../../../src/core/codebook/edit';
import { applyImport, planImport, toIncoming, type IncomingCode } from '../../../src/core/codebook/importCodes';

const idOf = (n: number) => `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`;
let next = 500;
const newId = () => idOf(next++);
const incoming = (key: string, name: string, parent: string | null = null, more: object = {}): IncomingCode => ({
  key,
  parent,
  id: null,
  fields: { name, ...more },
});

describe('taking in a codebook', () => {
  const own = updateCode(addCode(makeCodebook(), idOf(1), { name: 'Sleep', shortcut: 's' }), idOf(1), {
    definition: 'Nights.',
  });

  it('tells what is new, what differs and what is the same, by id and else by name', () => {
    const plan = planImport(own, [
      { ...incoming('a', 'Rest', null, { definition: 'Nights.' }), id: idOf(1) },
      incoming('b', 'Worry'),
    ]);
    assert.deepEqual(
      plan.changed.map(({ code, differs }) => [code.name, differs]),
      [['Sleep', ['name']]],
    );
    assert.deepEqual(
      plan.added.map(({ key }) => key),
      ['b'],
    );
    assert.equal(planImport(own, [incoming('c', ' sleep ', null, { definition: '' })]).same.length, 0);
    assert.equal(planImport(own, [incoming('c', 'Sleep', null, { definition: '' })]).same.length, 1);
  });

  it('changes nothing that was not chosen', () => {
    const plan = planImport(own, [incoming('a', 'Sleep', null, { definition: 'Other.' }), incoming('b', 'Worry')]);
    assert.equal(applyImport(own, plan, new Set(), newId), own);
    const changed = applyImport(own, plan, new Set(['a']), newId);
    assert.deepEqual(
      changed.codes.map(({ name, definition }) => [name, definition]),
      [['Sleep', 'Other.']],
    );
  });

  it('hangs a code whose parent is left out on the nearest code above', () => {
    const plan = planImport(own, [incoming('c', 'Deep', 'b'), incoming('b', 'Middle', 'a'), incoming('a', 'Sleep')]);
    const all = applyImport(own, plan, new Set(['b', 'c']), newId);
    const idOfName = (name: string) => all.codes.find((code) => code.name === name)?.id;
    assert.equal(all.codes.find(({ name }) => name === 'Deep')?.parent, idOfName('Middle'));
    const some = applyImport(own, plan, new Set(['c']), newId);
    assert.equal(some.codes.find(({ name }) => name === 'Deep')?.parent, idOf(1));
  });

  it('lets a shortcut and a name that are taken give way', () => {
    const plan = planImport(own, [incoming('a', 'Stress', null, { shortcut: 's' }), incoming('b', 'stress')]);
    const all = applyImport(own, plan, new Set(['a', 'b']), newId);
    assert.deepEqual(
      all.codes.map(({ name, shortcut }) => [name, shortcut]),
      [
        ['Sleep', 's'],
        ['Stress', null],
        ['stress (2)', null],
      ],
    );
  });

  it('makes a sound codebook of anything, even of a tree that goes in circles', () => {
    const codes = fc.array(
      fc.record({
        name: fc.constantFrom('a', 'b', 'A', ' ', 'Sleep'),
        parent: fc.option(fc.nat(6), { nil: null }),
        id: fc.option(fc.nat(3), { nil: null }),
        shortcut: fc.constantFrom(null, 's', 'xx'),
        colour: fc.constantFrom('#000000', 'red'),
      }),
      { maxLength: 6 },
    );
    fc.assert(
      fc.property(codes, (list) => {
        const plan = planImport(
          own,
          list.map(({ name, parent, id, shortcut, colour }, i) => ({
            ...incoming(String(i), name, parent === null ? null : String(parent), { shortcut, colour }),
            id: id === null ? null : idOf(id),
          })),
        );
        const all = applyImport(own, plan, new Set(list.map((_, i) => String(i))), newId);
        assert.deepEqual(parseCodebook(serializeCodebook(all), 'codebook.json'), all);
        assert.equal(all.codes.length, 1 + plan.added.length);
      }),
      { numRuns: 60 },
    );
  });

  it('takes a whole codebook in as it is', () => {
    const all = applyImport(makeCodebook(), planImport(makeCodebook(), toIncoming(own)), new Set([idOf(1)]), newId);
    assert.deepEqual(all, own);
  });
});
