import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync, readdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { copyStudy, sampleStudyDir } from '../../rig/study';
import { CodingWindow, fileOf } from './support';

const program = fileURLToPath(new URL('savesAndDies.ts', import.meta.url));
const words = 'I feel drunk.';

describe('A process that is killed in the midst of a save', () => {
  it('leaves the old file or the new one at every step, and a study that goes on', async () => {
    const outcomes: string[] = [];
    for (let at = 0, isKilled = true; isKilled; at++) {
      const folder = copyStudy(sampleStudyDir());
      try {
        const file = path.join(folder, fileOf('ana'));
        const old = readFileSync(file, 'utf8');
        const { signal, status, stderr } = spawnSync(process.execPath, ['--import', 'tsx', program, folder, `${at}`], {
          encoding: 'utf8',
        });
        isKilled = signal === 'SIGKILL';
        assert.ok(isKilled || status === 0, `step ${at}: ${stderr}`);

        const next = await CodingWindow.open(folder, { coder: 'ana' });
        const isNew = next.quotesOnDisk().includes(words);
        assert.ok(isNew || readFileSync(file, 'utf8') === old, `step ${at}: neither old nor new`);
        outcomes.push(isNew ? 'new' : 'old');
        await next.code('Lanyard and everything.');
        await next.coding.save();
        const saved = next.quotesOnDisk();
        assert.ok(saved.includes('Lanyard and everything.') && saved.includes(words) === isNew, `step ${at}: saved`);
        const journal = readFileSync(path.join(folder, 'introspect/journal.jsonl'), 'utf8').trimEnd().split('\n');
        assert.doesNotThrow(() => JSON.parse(journal.at(-1)!), `step ${at}: a torn line takes no other with it`);
        const coders = readdirSync(path.dirname(file)).filter((name) => name.endsWith('.json'));
        assert.deepEqual(coders.sort(), ['ana.json', 'ben.json'], `step ${at}: half a file is no coder`);
      } finally {
        rmSync(path.dirname(folder), { recursive: true });
      }
    }
    assert.match(outcomes.join(' '), /^(?:old ){3,}(?:new )+new$/);
  });
});
