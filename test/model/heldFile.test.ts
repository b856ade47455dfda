import assert from 'node:assert/strict';
import { onceLetGo } from '../../src/platform/heldFile';

const failure = (code: string) => Object.assign(new Error(`${code}: nobody may`), { code });

/** What becomes of a step that fails so often, and how long was waited. */
async function attempt(codes: readonly string[], platform: NodeJS.Platform) {
  const left = [...codes];
  const waits: number[] = [];
  let attempts = 0;
  const act = (): Promise<string> => {
    attempts++;
    const code = left.shift();
    return code === undefined ? Promise.resolve('done') : Promise.reject(failure(code));
  };
  const end = await onceLetGo(act, { platform, sleep: (ms) => Promise.resolve(waits.push(ms)) }).catch(
    (error: NodeJS.ErrnoException) => error.code,
  );
  return { end, attempts, waited: waits.reduce((a, b) => a + b, 0) };
}

describe('a file that another program holds', () => {
  it('is waited for on Windows, for each of the reasons that Windows gives', async () => {
    assert.deepEqual(await attempt(['EPERM', 'EBUSY', 'EACCES'], 'win32'), { end: 'done', attempts: 4, waited: 70 });
  });

  it('is given up after three seconds, with the last reason', async () => {
    const { end, waited } = await attempt(Array<string>(50).fill('EBUSY'), 'win32');
    assert.equal(end, 'EBUSY');
    assert.ok(waited > 3000 && waited < 4000, String(waited));
  });

  it('is not waited for where waiting does not help', async () => {
    assert.deepEqual(await attempt(['ENOSPC'], 'win32'), { end: 'ENOSPC', attempts: 1, waited: 0 });
    for (const platform of ['linux', 'darwin'] as const) {
      assert.deepEqual(await attempt(['EACCES'], platform), { end: 'EACCES', attempts: 1, waited: 0 });
    }
  });
});
