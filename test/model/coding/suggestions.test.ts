// Suggestions in a study on disk: made by a scripted model, decided on in the coding editor without VS Code.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { defaultChoices } from '../../../src/core/agreement/agreementChoices';
import { finish } from '../../../src/core/agreement/slices';
import { studyAgreement } from '../../../src/core/agreement/studyAgreement';
import type { Segment } from '../../../src/core/coding/annotations';
import { loadStudy } from '../../../src/core/coding/loadStudy';
import { parseStudy } from '../../../src/core/coding/study';
import { UserError } from '../../../src/core/base/userError';
import { prepareSheet } from '../../../src/core/prompting/prepare';
import type { LabEngine } from '../../../src/core/prompting/runItem';
import { plainSheet, sheetForTranscript } from '../../../src/core/suggestions/request';
import { decisionOf, readAcceptedFrom, readSuggestion } from '../../../src/core/suggestions/suggestion';
import { suggestionRows } from '../../../src/features/coding/suggestionRows';
import { SuggestionRun } from '../../../src/features/coding/suggestionRun';
import type { CodingSuggestion } from '../../../src/protocol/coding';
import { FileLock } from '../../../src/platform/download/fileLock';
import { holdSuggestions } from '../../../src/platform/lab/suggestionsLock';
import { folderOnDisk } from '../../../src/cli/studyOnDisk';
import { copyStudy, sampleStudyDir } from '../../rig/study';
import { CodingWindow, codes, fileOf, transcript } from './support';

const coder = 'model:tiny';
/** As another window makes it. */
function lockOf(journal: string): string {
  mkdirSync(path.dirname(journal), { recursive: true });
  return `${journal}.lock`;
}

const never = new AbortController().signal;
const hash = (text: string) => createHash('sha256').update(text).digest('hex');

/** Finds Sleep disruption wherever the bed, the night or sleep is spoken of. */
function scripted(fail: (asked: string) => UserError | undefined = () => undefined) {
  const asked: string[] = [];
  const engine: LabEngine = {
    model: { name: 'tiny', file: 'model.onnx', sha256: 'a'.repeat(64) },
    generate: ({ messages }) => {
      const question = messages.at(-1)!.content;
      const error = fail(question);
      if (error) return Promise.reject(error);
      asked.push(question);
      const words = question.slice(question.indexOf('Text: ') + 6);
      const text = question.startsWith('Quote') ? `"${words.slice(0, 12).trim()}"` : 'It is about the night.';
      return Promise.resolve({ text, prompt: question, promptTokens: 1, isComplete: true, logprob: -1 });
    },
    likelihoods: ({ messages, labels }) => {
      const question = messages.at(-1)!.content;
      const error = fail(question);
      if (error) return Promise.reject(error);
      asked.push(question);
      const words = question.slice(question.indexOf('Text: '));
      // Says anything to a text without content, so that calibration changes nothing.
      if (/Text: (N\/A|\[MASK\]|…)$/.test(question)) {
        return Promise.resolve({ prompt: '', promptTokens: 1, labels: labels.map(() => ({ logprob: -3, tokens: 1 })) });
      }
      const best = /sleep|bed|night/i.test(words) ? 'Sleep disruption' : 'none of these';
      const scores = labels.map((name) => ({ logprob: Math.log(name === best ? 0.6 : 0.02), tokens: 1 }));
      return Promise.resolve({ prompt: question, promptTokens: 1, labels: scores });
    },
  };
  return { engine, asked };
}

