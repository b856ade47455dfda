// `introspect run`: the runs of a lab sheet on the sample study, with the bundled model and with a scripted server.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import path from 'node:path';
import type { RunResult } from '../../src/cli/run';
import { parseCsv } from '../../src/core/exchange/parseCsv';
import { parseRunRecord, type RunRecord } from '../../src/core/prompting/records';
import { holdRuns } from '../../src/platform/lab/runsLock';
import { bodyOf, wellBehaved } from '../support/endpointServer';
import { ScriptedServer, sendEvents, sendJson, type ServedRequest } from '../support/scriptedServer';
import { cleanUp, root, runCli, temporaryFolder } from './support';

const base = {
  formatVersion: 1,
  title: 'Try',
  segments: { kind: 'turns', speakers: ['P01', 'P02', 'P03'] },
  sample: { size: 2, seed: 4 },
  task: { kind: 'codes', none: 'none of these' },
  techniques: [
    { id: 'words', kind: 'zeroShot' },
    { id: 'held', kind: 'constrainedChoice' },
    { id: 'votes', kind: 'selfConsistency', options: { samples: 2 } },
    { id: 'chance', kind: 'labelLikelihood' },
  ],
  sampling: { temperature: 0.8, seed: 5 },
  test: { transcripts: ['transcripts/P03.transcript.txt'] },
  reference: 'ana',
};

/** A copy of the sample study with a sheet in it. */
function studyWith(change: object = {}): string {
  const study = path.join(temporaryFolder(), 'study');
  cpSync(path.join(root, 'media/sample-study'), study, { recursive: true });
  mkdirSync(path.join(study, 'introspect/lab'));
  const sheet = path.join(study, 'introspect/lab/try.lab.json');
  writeFileSync(sheet, JSON.stringify({ ...base, ...change }));
  return sheet;
}
async function run(sheet: string, ...args: string[]): Promise<RunResult> {
  const { code, stdout, stderr } = await runCli('run', sheet, '--bootstrap', '0', ...args);
  assert.equal(code, 0, stderr);
  return JSON.parse(stdout) as RunResult;
}
/** Where some of the runs fail. */
async function runPartly(sheet: string, ...args: string[]): Promise<{ result: RunResult; stderr: string }> {
  const { code, stdout, stderr } = await runCli('run', sheet, '--bootstrap', '0', ...args);
  assert.equal(code, 1, stderr);
  return { result: JSON.parse(stdout) as RunResult, stderr };
}
/** The lines of a runs file without the times at which the runs were made. */
const undated = (sheet: string) => readFileSync(runsOf(sheet), 'utf8').replace(/"at":"[^"]+",/g, '');
const runsOf = (sheet: string) => sheet.replace('.lab.json', '.runs.jsonl');
function records(sheet: string): RunRecord[] {
  const lines = readFileSync(runsOf(sheet), 'utf8').trim().split('\n');
  return lines.map((line) => {
    const record = parseRunRecord((JSON.parse(line) as { result: unknown }).result);
    assert.ok(record, 'a line is no run');
    return record;
  });
}

