import assert from 'node:assert/strict';
import fc from 'fast-check';
import { UserError } from '../../../src/core/base/userError';
import { labCsvSet } from '../../../src/core/prompting/labReport/csvSet';
import { labHtml } from '../../../src/core/prompting/labReport/html';
import { placeTextOfRun, textOfRun } from '../../../src/core/prompting/runKey';
import { limitations } from '../../../src/core/prompting/labReport/intervals';
import { planRuns, type PlannedRun } from '../../../src/core/prompting/runSheet';
import { readRuns } from '../../../src/core/prompting/runsFile';
import type { Item } from '../../../src/core/prompting/technique';
import { factsOf, journalOf, model, prepared, recordOf } from './labScene';

const sheet = prepared();
const lines = journalOf(sheet).trimEnd().split('\n');
const factsWith = (changed: readonly string[]) => factsOf(sheet, { journal: changed.join('\n') });
/** The journal with one value of one line's run set to another. */
const withValue = (line: number, path: readonly string[], value: unknown) =>
  lines.map((text, i) => {
    if (i !== line) return text;
    const entry = JSON.parse(text) as Record<string, unknown>;
    let inner = entry;
    for (const key of path.slice(0, -1)) inner = inner[key] as Record<string, unknown>;
    inner[path.at(-1)!] = value;
    return JSON.stringify(entry);
  });

describe('A runs file that was changed by hand', () => {
  it('is named with the line where an answer is none of the sheet’s, and what to do', () => {
    const journal = withValue(2, ['result', 'answer'], { kind: 'label', label: 'slepe' });
    assert.throws(
      () => factsWith(journal),
      (error) =>
        error instanceof UserError &&
        error.code === 'fileInvalid' &&
        error.message.startsWith('try.runs.jsonl, line 3: ') &&
        !error.message.includes('slepe') &&
        error.remedy !== '',
    );
  });

  it('gives figures, or says where it is wrong, whatever it holds', () => {
    const values = fc.oneof(
      fc.jsonValue(),
      fc.constantFrom(-1, 99, 1e308, '', 'sleep', 'none', '__proto__', 'text', null),
    );
    const keys = ['key', 'at', 'result'];
    const inner = [
      'technique',
      'kind',
      'options',
      'item',
      'repeat',
      'seed',
      'variation',
      'sampling',
      'model',
      'answer',
    ];
    const more = ['probabilities', 'votes', 'rationale', 'passages', 'examples', 'steps', 'program'];
    const paths = fc.oneof(
      fc.constantFrom(...keys).map((key) => [key]),
      fc.constantFrom(...inner, ...more).map((key) => ['result', key]),
      fc.constantFrom('kind', 'label', 'why', 'text').map((key) => ['result', 'answer', key]),
      fc.constantFrom('purpose', 'prompt', 'labels', 'reply').map((key) => ['result', 'steps', '0', key]),
      fc.constantFrom('sleep', 'worry', 'other').map((key) => ['result', 'probabilities', key]),
    );
    fc.assert(
      fc.property(fc.nat(lines.length - 1), paths, values, (line, path, value) => {
        let journal: readonly string[];
        try {
          journal = withValue(line, path, value);
        } catch {
          return; // This line has no such place.
        }
        try {
          const facts = factsWith(journal);
          const files = [labHtml(facts), ...labCsvSet(facts).map(({ content }) => content)];
          assert.doesNotMatch(files.join(), /NaN|undefined/);
        } catch (error) {
          if (!(error instanceof UserError)) throw error;
          assert.match(error.message, /^try\.runs\.jsonl, line \d+: /);
        }
      }),
      { numRuns: 60 },
    );
  });
});

