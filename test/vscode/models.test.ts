import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import * as vscode from 'vscode';
import { formatModelRecord, type ModelRecord } from '../../src/core/models/modelRecord';
import { InstalledModels } from '../../src/platform/installedModels';
import { modelDetails } from '../../src/features/models/modelDetails';
import { ModelsFeature } from '../../src/features/models/modelsFeature';
import { ModelStore, stagingOf } from '../../src/platform/download/modelStore';
import { updateSetting } from '../../src/platform/configuration';
import { Endpoints } from '../../src/platform/endpoints';
import type { Log } from '../../src/platform/log';
import { ModelHashes } from '../../src/platform/modelHashes';
import { Models } from '../../src/platform/models';
import { Network } from '../../src/platform/network';
import { HostAccess, type AllowedHost } from '../../src/platform/networkAccess';
import { bodyOf, wellBehaved } from '../support/endpointServer';
import { ScriptedServer } from '../support/scriptedServer';
import { MemoryMemento } from './memoryMemento';

const extension = vscode.extensions.getExtension('introspect.introspect');
assert.ok(extension);
const { extensionUri } = extension;
const manifest = extension.packageJSON as Manifest;
const fixtures = path.join(extension.extensionPath, 'test/fixtures/models');
const inspector = path.join(extension.extensionPath, 'dist/modelInspector.js');
const log: Log = { info() {}, warn() {}, error() {}, debug() {}, show() {} };

class MemorySecrets implements vscode.SecretStorage {
  readonly values = new Map<string, string>();
  readonly onDidChange = new vscode.EventEmitter<vscode.SecretStorageChangeEvent>().event;
  readonly keys = (): Promise<string[]> => Promise.resolve([...this.values.keys()]);
  readonly get = (key: string): Promise<string | undefined> => Promise.resolve(this.values.get(key));
  store(key: string, value: string): Promise<void> {
    this.values.set(key, value);
    return Promise.resolve();
  }
  delete(key: string): Promise<void> {
    this.values.delete(key);
    return Promise.resolve();
  }
}

const record: ModelRecord = {
  formatVersion: 1,
  hub: 'https://hub.example',
  repo: 'tiny/bert',
  revision: '0123456789abcdef0123456789abcdef01234567',
  onnxFile: 'onnx/model.onnx',
  licence: 'apache-2.0',
  licenceAgreedAt: '2026-01-02T03:04:05Z',
  downloadedAt: '2026-01-02T03:05:00Z',
  files: [{ path: 'config.json', bytes: 1000, hash: { algorithm: 'gitBlob', hex: '0'.repeat(40) } }],
};

interface Manifest {
  readonly contributes: {
    readonly configuration: { readonly properties: Readonly<Record<string, { scope?: string }>> };
  };
}

