import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { loadStudy } from '../../src/core/coding/loadStudy';
import { serializeStudy, type Study } from '../../src/core/coding/study';
import { studyNotes } from '../../src/core/exchange/export/studyNotes';
import { writeZip } from '../../src/core/exchange/zip';
import { formatQdpx } from '../../src/core/exchange/refi/writeProject';
import { folderOnDisk } from '../../src/cli/studyOnDisk';
import { readSource } from '../../src/platform/import/readSource';
import { sourceInMemory, sourceOnDisk } from '../../src/platform/import/sourceFile';
import { StudyImporter, type ImportRequest } from '../../src/platform/import/studyImporter';
import { studyDisk, type StudyDisk } from '../../src/platform/study/studyDisk';
import { StudyFiles } from '../../src/platform/study/studyFiles';
import { cleanUp, root, runCli, temporaryFolder, userErrorOf } from './support';

const vtt = `WEBVTT

00:00:01.000 --> 00:00:04.000
Maria Keller: How did you sleep?

00:00:05.000 --> 00:00:07.000
Jonas Weber: Badly.

00:00:08.000 --> 00:00:11.000
Jonas Weber: I woke at three.
`;
const choices = { names: new Map<string, string>(), mergeGapMs: null };

/** Relative paths of all files below a folder. */
function filesIn(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => path.relative(folder, path.join(parentPath, name)).split(path.sep).join('/'))
    .sort();
}

function emptyStudy(): string {
  const folder = temporaryFolder();
  mkdirSync(path.join(folder, 'introspect'));
  const study: Study = { formatVersion: 1, title: 'Empty', unitOfAnalysis: 'turn', coders: [] };
  writeFileSync(path.join(folder, 'introspect/study.json'), serializeStudy(study));
  writeFileSync(path.join(folder, 'introspect/codebook.json'), '{"formatVersion":1,"codes":[]}');
  return folder;
}

function importerOf(folder: string, disk: StudyDisk = studyDisk): StudyImporter {
  return new StudyImporter(new StudyFiles(folder, disk), folderOnDisk(folder), () => new Date('2026-03-02T09:30:00Z'));
}

async function requestOf(name: string, bytes: Uint8Array, more: Partial<ImportRequest> = {}): Promise<ImportRequest> {
  const source = sourceInMemory(name, bytes);
  return { source, content: await readSource(source), choices, ...more };
}

const encode = (text: string) => new TextEncoder().encode(text);
const failing = (code: string) => Object.assign(new Error(code), { code });
const sample = path.join(root, 'media/sample-study');
let project: Promise<Uint8Array> | undefined;
/** The sample study as another program would hand it over. */
const sampleProject = () =>
  (project ??= loadStudy(folderOnDisk(sample)).then((study) => formatQdpx(study, studyNotes(study))));

/** Of one transcript: small enough to be imported many times. */
async function smallProject(): Promise<Uint8Array> {
  const study = await loadStudy(folderOnDisk(sample));
  const [first] = study.transcripts;
  const part = {
    ...study,
    transcripts: [first!],
    codings: study.codings.filter(({ transcript }) => transcript === first!.path),
  };
  return formatQdpx(part, studyNotes(part));
}

/** A Word file with a comment, which another answers, and a footnote. */
function commentedDocx(): Uint8Array {
  const w = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"';
  const relations = 'http://schemas.openxmlformats.org/package/2006/relationships';
  const office = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
  const type = 'application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml';
  const run = (text: string) => `<w:r><w:t xml:space="preserve">${text}</w:t></w:r>`;
  const files = {
    '[Content_Types].xml': `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="xml" ContentType="${type}"/></Types>`,
    '_rels/.rels': `<Relationships xmlns="${relations}"><Relationship Id="r1" Type="${office}/officeDocument" Target="word/document.xml"/></Relationships>`,
    'word/_rels/document.xml.rels': `<Relationships xmlns="${relations}"><Relationship Id="a" Type="${office}/footnotes" Target="footnotes.xml"/><Relationship Id="b" Type="${office}/comments" Target="comments.xml"/></Relationships>`,
    'word/document.xml': `<w:document ${w}><w:body><w:p>${run('1 Maria (00:01): How did you sleep? 😴')}</w:p><w:p>${run('2 Jonas (00:05): I woke ')}<w:commentRangeStart w:id="0"/>${run('at 😴 three')}<w:commentRangeEnd w:id="0"/><w:r><w:commentReference w:id="0"/></w:r>${run(', again')}<w:r><w:footnoteReference w:id="2"/></w:r>${run('.')}</w:p></w:body></w:document>`,
    'word/comments.xml': `<w:comments ${w}><w:comment w:id="0" w:author="Dr. Ann Lee" w:date="2024-05-03T10:11:00Z"><w:p>${run('Early waking?')}</w:p></w:comment></w:comments>`,
    'word/footnotes.xml': `<w:footnotes ${w}><w:footnote w:id="2"><w:p>${run('Third night.')}</w:p></w:footnote></w:footnotes>`,
  };
  return writeZip(Object.fromEntries(Object.entries(files).map(([name, text]) => [name, encode(text)])));
}

