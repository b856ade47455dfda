import assert from 'node:assert/strict';
import { themeNames } from '../harness';
import { parseTranscript } from '../../../src/core/transcript/transcript';
import { folder, messagesFor, openAgreement, sampleStudy, withModel } from './scene';

/** The people of the sample study, and the model of `withModel`. */
const withTiny = ['ana', 'ben', 'model:tiny'];

describe('agreement: panel', () => {
  it('shows the figures of the sample study, each with its unit and a note', async () => {
    const panel = await openAgreement();
    assert.deepEqual(await panel.sent(), [{ type: 'ready', choices: null }]);
    await panel.send(...(await messagesFor()));
    assert.equal(await panel.page.locator('.value').innerText(), '0.64');
    assert.match(await panel.page.locator('.headline').innerText(), /over 3,876 turns × codes/);
    const kappa = panel.page.locator('[data-coefficient=cohenKappa]');
    assert.match(await kappa.innerText(), /0\.64[\s\S]*0\.\d\d to 0\.\d\d[\s\S]*3,876 turns × codes/);
    await kappa.getByRole('button', { name: 'What does Cohen’s kappa say?' }).click();
    await kappa.getByText('When it misleads').waitFor();
    await panel.close();
  });

  it('counts turns behind a name from right to left', async () => {
    const panel = await openAgreement();
    const [study] = await messagesFor();
    assert.ok(study?.type === 'study');
    const speakers = [...study.study.speakers, { name: 'מראיין', turnsIn: [3, 0, 0] }];
    await panel.send({ ...study, study: { ...study.study, speakers } });
    const places = await panel.page.locator('.speakers label', { hasText: 'מראיין' }).evaluate((label) => {
      const walker = document.createTreeWalker(label, NodeFilter.SHOW_TEXT);
      const place = (found: string): DOMRect => {
        for (let node = (walker.currentNode = label) as Node | null; node; node = walker.nextNode()) {
          const at = node.nodeType === Node.TEXT_NODE ? (node.textContent ?? '').indexOf(found) : -1;
          if (at < 0) continue;
          const range = document.createRange();
          range.setStart(node, at);
          range.setEnd(node, at + found.length);
          return range.getBoundingClientRect();
        }
        throw new Error(`Not there: ${found}`);
      };
      return { name: place('מראיין').right, count: place('3').left };
    });
    assert.ok(places.count >= places.name, `${places.count} ≥ ${places.name}`);
    await panel.close();
  });

  it('shows each code with how often each coder used it, and why a figure is missing', async () => {
    const panel = await openAgreement();
    await panel.send(...(await messagesFor()));
    const { codebook } = await sampleStudy();
    const row = (name: string) =>
      panel.page.locator(`[data-code="${codebook.codes.find((c) => c.name === name)!.id}"]`);
    assert.match(await row('Sleep disruption').innerText(), /10\s+8\s+98\.2\s%\s+0\.77\s+0\.\d\d to/);
    assert.equal(await row('Sleep disruption').locator('.whisker').count(), 1);
    await panel.page.getByLabel('Show').selectOption('Percent agreement');
    assert.match(await row('Sleep disruption').innerText(), /10\s+8\s+98\.2\s%/);
    await panel.page.getByLabel('Show').selectOption('Krippendorff’s alpha');
    assert.match(await row('Getting through').innerText(), /Not computable:\s+no coder gave this code/);
    await panel.close();
  });

  it('asks for another comparison as coders, unit, scale and codes are chosen, and saves the choices, not the text', async () => {
    const panel = await openAgreement();
    await panel.send(...(await messagesFor()));
    await panel.page.getByRole('checkbox', { name: /Ben K\./ }).uncheck();
    await panel.page.getByLabel('Compare over').selectOption('Sentences');
    await panel.page.getByLabel('What counts').selectOption('One code per unit');
    await panel.page.getByText('Codes: 17 of 17').click();
    await panel.page.getByRole('checkbox', { name: 'Sleep disruption' }).uncheck();
    const asked = (await panel.sentOf('choose')).at(-1)!.choices;
    assert.deepEqual([asked.coders, asked.unit, asked.scale, asked.codes.length], [['ana'], 'sentence', 'label', 16]);
    const saved = await panel.savedState();
    assert.deepEqual(saved, { folder, choices: asked, coefficient: 'alpha' });
    await panel.close();
    const again = await openAgreement({ state: saved });
    assert.deepEqual(await again.sent(), [{ type: 'ready', choices: asked }]);
    await again.close();
  });

  it('offers who speaks in the transcripts that are ticked, with their turns there', async () => {
    const panel = await openAgreement();
    await panel.send(...(await messagesFor()));
    const offered = () => panel.page.locator('.speakers label').allInnerTexts();
    assert.equal((await offered()).length, 5);
    await panel.page.getByRole('checkbox', { name: 'P02' }).first().uncheck();
    await panel.page.getByRole('checkbox', { name: 'P03' }).first().uncheck();
    const { transcripts } = await sampleStudy();
    const turnsOf = (name: string) => parseTranscript(transcripts[0]!.text).turns.filter((t) => t.speaker === name);
    const some = (await offered()).map((label) => label.replace(/\s+/g, ' ').trim());
    assert.ok(some.length > 1 && some.length < 5, some.join());
    for (const label of some) {
      const [, name, turns] = /^(.+) (\d+) turns?$/.exec(label)!;
      assert.equal(Number(turns), turnsOf(name!).length, label);
    }
    await panel.page.getByRole('checkbox', { name: /^Interviewer/ }).uncheck();
    const { speakers } = (await panel.sentOf('choose')).at(-1)!.choices;
    assert.ok(speakers?.includes('P02'), 'who is not offered stays chosen for when the transcript is ticked again');
    await panel.close();
  });

  it('asks for chosen speakers, sub-codes as their top code, and other samples and seed', async () => {
    const panel = await openAgreement();
    await panel.send(...(await messagesFor()));
    const asked = async () => (await panel.sentOf('choose')).at(-1)!.choices;
    const interviewer = panel.page.getByRole('checkbox', { name: /^Interviewer/ });
    await interviewer.uncheck();
    assert.deepEqual((await asked()).speakers, ['P01', 'P03', 'P02', 'Wife']);
    await interviewer.check();
    assert.equal((await asked()).speakers, null, 'everyone, whoever may join');
    await panel.page.getByText('Codes: 17 of 17').click();
    await panel.page.getByRole('checkbox', { name: 'Count sub-codes as their top code' }).check();
    assert.equal((await asked()).rollUp, true);
    await panel.page.getByText('Intervals: 100 bootstrap samples, seed 0').click();
    await panel.page.getByLabel('Bootstrap samples').fill('2000');
    await panel.page.getByLabel('Bootstrap samples').press('Enter');
    await panel.page.getByLabel('Seed').fill('42');
    await panel.page.getByLabel('Seed').press('Enter');
    const choices = await asked();
    assert.deepEqual([choices.samples, choices.seed], [2000, 42]);
    await panel.page.getByLabel('Seed').fill('43');
    await panel.send({ type: 'progress', share: 0.5 });
    assert.equal(await panel.page.getByLabel('Seed').inputValue(), '43', 'what is being typed stays');
    const count = (await panel.sentOf('choose')).length;
    await panel.page.getByLabel('Seed').fill('-1');
    await panel.page.getByLabel('Seed').press('Enter');
    assert.equal((await panel.sentOf('choose')).length, count);
    assert.equal(await panel.page.getByLabel('Seed').inputValue(), '42', 'what is no seed is put back');
    await panel.close();
    const again = await openAgreement({ state: { folder, choices, coefficient: 'alpha' } });
    assert.deepEqual(await again.sent(), [{ type: 'ready', choices }]);
    await again.close();
  });

  it('puts the steps of a scale in order by keyboard', async () => {
    const panel = await openAgreement();
    const steps = (await sampleStudy()).codebook.codes.slice(1, 4);
    await panel.send(...(await messagesFor({ scale: 'ordered', codes: steps.map(({ id }) => id) })));
    const [first, second, third] = steps.map(({ id }) => id);
    const up = panel.page.getByRole('button', { name: `Move ${steps[2]!.name} up` });
    await up.press('Enter');
    assert.deepEqual((await panel.sentOf('choose')).at(-1)!.choices.codes, [first, third, second]);
    await up.press('Enter');
    assert.deepEqual((await panel.sentOf('choose')).at(-1)!.choices.codes, [third, first, second]);
    assert.equal(await up.getAttribute('aria-disabled'), 'true');
    assert.equal(await panel.page.locator('.steps li').first().innerText(), steps[2]!.name);
    await panel.page.getByLabel('How far apart the steps are').selectOption('quadratic');
    assert.equal((await panel.sentOf('choose')).at(-1)!.choices.weights, 'quadratic');
    await panel.screenshot('steps');
    await panel.close();
  });

  it('shows unitizing alpha and gamma with intervals, and why one is missing', async () => {
    const panel = await openAgreement();
    await panel.send(...(await messagesFor({ unit: 'segment', rollUp: true })));
    const gamma = panel.page.locator('[data-coefficient=gamma]');
    assert.match(await gamma.innerText(), /0\.\d\d\s+0\.\d\d to 0\.\d\d\s+\d+ segments/);
    await panel.page.getByLabel('Show').selectOption('Gamma');
    assert.match(await panel.page.locator('.pairs').innerText(), /0\.\d\d\s+0\.\d\d to 0\.\d\d/);
    assert.match(await panel.page.locator('.codesTable').innerText(), /Unitizing alpha/);
    await panel.page.getByLabel('What gamma takes for chance').selectOption('shifted');
    assert.equal((await panel.sentOf('choose')).at(-1)!.choices.chance, 'shifted');
    await panel.screenshot('segments');
    const short = { unit: 'segment', transcripts: ['transcripts/P01.transcript.txt'], speakers: ['Wife'] } as const;
    await panel.send(...(await messagesFor(short)));
    await panel.page.getByText('are compared, those of the chosen speakers').waitFor();
    await panel.screenshot('few-segments');
    await panel.close();
  });

  it('comes up without what it cannot read in a saved state', async () => {
    const panel = await openAgreement({ state: { folder: 1, choices: { coders: [1] }, coefficient: 'constructor' } });
    assert.deepEqual(await panel.sent(), [{ type: 'ready', choices: null }]);
    await panel.close();
  });

  it('shows progress, can be cancelled and begun again', async () => {
    const panel = await openAgreement();
    const [study, result] = await messagesFor();
    await panel.send(study!, { type: 'progress', share: 0.4 });
    await panel.page.getByRole('button', { name: 'Cancel' }).click();
    assert.equal((await panel.sentOf('cancel')).length, 1);
    await panel.send({ type: 'cancelled' });
    await panel.page.getByRole('button', { name: 'Compute again' }).click();
    assert.equal((await panel.sentOf('reload')).length, 1);
    await panel.send(result!);
    assert.equal(await panel.page.getByRole('button', { name: 'Cancel' }).count(), 0);
    await panel.close();
  });

  it('lists disputed units with their text and opens one in the transcript', async () => {
    const panel = await openAgreement();
    await panel.send(...(await messagesFor()));
    const first = panel.page.locator('.disputed li').first();
    assert.match(
      await first.innerText(),
      /P02, line 17[\s\S]*rehearse ordering[\s\S]*Ana R\.[\s\S]*Own ways of coping[\s\S]*Ben K\.[\s\S]*Worry and rumination/,
    );
    await first.getByRole('button').press('Enter');
    assert.deepEqual(await panel.sentOf('open'), [{ type: 'open', disputed: 0 }]);
    assert.equal(await first.getByRole('button').getAttribute('aria-pressed'), 'true');
    assert.equal(await panel.page.locator('.disputed li').count(), 20);
    await panel.page.getByRole('button', { name: 'Show more' }).click();
    assert.equal(await panel.page.locator('.disputed li').count(), 40);
    await panel.close();
  });

  it('shows people and models as coders, pair by pair', async () => {
    const panel = await openAgreement();
    const study = await withModel();
    await panel.send(...(await messagesFor({ coders: withTiny }, study)));
    assert.equal(await panel.page.locator('.pairs tbody tr').count(), 3);
    assert.match(await panel.page.locator('.pairs tbody tr').last().innerText(), /tiny\s+model/);
    await panel.page.locator('section:has(.confusion) select').selectOption('Ben K. and tiny');
    assert.match(await panel.page.locator('.confusion thead').innerText(), /only Ben K\.\s+only tiny/);
    await panel.screenshot('three-coders');
    await panel.close();
  });

  it('shows one label per unit as a matrix of codes', async () => {
    const panel = await openAgreement();
    await panel.send(...(await messagesFor({ scale: 'label' })));
    assert.match(await panel.page.locator('.confusion').innerText(), /rows are the codes of Ana R\./);
    await panel.screenshot('labels');
    await panel.close();
  });

  it('asks to save each output', async () => {
    const panel = await openAgreement();
    await panel.send(...(await messagesFor()));
    for (const label of ['Report (HTML)', 'Figure of codes (SVG)', 'Disputed units (CSV)'])
      await panel.page.getByLabel('Save').selectOption(label);
    assert.deepEqual(
      (await panel.sentOf('save')).map(({ what, coefficient }) => [what, coefficient]),
      [
        ['report', 'alpha'],
        ['figure', 'alpha'],
        ['disputed', 'alpha'],
      ],
    );
    await panel.close();
  });

  it('says what failed, above the last figures', async () => {
    const panel = await openAgreement();
    await panel.send(...(await messagesFor()));
    const error = {
      code: 'fileInvalid',
      message: 'codebook.json is not valid JSON, line 3.',
      remedy: 'Correct it.',
    } as const;
    await panel.send({ type: 'error', error });
    await panel.page.getByRole('alert').getByText('codebook.json is not valid JSON').waitFor();
    assert.equal(await panel.page.locator('.value').count(), 1);
    await panel.page.getByRole('button', { name: 'Read the study again' }).click();
    assert.equal((await panel.sentOf('reload')).length, 1);
    await panel.close();
  });

  for (const theme of themeNames) {
    it(`is accessible and looks right in ${theme}`, async () => {
      const panel = await openAgreement({ theme });
      await panel.send(...(await messagesFor({ coders: withTiny }, await withModel())));
      await panel.page.getByText(/^Codes: 17/).click();
      await panel.assertAccessible();
      await panel.screenshot('whole');
      await panel.send(...(await messagesFor({ coders: ['ana'], scale: 'label' })));
      await panel.assertAccessible();
      await panel.setWidth(420);
      await panel.screenshot('narrow');
      await panel.close();
    });
  }
});
