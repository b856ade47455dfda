import assert from 'node:assert/strict';
import { cpSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { loadKey } from '../../../src/features/privacy/applyPass';
import { parsePendingRun } from '../../../src/features/privacy/pendingRun';
import { coders, dyingDisk, PrivacyScene, sample, transcript } from './scene';

describe('A de-identification that was cut off', function () {
  this.timeout(30_000);
  let scene: PrivacyScene;
  beforeEach(() => (scene = new PrivacyScene()));
  afterEach(() => scene.dispose());

  it('is finished after a crash at any write, and the key is there before anything else changes', async () => {
    scene.writeWordsBeside();
    const counting = dyingDisk(Infinity);
    const whole = scene.openSession(counting);
    await scene.reviewAll(whole);
    await whole.handle({ type: 'apply' });
    const { writes } = counting;
    assert.ok(writes >= 2 + 2 + 2 * coders.length + 1);
    for (let at = 0; at < writes; at++) {
      rmSync(scene.study, { recursive: true });
      rmSync(scene.keyFile, { force: true });
      cpSync(sample, scene.study, { recursive: true });
      scene.writeWordsBeside();
      const original = scene.read(transcript);
      scene.pending = undefined;
      const session = scene.openSession(dyingDisk(at));
      await scene.reviewAll(session);
      await assert.rejects(session.handle({ type: 'apply' }));
      const key = await loadKey(scene.keyFile);
      if (!key) assert.equal(scene.read(transcript), original);
      const after = scene.openSession();
      await after.handle({ type: 'ready' });
      await after.handle({ type: 'finish' });
      assert.equal(scene.pending, undefined);
      if (key) scene.assertApplied();
    }
  });

  it('finishes its own run although another study has used the key since, and begins no other run before', async () => {
    const first = scene.study;
    await assert.rejects(
      (async () => {
        const session = scene.openSession(dyingDisk(5));
        await scene.reviewAll(session);
        await session.handle({ type: 'apply' });
      })(),
    );
    assert.equal(scene.last('setup').setup.unfinished, true);
    const cut = scene.pending;
    assert.equal(cut?.keyFile, scene.keyFile);

    scene.study = path.join(scene.root, 'other');
    cpSync(sample, scene.study, { recursive: true });
    writeFileSync(path.join(scene.study, transcript), `${scene.read(transcript)}\nP01: No work.\n`);
    scene.pending = undefined;
    const other = scene.openSession();
    await scene.reviewAll(other);
    await other.handle({ type: 'apply' });
    const otherText = scene.read(transcript);

    scene.study = first;
    scene.pending = cut;
    const eager = scene.openSession();
    await scene.reviewAll(eager);
    await assert.rejects(eager.handle({ type: 'apply' }), /interrupted/);
    assert.deepEqual(scene.pending, cut);
    await scene.openSession().handle({ type: 'finish' });
    scene.assertApplied();
    assert.equal(scene.pending, undefined);
    assert.equal(readFileSync(path.join(scene.root, 'other', transcript), 'utf8'), otherText);

    const key = (await loadKey(scene.keyFile))!;
    const ids = [first, path.join(scene.root, 'other')].map(
      (folder) => (JSON.parse(readFileSync(path.join(folder, 'introspect/study.json'), 'utf8')) as { id: string }).id,
    );
    assert.deepEqual(
      key.passes.map((pass) => pass.study?.id),
      ids,
    );
    assert.notEqual(ids[0], ids[1]);
  });

  it('ends a run whose transcripts have changed meanwhile, and says which; nothing to finish is no run', async () => {
    await assert.rejects(
      (async () => {
        const session = scene.openSession(dyingDisk(4));
        await scene.reviewAll(session);
        await session.handle({ type: 'apply' });
      })(),
    );
    writeFileSync(path.join(scene.study, transcript), 'P01: Another text about sleep.\n');
    await scene.openSession().handle({ type: 'finish' });
    const { summary } = scene.last('applied');
    assert.deepEqual([summary.skipped, summary.transcripts, scene.pending], [[transcript], 0, undefined]);
    assert.ok(summary.held.files.some(({ path: file }) => file === transcript));
    assert.equal(scene.read(transcript), 'P01: Another text about sleep.\n');

    scene.pending = { keyFile: scene.keyFile, when: '2020-01-01T00:00:00Z' };
    await scene.openSession().handle({ type: 'finish' });
    assert.equal(scene.pending, undefined);
  });

  it('finishes a run of an earlier version, which noted the key alone', async () => {
    await assert.rejects(
      (async () => {
        const session = scene.openSession(dyingDisk(5));
        await scene.reviewAll(session);
        await session.handle({ type: 'apply' });
      })(),
    );
    const key = JSON.parse(readFileSync(scene.keyFile, 'utf8')) as { passes: { study?: unknown; fields?: unknown }[] };
    for (const pass of key.passes) {
      delete pass.study;
      delete pass.fields;
    }
    key.passes.push({ ...key.passes[0], study: { id: 'x', title: 'y' } });
    writeFileSync(scene.keyFile, JSON.stringify(key));
    scene.pending = parsePendingRun(scene.keyFile);
    assert.deepEqual(
      [scene.pending, parsePendingRun({ when: 3 })],
      [{ keyFile: scene.keyFile, when: null }, undefined],
    );
    await scene.openSession().handle({ type: 'finish' });
    scene.assertApplied();
    assert.equal(scene.pending, undefined);
  });
});
