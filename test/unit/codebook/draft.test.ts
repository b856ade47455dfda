import assert from 'node:assert/strict';
import type { CodeFields } from '../../../src/core/codebook/codeRules';
import {
  asWritten,
  conflictsOf,
  rebase,
  savable,
  settleField,
  typedFields,
  typeInto,
  type CodeDraft,
} from '../../../src/core/codebook/draft';

const saved: CodeFields = {
  name: 'Sleep',
  definition: 'Nights.',
  whenToUse: '',
  whenNotToUse: '',
  examples: ['a'],
  colour: '#0072b2',
  shortcut: null,
  parent: null,
};
const neighbours = [{ id: 'other', name: 'Worry', shortcut: 'w', parent: null }];
const empty: CodeDraft = new Map();

describe('the draft of a code', () => {
  it('holds what was typed until the file says the same', () => {
    const draft = typeInto(empty, saved, { name: 'Rest', examples: ['a', 'b'] });
    assert.deepEqual(typedFields(draft), { name: 'Rest', examples: ['a', 'b'] });
    assert.deepEqual(typedFields(typeInto(draft, saved, { name: 'Sleep' })), { examples: ['a', 'b'] });
    assert.equal(rebase(draft, { ...saved, name: 'Rest', examples: ['a', 'b'] }).size, 0);
  });

  it('saves what is sound and keeps what is not', () => {
    const draft = typeInto(empty, saved, { name: ' worry', shortcut: 'w', definition: 'Other.' });
    assert.deepEqual(savable(draft, 'own', saved, neighbours), { definition: 'Other.' });
  });

  it('finds what it has written in the file, though a name is written without the spaces around it', () => {
    const draft = typeInto(empty, saved, { name: 'Rest ' });
    const written = savable(draft, 'own', saved, neighbours);
    assert.deepEqual(written, { name: 'Rest' });
    const now = { ...saved, ...written };
    const after = rebase(asWritten(draft, written), now);
    assert.deepEqual(conflictsOf(typeInto(after, now, { name: 'Rest by day' }), now), []);
  });

  it('does not write over a field that was changed in the file meanwhile, and loses neither', () => {
    const draft = typeInto(empty, saved, { definition: 'Mine.', whenToUse: 'Mine too.' });
    const theirs = { ...saved, definition: 'Theirs.', whenNotToUse: 'New.' };
    const now = typeInto(rebase(draft, theirs), theirs, { definition: 'Mine, longer.' });
    assert.deepEqual(conflictsOf(now, theirs), ['definition']);
    assert.deepEqual(savable(now, 'own', theirs, neighbours), { whenToUse: 'Mine too.' });
    const mine = settleField(now, theirs, 'definition', 'mine');
    assert.equal(savable(mine, 'own', theirs, neighbours).definition, 'Mine, longer.');
    const other = settleField(now, theirs, 'definition', 'theirs');
    assert.deepEqual(typedFields(other), { whenToUse: 'Mine too.' });
  });
});
