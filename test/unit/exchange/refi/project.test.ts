import assert from 'node:assert/strict';
import fc from 'fast-check';
import { MemorySource } from '../../../../src/core/base/byteSource';
import { UserError } from '../../../../src/core/base/userError';
import { studyNotes } from '../../../../src/core/exchange/export/studyNotes';
import type { ImportedProject } from '../../../../src/core/exchange/refi/importedProject';
import { parseQdpx } from '../../../../src/core/exchange/refi/readProject';
import { formatQdpx } from '../../../../src/core/exchange/refi/writeProject';
import { toCodes } from '../../../../src/core/exchange/toCodes';
import { writeZip } from '../../../../src/core/exchange/zip';
import { codes, coders, makeStudy, scene, uuid } from './scene';

const encode = (text: string) => new TextEncoder().encode(text);
const parse = (bytes: Uint8Array) => parseQdpx(new MemorySource(bytes), 'f.qdpx');

/** A project of one source with two users and two codes, as another program might write it. */
function project({
  source = '',
  body = '',
  files = {},
  qde = 'project.qde',
}: {
  source?: string;
  body?: string;
  files?: Record<string, string>;
  qde?: string;
}): Uint8Array {
  const xml = `<?xml version="1.0"?><Project xmlns="urn:QDA-XML:project:1.0" name="Other">
    <Users><User guid="{${uuid(1).toUpperCase()}}" name="Ana"/><User guid="${uuid(2)}" name="Ana"/></Users>
    <CodeBook><Codes><Code guid="${uuid(3)}" name="Sleep" isCodable="true"/><Code guid="${uuid(4)}" name="Worry" isCodable="true"/></Codes></CodeBook>
    <Sources>${source}</Sources>${body}</Project>`;
  return writeZip({
    [qde]: encode(xml),
    ...Object.fromEntries(Object.entries(files).map(([name, text]) => [name, encode(text)])),
  });
}
const coding = (code: number, more = '') =>
  `<Coding guid="${uuid(77)}" creatingUser="${uuid(1)}"><CodeRef targetGUID="${uuid(code)}"/>${more}</Coding>`;
const selection = (start: number, end: number, name: string, inner: string) =>
  `<PlainTextSelection guid="${uuid(88)}" name="${name}" startPosition="${start}" endPosition="${end}" creationDateTime="2026-01-02T03:04:05+01:00">${inner}</PlainTextSelection>`;
const textSource = (inner: string, path = 'internal://a.txt') =>
  `<TextSource guid="${uuid(5)}" name="P01.docx" plainTextPath="${path}">${inner}</TextSource>`;

function contentOf({ documents }: ImportedProject, i = 0) {
  const content = documents[i]?.content;
  assert.ok(content?.kind === 'text');
  return content;
}
const messages = (result: ImportedProject) =>
  [...result.warnings, ...result.documents.flatMap(({ warnings }) => warnings)].map(({ message }) => message);

