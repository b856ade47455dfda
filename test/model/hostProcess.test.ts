import assert from 'node:assert/strict';
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { ModelHostClient, ModelHostState } from '../../src/platform/modelHostClient';
import { until } from '../rig/until';
import {
  bundledDir,
  cleanUp,
  fixtureNamed,
  modelHostScript,
  startHost,
  stateOf,
  temporaryFolder,
  userErrorOf,
} from './support';

const greedy = { temperature: 0, topP: 1, seed: 0 };
const long = { prompt: { text: 'I feel', addSpecialTokens: true }, maxNew: 1000, sampling: greedy, stream: 1 };
const short = { text: 'I feel tired.', addSpecialTokens: true };
const smallDir = fixtureNamed('llama-gqa/model').dir;

describe('model host process', () => {
  afterEach(cleanUp);

  it('killed in mid-run: the request fails with the reason, and the next one works by itself', async () => {
    const client = startHost(bundledDir);
    const states = statesOf(client);
    const before = await client.request('score', short);
    const running = userErrorOf(client.request('generate', long));
    await generated(client, 3);
    process.kill(client.pid!, 'SIGKILL');
    const { code, message, remedy } = await running;
    assert.equal(code, 'hostDied');
    assert.match(message, /was killed \(SIGKILL\), as the system does when memory runs out/);
    assert.match(remedy, /starts again by itself/);
    assert.deepEqual(await client.request('score', short), before);
    assert.deepEqual(states, ['ready', 'restarting', 'ready']);
  });

  it('without a runtime that the system can load: says so, and does not die again and again', async () => {
    const dist = path.join(temporaryFolder(), 'dist');
    cpSync(path.dirname(modelHostScript), dist, {
      recursive: true,
      filter: (file) => !/\.map$|webview/.test(file),
    });
    writeFileSync(path.join(dist, '../package.json'), '{"type":"module"}');
    const runtime = path.join(dist, '../node_modules/onnxruntime-node');
    mkdirSync(runtime, { recursive: true });
    const main = "exports.InferenceSession = exports.Tensor = require('./onnxruntime_binding.node');";
    writeFileSync(path.join(runtime, 'index.js'), main);
    const failure = async () => {
      const client = startHost(smallDir, { script: path.join(dist, 'modelHost.js') });
      const error = await userErrorOf(client.request('score', short));
      assert.equal(client.state.kind, 'failed');
      return error;
    };
    const missing = await failure();
    assert.equal(missing.code, 'modelUnsupported');
    assert.match(missing.message, /onnxruntime.*is not part of the Introspect that is installed/);
    writeFileSync(path.join(runtime, 'onnxruntime_binding.node'), 'no library');
    const broken = await failure();
    assert.equal(broken.code, 'modelUnsupported');
    assert.match(broken.message, /onnxruntime.*could not be started/);
  });

  it('rejects every open request when it dies', async () => {
    const client = startHost(bundledDir);
    const errors = [1, 2].map((stream) => userErrorOf(client.request('generate', { ...long, stream })));
    await generated(client, 3);
    process.kill(client.pid!, 'SIGKILL');
    for (const { code } of await Promise.all(errors)) assert.equal(code, 'hostDied');
  });

  it('cancelled in mid-generation: gives what there is, in the same process', async () => {
    const client = startHost(bundledDir);
    await stateOf(client, 'ready');
    const { pid } = client;
    const controller = new AbortController();
    const running = client.request('generate', long, { signal: controller.signal });
    await generated(client, 3);
    controller.abort();
    const { stopReason, tokens } = await running;
    assert.equal(stopReason, 'cancelled');
    assert.ok(tokens.length >= 3 && tokens.length < 200, `${tokens.length} tokens`);
    await client.request('score', short);
    assert.equal(client.pid, pid);
  });

  it('cancelled between the chunks of a long text: rejects with cancelled', async () => {
    const client = startHost(bundledDir);
    await stateOf(client, 'ready');
    const controller = new AbortController();
    const text = 'I feel tired and low. '.repeat(200);
    const running = userErrorOf(
      client.request('score', { text, addSpecialTokens: true }, { signal: controller.signal }),
    );
    setTimeout(() => controller.abort(), 20);
    assert.equal((await running).code, 'cancelled');
    const aborted = client.request('score', short, { signal: AbortSignal.abort() });
    assert.equal((await userErrorOf(aborted)).code, 'cancelled');
  });

  it('cancelled while it does not react, with nothing else to answer: is killed after the grace period and comes back', async () => {
    const client = startHost(smallDir, { cancelGraceMs: 100 });
    await stateOf(client, 'ready');
    const { pid } = client;
    process.kill(pid!, 'SIGSTOP');
    const controller = new AbortController();
    const both = [1, 2].map(() => userErrorOf(client.request('score', short, { signal: controller.signal })));
    await sent();
    controller.abort();
    for (const { code } of await Promise.all(both)) assert.equal(code, 'cancelled');
    assert.equal(client.state.kind, 'restarting');
    await client.request('score', short);
    assert.notEqual(client.pid, pid);
  });

  it('cancelled in the middle of a run: goes on for what else was asked, before and after', async () => {
    const client = startHost(smallDir, { cancelGraceMs: 100 });
    const states = statesOf(client);
    await stateOf(client, 'ready');
    const { pid } = client;
    process.kill(pid!, 'SIGSTOP');
    const before = client.request('score', short);
    const controller = new AbortController();
    const cancelled = userErrorOf(client.request('score', short, { signal: controller.signal }));
    await sent();
    controller.abort();
    const after = client.request('score', short);
    // The grace period of this one ends last: by then it is alone with those that nobody gave up.
    const second = new AbortController();
    const cancelledToo = userErrorOf(client.request('score', short, { signal: second.signal }));
    assert.equal((await cancelled).code, 'cancelled');
    assert.equal(client.state.kind, 'ready');
    second.abort();
    assert.equal((await cancelledToo).code, 'cancelled');
    process.kill(pid!, 'SIGCONT');
    assert.deepEqual(await before, await after);
    assert.equal(client.pid, pid);
    assert.deepEqual(states, ['ready']);
  });

  it('cancelled and silent for long: is killed, whatever else was asked, and comes back', async () => {
    const client = startHost(smallDir, { cancelGraceMs: 50, hangMs: 300 });
    await stateOf(client, 'ready');
    const { pid } = client;
    process.kill(pid!, 'SIGSTOP');
    const controller = new AbortController();
    const running = userErrorOf(client.request('score', short, { signal: controller.signal }));
    const other = userErrorOf(client.request('score', short));
    await sent();
    controller.abort();
    assert.equal((await running).code, 'cancelled');
    const { code, message } = await other;
    assert.deepEqual([code, /memory/.test(message)], ['hostDied', false], message);
    await client.request('score', short);
    assert.notEqual(client.pid, pid);
  });

  it('killed three times within a minute: stays down and says so, until it is restarted', async () => {
    const client = startHost(smallDir);
    for (let death = 0; death < 3; death++) {
      await stateOf(client, 'ready');
      const { pid } = client;
      process.kill(pid!, 'SIGKILL');
      await stateOf(client, death < 2 ? 'restarting' : 'failed');
    }
    const { code, message } = await userErrorOf(client.request('score', short));
    assert.equal(code, 'hostDied');
    assert.match(message, /3rd time within a minute/);
    client.restart();
    assert.equal(client.state.kind, 'starting');
    assert.equal((await client.request('score', short)).omittedTokens, 0);
  });

  it('that ends while it loads is given up after three times, with its exit code', async () => {
    const script = path.join(temporaryFolder(), 'broken.mjs');
    writeFileSync(script, 'console.error("no such library"); process.exit(3);');
    const lines: string[] = [];
    const client = startHost(smallDir, { script, log: (line) => lines.push(line) });
    const { error } = await stateOf(client, 'failed');
    assert.match(error.message, /exit code 3/);
    assert.equal(lines.filter((line) => line === 'no such library').length, 3);
  });

  it('ends when its parent is gone, and when its client is disposed', async () => {
    const child = fork(modelHostScript, [], { serialization: 'advanced', execArgv: [] });
    child.disconnect();
    assert.deepEqual(await once(child, 'exit'), [0, null]);

    const client = startHost(smallDir);
    const open = userErrorOf(client.request('score', short));
    const { pid } = client;
    client.dispose();
    assert.ok(['cancelled', 'hostDied'].includes((await open).code));
    assert.equal((await userErrorOf(client.request('score', short))).code, 'cancelled');
    await until('the process ends', () => !isAlive(pid!));
  });

  it('prints nothing of the text', async () => {
    const lines: string[] = [];
    const client = startHost(bundledDir, { log: (line) => lines.push(line) });
    await client.request('score', { text: 'Zanzibar marmalade', addSpecialTokens: true });
    await userErrorOf(client.request('next', { ids: [99999], top: 1 }));
    process.kill(client.pid!, 'SIGKILL');
    await stateOf(client, 'restarting');
    assert.deepEqual(
      lines.filter((line) => /zanzibar|marmalade/i.test(line)),
      [],
    );
  });
});

function statesOf(client: ModelHostClient): ModelHostState['kind'][] {
  const states: ModelHostState['kind'][] = [];
  client.onStateChanged(({ kind }) => states.push(kind));
  return states;
}

/** Resolves when `count` tokens have been streamed. */
function generated(client: ModelHostClient, count: number): Promise<void> {
  return new Promise((resolve) => {
    client.onGenerated(() => {
      if (--count === 0) resolve();
    });
  });
}

/** Resolves once what was asked is on its way to the host. */
function sent(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 20));
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