describe('Suggestions on the sample study', () => {
  let folder: string;
  beforeEach(() => {
    folder = copyStudy(sampleStudyDir());
  });
  afterEach(() => rmSync(path.dirname(folder), { recursive: true }));

  async function runOn(window: CodingWindow, { engine } = scripted()) {
    const segments = { kind: 'turns', transcripts: [transcript], speakers: ['P01'] } as const;
    const sheet = sheetForTranscript(plainSheet('labelLikelihood'), 'labelLikelihood', transcript, {
      ...segments,
      transcripts: [...segments.transcripts],
      speakers: [...segments.speakers],
    });
    const prepared = prepareSheet(sheet, await loadStudy(folderOnDisk(folder)), null, hash);
    const shown: (string | null)[] = [];
    return {
      run: new SuggestionRun(
        window.coding,
        prepared,
        null,
        engine,
        'Practice model',
        1,
        ({ outcome }) => shown.push(outcome),
        hash,
      ),
      items: prepared.items.length,
    };
  }
  async function suggest(window: CodingWindow, model = scripted()): Promise<string> {
    const { run } = await runOn(window, model);
    await run.estimate(never);
    return run.finish(never);
  }
  const inFile = (window: CodingWindow) =>
    window.onDisk(coder).first.items.filter((item): item is Segment => item.motivation === 'classifying');
  const openOnes = (window: CodingWindow) => window.page.suggestions.filter(({ status }) => status === 'open');
  const placeOf = (window: CodingWindow, { segment }: CodingSuggestion) => {
    const { start, end, code } = window.page.segments.find(({ id }) => id === segment)!;
    return { stretch: { start, end }, code };
  };
  const accept = (window: CodingWindow, one: CodingSuggestion) =>
    window.act({ act: 'accept', suggestion: one.segment, ...placeOf(window, one) });
  const reject = (window: CodingWindow, one: CodingSuggestion, rejected = true) =>
    window.act({ act: 'reject', suggestion: one.segment, rejected });
  const journal = (window: CodingWindow) =>
    window
      .read('introspect/journal.jsonl')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown> & { what: string });

  it('come into a file of the model’s own, as a coder of the study, and nobody else’s file is touched', async () => {
    const window = await CodingWindow.open(folder);
    const ana = window.read(fileOf('ana'));
    const outcome = await suggest(window);
    const made = inFile(window);
    assert.ok(made.length > 3);
    assert.match(outcome, new RegExp(`^${made.length} new suggestions\\. No code fits \\d+ turns`));
    for (const segment of made) {
      assert.deepEqual(segment.creator, { id: coder, type: 'Software' });
      assert.equal(segment.body.source, `urn:uuid:${codes.sleep}`);
      const said = readSuggestion(segment)!;
      assert.ok(said.probability! > 0.3 && segment.target.selector[1].exact.includes(said.quote!));
    }
    const study = parseStudy(window.read('introspect/study.json'), 'study');
    assert.deepEqual(
      study.coders.map(({ id, kind }) => [id, kind]),
      [
        ['ana', 'person'],
        ['ben', 'person'],
        [coder, 'model'],
      ],
    );
    await window.coding.studyChanged();
    assert.equal(window.page.coders.find(({ id }) => id === coder)?.name, 'Practice model, label likelihood');
    assert.equal(window.page.suggestions.length, made.length);
    assert.ok(window.page.suggestions.every(({ quote }) => quote?.mark.kind === 'verbatim'));
    assert.equal(window.read(fileOf('ana')), ana);
    assert.deepEqual(window.coding.backup(), null);
    const line = journal(window).at(-1)!;
    assert.deepEqual(
      [line.what, line['model'], line['added'], line['seed']],
      ['suggestion.make', coder, made.length, 1],
    );
    for (const text of [JSON.stringify(line)]) assert.doesNotMatch(text, /fridge|night/);
  });

  it('leave no doubt in a comparison about where the model was not asked', async () => {
    const window = await CodingWindow.open(folder);
    await suggest(window);
    const study = await loadStudy(folderOnDisk(folder));
    const told = (speakers: string[] | null) => {
      const coders = ['ana', coder];
      const choices = { ...defaultChoices(study), coders, transcripts: [transcript], speakers, samples: 0 };
      return finish(studyAgreement(study, choices)).messages.filter(({ about }) => about === 'partlyAsked');
    };
    const [message] = told(null);
    assert.match(
      message!.text,
      /^Practice model, label likelihood was asked about \d+ of the \d+ turns of transcripts\/P01/,
    );
    assert.deepEqual(told(['P01']), [], 'it was asked about each of these turns, also where no code fits');
  });

  it('are made once: a second go asks nothing and changes no file', async () => {
    const window = await CodingWindow.open(folder);
    await suggest(window);
    const before = window.read(fileOf(coder));
    const again = scripted();
    const outcome = await suggest(window, again);
    assert.deepEqual(again.asked, []);
    assert.match(outcome, /^0 new suggestions\. \d+ were there before\./);
    assert.equal(window.read(fileOf(coder)), before);
  });

  it('of a run that was cancelled stay, and the next go asks only for the rest', async () => {
    const window = await CodingWindow.open(folder);
    const stop = new AbortController();
    const model = scripted();
    let asked = 0;
    const slow: LabEngine = {
      ...model.engine,
      likelihoods: (request, signal) => {
        if (++asked > 9) stop.abort();
        return model.engine.likelihoods(request, signal);
      },
    };
    const { run, items } = await runOn(window, { engine: slow, asked: [] });
    assert.match(await run.finish(stop.signal), /^Cancelled after \d+ of/);
    const first = inFile(window).length;
    const rest = scripted();
    await suggest(window, rest);
    const labels = rest.asked.filter(
      (one) => one.startsWith('Which code fits') && !/Text: (N\/A|\[MASK\]|…)/.test(one),
    );
    assert.ok(labels.length > 0 && labels.length < items);
    assert.ok(inFile(window).length >= first);
  });

  it('are accepted as an undoable edit of the person’s coding, with where they came from', async () => {
    const window = await CodingWindow.open(folder);
    await suggest(window);
    const model = inFile(window);
    const before = window.read(fileOf('ana'));
    const [one] = openOnes(window);
    const [id] = await accept(window, one!);
    const status = () => window.page.suggestions.find(({ segment }) => segment === one!.segment)!.status;
    assert.equal(status(), 'accepted');
    window.undo();
    assert.equal(status(), 'open');
    await window.coding.save();
    assert.equal(window.read(fileOf('ana')), before);
    window.redo();
    await window.coding.save();
    const mine = window.onDisk('ana').first.items.find((item) => item.id === id) as Segment;
    const from = readAcceptedFrom(mine)!;
    assert.deepEqual(mine.creator, { id: 'ana', type: 'Person' });
    assert.deepEqual([from.suggestion, from.coder, from.technique.kind], [one!.segment, coder, 'labelLikelihood']);
    assert.deepEqual([from.model.name, from.model.sha256], ['tiny', 'a'.repeat(64)]);
    // The model's coding is what it was: only the decision stands beside it.
    const after = inFile(window);
    assert.deepEqual(
      after.map(({ ['introspect:decisions']: _, ...rest }) => rest),
      model,
    );
    const decided = after.find((segment) => segment.id === one!.segment)!;
    assert.deepEqual(decisionOf(decided, 'ana')?.annotations, [id]);
    const [save, line] = journal(window).slice(-2);
    assert.deepEqual([save!.what, line!.what, line!['suggestion']], ['coding.save', 'suggestion.accept', one!.segment]);
    await window.act({ act: 'delete', segments: [id!] });
    assert.equal(status(), 'open');
    await window.coding.save();
    assert.equal(
      decisionOf(
        inFile(window).find((segment) => segment.id === one!.segment)!,
        'ana',
      ),
      undefined,
    );
    assert.equal(journal(window).at(-1)!.what, 'suggestion.reopen');
  });

  it('that are changed before are accepted so, and say what was suggested', async () => {
    const window = await CodingWindow.open(folder);
    await suggest(window);
    const [one] = openOnes(window);
    const { stretch } = placeOf(window, one!);
    const shorter = { start: stretch.start, end: stretch.start + 12 };
    const [id] = await window.act({ act: 'accept', suggestion: one!.segment, stretch: shorter, code: codes.strain });
    await window.coding.save();
    const mine = window.onDisk('ana').first.items.find((item) => item.id === id) as Segment;
    assert.equal(readAcceptedFrom(mine)!.suggested.code, `urn:uuid:${codes.sleep}`);
    assert.equal(
      decisionOf(
        inFile(window).find(({ id: of }) => of === one!.segment)!,
        'ana',
      )?.decision,
      'changed',
    );
    const row = suggestionRows(window.coding).find(({ decision }) => decision === 'changed')!;
    assert.deepEqual([row.code, row.acceptedCodes], ['Sleep disruption', ['Bodily strain']]);
  });

  it('that are rejected leave the person’s file alone, undo, and stay rejected after a save', async () => {
    const window = await CodingWindow.open(folder);
    await suggest(window);
    const before = window.read(fileOf('ana'));
    const [one, two] = openOnes(window);
    await reject(window, one!);
    await reject(window, two!);
    assert.ok(window.coding.backup()?.rejected);
    window.undo();
    assert.equal(window.page.suggestions.find(({ segment }) => segment === two!.segment)!.status, 'open');
    await window.coding.save();
    assert.equal(window.read(fileOf('ana')), before);
    assert.equal(window.coding.backup(), null);
    const again = await CodingWindow.open(folder);
    const statusOf = (in_: CodingWindow) =>
      in_.page.suggestions.find(({ segment }) => segment === one!.segment)!.status;
    assert.equal(statusOf(again), 'rejected');
    // Ben decides for himself.
    const ben = await CodingWindow.open(folder, { coder: 'ben' });
    assert.equal(statusOf(ben), 'open');
    await reject(again, one!, false);
    await again.coding.revert();
    assert.equal(statusOf(again), 'rejected');
    assert.equal(journal(window).at(-1)!.what, 'suggestion.reject');
  });

  it('that one person rejected are not rejected by another who redoes it', async () => {
    const window = await CodingWindow.open(folder);
    await suggest(window);
    const [one] = openOnes(window);
    await reject(window, one!);
    assert.equal(window.undo(), 0);
    window.coder = 'ben';
    await window.coding.load();
    await window.coding.settled();
    assert.equal(window.redo(), 1);
    assert.equal(window.page.suggestions.find(({ segment }) => segment === one!.segment)!.status, 'open');
    assert.equal(window.coding.backup(), null);
  });

  it('that were rejected and not saved come back with what was kept', async () => {
    const window = await CodingWindow.open(folder);
    await suggest(window);
    const [one] = openOnes(window);
    await reject(window, one!);
    const backup = window.coding.backup()!;
    const again = await CodingWindow.open(folder, { coder: 'ana', backup: structuredClone(backup) });
    assert.equal(again.page.suggestions.find(({ segment }) => segment === one!.segment)!.status, 'rejected');
  });

  it('are hidden while the person codes blind', async () => {
    const window = await CodingWindow.open(folder);
    await suggest(window);
    window.settings = { singleKeys: true, blind: true };
    await window.say({ type: 'ready' });
    assert.deepEqual(window.page.suggestions, []);
    assert.ok(window.page.segments.every(({ coder: of }) => of === 'ana'));
  });

  it('never write over a model’s file that cannot be read, or that a newer version wrote', async () => {
    const window = await CodingWindow.open(folder);
    await suggest(window);
    const [one, two] = openOnes(window);
    await accept(window, one!);
    await reject(window, two!);
    const { run } = await runOn(window);
    window.write(fileOf(coder), '{ broken');
    // What was accepted is in the person's own coding; the rejection nowhere else, and so the transcript stays unsaved.
    await assert.rejects(
      window.coding.save(),
      /Your codes are saved, but not, .* which of its suggestions you rejected/,
    );
    assert.equal(window.read(fileOf(coder)), '{ broken');
    assert.ok(window.onDisk('ana').first.items.some((item) => readAcceptedFrom(item)));
    assert.ok(window.coding.backup()?.rejected, 'the rejection is still to be written');
    await assert.rejects(
      run.finish(never),
      (error: unknown) => error instanceof UserError && error.code === 'fileInvalid',
    );
    assert.equal(window.read(fileOf(coder)), '{ broken');
  });

  it('keep unknown fields, and follow their words when the transcript is corrected', async () => {
    const window = await CodingWindow.open(folder);
    await suggest(window);
    const file = window.onDisk(coder);
    const marked = {
      ...file,
      later: 1,
      first: { ...file.first, items: file.first.items.map((item) => ({ ...item, new: [2] })) },
    };
    window.write(fileOf(coder), JSON.stringify(marked));
    await window.coding.codingChanged(coder);
    const [one] = openOnes(window);
    await reject(window, one!);
    await window.coding.save();
    const kept = window.onDisk(coder) as typeof marked;
    assert.equal(kept.later, 1);
    assert.ok(kept.first.items.every((item) => JSON.stringify(item.new) === '[2]'));
    window.write(transcript, window.read(transcript).replace(/^/, '[00:00:00] Interviewer: Before we begin.\n\n'));
    await window.coding.textChanged();
    await window.coding.settled();
    assert.equal(window.page.suggestions.length, kept.first.items.length);
    for (const suggestion of window.page.suggestions) assert.equal(suggestion.quote?.mark.kind, 'verbatim');
  });

  it('are made of what fits in the context window, whatever does not, the first turn included', async () => {
    const window = await CodingWindow.open(folder);
    const tooLong = new UserError('textTooLong', 'The text is too long for this model.', 'Choose less.');
    const full = await runOn(
      window,
      scripted((asked) => (/Text: (Yeah\. Yeah|Ordinary day)/.test(asked) ? tooLong : undefined)),
    );
    assert.match((await full.run.estimate(never)).words, /^For each turn .* About /);
    assert.match(await full.run.finish(never), /^\d+ new suggestions\..* 2 turns failed: The text is too long/);
    const { run } = await runOn(
      window,
      scripted(() => tooLong),
    );
    rmSync(path.join(folder, 'introspect/lab'), { recursive: true });
    await assert.rejects(run.estimate(never), /The text is too long for this model\./);
  });

  it('say what of the questions did not fit', async () => {
    const window = await CodingWindow.open(folder);
    const tooLong = new UserError('textTooLong', 'The text is too long for this model.', 'Choose less.');
    const { run } = await runOn(
      window,
      scripted((asked) => (asked.startsWith('Quote') ? tooLong : undefined)),
    );
    const before = await run.estimate(never);
    assert.match(before.words, /was left out: the question which words show it\.$/);
    const outcome = await run.finish(never);
    assert.match(outcome, /^9 new suggestions\. .* Of 9 turns, not all that was to be asked fitted/);
    for (const { leftOut, quote } of window.page.suggestions) {
      assert.deepEqual([leftOut, quote], [['the question which words show it'], null]);
    }
  });

  it('stand on the right words when the transcript is corrected while the model is asked', async () => {
    const window = await CodingWindow.open(folder);
    const model = scripted();
    let asked = 0;
    const during: LabEngine = {
      ...model.engine,
      likelihoods: async (request, signal) => {
        if (++asked === 12) {
          const words = window.read(transcript);
          const turn = '[00:00:00] Interviewer: Before we begin.\n\n';
          window.write(transcript, turn + words.replace('Yeah. Yeah, fire away.', 'Yes. Yes, fire away.'));
          await window.coding.textChanged();
        }
        return model.engine.likelihoods(request, signal);
      },
    };
    const { run } = await runOn(window, { engine: during, asked: [] });
    const outcome = await run.finish(never);
    assert.match(outcome, /^9 new suggestions\. .* 1 turn changed meanwhile: ask again about them\.$/);
    await window.coding.settled();
    for (const { target } of inFile(window)) {
      const [{ start, end }, { exact }] = target.selector;
      assert.equal([...window.page.text].slice(start, end).join(''), exact);
      assert.match(exact, /sleep|bed|night/i);
    }
  });

  it('are accepted once by two windows that accept at the same time', async () => {
    await suggest(await CodingWindow.open(folder));
    const [one, two] = [await CodingWindow.open(folder), await CodingWindow.open(folder)];
    const [first, second] = openOnes(one);
    for (const window of [one, two]) await accept(window, first!);
    await accept(two, second!);
    for (const window of [one, two]) await window.coding.save();
    for (const file of ['ana', coder]) await one.coding.codingChanged(file);
    const accepted = one.onDisk('ana').first.items.flatMap((item) => readAcceptedFrom(item)?.suggestion ?? []);
    assert.deepEqual(accepted.toSorted(), [first!.segment, second!.segment].toSorted());
    for (const window of [one, two]) {
      const statusOf = new Map(window.page.suggestions.map(({ segment, status }) => [segment, status]));
      assert.deepEqual(
        [first, second].map((of) => statusOf.get(of!.segment)),
        ['accepted', 'accepted'],
      );
      assert.equal(
        window.words('ana').length,
        one.onDisk('ana').first.items.filter((i) => i.motivation === 'classifying').length,
      );
    }
  });

  it('are told to a page that was hidden while they were made', async () => {
    const window = await CodingWindow.open(folder);
    window.suggesting = { progress: null, outcome: '9 new suggestions.' };
    await window.say({ type: 'ready' });
    assert.deepEqual(window.posted.at(-1), { type: 'suggesting', progress: null, outcome: '9 new suggestions.' });
  });

  it('are asked for by one window at a time, which may ask about several transcripts', async () => {
    const journal = path.join(folder, 'introspect/lab/suggestions.jsonl');
    const elsewhere = await FileLock.acquire(lockOf(journal));
    await assert.rejects(holdSuggestions(journal), /in another window\./);
    await elsewhere.release();
    const [one, two] = await Promise.all([holdSuggestions(journal), holdSuggestions(journal)]);
    await one.release();
    assert.ok(existsSync(`${journal}.lock`), 'the second still asks');
    const [, three] = await Promise.all([two.release(), holdSuggestions(journal)]);
    assert.ok(existsSync(`${journal}.lock`));
    await three.release();
    assert.ok(!existsSync(`${journal}.lock`));
  });

  it('fail without a trace where the model does', async () => {
    const window = await CodingWindow.open(folder);
    const { run } = await runOn(
      window,
      scripted(() => new UserError('hostDied', 'The model died.', 'Restart it.')),
    );
    await assert.rejects(run.estimate(never), /The model died\./);
    assert.match(await run.finish(never), /0 new suggestions\. \d+ turns failed: The model died\./);
    assert.ok(!existsSync(path.join(folder, fileOf(coder))));
    assert.equal(parseStudy(window.read('introspect/study.json'), 'study').coders.length, 2);
  });
});