describe('REFI-QDA projects', () => {
  it('carry a study out and back: texts, codes, coders, segments and memos', async () => {
    await fc.assert(
      fc.asyncProperty(scene, async ({ texts, notes }) => {
        const study = makeStudy(texts, notes);
        const before = studyNotes(study);
        assert.deepEqual(before.leftOut, []);
        const after = parse(await formatQdpx(study, before));
        assert.equal(after.title, study.study.title);
        assert.deepEqual(
          after.documents.map(({ name }) => name),
          texts.map((_, i) => `P0${i}`),
        );
        assert.deepEqual(
          after.documents.map((_, i) => contentOf(after, i).text),
          texts,
        );
        assert.deepEqual(
          after.coders,
          coders.map(({ id, name }) => ({ id, name })),
        );
        assert.deepEqual(toCodes(after.codes, () => assert.fail()).codes, codes);
        assert.deepEqual(
          study.transcripts.flatMap((_, i) =>
            contentOf(after, i).segments.map(({ code, coder, range, created }) => ({ i, code, coder, range, created })),
          ),
          before.segments.map(({ transcript, code, coder, range, created }) => ({
            i: study.transcripts.indexOf(transcript),
            code: code.id,
            coder: coder.name,
            range,
            created,
          })),
        );
        assert.deepEqual(memosOf(after), memosBefore(study.transcripts, before));
      }),
      { numRuns: 12 },
    );
  });

  it('gives the same bytes for the same study', async () => {
    const study = makeStudy(
      ['A: one two'],
      [{ transcript: 0, coder: 0, start: 3, end: 6, code: 0, memos: [], alone: null }],
    );
    assert.deepEqual(await formatQdpx(study, studyNotes(study)), await formatQdpx(study, studyNotes(study)));
  });

  it('takes notes of every form, users of one name, times of other zones', () => {
    const source = textSource(
      selection(
        0,
        3,
        'one',
        `<Description>On the stretch</Description>${coding(3)}<NoteRef targetGUID="${uuid(6)}"/>`,
      ) +
        selection(4, 7, 'two', coding(3) + coding(4) + `<NoteRef targetGUID="${uuid(7)}"/>`) +
        `<NoteRef targetGUID="${uuid(8)}"/>`,
    );
    const note = (n: number, text: string, name: string) =>
      `<Note guid="${uuid(n)}" name="${name}" creatingUser="${uuid(2)}"><PlainTextContent>${text}</PlainTextContent></Note>`;
    const body = `<Notes>${note(6, 'By the other', 'Title')}${note(7, 'Both', 'Both')}${note(8, 'On all', '')}${note(9, 'Free', '')}</Notes><Description>About it</Description>`;
    const result = parse(project({ source, body, files: { 'Sources/A.TXT': '\ufeffone two' } }));
    assert.deepEqual(
      result.coders.map(({ name }) => name),
      ['Ana', 'Ana (2)'],
    );
    const { text, segments } = contentOf(result);
    assert.equal(text, 'one two');
    assert.deepEqual(
      segments.map(({ code, coder, memo, created }) => [code, coder, memo, created]),
      [
        [uuid(3), 'Ana', 'On the stretch', '2026-01-02T02:04:05Z'],
        [uuid(3), 'Ana', null, '2026-01-02T02:04:05Z'],
        [uuid(4), 'Ana', null, '2026-01-02T02:04:05Z'],
      ],
    );
    assert.deepEqual(
      result.memos.map(({ about, coder, value }) => [about.kind, coder, value]),
      [
        ['segment', 'Ana (2)', 'Title\n\nBy the other'],
        ['stretch', 'Ana (2)', 'Both'],
        ['document', 'Ana (2)', 'On all'],
        ['project', null, 'About it'],
        ['project', 'Ana (2)', 'Free'],
      ],
    );
    assert.deepEqual(messages(result), []);
  });

  it('takes transcripts of recordings as texts, with their codings and notes', () => {
    const sync = (n: number, position: number | null) =>
      `<SyncPoint guid="${uuid(200 + n)}" timeStamp="${1000 * n}"${position === null ? '' : ` position="${position}"`}/>`;
    const part = (from: number, to: number, name: string, inner: string) =>
      `<TranscriptSelection guid="${uuid(88)}" name="${name}" fromSyncPoint="{${uuid(200 + from)}}" toSyncPoint="${uuid(200 + to).toUpperCase()}">${inner}</TranscriptSelection>`;
    const transcript = (name: string, path: string, inner: string) =>
      `<Transcript guid="${uuid(300)}" name="${name}" plainTextPath="internal://${path}">${inner}</Transcript>`;
    const source =
      textSource('') +
      `<AudioSource guid="${uuid(11)}" name="P02.mp3" path="internal://a.mp3"><Description>In the ward</Description>` +
      transcript(
        'P02 heard',
        'b.txt',
        '<Description>By hand</Description>' +
          [sync(0, 0), sync(1, 10), sync(2, 18), sync(3, null)].join('') +
          part(1, 2, 'I cannot', `<Description>Twice</Description>${coding(3)}<NoteRef targetGUID="${uuid(6)}"/>`) +
          part(1, 1, 'I', coding(3)) +
          part(1, 3, 'I', coding(3)) +
          part(0, 2, 'I: Sl…', coding(4)),
      ) +
      transcript('P02 seen', 'c.txt', '') +
      transcript('P02 gone', 'd.txt', part(0, 1, 'x', coding(3))) +
      `<AudioSelection guid="${uuid(12)}" begin="0" end="9">${coding(3)}</AudioSelection></AudioSource>` +
      `<VideoSource guid="${uuid(13)}" name="film">${transcript('', 'e.txt', '')}</VideoSource><VideoSource guid="${uuid(14)}"/>`;
    const body = `<Notes><Note guid="${uuid(6)}" name=""><PlainTextContent>On it</PlainTextContent></Note></Notes>`;
    const files = {
      'sources/a.txt': 'one two',
      'sources/b.txt': 'I: Sleep?\nI cannot sleep.\n',
      'sources/c.txt': 'She sits.',
      'sources/e.txt': 'P: Rain.',
    };
    const result = parse(project({ source, body, files }));
    assert.deepEqual(
      result.documents.map(({ name }, i) => [name, contentOf(result, i).text]),
      [
        ['P01', 'one two'],
        ['P02 heard', 'I: Sleep?\nI cannot sleep.\n'],
        ['P02 seen', 'She sits.'],
        ['film', 'P: Rain.'],
      ],
    );
    const { text, segments } = contentOf(result, 1);
    assert.deepEqual(
      segments.map(({ code, coder, range, memo }) => [code, coder, text.slice(range.start, range.end), memo]),
      [
        [uuid(3), 'Ana', 'I cannot', 'Twice'],
        [uuid(4), 'Ana', 'I: Sleep?\nI cannot', null],
      ],
    );
    assert.deepEqual(
      result.memos.map(({ about, value }) => [about.kind, 'document' in about && about.document, value]),
      [
        ['segment', 1, 'On it'],
        ['document', 1, 'By hand'],
        ['document', 1, 'In the ward'],
      ],
    );
    const all = messages(result).join('\n');
    for (const expected of [
      /1 audio source left out, with 1 coding on the recording; its text is read \(3 transcripts\)/,
      /2 video sources left out, with 0 codings on the recordings; their text is read \(1 transcript\)/,
      /transcript of a recording is left out, since its text is not in the file; with it, 1 coding/,
      /2 selections left out: outside the text, or empty/,
      /4 time marks of the recording left out/,
    ]) {
      assert.match(all, expected);
    }
  });

  it('says what it leaves out, by kind, and of which source', () => {
    const source =
      textSource(
        selection(0, 3, 'one', coding(3)) +
          selection(0, 99, 'far', coding(3)) +
          selection(4, 7, 'two', coding(99)) +
          selection(4, 7, 'two', '') +
          coding(4),
      ) +
      textSource(selection(0, 1, 'x', coding(3)), 'internal://absent.txt') +
      textSource('', 'absolute:///etc/passwd') +
      textSource('', 'internal://../../etc/passwd') +
      `<PDFSource guid="${uuid(10)}"><PDFSelection>${coding(3)}</PDFSelection></PDFSource><AudioSource guid="${uuid(11)}"/>`;
    const body =
      '<Cases><Case/><Case/></Cases><Variables><Variable/></Variables><Sets/><Links><Link/></Links><Graphs><Graph/></Graphs>';
    const result = parse(project({ source, body: body, files: { 'sources/a.txt': 'one two' } }));
    const all = messages(result).join('\n');
    for (const expected of [
      /1 PDF source left out, with 1 coding/,
      /1 audio source left out, with 0 codings/,
      /2 cases left out/,
      /1 variable left out/,
      /1 link left out/,
      /1 graph left out/,
      /1 selection left out: outside the text/,
      /1 coding left out: the file does not have their code/,
      /1 selection left out: no code and no note/,
      /1 code on the source as a whole/,
      /its text is not in the file; with it, 1 coding/,
      /kept outside the file/,
    ]) {
      assert.match(all, expected);
    }
    assert.doesNotMatch(all, /\bsets?\b/);
    assert.equal(result.documents.length, 1);
    assert.deepEqual(
      contentOf(result).segments.map(({ range }) => range),
      [
        { start: 0, end: 3 },
        { start: 0, end: 7 },
      ],
    );
  });

  it('finds another way of counting, and says so', () => {
    const lines = Array.from({ length: 5 }, (_, i) => `word${i} 😴 more`);
    const at = (i: number) => lines.slice(0, i).reduce((n, line) => n + line.length + 2, 0);
    const source = textSource(lines.map((line, i) => selection(at(i), at(i) + line.length, line, coding(3))).join(''));
    const result = parse(project({ source, files: { 'sources/a.txt': lines.join('\r\n') }, qde: 'Trial.QDE' }));
    const { text, segments } = contentOf(result);
    assert.deepEqual(
      segments.map(({ range }) => text.slice(range.start, range.end)),
      lines,
    );
    assert.deepEqual(result.positions, [
      {
        document: 0,
        convention: { unit: 'utf16', lineBreak: 'stored', before: 0, end: 'after' },
        selections: 5,
        onQuote: 5,
      },
    ]);
    assert.match(messages(result).join(), /5 of 5 selections stand exactly/);
    assert.doesNotMatch(messages(result).join(), /word\d/);
  });

  it('refuses what holds no project', () => {
    for (const bytes of [
      encode('secret'),
      encode('<CodeBook/>'),
      writeZip({ 'a/project.qde': encode('<Project/>') }),
      new Uint8Array(),
    ]) {
      assert.throws(
        () => parse(bytes),
        (error) => error instanceof UserError && !error.message.includes('secret'),
      );
    }
    assert.equal(parse(encode('<Project name="alone"/>')).title, 'alone');
  });

  it('answers any bytes with a project or a UserError', () => {
    const source = textSource(selection(0, 3, 'one', coding(3, `<NoteRef targetGUID="${uuid(6)}"/>`)));
    const good = [...project({ source, files: { 'sources/a.txt': 'one' } })];
    const xml = [
      ...encode(
        `<Project><Sources>${source}</Sources><Notes><Note guid="${uuid(6)}"><NoteRef targetGUID="${uuid(6)}"/></Note></Notes></Project>`,
      ),
    ];
    fc.assert(
      fc.property(
        fc.constantFrom(good, xml),
        fc.array(fc.tuple(fc.nat(), fc.nat(255)), { maxLength: 4 }),
        (from, changes) => {
          const bytes = Uint8Array.from(from);
          for (const [at, byte] of changes) bytes[at % bytes.length] = byte;
          try {
            parse(bytes);
          } catch (error) {
            assert.ok(error instanceof UserError, String(error));
          }
        },
      ),
      { numRuns: 120 },
    );
  });
});