describe('StudyImporter', () => {
  after(cleanUp);

  it('keeps comments and footnotes as memos of whoever says so, on their very words, and into REFI-QDA', async () => {
    const folder = emptyStudy();
    const coders = [{ id: 'mk', name: 'Mia', kind: 'person' as const }];
    const study: Study = { formatVersion: 1, title: 'Empty', unitOfAnalysis: 'turn', coders };
    writeFileSync(path.join(folder, 'introspect/study.json'), serializeStudy(study));
    const names = new Map([['Jonas', 'P07']]);
    const request = await requestOf('P07.docx', commentedDocx(), {
      choices: { names, mergeGapMs: null },
      remarksBy: 'mk',
    });
    const outcome = await importerOf(folder).import(request);
    assert.deepEqual(
      outcome.transcripts.map(({ turns, memos, warnings }) => [turns, memos, warnings]),
      [[2, 2, []]],
    );
    assert.equal(
      readFileSync(path.join(folder, 'transcripts/P07.transcript.txt'), 'utf8'),
      '[00:00:01.000] Maria: How did you sleep? 😴\n\n[00:00:05.000] P07: I woke at 😴 three, again.\n',
    );
    const loaded = await loadStudy(folderOnDisk(folder));
    assert.deepEqual(loaded.study.coders, coders);
    const memos = loaded.codings.flatMap(({ collection, coder }) =>
      collection.first.items.map(({ body, target }) => [
        coder,
        typeof target === 'string' ? target : target.selector[1].exact,
        'value' in body ? body.value : '',
      ]),
    );
    assert.deepEqual(memos, [
      ['mk', 'at 😴 three', 'Comment by Dr. Ann Lee, 2024-05-03 10:11:\nEarly waking?'],
      ['mk', 'again', 'Footnote 1:\nThird night.'],
    ]);
    const back = await readSource(sourceInMemory('back.qdpx', await formatQdpx(loaded, studyNotes(loaded))));
    assert.deepEqual(
      back.project?.memos.map(({ about, coder, value }) => [about.kind, coder, value]),
      memos.map(([, , value]) => ['stretch', 'Mia', value]),
    );
  });

  it('leaves comments out, and says so, unless somebody of the study keeps them', async () => {
    const folder = emptyStudy();
    const outcome = await importerOf(folder).import(await requestOf('P07.docx', commentedDocx()));
    const messages = outcome.transcripts.flatMap(({ warnings }) => warnings.map(({ message }) => message));
    assert.deepEqual(messages, ['Comments and footnotes (2) are left out.']);
    assert.ok(!existsSync(path.join(folder, 'introspect/coding')));
    const other = emptyStudy();
    const request = await requestOf('P07.docx', commentedDocx(), { remarksBy: 'nobody' });
    assert.equal((await userErrorOf(importerOf(other).import(request))).code, 'badRequest');
    assert.ok(!existsSync(path.join(other, 'transcripts')));
  });

  it('keeps them from the command line in the file of the person named there', async () => {
    const folder = temporaryFolder();
    const file = path.join(folder, 'P07.docx');
    writeFileSync(file, commentedDocx());
    const study = path.join(folder, 'study');
    const { stdout } = await runCli('import', file, '--out', study, '--memos-by', 'Mia Kurz');
    const report = JSON.parse(stdout) as { readonly files: readonly { readonly memos: number }[] };
    assert.deepEqual(
      report.files.map(({ memos }) => memos),
      [2],
    );
    const { coders } = JSON.parse(readFileSync(path.join(study, 'introspect/study.json'), 'utf8')) as Study;
    assert.deepEqual(
      coders.map(({ name }) => name),
      ['Mia Kurz'],
    );
  });

  it('writes the transcript, keeps the original byte for byte, and tells the journal no word of it', async () => {
    const folder = emptyStudy();
    const names = new Map([['Jonas Weber', 'P07']]);
    const request = await requestOf('Recording.vtt', encode(vtt), {
      choices: { names, mergeGapMs: Infinity },
      names: new Map([[0, 'P07 first']]),
      roles: new Map([['P07', 'participant']]),
    });
    const outcome = await importerOf(folder).import(request);
    const text = readFileSync(path.join(folder, 'transcripts/P07 first.transcript.txt'), 'utf8');
    assert.equal(
      text,
      '[00:00:01.000] Maria Keller: How did you sleep?\n\n[00:00:05.000] P07: Badly. I woke at three.\n',
    );
    assert.deepEqual(
      outcome.transcripts.map(({ path: file, turns, speakers }) => [file, turns, speakers]),
      [['transcripts/P07 first.transcript.txt', 2, ['Maria Keller', 'P07']]],
    );
    assert.equal(readFileSync(path.join(folder, 'originals/Recording.vtt'), 'utf8'), vtt);
    const journal = readFileSync(path.join(folder, 'introspect/journal.jsonl'), 'utf8');
    assert.doesNotMatch(journal, /sleep|Badly|Jonas|Maria/);
    assert.deepEqual(JSON.parse(journal), {
      when: '2026-03-02T09:30:00.000Z',
      who: [],
      what: 'import',
      original: 'originals/Recording.vtt',
      originalSha256: createHash('sha256').update(vtt).digest('hex'),
      format: 'webVtt',
      codesAdded: 0,
      transcripts: [
        {
          path: 'transcripts/P07 first.transcript.txt',
          sha256: createHash('sha256').update(text).digest('hex'),
          turns: 2,
          segments: 0,
        },
      ],
    });
    const { speakers } = JSON.parse(readFileSync(path.join(folder, 'introspect/study.json'), 'utf8')) as Study;
    assert.deepEqual(speakers, [{ name: 'P07', role: 'participant' }]);
  });

  it('brings a project back as the study that it was made of', async () => {
    const folder = emptyStudy();
    const outcome = await importerOf(folder).import(await requestOf('study.qdpx', await sampleProject()));
    const [before, now] = await Promise.all([loadStudy(folderOnDisk(sample)), loadStudy(folderOnDisk(folder))]);
    assert.deepEqual(
      now.transcripts.map(({ path: file, text }) => [file, text]),
      before.transcripts.map(({ path: file, text }) => [file, text]),
    );
    const plain = (study: typeof now) =>
      studyNotes(study).segments.map(({ transcript, coder, code, range, memos }) => [
        transcript.path,
        coder.name,
        code.id,
        code.name,
        code.definition,
        range.start,
        range.end,
        memos.map(({ value }) => value),
      ]);
    assert.deepEqual(plain(now), plain(before));
    assert.deepEqual(studyNotes(now).leftOut, []);
    assert.equal(outcome.codesAdded, 17);
  });

  it('keeps segments on their words when speakers get other names and turns are merged', async () => {
    const folder = emptyStudy();
    const request = await requestOf('study.qdpx', await sampleProject());
    const documents = await loadStudy(folderOnDisk(sample));
    const words = (study: typeof documents) =>
      studyNotes(study).segments.map(({ transcript, range }) => transcript.text.slice(range.start, range.end));
    const names = new Map([
      ['Interviewer', 'I'],
      ['Participant', 'Somebody Else'],
    ]);
    await importerOf(folder).import({ ...request, choices: { names, mergeGapMs: Infinity } });
    const now = await loadStudy(folderOnDisk(folder));
    assert.notEqual(now.transcripts[0]!.text, documents.transcripts[0]!.text);
    assert.deepEqual(
      words(now).map((text) => text.slice(0, 20)),
      words(documents).map((text) => text.slice(0, 20)),
    );
  });

  it('writes over nothing: other files of the same names stay, and codings of a lost transcript are not taken on', async () => {
    const folder = emptyStudy();
    mkdirSync(path.join(folder, 'transcripts'));
    mkdirSync(path.join(folder, 'originals'));
    mkdirSync(path.join(folder, 'introspect/coding/transcripts/talk-2.transcript.txt'), { recursive: true });
    writeFileSync(path.join(folder, 'transcripts/Talk.transcript.txt'), 'mine');
    writeFileSync(path.join(folder, 'originals/talk.vtt'), 'mine too');
    const { transcripts, original } = await importerOf(folder).import(await requestOf('talk.vtt', encode(vtt)));
    assert.deepEqual([transcripts[0]?.path, original], ['transcripts/talk-3.transcript.txt', 'originals/talk-2.vtt']);
    assert.equal(readFileSync(path.join(folder, 'transcripts/Talk.transcript.txt'), 'utf8'), 'mine');
    assert.equal(readFileSync(path.join(folder, 'originals/talk.vtt'), 'utf8'), 'mine too');
  });

  it('knows a file again by its bytes, and imports it once more only when asked to', async () => {
    const folder = emptyStudy();
    const request = await requestOf('a.vtt', encode(vtt));
    await importerOf(folder).import(request);
    const before = filesIn(folder);
    const second = await importerOf(folder).import({ ...(await requestOf('renamed.vtt', encode(vtt))) });
    assert.deepEqual(second.alreadyThere, ['transcripts/a.transcript.txt']);
    assert.deepEqual(filesIn(folder), before);
    const third = await importerOf(folder).import({ ...request, again: true });
    assert.deepEqual(third.transcripts[0]?.path, 'transcripts/a-2.transcript.txt');
    assert.equal(third.original, 'originals/a.vtt');
    rmSync(path.join(folder, 'transcripts'), { recursive: true });
    assert.equal((await importerOf(folder).import(request)).alreadyThere, null);
  });

  it('refuses a file that has changed since the person looked at it', async () => {
    const folder = emptyStudy();
    const request = await requestOf('a.vtt', encode(vtt), { expectedSha256: '0'.repeat(64) });
    const before = filesIn(folder);
    assert.match((await userErrorOf(importerOf(folder).import(request))).message, /has changed/);
    assert.deepEqual(filesIn(folder), before);
  });

  for (const [code, step, message] of [
    ['ENOSPC', 'create', /the disk is full/],
    ['ENOSPC', 'createFrom', /originals\/study\.qdpx cannot be written: the disk is full/],
    ['EACCES', 'makeFolder', /read-only/],
  ] as const) {
    it(`says so when ${step} fails with ${code}, and leaves no half file`, async () => {
      const folder = emptyStudy();
      const before = filesIn(folder);
      const disk = { ...studyDisk, [step]: () => Promise.reject(failing(code)) };
      const request = await requestOf('study.qdpx', await sampleProject());
      const error = await userErrorOf(importerOf(folder, disk).import(request));
      assert.equal(error.code, 'fileUnwritable');
      assert.match(error.message, message);
      assert.deepEqual(
        filesIn(folder).filter((file) => !file.startsWith('originals/')),
        before,
      );
    });
  }

  it('tells how far it came when the disk fills up in the middle, and goes on from there', async () => {
    const folder = emptyStudy();
    const request = await requestOf('study.qdpx', await sampleProject());
    let room = 1;
    const create: StudyDisk['create'] = (file, bytes) =>
      file.includes('transcripts/P') && !file.includes('coding') && room-- <= 0
        ? Promise.reject(failing('ENOSPC'))
        : studyDisk.create(file, bytes);
    const error = await userErrorOf(importerOf(folder, { ...studyDisk, create }).import(request));
    assert.match(error.remedy, /1 transcript of this file is in the study\. .* goes on where it stopped/);
    assert.deepEqual(readdirSync(path.join(folder, 'transcripts')), ['P01.transcript.txt']);
    const outcome = await importerOf(folder).import(request);
    assert.deepEqual(
      outcome.transcripts.map(({ path: file }) => file),
      ['P01', 'P02', 'P03'].map((name) => `transcripts/${name}.transcript.txt`),
    );
    assert.equal(studyNotes(await loadStudy(folderOnDisk(folder))).segments.length, 364);
  });

  it('is the same in the end, at whatever step it was killed and begun again', async () => {
    const request = await requestOf('study.qdpx', await smallProject());
    const whole = emptyStudy();
    await importerOf(whole).import(request);
    const expected = filesIn(whole);
    const textsOf = (folder: string) =>
      expected
        .filter((file) => !file.endsWith('journal.jsonl'))
        .map((file) => readFileSync(path.join(folder, file), 'utf8'));
    const wholeTexts = textsOf(whole);
    let steps = 0;
    const mortal = (at: number): StudyDisk => {
      steps = 0;
      const dying =
        <A extends unknown[], R>(work: (...args: A) => Promise<R>) =>
        (...args: A): Promise<R> =>
          steps++ >= at ? Promise.reject(new Error('dead')) : work(...args);
      const { makeFolder, create, createFrom, rename, remove, appendLine } = studyDisk;
      return {
        ...studyDisk,
        makeFolder: dying(makeFolder),
        create: dying(create),
        createFrom: dying(createFrom),
        rename: dying(rename),
        remove: dying(remove),
        appendLine: dying(appendLine),
      };
    };
    for (let at = 0; ; at++) {
      const folder = emptyStudy();
      const killed = await importerOf(folder, mortal(at))
        .import(request)
        .then(
          () => false,
          () => true,
        );
      if (!killed) break;
      for (const file of existsSync(path.join(folder, 'transcripts'))
        ? filesIn(path.join(folder, 'transcripts'))
        : []) {
        if (file.endsWith('.tmp')) continue;
        assert.equal(
          readFileSync(path.join(folder, 'transcripts', file), 'utf8'),
          readFileSync(path.join(whole, 'transcripts', file), 'utf8'),
          `killed at step ${at}`,
        );
      }
      await importerOf(folder).import(request);
      assert.deepEqual(
        filesIn(folder).filter((file) => !file.endsWith('.tmp')),
        expected,
        `killed at step ${at}`,
      );
      assert.deepEqual(textsOf(folder), wholeTexts, `killed at step ${at}`);
      rmSync(folder, { recursive: true });
    }
    assert.ok(steps > 15, `only ${steps} steps`);
  });
});

