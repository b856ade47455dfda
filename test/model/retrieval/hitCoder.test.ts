import assert from 'node:assert/strict';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { finish } from '../../../src/core/agreement/slices';
import { parseAnnotations, type Annotation } from '../../../src/core/coding/annotations';
import { loadStudy } from '../../../src/core/coding/loadStudy';
import { codingPath } from '../../../src/core/coding/study';
import { wholeScope } from '../../../src/core/retrieval/query';
import { indexStudy, type StudyIndex } from '../../../src/core/retrieval/studyIndex';
import { findWords, hitsOf } from '../../../src/features/retrieval/answers';
import { HitCoder, type HitsIn } from '../../../src/features/retrieval/hitCoder';
import { StudyFiles } from '../../../src/platform/study/studyFiles';
import { memoryFolder, sampleStudyTexts } from '../../support/memoryStudy';

const sleep = '48cd078f-10fc-53d7-9bce-bc7a70dfcc58';
const transcript = 'transcripts/P01.transcript.txt';

describe('coding hits of a search', () => {
  let folder: string;
  let index: StudyIndex;
  before(async () => {
    index = finish(indexStudy(await loadStudy(memoryFolder(sampleStudyTexts())), null));
  });
  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'introspect-hits-'));
    cpSync(path.resolve(import.meta.dirname, '../../../media/sample-study'), folder, { recursive: true });
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  const read = (file: string) => readFileSync(path.join(folder, file), 'utf8');
  const itemsOf = (coder: string) => {
    const file = codingPath(transcript, coder);
    return parseAnnotations(read(file), file).first.items;
  };
  const search = async (words: string, chosen: readonly number[]): Promise<HitsIn[]> => {
    const looks = { words, mode: 'words', matchCase: false, matchAccents: false, wholeWords: true } as const;
    const results = await findWords(
      index,
      { type: 'search', ask: 1, search: looks, scope: { ...wholeScope, transcripts: [transcript] } },
      () => Promise.resolve(),
    );
    return hitsOf(results, chosen);
  };
  const newCoder = () => new HitCoder(new StudyFiles(folder), () => new Date('2026-03-09T10:00:00Z'));

  it('writes the chosen ones into the own file, and takes them away again', async () => {
    const before = read(codingPath(transcript, 'ana'));
    const coder = newCoder();
    const hits = await search('sleep', [0, 2]);
    assert.deepEqual(await coder.code(hits, sleep, 'ana'), { added: 2, already: 0 });
    const made = itemsOf('ana').slice(-2);
    assert.deepEqual(
      made.map((item) => item.motivation === 'classifying' && item.target.selector[1].exact),
      ['sleep', 'sleep'],
    );
    assert.deepEqual(await coder.code(hits, sleep, 'ana'), { added: 0, already: 2 }, 'no segment twice');
    assert.deepEqual(await coder.undo(), { removed: 2, kept: 0 });
    assert.deepEqual(itemsOf('ana'), parseAnnotations(before, 'before').first.items);
    assert.deepEqual(await coder.undo(), { removed: 0, kept: 0 }, 'once');
  });

  it('gives a file of their own to somebody who has coded nothing yet', async () => {
    assert.deepEqual(await newCoder().code(await search('sleep', [0]), sleep, 'new'), { added: 1, already: 0 });
    assert.equal(itemsOf('new').length, 1);
  });

  it('leaves segments alone that were changed since, or carry a memo', async () => {
    const coder = newCoder();
    await coder.code(await search('sleep', [0, 1, 2]), sleep, 'new');
    const file = codingPath(transcript, 'new');
    const collection = parseAnnotations(read(file), file);
    const [first, second] = collection.first.items as [Annotation, Annotation];
    first.modified = '2026-03-10T10:00:00Z';
    collection.first.items.push({
      id: 'urn:uuid:00000000-0000-4000-8000-000000000001',
      type: 'Annotation',
      creator: first.creator,
      created: first.created,
      motivation: 'commenting',
      body: { type: 'TextualBody', purpose: 'commenting', format: 'text/plain', value: 'A memo.' },
      target: second.id,
    });
    writeFileSync(path.join(folder, file), JSON.stringify(collection));
    assert.deepEqual(await coder.undo(), { removed: 1, kept: 2 });
    assert.equal(itemsOf('new').length, 3);
  });

  it('writes nothing when a transcript has changed since it was searched', async () => {
    const hits = await search('sleep', [0]);
    writeFileSync(path.join(folder, transcript), `${read(transcript)}\nP01: More.\n`);
    const before = read(codingPath(transcript, 'ana'));
    await assert.rejects(newCoder().code(hits, sleep, 'ana'), /has changed since it was searched/);
    assert.equal(read(codingPath(transcript, 'ana')), before);
  });

  it('keeps a journal of ids, never of what was searched for', async () => {
    const coder = newCoder();
    await coder.code(await search('drunk', [0]), sleep, 'ana');
    await coder.undo();
    const journal = read('introspect/journal.jsonl');
    const entries = journal
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as { what: string; annotations: string[] });
    assert.deepEqual(
      entries.map(({ what }) => what),
      ['retrieval.code', 'retrieval.uncode'],
    );
    assert.deepEqual(entries[0]!.annotations, entries[1]!.annotations);
    assert.ok(!journal.includes('drunk'));
  });
});
