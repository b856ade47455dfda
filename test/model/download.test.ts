import assert from 'node:assert/strict';
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { hostname } from 'node:os';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { UserError } from '../../src/core/base/userError';
import { planFiles, requireVariants } from '../../src/core/models/downloadPlan';
import type { ModelRecord } from '../../src/core/models/modelRecord';
import { HubClient } from '../../src/platform/download/hubClient';
import { downloadModel, type DownloadOptions } from '../../src/platform/download/modelDownload';
import { lockOf, ModelStore, stagingOf } from '../../src/platform/download/modelStore';
import { Network } from '../../src/platform/network';
import { LoadedModel } from '../../src/model/loadedModel';
import { commit, etagOf, hubAnswer, sendRange, type ScriptedRepository } from '../support/scriptedHub';
import { ScriptedServer, sendJson } from '../support/scriptedServer';
import { cleanUp, root, temporaryFolder, userErrorOf } from './support';

const repo = 'tiny/llama-gqa';
const fixture = path.join(root, 'test/fixtures/models/llama-gqa');
const weights = 'onnx/model_q4.onnx';
const files = new Map(
  [
    'config.json',
    'tokenizer.json',
    'tokenizer_config.json',
    'onnx/model.onnx',
    weights,
    'onnx/model_quantized.onnx',
    'ref.json',
  ].map((file) => [file, readFileSync(path.join(fixture, file))]),
);
files.set('README.md', Buffer.from('---\nlicense: mit\n---\nA model.\n'));
const content = files.get(weights)!;

