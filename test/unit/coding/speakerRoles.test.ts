import assert from 'node:assert/strict';
import { inOrderOfInterest } from '../../../src/core/coding/speakerRoles';

describe('speakers in the order in which one looks for them', () => {
  const turns = new Map([
    ['Interviewer', 40],
    ['Ruth', 38],
    ['Sister', 3],
  ]);
  const names = (...known: Parameters<typeof inOrderOfInterest>[1] & object) =>
    inOrderOfInterest(turns, known).map(([speaker]) => speaker);

  it('are those who are asked, by how much they say, and then those who ask, as far as names tell', () => {
    assert.deepEqual(names(), ['Ruth', 'Sister', 'Interviewer']);
    assert.deepEqual(inOrderOfInterest(turns)[0], ['Ruth', 38]);
  });

  it('go by the roles that the study states, whatever names seem to tell', () => {
    assert.deepEqual(names({ name: 'Ruth', role: 'interviewer' }, { name: 'Interviewer', role: 'participant' }), [
      'Interviewer',
      'Sister',
      'Ruth',
    ]);
    assert.deepEqual(names({ name: 'Sister' }, { name: 'Interviewer' }), ['Ruth', 'Sister', 'Interviewer']);
  });
});
