// The coding editor's part in the extension host, of issue 4's figures: node --import tsx test/bench/codingHost.bench.ts
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { CodingWindow } from '../model/coding/support';
import { largeTranscript, writeLargeStudy } from './support/largeStudy';
import { median, milliseconds, Table } from './measure';

const [turns, segments, coders] = [20_000, 50_000, 5];
const folder = mkdtempSync(path.join(tmpdir(), 'introspect-large-'));
try {
  writeLargeStudy(folder, turns, segments, coders);
  const table = new Table(`${turns} turns, ${segments} segments of ${coders} coders`, ['figure', 'measured']);
  const window = new CodingWindow(folder, { coder: 'coder-1', file: largeTranscript });
  const opened = await milliseconds(async () => {
    await window.coding.load();
    await window.say({ type: 'ready' });
  });
  table.row(['open → text and own segments sent to the page', `${opened.toFixed(0)} ms`]);
  const all = await milliseconds(async () => {
    while (window.coding.codings.length < coders) await window.coding.settled();
  });
  table.row(['→ the other coders’ segments sent too', `${all.toFixed(0)} ms`]);
  const { codes, text } = window.page;
  const acts: number[] = [];
  for (let i = 0; i < 200; i++) {
    const start = Math.floor((i * text.length) / 201);
    const stretch = { start, end: start + 40 };
    const code = codes[i % codes.length]!.id;
    acts.push(await milliseconds(() => window.act({ act: 'code', stretch, code })));
  }
  const slowest = acts.toSorted((a, b) => a - b)[189]!;
  table.row(['act → change posted, median', `${median(acts).toFixed(2)} ms`]);
  table.row(['act → change posted, 95th percentile', `${slowest.toFixed(2)} ms`]);
  table.row(['undo', `${(await milliseconds(() => window.undo())).toFixed(2)} ms`]);
  table.row(['backup', `${(await milliseconds(() => window.coding.backup())).toFixed(1)} ms`]);
  table.row(['save', `${(await milliseconds(() => window.coding.save())).toFixed(0)} ms`]);
  window.posted.length = 0;
  globalThis.gc?.();
  table.row(['memory', `${(process.memoryUsage().rss / 2 ** 20).toFixed(0)} MB`]);
  table.end();
} finally {
  rmSync(folder, { recursive: true });
}
