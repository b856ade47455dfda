import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { cleanUp, root, runCli, temporaryFolder } from './support';

const study = path.join(root, 'media/sample-study');

async function done(...args: string[]): Promise<Record<string, unknown>> {
  const { code, stdout, stderr } = await runCli('agreement', ...args);
  assert.equal(code, 0, stderr);
  return JSON.parse(stdout) as Record<string, unknown>;
}

function csv(text: string): string {
  const file = path.join(temporaryFolder(), 'table.csv');
  writeFileSync(file, text);
  return file;
}

const round = (figure: unknown) => Math.round((figure as { value: number }).value * 1e4) / 1e4;

describe('command line: agreement', () => {
  after(cleanUp);

  it('of a study: coefficients overall, by code and by pair, in its own unit, with the same interval for the same seed', async () => {
    const result = await done(study, '--bootstrap', '100', '--seed', '7');
    assert.equal(round(result['cohenKappa']), 0.6384);
    assert.deepEqual(Object.keys(result['alpha'] as object), ['value', 'low', 'high', 'n']);
    assert.deepEqual([result['unit'], result['overallUnit'], result['units']], ['turn', 'turn × code', 228]);
    assert.equal((result['codes'] as unknown[]).length, 17);
    assert.equal((result['pairs'] as unknown[]).length, 1);
    assert.doesNotMatch(JSON.stringify(result), /sandwich/, 'no words of a transcript');
    assert.deepEqual(await done(study, '--bootstrap', '100', '--seed', '7'), result);
  });

  it('of a study: over another unit, and for coders by id or name', async () => {
    const sentences = await done(study, '--unit', 'sentence', '--coders', 'ana,Ben K.', '--bootstrap', '0');
    assert.deepEqual([sentences['unit'], round(sentences['cohenKappa'])], ['sentence', 0.6613]);
    const characters = await done(study, '--unit', 'character', '--bootstrap', '0');
    assert.ok('unitizingAlpha' in characters);
    const client = await done(study, '--speakers', 'P01,P02,P03', '--bootstrap', '0');
    assert.ok(Number(client['units']) < 228 && Number(client['units']) > 0);
    const rolled = await done(study, '--roll-up', '--bootstrap', '0');
    assert.ok((rolled['codes'] as unknown[]).length < 17);
    const steps = ['Sleep disruption', 'Worry and rumination'];
    const scale = ['--scale', 'ordered', '--codes', steps.join(','), '--weights', 'quadratic', '--bootstrap', '0'];
    const ordered = await done(study, ...scale);
    assert.deepEqual(
      (ordered['codes'] as { name: string }[]).map(({ name }) => name),
      steps,
    );
    assert.ok('weightedKappa' in ordered && 'gwetAC2' in ordered && ordered['weights'] === 'quadratic');
    const alone = await done(study, '--coders', 'ana', '--bootstrap', '0');
    assert.match(JSON.stringify(alone['alpha']), /notComputable/);
  });

  it('of ratings: the canonical example of Krippendorff, at every level', async () => {
    // Krippendorff (2011), Computing Krippendorff's Alpha-Reliability, section C: 12 units, 4 observers.
    const observers = [
      '1 2 3 3 2 1 4 1 2 . . .',
      '1 2 3 3 2 2 4 1 2 5 . 3',
      '. 3 3 3 2 3 4 2 2 5 1 .',
      '1 2 3 3 2 4 4 1 2 5 1 .',
    ];
    const rows = observers.flatMap((values, c) =>
      values.split(' ').map((value, u) => `${u},${'ABCD'[c]},${value === '.' ? '' : value}`),
    );
    const file = csv(`unit,coder,value\n${rows.join('\n')}\n`);
    for (const [level, alpha] of [
      ['nominal', 0.743],
      ['ordinal', 0.815],
      ['interval', 0.849],
      ['ratio', 0.797],
    ] as const) {
      const result = await done('--ratings', file, '--level', level, '--bootstrap', '0');
      assert.equal(Math.round((result['alpha'] as { value: number }).value * 1000) / 1000, alpha, level);
    }
  });

  it('of segments: unitizing alpha and gamma', async () => {
    const file = csv('coder,start,end,code\na,0,10,x\nb,0,10,x\na,30,34,y\nb,30,34,y\n');
    const result = await done('--segments', file, '--length', '50', '--bootstrap', '0');
    assert.deepEqual(result, { unitizingAlpha: { value: 1, n: 4 }, gamma: { value: 1, n: 4 } });
    const { noInterval } = (await done('--segments', file, '--length', '50'))['gamma'] as { noInterval: string };
    assert.match(noInterval, /at least 10 stretches/);
  });

  it('refuses what does not go together as bad usage, and files that it cannot read as failures', async () => {
    const file = csv('unit,coder,value\n1,a,"secret\n');
    for (const args of [
      [],
      [study, '--ratings', file],
      [study, '--level', 'nominal'],
      ['--ratings', file, '--level', 'best'],
      ['--segments', file],
      [study, '--unit', 'page'],
      [study, '--scale', 'best'],
      ['--ratings', file, '--speakers', 'P'],
      [study, study],
    ]) {
      const { code, stderr } = await runCli('agreement', ...args);
      assert.equal(code, 2, args.join(' '));
      assert.match(stderr, /introspect agreement --help/);
    }
    for (const args of [
      ['--ratings', file],
      [study, '--coders', 'nobody'],
      [study, '--speakers', 'Nobody'],
      [study, '--codes', 'nothing'],
      [path.dirname(study)],
    ]) {
      const { code, stderr } = await runCli('agreement', ...args);
      assert.equal(code, 1, args.join(' '));
      assert.doesNotMatch(stderr, /secret/);
    }
  });
});