describe('A runs file', () => {
  const hash = (text: string) => text;
  const planned = (items: readonly Item[], library = 'l') => planRuns(sheet.sheet, sheet.task, items, model, library);
  /** What a change at the start of a transcript makes of its segments. */
  const moved = (items: readonly Item[], by: number) =>
    items.map(({ start, end, ...item }): Item => {
      const place = { start: (start + by) as Item['start'], end: (end + by) as Item['end'] };
      return { ...item, ...place, id: `${item.transcript}#${place.start}-${place.end}` };
    });
  const written = (runs: readonly PlannedRun[], keyOf = (run: PlannedRun) => textOfRun(run)) =>
    runs.map((run, i) => JSON.stringify({ key: hash(keyOf(run)), result: recordOf(run, i) })).join('\n');
  const readBack = (runs: readonly PlannedRun[], journal: string) => readRuns(runs, journal, hash, 'try.runs.jsonl');

  it('knows the runs of segments again that a change before them has moved, and gives them their place of now', () => {
    const before = planned(sheet.items);
    const now = planned(moved(sheet.items, 7));
    const found = readBack(now, written(before));
    const answers = before.map((run, i) => recordOf(run, i).answer);
    now.forEach(({ kind, item }, i) => {
      // What is shown beside a segment hangs on where it stands.
      const expected = kind === 'fewShot' ? undefined : { item: item.id, answer: answers[i] };
      const { result } = found.planned[i] ?? {};
      assert.deepEqual(result && { item: result.item, answer: result.answer }, expected);
    });
    assert.equal(found.earlier.length, now.filter(({ kind }) => kind === 'fewShot').length);
  });

  it('asks anew where words, their speaker or their transcript are others', () => {
    const [first, ...others] = sheet.items;
    const known = (item: Item) =>
      readBack(planned([item, ...others]), written(planned(sheet.items))).planned.filter((run) => run !== undefined)
        .length;
    const all = known(first!);
    for (const change of [
      { text: `${first!.text} ` },
      { speaker: 'Q' },
      { transcript: 'transcripts/T9.transcript.txt' },
    ]) {
      const runsOfFirst = planned([first!]).length;
      const id = `${change.transcript ?? first!.transcript}#${first!.start}-${first!.end}`;
      assert.equal(known({ ...first!, ...change, id }), all - runsOfFirst);
    }
  });

  it('keeps the same words in two places apart, and a run for each', () => {
    const [first] = sheet.items;
    const twice = [first!, ...moved([first!], 500)];
    const runs = planned(twice);
    assert.equal(new Set(runs.map(textOfRun)).size, runs.length);
    const found = readBack(planned(moved(twice, 3)), written(runs)).planned;
    assert.deepEqual(
      found.flatMap((run) => (run ? [run.result.item] : [])),
      planned(moved(twice, 3)).flatMap(({ kind, item }) => (kind === 'fewShot' ? [] : [item.id])),
    );
  });

  it('of an older version is read as it was written, by places', () => {
    const runs = planned(sheet.items);
    const found = readBack(runs, written(runs, placeTextOfRun));
    assert.deepEqual(
      found.planned.map((run) => run?.result),
      runs.map((run, i) => JSON.parse(JSON.stringify(recordOf(run, i))) as unknown),
    );
    assert.deepEqual([found.earlier, found.unreadable], [[], []]);
  });

  it('is read behind the mark that some editors put before it, and refused in another encoding', () => {
    const runs = planned(sheet.items);
    const journal = written(runs);
    assert.equal(readBack(runs, `\ufeff${journal.replaceAll('\n', '\r\n')}`).planned.includes(undefined), false);
    const utf16 = Buffer.from(`\ufeff${journal}`, 'utf16le').toString('utf8');
    assert.throws(() => readBack(runs, utf16), /try\.runs\.jsonl, line 1: the file is not saved as UTF-8/);
  });

  it('has lines that are no record named where its figures are limited, and no others', () => {
    const journal = [...lines.slice(0, 2), lines[2]!.slice(0, 40), '', ...lines.slice(3)].join('\n');
    const facts = factsOf(sheet, { journal });
    assert.equal(facts.results.planned - facts.results.made, 1);
    const told = limitations(facts).filter((one) => one.includes('try.runs.jsonl'));
    assert.match(told.join(), /^1 line of try\.runs\.jsonl is no record that this version can read \(line 3\)/);
    assert.equal(limitations(factsOf(sheet)).join().includes('no record'), false);
  });
});
