import assert from 'node:assert/strict';
import { EndpointKeys } from '../../../src/platform/endpoint/endpointKeys';

describe('endpoint keys', () => {
  it('belong to one host, and can be forgotten', async () => {
    const secrets = new Map<string, string>();
    const keys = new EndpointKeys({
      get: (name) => Promise.resolve(secrets.get(name)),
      store: (name, value) => Promise.resolve(void secrets.set(name, value)),
      delete: (name) => Promise.resolve(void secrets.delete(name)),
    });
    await keys.set('https://cluster.example/v1', 'key');
    assert.equal(await keys.get('https://cluster.example/other/v1'), 'key');
    for (const other of ['https://other.example/v1', 'http://cluster.example/v1', 'https://cluster.example:8443/v1']) {
      assert.equal(await keys.get(other), undefined, other);
    }
    await keys.set('https://cluster.example/v1', '');
    assert.equal(secrets.size, 0);
  });
});
