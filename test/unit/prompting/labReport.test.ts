import assert from 'node:assert/strict';
import fc from 'fast-check';
import { utf16 } from '../../../src/core/base/offsets';
import { parseCsv } from '../../../src/core/exchange/parseCsv';
import { codedNote } from '../../../src/core/prompting/choiceWords';
import { checklists } from '../../../src/core/prompting/labReport/checklist';
import { countStatuses, statusOf } from '../../../src/core/prompting/labReport/checklistItem';
import { labCsvNames, labCsvSet } from '../../../src/core/prompting/labReport/csvSet';
import { labHtml } from '../../../src/core/prompting/labReport/html';
import { clearItems } from '../../../src/core/prompting/labReport/clearItems';
import { labMethods } from '../../../src/core/prompting/labReport/methods';
import { titled } from '../../../src/core/prompting/labReport/facts';
import { answersTable, settingsTable } from '../../../src/core/prompting/labReport/tables';
import { noCleanTest, testLimits } from '../../../src/core/prompting/labReport/triedBefore';
import { optionWords } from '../../../src/core/prompting/labReport/words';
import { modelWords } from '../../../src/core/prompting/labReport/words';
import { agreementChart, confusionChart, pictureOf, stabilityChart } from '../../../src/core/prompting/labCharts';
import { readRuns } from '../../../src/core/prompting/runsFile';
import { framePicture } from '../../../src/core/figures/picture';
import { parseXml } from '../../../src/core/exchange/xml';
import { factsOf, hash, journalOf, line, model, openedAt, prepared, recordOf, runsOf } from './labScene';

const facts = factsOf(prepared(), { samples: 10 });
const html = labHtml(facts);
const sets = new Map<object, ReturnType<typeof labCsvSet>>();
const rowsOf = (name: string, of = facts) => {
  const set = sets.get(of) ?? labCsvSet(of);
  sets.set(of, set);
  const file = set.find((one) => one.name === `try-${name}`);
  assert.ok(file, name);
  const [head, ...rows] = parseCsv(file.content, name).map(({ fields }) => fields);
  return rows.map((row) => Object.fromEntries(row.map((cell, i) => [head![i]!, cell])));
};
const item = (subject: RegExp, of = facts) => {
  const found = checklists(of)
    .flatMap(({ items }) => items)
    .find((one) => subject.test(one.subject));
  assert.ok(found, String(subject));
  return found;
};

