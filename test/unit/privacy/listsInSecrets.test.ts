import assert from 'node:assert/strict';
import { ListsInSecrets } from '../../../src/features/privacy/listsInSecrets';

describe('De-identify: lists until they are in the key', () => {
  const kept = new Map<string, string>();
  const open = (key = 'study') =>
    new ListsInSecrets(
      {
        get: (name) => Promise.resolve(kept.get(name)),
        store: (name, value) => Promise.resolve(void kept.set(name, value)),
        delete: (name) => Promise.resolve(void kept.delete(name)),
      },
      key,
    );
  const lists = { names: 'Anna Berg, Annie', places: 'Ashford' };
  const none = { names: '', places: '' };
  beforeEach(() => kept.clear());

  it('are there again for the next panel on the same study, and for no other', async () => {
    const first = open();
    first.set({ names: 'Anna', places: '' });
    first.set(lists);
    assert.deepEqual(await first.get(), lists);
    await first.flush();
    assert.deepEqual([await open().get(), await open('other').get()], [lists, none]);
  });

  it('are deleted when they are empty, and none where something else is kept', async () => {
    const first = open();
    first.set(lists);
    await first.flush();
    first.set(none);
    await first.flush();
    assert.equal(kept.size, 0);
    kept.set('study', '{"names": 3}');
    assert.deepEqual(await open().get(), none);
  });
});
