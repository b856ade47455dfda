// The runs of a lab sheet, as a page hears of them that is hidden and comes back.
import assert from 'node:assert/strict';
import { UserError } from '../../src/core/base/userError';
import { utf16 } from '../../src/core/base/offsets';
import { planRuns } from '../../src/core/prompting/runSheet';
import { parseSheet } from '../../src/core/prompting/sheet';
import type { Task } from '../../src/core/prompting/task';
import type { Item, Library } from '../../src/core/prompting/technique';
import { SheetRuns } from '../../src/features/lab/sheetRuns';
import type { LabToPanel } from '../../src/protocol/lab';

const sheet = parseSheet(
  JSON.stringify({
    ...{ formatVersion: 1, title: 'Try', segments: { kind: 'turns' }, task: { kind: 'codes' } },
    ...{ techniques: [{ id: 'words', kind: 'zeroShot' }], sampling: { temperature: 0, seed: 1 } },
  }),
  'a.lab.json',
);
const labels = [{ id: 'a', name: 'sleep', definition: '', whenToUse: '', whenNotToUse: '' }];
const task: Task = { kind: 'codes', question: 'Which code fits the text?', labels };
const items = ['a', 'b'].map((text, i): Item => ({
  ...{ id: text, transcript: 't', speaker: null, text },
  ...{ start: utf16(i), end: utf16(i + 1) },
}));
const passages: Library = { balanced: () => [], similar: () => [], picked: () => [], passages: () => [] };
const model = { name: 'small', file: 'm.onnx', sha256: '0'.repeat(64) };
const runs = planRuns(sheet, task, items, model, '');

/** Runs of a model that loads when the test says so. */
function start() {
  const heard: LabToPanel[] = [];
  const logged: string[] = [];
  const log = { error: (line: string) => logged.push(line) };
  const sheetRuns = new SheetRuns((message) => heard.push(message), log);
  let load: (error?: Error) => void = () => undefined;
  const begin = (read: () => Promise<string> = () => Promise.resolve('')) =>
    sheetRuns.make(runs, 0, {
      open: () =>
        new Promise((_, reject) => {
          load = reject;
        }),
      ...{ library: { for: () => passages }, hash: String, journal: { read, append: () => Promise.resolve() } },
    });
  const repeated = (): LabToPanel | undefined => {
    heard.length = 0;
    sheetRuns.repeat();
    return heard[0];
  };
  return { sheetRuns, logged, begin, repeated, fail: (error: Error) => load(error) };
}
const turn = () => new Promise((next) => setImmediate(next));

describe('The runs of a lab sheet', () => {
  it('tell a page that comes back how far they are, and why they failed', async () => {
    const { sheetRuns, begin, repeated, fail } = start();
    assert.equal(repeated(), undefined);
    const made = begin();
    await turn();
    assert.deepEqual(repeated(), { type: 'progress', done: 0, total: 2, secondsLeft: null });
    assert.ok(sheetRuns.isRunning);
    // An edit does not take away what goes on.
    sheetRuns.sheetChanged();
    assert.equal(repeated()?.type, 'progress');
    fail(new UserError('modelFolderMissing', 'The model is gone.', ''));
    assert.equal((await made)?.length, 2);
    const stopped = {
      ...{ type: 'stopped', cancelled: false, failure: null },
      errors: [{ message: 'The model is gone.', count: 2 }],
    };
    assert.deepEqual([repeated(), repeated()], [stopped, stopped]);
    // The runs file keeps no failures: a report has them from here.
    assert.deepEqual(sheetRuns.failures, stopped.errors);
    const again = begin();
    await turn();
    assert.equal(repeated()?.type, 'progress');
    sheetRuns.stop();
    fail(new UserError('cancelled', '', ''));
    await again;
    assert.deepEqual(repeated(), { type: 'stopped', cancelled: true, errors: [], failure: null });
    sheetRuns.sheetChanged();
    assert.equal(repeated(), undefined);
    assert.deepEqual(sheetRuns.failures, []);
  });

  it('say why none could be made', async () => {
    const { sheetRuns, logged, begin, repeated } = start();
    const unreadable = new UserError('fileUnreadable', 'The runs cannot be read.', 'Check the disk.');
    assert.equal(await begin(() => Promise.reject(unreadable)), null);
    const failure = { code: 'fileUnreadable', message: 'The runs cannot be read.', remedy: 'Check the disk.' };
    assert.deepEqual(repeated(), { type: 'stopped', cancelled: false, errors: [], failure });
    assert.equal(sheetRuns.isRunning, false);
    assert.deepEqual(logged, ['fileUnreadable: the runs of a lab sheet stopped.']);
  });
});