describe('the report of a lab sheet', () => {
  it('calls a bundled model as the page does, beside its file and hash, and the coder by name', () => {
    const titles = new Map([[model.sha256, 'Introspect practice model, instructed']]);
    const withTitles = factsOf(prepared(), { samples: 10, titles });
    const named = `Introspect practice model, instructed (file ${model.file}, SHA-256 ${model.sha256})`;
    assert.ok(labMethods(withTitles).includes(named));
    assert.ok(labHtml(withTitles).includes(`<td>${named}</td>`));
    assert.ok(labMethods(facts).includes(`${model.name} (file`));
    assert.ok(facts.reference !== null && html.includes(`<th scope="col" class="n">By ${facts.reference}</th>`));
  });

  it('names of the chosen speakers those whose turns were asked about', () => {
    const heldBack = prepared({ segments: { kind: 'turns', speakers: ['P', 'Somebody of the test part'] } });
    const said = labMethods(factsOf(heldBack, { samples: 10 }));
    assert.match(said, /segments \(turns of P\) from/);
  });

  it('calls a server as the page does, with its address beside it', () => {
    const recorded = 'llama-70b at models.example/v1';
    const served = { title: 'Our cluster', served: recorded };
    const servers = new Map([
      [recorded, served],
      ['Our cluster', served],
    ]);
    for (const name of servers.keys()) {
      const onServer = titled({ name, file: null, sha256: null }, { servers });
      assert.equal(modelWords(onServer), 'Our cluster, on a server (llama-70b at models.example/v1)');
    }
    const gone = titled({ name: recorded, file: null, sha256: null }, {});
    assert.equal(modelWords(gone), 'llama-70b at models.example/v1, on a server');
  });

  it('says of a server what its test found about samples and seeds, and promises nothing of its seeds', () => {
    const limit = 'Several samples from it are one.';
    const served = { title: 'Our cluster', served: 'x', limits: [limit] };
    const onServer = titled({ name: 'x', file: null, sha256: null }, { servers: new Map([['x', served]]) });
    const said = { ...facts, models: [onServer] };
    const words = `When the server of Our cluster was tested: ${limit}`;
    assert.ok(labMethods(said).includes(words));
    const chance = clearItems(said).find(({ subject }) => subject.startsWith('Chance in the answers'))!;
    assert.ok(chance.told.includes(words));
    assert.match(chance.told[0]!, /a server is sent the seed, and whether it keeps to it is up to it/);
    assert.doesNotMatch(chance.told[0]!, /same tokens/);
    assert.doesNotMatch(labMethods(facts), /was tested/);
  });

  it('names the coder in the heads of its tables', () => {
    const heads = ['per-code.csv', 'confusion.csv'].map((name) => Object.keys(rowsOf(name)[0]!));
    for (const head of heads) assert.ok(head.includes(`by ${facts.reference}`) && head.includes('by the model'));
  });

  it('names its tables by the sheet, so that those of two sheets lie in one folder', () => {
    assert.deepEqual(
      labCsvSet(facts).map(({ name }) => name),
      labCsvNames('try.lab.json'),
    );
    const both = [...labCsvNames('try.lab.json'), ...labCsvNames('other.lab.json')];
    assert.equal(new Set(both).size, both.length);
  });

  it('tells every setting of the sheet, the model’s file and the texts by their hashes', () => {
    const { sheet, study } = facts.source.prepared;
    const leaves = (value: unknown): string[] =>
      typeof value === 'object' && value !== null ? Object.values(value).flatMap(leaves) : [String(value)];
    const told = new Set(settingsTable(facts).rows.map(([, value]) => String(value)));
    for (const value of leaves(sheet)) assert.ok(told.has(value), value);
    for (const value of [model.file, model.sha256, study.transcripts[0]!.sha256, 'Introspect 9.9.9', '2026-11-29'])
      assert.ok(html.includes(value), value);
    for (const column of facts.columns) assert.match(html, new RegExp(`${column.seeds[0]}, ${column.seeds[1]}`));
    assert.match(html, /temperature 0\.7, top-p 0\.9, top-k 40, min-p 0\.05/);
    assert.match(labMethods(facts), /tiny <model>.*SHA-256 abab.*temperature 0\.7.*development part/s);
  });

  it('says how a segment came to the coder’s one code, and how many had none or several', () => {
    const { study } = facts.source.prepared;
    // Ana's codes on T1, the development part: sleep, worry, none, mood. Two of them also get a shorter stretch of mood.
    const two = study.transcripts.map((transcript) => ({
      ...transcript,
      segments: [
        ...transcript.segments,
        ...transcript.segments
          .filter(({ coder, code }) => coder === 'ana' && code !== 'mood')
          .map((segment) => ({ ...segment, end: utf16(segment.start + 3), code: 'mood' })),
      ],
    }));
    const of = { ...prepared(), study: { ...study, transcripts: two } };
    const told = labMethods(factsOf(of));
    assert.match(told, /\(ana; 4 segments\)\. Of the codes that the coder put on a segment, the one that covers most/i);
    assert.match(told, /Of 4 segments, 2 carried several codes, of which one counts, and 1 carried none of them/);
    assert.doesNotMatch(told, /4 segments with a code/);
    assert.match(labMethods(facts), /Of 4 segments, 0 carried several codes/);
  });

  it('warns of agreement that could not be otherwise, and of a test part that was seen before', () => {
    const cold = { temperature: 0, seed: 1 };
    const warning = /At temperature 0 the model draws nothing/;
    assert.match(labMethods(factsOf(prepared({ sampling: cold }))), warning);
    assert.doesNotMatch(labMethods(facts), warning);
    assert.doesNotMatch(labMethods(factsOf(prepared({ sampling: cold, repeats: 1 }))), warning);
    const { sheet } = facts.source.prepared;
    assert.equal(codedNote(sheet), null);
    assert.match(codedNote({ ...sheet, segments: { kind: 'coded', code: 'sleep' } })!, /one and the same code/);
    const opened = prepared({ test: { transcripts: ['transcripts/T2.transcript.txt'], openedAt } });
    const runs = runsOf(opened);
    const at = (day: string) => runs.map((run, i) => line(run, recordOf(run, i), `${day}T10:00:00.000Z`)).join('');
    assert.match(labMethods(factsOf(opened, { journal: at('2026-11-21') })), /no run had been made on it before/);
    assert.match(
      labMethods(factsOf(opened, { journal: at('2026-11-19') })),
      /before, \d+ runs had been made on it, so that it is no/,
    );
  });

  it('says where the reference was accepted from suggestions', () => {
    assert.doesNotMatch(labHtml(facts), /accepted from a model’s suggestions/);
    const sheet = prepared();
    const study = {
      ...sheet.study,
      transcripts: sheet.study.transcripts.map((transcript) => ({
        ...transcript,
        segments: transcript.segments.map((segment, i) => ({
          ...segment,
          ...(i === 0 && { accepted: true as const }),
        })),
      })),
    };
    assert.match(
      labHtml(factsOf({ ...sheet, study })),
      /1 of 3 segments by ana on what was asked about was accepted from a model’s suggestions/,
    );
  });

  it('is one page that loads nothing and runs nothing, whatever prompts, replies and names say', () => {
    assert.doesNotMatch(html, /<script|<b>at|src=|@import|url\(|<link/);
    assert.doesNotMatch(html.replaceAll('http://www.w3.org/2000/svg', ''), /https?:\/\//);
    assert.match(html, /Text: I wake &lt;b&gt;at&lt;\/b&gt; three\./);
    assert.match(html, /=cmd\|&#39; &lt;script&gt;&quot;/);
    assert.match(html, /<title>Lab report: Prompts &lt;\/title&gt;/);
    assert.equal(labHtml(factsOf(prepared(), { samples: 10 })), html);
  });

  it('counts what is recorded and lists what is missing at its top, to be written by the researcher', () => {
    for (const { items } of checklists(facts)) {
      const counts = countStatuses(items);
      assert.equal(
        Object.values(counts).reduce((a, b) => a + b),
        items.length,
      );
      for (const one of items) {
        assert.ok(one.told.length + one.missing.length > 0 || one.notApplicable !== undefined, one.subject);
        for (const missing of one.missing)
          assert.ok(html.split('id="methods"')[0]!.includes(missing.replaceAll('’', '’').slice(0, 25)), missing);
      }
    }
    assert.equal(statusOf(item(/^Ethics/)), 'missing');
    assert.equal(statusOf(item(/^Instruction tuning/)), 'notApplicable');
    assert.deepEqual(item(/^Chance in the answers/).missing, []);
    const once = factsOf(prepared({ repeats: 1 }));
    assert.match(item(/^Chance in the answers/, once).missing.join(), /run once/);
    const nobody = factsOf(prepared({ reference: undefined }));
    assert.match(item(/^What counts as right/, nobody).missing.join(), /no coder/);
    assert.match(labHtml(nobody), /No answer was compared with a person/);
    const empty = factsOf(prepared(), { journal: '' });
    assert.match(item(/^Which model/, empty).missing.join(), /nothing has been run yet/);
    assert.match(labHtml(empty), /Not run\./);
  });

  it('has every item of the published tables once, in their order and by their numbers', () => {
    const letters = (number: number, last: string) =>
      Array.from({ length: last.charCodeAt(0) - 96 }, (_, i) => `${number}${String.fromCharCode(97 + i)}`);
    const published = {
      clear: ['1', '2', '3', '4', '5', '6', '7', '8'],
      tripod: [
        ...['1', '2', ...letters(3, 'b'), '4', ...letters(5, 'e'), ...letters(6, 'e'), ...letters(7, 'e')],
        ...[...letters(8, 'c'), ...letters(9, 'b'), '10', '11', '12', '13', ...letters(14, 'f'), '15'],
        ...[...letters(16, 'd'), '17', '18', ...letters(19, 'g')],
      ],
    };
    assert.equal(published.tripod.length, 49);
    const sheets = [
      facts,
      factsOf(prepared({ reference: undefined, repeats: 1 })),
      factsOf(prepared(), { journal: '' }),
    ];
    for (const of of sheets)
      for (const { guideline, items } of checklists(of))
        assert.deepEqual(
          items.map(({ number }) => number),
          published[guideline],
        );
    assert.match(html, /id="tripod-7c"[^]*7c What counts as right/);
    assert.deepEqual(
      rowsOf('checklist.csv').map((row) => row['number']),
      [...published.clear, ...published.tripod],
    );
  });

  it('asks of generated text what it does not ask of codes, and the other way round', () => {
    const states = (of: typeof facts) =>
      Object.fromEntries(
        checklists(of)
          .flatMap(({ guideline, items }) => (guideline === 'tripod' ? items : []))
          .map((one) => [one.number, statusOf(one)]),
      );
    const codes = states(facts);
    assert.deepEqual([codes['6e'], codes['7a'], codes['10']], ['told', 'notApplicable', 'notApplicable']);
    const task = { kind: 'summary' as const, question: 'What is said?' };
    const summaries = states(factsOf({ ...prepared({ task, techniques: [{ id: 'zero', kind: 'zeroShot' }] }), task }));
    assert.deepEqual([summaries['6e'], summaries['7a'], summaries['10']], ['notApplicable', 'missing', 'told']);
  });

  it('gives precision, recall and F1 with their intervals, and says how these were made', () => {
    const rows = rowsOf('per-code.csv').filter((row) => row['precision'] !== '');
    assert.ok(rows.length > 0);
    for (const row of rows)
      for (const figure of ['precision', 'recall', 'F1']) {
        const [low, value, high] = [`${figure}: low`, figure, `${figure}: high`].map((name) => Number(row[name]));
        if (row[figure] !== '') assert.ok(low! <= value! && value! <= high! && low! < high!, JSON.stringify(row));
      }
    const named = rowsOf('figures.csv').filter((row) => row['figure'] === 'precision' && row['value'] !== '');
    assert.ok(named.length > 0 && named.every((row) => row['low'] !== '' && row['high'] !== ''));
    assert.match(html, /<td class="n">0\.\d\d \(0\.\d\d to \d\.\d\d\)/);
    for (const told of [html, labMethods(facts)]) assert.match(told, /Wilson’s score interval/);
    assert.match(html, /All segments are of one transcript/);
    assert.doesNotMatch(labMethods(factsOf(prepared({ reference: undefined }))), /Wilson/);
  });

  it('gives what varies in a prompt and what does not, and every distinct prompt in the CSV set', () => {
    const [zero, few] = facts.columns;
    assert.equal(zero!.steps[0]!.template, '<|user|>Which? Text: ⟦the segment⟧');
    assert.deepEqual([few!.steps[0]!.template, few!.steps[0]!.templates > 1], [null, true]);
    const prompts = rowsOf('prompts.csv');
    const sent = new Set(facts.records.flatMap((run) => run!.result.steps.map(({ prompt }) => prompt)));
    assert.deepEqual(new Set(prompts.map((row) => row['text'])), sent);
    assert.equal(
      prompts.reduce((total, row) => total + Number(row['times sent']), 0),
      facts.records.length,
    );
    const ids = new Set(prompts.map((row) => row['prompt']));
    for (const row of rowsOf('answers.csv')) assert.ok(ids.has(row['prompts']), row['prompts']);
  });

  it('lists prompts that were tried and taken out, with what they were, and keeps the sheet’s own apart', () => {
    const before = prepared({
      techniques: [
        { id: 'old', kind: 'role', options: { role: 'You are old.' } },
        { id: 'zero', kind: 'zeroShot' },
      ],
      sampling: { temperature: 0, seed: 1 },
    });
    const journal = journalOf(before, '2026-11-18T09:00:00.000Z') + journalOf(prepared());
    const { tried, period } = factsOf(prepared(), { journal });
    assert.deepEqual(
      tried.map(({ technique, kind, options, runs, isStillAsked }) => ({
        technique,
        kind,
        options,
        runs,
        isStillAsked,
      })),
      [
        { technique: 'old', kind: 'role', options: '{"role":"You are old."}', runs: 8, isStillAsked: false },
        { technique: 'zero', kind: 'zeroShot', options: '{}', runs: 8, isStillAsked: true },
      ],
    );
    assert.equal(tried[0]!.period.first, '2026-11-18T09:00:00.000Z');
    assert.equal(period.first, '2026-11-19T08:00:00.000Z');
    const page = labHtml(factsOf(prepared(), { journal }));
    assert.match(page, /old \(role\)/);
    assert.match(page, /Options: role “You are old\.”/);
  });

  it('says when the test part was opened, what ran on it before, and which other prompts did', () => {
    const test = { transcripts: ['transcripts/T2.transcript.txt'], openedAt };
    const opened = prepared({ test });
    const other = prepared({ test, techniques: [{ id: 'other', kind: 'definitions' }] });
    const [early] = runsOf(other);
    const journal =
      line(early!, recordOf(early!, 0), '2026-11-19T00:00:00.000Z') + journalOf(opened, '2026-11-21T00:00:00.000Z');
    const clean = factsOf(opened, { journal: journalOf(opened, '2026-11-21T00:00:00.000Z') });
    assert.deepEqual(clean.integrity, { before: 0, undated: 0, otherPrompts: 0 });
    const dirty = factsOf(opened, { journal });
    assert.deepEqual(dirty.integrity, { before: 1, undated: 0, otherPrompts: 1 });
    assert.match(labHtml(dirty), /It was opened once, on 2026-11-20 at 10:00 UTC/);
    assert.match(labHtml(dirty), /no clean test/);
    assert.doesNotMatch(labHtml(clean), /no clean test/);
    // The page says it beside the figures too.
    const limits = (from: typeof clean) =>
      testLimits(readRuns(runsOf(opened), from.source.journal, hash, 'R'), opened.sheet, opened.study);
    assert.deepEqual([limits(clean), limits(dirty)], [[], [noCleanTest]]);
    const closed = prepared();
    assert.deepEqual(testLimits(readRuns(runsOf(closed), journal, hash, 'R'), closed.sheet, closed.study), []);
    const undated = runsOf(opened)
      .map((run, i) => line(run, recordOf(run, i), null))
      .join('');
    assert.equal(factsOf(opened, { journal: undated }).integrity.undated, 24);
  });

  it('says what was set of a technique as a person says it', () => {
    const said = [
      { calibrate: true, perToken: false },
      { count: 4, choose: 'similar', picked: [] },
      { count: 4, choose: 'picked', picked: ['a'] },
      { count: 1 },
      { samples: 5, temperature: 0.7 },
      { role: 'You are old.' },
      { name: 'Mine', system: 'Be brief.', user: '{{text}}' },
    ].map(optionWords);
    assert.deepEqual(said, [
      'calibrated on texts without content; scored over whole codes',
      '4 examples; those most like the text',
      'picked by hand; 1 example',
      '1 passage',
      '5 votes; temperature at least 0.7',
      'role “You are old.”',
      'name “Mine”; system message “Be brief.”; prompt “{{text}}”',
    ]);
    assert.doesNotMatch(html, /Options: \{|: (?:true|false)\b/);
  });

  it('has a row for every run, and the figures of its tables in the CSV files, unrounded', () => {
    const answers = rowsOf('answers.csv');
    assert.ok(`code by ${facts.reference}` in answers[0]!, 'the person’s code and the model’s are told apart');
    assert.equal(answers.length, facts.source.runs.length);
    assert.deepEqual(
      answers.map((row) => row['state']),
      answers.map(() => 'made'),
    );
    const chance = answers.filter((row) => row['column'] === 'chance');
    assert.ok(chance.every((row) => row['entropy (bits)'] === '2' && row['probability'] === '0.25'));
    // No spreadsheet runs a reply.
    for (const row of rowsOf('replies.csv')) assert.doesNotMatch(row['reply']!, /^=/);
    for (const { id, report } of facts.columns) {
      const cells = rowsOf('confusion.csv').filter((row) => row['column'] === id);
      assert.equal(
        cells.reduce((total, row) => total + Number(row['segments']), 0),
        report.measure!.n,
      );
      const byBoth = rowsOf('per-code.csv').filter((row) => row['column'] === id);
      const hits = report.measure!.confusion.reduce((total, row, i) => total + row[i]!, 0);
      assert.equal(
        byBoth.reduce((total, row) => total + Number(row['by both']), 0),
        hits,
      );
    }
    const missing = factsOf(prepared(), { journal: journalOf(prepared()).split('\n').slice(3).join('\n') });
    assert.equal(rowsOf('answers.csv', missing).filter((row) => row['state'] !== 'made').length, 3);
    assert.match(labHtml(missing), /3 runs of 24 are missing from the figures/);
    const withValue = rowsOf('figures.csv').filter((row) => row['value'] !== '');
    assert.ok(withValue.some((row) => row['low'] === '' && /at least 10/.test(row['no interval']!)));
    assert.ok(
      withValue.every((row) => row['low'] !== '' || row['no interval'] !== ''),
      'no gap without its reason',
    );
  });

  it('reads back from its CSV what a reply said, but for the apostrophe before a formula', () => {
    const reply = fc.array(fc.constantFrom('a', '"', ',', '\n', ';', 'ü', '=', '\r\n', '<'), { maxLength: 8 });
    fc.assert(
      fc.property(reply, (parts) => {
        const said = parts.join('');
        const sheet = prepared({ repeats: 1, techniques: [{ id: 'zero', kind: 'zeroShot' }] });
        const journal = runsOf(sheet)
          .map((run, i) => {
            const record = recordOf(run, i);
            return line(run, { ...record, steps: record.steps.map((step) => ({ ...step, reply: said })) }, null);
          })
          .join('');
        const read = rowsOf('replies.csv', factsOf(sheet, { journal, samples: 0 }))[0]!['reply'];
        assert.equal(read, /^[=\r]/.test(said) ? `'${said}` : said);
      }),
      { numRuns: 5 },
    );
    assert.equal(answersTable(facts).columns.length, answersTable(facts).rows[0]!.length);
  });

  it('draws its figures as pictures that XML readers take, with the coders’ own figure beside them', () => {
    const agreement = agreementChart(facts.results, 'percent');
    const charts = [
      agreement,
      stabilityChart(facts.results, 'alpha'),
      confusionChart(facts.columns[0]!.report, facts.reference),
    ];
    for (const chart of charts) parseXml(framePicture(pictureOf(chart!)), 'picture.svg');
    assert.equal(agreement!.table.rows.length, facts.columns.length + 1);
    assert.match(agreement!.notes.join(), /coders with each other/);
    assert.match(agreement!.notes.join(), /Interval by Wilson’s score method/);
    assert.match(agreementChart(facts.results, 'alpha')!.notes.join(), /No interval: An interval needs at least 10/);
    assert.match(labHtml(facts), /macro F1: No interval/);
    assert.match(labHtml(facts), /<th scope="row">Coders with each other<\/th><td class="n">4<\/td>/);
    const page = labHtml(facts);
    assert.match(page, /<th scope="row">Zero-shot and Few-shot<\/th><td class="n">4<\/td>/);
    assert.match(page, /Every two ways of asking were compared on the segments that both answered/);
    for (const source of ['McNemar, Q.', 'Fagerland, M. W.', 'Holm, S.']) assert.ok(page.includes(source), source);
    assert.equal(agreementChart(factsOf(prepared({ reference: undefined })).results, 'percent'), null);
  });
});
