import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import * as vscode from 'vscode';
import { formatModelRecord, type ModelRecord } from '../../src/core/models/modelRecord';
import { InstalledModels } from '../../src/features/models/installedModels';
import { modelDetails } from '../../src/features/models/modelDetails';
import { ModelsFeature } from '../../src/features/models/modelsFeature';
import { ModelStore, stagingOf } from '../../src/platform/download/modelStore';
import type { Log } from '../../src/platform/log';
import { Models } from '../../src/platform/models';
import { Network } from '../../src/platform/network';
import { HostAccess } from '../../src/platform/networkAccess';
import { MemoryMemento } from './memoryMemento';

const extension = vscode.extensions.getExtension('introspect.introspect');
assert.ok(extension);
const { extensionUri } = extension;
const fixtures = path.join(extension.extensionPath, 'test/fixtures/models');
const inspector = path.join(extension.extensionPath, 'dist/modelInspector.js');
const log: Log = { info() {}, warn() {}, error() {}, debug() {}, show() {} };

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

describe('The Models view', () => {
  let root: string;
  let memento: MemoryMemento;
  let models: Models;
  let installed: InstalledModels;
  let feature: ModelsFeature;

  beforeEach(() => {
    root = mkdtempSync(path.join(tmpdir(), 'introspect-models-'));
    memento = new MemoryMemento();
    models = new Models(extensionUri, log);
    installed = new InstalledModels(models, new ModelStore(path.join(root, 'models')), memento, inspector);
    const access = new HostAccess(
      { read: () => [], write: () => Promise.resolve() },
      () => Promise.resolve(false),
      () => new Date(),
    );
    feature = new ModelsFeature(
      { extensionUri, globalStorageUri: vscode.Uri.file(root), globalState: memento },
      { models, access, network: new Network(access), log },
    );
  });
  afterEach(async () => {
    await models.choose('', '');
    for (const each of [feature, installed, models]) each.dispose();
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
    assert.match(text, /412737 bytes/);
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
});