describe('command line: import', () => {
  after(cleanUp);
  const write = (name: string, content: string | Uint8Array): string => {
    const file = path.join(temporaryFolder(), name);
    writeFileSync(file, content);
    return file;
  };

  it('makes a study of a new folder, and tells of each file', async () => {
    const out = path.join(temporaryFolder(), 'new study');
    const file = write('talk.vtt', vtt);
    const { code, stdout, stderr } = await runCli('import', file, '--out', out, '--merge-turns');
    assert.equal(code, 0, stderr);
    assert.deepEqual(JSON.parse(stdout), {
      files: [
        {
          source: file,
          transcript: 'transcripts/talk.transcript.txt',
          turns: 2,
          speakers: ['Maria Keller', 'Jonas Weber'],
          segments: 0,
          warnings: [],
        },
      ],
    });
    assert.equal((await loadStudy(folderOnDisk(out))).study.title, 'new study');
    const again = await runCli('import', file, '--out', out);
    assert.equal(again.code, 0);
    assert.match(again.stdout, /The study has this file already/);
  });

  it('writes nothing in a dry run, and says the same', async () => {
    const parent = temporaryFolder();
    const files = [write('a.qdpx', await sampleProject()), write('b.vtt', vtt), write('b.vtt', `${vtt} `)];
    const dry = await runCli('import', ...files, '--out', path.join(parent, 'study'), '--dry-run');
    assert.deepEqual([dry.code, readdirSync(parent)], [0, []]);
    const real = await runCli('import', ...files, '--out', path.join(parent, 'study'));
    assert.equal(dry.stdout, real.stdout);
    assert.match(real.stdout, /transcripts\/b-2\.transcript\.txt/);
  });

  it('reads tables by the columns and the encoding that it is told', async () => {
    const out = path.join(temporaryFolder(), 'study');
    const table = 'who;what;case\nT;Caf\xe9?;1\nC;Yes.;1\nC;No.;2\n';
    const file = write('t.csv', Buffer.from(table, 'latin1'));
    const columns = ['--text-column', 'what', '--speaker-column', '1', '--transcript-column', 'case'];
    const { code, stdout, stderr } = await runCli(
      'import',
      file,
      '--out',
      out,
      ...columns,
      '--encoding',
      'windows-1252',
    );
    assert.equal(code, 0, stderr);
    const { files } = JSON.parse(stdout) as { files: { transcript: string; turns: number; speakers: string[] }[] };
    assert.deepEqual(
      files.map(({ transcript, turns, speakers }) => [transcript, turns, speakers]),
      [
        ['transcripts/1.transcript.txt', 2, ['T', 'C']],
        ['transcripts/2.transcript.txt', 1, ['C']],
      ],
    );
    assert.equal(readFileSync(path.join(out, 'transcripts/1.transcript.txt'), 'utf8'), 'T: Café?\n\nC: Yes.\n');
  });

  it('reads columns of one person each, found or told', async () => {
    const parent = temporaryFolder();
    const file = write('wide.csv', 'A,B,C\nHow are you?,"Well, thanks.","She laughs a bit."\nGood.,Is it?,\n');
    const study = (name: string, ...options: string[]) => {
      const out = path.join(parent, name);
      return runCli('import', file, '--out', out, ...options).then(({ code, stderr, stdout }) => {
        assert.equal(code, 0, stderr);
        return stdout + readFileSync(path.join(out, 'transcripts/wide.transcript.txt'), 'utf8');
      });
    };
    assert.match(
      await study('told', '--person-columns', 'A, 2'),
      /2 columns read as one[\s\S]*Column 3 holds words too and is left out[\s\S]*A: How are you\?\n\nB: Well, thanks\.\n\nA: Good\.\n\nB: Is it\?\n$/,
    );
    assert.match(await study('one', '--text-column', 'B'), /Columns 1, 3 hold words too and are left out/);
    const { code } = await runCli('import', file, '--out', parent, '--person-columns', 'A', '--text-column', 'B');
    assert.equal(code, 2);
  });

  it('imports what it can, and fails when a file cannot be read', async () => {
    const out = path.join(temporaryFolder(), 'study');
    const bad = write('bad.docx', 'no archive');
    const { code, stdout, stderr } = await runCli('import', bad, write('talk.vtt', vtt), '--out', out);
    assert.equal(code, 1);
    assert.equal((JSON.parse(stdout) as { files: unknown[] }).files.length, 1);
    assert.match(stderr, /bad\.docx[\s\S]*1 of 2 files could not be imported/);
    assert.deepEqual(readdirSync(path.join(out, 'originals')), ['talk.vtt']);
  });

  it('ends with 2 on bad usage', async () => {
    for (const args of [
      ['--out', 'x'],
      ['a.vtt'],
      ['a.vtt', '--out', 'x', '--encoding', 'ebcdic'],
      ['a.vtt', '--out', 'x', '--merge-gap', '3'],
    ]) {
      assert.equal((await runCli('import', ...args)).code, 2, args.join(' '));
    }
  });

  it('takes in a line of 5 MB', async () => {
    const out = path.join(temporaryFolder(), 'study');
    const { code, stdout } = await runCli(
      'import',
      write('l.txt', `T: Hi.\n\nC: ${'word '.repeat(1e6)}\n`),
      '--out',
      out,
    );
    assert.equal(code, 0);
    assert.match(stdout, /"turns":2/);
  });

  it('refuses a folder that may not be written to', async () => {
    const out = temporaryFolder();
    chmodSync(out, 0o500);
    const { code, stderr } = await runCli('import', write('talk.vtt', vtt), '--out', path.join(out, 'study'));
    chmodSync(out, 0o700);
    // Root may write anywhere; then it simply works.
    if (process.getuid?.() === 0) assert.equal(code, 0);
    else assert.match(stderr, /read-only/);
  });
});

describe('sourceOnDisk', () => {
  after(cleanUp);
  it('says what is wrong with a path', async () => {
    const folder = temporaryFolder();
    assert.match((await userErrorOf(sourceOnDisk(folder))).message, /is no file/);
    assert.match((await userErrorOf(sourceOnDisk(path.join(folder, 'a.vtt')))).message, /^a\.vtt is not there/);
  });
});
