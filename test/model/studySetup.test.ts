import assert from 'node:assert/strict';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { UserError } from '../../src/core/base/userError';
import { makeCodebook } from '../../src/core/codebook/edit';
import { findCandidates, findImportable, hasTranscripts } from '../../src/core/coding/newStudy';
import { loadStudy } from '../../src/core/coding/loadStudy';
import type { StudyFolder } from '../../src/core/coding/studyFiles';
import { partsOf, setUpStudy } from '../../src/features/study/studySetup';
import { studyDisk } from '../../src/platform/study/studyDisk';
import { StudyFiles } from '../../src/platform/study/studyFiles';

const interview = 'Interviewer: How was it?\n\nP01: Long.\n\nInterviewer: Long?\n\nP01: The nights.\n';

describe('Making a study of a folder', () => {
  let folder: string;
  beforeEach(() => {
    folder = path.join(mkdtempSync(path.join(tmpdir(), 'introspect-new-')), 'My interviews');
    mkdirSync(folder);
  });
  afterEach(() => rmSync(path.dirname(folder), { recursive: true }));

  const put = (file: string, text: string | Uint8Array) => {
    mkdirSync(path.dirname(path.join(folder, file)), { recursive: true });
    writeFileSync(path.join(folder, file), text);
  };
  const read = (file: string) => readFileSync(path.join(folder, file), 'utf8');
  const listing: StudyFolder = {
    read: (file) => readFile(path.join(folder, file)).catch(() => undefined),
    list: async (dir) =>
      (await readdir(path.join(folder, dir), { withFileTypes: true }).catch(() => [])).map((entry) => ({
        name: entry.name,
        isFolder: entry.isDirectory(),
      })),
  };
  const make = async (files = new StudyFiles(folder)) =>
    setUpStudy(
      files,
      listing,
      { title: 'My interviews', codebook: makeCodebook(), copies: await findCandidates(listing, { atMost: 100 }) },
      () => new Date('2026-03-02T09:30:00Z'),
    );

  it('finds what reads as a conversation, and nothing else', async () => {
    put('P01.txt', interview);
    put('second/P02.transcript.txt', 'Not yet typed.');
    put('notes.txt', 'Buy milk.\nNote: call the clinic.\n');
    put('licence.txt', `Terms: none.\n${'All rights reserved. '.repeat(50)}`);
    put('.hidden/P03.txt', interview);
    put('originals/P04.txt', interview);
    const found = await findCandidates(listing, { atMost: 100 });
    assert.deepEqual(
      found.map(({ file }) => file),
      ['P01.txt', 'second/P02.transcript.txt'],
    );
    assert.equal((await findCandidates(listing, { atMost: 1 })).length, 1);
    assert.equal(await hasTranscripts(listing), false);
  });

  it('finds the Word files and subtitles that are still to be imported', async () => {
    put('P01.txt', interview);
    put('P02.docx', 'PK');
    put('~$P02.docx', '');
    put('second/P03.VTT', 'WEBVTT');
    put('P04.docx', 'PK');
    put('originals/P04.docx', 'PK');
    assert.deepEqual(await findImportable(listing, { atMost: 100 }), ['P02.docx', 'second/P03.VTT']);
    assert.deepEqual(await findImportable(listing, { atMost: 1 }), ['P02.docx']);
  });

  it('copies transcripts byte for byte, leaves the originals, and makes a study that loads', async () => {
    const bytes = `\uFEFF${interview.replaceAll('\n', '\r\n')}`;
    put('P01.txt', bytes);
    put('old/P01.txt', interview);
    const { transcripts } = await make();
    assert.deepEqual(transcripts, ['transcripts/P01.transcript.txt', 'transcripts/P01-2.transcript.txt']);
    assert.equal(read('transcripts/P01.transcript.txt'), bytes);
    assert.equal(read('P01.txt'), bytes);
    const study = await loadStudy(listing);
    assert.deepEqual(
      [study.study.title, study.codebook.codes.length, study.transcripts.length],
      ['My interviews', 0, 2],
    );
    assert.match(read('introspect/journal.jsonl'), /"what":"study.new"/);
  });

  it('completes half a study and overwrites nothing', async () => {
    const codebook = '{"formatVersion":1,"codes":[],"licence":"CC0"}';
    put('introspect/codebook.json', codebook);
    put('transcripts/P01.transcript.txt', 'Mine: own words\n');
    put('P01.txt', interview);
    await make();
    assert.equal(read('introspect/codebook.json'), codebook);
    assert.equal(read('transcripts/P01.transcript.txt'), 'Mine: own words\n');
    assert.equal(read('transcripts/P01-2.transcript.txt'), interview);
    assert.deepEqual(await partsOf(new StudyFiles(folder)), { hasStudy: true, hasCodebook: true });
  });

  it('refuses where a part cannot be read, before anything is written', async () => {
    put('introspect/study.json', '{ "formatVersion": ');
    put('P01.txt', interview);
    await assert.rejects(
      make(),
      (error) => error instanceof UserError && /introspect\/study\.json/.test(error.message),
    );
    assert.equal(existsSync(path.join(folder, 'transcripts')), false);
    assert.equal(existsSync(path.join(folder, 'introspect/codebook.json')), false);
  });

  it('goes on where a full disk stopped it, without a second copy', async () => {
    put('P01.txt', interview);
    let writes = 0;
    const full = {
      ...studyDisk,
      create: (file: string, bytes: Uint8Array) =>
        ++writes > 1
          ? Promise.reject(Object.assign(new Error('full'), { code: 'ENOSPC' }))
          : studyDisk.create(file, bytes),
    };
    await assert.rejects(make(new StudyFiles(folder, full)), /the disk is full/);
    assert.equal(existsSync(path.join(folder, 'introspect/study.json')), false);
    assert.deepEqual((await make()).transcripts, []);
    assert.deepEqual(
      (await loadStudy(listing)).transcripts.map(({ path: at }) => at),
      ['transcripts/P01.transcript.txt'],
    );
  });

  it('leaves out a text that is not UTF-8, and says which', async () => {
    put('P01.transcript.txt', new Uint8Array([0x50, 0x3a, 0x20, 0xe4, 0x0a]));
    assert.deepEqual(await make(), { transcripts: [], notUtf8: ['P01.transcript.txt'] });
  });
});
