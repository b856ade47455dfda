import assert from 'node:assert/strict';
import { cpSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { MemorySource } from '../../src/core/base/byteSource';
import { parseCodebookCsv } from '../../src/core/exchange/codebookCsv';
import { parseCsv } from '../../src/core/exchange/parseCsv';
import { parseQdc } from '../../src/core/exchange/refi/codebookFile';
import { parseQdpx } from '../../src/core/exchange/refi/readProject';
import { cleanUp, root, runCli, temporaryFolder } from './support';

const study = path.join(root, 'media/sample-study');
const segments = 364;

async function written(format: string): Promise<Buffer> {
  const out = path.join(temporaryFolder(), `study.${format}`);
  const { code, stdout, stderr } = await runCli('export', study, '--format', format, '--out', out);
  assert.equal(code, 0, stderr);
  assert.deepEqual(JSON.parse(stdout), {
    out,
    format,
    transcripts: 3,
    codes: 17,
    segments,
    suggestions: 0,
    memos: 10,
    leftOut: [],
  });
  assert.deepEqual(readdirSync(path.dirname(out)), [path.basename(out)], 'nothing else is left there');
  return readFileSync(out);
}

describe('command line: export', () => {
  after(cleanUp);

  it('writes segments as CSV and JSON lines', async () => {
    assert.equal(parseCsv((await written('csv')).toString(), 'f').length, 1 + segments);
    const lines = (await written('jsonl')).toString().trimEnd().split('\n');
    assert.equal(lines.length, segments);
    const first = JSON.parse(lines[0]!) as Record<string, unknown>;
    assert.deepEqual(
      [first['transcript'], first['coder'], first['startUtf16']],
      ['transcripts/P01.transcript.txt', 'ana', 529],
    );
  });

  it('writes a REFI-QDA project that reads back, and codebooks', async () => {
    const bytes = await written('qdpx');
    const project = parseQdpx(new MemorySource(bytes), 'f');
    assert.deepEqual(project.warnings, []);
    assert.equal(
      project.documents.reduce((sum, { content }) => sum + (content.kind === 'text' ? content.segments.length : 0), 0),
      segments,
    );
    assert.equal(parseQdc(await written('qdc'), 'f').codes.length, 17);
    assert.equal(parseCodebookCsv((await written('codebook-csv')).toString(), 'f').codes.length, 17);
  });

  it('writes a page to read', async () => {
    assert.match((await written('html')).toString(), /^<!doctype html>/);
  });

  it('leaves out suggestions of models and says how to have them', async () => {
    const folder = temporaryFolder();
    cpSync(study, folder, { recursive: true });
    const own = path.join(folder, 'introspect/coding/transcripts/P01.transcript.txt/ana.json');
    const collection = JSON.parse(readFileSync(own, 'utf8')) as { first: { items: Record<string, unknown>[] } };
    const items = collection.first.items.filter(({ motivation }) => motivation === 'classifying').slice(0, 3);
    collection.first.items = items.map((item, i) => ({
      ...item,
      id: `urn:uuid:00000000-0000-4000-8000-00000000000${i}`,
      creator: { id: 'model:practice', type: 'Software' },
      'introspect:suggestion': {},
    }));
    writeFileSync(own.replace('ana.json', 'model%3Apractice.json'), JSON.stringify(collection));
    const exported = async (format: string, ...more: string[]) => {
      const out = path.join(folder, `out${more.length}.${format}`);
      const { code, stdout, stderr } = await runCli('export', folder, '--format', format, '--out', out, ...more);
      assert.equal(code, 0, stderr);
      return { stderr, result: JSON.parse(stdout) as { segments: number; suggestions: number; leftOut: string[] } };
    };
    const without = await exported('csv');
    assert.deepEqual([without.result.segments, without.result.suggestions], [segments, 0]);
    assert.match(without.stderr, /3 model suggestions left out[^]*--suggestions/);
    const all = await exported('csv', '--suggestions');
    assert.deepEqual(
      [all.result.segments, all.result.suggestions, all.result.leftOut, all.stderr],
      [segments + 3, 3, [], ''],
    );
    assert.match((await exported('qdpx', '--suggestions')).stderr, /no place for what people decided/);
  });

  it('leaves a file that is there alone, unless told otherwise', async () => {
    const out = path.join(temporaryFolder(), 'mine.csv');
    writeFileSync(out, 'mine');
    const refused = await runCli('export', study, '--format', 'csv', '--out', out);
    assert.equal(refused.code, 1);
    assert.match(refused.stderr, /mine\.csv is there already\..*--force/);
    assert.equal(readFileSync(out, 'utf8'), 'mine');
    assert.equal((await runCli('export', study, '--format', 'csv', '--out', out, '--force')).code, 0);
    assert.match(readFileSync(out, 'utf8'), /^\uFEFFtranscript,/);
  });

  it('tells bad usage from failures', async () => {
    const out = path.join(temporaryFolder(), 'x.csv');
    for (const args of [
      [],
      [study],
      [study, '--out', out],
      [study, '--format', 'csv'],
      [study, '--format', 'pdf', '--out', out],
    ]) {
      const { code, stderr } = await runCli('export', ...args);
      assert.equal(code, 2, args.join(' '));
      assert.match(stderr, /introspect export --help/);
    }
    for (const [dir, file] of [
      [path.dirname(study), out],
      [study, path.join(out, 'no', 'folder.csv')],
    ] as const) {
      assert.equal((await runCli('export', dir, '--format', 'csv', '--out', file)).code, 1);
    }
  });
});
