import assert from 'node:assert/strict';
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Frame } from 'playwright-core';
import { until } from '../rig/until';
import { repositoryDir } from '../rig/study';
import { Workbench } from '../rig/workbench';
import { introspect } from './support/cli';

const transcript = 'transcripts/P01.transcript.txt';
const sentence = "I'd honestly rather not go back to sleep at all than have that half an hour.";
const target = ' Right';

interface CliDeletion {
  readonly units: readonly { readonly text: string; readonly delta: number }[];
  readonly attention: readonly number[];
  readonly check: {
    readonly ranked: readonly { readonly drops: readonly number[]; readonly area: number }[];
    readonly chance: { readonly meanArea: number };
  };
}
interface CliAttention {
  readonly tokens: readonly { readonly text: string; readonly start: number; readonly end: number }[];
  readonly layers: number;
  readonly heads: number;
  readonly weights: readonly (readonly (readonly number[])[])[];
}

/** A table's cells, row by row, as numbers where they are some. */
async function rowsOf(panel: Frame, element: string): Promise<string[][]> {
  const rows = await panel.locator(`${element} tbody tr`).all();
  return Promise.all(rows.map(async (row) => (await row.locator('th, td').allInnerTexts()).map(plain)));
}

function plain(text: string): string {
  return text.replaceAll('\u00a0', ' ').replaceAll('−', '-').trim();
}

function near(shown: string | undefined, expected: number, digits: number, what: string): void {
  assert.ok(
    Math.abs(Number(shown) - expected) <= 0.5 * 10 ** -digits + 1e-9,
    `${what}: ${shown}, expected ${expected}`,
  );
}

describe('What mattered', () => {
  let vscode: Workbench;
  before(async () => {
    vscode = await Workbench.start({ viewport: { width: 1800, height: 1100 }, transcripts: 'text' });
  });
  after(() => vscode.dispose());

  it('names at once what mattered most for the next word, and gives the numbers of the command line for another', async () => {
    await vscode.openFile(transcript);
    await vscode.selectText(sentence);
    await vscode.runCommand('Introspect: Show What Mattered for Selection');
    const panel = await vscode.panel('mattered');
    await panel.getByText(/mattered most for the next word|No word speaks for/).waitFor();
    await panel.getByRole('combobox', { name: 'Next words' }).selectOption({ label: 'other words…' });
    await panel.getByRole('textbox', { name: 'Next words: other words' }).fill(target.trim());
    await vscode.page.keyboard.press('Enter');
    await panel.getByText(/the next word “Right”/).waitFor();
    await panel.getByRole('radio', { name: 'in the order of the text' }).check();

    const { units, attention, check } = introspect<CliDeletion>('deletion', sentence, '--target', target);
    const rows = await rowsOf(panel, 'introspect-mattered-table');
    assert.deepEqual(
      rows.map(([part]) => part),
      units.map(({ text }) => `“${text}”`),
    );
    for (const [i, [, adds, , , share]] of rows.entries()) {
      near(adds, units[i]!.delta, 3, units[i]!.text);
      // Nothing is “0 %”, next to nothing “< 0.1 %”.
      near(
        share?.replace(/^<|%/g, ''),
        attention[i]! * 100,
        share?.startsWith('<') ? 0 : 1,
        `attention on ${units[i]!.text}`,
      );
    }
    // What would take more than 3 s on this machine waits to be asked for.
    const start = panel.locator('.startCheck');
    const checked = await until('the check', async () => {
      if (await start.isVisible()) await start.click();
      const found = await rowsOf(panel, 'introspect-mattered-check');
      return found.length > 0 ? found : undefined;
    });
    const area = checked.at(-1)!;
    near(area[1], check.ranked[0]!.area, 3, 'area by leave-one-out');
    near(area[2], check.ranked[1]!.area, 3, 'area by attention');
    near(area[3], check.chance.meanArea, 3, 'area by chance');
    near(checked[1]![1], check.ranked[0]!.drops[1]!, 3, 'two words out');
    await vscode.screenshot('mattered');
  });

  it('says what the coders’ words receive of attention, as the command line and the study’s files have it', async () => {
    const said = readFileSync(path.join(vscode.folder, transcript), 'utf8');
    const folder = path.join(vscode.folder, 'introspect/coding', transcript);
    interface Coding {
      first: { items: { motivation: string; target: { selector: [{ start: number; end: number }] } }[] };
    }
    const segments = readdirSync(folder).flatMap((file) =>
      (JSON.parse(readFileSync(path.join(folder, file), 'utf8')) as Coding).first.items
        .filter(({ motivation }) => motivation === 'classifying')
        .map(({ target: { selector } }) => selector[0]),
    );
    const [first] = segments;
    // The turn that holds the first coded segment; the file has no character outside the BMP.
    const from = said.lastIndexOf('\n', first!.start) + 1;
    const turn = said.slice(from, said.indexOf('\n', first!.end)).trimEnd();
    await vscode.selectText(turn);
    const panel = await vscode.panel('mattered');
    const name = 'Attention, mean over heads';
    const { tokens, layers, heads, weights } = introspect<CliAttention>('attention', turn, '--query', 'last');
    await panel.getByText(`reads ${tokens.length} tokens`).waitFor();
    const row = await until('the coded words', async () =>
      (await rowsOf(panel, 'introspect-mattered-link')).find(([measure]) => measure === name),
    );
    // Without special tokens and the first word's, as the panel does unless told otherwise.
    const counted = tokens
      .map((_, k) => k)
      .filter((k) => tokens[k]!.end > tokens[k]!.start)
      .slice(1);
    const received = (k: number): number => weights.flat().reduce((sum, head) => sum + head[k]!, 0) / (layers * heads);
    const isCoded = (k: number): boolean => {
      const { start, end } = tokens[k]!;
      const ink = start + (turn.slice(start, end).length - turn.slice(start, end).trimStart().length);
      return segments.some((segment) => segment.start < end + from && ink + from < segment.end);
    };
    const coded = counted.filter(isCoded);
    const sum = (of: readonly number[]): number => of.reduce((total, k) => total + received(k), 0);
    assert.equal(row[1], String(coded.length));
    assert.equal(row[2], `${counted.length} tokens`);
    if (coded.length === counted.length) assert.fail('The turn is coded from end to end: choose another.');
    near(row[4]?.replace('%', ''), (100 * sum(coded)) / sum(counted), 1, 'share received');
    await vscode.screenshot('mattered-coded');
  });
});