describe('The Models view', () => {
  let root: string;
  let memento: MemoryMemento;
  let models: Models;
  let installed: InstalledModels;
  let feature: ModelsFeature;
  let endpoints: Endpoints;
  let secrets: MemorySecrets;
  let hosts: readonly AllowedHost[];
  let agrees: boolean;

  beforeEach(() => {
    root = mkdtempSync(path.join(tmpdir(), 'introspect-models-'));
    memento = new MemoryMemento();
    secrets = new MemorySecrets();
    [hosts, agrees] = [[], false];
    const access = new HostAccess(
      { read: () => hosts, write: (written) => Promise.resolve(void (hosts = written)) },
      () => Promise.resolve(agrees),
      () => new Date(),
    );
    const network = new Network(access);
    endpoints = new Endpoints({ globalState: memento, secrets }, access, network, log);
    models = new Models(extensionUri, log, endpoints);
    const hashes = new ModelHashes(memento);
    const store = new ModelStore(path.join(root, 'models'));
    installed = new InstalledModels(models, store, memento, inspector, hashes);
    feature = new ModelsFeature({ models, installed, store, endpoints, access, network, log });
  });
  afterEach(async () => {
    await models.choose('', '');
    await updateSetting('introspect.endpoint.servers', []);
    for (const each of [feature, installed, models, endpoints]) each.dispose();
    rmSync(root, { recursive: true });
  });

  const rows = async () => (await feature.tree.getChildren()).map((node) => feature.tree.getTreeItem(node));
  const labels = async () => (await rows()).map(({ label }) => label);

  function putDownloaded(dir = path.join(root, 'models/tiny/bert-fp32')): string {
    mkdirSync(path.dirname(dir), { recursive: true });
    cpSync(path.join(fixtures, 'bert'), dir, { recursive: true });
    writeFileSync(path.join(dir, 'introspect-model.json'), formatModelRecord(record));
    return dir;
  }

  it('shows the bundled model in use, with size and licence', async () => {
    const [row, ...others] = await rows();
    assert.deepEqual([row?.label, others.length], ['Introspect practice model', 0]);
    assert.match(String(row?.description), /^in use · \d+(\.\d)? MB · mit$/);
    assert.equal(row?.contextValue, 'model bundled inUse');
    assert.match(String(row?.accessibilityInformation?.label), /continues text, answers messages, shows attention/);
  });

  it('calls a stage of the practice model by its name for people, and knows it for practice', async () => {
    await models.choose(models.stageDir('aligned'), '');
    assert.deepEqual([models.name, models.choice.bundled], ['Practice model, aligned', true]);
    assert.deepEqual(await labels(), ['Introspect practice model', 'Practice model, aligned']);
  });

  it('shows folders and downloads, each by its origin', async () => {
    const dir = path.join(fixtures, 'gpt2');
    await installed.addFolder(dir, '');
    putDownloaded();
    const found = (await rows()).map(({ label, contextValue }) => [label, contextValue]);
    assert.deepEqual(found.slice(1), [
      ['bert-fp32', 'model downloaded idle'],
      ['gpt2', 'model folder idle'],
    ]);
  });

  it('shows a download that waits, and forgets it when it is cancelled', async () => {
    const dir = putDownloaded();
    renameSync(dir, stagingOf(dir));
    const row = (await rows()).at(-1);
    assert.deepEqual([row?.label, row?.contextValue], ['tiny/bert', 'download paused']);
    assert.match(String(row?.description), /^paused · \d+ % · \d+ B of 1\.0 kB$/);
    await feature.cancelDownload({ dir });
    assert.deepEqual([(await rows()).length, existsSync(stagingOf(dir))], [1, false]);
  });

  it('uses a folder once it has loaded, and goes back to the bundled model when it is taken off the list', async () => {
    const dir = path.join(root, 'own');
    cpSync(path.join(fixtures, 'gpt2'), dir, { recursive: true });
    await installed.addFolder(dir, '');
    await feature.use({ dir });
    assert.equal(models.choice.dir, dir);
    const inUse = (await rows()).filter(({ contextValue }) => contextValue?.endsWith('inUse'));
    assert.deepEqual(
      inUse.map(({ label }) => label),
      ['own'],
    );
    await feature.forget({ dir });
    assert.equal(models.choice.bundled, true);
    assert.deepEqual([await labels(), existsSync(dir)], [['Introspect practice model'], true]);
  });

  it('shows a folder that only the settings name', async () => {
    const dir = path.join(fixtures, 'bert');
    await models.choose(dir, '');
    assert.deepEqual((await rows()).at(-1)?.contextValue, 'model folder inUse');
  });

  it('says why a folder cannot be used, and does not use it', async () => {
    const dir = path.join(root, 'empty');
    mkdirSync(dir);
    await installed.addFolder(dir, '');
    const row = (await rows()).at(-1);
    assert.match(String(row?.description), /^cannot be used/);
    assert.match((row?.tooltip as vscode.MarkdownString).value, /has no ONNX file/);
    await feature.use({ dir });
    assert.equal(models.choice.bundled, true);
  });

  it('tells all facts of a model, and the hash of its file as sha256sum does', async () => {
    const dir = putDownloaded();
    const model = await installed.find(dir);
    assert.ok(model?.inspection);
    const sha256 = await installed.sha256(model.inspection);
    const file = path.join(dir, 'onnx/model.onnx');
    assert.equal(sha256, createHash('sha256').update(readFileSync(file)).digest('hex'));
    const text = modelDetails(model, sha256);
    for (const fact of [sha256, record.revision, 'apache\\-2.0', 'tiny/bert on https://hub.example', '2026-01-02', dir])
      assert.ok(text.includes(fact), `${fact} in\n${text}`);
    assert.match(text, /412,737 bytes/);
    assert.match(text, /BertForMaskedLM, 2 layers of 4 heads/);
  });

  it('computes a hash again only when the file has changed', async () => {
    const dir = putDownloaded();
    const file = path.join(dir, 'onnx/model.onnx');
    const inspection = (await installed.find(dir))?.inspection;
    assert.ok(inspection);
    const before = await installed.sha256(inspection);
    writeFileSync(file, 'other');
    const after = await installed.sha256(inspection);
    // sha256sum of the five bytes “other”
    assert.equal(after, 'd9298a10d1b0735837dc4bd85dac641b0f3cef27a47e5d53a54f2f3f5b2fcffa');
    assert.notEqual(before, after);
  });

  describe('with a model on a server', () => {
    let server: ScriptedServer;
    const named = () => ({ name: 'Ours', url: `${server.url}/v1`, model: 'tiny' });
    const abort = new AbortController();
    beforeEach(async () => {
      server = await ScriptedServer.start(wellBehaved({ echo: false }));
    });
    afterEach(() => server.stop());

    it('connects to nobody before the person agrees', async () => {
      await endpoints.save(named());
      await assert.rejects(() => feature.testEndpoint({ endpointName: 'Ours' }), { code: 'cancelled' });
      await assert.rejects(() => endpoints.modelsOf(named().url, abort.signal), { code: 'networkClosed' });
      await feature.useEndpoint({ endpointName: 'Ours' }).catch(() => undefined);
      assert.equal(models.endpoint, undefined);
      assert.equal(server.sockets, 0);
      assert.equal((await rows()).at(-1)?.contextValue, 'endpoint idle');
    });

    it('shows what was found out, attention greyed out with the reason', async () => {
      agrees = true;
      await endpoints.save(named());
      await feature.testEndpoint({ endpointName: 'Ours' });
      const node = (await feature.tree.getChildren()).at(-1);
      assert.ok(node);
      assert.match(String(feature.tree.getTreeItem(node).description), /^on 127\.0\.0\.1:\d+ · tested on \d{4}-/);
      const abilities = (await feature.tree.getChildren(node)).map((child) => feature.tree.getTreeItem(child));
      const cannot = abilities.filter(({ resourceUri }) => resourceUri?.scheme === 'introspect-unavailable');
      assert.deepEqual(
        cannot.map(({ label }) => label),
        ['Surprise of your words', 'Quotes kept to the words of a text', 'Attention'],
      );
      assert.match(String(cannot.at(-1)?.description), /needs a model on this machine/);
      assert.equal(abilities.length, 11);
      const asked = server.requests.length;
      await rows();
      assert.equal(server.requests.length, asked, 'looking at the view asks nothing');
    });

    it('is the engine in use, and what only a model host can tell is refused with the reason', async () => {
      agrees = true;
      await endpoints.save(named());
      await feature.useEndpoint({ endpointName: 'Ours' });
      assert.equal(models.name, 'Ours');
      const next = await (await models.engine()).next('I feel', 3);
      assert.deepEqual(
        next.map(({ text }) => text),
        [' calm', ' low', ' 😴'],
      );
      await assert.rejects(() => models.info(abort.signal), {
        code: 'modelUnsupported',
        message: /Ours runs on a server, .* not what happens inside it/,
        remedy: /Choose a model on this machine/,
      });
      const inUse = (await rows()).filter(({ contextValue }) => contextValue?.endsWith('inUse'));
      assert.deepEqual(
        inUse.map(({ label }) => label),
        ['Ours'],
      );
      await feature.use({ dir: models.bundledDir });
      assert.equal(models.endpoint, undefined);
    });

    it('keeps its key out of the settings, sends it, and forgets it with the last endpoint of the host', async () => {
      agrees = true;
      await endpoints.setKey(named().url, 'a-key');
      await endpoints.save(named());
      await endpoints.save({ ...named(), name: 'Other', model: 'large' });
      await feature.testEndpoint({ endpointName: 'Ours' });
      assert.ok(server.requests.every(({ headers }) => headers.authorization === 'Bearer a-key'));
      assert.equal(bodyOf(server.requests[0]!).model, 'tiny');
      assert.ok(!JSON.stringify(vscode.workspace.getConfiguration('introspect')).includes('a-key'));
      await endpoints.remove('Other');
      assert.deepEqual([secrets.values.size, hosts.length], [1, 1]);
      await endpoints.remove('Ours');
      assert.deepEqual([secrets.values.size, hosts.length, endpoints.list.length], [0, 0, 0]);
    });

    it('keeps its place in the list, and in use, when it is renamed', async () => {
      agrees = true;
      await endpoints.save(named());
      await endpoints.save({ ...named(), name: 'Other' });
      await endpoints.use('Ours');
      await endpoints.save({ ...named(), name: 'Renamed' }, 'Ours');
      assert.deepEqual(
        endpoints.list.map(({ name }) => name),
        ['Renamed', 'Other'],
      );
      assert.equal(endpoints.inUse?.name, 'Renamed');
    });

    it('cannot be chosen by a workspace', () => {
      for (const key of ['introspect.endpoint.servers', 'introspect.endpoint.use']) {
        assert.equal(manifest.contributes.configuration.properties[key]?.scope, 'machine');
      }
    });
  });
});
