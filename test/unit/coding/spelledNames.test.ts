import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { spelledAs, spellingKey } from '../../../src/core/base/spelling';
import { codingFiles, loadStudy } from '../../../src/core/coding/loadStudy';
import { transcriptPathFor } from '../../../src/core/coding/newStudy';
import { forgivingFolder } from '../../../src/core/coding/spelledStudy';
import { restorable } from '../../../src/core/privacy/restorable';
import type { Pass } from '../../../src/core/privacy/privacyKey';
import { prepareSheet } from '../../../src/core/prompting/prepare';
import { textOfRun } from '../../../src/core/prompting/runKey';
import { planRuns, type PlannedRun } from '../../../src/core/prompting/runSheet';
import { knownRuns } from '../../../src/core/prompting/runsFile';
import { parseSheet } from '../../../src/core/prompting/sheet';
import { transcriptsFor } from '../../../src/core/suggestions/fromSheet';
import { memoryFolder, sampleStudyTexts } from '../../support/memoryStudy';
import { model, recordOf } from '../prompting/labScene';

const composed = 'transcripts/Übung Zoë.transcript.txt'.normalize('NFC');
const decomposed = composed.normalize('NFD');
const hash = (text: string) => createHash('sha256').update(text).digest('hex');

/** The sample study, with its first transcript and the codes on it under names of one's own. */
function study(transcript: string, codings: string, more: Readonly<Record<string, string>> = {}) {
  const texts = Object.entries(sampleStudyTexts()).map(([file, text]) => {
    const moved = file.startsWith('introspect/') ? codings : transcript;
    return [file.replace('transcripts/P01.transcript.txt', moved), text];
  });
  return forgivingFolder(memoryFolder({ ...(Object.fromEntries(texts) as Record<string, string>), ...more }));
}

