// Memory of importing a large table (issue 4): node --import tsx test/bench/importCsv.bench.ts
import { createReadStream, createWriteStream, rmSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { inspectCsv } from '../../src/core/exchange/import/csvTable';
import { importCsv } from '../../src/core/exchange/import/importCsv';

const targetBytes = 100 * 2 ** 20;
const limitMiB = 300;
const folder = await mkdtemp(path.join(tmpdir(), 'introspect-bench-'));
const file = path.join(folder, 'large.csv');

async function generate(): Promise<void> {
  const out = createWriteStream(file);
  out.write('file,speaker,start,text\n');
  const words = 'I wake at three, and then “the thoughts” come; naïve as it is, I count sheep'.split(' ');
  for (let row = 0, bytes = 0; bytes < targetBytes; row++) {
    const said = Array.from({ length: 5 + (row % 40) }, (_, i) => words[(row * 7 + i * 3) % words.length]).join(' ');
    const line = `P${String(row % 200).padStart(3, '0')},${row % 2 ? 'Therapist' : 'Client'},${row * 4},"${said}"\n`;
    bytes += Buffer.byteLength(line);
    if (!out.write(line)) await once(out, 'drain');
  }
  out.end();
  await once(out, 'finish');
}

try {
  await generate();
  const started = performance.now();
  const { form, guess } = await inspectCsv(createReadStream(file), 'large.csv');
  if (!guess) throw new Error('The columns were not recognised.');
  let [transcripts, turns] = [0, 0];
  for await (const { utterances } of importCsv(createReadStream(file), 'large.csv', form, guess)) {
    transcripts++;
    turns += utterances.length;
  }
  const seconds = (performance.now() - started) / 1000;
  const peakMiB = process.resourceUsage().maxRSS / 1024;
  console.log(
    `100 MB CSV, ${turns.toLocaleString('en-US')} turns in ${transcripts} transcripts: ${seconds.toFixed(1)} s, ` +
      `peak memory ${peakMiB.toFixed(0)} MiB (limit ${limitMiB} MiB)`,
  );
} finally {
  rmSync(folder, { recursive: true, force: true });
}
