import assert from 'node:assert/strict';
import { utf16 } from '../../../src/core/base/offsets';
import { Review } from '../../../src/features/privacy/review';
import { themeNames } from '../harness';
import { makeReview, openPrivacy, reviewMessage, saved, setup, transcripts } from './scene';

describe('privacy: panel', () => {
  async function openReview(options?: Parameters<typeof openPrivacy>[0]) {
    const review = makeReview();
    const panel = await openPrivacy(options);
    await panel.send({ type: 'setup', setup, saved }, review.toMessage(), reviewMessage(review));
    return { panel, review };
  }

  it('asks for lists and transcripts, and begins when it is told to', async () => {
    const panel = await openPrivacy();
    assert.deepEqual(await panel.sent(), [{ type: 'ready' }]);
    await panel.send({ type: 'setup', setup, saved });
    await panel.page.getByLabel('Places').fill('Ashford\nBad Soden');
    await panel.page.getByRole('checkbox', { name: 'P02' }).uncheck();
    const asked = (await panel.sentOf('choose')).map(({ change }) => change);
    assert.deepEqual(asked, [{ places: 'Ashford\nBad Soden' }, { transcripts: ['transcripts/P01.transcript.txt'] }]);
    await panel.page.getByRole('button', { name: 'Find identifiers' }).click();
    assert.equal((await panel.sentOf('find')).length, 1);
    assert.doesNotMatch(JSON.stringify((await panel.savedState()) ?? null), /Soden/);
    await panel.close();
  });

  it('tells what is typed at every letter, keeps the keyboard’s place in it, and shows it again', async () => {
    const { panel, review } = await openReview();
    const { page } = panel;
    const names = page.getByRole('textbox', { name: 'Names' });
    await names.press('Control+End');
    await names.pressSequentially('\nBo ');
    const typed = (await panel.sentOf('choose')).map(({ change }) => change.names!);
    assert.deepEqual(typed.at(-1), `${setup.choices.names}\nBo `);
    assert.equal(typed.length, 4);
    // Said before the last letters were heard, as when another model comes into use.
    const late = { ...setup, choices: { ...setup.choices, names: typed[1]! } };
    await panel.send({ type: 'setup', setup: late, saved });
    assert.equal(await names.inputValue(), typed.at(-1));
    // A key brings its own.
    const longer = { ...setup, choices: { ...setup.choices, names: `${typed.at(-1)!.trim()}\nAnna Berg` } };
    await panel.send({ type: 'setup', setup: longer, saved });
    assert.equal(await names.inputValue(), longer.choices.names);

    const pseudonym = page.getByLabel('Replace Sarah by');
    await pseudonym.fill('');
    assert.equal((await panel.sentOf('rename')).length, 0);
    await pseudonym.pressSequentially('No');
    assert.deepEqual(
      (await panel.sentOf('rename')).map((one) => one.pseudonym),
      ['N', 'No'],
    );
    review.rename((await panel.sentOf('rename')).at(-1)!.group, 'No');
    await panel.send(reviewMessage(review));
    assert.equal(await pseudonym.inputValue(), 'No');

    const missed = page.getByLabel('Something missed? Select or type it');
    await missed.pressSequentially('My gr');
    await page.locator('[data-adder=text]').getByLabel('What it is').selectOption('place');
    const { draft } = (await panel.sentOf('draft')).at(-1)!;
    assert.deepEqual([draft.text, draft.kind], [{ words: 'My gr', place: null }, 'place']);
    assert.doesNotMatch(JSON.stringify((await panel.savedState()) ?? null), /gr|Bo/);
    await panel.close();

    const again = await openReview();
    await again.panel.send({ type: 'draft', draft });
    assert.equal(await again.panel.page.getByLabel('Something missed? Select or type it').inputValue(), 'My gr');
    await again.panel.close();
  });

  it('shows names whole, and how sure each hit is where one person has surer ones', async () => {
    const text = 'P01: I saw Dr. Berg with Konstantinopolitanskaja. Berg left.\n';
    const [path] = setup.transcripts;
    const review = new Review([{ path: path!, text }], { ...setup.choices, names: '' }, new Map(), 0);
    const panel = await openPrivacy({ width: 1060 });
    await panel.send({ type: 'setup', setup, saved }, review.toMessage(), reviewMessage(review));
    const berg = panel.page.locator('.group', { hasText: 'Berg' }).first();
    await berg.getByRole('button', { expanded: false }).click();
    const hits = await berg.locator('.hit').allInnerTexts();
    assert.deepEqual(
      hits.map((hit) => /likely|a guess/.exec(hit)?.[0]),
      ['likely', 'a guess'],
    );
    const words = panel.page.locator('.words', { hasText: 'Konstantinopolitanskaja' });
    assert.equal(
      await words.evaluate((span) => span.scrollHeight <= 1.5 * parseFloat(getComputedStyle(span).lineHeight)),
      true,
    );
    await panel.close();
  });

  it('shows which other words are replaced by the same name, so that people listed on one line are seen to be one', async () => {
    const text = 'P01: Derek went, and Joan. I told derek and Margaret.\n';
    const choices = { ...setup.choices, names: 'Margaret, Derek, Joan' };
    const review = new Review([{ path: setup.transcripts[0]!, text }], choices, new Map(), 0);
    const panel = await openPrivacy();
    await panel.send({ type: 'setup', setup, saved }, review.toMessage(), reviewMessage(review));
    const head = panel.page.locator('.group', { hasText: 'Derek' }).locator('.toggle');
    assert.match((await head.innerText()).replace(/\s+/g, ' '), /^ ?Derek × 4, also written Joan, Margaret$/);
    await panel.close();
  });

  it('groups hits by person, each to be seen in its words, and applies nothing before all were looked at', async () => {
    const { panel, review } = await openReview();
    const sarah = panel.page.locator('.group', { hasText: 'Sarah' });
    await sarah.getByRole('button', { expanded: false }).press('Enter');
    assert.equal(await sarah.locator('.hit').count(), 5);
    assert.match(await sarah.locator('.hit').first().innerText(), /P01[\s\S]*Thank you for coming, Sarah\. When/);
    assert.equal(await sarah.getByLabel('Replace Sarah by').inputValue(), '[NAME-1]');
    await sarah.locator('.hit').nth(1).getByRole('button', { name: /^Keep/ }).click();
    assert.deepEqual((await panel.sentOf('decide')).at(-1)?.decision, 'keep');
    const apply = panel.page.getByRole('button', { name: /Apply/ });
    assert.match(await apply.innerText(), /not looked at/);
    await apply.click({ force: true });
    assert.deepEqual(await panel.sentOf('apply'), []);

    review.decide(
      review.decisions.map((_, i) => i),
      'replace',
    );
    await panel.send({ type: 'setup', setup: { ...setup, key: 'key.json' }, saved }, reviewMessage(review));
    await panel.page.getByText(/stretches will be replaced/).waitFor();
    await apply.click();
    assert.equal((await panel.sentOf('apply')).length, 1);
    await panel.close();
  });

  it('shows every place before many are decided at once', async () => {
    const { panel } = await openReview();
    const kind = panel.page.locator('[data-kind=name]');
    await kind.locator('.kindHead').getByText('Replace').click();
    assert.deepEqual(await panel.sentOf('decide'), []);
    const hits = await kind.locator('.hit').count();
    assert.ok(hits > 5);
    await kind.locator('.kindHead').getByText('Replace').click();
    assert.deepEqual(
      (await panel.sentOf('decide')).map(({ hits: decided, decision }) => [decided.length, decision]),
      [[hits, 'replace']],
    );
    await panel.close();
  });

  it('has the model look too, marks what it proposes, and measures it apart', async () => {
    const { panel, review } = await openReview();
    await panel.page.getByRole('button', { name: 'Let the model look too' }).click();
    assert.equal((await panel.sentOf('propose')).length, 1);
    await panel.send({ type: 'reading', done: 0.25 });
    await panel.page.getByText('Introspect practice model reads: 25 %').waitFor();
    await panel.page.getByRole('button', { name: 'Stop' }).click();
    assert.equal((await panel.sentOf('stop')).length, 1);
    const start = transcripts[1]!.text.indexOf('Lantern');
    const range = { start: utf16(start), end: utf16(start + 7) };
    // A rule finds the word as well, as one with a capital: the model's proposal must stand for itself here.
    assert.equal(review.propose([{ transcript: 1, kind: 'place', range, bits: 31.26 }]), 0);
    const gran = transcripts[0]!.text.indexOf('My gran') + 3;
    const proposal = {
      transcript: 0,
      kind: 'name',
      range: { start: utf16(gran), end: utf16(gran + 4) },
      bits: 31.26,
    } as const;
    assert.equal(review.propose([proposal]), 1);
    await panel.send(review.toMessage(), reviewMessage(review), { type: 'proposed', model: 'Practice', proposals: 1 });
    await panel.page.getByText('Practice proposes 1 more hit').waitFor();
    const group = panel.page.locator('.group', { hasText: 'gran' });
    assert.match(await group.innerText(), /× 1, model/);
    await group.getByRole('button', { expanded: false }).press('Enter');
    assert.match(await group.locator('.hit').innerText(), /model: 31\.3\sbits/);
    assert.equal(await panel.page.locator('mark.byModel').innerText(), 'gran');
    await panel.page.getByRole('button', { name: 'Draw a sample' }).click();
    await panel.page.getByLabel('An identifier: select or type it').fill('gran');
    await panel.page.getByLabel('An identifier: select or type it').press('Enter');
    await panel.page.getByRole('button', { name: 'I have marked all' }).click();
    await panel.page.getByText(/^Found: 1 of 1/).waitFor();
    await panel.page.getByText(/Without the model’s proposals:\s+0 of 1/).waitFor();
    await panel.send({
      type: 'setup',
      saved,
      setup: { ...setup, model: { name: 'Big', server: 'models.example.org' } },
    });
    await panel.page.getByRole('button', { name: 'Send the transcripts to models.example.org…' }).waitFor();
    await panel.close();
  });

  it('changes what somebody is called, and adds what is missing by typing or selecting it', async () => {
    const { panel } = await openReview();
    await panel.page.getByLabel('Replace Sarah by').fill('Nora');
    await panel.page.getByLabel('Replace Sarah by').press('Tab');
    assert.deepEqual(
      (await panel.sentOf('rename')).map(({ pseudonym }) => pseudonym),
      ['Nora', 'Nora'],
    );
    await panel.page.getByLabel('Something missed? Select or type it').fill('My gran');
    await panel.page.getByLabel('Something missed? Select or type it').press('Enter');
    const start = transcripts[0]!.text.indexOf('My gran');
    assert.deepEqual(await panel.sentOf('add'), [{ type: 'add', transcript: 0, start, end: start + 7, kind: 'name' }]);
    await panel.page
      .locator('.reading')
      .getByText('Thank you for coming')
      .dblclick({ position: { x: 100, y: 8 } });
    assert.notEqual(await panel.page.getByLabel('Something missed? Select or type it').inputValue(), '');
    await panel.page.getByLabel('Something missed? Select or type it').fill('nowhere');
    await panel.page.getByRole('button', { name: 'Add', exact: true }).click();
    await panel.page.getByText('These words are in none of the transcripts that were looked through.').waitFor();
    await panel.close();
  });

  it('finds what is typed as missing in every transcript, across what was found, and in other capitals', async () => {
    const { panel, review } = await openReview();
    const { page } = panel;
    const field = page.getByLabel('Something missed? Select or type it');
    const lantern = transcripts[1]!.text.indexOf('Lantern');
    const known = transcripts[1]!.text.indexOf('know Sarah');
    const gran = transcripts[0]!.text.indexOf('gran');
    await field.fill('lantern');
    await field.press('Enter');
    const at = (transcript: number, start: number, length: number) => ({
      ...{ type: 'add' as const, transcript, start, end: start + length },
      kind: 'name' as const,
    });
    assert.deepEqual(await panel.sentOf('add'), [at(1, lantern, 7)]);
    // What is added is replaced, so it is looked at: its transcript is shown, at its place.
    review.add(1, lantern, lantern + 7, 'name');
    await panel.send({ ...review.toMessage(), version: 1 }, reviewMessage(review));
    await page.getByRole('region', { name: 'The transcript, with what was found' }).getByText('Lantern').waitFor();
    // “Sarah” is marked already: the words lie in two pieces of the page.
    await field.fill('know Sarah');
    await field.press('Enter');
    await field.fill('gran');
    await field.press('Enter');
    assert.deepEqual((await panel.sentOf('add')).slice(1), [at(1, known, 10), at(0, gran, 4)]);
    await panel.close();
  });

  it('measures on a sample that the person marks, and never says anonymous', async () => {
    const { panel } = await openReview();
    await panel.page.getByRole('button', { name: 'Draw a sample' }).click();
    assert.equal(await panel.page.locator('.sample mark').count(), 0);
    const field = panel.page.getByLabel('An identifier: select or type it');
    for (const words of ['Margaret', 'the Lantern']) {
      await field.fill(words);
      await field.press('Enter');
    }
    await panel.page.getByRole('button', { name: 'I have marked all' }).click();
    // Wilson's interval for 1 of 2.
    await panel.page.getByText('Found: 1 of 2: 50 %, 95 % interval 9 to 91 %.').waitFor();
    await panel.page.getByRole('button', { name: 'Add the Lantern' }).click();
    assert.equal((await panel.sentOf('add'))[0]?.transcript, 1);
    assert.doesNotMatch(await panel.page.locator('main').innerText(), /anonym/i);
    await panel.close();
  });

  it('says what was done and what still holds the words', async () => {
    const panel = await openPrivacy();
    const held = {
      notes: 1,
      files: [
        { path: 'transcripts/Anna Berg.transcript.txt', kind: 'name' },
        { path: 'introspect/codebook.json', kind: 'codebook' },
        { path: 'introspect/lab/sleep.runs.jsonl', kind: 'runs' },
        { path: 'introspect/lab/suggestions.jsonl', kind: 'runs' },
        { path: 'talk.conversation.json', kind: 'conversation' },
      ],
      unread: ['notes.docx'],
      isAll: true,
    } as const;
    const summary = { transcripts: 2, skipped: ['transcripts/P09.txt'], replaced: 12, carried: 9, uncertain: 1, held };
    await panel.send({ type: 'setup', setup, saved }, { type: 'applied', summary });
    await panel.page.getByText('12 stretches replaced in 2 transcripts.').waitFor();
    await panel.page.getByText('Changed meanwhile, and left as it is: P09.').waitFor();
    const list = panel.page.locator('.held');
    assert.match(await list.innerText(), /1 note of coders/);
    for (const { path } of held.files) await list.getByText(path, { exact: true }).waitFor();
    const runs = list.locator('li', { hasText: 'sleep.runs.jsonl' });
    assert.match(await runs.innerText(), /asked and answered[\s\S]*suggestions\.jsonl/);
    assert.match(
      await panel.page.locator('main').innerText(),
      /Not looked into, since it is no plain text:\s+notes\.docx/,
    );
    await panel.page.getByRole('button', { name: 'Look again' }).click();
    assert.equal((await panel.sentOf('lookAgain')).length, 1);
    await panel.assertAccessible();
    await panel.page.getByRole('button', { name: 'Move them beside the key' }).click();
    assert.equal((await panel.sentOf('moveOriginals')).length, 1);
    await panel.screenshot('applied');
    await panel.close();
  });

  it('offers to finish a run that was interrupted, and shows what is wrong', async () => {
    const panel = await openPrivacy();
    await panel.send({ type: 'setup', setup: { ...setup, key: 'key.json', unfinished: true }, saved });
    const review = makeReview();
    review.decide(
      review.decisions.map((_, i) => i),
      'replace',
    );
    await panel.send(review.toMessage(), reviewMessage(review));
    await panel.page.getByText('Finish the interrupted run first').waitFor();
    await panel.page.getByRole('button', { name: 'Apply' }).click({ force: true });
    assert.deepEqual(await panel.sentOf('apply'), []);
    await panel.page.getByRole('button', { name: 'Finish it' }).click();
    assert.equal((await panel.sentOf('finish')).length, 1);
    await panel.send({
      type: 'error',
      error: { code: 'badRequest', message: 'P01 has changed.', remedy: 'Find again.' },
    });
    await panel.page.getByRole('alert').getByText('P01 has changed.').waitFor();
    await panel.close();
  });

  for (const theme of themeNames) {
    it(`is accessible and looks right in ${theme}`, async () => {
      const { panel, review } = await openReview({ theme });
      const gran = utf16(transcripts[0]!.text.indexOf('gran'));
      review.propose([{ transcript: 0, kind: 'name', range: { start: gran, end: utf16(gran + 4) }, bits: 31.26 }]);
      await panel.send(review.toMessage(), { type: 'proposed', model: 'Practice', proposals: 1 });
      review.decide([0, 1], 'replace');
      review.decide([2], 'keep');
      await panel.send(reviewMessage(review));
      await panel.page.locator('.group .toggle').first().click();
      await panel.page.getByRole('button', { name: 'Draw a sample' }).click();
      await panel.assertAccessible();
      await panel.screenshot('whole');
      await panel.setWidth(420);
      await panel.screenshot('narrow');
      await panel.close();
    });
  }
});
