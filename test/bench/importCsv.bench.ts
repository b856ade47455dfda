// Memory of importing a table of 100 MB: through the parser alone, and through all that the Import panel does.
import { execFileSync } from 'node:child_process';
import { createReadStream, createWriteStream, rmSync, statSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { inspectCsv } from '../../src/core/exchange/import/csvTable';
import { importCsv } from '../../src/core/exchange/import/importCsv';
import { PickedFile } from '../../src/features/import/pickedFile';
import { folderOnDisk } from '../../src/cli/studyOnDisk';
import { sourceOnDisk } from '../../src/platform/import/sourceFile';
import { StudyImporter } from '../../src/platform/import/studyImporter';
import { studyDisk } from '../../src/platform/study/studyDisk';
import { StudyFiles } from '../../src/platform/study/studyFiles';
import { copyStudy, sampleStudyDir } from '../rig/study';
import { Table } from './measure';

const targetBytes = 100 * 2 ** 20;
const limitMiB = 300;

interface Figures {
  readonly transcripts: number;
  readonly turns: number;
  readonly seconds: number;
  readonly peakMiB: number;
}

async function generate(file: string): Promise<void> {
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

const ways: Readonly<Record<string, (file: string) => Promise<{ transcripts: number; turns: number }>>> = {
  async parser(file) {
    const { form, guess } = await inspectCsv(createReadStream(file), 'large.csv');
    if (!guess) throw new Error('The columns were not recognised.');
    let [transcripts, turns] = [0, 0];
    for await (const { utterances } of importCsv(createReadStream(file), 'large.csv', form, guess)) {
      transcripts++;
      turns += utterances.length;
    }
    return { transcripts, turns };
  },
  async panel(file) {
    const study = copyStudy(sampleStudyDir());
    try {
      const importer = new StudyImporter(new StudyFiles(study, studyDisk), folderOnDisk(study), () => new Date());
      const picked = new PickedFile(0, await sourceOnDisk(file), null);
      await picked.read((sha256) => importer.existing(sha256));
      if (!picked.content) throw new Error(picked.error?.message ?? 'The file was not read.');
      const choices = { names: new Map<string, string>(), mergeGapMs: null };
      const { source, content, sha256: expectedSha256 } = picked;
      const { transcripts } = await importer.import({ source, content, choices, expectedSha256 });
      return { transcripts: transcripts.length, turns: transcripts.reduce((sum, { turns }) => sum + turns, 0) };
    } finally {
      rmSync(path.dirname(study), { recursive: true });
    }
  },
};

/** In a process of its own: the highest memory of a process never falls. */
async function measureHere(way: string, file: string): Promise<Figures> {
  const started = performance.now();
  const counts = await ways[way]!(file);
  return {
    ...counts,
    seconds: (performance.now() - started) / 1000,
    peakMiB: process.resourceUsage().maxRSS / 1024,
  };
}

const [way, input] = process.argv.slice(2);
if (way && input) console.log(JSON.stringify(await measureHere(way, input)));
else {
  const folder = await mkdtemp(path.join(tmpdir(), 'introspect-bench-'));
  try {
    const file = path.join(folder, 'large.csv');
    await generate(file);
    const table = new Table(`Importing a CSV file of ${Math.round(statSync(file).size / 2 ** 20)} MiB`, [
      'what',
      'transcripts',
      'turns',
      'time',
      `peak memory of the process (goal: under ${limitMiB} MiB)`,
    ]);
    for (const [one, name] of [
      ['parser', 'reading it'],
      ['panel', 'reading, looking and writing, as the panel does'],
    ] as const) {
      const argv = ['--import', 'tsx', fileURLToPath(import.meta.url), one, file];
      const printed = execFileSync(process.execPath, argv, { encoding: 'utf8' });
      const { transcripts, turns, seconds, peakMiB } = JSON.parse(printed) as Figures;
      table.row([name, transcripts, turns, `${seconds.toFixed(1)} s`, `${peakMiB.toFixed(0)} MiB`]);
    }
    table.end();
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
