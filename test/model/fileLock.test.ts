import assert from 'node:assert/strict';
import { existsSync, mkdirSync, renameSync, rmdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { mock } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { FileLock, isLocked } from '../../src/platform/download/fileLock';
import { until } from '../rig/until';
import { cleanUp, temporaryFolder } from './support';

const heartbeatMs = 10_000;

describe('a lock file', () => {
  let file: string;

  beforeEach(() => {
    file = path.join(temporaryFolder(), 'runs.jsonl.lock');
    mock.timers.enable({ apis: ['setInterval'] });
  });

  afterEach(() => {
    mock.timers.reset();
    cleanUp();
  });

  /** A folder in its place cannot be read as a file, as one that another program holds cannot on Windows. */
  function withhold(): () => void {
    renameSync(file, `${file}.held`);
    mkdirSync(file);
    return () => {
      rmdirSync(file);
      renameSync(`${file}.held`, file);
    };
  }

  it('that another program holds for a moment is not lost; one that another process has taken is', async () => {
    const lock = await FileLock.acquire(file);
    const letGo = withhold();
    mock.timers.tick(heartbeatMs);
    await delay(100);
    assert.equal(lock.lost.aborted, false);
    assert.equal(await isLocked(file), true);
    letGo();
    mock.timers.tick(heartbeatMs);
    await delay(100);
    assert.equal(lock.lost.aborted, false);
    writeFileSync(file, JSON.stringify({ token: 'other', pid: process.pid, host: 'elsewhere' }));
    mock.timers.tick(heartbeatMs);
    await until('the loss of the lock', () => lock.lost.aborted);
    await lock.release();
    assert.ok(existsSync(file), 'that of the other stays');
  });
});
