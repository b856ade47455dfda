import assert from 'node:assert/strict';
import { finish } from '../../../src/core/agreement/slices';
import { copiedTranscripts, copyOf } from '../../../src/core/coding/copiedTranscripts';
import { loadStudy } from '../../../src/core/coding/loadStudy';
import { indexStudy } from '../../../src/core/retrieval/studyIndex';
import { memoryFolder, sampleStudyTexts } from '../../support/memoryStudy';

const original = 'transcripts/P01.transcript.txt';
const lines = Array.from({ length: 10 }, (_, i) => `P01: Line ${i}.`);
const text = (changed: number) => lines.map((line, i) => (i < changed ? `${line} Changed.` : line)).join('\n\n');

describe('a copy of a transcript that a sync program made', () => {
  it('is told by its name', () => {
    for (const name of [
      'P01.transcript (Ana’s conflicted copy 2026-11-29).txt',
      'P01.transcript-DESKTOP-1.txt',
      'P01.transcript_conflict-20261129.txt',
      'P01.transcript.sync-conflict-20261129-101500-ABC.txt',
    ])
      assert.deepEqual(copyOf(`transcripts/${name}`, [original]), { file: `transcripts/${name}`, of: original });
    for (const name of [
      'P01b.transcript.txt',
      'P010.transcript.txt',
      'P01 second.transcript.txt',
      'P02.transcript.txt',
    ])
      assert.equal(copyOf(`transcripts/${name}`, [original]), null);
  });

  it('is none where its words are others, or somebody has coded it', () => {
    const copy = 'transcripts/P01.transcript-2.txt';
    const found = (changed: number, coded: readonly string[] = []) =>
      copiedTranscripts(
        [
          { path: original, text: text(0) },
          { path: copy, text: text(changed) },
        ],
        new Set(coded),
      ).map(({ file }) => file);
    assert.deepEqual([found(0), found(5), found(6)], [[copy], [copy], []]);
    assert.deepEqual(found(0, [copy]), []);
    assert.deepEqual(found(0, [original]), [copy]);
  });

  it('is in no figure, and is named', async () => {
    const texts = sampleStudyTexts();
    const copy = 'transcripts/P01.transcript (conflicted copy).txt';
    const plain = await loadStudy(memoryFolder(texts));
    const synced = await loadStudy(memoryFolder({ ...texts, [copy]: `${texts[original]!}\nP01: One more.\n` }));
    assert.deepEqual(synced.copiedTranscripts, [{ file: copy, of: original }]);
    assert.deepEqual({ ...synced, copiedTranscripts: [] }, plain);
    const index = finish(indexStudy(synced, null));
    assert.deepEqual(
      index.transcripts.map(({ path }) => path),
      plain.transcripts.map(({ path }) => path),
    );
  });
});
