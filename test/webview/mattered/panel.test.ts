import assert from 'node:assert/strict';
import { utf16 } from '../../../src/core/base/offsets';
import { themeNames } from '../harness';
import {
  attentionOf,
  checkedOf,
  codes,
  contentOf,
  gapContentOf,
  marksOf,
  openAnswered,
  openMattered,
  partsOf,
  placeOf,
  text,
  textOf,
  tokensOf,
  type MatteredPage,
} from './scene';

const otherModel = { ...contentOf().model, name: 'another', bundled: false };
const plain = (text: string): string => text.replaceAll('\u00a0', ' ').trim();

async function rowOf(panel: MatteredPage, element: string, name: string): Promise<string[]> {
  const row = panel.page.locator(`${element} tbody tr`, {
    has: panel.page.getByRole('rowheader', { name, exact: true }),
  });
  return (await row.first().locator('th, td').allInnerTexts()).map(plain);
}

describe('what mattered: panel', () => {
  it('says which of two places of the same word is meant', async () => {
    const panel = await openMattered();
    const words = 'I slept badly and slept late.';
    await panel.send({ type: 'content', content: contentOf({ text: words }), source: null });
    await panel.send(partsOf({ target: ' Therapist', foil: null, unit: 'word' }, words));
    assert.match(await textOf(panel, '.most'), /^“slept” \(1st of 2\) mattered most/);
    for (const name of ['“slept” (1st)', '“slept” (2nd)', '“badly”'])
      await panel.page.getByRole('rowheader', { name, exact: true }).waitFor();
    await panel.close();
  });

  it('says of words that come apart for the practice model that it knows English alone', async () => {
    const panel = await openMattered();
    const german = 'Ich habe kaum geschlafen in dieser Nacht';
    const tokens = [...german.matchAll(/../gsu)].map(({ index, 0: piece }, id) => {
      return { id, text: piece, start: utf16(index), end: utf16(index + 2), special: false };
    });
    const note = panel.page.getByText(/^The practice model was trained on English alone/);
    await panel.send({ type: 'content', content: contentOf({ text: german, tokens }), source: null });
    await note.waitFor();
    for (const change of [{ text: german }, { tokens: tokens.slice(0, 15) }, { model: otherModel, tokens }]) {
      await panel.send({ type: 'content', content: contentOf({ text: german, ...change }), source: null });
      await note.waitFor({ state: 'detached' });
      await panel.send({ type: 'content', content: contentOf({ text: german, tokens }), source: null });
      await note.waitFor();
    }
    await panel.close();
  });

  it('asks at once about the most probable next word, and says what mattered most for it', async () => {
    const panel = await openMattered();
    assert.deepEqual(await panel.sent(), [{ type: 'ready' }]);
    await panel.send({ type: 'content', content: contentOf(), source: null });
    const ask = { target: ' Therapist', foil: null, unit: 'word' } as const;
    assert.deepEqual(await panel.sentOf('attribute'), [{ type: 'attribute', subjectId: 1, ask }]);
    await panel.send({ type: 'progress', subjectId: 1, work: 'attribution', done: 3, total: 10, secondsLeft: 0.4 });
    assert.match(await textOf(panel, '.working'), /3 of 10 runs, less than a second left/);
    // Of other words, of another question: dropped.
    await panel.send({ ...partsOf(ask), subjectId: 9 }, partsOf({ ...ask, target: ' x' }));
    assert.equal(await panel.page.locator('.most').count(), 0);
    await panel.send(partsOf(ask));
    assert.equal(
      await textOf(panel, '.most'),
      '“slept” mattered most for the next word “Therapist”: without it, its probability falls from 12.0 % to 3.0 %.',
    );
    assert.deepEqual(await panel.sentOf('check'), [], 'attention is still to come');
    await panel.send(attentionOf());
    const [check] = await panel.sentOf('check');
    assert.deepEqual(check?.settings, { most: 4, draws: 20, seed: 0 });
    await panel.send(checkedOf(check));
    const [first, second] = await panel.page.locator('introspect-mattered-check .verdict').allInnerTexts();
    assert.match(plain(first!), /^Leave-one-out does better than chance here: .* \(p = 0\.048 over 20 draws\)/);
    assert.match(plain(second!), /^Attention does no better than chance here/);
    await panel.close();
  });

  it('gives every number in a table, in either order, with what attention is left out', async () => {
    const panel = await openAnswered();
    assert.deepEqual(await rowOf(panel, 'introspect-mattered-table', '“slept”'), [
      '“slept”',
      '+1.400',
      '',
      '3.0 %',
      '4.0 %',
      '',
    ]);
    assert.deepEqual(await rowOf(panel, 'introspect-mattered-table', '“worry”'), [
      '“worry”',
      '−0.600',
      '',
      '21.9 %',
      '4.0 %',
      '',
    ]);
    const names = panel.page.locator('introspect-mattered-table tbody th');
    assert.equal(plain((await names.allInnerTexts())[0]!), '“slept”');
    await panel.page.getByRole('radio', { name: 'in the order of the text' }).check();
    assert.equal(plain((await names.allInnerTexts())[0]!), '“Client”');
    assert.match(await textOf(panel, '.controls:has(#attention)'), /60\.0 % on the first token/);
    await panel.page.getByRole('checkbox', { name: 'Leave out the first token' }).uncheck();
    assert.equal((await rowOf(panel, 'introspect-mattered-table', '“Client”'))[4], '60.0 %');
    // Another ranking by attention: the old verdict goes, and it is checked anew.
    assert.equal(await panel.page.locator('introspect-mattered-check').count(), 0);
    assert.equal((await panel.sentOf('check')).length, 2);
    await panel.close();
  });

  it('keeps words whole and every number in sight beside a transcript, and the words in their own direction', async () => {
    const panel = await openAnswered({ width: 380 });
    const table = panel.page.locator('introspect-mattered-table');
    const heights = await table.locator('tbody th').evaluateAll((cells) => cells.map((cell) => cell.clientHeight));
    assert.ok(Math.max(...heights) < 1.5 * Math.min(...heights), 'no word is broken over lines');
    const out = await table.locator('.scrolls').evaluate((region) => region.scrollWidth - region.clientWidth);
    assert.equal(out, 0);
    assert.equal(await panel.page.evaluate(() => document.documentElement.scrollWidth), 380);
    assert.equal(await panel.page.locator('introspect-mattered-words [role=listbox]').getAttribute('dir'), 'ltr');
    const hebrew = 'לא ישנתי בכלל';
    await panel.send({ type: 'content', content: contentOf({ text: hebrew }), source: null });
    await panel.send(partsOf({ target: ' Therapist', foil: null, unit: 'word' }, hebrew));
    assert.equal(await panel.page.locator('introspect-mattered-words [role=listbox]').getAttribute('dir'), 'rtl');
    await panel.close();
  });

  it('is walked by keyboard: each part tells its numbers, is marked and shown in the editor', async () => {
    const panel = await openAnswered();
    const option = panel.page.getByRole('option', { name: /^“Client”/ });
    await option.focus();
    for (let i = 0; i < 2; i++) await panel.page.keyboard.press('ArrowRight');
    assert.equal(
      await textOf(panel, '.readout'),
      '“slept”: without it the probability goes from 12.0 % to 3.0 % (it adds +1.40 nats). It receives 4.0 % of the attention.',
    );
    await panel.page.keyboard.press('Enter');
    assert.deepEqual(await panel.sentOf('reveal'), [{ type: 'reveal', subjectId: 1, token: 2 }]);
    assert.deepEqual((await panel.sentOf('hover')).at(-1), { type: 'hover', subjectId: 1, token: 2 });
    await panel.page.keyboard.press('End');
    assert.match(await textOf(panel, '.readout'), /^“work”/);
    await panel.page.locator('#unit').selectOption('sentence');
    await panel.send(partsOf((await panel.sentOf('attribute')).at(-1)!.ask));
    await panel.page.getByRole('option', { name: /slept badly/ }).focus();
    await panel.rendered();
    const until = tokensOf(text).length;
    assert.deepEqual((await panel.sentOf('hover')).at(-1), { type: 'hover', subjectId: 1, token: 0, until });
    await panel.close();
  });

  it('asks why this and not that, of typed words and of codes, and tells odds', async () => {
    const panel = await openAnswered();
    await panel.page.getByRole('combobox', { name: 'Rather than' }).selectOption({ label: 'Worry' });
    const ask = { target: ' Therapist', foil: ' Worry', unit: 'word' } as const;
    assert.deepEqual((await panel.sentOf('attribute')).at(-1)?.ask, ask);
    assert.equal(await panel.page.locator('.result[aria-busy=true]').count(), 1);
    await panel.send(partsOf(ask));
    assert.equal(
      await textOf(panel, '.most'),
      '“slept” speaks most for “Therapist” rather than “Worry”: with it the odds are 3.0 to 1, without it 1 to 1.4.',
    );
    await panel.page.getByRole('combobox', { name: 'Next words' }).selectOption({ label: 'other words…' });
    await panel.page.getByRole('textbox', { name: 'Next words: other words' }).fill('I see');
    await panel.page.keyboard.press('Enter');
    assert.deepEqual((await panel.sentOf('attribute')).at(-1)?.ask, { ...ask, target: ' I see' });
    await panel.close();
  });

  it('takes sentences of a longer text, and asks before what takes long; what runs can be stopped', async () => {
    const panel = await openMattered();
    const long = 'I slept badly and I worry about work. '.repeat(12).trim();
    await panel.send({ type: 'content', content: contentOf({ text: long, runMs: 150 }), source: null });
    assert.equal((await panel.sentOf('attribute'))[0]?.ask.unit, 'sentence');
    await panel.page.getByRole('combobox', { name: 'Leave out' }).selectOption('word');
    assert.equal((await panel.sentOf('attribute')).length, 1);
    assert.match(await textOf(panel, '.hint'), /takes 97 runs of the model, about 15 s/);
    await panel.page.getByRole('button', { name: 'Start' }).click();
    assert.equal((await panel.sentOf('attribute'))[1]?.ask.unit, 'word');
    await panel.send({ type: 'progress', subjectId: 1, work: 'attribution', done: 0, total: 97, secondsLeft: 14 });
    await panel.page.getByRole('button', { name: 'Stop' }).click();
    assert.deepEqual(await panel.sentOf('stop'), [{ type: 'stop', subjectId: 1, work: 'attribution' }]);
    await panel.send({ type: 'stopped', subjectId: 1, work: 'attribution' });
    assert.equal(await panel.page.getByRole('button', { name: 'Start' }).count(), 1);
    await panel.close();
  });

  it('says what failed when the model dies in the middle, and runs again when told', async () => {
    const panel = await openMattered();
    await panel.send({ type: 'content', content: contentOf(), source: null });
    const error = {
      code: 'hostDied',
      message: 'The process that runs the model was killed.',
      remedy: 'Try again.',
    } as const;
    await panel.send({ type: 'failed', subjectId: 1, work: 'attribution', error });
    assert.match(await textOf(panel, '[role=alert]'), /was killed/);
    await panel.send({ type: 'recovered', message: 'It was started again and is ready.' });
    await panel.page.getByRole('button', { name: 'Run again' }).click();
    assert.equal((await panel.sentOf('attribute')).length, 2);
    assert.equal(await panel.page.getByRole('alert').count(), 0);
    await panel.close();
  });

  it('has an answer for one word, a part of a long text, an encoder, a server and nothing selected', async () => {
    const panel = await openMattered();
    await panel.send({ type: 'notice', notice: { kind: 'noSelection' }, keepContent: false });
    assert.equal(await panel.page.getByText('Select a sentence in a transcript').count(), 1);

    await panel.send({ type: 'content', content: contentOf({ text: 'tired' }), source: null });
    const ask = { target: ' Therapist', foil: null, unit: 'word' } as const;
    const alone = partsOf(ask, 'tired');
    await panel.send({ ...alone, parts: { ...alone.parts, without: [{ target: null, foil: null }] } });
    assert.match(await textOf(panel, '.most'), /Without its only word, nothing is left to predict from/);
    assert.equal((await rowOf(panel, 'introspect-mattered-table', '“tired”'))[1], 'not computable');
    assert.equal(await panel.page.getByText('there is only one word to leave out').count(), 1);

    const subject = { ...contentOf().subject, omittedTokens: 9488, limit: { tokens: 512, by: 'panel' } } as const;
    await panel.send({ type: 'content', content: contentOf({ subject }), source: null });
    assert.match(
      await textOf(panel, '.omission'),
      /the last 9,488 tokens were left out, because this panel takes at most 512/,
    );

    const model = { ...contentOf().model, predictsNextToken: false };
    await panel.send({ type: 'content', content: contentOf({ model, nextWords: [] }), source: null });
    await panel.page.getByRole('button', { name: 'Choose a model…' }).click();
    assert.deepEqual(await panel.sentOf('action'), [{ type: 'action', action: 'chooseModel' }]);

    const attention = { available: false, why: 'a server tells what its model writes, not where it looks' } as const;
    const server = { host: 'llm.example.org', isSent: false, score: { available: true } } as const;
    const onServer = contentOf({ server, attention, nextWords: [], tokens: [], runMs: null });
    await panel.send({ type: 'content', content: onServer, source: null });
    assert.match(await textOf(panel, '.hint'), /Nothing has been sent.*about 10 requests/s);
    await panel.page.getByRole('button', { name: 'Send these words to llm.example.org' }).click();
    assert.deepEqual(await panel.sentOf('send'), [{ type: 'send', subjectId: 1 }]);
    const score = { available: false, why: 'it refuses to echo a prompt.' } as const;
    await panel.send({ type: 'content', content: { ...onServer, server: { ...server, score } }, source: null });
    assert.match(await textOf(panel, '.hint'), /does not tell how probable a given text is.*refuses to echo/s);
    await panel.close();
  });

  describe('of an encoder that fills gaps', () => {
    const work = placeOf('work');

    it('hides the last word at once and says what mattered for guessing it again', async () => {
      const panel = await openMattered();
      await panel.send({ type: 'content', content: gapContentOf(), source: null }, marksOf());
      const ask = { target: 'work', foil: null, gap: work, unit: 'word' } as const;
      assert.deepEqual(await panel.sentOf('attribute'), [{ type: 'attribute', subjectId: 1, ask }]);
      await panel.send(partsOf(ask));
      assert.equal(
        await textOf(panel, '.most'),
        '“slept” mattered most for the hidden word “work”: without it, its probability falls from 12.0 % to 3.0 %.',
      );
      assert.equal(await panel.page.locator('introspect-mattered-words .text .hidden').innerText(), 'work');
      assert.equal(await panel.page.getByRole('option', { name: /^“work”/ }).count(), 1, 'no part, only a choice');
      assert.match(
        await textOf(panel, 'main'),
        /no attention to set beside it: that of a hidden word is not read here\./,
      );
      const [check] = await panel.sentOf('check');
      assert.deepEqual(
        check?.rankings.map(({ name, scores }) => [name, scores.length]),
        [['attribution', 8]],
      );
      assert.deepEqual(check.ask, ask);
      await panel.send(checkedOf(check));
      assert.match(await textOf(panel, 'introspect-mattered-check .verdict'), /^Leave-one-out does better than chance/);
      assert.ok(
        (await panel.page
          .locator('introspect-mattered-link')
          .getByText(/Leave-one-out/)
          .count()) > 0,
      );
      await panel.close();
    });

    it('hides another word or what was coded, by keyboard, and asks why not other words', async () => {
      const panel = await openMattered();
      await panel.send({ type: 'content', content: gapContentOf(), source: null }, marksOf());
      const hidden = panel.page.getByRole('combobox', { name: 'Hidden words' });
      assert.deepEqual(await hidden.locator('optgroup').first().locator('option').allInnerTexts(), [
        '“slept badly” (Sleep)',
        '“worry about work” (Worry)',
      ]);
      assert.equal(await hidden.locator('option:checked').innerText(), '“work” (I worry about …)');
      await hidden.focus();
      await panel.page.keyboard.press('ArrowUp');
      assert.deepEqual((await panel.sentOf('attribute')).at(-1)?.ask.gap, placeOf('about'));
      await hidden.selectOption({ label: '“slept badly” (Sleep)' });
      const ask = { target: 'slept badly', foil: null, gap: placeOf('slept badly'), unit: 'word' } as const;
      assert.deepEqual((await panel.sentOf('attribute')).at(-1)?.ask, ask);
      await panel.send(partsOf(ask));
      assert.match(await textOf(panel, '.most'), /^“work” mattered most for the hidden words “slept badly”/);
      assert.equal(plain(await panel.page.locator('#unit option:checked').innerText()), 'each word (7 words)');
      const foils = panel.page.getByRole('combobox', { name: 'Rather than' });
      assert.deepEqual(await foils.locator('option').allInnerTexts(), ['nothing: no comparison', 'other words…']);
      await foils.selectOption('typed');
      await panel.page.getByRole('textbox', { name: 'Rather than: other words' }).fill(' slept well ');
      await panel.page.keyboard.press('Enter');
      assert.deepEqual((await panel.sentOf('attribute')).at(-1)?.ask, { ...ask, foil: 'slept well' });
      await panel.send(partsOf({ ...ask, foil: 'slept well' }));
      assert.match(await textOf(panel, '.most'), /speaks most for “slept badly” rather than “slept well”/);
      await panel.close();
    });

    it('says that one word alone cannot be guessed, and what a model is that only reads', async () => {
      const panel = await openMattered();
      await panel.send({ type: 'content', content: gapContentOf({ text: 'tired' }), source: null });
      const asked = (await panel.sentOf('attribute'))[0]!.ask;
      await panel.send(partsOf(asked, 'tired'));
      assert.match(
        await textOf(panel, '.most'),
        /^Nothing is selected beside the hidden word .* Select the words around/,
      );
      await panel.send({ type: 'content', content: gapContentOf({ hideable: null }), source: null });
      assert.match(await textOf(panel, '.hint'), /neither predicts a next word nor guesses hidden ones/);
      await panel.close();
    });

    it('can be taken away: settings and methods say what was hidden, and how it was guessed', async () => {
      const panel = await openMattered();
      await panel.send({ type: 'content', content: gapContentOf(), source: null });
      await panel.send(partsOf((await panel.sentOf('attribute'))[0]!.ask));
      const menu = panel.page.getByRole('combobox', { name: 'Take away what is shown' });
      await menu.selectOption({ label: 'Copy as methods paragraph' });
      const provenance = {
        model: { name: 'small-bert', architecture: 'bert', file: 'model.onnx', sha256: 'ab'.repeat(32) },
        text: { document: 'P01.transcript.txt', line: 3, tokens: 9, omittedTokens: 0, sha256: 'cd'.repeat(32) },
        program: 'Introspect 0.1.0',
        date: '2026-03-02',
      };
      await panel.send({ type: 'provenance', subjectId: 1, provenance });
      const [copied] = await panel.sentOf('copy');
      assert.match(
        copied!.text,
        /the pseudo-log-likelihood of “work” in the place of the hidden words falls.*Salazar et al\., 2020; Kauf & Ivanova, 2023.*hidden words "work"/s,
      );
      assert.doesNotMatch(copied!.text, /next words|after the text/);
      await panel.close();
    });
  });

  it('compares what the chosen coders’ words receive with the rest, one code with another, and shows only these', async () => {
    const panel = await openAnswered();
    const link = 'introspect-mattered-link';
    const attention = 'Attention, mean over heads';
    // 5 of the 8 tokens after the first: “slept”, “badly”, “worry”, “about”, “work.” hold 7 of 10 shares.
    assert.deepEqual(await rowOf(panel, link, attention), [
      attention,
      '5',
      '8 tokens',
      '62.5 %',
      '70.0 %',
      '1.12',
      '0.60',
      '0.63 (8)',
    ]);
    await panel.page.getByRole('checkbox', { name: 'Ana' }).uncheck();
    assert.deepEqual((await rowOf(panel, link, attention)).slice(1), [
      '1',
      '8 tokens',
      '12.5 %',
      '30.0 %',
      '2.40',
      '1.00',
      '0.13 (8)',
    ]);
    await panel.page.getByRole('checkbox', { name: 'Ana' }).check();
    await panel.page.getByRole('combobox', { name: 'Code' }).selectOption('Sleep');
    await panel.page.getByRole('combobox', { name: 'Compared with' }).selectOption('Worry');
    assert.deepEqual((await rowOf(panel, link, attention)).slice(1, 5), ['2 tokens', '3 tokens', '0', '2.00']);
    await panel.page.getByRole('checkbox', { name: 'Only inside segments of “Sleep”' }).check();
    assert.match(await textOf(panel, '.most'), /^Of what is coded, “slept” mattered most/);
    assert.deepEqual((await panel.page.locator('introspect-mattered-table tbody th').allInnerTexts()).map(plain), [
      '“slept”',
      '“badly”',
    ]);
    await panel.page.getByRole('button', { name: 'Compare with rollout as well' }).click();
    assert.deepEqual(await panel.sentOf('rollout'), [{ type: 'rollout', subjectId: 1 }]);
    await panel.send({
      type: 'rollout',
      subjectId: 1,
      weights: Float32Array.from([0.5, ...Array.from({ length: 8 }, () => 0.0625)]),
    });
    assert.equal((await rowOf(panel, link, 'Attention rollout'))[4], '1.00');
    await panel.close();
  });

  it('says why coded words cannot be compared, and that coding blind hides the others', async () => {
    const panel = await openAnswered();
    const section = 'section[aria-label="Coded words"]';
    await panel.send(marksOf({ stretches: [], codes: [], blind: true, coders: [] }));
    assert.match(await textOf(panel, section), /coding blind.*none of these words is coded by you/s);
    assert.equal(await panel.page.getByRole('checkbox', { name: /Only inside coded segments/ }).isDisabled(), true);
    const all = { start: utf16(0), end: utf16(1000), code: codes[0]!.id, coder: 'ana', moved: true };
    await panel.send(marksOf({ stretches: [all] }));
    assert.match(
      await textOf(panel, 'introspect-mattered-link .sentence'),
      /not computable. All of this text is coded/,
    );
    assert.match(await textOf(panel, section), /1 of the segments stands at a guessed place/);
    await panel.send({ type: 'study', subjectId: 1, marks: { notComputable: 'The words are in no study.' } });
    assert.match(await textOf(panel, section), /Not computable: The words are in no study/);
    await panel.close();
  });

  it('can be taken away: pictures, tables with all digits, a methods paragraph', async () => {
    const panel = await openAnswered();
    const menu = panel.page.getByRole('combobox', { name: 'Take away what is shown' });
    const provenance = {
      model: { name: 'tiny', architecture: 'llama', file: 'model.onnx', sha256: 'ab'.repeat(32) },
      text: { document: 'P01.transcript.txt', line: 3, tokens: 9, omittedTokens: 0, sha256: 'cd'.repeat(32) },
      program: 'Introspect 0.1.0',
      date: '2026-03-02',
    };
    const take = async (label: RegExp): Promise<string> => {
      const options = await menu.locator('option').allInnerTexts();
      await menu.selectOption({ label: options.find((option) => label.test(option))! });
      await panel.send({ type: 'provenance', subjectId: 1, provenance });
      const saved = (await panel.sentOf('save')).at(-1);
      return String(saved?.content);
    };
    const csv = await take(/What each part adds: table/);
    const slept = csv
      .split(/\r?\n/)
      .find((line) => line.includes('slept'))!
      .split(',');
    assert.ok(Math.abs(Number(slept[4]) - 1.4) < 1e-12 && Math.abs(Number(slept[7]) - 0.04) < 1e-6, slept.join());
    assert.match(await take(/Deletion check.*table/), /^parts_out,loss_by_attribution,loss_by_attention.*\r?\n1,1\.4/);
    assert.match(await take(/What coded parts receive: table/), /Attention, mean over heads",token,5,8,0\.625,/);
    for (const [label, drawn] of [
      [/^What mattered for.*SVG/, /“slept”.*\+1\.40/],
      [/^What is lost.*SVG/, /<path d="M/],
      [/^What coded parts.*SVG/, /1\.12/],
    ] as const) {
      const svg = await take(label);
      assert.match(svg, drawn);
      assert.doesNotMatch(svg, /NaN|undefined/);
    }
    await menu.selectOption({ label: 'Copy as methods paragraph' });
    await panel.send({ type: 'provenance', subjectId: 1, provenance });
    const [copied] = await panel.sentOf('copy');
    assert.match(
      copied!.text,
      /leave-one-out; Li, Monroe & Jurafsky, 2016.*DeYoung et al\., 2020.*circular shifts.*next words " Therapist"/s,
    );
    await panel.close();
  });

  it('comes back as it was left, without the words', async () => {
    const source = { uri: 'file:///study/transcripts/P01.transcript.txt', start: 10, end: 90 };
    const before = await openMattered();
    await before.send({ type: 'content', content: contentOf(), source }, attentionOf());
    await before.send(partsOf({ target: ' Therapist', foil: null, unit: 'word' }));
    await before.page.getByRole('combobox', { name: 'Attention' }).selectOption('head');
    await before.page.getByRole('combobox', { name: 'Head', exact: true }).selectOption('1');
    await before.page.getByRole('radio', { name: 'attention' }).check();
    const state = await before.savedState();
    assert.ok(!JSON.stringify(state).includes('Therapist') && !JSON.stringify(state).includes('slept'));
    await before.close();
    const after = await openMattered({ state });
    await after.send(
      { type: 'content', content: contentOf({ tokens: tokensOf(contentOf().text) }), source },
      attentionOf(),
    );
    await after.send(partsOf({ target: ' Therapist', foil: null, unit: 'word' }));
    assert.equal(await after.page.getByRole('combobox', { name: 'Head', exact: true }).inputValue(), '1');
    assert.ok(await after.page.getByRole('radio', { name: 'attention' }).isChecked());
    await after.close();
  });

  for (const theme of themeNames) {
    it(`is accessible with everything shown and opened (${theme})`, async () => {
      const panel = await openAnswered({ theme });
      await panel.page.getByRole('option', { name: /^“slept”/ }).focus();
      await panel.rendered();
      await panel.screenshot('all');
      const notes = panel.page.locator('introspect-explain:not([floating]) .subject button');
      for (const note of await notes.all()) await note.click();
      await panel.assertAccessible();
      await panel.close();
    });

    it(`is accessible with a word hidden (${theme})`, async () => {
      const panel = await openMattered({ theme });
      await panel.send({ type: 'content', content: gapContentOf(), source: null }, marksOf());
      await panel.send(partsOf((await panel.sentOf('attribute'))[0]!.ask));
      await panel.send(checkedOf((await panel.sentOf('check')).at(-1)!));
      await panel.rendered();
      await panel.screenshot('hidden');
      for (const note of await panel.page.locator('introspect-explain .subject button').all()) await note.click();
      await panel.assertAccessible();
      await panel.close();
    });
  }
});