describe('What mattered to an encoder', () => {
  const encoder = path.join(repositoryDir, 'test/fixtures/models/bert');
  let vscode: Workbench;
  before(async () => {
    vscode = await Workbench.start({
      viewport: { width: 1800, height: 1100 },
      transcripts: 'text',
      machineSettings: { 'introspect.model.folder': encoder },
    });
  });
  after(() => vscode.dispose());

  it('hides a word of the selection and has it guessed again, with the numbers of the command line', async () => {
    await vscode.openFile(transcript);
    await vscode.selectText(sentence);
    await vscode.runCommand('Introspect: Show What Mattered for Selection');
    const panel = await vscode.panel('mattered');
    await panel.getByText(/for the hidden word “hour”/).waitFor();
    await panel
      .getByRole('combobox', { name: 'Hidden words' })
      .selectOption({ label: '“sleep” (go back to … at all than)' });
    await panel.getByText(/for the hidden word “sleep”/).waitFor();
    await panel.getByRole('radio', { name: 'in the order of the text' }).check();
    const gap = sentence.replace('sleep', '[MASK]');
    const { units, check } = introspect<CliDeletion>('deletion', gap, '--target', 'sleep', '--model', encoder);
    const rows = await rowsOf(panel, 'introspect-mattered-table');
    assert.deepEqual(
      rows.map(([part]) => part),
      units.map(({ text }) => `“${text}”`),
    );
    for (const [i, [, adds]] of rows.entries()) near(adds, units[i]!.delta, 3, units[i]!.text);
    const start = panel.locator('.startCheck');
    const checked = await until('the check', async () => {
      if (await start.isVisible()) await start.click();
      const found = await rowsOf(panel, 'introspect-mattered-check');
      return found.length > 0 ? found : undefined;
    });
    near(checked.at(-1)![1], check.ranked[0]!.area, 3, 'area by leave-one-out');
    await vscode.screenshot('mattered-encoder');
  });
});

describe('What mattered to a model that only embeds', () => {
  const fixture = path.join(repositoryDir, 'test/fixtures/models/bert');
  let folder: string;
  let vscode: Workbench;
  before(async () => {
    folder = mkdtempSync(path.join(tmpdir(), 'introspect-embedder-'));
    for (const file of ['config.json', 'tokenizer.json', 'tokenizer_config.json', 'onnx/model_encoder.onnx'])
      cpSync(path.join(fixture, file), path.join(folder, file));
    vscode = await Workbench.start({
      viewport: { width: 1800, height: 1100 },
      transcripts: 'text',
      machineSettings: { 'introspect.model.folder': folder },
    });
  });
  after(async () => {
    await vscode.dispose();
    rmSync(folder, { recursive: true });
  });

  it('is how far the embedding moves, with the numbers of the command line', async () => {
    await vscode.openFile(transcript);
    await vscode.selectText(sentence);
    await vscode.runCommand('Introspect: Show What Mattered for Selection');
    const panel = await vscode.panel('mattered');
    await panel.getByText(/mattered most for the embedding of the text/).waitFor();
    await panel.getByRole('radio', { name: 'in the order of the text' }).check();
    const { units, check } = introspect<CliDeletion>('deletion', sentence, '--model', folder);
    const rows = await rowsOf(panel, 'introspect-mattered-table');
    assert.deepEqual(
      rows.map(([part]) => part),
      units.map(({ text }) => `“${text}”`),
    );
    for (const [i, [, distance]] of rows.entries()) near(distance, units[i]!.delta, 4, units[i]!.text);
    const start = panel.locator('.startCheck');
    const checked = await until('the check', async () => {
      if (await start.isVisible()) await start.click();
      const found = await rowsOf(panel, 'introspect-mattered-check');
      return found.length > 0 ? found : undefined;
    });
    near(checked.at(-1)![1], check.ranked[0]!.area, 4, 'area by leave-one-out');
    await vscode.screenshot('mattered-embedding');
  });
});
