import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { evidenceOf } from '../../src/core/attribution/evidence';
import { planDeletion, readDeletion, setKey, setsOf } from '../../src/core/attribution/deletion';
import { removalsByScores } from '../../src/platform/engineScoring';
import { LocalEngine } from '../../src/platform/localEngine';
import { assertClose, bundledDir, cleanUp, runCli, startHost, temporaryFolder, userErrorOf } from './support';

const text = 'Client: I lie awake, and I think of work all night.';
const [target, foil] = [' Therapist', ' Client'];

describe('what mattered, through the model host', () => {
  const ask = { text, target, foil, unit: 'word' as const, addSpecialTokens: true };
  after(cleanUp);

  it('is what the command line says: attributions, and a deletion curve of real removals', async () => {
    const host = startHost(bundledDir);
    const file = path.join(temporaryFolder(), 'text.txt');
    writeFileSync(file, text);
    const options = ['--text-file', file, '--target', target, '--against', foil];
    const { stdout } = await runCli('attribute', ...options);
    const { units: expected } = JSON.parse(stdout) as { units: { start: number; end: number; delta: number }[] };

    const singles = [[], ...expected.map((_, i) => [i])];
    const { units, logprobs } = await host.request('removals', { ...ask, removals: singles });
    const [whole, ...without] = logprobs.map((one) => evidenceOf(one, true)!);
    assert.deepEqual(
      units.map(({ start, end }) => [start, end]),
      expected.map(({ start, end }) => [start, end]),
    );
    for (const [i, { delta }] of expected.entries()) assert.equal(whole! - without[i]!, delta);

    const scores = expected.map(({ delta }) => delta);
    const plan = planDeletion([{ name: 'attribution', scores }], { most: 4, draws: 3, seed: 5 });
    const sets = setsOf(plan);
    const { logprobs: rest } = await host.request('removals', { ...ask, removals: sets });
    const evidence = new Map(sets.map((set, i) => [setKey(set), evidenceOf(rest[i]!, true)]));
    const { ranked } = readDeletion(plan, whole!, evidence);
    const { stdout: checked } = await runCli('deletion', ...options, '--most', '4', '--draws', '3', '--seed', '5');
    const { check } = JSON.parse(checked) as { check: { ranked: { drops: number[]; area: number; p: number }[] } };
    assert.deepEqual(ranked[0]!.drops, check.ranked[0]!.drops);
    assert.deepEqual([ranked[0]!.area, ranked[0]!.p], [check.ranked[0]!.area, check.ranked[0]!.p]);
    assert.equal(ranked[0]!.drops[0], Math.max(...scores));
  });

  it('is the same through an engine that only scores texts', async () => {
    const host = startHost(bundledDir);
    const removals = [[], [3], [2, 5, 1]];
    const byHost = await host.request('removals', { ...ask, removals });
    const byScores = await removalsByScores(new LocalEngine('bundled', host), text, ask, removals);
    assert.deepEqual(byScores.units, byHost.units);
    for (const [i, { target: p, foil: q }] of byHost.logprobs.entries()) {
      assertClose(byScores.logprobs[i]!.target!, p!, 1e-6, `target without ${removals[i]!.join()}`);
      assertClose(byScores.logprobs[i]!.foil!, q!, 1e-6, `foil without ${removals[i]!.join()}`);
    }
  });

  it('ends with a reason when it is cancelled or the process is killed in the middle, and can be asked again', async () => {
    const host = startHost(bundledDir);
    await host.ready();
    const many = { ...ask, removals: Array.from({ length: 3000 }, (_, i) => [i % 9]) };
    const abort = new AbortController();
    const cancelled = host.request('removals', many, { signal: abort.signal });
    setTimeout(() => abort.abort(), 30);
    assert.equal((await userErrorOf(cancelled)).code, 'cancelled');
    const killed = host.request('removals', many);
    setTimeout(() => process.kill(host.pid!, 'SIGKILL'), 30);
    assert.equal((await userErrorOf(killed)).code, 'hostDied');
    const { logprobs } = await host.request('removals', { ...ask, removals: [[]] });
    assert.ok(logprobs[0]!.target! < 0);
  });
});
