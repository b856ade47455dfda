// What the tests of this tier share: the fixture models with their reference answers, and how hosts are started.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { UserError } from '../../src/core/base/userError';
import { ModelHostClient, type ModelHostOptions, type ModelHostState } from '../../src/platform/modelHostClient';

export const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..');
export const bundledDir = path.join(root, 'media/models/instructed');
export const modelHostScript = path.join(root, 'dist/modelHost.js');

/** ref.json (PyTorch) and ref.<variant>.json (onnxruntime for Python); fields in the fixtures' README. */
export interface Reference {
  readonly text: string;
  readonly input_ids: readonly number[];
  readonly attentions: readonly (readonly (readonly (readonly number[])[])[])[];
  readonly logits_last: readonly number[];
  readonly hidden: readonly { readonly at: string; readonly mean: number; readonly first8: readonly number[] }[];
  readonly logprobs: readonly (number | null)[] | null;
  readonly greedy: readonly number[];
  readonly greedy_margin: readonly number[];
}

export interface Fixture {
  readonly name: string;
  readonly dir: string;
  readonly onnx: string;
  readonly predicts: boolean;
  readonly reference: Reference;
  /** Largest difference from the reference that the fixtures' README allows. */
  readonly attentionTolerance: number;
  readonly logitTolerance: number;
  /** Whether the log-probabilities of ref.json are this variant's. */
  readonly sameWeights: boolean;
}

function fixture(
  model: string,
  variant: string,
  tolerances: [attention: number, logits: number],
  /** The folder with PyTorch's answers, where it is another's. */
  answers = model,
): Fixture {
  const folder = path.join(root, 'test/fixtures/models');
  const dir = path.join(folder, model);
  const read = (file: string): object => JSON.parse(readFileSync(path.join(folder, answers, file), 'utf8')) as object;
  const fp32 = read('ref.json') as Reference;
  const own = existsSync(path.join(folder, answers, `ref.${variant}.json`))
    ? (read(`ref.${variant}.json`) as Partial<Reference>)
    : {};
  const ownAttentions = Array.isArray(own.attentions);
  return {
    name: `${model}/${variant}`,
    dir,
    onnx: `${variant}.onnx`,
    predicts: fp32.greedy !== null,
    reference: { ...fp32, ...own, attentions: ownAttentions ? own.attentions : fp32.attentions },
    attentionTolerance: tolerances[0],
    logitTolerance: tolerances[1],
    sameWeights: !ownAttentions,
  };
}

export const fixtures: readonly Fixture[] = [
  fixture('llama-gqa', 'model', [1e-4, 1e-3]),
  fixture('llama-gqa', 'model_gqa', [1e-4, 1e-3]),
  // int8 kernels differ between processors.
  fixture('llama-gqa', 'model_quantized', [0.05, 0.3]),
  fixture('llama-gqa', 'model_q4', [1e-3, 1e-3]),
  fixture('llama-einsum', 'model', [1e-4, 1e-3], 'llama-gqa'),
  fixture('gpt2', 'model', [1e-4, 1e-3]),
  fixture('gpt2-fused', 'model', [1e-4, 1e-3], 'gpt2'),
  fixture('gpt2-einsum', 'model', [1e-4, 1e-3], 'gpt2'),
  fixture('gpt2-functions', 'model', [1e-4, 1e-3], 'gpt2'),
  fixture('bloom', 'model', [1e-4, 1e-3]),
  fixture('opt', 'model', [1e-4, 1e-3]),
  fixture('bert', 'model', [1e-4, 1e-3]),
  fixture('bert', 'model_fused', [1e-4, 1e-3]),
];

export function fixtureNamed(name: string): Fixture {
  const found = fixtures.find((f) => f.name === name);
  assert.ok(found, name);
  return found;
}

const open: ModelHostClient[] = [];
const folders: string[] = [];

/** Everything that a test started and did not end itself. */
export function cleanUp(): void {
  for (const client of open.splice(0)) client.dispose();
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
}

export function startHost(
  dir: string,
  options: Partial<Omit<ModelHostOptions, 'model'>> & { readonly onnx?: string } = {},
): ModelHostClient {
  const { onnx, ...rest } = options;
  const client = new ModelHostClient({
    script: modelHostScript,
    log: () => undefined,
    ...rest,
    model: onnx === undefined ? { dir } : { dir, onnx },
  });
  open.push(client);
  return client;
}

export function temporaryFolder(): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'introspect-'));
  folders.push(folder);
  return folder;
}

/** A copy of a fixture model, to be damaged. */
export function copyOf(model: string): string {
  const dir = path.join(temporaryFolder(), model);
  cpSync(path.join(root, 'test/fixtures/models', model), dir, { recursive: true });
  return dir;
}

export async function userErrorOf(promise: Promise<unknown>): Promise<UserError> {
  try {
    await promise;
  } catch (error) {
    assert.ok(error instanceof UserError, String(error));
    return error;
  }
  assert.fail('Expected a UserError.');
}

/** Resolves with the first state, present or future, of that kind. */
export function stateOf<K extends ModelHostState['kind']>(
  client: ModelHostClient,
  kind: K,
): Promise<Extract<ModelHostState, { kind: K }>> {
  return new Promise((resolve) => {
    const look = (state: ModelHostState): void => {
      if (state.kind === kind) resolve(state as Extract<ModelHostState, { kind: K }>);
    };
    client.onStateChanged(look);
    look(client.state);
  });
}

export interface CliResult {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export function runCli(...args: string[]): Promise<CliResult> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [path.join(root, 'dist/cli.js'), ...args], { stdio: 'pipe' });
    let [stdout, stderr] = ['', ''];
    child.stdout.setEncoding('utf8').on('data', (chunk: string) => (stdout += chunk));
    child.stderr.setEncoding('utf8').on('data', (chunk: string) => (stderr += chunk));
    child.once('error', reject);
    child.once('close', (code) => resolve({ code, stdout, stderr }));
  });
}

export function assertClose(actual: number, expected: number, tolerance: number, what: string): void {
  assert.ok(Math.abs(actual - expected) <= tolerance, `${what}: ${actual}, expected ${expected} ± ${tolerance}`);
}
