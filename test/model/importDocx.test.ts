import assert from 'node:assert/strict';
import fc from 'fast-check';
import { UserError } from '../../src/core/base/userError';
import { speakerNamesFor } from '../../src/core/exchange/import/speakers';
import { alignTexts } from '../../src/core/exchange/review/alignTexts';
import { reviewDocument } from '../../src/core/exchange/review/reviewedDocument';
import type { ImportedDocument } from '../../src/core/exchange/import/imported';
import { writeZip } from '../../src/core/exchange/zip';
import { parseTranscript } from '../../src/core/transcript/transcript';
import { conversation } from '../unit/import/conversations';
import { turnsIn, type Row } from '../unit/import/support';
import { importDocx } from '../../src/platform/import/docx';

const w = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"';
const relations = 'http://schemas.openxmlformats.org/package/2006/relationships';
const office = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
const encode = (text: string) => new TextEncoder().encode(text);

const run = (text: string, properties = '') =>
  `<w:r>${properties && `<w:rPr>${properties}</w:rPr>`}<w:t xml:space="preserve">${text}</w:t></w:r>`;
const bold = (text: string) => run(text, '<w:b/>');
const paragraph = (...runs: string[]) => `<w:p>${runs.join('')}</w:p>`;
const row = (...cells: string[]) =>
  `<w:tr>${cells.map((text) => `<w:tc>${paragraph(run(text))}</w:tc>`).join('')}</w:tr>`;

function docx(body: string, more: Record<string, string> = {}): Uint8Array {
  const files = {
    '[Content_Types].xml': `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>`,
    '_rels/.rels': `<Relationships xmlns="${relations}"><Relationship Id="r1" Type="${office}/officeDocument" Target="word/document.xml"/></Relationships>`,
    'word/document.xml': `<?xml version="1.0" encoding="UTF-8"?><w:document ${w}><w:body>${body}</w:body></w:document>`,
    ...more,
  };
  return writeZip(Object.fromEntries(Object.entries(files).map(([name, text]) => [name, encode(text)])));
}

async function turns(body: string): Promise<Row[]> {
  return turnsIn(await importDocx(docx(body), 'P01.docx'));
}

async function read(body: string, more?: Record<string, string>): Promise<{ text: string; warnings: string[] }> {
  const { documents } = await importDocx(docx(body, more), 'folder/P01.docx');
  const [document] = documents;
  assert.ok(document?.content.kind === 'text');
  assert.equal(document.name, 'P01');
  return { text: document.content.text, warnings: document.warnings.map(({ message }) => message) };
}

const remarksIn = ({ remarks }: ImportedDocument) =>
  (remarks?.list ?? []).map(({ kind, range, value }) => [kind, remarks!.text.slice(range.start, range.end), value]);

const spoken = (text: string) =>
  parseTranscript(text).turns.map(({ speaker, words }) => [speaker, text.slice(words.start, words.end)]);

const lineBreak = '<w:r><w:br/></w:r>';
const tab = '<w:r><w:tab/></w:r>';
const layouts: Record<string, (name: string, time: string, words: string) => string> = {
  teams: (name, time, words) => paragraph(bold(name), run(`   ${time.slice(4)}`), lineBreak, run(words)),
  stream: (name, time, words) => paragraph(lineBreak, bold(name), run(`   ${time.slice(4)}`), lineBreak, run(words)),
  otter: (name, time, words) => paragraph(run(name), run(`  ${time.slice(4)}`)) + paragraph(run(words)),
  transcribe: (name, time, words) => paragraph(run(`${time} ${name}`)) + paragraph(run(words)),
  rev: (name, time, words) => paragraph(run(`${name} (${time.slice(3)}):`)) + paragraph(run(words)),
  boldHead: (name, time, words) => paragraph(bold(`${name} [${time}]:`), run(` ${words}`)),
  boldName: (name, time, words) => paragraph(run(`[${time}] `), bold(`${name}:`), run(` ${words}`)),
  tabs: (name, time, words) => paragraph(run(time), tab, run(`${name}:`), tab, run(words)),
  f4: (name, time, words) => paragraph(run(`#${time}-0# ${name}: ${words}`)),
};