type Told = readonly [about: string, coder: string | null, value: string];
const sorted = (all: readonly Told[]) => all.map((one) => JSON.stringify(one)).sort();

function memosOf({ documents, memos }: ImportedProject): string[] {
  const onSegments = documents.flatMap(({ content }, d) =>
    content.kind === 'text'
      ? content.segments.flatMap(({ memo, coder }, s): Told[] =>
          memo === null ? [] : [[`segment ${d} ${s}`, coder, memo]],
        )
      : [],
  );
  const others = memos.map(({ about, coder, value }): Told => {
    switch (about.kind) {
      case 'segment':
        return [`segment ${about.document} ${about.segment}`, coder, value];
      case 'stretch':
        return [`stretch ${about.document} ${about.range.start}-${about.range.end}`, coder, value];
      case 'code':
        return [`code ${about.code}`, coder, value];
      default:
        return [about.kind, coder, value];
    }
  });
  return sorted([...onSegments, ...others]);
}

function memosBefore(
  transcripts: readonly unknown[],
  { segments, stretchMemos, codeMemos }: ReturnType<typeof studyNotes>,
): string[] {
  const within = new Map<unknown, number>();
  const onSegments = segments.flatMap(({ transcript, memos }): Told[] => {
    const s = within.get(transcript) ?? 0;
    within.set(transcript, s + 1);
    return memos.map(({ coder, value }) => [`segment ${transcripts.indexOf(transcript)} ${s}`, coder.name, value]);
  });
  return sorted([
    ...onSegments,
    ...stretchMemos.map(({ transcript, range, memo }): Told => [
      `stretch ${transcripts.indexOf(transcript)} ${range.start}-${range.end}`,
      memo.coder.name,
      memo.value,
    ]),
    ...codeMemos.map(({ code, memo }): Told => [`code ${code.id}`, memo.coder.name, memo.value]),
  ]);
}