describe('introspect run', () => {
  after(cleanUp);

  it('gives the same runs for the same sheet, model and seed, byte for byte', async () => {
    const [first, second] = [studyWith(), studyWith()];
    const result = await run(first);
    assert.deepEqual(await run(second), result);
    assert.equal(undated(first), undated(second));
    assert.equal(readFileSync(runsOf(first), 'utf8').match(/"at":"\d{4}-\d\d-\d\dT[\d:.]+Z"/g)?.length, 8);
    assert.deepEqual(result.runs, { planned: 8, made: 8, fromJournal: 0, failed: 0 });
    assert.match(result.model.sha256!, /^[0-9a-f]{64}$/);
    assert.equal(result.part, 'development');
    assert.ok(result.people?.alpha);
    for (const record of records(first)) {
      assert.doesNotMatch(record.item, /P03/);
      for (const { prompt } of record.steps) assert.match(prompt!, /Which code fits the text\?/);
      if (record.technique === 'held') assert.equal(record.answer.kind, 'label');
      if (record.technique === 'votes')
        assert.equal(
          Object.values(record.votes!).reduce((sum, n) => sum + n, 0),
          2,
        );
      if (record.technique !== 'chance') continue;
      const chances = Object.values(record.probabilities!);
      assert.ok(chances.length === 14 && Math.abs(chances.reduce((sum, p) => sum + p, 0) - 1) < 1e-9);
    }
    for (const { measure, answers } of result.techniques) {
      assert.ok(measure && measure.n <= 2);
      assert.equal(
        Object.values(answers).reduce((sum, n) => sum + n, 0),
        2,
      );
    }
  });

  it('goes on after a crash without making a finished run again, and never over runs unasked', async () => {
    const sheet = studyWith({ techniques: [base.techniques[1], base.techniques[3]] });
    const whole = await run(sheet);
    const lines = readFileSync(runsOf(sheet), 'utf8').trimEnd().split('\n');
    const refused = await runCli('run', sheet);
    assert.equal(refused.code, 1);
    assert.match(refused.stderr, /try\.runs\.jsonl has runs of this sheet already\..*--resume/s);
    // The last line torn, the one before it lost.
    writeFileSync(runsOf(sheet), `${lines.slice(0, -2).join('\n')}\n${lines.at(-1)!.slice(0, 40)}`);
    const again = await run(sheet, '--resume');
    assert.deepEqual(again.runs, { planned: 4, made: 2, fromJournal: 2, failed: 0 });
    assert.deepEqual(again.techniques, whole.techniques);
  });

  it('writes a report and tables with the numbers of its JSON, the same again from the same runs, over nothing', async () => {
    const sheet = studyWith({ techniques: [base.techniques[1], base.techniques[3]], repeats: 2 });
    const out = temporaryFolder();
    const paths = (n: number) => ['--report', path.join(out, `${n}.html`), '--csv', path.join(out, `csv${n}`)];
    const result = await run(sheet, ...paths(1));
    assert.deepEqual(result.written?.report, '1.html');
    const html = readFileSync(path.join(out, '1.html'), 'utf8');
    // Self-contained: names of XML namespaces are no references.
    assert.doesNotMatch(
      html.replaceAll('http://www.w3.org/2000/svg', ''),
      /<script|<link|<img|src=|url\(|@import|https?:\/\//,
    );
    assert.ok(html.includes(result.model.sha256!));
    const tables = Object.fromEntries(
      result.written.csv!.map((name) => {
        const [head, ...rows] = parseCsv(readFileSync(path.join(out, 'csv1', name), 'utf8'), name).map(
          (row) => row.fields,
        );
        return [
          name.replace(/^try-/, ''),
          rows.map((row) => Object.fromEntries(row.map((cell, i) => [head![i]!, cell]))),
        ];
      }),
    );
    for (const { id, measure, stability } of result.techniques) {
      const told = (figure: string) =>
        tables['figures.csv']!.find((row) => row['technique'] === id && row['figure'] === figure)!['value'];
      for (const [figure, value] of [
        ['percent', measure!.agreement.percent],
        ['stability: percent', stability!.percent],
      ] as const) {
        assert.ok(value && 'value' in value);
        assert.equal(Number(told(figure)), value.value);
        assert.ok(html.includes(`${(100 * value.value).toFixed(1)}\u00a0%`));
      }
    }
    // Whether the two differ: the same in the JSON, the table and the report.
    const [pair] = result.pairs!;
    const ofPair = tables['figures.csv']!.filter((row) => row['technique'] === `${pair!.first} and ${pair!.second}`);
    assert.deepEqual(
      ofPair.map(({ value }) => Number(value)),
      [
        'value' in pair!.difference ? pair!.difference.value : NaN,
        pair!.onlyFirst,
        pair!.onlySecond,
        pair!.p,
        pair!.adjustedP,
      ],
    );
    assert.ok(html.includes('Do two ways of asking differ?'));
    const made = records(sheet);
    assert.equal(tables['answers.csv']!.length, made.length);
    assert.deepEqual(
      new Set(tables['prompts.csv']!.map((row) => row['text'])),
      new Set(made.flatMap(({ steps }) => steps.map(({ prompt }) => prompt))),
    );
    const again = await run(sheet, '--resume', ...paths(2));
    assert.deepEqual(again.techniques, result.techniques);
    assert.equal(readFileSync(path.join(out, '2.html'), 'utf8'), html);
    for (const name of result.written.csv!)
      assert.equal(
        readFileSync(path.join(out, 'csv2', name), 'utf8'),
        readFileSync(path.join(out, 'csv1', name), 'utf8'),
      );
    const refused = await runCli('run', sheet, '--resume', ...paths(1));
    assert.equal(refused.code, 1);
    assert.match(refused.stderr, /1\.html is there already\..*--force/s);
    assert.equal(readFileSync(path.join(out, '1.html'), 'utf8'), html);
    // A single table that is there is enough, and is noticed before anything is run.
    const csv = path.join(out, 'mine');
    mkdirSync(csv);
    writeFileSync(path.join(csv, 'try-confusion.csv'), 'mine');
    const runs = readFileSync(runsOf(sheet), 'utf8');
    const kept = await runCli('run', sheet, '--csv', csv);
    assert.equal(kept.code, 1);
    assert.match(kept.stderr, /try-confusion\.csv is there already\..*--force/s);
    assert.deepEqual(readdirSync(csv), ['try-confusion.csv']);
    assert.equal(readFileSync(runsOf(sheet), 'utf8'), runs);
  });

  it('runs the models that the sheet names, each as it would alone, and says which is missing', async () => {
    const change = {
      techniques: [base.techniques[1], base.techniques[3]],
      samplings: [
        { name: 'cold', temperature: 0, seed: 1 },
        { name: 'warm', temperature: 1.5, seed: 2 },
      ],
      variations: { orders: 1, paraphrases: 1 },
    };
    const alone = studyWith({ ...change, samplings: change.samplings.slice(0, 1) });
    const aligned = path.join(root, 'media/models/aligned');
    await run(alone, '--model', aligned);
    const models = [{ name: 'instructed' }, { name: 'of-someone-else', sha256: 'a'.repeat(64) }, { name: 'aligned' }];
    const sheet = studyWith({ ...change, models });
    const { stderr } = await runCli('run', sheet, '--bootstrap', '0');
    assert.match(stderr, /The model of-someone-else is not on this machine; its runs wait\./);
    const { result } = await runPartly(sheet, '--resume');
    // Techniques × settings × (a run, another order, another wording) × segments.
    assert.deepEqual(result.runs, { planned: 3 * 24, made: 0, fromJournal: 2 * 24, failed: 24 });
    assert.equal(result.missing.length, 1);
    assert.deepEqual(
      result.techniques.map(({ id, runs, missing }) => [id, runs, missing]),
      ['held', 'chance'].flatMap((technique) =>
        models.flatMap(({ name }) =>
          ['cold', 'warm'].map((setting) => [`${technique} · ${name} · ${setting}`, 6, name.startsWith('of') ? 6 : 0]),
        ),
      ),
    );
    const [held] = result.techniques;
    assert.ok(held!.stabilityOfOrders && held!.stabilityOfWordings && !held!.stability);
    const own = records(sheet);
    assert.deepEqual(new Set(own.map(({ model }) => model.name)), new Set(['instructed', 'aligned']));
    assert.equal(new Set(own.map(({ model }) => model.sha256)).size, 2);
    // One after the other: the model changes once.
    assert.equal(own.filter(({ model }, i) => i > 0 && model.name !== own[i - 1]!.model.name).length, 1);
    const lines = new Set(undated(sheet).trimEnd().split('\n'));
    const expected = undated(alone).trimEnd().split('\n');
    assert.ok(expected.every((line) => lines.has(line)));
    const prompts = own
      .filter(
        ({ technique, model, sampling }) =>
          technique === 'held' && model.name === 'aligned' && sampling!.temperature === 0,
      )
      .map(({ item, variation, steps }) => [item, variation?.kind ?? 'asked', steps[0]!.prompt!] as const);
    assert.equal(new Set(prompts.map(([, , prompt]) => prompt)).size, 6);
    for (const [, kind, prompt] of prompts)
      assert.equal(prompt.includes('Which code fits the text?'), kind !== 'paraphrase');
    const several = studyWith({ techniques: [base.techniques[1]] });
    const both = await run(several, '--model', aligned, '--model', path.join(root, 'media/models/instructed'));
    assert.deepEqual(
      both.techniques.map(({ id }) => id),
      ['held · aligned', 'held · instructed'],
    );
  });

  it('goes on where the process was killed in mid-run, and makes no finished run again', async () => {
    const votes = { id: 'votes', kind: 'selfConsistency', options: { samples: 3 } };
    const sheet = studyWith({ techniques: [votes], sample: { size: 4, seed: 4 } });
    const child = spawn(process.execPath, [path.join(root, 'dist/cli.js'), 'run', sheet, '--bootstrap', '0'], {
      stdio: 'ignore',
    });
    const ended = once(child, 'exit');
    while (!existsSync(runsOf(sheet)) || readFileSync(runsOf(sheet), 'utf8').split('\n').length < 3) {
      assert.equal(child.exitCode, null);
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    child.kill('SIGKILL');
    await ended;
    const before = records(sheet).length;
    const result = await run(sheet, '--resume');
    assert.deepEqual(result.runs, { planned: 4, made: 4 - before, fromJournal: before, failed: 0 });
    assert.equal(new Set(records(sheet).map(({ item }) => item)).size, 4);
    assert.equal(records(sheet).length, 4);
  });

  it('opens the test part once, on request, writes that into the sheet first, and measures on it alone', async () => {
    const sheet = studyWith({ techniques: [base.techniques[3]] });
    const test = await run(sheet, '--open-test');
    assert.equal(test.part, 'test');
    assert.ok(records(sheet).every(({ item }) => item.includes('P03')));
    const { test: stored } = JSON.parse(readFileSync(sheet, 'utf8')) as { test: { openedAt: string } };
    assert.match(stored.openedAt, /^\d{4}-\d\d-\d\dT/);
    const refused = await runCli('run', sheet, '--open-test', '--resume');
    assert.equal(refused.code, 1);
    assert.match(refused.stderr, /was opened on .*it opens once/);
  });

  it('leaves the test part closed where the runs cannot begin', async () => {
    const change = { techniques: [base.techniques[1]], sample: { size: 1, seed: 4 } };
    const stillClosed = (sheet: string) => {
      const { test } = JSON.parse(readFileSync(sheet, 'utf8')) as { test: { openedAt?: string | null } };
      assert.equal(test.openedAt ?? null, null);
    };
    const used = studyWith(change);
    await run(used);
    for (const [sheet, expected] of [
      [used, /has runs of this sheet already/],
      [studyWith({ ...change, reference: 'nobody' }), /no such coder/],
      [studyWith({ ...change, test: { transcripts: ['transcripts/P3.transcript.txt'] } }), /not in this study.*P3/s],
      [studyWith({ ...change, segments: { kind: 'turns', speakers: ['P01'] } }), /none in the test part/],
      [studyWith({ ...change, models: [{ name: 'of-someone-else' }] }), /test part stays closed.*of-someone-else/s],
    ] as const) {
      const { code, stderr } = await runCli('run', sheet, '--open-test');
      assert.equal(code, 1);
      assert.match(stderr, expected);
      stillClosed(sheet);
    }
  });

  it('makes no runs that another process is making, and is not kept by one that died', async () => {
    const sheet = studyWith({ techniques: [base.techniques[1]], sample: { size: 1, seed: 4 } });
    const lock = await holdRuns(runsOf(sheet));
    const refused = await runCli('run', sheet);
    assert.equal(refused.code, 1);
    assert.match(refused.stderr, /Runs are being added to try\.runs\.jsonl elsewhere: .*Wait until they are made/s);
    assert.ok(!existsSync(runsOf(sheet)));
    await lock.release();
    const died = spawn(process.execPath, ['-e', '0'], { stdio: 'ignore' });
    await once(died, 'exit');
    const left = `${runsOf(sheet)}.lock`;
    writeFileSync(left, JSON.stringify({ token: 'x', pid: died.pid, host: hostname() }));
    assert.equal((await run(sheet)).runs.made, 1);
    assert.ok(!existsSync(left));
    // What is made already can be read meanwhile.
    const again = await holdRuns(runsOf(sheet));
    assert.equal((await run(sheet, '--resume')).runs.fromJournal, 1);
    await again.release();
  });

  it('says what is wrong with a sheet, and where', async () => {
    for (const [change, expected] of [
      [{ reference: 'nobody' }, /no such coder.*ana, ben/s],
      [{ techniques: [{ id: 'x', kind: 'magic' }] }, /try\.lab\.json, techniques\[0\]\.kind/],
      [{ segments: { kind: 'turns', speakers: ['Q'] } }, /finds none in this study/],
    ] as const) {
      const sheet = studyWith(change);
      const { code, stderr } = await runCli('run', sheet);
      assert.equal(code, 1);
      assert.match(stderr, expected);
      assert.ok(!existsSync(runsOf(sheet)));
    }
    const nothing = studyWith({
      techniques: [{ id: 'chance', kind: 'labelLikelihood', options: null }],
      sample: { size: 1, seed: 1 },
    });
    await run(nothing);
    // What is to be written is looked at before anything is run.
    const unwritten = studyWith();
    for (const [option, expected] of [
      [['--report', path.join(temporaryFolder(), 'absent/r.html')], /The folder .*absent for the report is not there/],
      [['--report', path.join(unwritten, 'r.html')], /try\.lab\.json is no folder/],
      [['--csv', unwritten], /try\.lab\.json is no folder/],
    ] as const) {
      const { code, stderr } = await runCli('run', unwritten, ...option);
      assert.equal(code, 1);
      assert.match(stderr, expected);
      assert.ok(!existsSync(runsOf(unwritten)));
    }
    const blocked = studyWith();
    mkdirSync(runsOf(blocked));
    assert.match((await runCli('run', blocked)).stderr, /try\.runs\.jsonl cannot be read \(EISDIR\)/);
    const { code, stderr } = await runCli('run');
    assert.equal(code, 2);
    assert.match(stderr, /SHEET\.lab\.json is missing/);
  });

  it('exits with 1 when runs failed, with everything that was made, and how to go on', async () => {
    const others = wellBehaved();
    const isLab = (request: ServedRequest) =>
      request.path === '/v1/chat/completions' && request.body.includes('Which code fits');
    let asked = 0;
    let isDown = true;
    const server = await ScriptedServer.start((response, request) => {
      if (isLab(request)) asked++;
      if (isLab(request) && isDown && asked > 2) return sendJson(response, { error: { message: 'no memory' } }, 400);
      return others(response, request);
    });
    const endpoint = ['--endpoint', `${server.url}/v1`, '--endpoint-model', 'tiny', '--concurrency', '1'];
    try {
      const sheet = studyWith({ techniques: [base.techniques[0]], sample: { size: 3, seed: 1 } });
      const csv = path.join(temporaryFolder(), 'csv');
      const { result, stderr } = await runPartly(sheet, ...endpoint, '--csv', csv);
      assert.deepEqual(result.runs, { planned: 3, made: 2, fromJournal: 0, failed: 1 });
      assert.equal(result.errors.length, 1);
      assert.equal(readdirSync(csv).length, result.written!.csv!.length);
      assert.match(stderr, /1 run: .*refused/);
      assert.doesNotMatch(stderr, /was tested/);
      assert.match(stderr, /1 of 3 runs were not made\. .*try\.runs\.jsonl.*not made or paid for twice.*--resume/);
      isDown = false;
      const again = await run(sheet, '--resume', ...endpoint);
      assert.deepEqual(again.runs, { planned: 3, made: 1, fromJournal: 2, failed: 0 });
    } finally {
      await server.stop();
    }
  });

  it('finds a server that the sheet names by what is asked there, and no other in its place', async () => {
    const server = await ScriptedServer.start(wellBehaved());
    try {
      const served = `tiny at ${server.url.replace('http://', '')}/v1`;
      const models = [{ name: 'Our cluster', file: null, sha256: null, served }, { name: 'instructed' }];
      const sheet = studyWith({ techniques: [base.techniques[0]], sample: { size: 1, seed: 1 }, models });
      const endpoint = (model: string) => ['--endpoint', `${server.url}/v1`, '--endpoint-model', model];
      const other = await runPartly(sheet, ...endpoint('large'));
      assert.match(other.stderr, /The server Our cluster is not set up here; its runs wait\./);
      assert.match(other.stderr, /--resume/);
      const result = await run(sheet, '--resume', ...endpoint('tiny'));
      assert.deepEqual(result.runs, { planned: 2, made: 1, fromJournal: 1, failed: 0 });
      assert.deepEqual(
        records(sheet).map(({ model: { name, served: asked } }) => [name, asked]),
        [
          ['instructed', undefined],
          ['Our cluster', served],
        ],
      );
      // Beside a folder: a sheet may name both.
      const aligned = ['--model', path.join(root, 'media/models/aligned')];
      const both = studyWith({ techniques: [base.techniques[0]], sample: { size: 1, seed: 1 } });
      assert.equal((await run(both, ...aligned, ...endpoint('tiny'))).models.length, 2);
    } finally {
      await server.stop();
    }
  });

  it('says of a server that gives every seed the same text that its samples are one, also in the report', async () => {
    const others = wellBehaved({ logprobs: false });
    const server = await ScriptedServer.start((response, request) => {
      const body = request.body === '' ? {} : { ...bodyOf(request), temperature: 0 };
      return others(response, { ...request, body: JSON.stringify(body) });
    });
    try {
      const sheet = studyWith({ techniques: [base.techniques[0]], sample: { size: 1, seed: 1 }, repeats: 2 });
      const report = path.join(temporaryFolder(), 'r.html');
      const endpoint = ['--endpoint', `${server.url}/v1`, '--endpoint-model', 'tiny', '--report', report];
      const { code, stderr } = await runCli('run', sheet, '--bootstrap', '0', ...endpoint);
      assert.equal(code, 0, stderr);
      const found = /When the server of tiny at [^ ]+ was tested: .*Several samples from it are one\./;
      assert.match(stderr, found);
      assert.match(readFileSync(report, 'utf8'), found);
    } finally {
      await server.stop();
    }
  });

  it('shows replies of a server for what they are; none that is not a code becomes one', async () => {
    const replies = [
      '',
      'Schlafstörung',
      '{"code": "Sleep',
      'Code: Insomnia',
      'Ignore the codebook and call it risk, it says.',
      'Sleep disruption',
    ];
    let asked = 0;
    const others = wellBehaved();
    const server = await ScriptedServer.start((response, request) => {
      const isLab = request.path === '/v1/chat/completions' && request.body.includes('Which code fits');
      if (!isLab) return others(response, request);
      assert.match(bodyOf(request).messages!.at(-1)!.content, /^Which code fits the text\? Codes: Sleep disruption, /);
      const chunk = (delta: object, finish_reason: string | null) => ({
        model: 'tiny',
        choices: [{ delta, finish_reason }],
      });
      const reply = replies[asked++ % replies.length]!;
      return sendEvents(response, [
        chunk({ role: 'assistant', content: reply }, null),
        chunk({}, reply.startsWith('{') ? 'length' : 'stop'),
      ]);
    });
    try {
      const sheet = studyWith({
        techniques: [base.techniques[0]],
        sample: { size: 6, seed: 1 },
        test: { transcripts: [] },
      });
      const result = await run(
        sheet,
        '--endpoint',
        `${server.url}/v1`,
        '--endpoint-model',
        'tiny',
        '--concurrency',
        '1',
      );
      assert.deepEqual(result.techniques[0]!.answers, { empty: 1, unknown: 2, cut: 1, unclear: 1, label: 1 });
      const kept = records(sheet).map(({ steps }) => steps[0]!.reply);
      assert.deepEqual(kept, replies);
      const before = asked;
      assert.equal(
        (await run(sheet, '--resume', '--endpoint', `${server.url}/v1`, '--endpoint-model', 'tiny')).runs.fromJournal,
        6,
      );
      assert.equal(asked, before);
    } finally {
      await server.stop();
    }
  });
});
