// From a changed selection of about 60 tokens to its chips on screen, beside one plain pass of the same model over them.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { InferenceSession, Tensor } from '../../src/model/onnxruntime';
import { repositoryDir } from '../rig/study';
import { until } from '../rig/until';
import { disposeAll, Workbench } from '../rig/workbench';
import { median, printTable } from './support/table';

const repeats = 30;
const words =
  'I wake up at night and think about work and money and then I lie there and look at the clock until it is light';

/** One turn a line, each different, each about 60 tokens long. */
function writeStudy(): string {
  const dir = path.join(mkdtempSync(path.join(tmpdir(), 'introspect-bench-')), 'study');
  mkdirSync(path.join(dir, 'transcripts'), { recursive: true });
  const lines = Array.from(
    { length: repeats + 5 },
    (_, i) => `P: In week ${i} ${words}, ${words}, and so it goes on for me.`,
  );
  writeFileSync(path.join(dir, 'transcripts/P01.transcript.txt'), lines.join('\n'));
  return dir;
}

interface Clock {
  pressed?: number;
  shown?: number;
}

async function measureSelections(): Promise<{ ms: number[]; tokens: number }> {
  const study = writeStudy();
  const vscode = await Workbench.start({
    study: { folder: study },
    transcripts: 'text',
    settings: { '[introspect-transcript]': { 'editor.wordWrap': 'off' } },
  });
  await vscode.openFile('transcripts/P01.transcript.txt');
  await vscode.openView('Introspect');
  await vscode.placeCursor('P: In week 0 ');
  await vscode.page.keyboard.press('Shift+End');
  const explore = await vscode.panel('explore');
  const chips = explore.getByRole('listbox', { name: 'Tokens' }).getByRole('option');
  await until('the first chips', async () => (await chips.count()) > 40);
  const tokens = await chips.count();
  // tsx names functions through a helper that the page does not have.
  await explore.evaluate('globalThis.__name = (f) => f');
  await vscode.page.evaluate(() => {
    const clock = window as unknown as Clock;
    addEventListener('keydown', () => (clock.pressed = performance.timeOrigin + performance.now()), { capture: true });
  });
  const ms: number[] = [];
  for (let i = 1; i <= repeats; i++) {
    await vscode.page.keyboard.press('ArrowDown');
    await vscode.page.keyboard.press('Home');
    await explore.evaluate(() => {
      const clock = window as unknown as Clock;
      delete clock.shown;
      const root = document
        .querySelector('introspect-explore')!
        .shadowRoot!.querySelector('introspect-token-strip')!.shadowRoot!;
      const read = () => [...root.querySelectorAll('[role=option]')].map((chip) => chip.textContent).join('');
      const before = read();
      const observer = new MutationObserver(() => {
        if (read() === before) return;
        observer.disconnect();
        requestAnimationFrame(() => (clock.shown = performance.timeOrigin + performance.now()));
      });
      observer.observe(root, { subtree: true, childList: true, characterData: true });
    });
    await vscode.page.keyboard.press('Shift+End');
    const shown = await until('the new chips', () => explore.evaluate(() => (window as unknown as Clock).shown));
    const pressed = await vscode.page.evaluate(() => (window as unknown as Clock).pressed);
    ms.push(shown - pressed!);
  }
  await vscode.dispose();
  rmSync(path.dirname(study), { recursive: true });
  return { ms, tokens };
}

/** One forward pass over as many tokens, by onnxruntime-node alone, without attention and without a process between. */
async function measurePlainPass(tokens: number): Promise<number> {
  const session = await InferenceSession.create(
    path.join(repositoryDir, 'media/models/instructed/onnx/model_quantized.onnx'),
  );
  const int64 = (values: number[]) => new Tensor('int64', BigInt64Array.from(values.map(BigInt)), [1, values.length]);
  const positions = Array.from({ length: tokens }, (_, i) => i);
  const feeds: Record<string, Tensor> = {
    input_ids: int64(positions.map((i) => 300 + i)),
    attention_mask: int64(positions.map(() => 1)),
    position_ids: int64(positions),
  };
  for (const name of session.inputNames) feeds[name] ??= new Tensor('float32', new Float32Array(0), [1, 6, 0, 32]);
  const ms: number[] = [];
  for (let i = 0; i < repeats; i++) {
    const from = performance.now();
    await session.run(feeds);
    ms.push(performance.now() - from);
  }
  return median(ms);
}

const { ms, tokens } = await measureSelections();
const plain = await measurePlainPass(tokens);
const [half, worst] = [median(ms), Math.max(...ms)];
printTable(
  `From a changed selection of ${tokens} tokens to chips on screen (limit: median 150 ms)`,
  ['', 'ms', 'ratio'],
  [
    [
      '**Introspect**, median of 30 selections, 25 ms of waiting for the selection to rest included',
      half.toFixed(0),
      (half / plain).toFixed(1),
    ],
    ['the slowest of them', worst.toFixed(0), (worst / plain).toFixed(1)],
    ['onnxruntime-node 1.30, one plain pass over as many tokens', plain.toFixed(1), '1'],
  ],
);
await disposeAll();
process.exit(0);
