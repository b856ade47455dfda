import assert from 'node:assert/strict';
import { HostAccess } from '../../../src/platform/networkAccess';

const now = new Date('2026-01-02T03:04:05Z');

describe('network access', () => {
  it('is closed until the person agrees, host by host', async () => {
    const asked: string[][] = [];
    const access = accessOf({ answer: true, asked });
    assert.equal(access.isAllowed('localhost:8000'), false);
    assert.equal(await access.ask('localhost:8000', 'Your prompts.'), true);
    assert.deepEqual(asked, [['localhost:8000', 'Your prompts.']]);
    assert.equal(access.isAllowed('localhost:8000'), true);
    for (const other of ['localhost', 'localhost:8001', 'evil.localhost:8000'])
      assert.equal(access.isAllowed(other), false);
    assert.deepEqual(access.hosts, [{ host: 'localhost:8000', purpose: 'Your prompts.', since: now.toISOString() }]);
  });

  it('asks again after a no, not after a yes, and once for questions at the same time', async () => {
    const asked: string[][] = [];
    const refused = accessOf({ answer: false, asked });
    assert.deepEqual([await refused.ask('a', ''), await refused.ask('a', '')], [false, false]);
    assert.equal(asked.length, 2);
    asked.length = 0;
    const agreed = accessOf({ answer: true, asked });
    assert.deepEqual(await Promise.all([agreed.ask('a', ''), agreed.ask('a', ''), agreed.ask('b', '')]), [
      true,
      true,
      true,
    ]);
    assert.equal(await agreed.ask('a', ''), true);
    assert.deepEqual(
      asked.map(([host]) => host),
      ['a', 'b'],
    );
    assert.deepEqual(agreed.hosts.map(({ host }) => host).sort(), ['a', 'b']);
  });

  it('is closed again once revoked', async () => {
    const access = accessOf({ answer: true });
    await access.ask('a', '');
    await access.ask('b', '');
    await access.revoke('a');
    assert.deepEqual([access.isAllowed('a'), access.isAllowed('b')], [false, true]);
  });

  it('takes nothing that it did not write for an agreement', () => {
    for (const stored of [
      undefined,
      null,
      'a',
      { a: true },
      ['a', null, 1, { host: 'a' }, { host: 'a', purpose: 1, since: '' }],
    ]) {
      const access = accessOf({ answer: true, stored });
      assert.deepEqual([access.isAllowed('a'), access.hosts], [false, []]);
    }
  });
});

function accessOf(options: { answer: boolean; asked?: string[][]; stored?: unknown }): HostAccess {
  let stored = options.stored;
  const store = {
    read: () => stored,
    write: (hosts: unknown) => {
      stored = structuredClone(hosts);
      return Promise.resolve();
    },
  };
  const confirm = (...question: string[]): Promise<boolean> => {
    options.asked?.push(question);
    return Promise.resolve(options.answer);
  };
  return new HostAccess(store, confirm, () => now);
}