const timeOf = (ms: number | null) => new Date(ms ?? 0).toISOString().slice(11, 19);

describe('importDocx', () => {
  it('takes paragraphs as they stand, with a blank line between them', async () => {
    const body = [
      paragraph(run('T: How are ')).replace('</w:p>', `${run('you? 😴')}</w:p>`),
      paragraph(),
      paragraph(run('C: Tired &amp; cold.')),
    ];
    assert.deepEqual(await read(body.join('')), { text: 'T: How are you? 😴\n\nC: Tired & cold.\n', warnings: [] });
  });

  it('knows speakers in bold and before tabs by coming again, and leaves emphasis alone', async () => {
    const tabbed = '<w:r><w:tab/></w:r>';
    const { text } = await read(
      [
        paragraph(bold('Interview 3')),
        paragraph(bold('Anna'), run(' How was it?')),
        paragraph(bold('Ben:'), run('Long.')),
        paragraph(bold('Really'), run(' long.')),
        paragraph(bold('Anna')),
        paragraph(run('And then?')),
        paragraph(run('Cleo'), tabbed, run('Quiet.')),
        paragraph(run('Cleo'), tabbed, run('Still.')),
      ].join(''),
    );
    assert.deepEqual(spoken(text), [
      ['Anna', 'How was it?'],
      ['Ben', 'Long.\n\nReally long.'],
      ['Anna', 'And then?'],
      ['Cleo', 'Quiet.'],
      ['Cleo', 'Still.'],
    ]);
  });

  it('knows a numbered name in bold that comes once, where others of its kind come again', async () => {
    const said = (name: string, words: string) => paragraph(bold(name), run(` ${words}`));
    const body = [said('I', 'One?'), said('B1', 'Two.'), said('I', 'Three?'), said('B1', 'Four.'), said('B2', 'Five.')];
    assert.deepEqual(spoken((await read(body.join(''))).text).at(-1), ['B2', 'Five.']);
    const other = await read([...body, said('NO', 'Six.')].join(''));
    assert.deepEqual(spoken(other.text).at(-1), ['B2', 'Five.\n\nNO Six.']);
    assert.match(
      other.warnings.join(),
      /Paragraphs that begin in bold or before a tab \(1\) .* words of the turn before/,
    );
  });

  it('knows the names of speakers that are headings', async () => {
    const heading = (id: string, words: string) => `<w:p><w:pPr><w:pStyle w:val="${id}"/></w:pPr>${run(words)}</w:p>`;
    const body = ['Interviewer', 'Frau M.', 'Interviewer', 'Frau M.'].map(
      (name, i) => heading('berschrift2', name) + paragraph(run(`Satz ${i}.`)),
    );
    const styles = `<w:styles ${w}><w:style w:type="paragraph" w:styleId="berschrift2"><w:name w:val="heading 2"/></w:style></w:styles>`;
    const { text } = await read(heading('berschrift2', 'Gespräch') + body.join(''), {
      'word/_rels/document.xml.rels': `<Relationships xmlns="${relations}"><Relationship Id="s" Type="${office}/styles" Target="styles.xml"/></Relationships>`,
      'word/styles.xml': styles,
    });
    assert.deepEqual(spoken(text), [
      ['Interviewer', 'Satz 0.'],
      ['Frau M.', 'Satz 1.'],
      ['Interviewer', 'Satz 2.'],
      ['Frau M.', 'Satz 3.'],
    ]);
  });

  it('reads a table of turns row by row, with times, and says so', async () => {
    const rows = [
      row('Time', 'Who', 'Transcript'),
      row('00:01', 'I', 'What brings you here?'),
      row('00:04', 'P', 'I cannot sleep.'),
      row('00:09', 'I', 'Since when?'),
      row('00:12', 'P', 'Since May.'),
    ];
    const { text, warnings } = await read(`<w:tbl>${rows.join('')}</w:tbl>`);
    assert.deepEqual(
      parseTranscript(text).turns.map(({ speaker, startMs }) => [speaker, startMs]),
      [
        ['I', 1000],
        ['P', 4000],
        ['I', 9000],
        ['P', 12_000],
      ],
    );
    assert.match(warnings.join(), /Tables \(1\)/);
  });

  it('takes the names of a table’s columns for no words of anybody, on every page that has a table of its own', async () => {
    const page = (...rows: string[][]) =>
      `<w:tbl>${[['Zeit', 'Sprecher', 'Text', 'Anmerkung'], ...rows].map((cells) => row(...cells)).join('')}</w:tbl>`;
    const { text } = await read(
      paragraph(run('Sitzung 3')) +
        page(['00:05', 'T', 'Wie war es?', ''], ['00:12', 'P', 'Schlimm.', 'weint'], ['00:31', 'T', 'Und dann?', '']) +
        paragraph() +
        page(['00:40', 'P', 'Ich bin heim.', ''], ['00:52', 'T', 'Sie sind gegangen.', ''], ['01:02', 'P', 'Ja.', '']),
    );
    assert.equal(
      text,
      'Sitzung 3\n\n[00:00:05.000] T: Wie war es?\n\n[00:00:12.000] P: Schlimm.\n\n[00:00:31.000] T: Und dann?\n\n' +
        '[00:00:40.000] P: Ich bin heim.\n\n[00:00:52.000] T: Sie sind gegangen.\n\n[00:01:02.000] P: Ja.\n',
    );
  });

  it('knows the speakers of a table from the paragraphs before it', async () => {
    const rows = `<w:tbl>${row('I', 'Anything else?')}${row('Frau M', 'No, thank you.')}</w:tbl>`;
    const { text } = await read(
      [paragraph(bold('I:'), run(' And sleep?')), paragraph(bold('Frau M:'), run(' Badly.')), rows].join(''),
    );
    assert.deepEqual(spoken(text), [
      ['I', 'And sleep?'],
      ['Frau M', 'Badly.'],
      ['I', 'Anything else?'],
      ['Frau M', 'No, thank you.'],
    ]);
  });

  it('tells the columns of a table as a whole: short answers stay words, and stay with who gave them', async () => {
    const table = (...rows: string[][]) => `<w:tbl>${rows.map((cells) => row(...cells)).join('')}</w:tbl>`;
    const two = [
      ['Interviewerin', 'Wie geht es Ihnen heute?'],
      ['Teilnehmerin 3', 'Gut.'],
      ['Interviewerin', 'Haben Sie geschlafen?'],
      ['Teilnehmerin 3', 'Nein.'],
      ['Interviewerin', 'Und gestern?'],
      ['Teilnehmerin 3', 'Nein.'],
    ];
    assert.deepEqual(spoken((await read(table(...two))).text), two);
    assert.deepEqual(spoken((await read(table(['Sprecher', 'Text'], ...two))).text), two);
    const four = two.map(([name, words], i) => [`${i + 1}`, `00:00:0${i}`, name!, words!]);
    const timed = await read(table(...four));
    assert.deepEqual(spoken(timed.text), two);
    assert.deepEqual(
      parseTranscript(timed.text).turns.map(({ startMs }) => startMs),
      [0, 1000, 2000, 3000, 4000, 5000],
    );
    const gap = await read(
      table(['I', '0:01.12345', 'So?'], ['P', '', 'Well'], ['', '0:03', 'then.'], ['I', '', 'And?'], ['P', '', 'No.']),
    );
    assert.deepEqual(
      parseTranscript(gap.text).turns.map(({ startMs, speaker, words }) => [
        startMs,
        speaker,
        gap.text.slice(words.start, words.end),
      ]),
      [
        [1123, 'I', 'So?'],
        [null, 'P', 'Well\n\nthen.'],
        [null, 'I', 'And?'],
        [null, 'P', 'No.'],
      ],
    );
    assert.match(gap.warnings.join(), /Rows without a name \(1\) go on with the turn before them/);
    // Every answer is shorter than the name, one comes from somebody who speaks once, and a row is a heading.
    const short = [
      ['Schmidt, Anna', 'Ja?'],
      ['Teilnehmerin 3', 'Ja'],
      ['Schmidt, Anna', 'Gut'],
      ['Begleitung', 'Nein'],
      ['Teilnehmerin 3', 'Ja'],
    ];
    const { text, warnings } = await read(table(...short.slice(0, 2), ['Teil 2'], ...short.slice(2)));
    assert.deepEqual(
      spoken(text),
      short.map(([name, words], i) => [name!.replace(',', ''), i === 1 ? 'Ja\n\nTeil 2' : words!]),
    );
    assert.match(warnings.join(), /1 name of a speaker changed/);
  });

  it('reads heads with a time, as Teams, Otter, Rev, Word and people write them', async () => {
    const said: Row[] = [
      [3000, 'Anna', 'Hallo zusammen.'],
      [7000, 'Peter Maier', 'Guten Tag.'],
      [12_000, 'Anna', 'Um wie viel Uhr?'],
      [67_000, 'Peter Maier', 'Etwa um 6:30'],
      [70_000, 'Carla', 'Ich auch.'],
    ];
    for (const [layout, write] of Object.entries(layouts)) {
      assert.deepEqual(
        await turns(said.map(([ms, name, words]) => write(name, timeOf(ms), words)).join('')),
        said,
        layout,
      );
    }
    const comma = ['Schmidt, Anna', 'Maier, Peter', 'Schmidt, Anna'].map((name, i) =>
      layouts['teams']!(name, `00:00:0${i}`, 'Ja.'),
    );
    assert.deepEqual(
      (await turns(comma.join(''))).map(([, name]) => name),
      ['Schmidt Anna', 'Maier Peter', 'Schmidt Anna'],
    );
  });

  it('gives back who said what in all of these, and in tables, whatever was said', async () => {
    const tables: typeof layouts = {
      two: (name, _, words) => row(name, words),
      four: (name, time, words) => row('7', time, name, words),
    };
    for (const [layout, write] of Object.entries({ ...layouts, ...tables })) {
      await fc.assert(
        fc.asyncProperty(conversation, async (said) => {
          const given = speakerNamesFor([...new Set(said.map(({ name }) => name))]);
          const body = said.map(({ name, s, words }) => write(name, timeOf(s * 1000), words)).join('');
          const read = await turns(layout in tables ? `<w:tbl>${body}</w:tbl>` : body);
          assert.deepEqual(
            read.map(([, ...row]) => row),
            said.map(({ name, words }) => [given.get(name), words]),
            layout,
          );
        }),
        { numRuns: 25 },
      );
    }
  });

  it('knows a bold name whose colon is not bold, and says where nobody speaks', async () => {
    const { text } = await read(['I', 'P', 'I'].map((name) => paragraph(bold(name), run(': Ja: nein.'))).join(''));
    assert.deepEqual(
      spoken(text),
      ['I', 'P', 'I'].map((name) => [name, 'Ja: nein.']),
    );
    const prose = await read(paragraph(run('Wie geht es Ihnen?')) + paragraph(run('Gut.')));
    assert.match(prose.warnings.join(), /No line names a speaker/);
  });

  it('keeps the words within fields and changes of direction, and breaks; says what it cannot read', async () => {
    const { text, warnings } = await read(
      paragraph(
        run('I: Wie '),
        '<w:fldSimple w:instr="IF 1 &gt; 2 > x">' + run('wichtig') + '</w:fldSimple>',
        run(' ist'),
        '<w:r><w:cr/></w:r>',
        run('das,'),
        '<w:r><w:ptab w:relativeTo="margin" w:alignment="left" w:leader="none"/></w:r>',
        '<w:dir w:val="rtl">' + run('hier') + '</w:dir><w:bdo w:val="rtl">' + run('?') + '</w:bdo>',
        '<w:r><w:ruby><w:rubyBase>' + run('secret') + '</w:rubyBase></w:ruby></w:r>',
      ),
    );
    assert.equal(text, 'I: Wie wichtig ist\ndas,\thier?\n');
    assert.match(warnings.join(), /Parts that may hold words are left out: w:ruby\./);
    assert.doesNotMatch(warnings.join(), /secret/);
  });

  it('reads a table with a column for each person', async () => {
    const table = (...rows: string[][]) => `<w:tbl>${rows.map((cells) => row(...cells)).join('')}</w:tbl>`;
    const apart = await read(
      table(
        ['Zeit', 'Dr. Groß', 'Anna:', 'Notizen'],
        ['00:01', 'How do you sleep?', '', ''],
        ['00:05', '', 'Badly, since May.', 'cries'],
        ['', 'Oh.', '', ''],
        ['00:09', '', 'Yes.', ''],
      ),
    );
    assert.equal(
      apart.text,
      '[00:00:01.000] Dr. Groß: How do you sleep?\n\n[00:00:05.000] Anna: Badly, since May.\n\nDr. Groß: Oh.\n\n[00:00:09.000] Anna: Yes.\n',
    );
    assert.ok(apart.warnings.some((message) => /Cells beside .* \(1\) are left out/.test(message)));
    const beside = table(['Interviewer', 'Anna'], ['How do you sleep?', 'Badly, you know.'], ['Since when?', 'May.']);
    assert.deepEqual(spoken((await read(beside)).text), [
      ['Interviewer', 'How do you sleep?'],
      ['Anna', 'Badly, you know.'],
      ['Interviewer', 'Since when?'],
      ['Anna', 'May.'],
    ]);
  });

  it('leaves a table of questions and answers as it stands, and counts the remarks that it leaves out', async () => {
    const questions = [
      ['Schlafen Sie durch?', 'Nein'],
      ['Wachen Sie früh auf?', 'Ja'],
      ['Grübeln Sie dann?', 'Nein'],
    ];
    const asked = await read(`<w:tbl>${questions.map((cells) => row(...cells)).join('')}</w:tbl>`);
    assert.equal(asked.text, 'Schlafen Sie durch?\nNein\n\nWachen Sie früh auf?\nJa\n\nGrübeln Sie dann?\nNein\n');
    assert.match(asked.warnings.join(), /No line names a speaker/);
    const remarks = [
      ['Nr', 'Wer', 'Was', 'Notiz'],
      ['1', 'I', 'Wie schlafen Sie?', ''],
      ['2', 'B', 'Schlecht.', 'seufzt'],
      ['3', 'I', 'Seit wann?', ''],
      ['4', 'B', 'Seit Mai.', 'lange Pause'],
    ];
    const read2 = await read(`<w:tbl>${remarks.map((cells) => row(...cells)).join('')}</w:tbl>`);
    assert.deepEqual(
      spoken(read2.text),
      remarks.slice(1).map(([, name, words]) => [name, words]),
    );
    assert.match(read2.warnings.join(), /Cells beside names, times and words \(2\) are left out/);
  });

  it('takes comments and footnotes for remarks on their words, and counts those that it cannot read', async () => {
    const body = paragraph(
      run('A: Yes.'),
      '<w:r><w:footnoteReference w:id="2"/></w:r><w:r><w:commentReference w:id="0"/></w:r>',
      '<w:r><w:commentReference w:id="7"/></w:r>',
    );
    const note = (kind: string, id: number) =>
      `<w:${kind}s ${w}><w:${kind} w:id="${id}" w:author="x">${paragraph(run('secret'))}</w:${kind}></w:${kind}s>`;
    const bytes = docx(body, {
      'word/_rels/document.xml.rels': `<Relationships xmlns="${relations}"><Relationship Id="a" Type="${office}/footnotes" Target="footnotes.xml"/><Relationship Id="b" Type="${office}/comments" Target="comments.xml"/></Relationships>`,
      'word/footnotes.xml': note('footnote', 2),
      'word/comments.xml': note('comment', 0),
    });
    const [document] = (await importDocx(bytes, 'P01.docx')).documents;
    assert.ok(document?.content.kind === 'text');
    assert.equal(document.content.text, 'A: Yes.\n');
    assert.deepEqual(remarksIn(document), [
      ['footnote', 'Yes.', 'Footnote 1:\nsecret'],
      ['comment', 'Yes.', 'Comment by x:\nsecret'],
    ]);
    const warnings = document.warnings.map(({ message }) => message).join();
    assert.equal(warnings, 'Comments and footnotes that cannot be read (1) are left out.');
  });

  it('takes a comment with who wrote it, when, its answers, and the very words it is on', async () => {
    const mark = (edge: string, id: number) => `<w:commentRange${edge} w:id="${id}"/>`;
    const reference = (id: number) => `<w:r><w:commentReference w:id="${id}"/></w:r>`;
    const comment = (id: number, author: string, words: string) =>
      `<w:comment w:id="${id}" w:author="${author}" w:date="2024-05-0${id + 1}T10:1${id}:00Z"><w:p w14:paraId="A${id}">${run(words)}</w:p></w:comment>`;
    const w14 = 'xmlns:w14="http://schemas.microsoft.com/office/word/2010/wordml"';
    const body =
      mark('Start', 2) +
      paragraph(run('1 I: How '), mark('Start', 0), mark('Start', 1), run('do you '), bold('sleep'), run('?')) +
      paragraph(run('2 P: Bad'), mark('End', 0), mark('End', 1), reference(0), reference(1), run('ly.')) +
      paragraph(run('3 I: '), '<w:del w:id="9" w:author="x">' + reference(3) + '</w:del>', run('Oh.')) +
      mark('End', 2) +
      paragraph(reference(2), run('4 P: Yes.'));
    const bytes = docx(body, {
      'word/_rels/document.xml.rels': `<Relationships xmlns="${relations}"><Relationship Id="b" Type="${office}/comments" Target="comments.xml"/></Relationships>`,
      'word/comments.xml': `<w:comments ${w} ${w14}>${comment(0, 'Ann Lee', 'Why?')}${comment(1, 'Ben', 'Ask.')}${comment(2, '', 'All.')}${comment(3, 'x', 'Gone.')}</w:comments>`,
      'word/commentsExtended.xml':
        '<w15:commentsEx xmlns:w15="http://schemas.microsoft.com/office/word/2012/wordml"><w15:commentEx w15:paraId="A0" w15:done="1"/><w15:commentEx w15:paraId="A1" w15:paraIdParent="A0" w15:done="0"/></w15:commentsEx>',
    });
    const [document] = (await importDocx(bytes, 'P01.docx')).documents;
    assert.deepEqual(remarksIn(document!), [
      [
        'comment',
        'do you sleep?\n\n2 P: Bad',
        'Comment by Ann Lee, 2024-05-01 10:10, resolved:\nWhy?\n\nReply by Ben, 2024-05-02 10:11:\nAsk.',
      ],
      [
        'comment',
        '1 I: How do you sleep?\n\n2 P: Badly.\n\n3 I: Oh.',
        'Comment by somebody unnamed, 2024-05-03 10:12:\nAll.',
      ],
    ]);
    assert.match(document!.warnings.map(({ message }) => message).join(), /cannot be read \(1\)/);
    // The numbers of the lines are no part of the transcript.
    const { text } = reviewDocument(document!, { names: new Map(), mergeGapMs: null });
    const place = alignTexts(document!.remarks!.text, text);
    assert.deepEqual(
      document!.remarks!.list.map(({ range }) => text.slice(place(range)!.start, place(range)!.end)),
      ['do you sleep?\n\nP: Bad', 'I: How do you sleep?\n\nP: Badly.\n\nI: Oh.'],
    );
  });

  it('reads tracked changes as accepted, and says so', async () => {
    const change = (kind: string, words: string) => `<w:${kind} w:id="1" w:author="x">${words}</w:${kind}>`;
    const gone = '<w:r><w:delText>you</w:delText></w:r>';
    const { text, warnings } = await read(paragraph(run('I: Do '), change('del', gone), change('ins', run('they?'))));
    assert.equal(text, 'I: Do they?\n');
    assert.match(warnings.join(), /Tracked changes .* insertions \(1\) are part .* deletions \(1\) are left out/);
    const unchanged = await read(paragraph(run('I: Do they?')));
    assert.deepEqual(unchanged.warnings, []);
  });

  it('leaves out what Word hides, keeps what is struck through, and says of both how often', async () => {
    const body = [
      paragraph(
        run('I: How is '),
        run('secret ', '<w:vanish/>'),
        run('name ', '<w:highlight w:val="red"/><w:vanish w:val="true"/>'),
        run('she?'),
      ),
      paragraph(run('all hidden', '<w:b/><w:vanish/>')),
      paragraph(
        run('P: '),
        run('Frau Weber ', '<w:strike/>'),
        run('is, ', '<w:dstrike/>'),
        run('yes ', '<w:strike w:val="0"/>'),
        run('well.', '<w:vanish w:val="false"/>'),
      ),
      paragraph(
        run('I: And '),
        run('now', '<w:b/><w:rPrChange w:id="3" w:author="x"><w:rPr><w:vanish/></w:rPr></w:rPrChange>'),
        run('?'),
      ),
      `<w:p><w:pPr><w:pStyle w:val="Aside"/></w:pPr>${run('in a style ')}${run('P: Better.', '<w:vanish w:val="0"/>')}</w:p>`,
      paragraph(run('Really'), run(' gone', '<w:rStyle w:val="Below"/>'), run('.')),
    ];
    const style = (type: string, id: string, more: string) =>
      `<w:style w:type="${type}" w:styleId="${id}"><w:name w:val="${id}"/>${more}</w:style>`;
    const { text, warnings } = await read(body.join(''), {
      'word/_rels/document.xml.rels': `<Relationships xmlns="${relations}"><Relationship Id="s" Type="${office}/styles" Target="styles.xml"/></Relationships>`,
      'word/styles.xml': `<w:styles ${w}>${style('paragraph', 'Aside', '<w:rPr><w:vanish/></w:rPr>')}${style('character', 'Gone', '<w:rPr><w:vanish/></w:rPr>')}${style('character', 'Below', '<w:basedOn w:val="Gone"/>')}</w:styles>`,
    });
    assert.equal(text, 'I: How is she?\n\nP: Frau Weber is, yes well.\n\nI: And now?\n\nP: Better.\n\nReally.\n');
    assert.deepEqual(warnings, [
      'Hidden text (4 places) is left out: Word does not show or print it.',
      'Words that are struck through (1 place) are kept as words like any others; look whether they should go.',
    ]);
  });

  it('refuses what is no Word document, a password, entities and archives that lead out of themselves', async () => {
    const bomb = docx('', { 'word/document.xml': '<!DOCTYPE a [<!ENTITY b "secret">]><a>&b;</a>' });
    for (const bytes of [
      new Uint8Array(),
      encode('secret text'),
      Uint8Array.of(0xd0, 0xcf, 0x11, 0xe0),
      writeZip({ 'a.txt': encode('secret') }),
      writeZip({ '../word/document.xml': encode('<a/>') }),
      docx('').slice(0, -30),
      bomb,
    ]) {
      await assert.rejects(importDocx(bytes, 'P01.docx'), (error) => {
        assert.ok(error instanceof UserError && error.code === 'fileInvalid', String(error));
        assert.match(error.message, /P01\.docx/);
        assert.doesNotMatch(error.message, /secret/);
        return true;
      });
    }
  });

  it('answers any bytes with a document or a UserError', async () => {
    const table = `<w:tbl>${row('1', 'A', 'words')}</w:tbl>`;
    // Changed before it is packed: a change after is found out by the checksum.
    const xml = paragraph(bold('A'), run(' one')) + table;
    await fc.assert(
      fc.asyncProperty(
        fc.nat(xml.length - 1),
        fc.string({ maxLength: 6 }),
        fc.uint8Array(),
        async (at, put, random) => {
          for (const bytes of [docx(xml.slice(0, at) + put + xml.slice(at + put.length)), random]) {
            try {
              await importDocx(bytes, 'P01.docx');
            } catch (error) {
              assert.ok(error instanceof UserError, String(error));
            }
          }
        },
      ),
      { numRuns: 60 },
    );
  });
});
