import assert from 'node:assert/strict';
import fc from 'fast-check';
import { UserError } from '../../../src/core/base/userError';
import { formatCsv } from '../../../src/core/exchange/csv';
import { inspectCsv, type TableColumns } from '../../../src/core/exchange/import/csvTable';
import { importCsv, parseTimeMs, type TableTranscript } from '../../../src/core/exchange/import/importCsv';

const bytesOf = (text: string) => new TextEncoder().encode(text);

async function* inChunks(bytes: Uint8Array, size = 7): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield await Promise.resolve(bytes.subarray(at, at + size));
}

const inspect = (bytes: Uint8Array) => inspectCsv(inChunks(bytes), 'f.csv');

async function read(bytes: Uint8Array, columns?: Partial<TableColumns>, size?: number): Promise<TableTranscript[]> {
  const { form, guess } = await inspect(bytes);
  const chosen = { ...guess, ...columns } as TableColumns;
  const transcripts: TableTranscript[] = [];
  for await (const one of importCsv(inChunks(bytes, size), 'f.csv', form, chosen)) transcripts.push(one);
  return transcripts;
}

describe('tables of turns', () => {
  it('tells delimiter, header and columns', async () => {
    const { form, columns, rows, guess } = await inspect(
      bytesOf('Session ID;speaker;start_ms;Text\nP01;T;0;"Hello; you"\nP01;C;1500;Hi, there\n'),
    );
    assert.deepEqual(form, { encoding: 'utf-8', delimiter: ';', quotes: true, hasHeader: true });
    assert.deepEqual(columns, ['Session ID', 'speaker', 'start_ms', 'Text']);
    assert.deepEqual(rows[0], ['P01', 'T', '0', 'Hello; you']);
    assert.deepEqual(guess, { text: 3, speaker: 1, time: 2, timeUnit: 'milliseconds', transcript: 0 });
  });

  it('knows columns by their German, French and Spanish names', async () => {
    for (const head of [
      'Sitzung;Sprecher;Äußerung;Zeit',
      'Entretien;Locuteur;Texte;Heure',
      'Sesión;Hablante;Texto;Hora',
    ]) {
      const { guess } = await inspect(bytesOf(`${head}\nS1;Th;Ja.;00:01\n`));
      assert.deepEqual(guess, { text: 2, speaker: 1, time: 3, timeUnit: 'seconds', transcript: 0 }, head);
    }
  });

  it('tells milliseconds from seconds where times are plain numbers, and says when that is a guess', async () => {
    const table = (head: string, ...times: (string | number)[]) =>
      `${head}\n${times.map((time) => `${time},A,"Well, yes."\n`).join('')}`;
    const plain = (...times: (string | number)[]) => table('start,speaker,text', ...times);
    for (const [text, unit, isGuessed] of [
      ['start\tend\ttext\n0\t3200\tHello there.\n3200\t7400\tI am fine\n', 'milliseconds', true],
      ['start,end,text\n0,240," Hello there."\n240,480," Yes."\n', 'milliseconds', true],
      ['start,end,speaker,text\n0,3200,"0"," Hello there."\n', 'milliseconds', true],
      ['start,end,text\n0,3,Hello there.\n3,7,I am fine.\n7,12,Good.\n', 'seconds', true],
      ['start,end,text\n0.0,3.2,Hello there.\n3.2,7.4,I am fine.\n', 'seconds', true],
      [plain(0, 3200, 7400, 62_000), 'milliseconds', true],
      [plain('0.0', '3200.5', '7400.2'), 'milliseconds', true],
      [plain(0, 12, 95, 340), 'seconds', true],
      // Two conversations in one table: only what goes on counts.
      [plain(0, 12, 2400, 0, 9, 30), 'seconds', true],
      [table('start_s,speaker,text', 0, 900, 1800), 'seconds', false],
      [table('start_ms,speaker,text', 0, 9, 18), 'milliseconds', false],
      [plain('0:00', '0:03', '15:07'), 'seconds', false],
      ['speaker,text\nA,"Well, yes."\n', 'seconds', false],
    ] as const) {
      const { guess, isTimeUnitGuessed } = await inspect(bytesOf(text));
      assert.deepEqual([guess?.timeUnit, isTimeUnitGuessed], [unit, isGuessed], text);
    }
  });

  it('takes the column of long cells for the words where no name says so, and guesses nothing from short ones', async () => {
    const long = await inspect(bytesOf('1\tI have not slept for days.\n2\tHe said "sleep" and left.\n'));
    assert.deepEqual([long.form.delimiter, long.form.quotes, long.form.hasHeader], ['\t', false, false]);
    assert.equal(long.guess?.text, 1);
    assert.deepEqual(long.columns, ['Column 1', 'Column 2']);
    assert.equal((await inspect(bytesOf('a,b\n1,2\n'))).guess, null);
  });

  it('reads columns that each hold the words of one person, and other tables as before', async () => {
    const turns = async (text: string) =>
      (await read(bytesOf(text))).flatMap(({ utterances }) =>
        utterances.map(({ speaker, startMs, words }) => [speaker, startMs, words]),
      );
    const apart =
      'Time,Interviewer,Anna,Notes\n0:01,How do you sleep?,,\n0:05,,"Badly, since May.",cries for a while\n0:09,Oh.,,\n';
    assert.deepEqual((await inspect(bytesOf(apart))).guess?.persons, [1, 2]);
    assert.deepEqual(await turns(apart), [
      ['Interviewer', 1000, 'How do you sleep?'],
      ['Anna', 5000, 'Badly, since May.'],
      ['Interviewer', 9000, 'Oh.'],
    ]);
    // Beside each other: the time is that of the row, which the first of them begins.
    assert.deepEqual(
      await turns('Interviewer;Anna;Zeit\nHow do you sleep?;Badly, you know.;0:03\nSince when?;May.;0:09\n'),
      [
        ['Interviewer', 3000, 'How do you sleep?'],
        ['Anna', null, 'Badly, you know.'],
        ['Interviewer', 9000, 'Since when?'],
        ['Anna', null, 'May.'],
      ],
    );
    for (const other of [
      'ID,What helps you?,What is hard\n1,I walk the dog.,I cannot sleep.\n2,I call my sister.,I eat too much.\n',
      'Interviewer,Text\nAB,How do you sleep?\nAB,And since when?\n',
      'speaker,text,remarks\nI,How do you sleep?,\nA,"Badly, since May.",cries for a while\n',
      'Interviewer,Answer\nA B,I sleep badly now.\nA B,Since last May.\nA B,I do not know.\n',
    ]) {
      assert.equal((await inspect(bytesOf(other))).guess?.persons, undefined, other);
    }
    assert.deepEqual(
      (await inspect(bytesOf('speaker,text,x\nI,How do you sleep?,\nA,Badly by now.,cries for a while\n'))).wordColumns,
      [1, 2],
    );
  });

  it('groups rows by transcript in the order of the rows, and leaves out rows without words', async () => {
    const table = 'file,speaker,time,text\nb,T,0:01,"one\n""two"""\na,C,2.5,x\nb,,,y\na,C,3,\n';
    const expected = [
      {
        name: 'b',
        ...{ timesUnread: 0, timesInFrames: 0 },
        utterances: [
          { speaker: 'T', startMs: 1000, words: 'one\n"two"' },
          { speaker: null, startMs: null, words: 'y' },
        ],
      },
      {
        name: 'a',
        ...{ timesUnread: 0, timesInFrames: 0 },
        utterances: [{ speaker: 'C', startMs: 2500, words: 'x' }],
      },
    ];
    for (const size of [1, 3, 1000]) assert.deepEqual(await read(bytesOf(table), {}, size), expected);
    assert.deepEqual(
      (await read(bytesOf(table), { transcript: null, speaker: null, time: null })).map(({ name, utterances }) => [
        name,
        utterances.length,
      ]),
      [[null, 3]],
    );
  });

  it('takes a first line that names the delimiter for Excel for no row, however the bytes arrive', async () => {
    for (const [first, delimiter] of [
      ['sep=;', ';'],
      ['"sep=;"', ';'],
      ['SEP=|', '|'],
      ['sep=,', ','],
    ] as const) {
      const rows =
        ['Sprecher', 'Text', 'Zeit'].join(delimiter) + `\r\nI${delimiter}"Hallo, du; da|"${delimiter}0:01\r\n`;
      for (const [bytes, size] of [
        [bytesOf(`${first}\r\n${rows}`), 1],
        [bytesOf(`\uFEFF${first}\r\n${rows}`), 100],
        [Buffer.from(`\uFEFF${first}\r\n${rows}`, 'utf16le'), 5],
      ] as const) {
        const { form, columns } = await inspect(bytes);
        assert.deepEqual([form.delimiter, form.hasHeader], [delimiter, true]);
        assert.deepEqual(columns, ['Sprecher', 'Text', 'Zeit']);
        const [one] = await read(bytes, {}, size);
        assert.deepEqual(one?.utterances, [{ speaker: 'I', startMs: 1000, words: 'Hallo, du; da|' }]);
      }
    }
    const broken = bytesOf('sep=;\ntext;a\nx;y\nse"cret;z\n');
    const form = { encoding: 'utf-8', delimiter: ';', quotes: true, hasHeader: true } as const;
    const columns = { text: 0, speaker: null, time: null, timeUnit: 'seconds', transcript: null } as const;
    await assert.rejects(async () => {
      for await (const one of importCsv(inChunks(broken), 'f.csv', form, columns)) void one;
    }, /f\.csv, line 4/);
  });

  it('reads tables with bars between the fields', async () => {
    const bytes = bytesOf('speaker|time|text\nI|00:00:01|Hallo, wie geht es?\nB|00:00:04|Gut, danke\n');
    assert.equal((await inspect(bytes)).form.delimiter, '|');
    assert.deepEqual((await read(bytes))[0]?.utterances, [
      { speaker: 'I', startMs: 1000, words: 'Hallo, wie geht es?' },
      { speaker: 'B', startMs: 4000, words: 'Gut, danke' },
    ]);
  });

  it('reads times in frames to the second, and counts times that it cannot read', async () => {
    const times = ['00;00;01;12', '00:01:04:02', '01:02:03;29', '2024-05-01 10:00:05', '1m20s', '', '12'];
    const [one] = await read(bytesOf(`speaker,start,text\n${times.map((time) => `A,${time},Words here.`).join('\n')}`));
    assert.deepEqual(
      one?.utterances.map(({ startMs }) => startMs),
      [1000, 64_000, 3_723_000, null, null, null, 12_000],
    );
    assert.deepEqual([one?.timesInFrames, one?.timesUnread], [3, 2]);
  });

  it('reads UTF-16 and Windows-1252 as well as UTF-8', async () => {
    const table = 'speaker,text\nT,“schön” 😴\n';
    for (const bytes of [bytesOf(table), bytesOf(`\ufeff${table}`), Buffer.from(`\ufeff${table}`, 'utf16le')]) {
      assert.equal((await read(bytes))[0]?.utterances[0]?.words, '“schön” 😴');
    }
    const latin = Buffer.from('speaker,text\nT,\x93sch\xf6n\x94 \x80\n', 'latin1');
    assert.equal((await read(latin))[0]?.utterances[0]?.words, '“schön” €');
  });

  it('gives back any rows, however the bytes arrive', async () => {
    const cell = fc
      .string({ unit: fc.constantFrom('a', '"', ',', '\n', '\r\n', '😴', ';', ' b'), maxLength: 6 })
      .map((text) => `x${text}x`);
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(cell, cell), { minLength: 1, maxLength: 5 }),
        fc.integer({ min: 1, max: 9 }),
        async (rows, size) => {
          const bytes = bytesOf(formatCsv([['speaker', 'text'], ...rows]));
          const form = { encoding: 'utf-8', delimiter: ',', quotes: true, hasHeader: true } as const;
          const columns = { text: 1, speaker: 0, time: null, timeUnit: 'seconds', transcript: null } as const;
          for await (const { utterances } of importCsv(inChunks(bytes, size), 'f.csv', form, columns)) {
            assert.deepEqual(
              utterances.map(({ speaker, words }) => [speaker, words]),
              rows,
            );
          }
        },
      ),
      { numRuns: 60 },
    );
  });

  it('names the line of a broken quote far into the file', async () => {
    const table = `speaker,text\n${'T,"one\ntwo"\n'.repeat(50)}T,se"cret\n`;
    const form = { encoding: 'utf-8', delimiter: ',', quotes: true, hasHeader: true } as const;
    const columns = { text: 1, speaker: 0, time: null, timeUnit: 'seconds', transcript: null } as const;
    await assert.rejects(
      async () => {
        for await (const one of importCsv(inChunks(bytesOf(table), 64), 'f.csv', form, columns)) void one;
      },
      (error) =>
        error instanceof UserError && /f\.csv, line 102/.test(error.message) && !error.message.includes('cret'),
    );
  });

  it('reads times of clocks, seconds and milliseconds, and nothing else', () => {
    assert.equal(parseTimeMs('00:01:02,500', 'seconds'), 62_500);
    assert.equal(parseTimeMs('1:02', 'milliseconds'), 62_000);
    assert.equal(parseTimeMs('62,5', 'seconds'), 62_500);
    assert.equal(parseTimeMs('1500', 'milliseconds'), 1500);
    for (const bad of ['', 'soon', '-1', '1e9999', '1:99']) assert.equal(parseTimeMs(bad, 'seconds'), null, bad);
  });

  it('answers any bytes with an inspection or a UserError', async () => {
    const good = bytesOf('file,speaker,text\na,T,"x\ny"\n');
    const mutated = fc
      .tuple(fc.nat(good.length - 1), fc.nat(255))
      .map(([at, byte]) => good.map((old, i) => (i === at ? byte : old)));
    await fc.assert(
      fc.asyncProperty(fc.oneof(mutated, fc.uint8Array({ maxLength: 60 })), async (bytes) => {
        try {
          await read(bytes, { text: 0 });
        } catch (error) {
          assert.ok(error instanceof UserError, String(error));
        }
      }),
      { numRuns: 60 },
    );
  });
});