describe('a name that comes back spelled otherwise', () => {
  it('is the same name; the very same goes first, and of two others neither is taken', () => {
    assert.equal(spelledAs(composed, [decomposed]), decomposed);
    assert.equal(spelledAs(composed, [decomposed, composed]), composed);
    const mixed = `${composed.slice(0, -20)}${decomposed.slice(-21)}`;
    assert.equal(new Set([composed, decomposed, mixed].map(spellingKey)).size, 1);
    assert.equal(spelledAs(composed, [decomposed, mixed]), undefined);
    assert.equal(spelledAs('P01', ['p01']), undefined);
  });

  for (const [transcript, codings, what] of [
    [decomposed, composed, 'a transcript zipped on a Mac beside codes from there'],
    [composed, decomposed, 'codes whose folder was decomposed on the way'],
  ] as const) {
    it(`keeps everybody’s codes: ${what}`, async () => {
      const folder = study(transcript, codings);
      const loaded = await loadStudy(folder);
      assert.deepEqual(loaded.withoutTranscript, []);
      const own = loaded.codings.filter((one) => one.transcript === transcript);
      assert.deepEqual(
        own.map(({ coder }) => coder),
        ['ana', 'ben'],
      );
      assert.ok((await codingFiles(folder)).some((one) => one.transcript === transcript && one.file.includes(codings)));
      assert.ok(await folder.read(`introspect/coding/${transcript}/ana.json`));
    });
  }

  it('leaves two transcripts that look alike each its own codes', async () => {
    const texts = sampleStudyTexts();
    const ofOther = texts['introspect/coding/transcripts/P02.transcript.txt/ana.json']!;
    const folder = study(composed, composed, {
      [decomposed]: texts['transcripts/P02.transcript.txt']!,
      [`introspect/coding/${decomposed}/ben.json`]: ofOther.replaceAll('"ana"', '"ben"'),
    });
    const { codings, withoutTranscript } = await loadStudy(folder);
    const codersOf = (path: string) => codings.filter((one) => one.transcript === path).map(({ coder }) => coder);
    assert.deepEqual([codersOf(composed), codersOf(decomposed)], [['ana', 'ben'], ['ben']]);
    assert.deepEqual(withoutTranscript, []);
    assert.equal(await folder.read(`introspect/coding/${decomposed}/ana.json`), undefined, 'it is the other’s');
  });

  it('counts a coder once where both spellings of the folder have a file of theirs, and tells the other', async () => {
    const ana = sampleStudyTexts()['introspect/coding/transcripts/P01.transcript.txt/ana.json']!;
    const other = `introspect/coding/${composed}/ana.json`;
    for (const [transcript, codings] of [
      [decomposed, decomposed],
      [decomposed, composed],
    ] as const) {
      const second = codings === composed ? `introspect/coding/${decomposed}/ana.json` : other;
      const loaded = await loadStudy(study(transcript, codings, { [second]: ana }));
      const own = loaded.codings.filter((one) => one.transcript === transcript);
      assert.deepEqual(
        own.map(({ coder }) => coder),
        ['ana', 'ben'],
      );
      assert.deepEqual(loaded.copies, [other], 'the one whose folder is spelled as the transcript is read');
    }
  });

  it('keeps the test part of a lab sheet closed, and its runs known', async () => {
    // Its name lies between the two spellings.
    const other = 'transcripts/V.transcript.txt';
    const third = { [other]: sampleStudyTexts()['transcripts/P03.transcript.txt']! };
    const sheetOf = (path: string) =>
      parseSheet(
        JSON.stringify({
          formatVersion: 1,
          title: 'Prompts',
          segments: { kind: 'turns', transcripts: [path, 'transcripts/P02.transcript.txt', other] },
          task: { kind: 'codes', none: 'none' },
          techniques: [
            { id: 'zero', kind: 'zeroShot' },
            { id: 'few', kind: 'fewShot', options: { count: 2 } },
          ],
          sampling: { temperature: 0, topP: 1, topK: 0, minP: 0, seed: 7 },
          sample: { size: 6, seed: 3 },
          test: { transcripts: ['transcripts/P02.transcript.txt'] },
          reference: 'ana',
        }),
        'try.lab.json',
      );
    const there = await loadStudy(study(composed, composed, third));
    const here = await loadStudy(study(decomposed, composed, third));
    const runsOf = (sheet: ReturnType<typeof sheetOf>, loaded: typeof there) => {
      const prepared = prepareSheet(sheet, loaded, null, hash);
      return planRuns(prepared.sheet, prepared.task, prepared.items, model, prepared.libraryHash);
    };
    const made = runsOf(sheetOf(composed), there);
    const line = (run: PlannedRun, i: number) =>
      `${JSON.stringify({ key: hash(textOfRun(run)), result: { ...recordOf(run, i), answer: { kind: 'noLabel', why: 'unclear' } } })}\n`;
    const runs = runsOf(sheetOf(composed), here);
    assert.equal(runs.length, made.length);
    const known = knownRuns(runs, made.map(line).join(''), hash, 'try.runs.jsonl');
    assert.deepEqual(
      known.map((record) => record?.item),
      runs.map(({ item }) => item.id),
      'about the transcript as it is spelled here',
    );
    const held = { ...sheetOf(composed), test: { transcripts: [composed], openedAt: null } };
    const prepared = prepareSheet({ ...held, segments: { kind: 'turns' } }, here, null, hash);
    assert.ok(prepared.heldBack > 0 && prepared.items.every(({ transcript }) => transcript !== decomposed));
    const paths = here.transcripts.map(({ path }) => path);
    assert.equal(transcriptsFor(held, paths).heldBack, 1);
  });

  it('finds what a key can bring back', () => {
    const pass = { transcript: composed, before: 'a', after: 'b', when: '', replaced: [] } as unknown as Pass;
    const [one] = restorable({ passes: [pass] }, undefined, new Map([[decomposed, 'b']]));
    assert.deepEqual([one?.transcript, one?.passes[0] === pass, one?.of], [decomposed, true, 'own']);
  });

  it('is taken, for a transcript that is copied into the study; a name that Windows refuses becomes one that it takes', () => {
    const taken = new Set([decomposed]);
    assert.equal(transcriptPathFor(composed.slice(12), taken), 'transcripts/Übung Zoë-2.transcript.txt');
    assert.deepEqual(
      ['con.txt', 'a:b?.txt', 'P01 .txt', '10:30 talk.transcript.txt'].map((name) =>
        transcriptPathFor(name, new Set()),
      ),
      ['con_', 'a b', 'P01', '10 30 talk'].map((name) => `transcripts/${name}.transcript.txt`),
    );
  });
});