describe('a model is downloaded from a Hub', () => {
  let server: ScriptedServer;
  let store: ModelStore;
  const allowed = new Set<string>();
  const asked: string[] = [];

  beforeEach(async () => {
    server = await ScriptedServer.start();
    store = new ModelStore(path.join(temporaryFolder(), 'models'));
    allowed.clear();
    asked.length = 0;
    allowed.add(server.host);
    serve({});
  });
  afterEach(async () => {
    await server.stop();
    cleanUp();
  });

  function serve(changes: Partial<ScriptedRepository>): void {
    server.answer = hubAnswer({ repo, files, ...changes });
  }

  function client(agree = false): HubClient {
    const ask = async (host: string): Promise<boolean> => {
      asked.push(host);
      if (agree) allowed.add(host);
      return Promise.resolve(agree);
    };
    return new HubClient(server.url, new Network({ isAllowed: (host) => allowed.has(host) }), { ask });
  }

  async function plan(hub = client(), onnx = weights): Promise<{ dir: string; record: ModelRecord }> {
    const repository = await hub.describe(repo, 'main', new AbortController().signal);
    const variant = requireVariants(repo, repository.files).find((one) => one.onnx.path === onnx)!;
    const record: ModelRecord = {
      formatVersion: 1,
      hub: server.url,
      repo,
      revision: repository.commit,
      onnxFile: variant.onnx.path,
      licence: repository.licence,
      licenceAgreedAt: '2026-01-01T00:00:00Z',
      downloadedAt: null,
      files: planFiles(repo, repository.files, variant),
    };
    return { dir: await store.dirFor(repo, variant), record };
  }

  async function download({ onnx, ...options }: Partial<DownloadOptions> & { onnx?: string } = {}): Promise<string> {
    const hub = options.hub ?? client();
    const { dir, record } = await plan(client(), onnx);
    const signal = new AbortController().signal;
    await downloadModel(dir, record, { hub, signal, retryDelaysMs: [], ...options });
    return dir;
  }

  const requestsOfWeights = () => server.requests.filter((request) => request.path.endsWith(weights));
  const part = (): string => path.join(stagingOf(path.join(store.root, 'tiny/llama-gqa-q4')), `${weights}.part`);

  /** Ends the connection after `bytes` bytes, the first `times` times. */
  function cut(bytes: number, times: number): NonNullable<ScriptedRepository['file']> {
    return (file, response) => {
      if (file !== weights || times-- <= 0) return false;
      response.writeHead(200, { 'content-length': content.length, etag: etagOf(content) });
      response.write(content.subarray(0, bytes), () => void delay(50).then(() => response.destroy()));
      return true;
    };
  }

  it('whole: it loads, and a file beside it says where it is from', async () => {
    const progress: number[] = [];
    const dir = await download({ onProgress: ({ doneBytes }) => progress.push(doneBytes) });
    const names = readdirSync(dir, { recursive: true }).sort();
    const expected = ['README.md', 'config.json', 'introspect-model.json', 'onnx', weights];
    assert.deepEqual(names, [...expected, 'tokenizer.json', 'tokenizer_config.json']);
    const [model, ...others] = await store.downloaded();
    assert.ok(model && others.length === 0);
    assert.deepEqual([model.dir, model.record.repo, model.record.revision], [dir, repo, commit]);
    assert.ok(model.record.downloadedAt);
    assert.deepEqual(await store.partial(), []);
    assert.deepEqual(readdirSync(path.dirname(dir)), ['llama-gqa-q4'], 'no lock and no staging folder is left');
    assert.deepEqual(
      progress,
      [...progress].sort((a, b) => a - b),
    );
    const total = model.record.files.reduce((sum, { bytes }) => sum + bytes, 0);
    assert.equal(progress.at(-1), total);
    const loaded = await LoadedModel.load({ dir }, () => undefined);
    assert.equal(loaded.info.onnxFile, path.normalize(weights));
    await loaded.dispose();
  });

  it('with all the files of one precision that it has, each in a folder of its own', async () => {
    const before = await download({ onnx: 'onnx/model.onnx' });
    assert.equal(path.basename(before), 'llama-gqa-fp32');
    // The repository then gets more files of that precision: what is installed is still known by its file.
    const model = files.get('onnx/model.onnx')!;
    const more = new Map([...files, ['model.onnx', model], ['onnx/decoder_model_merged.onnx', model]]);
    serve({ files: more });
    assert.equal((await plan(client(), 'onnx/model.onnx')).dir, before);
    const stopped = download({ onnx: 'model.onnx', signal: AbortSignal.abort() });
    assert.equal((await userErrorOf(stopped)).code, 'cancelled');
    const merged = await download({ onnx: 'onnx/decoder_model_merged.onnx' });
    const alone = await download({ onnx: 'model.onnx' });
    const found = (await store.downloaded()).map(({ dir, record }) => [dir, record.onnxFile]);
    assert.deepEqual(found.sort(), [
      [before, 'onnx/model.onnx'],
      [alone, 'model.onnx'],
      [merged, 'onnx/decoder_model_merged.onnx'],
    ]);
    // It loses them again: a file that another folder of its precision is taken for keeps out of that folder.
    serve({ files: new Map([['model.onnx', model], ...[...files].filter(([file]) => file !== 'onnx/model.onnx')]) });
    rmSync(alone, { recursive: true });
    assert.equal(path.basename((await plan(client(), 'model.onnx')).dir), 'llama-gqa-model');
  });

  it('with the network closed nothing is sent', async () => {
    allowed.clear();
    assert.equal((await userErrorOf(download())).code, 'networkClosed');
    assert.deepEqual([asked, server.sockets], [[server.host], 0]);
  });

  it('goes on after a cut by itself, from where it was', async () => {
    serve({ file: cut(100_000, 1) });
    const dir = await download({ retryDelaysMs: [1] });
    assert.ok(readFileSync(path.join(dir, weights)).equals(content));
    const [, second, ...others] = requestsOfWeights();
    assert.deepEqual([second?.headers.range, others.length], ['bytes=100000-', 0]);
    assert.equal(second?.headers['if-range'], etagOf(content));
  });

  it('after a cut that does not heal, keeps what has come and says so; resumes in another session', async () => {
    serve({ file: cut(100_000, 1) });
    assert.equal((await userErrorOf(download())).code, 'downloadFailed');
    const [partial] = await new ModelStore(store.root).partial();
    assert.ok(partial && !partial.isLocked);
    assert.equal(partial.totalBytes - partial.doneBytes, content.length - 100_000);
    assert.deepEqual(await store.downloaded(), []);
    const signal = new AbortController().signal;
    await downloadModel(partial.dir, partial.record, { hub: client(), signal });
    assert.ok(readFileSync(path.join(partial.dir, weights)).equals(content));
    assert.equal(server.requests.filter(({ path }) => path.endsWith('config.json')).length, 2, 'each config once');
  });

  it('starts a file over when the server has other bytes now, and when it knows no ranges', async () => {
    for (const answer of ['changed', 'no ranges'] as const) {
      serve({ file: cut(100_000, 1) });
      await userErrorOf(download());
      if (answer === 'changed') writeFileSync(part().replace(/part$/, 'etag'), '"older"');
      serve({
        file: (file, response, request) => {
          if (file !== weights) return false;
          const headers = answer === 'changed' ? request.headers : {};
          sendRange(response, { ...request, headers }, content);
          return true;
        },
      });
      const dir = await download();
      assert.ok(readFileSync(path.join(dir, weights)).equals(content), answer);
      await store.discardPartial(dir);
      store = new ModelStore(path.join(temporaryFolder(), 'models'));
    }
  });

  it('a file with another hash is refused and not kept', async () => {
    for (const damaged of ['config.json', weights]) {
      const other = Buffer.from(files.get(damaged)!);
      other[10]! ^= 1;
      serve({
        file: (file, response, request) => {
          if (file === damaged) sendRange(response, request, other);
          return file === damaged;
        },
      });
      const { code, message } = await userErrorOf(download());
      assert.deepEqual([code, message.includes(`${damaged} has another hash`)], ['downloadCorrupt', true]);
      assert.ok(!existsSync(path.join(stagingOf(path.join(store.root, 'tiny/llama-gqa-q4')), damaged)));
      assert.ok(!existsSync(part()));
    }
    serve({});
    await download();
  });

  it('a file that is longer or shorter than stated is refused and not kept', async () => {
    for (const size of [content.length - 10, content.length + 10]) {
      const listed: ScriptedRepository['listed'] = (entry) =>
        entry.path === weights ? { ...entry, size, lfs: { ...entry.lfs!, size } } : entry;
      serve({ listed });
      assert.equal((await userErrorOf(download({ retryDelaysMs: [1] }))).code, 'downloadCorrupt', String(size));
      assert.ok(!existsSync(part()));
    }
  });

  it('a model that is not there, and a file that has gone', async () => {
    server.answer = (response) => sendJson(response, { error: 'Repository not found' }, 404);
    const missing = await userErrorOf(download());
    assert.deepEqual([missing.code, missing.message.includes(repo)], ['downloadFailed', true]);
    serve({
      file: (file, response) => {
        if (file === weights) sendJson(response, {}, 404);
        return file === weights;
      },
    });
    assert.equal((await userErrorOf(download({ retryDelaysMs: [1] }))).code, 'downloadFailed');
  });

  it('a gated model: the message leads to its page', async () => {
    const expectPage = ({ code, remedy }: UserError): void => {
      assert.equal(code, 'modelGated');
      assert.match(remedy, /Accept the licence/);
      assert.ok(remedy.includes(`${server.url}/${repo}`), remedy);
    };
    serve({ gated: true });
    expectPage(await userErrorOf(download()));
    server.answer = (response) => {
      response.setHeader('x-error-code', 'GatedRepo');
      sendJson(response, { error: 'Access to model is restricted' }, 401);
    };
    expectPage(await userErrorOf(download()));
  });

  it('a busy server is asked again', async () => {
    let busy = 2;
    serve({
      file: (file, response) => {
        const isBusy = file === weights && busy-- > 0;
        if (isBusy) sendJson(response, {}, busy % 2 ? 503 : 429);
        return isBusy;
      },
    });
    await download({ retryDelaysMs: [1, 1] });
  });

  it('another host that has the bytes is asked for, and reached only if agreed', async () => {
    const cdn = await ScriptedServer.start((response, request) => sendRange(response, request, content));
    serve({
      file: (file, response) => {
        if (file === weights) response.writeHead(302, { location: `${cdn.url}/blob` }).end();
        return file === weights;
      },
    });
    try {
      const { code, message } = await userErrorOf(download());
      assert.deepEqual([code, asked, cdn.sockets], ['networkClosed', [cdn.host], 0]);
      assert.ok(message.includes(cdn.host));
      const dir = await download({ hub: client(true) });
      assert.ok(readFileSync(path.join(dir, weights)).equals(content));
    } finally {
      await cdn.stop();
    }
  });

  it('pauses at once while the server is slow, and resumes', async () => {
    const pause = new AbortController();
    serve({
      file: (file, response) => {
        if (file !== weights) return false;
        response.writeHead(200, { 'content-length': content.length, etag: etagOf(content) });
        response.write(content.subarray(0, 50_000)); // and then nothing
        return true;
      },
    });
    const onProgress: DownloadOptions['onProgress'] = () => {
      if (existsSync(part()) && statSync(part()).size >= 50_000) setTimeout(() => pause.abort(), 20);
    };
    const started = performance.now();
    const { code } = await userErrorOf(download({ signal: pause.signal, onProgress, retryDelaysMs: [1000] }));
    assert.ok(performance.now() - started < 5000);
    assert.deepEqual([code, statSync(part()).size], ['cancelled', 50_000]);
    serve({});
    await download();
    assert.equal(requestsOfWeights().at(-1)?.headers.range, 'bytes=50000-');
  });

  it('cancelled: nothing is left', async () => {
    serve({ file: cut(100_000, 1) });
    await userErrorOf(download());
    await store.discardPartial(path.join(store.root, 'tiny/llama-gqa-q4'));
    assert.deepEqual([await store.partial(), await store.downloaded()], [[], []]);
    assert.deepEqual(readdirSync(path.join(store.root, 'tiny')), []);
  });

  it('two at once: the second is told, and the first goes on', async () => {
    const [first, second] = await Promise.allSettled([download(), download()]);
    const outcomes = [first, second].map((result) => (result.status === 'fulfilled' ? 'done' : codeOf(result.reason)));
    assert.deepEqual(outcomes.sort(), ['done', 'modelLocked']);
    assert.equal((await store.downloaded()).length, 1);
  });

  it('a lock whose holder died or fell silent is taken over; that of a live one is not', async () => {
    const { dir, record } = await plan();
    mkdirSync(path.dirname(dir), { recursive: true });
    const lock = (host: string, pid: number, ageSeconds: number): void => {
      writeFileSync(lockOf(dir), JSON.stringify({ token: 'other', pid, host }));
      const time = Date.now() / 1000 - ageSeconds;
      utimesSync(lockOf(dir), time, time);
    };
    const run = () => downloadModel(dir, record, { hub: client(), signal: new AbortController().signal });
    lock('another-machine', 1, 0);
    assert.equal((await userErrorOf(run())).code, 'modelLocked');
    lock(hostname(), process.pid, 0);
    assert.equal((await userErrorOf(run())).code, 'modelLocked');
    // No system gives out process ids this high.
    lock(hostname(), 2 ** 30, 0);
    await run();
    lock('another-machine', 1, 3600);
    await run();
    assert.ok(!existsSync(lockOf(dir)));
  });

  it('where another folder stands in its place: says so, and touches nothing', async () => {
    const { dir } = await plan();
    mkdirSync(dir, { recursive: true });
    writeFileSync(path.join(dir, 'mine.txt'), 'mine');
    const { code, message } = await userErrorOf(download());
    assert.deepEqual([code, message.includes(dir)], ['downloadFailed', true]);
    assert.deepEqual(readdirSync(dir), ['mine.txt']);
  });

  it('a disk without room: told before, with nothing begun', async () => {
    const { code, message } = await userErrorOf(download({ freeBytes: () => Promise.resolve(1000) }));
    assert.deepEqual([code, requestsOfWeights().length], ['diskFull', 0]);
    assert.match(message, /\d+ kB are still to come, and 1\.0 kB are free/);
  });

  it('a disk that does not tell its room: tried all the same', async () => {
    assert.equal(await download({ freeBytes: () => Promise.reject(new Error('ENOSYS')) }), (await plan()).dir);
  });

  it('a disk that fills up meanwhile: told, and resumed when there is room', async () => {
    const { dir } = await plan();
    mkdirSync(path.dirname(part()), { recursive: true });
    // The record of the same model keeps the staging folder; the kernel's full device stands for the disk.
    serve({ file: cut(0, 1) });
    await userErrorOf(download());
    rmSync(part(), { force: true });
    symlinkSync('/dev/full', part());
    serve({});
    assert.equal((await userErrorOf(download())).code, 'diskFull');
    rmSync(part());
    assert.equal(await download(), dir);
  });

  it('a listing that points out of the folder is refused', async () => {
    for (const evil of ['../../x.onnx', 'onnx/../../x.onnx', '/etc/x.onnx', 'onnx\\..\\x.onnx', 'C:/x.onnx']) {
      serve({ listed: (entry) => (entry.path === weights ? { ...entry, path: evil } : entry) });
      const { code, message } = await userErrorOf(download());
      assert.deepEqual([code, /outside the folder/.test(message)], ['downloadFailed', true], evil);
    }
    assert.ok(!existsSync(store.root));
  });

  it('an answer that is no Hub’s is told', async () => {
    for (const body of [{}, { sha: 'main' }, []]) {
      server.answer = (response) => sendJson(response, body);
      assert.match((await userErrorOf(download())).message, /not what a Hub answers/);
    }
    server.answer = (response) => void response.writeHead(200).end('<html>');
    assert.match((await userErrorOf(download())).message, /not what a Hub answers/);
  });
});

function codeOf(error: unknown): string {
  return error instanceof UserError ? error.code : String(error);
}
