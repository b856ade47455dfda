import assert from 'node:assert/strict';
import type { TableColumns } from '../../../src/core/exchange/import/csvTable';
import { until } from '../../rig/until';
import { contrastOf } from '../contrast';
import { themeNames } from '../harness';
import {
  again,
  broken,
  old,
  openImport,
  projectBytes,
  reviewOf,
  saved,
  show,
  table,
  zoom,
  type ImportPage,
} from './scene';

const last = async <T extends Parameters<ImportPage['sentOf']>[0]>(panel: ImportPage, type: T) =>
  (await panel.sentOf(type)).at(-1);

const byPerson = 'Time,Interviewer,Anna\n0:01,How do you sleep?,\n0:05,,"Badly, since May."\n0:09,And why is that?,\n';

describe('import: panel', () => {
  it('shows a file as it was read: format, speakers, the first turns, and where it will be written', async () => {
    const panel = await openImport();
    assert.deepEqual(await panel.sent(), [{ type: 'ready' }]);
    await show(panel, await reviewOf([zoom]));
    const text = await panel.page.locator('section.file').innerText();
    assert.match(text, /5.turns · 48.words · 2.speakers/);
    assert.match(text, /written to transcripts\/GMT20260302_Recording\.transcript\.txt/);
    assert.match(text, /0:10\s+Dr\. Maria Keller\s+How have you been sleeping/);
    assert.equal(await panel.page.getByLabel('Read GMT20260302_Recording.vtt as').inputValue(), 'webVtt');
    assert.match(await panel.page.locator('footer').innerText(), /1.transcript from 1.file\./);
    assert.deepEqual(await panel.savedState(), saved);
    await panel.close();
  });

  it('shows what stands before the first speaker, and leaves out what holds no words', async () => {
    const panel = await openImport();
    const bytes = (text: string) => new TextEncoder().encode(text);
    const titled = { name: 'titled.txt', bytes: bytes('Interview with Frau Müller, Bonn\n\nI: Hello.\n\nP: Hello.\n') };
    await show(panel, await reviewOf([titled, { name: 'empty.txt', bytes: bytes(' \n') }]));
    const [first, second] = await panel.page.locator('section.file').allInnerTexts();
    assert.match(first!, /2.turns · 2.words[\s\S]*Interview with Frau Müller, Bonn[\s\S]*Hello/);
    assert.match(second!, /left out[\s\S]*It holds no words/);
    assert.match(await panel.page.locator('footer').innerText(), /1.transcript from 1.file\./);
    await panel.close();
  });

  it('shows all turns that it counts as shown: how many more there are stands below them', async () => {
    const panel = await openImport();
    const words = 'one two three four five six seven eight nine ten '.repeat(6);
    const turns = Array.from({ length: 14 }, (_, i) => `${i % 2 ? 'P' : 'I'}: Turn ${i + 1}. ${words}`);
    const bytes = new TextEncoder().encode(turns.join('\n\n'));
    await show(panel, await reviewOf([{ name: 'long.txt', bytes }]));
    await panel.page.getByText('and 2 more turns').waitFor();
    const list = panel.page.locator('.turns');
    assert.equal(await list.locator('li').count(), 12);
    assert.ok(await list.evaluate(({ scrollHeight, clientHeight }) => scrollHeight <= clientHeight + 1));
    await panel.close();
  });

  it('asks for other names and roles of speakers, and says what is wrong with a name', async () => {
    const panel = await openImport();
    await show(panel, await reviewOf([zoom]));
    await panel.page.getByRole('textbox', { name: 'Name in the study of Jonas Weber' }).fill('P07');
    await panel.page.keyboard.press('Tab');
    assert.deepEqual(await last(panel, 'speaker'), {
      type: 'speaker',
      name: 'Jonas Weber',
      newName: 'P07',
    });
    await panel.page.getByLabel('Role of Dr. Maria Keller').selectOption('Interviewer or therapist');
    assert.deepEqual(await last(panel, 'speaker'), {
      type: 'speaker',
      name: 'Dr. Maria Keller',
      role: 'interviewer',
    });
    const decisions = new Map([['Jonas Weber', { newName: 'a: b', role: null }]]);
    const review = await reviewOf([zoom], { decisions });
    await show(panel, { ...review, blocked: 'Mend the names of the speakers first.' });
    const input = panel.page.getByRole('textbox', { name: 'Name in the study of Jonas Weber' });
    assert.equal(await input.getAttribute('aria-invalid'), 'true');
    assert.match(await panel.page.locator('.problem').innerText(), /no colon/);
    assert.match(await panel.page.locator('footer').innerText(), /Mend the names/);
    await panel.page.getByRole('button', { name: 'Import', exact: true }).click({ force: true });
    assert.deepEqual(await panel.sentOf('import'), []);
    await panel.close();
  });

  it('makes a note of a speaker and a speaker of a note, by the keyboard too, which goes along', async () => {
    const panel = await openImport();
    const text = 'Ort: Praxis\n\nDatum: 12.05.\n\nI: Hello.\n\nP: Hello.\n\nRaum: offen\n\nI: And now?\n\nP: Better.\n';
    const file = { name: 'P01.txt', bytes: new TextEncoder().encode(text) };
    const said = (notes: [string, 'note' | 'speaker'][]) =>
      reviewOf([{ ...file, prepare: (picked) => (picked.choices = { notes: new Map(notes) }) }, zoom]);
    await show(panel, await reviewOf([file, zoom]));
    const kept = panel.page.getByRole('group', { name: 'Kept as notes, not as speakers' });
    await kept.getByRole('button', { name: 'Ort is a speaker' }).focus();
    await panel.page.keyboard.press('Enter');
    assert.deepEqual(await last(panel, 'note'), { type: 'note', name: 'Ort', isNote: false });
    await show(panel, await said([['Ort', 'speaker']]));
    const role = panel.page.getByLabel('Role of Ort');
    await role.waitFor();
    const isFocused = (element: Element) => element.matches(':focus');
    await until('the keyboard to go along', async () => (await role.evaluate(isFocused)) || undefined);
    assert.equal(await kept.getByRole('button').count(), 1);
    await role.selectOption('Nobody: a note');
    assert.deepEqual(await last(panel, 'note'), { type: 'note', name: 'Ort', isNote: true });
    assert.equal(await last(panel, 'speaker'), undefined);
    await show(panel, await said([]));
    await role.waitFor({ state: 'detached' });
    const back = kept.getByRole('button', { name: 'Ort is a speaker' });
    await until('the keyboard to go back', async () => (await back.evaluate(isFocused)) || undefined);
    // The format says who speaks: there is no doubt.
    assert.equal(await panel.page.getByLabel('Role of Jonas Weber').locator('option[value=note]').count(), 0);
    assert.equal(await panel.page.getByLabel('Role of Raum').locator('option[value=note]').count(), 1);
    for (const theme of themeNames) {
      await panel.setTheme(theme);
      await panel.assertAccessible();
      await panel.screenshot('notes');
      // The component's own colour for this is one of a dark theme.
      await back.focus();
      const contrast = await contrastOf(back, '.base');
      assert.ok(contrast >= 4.5, `${theme}: ${contrast}`);
    }
    await panel.close();
  });

  it('shows the turns under their new names, merged', async () => {
    const panel = await openImport();
    const decisions = new Map([['Jonas Weber', { newName: 'P07', role: 'participant' as const }]]);
    await show(panel, await reviewOf([zoom], { decisions, merge: { gapSeconds: null } }));
    const turns = await panel.page.locator('.turns').innerText();
    assert.match(turns, /P07\s+Not much better\. I wake at three/);
    assert.doesNotMatch(turns, /Jonas/);
    assert.match(await panel.page.locator('.document').innerText(), /4.turns/);
    await panel.page.getByLabel('but not those that start more than').check();
    assert.deepEqual(await last(panel, 'merge'), { type: 'merge', merge: { gapSeconds: 30 } });
    await panel.page.getByLabel('Make one turn of consecutive turns').uncheck();
    assert.deepEqual(await last(panel, 'merge'), { type: 'merge', merge: null });
    await panel.close();
  });

  it('marks a guessed encoding, and asks for another one, another format or another name', async () => {
    const panel = await openImport();
    await show(panel, await reviewOf([old]));
    assert.match(await panel.page.locator('.guess').innerText(), /A guess\. Look below/);
    assert.match(await panel.page.locator('.turns').innerText(), /café again[\s\S]*“not today”/);
    await panel.page.getByLabel('Characters of').selectOption('UTF-8');
    assert.deepEqual(await last(panel, 'encoding'), { type: 'encoding', file: 0, encoding: 'utf-8' });
    await panel.page.getByLabel('Read Gespräch alt.txt as').selectOption('CHAT (TalkBank)');
    assert.deepEqual(await last(panel, 'format'), { type: 'format', file: 0, format: 'chat' });
    await panel.page.getByLabel('Name in the study of Gespräch alt', { exact: true }).fill('P12');
    await panel.page.keyboard.press('Enter');
    assert.deepEqual(await last(panel, 'rename'), { type: 'rename', file: 0, document: 0, name: 'P12' });
    await panel.close();
  });

  it('tells a name at every letter, and writes over none that is being typed', async () => {
    const panel = await openImport();
    await show(panel, await reviewOf([zoom]));
    const speaker = panel.page.getByRole('textbox', { name: 'Name in the study of Jonas Weber' });
    await speaker.fill('P');
    await speaker.press('End');
    await speaker.pressSequentially('07 b');
    const names = (await panel.sentOf('speaker')).map(({ newName }) => newName);
    assert.deepEqual(names, ['P', 'P0', 'P07', 'P07 ', 'P07 b']);
    // What was looked at before the last letters, with the end of the name cut.
    const decisions = new Map([['Jonas Weber', { newName: 'P0' }]]);
    await show(panel, await reviewOf([zoom], { decisions }));
    assert.equal(await speaker.inputValue(), 'P07 b');
    const transcript = panel.page.getByLabel('Name in the study of GMT', { exact: false });
    await transcript.fill('P');
    await transcript.press('End');
    await transcript.pressSequentially('7');
    assert.deepEqual(
      (await panel.sentOf('rename')).map(({ name }) => name),
      ['P', 'P7'],
    );
    await panel.close();
  });

  it('lets the person say which column holds what', async () => {
    const panel = await openImport();
    await show(panel, await reviewOf([table]));
    assert.equal(await panel.page.locator('.table tbody tr').count(), 4);
    await panel.page.getByLabel('Which conversation').selectOption('a');
    const columns = { text: 2, speaker: null, time: null, timeUnit: 'seconds', transcript: 0 };
    assert.deepEqual(await last(panel, 'columns'), { type: 'columns', file: 0, columns });
    await panel.page.getByLabel('The first row names the columns').uncheck();
    assert.deepEqual(await last(panel, 'header'), { type: 'header', file: 0, hasHeader: false });
    await panel.close();
  });

  it('takes a column for each person, and one column for everybody again', async () => {
    const wide = { name: 'wide.csv', bytes: new TextEncoder().encode(byPerson) };
    const panel = await openImport();
    await show(panel, await reviewOf([wide]));
    const words = panel.page.getByLabel('What was said');
    assert.equal(await words.inputValue(), 'each');
    assert.match(await words.innerText(), /Each person a column: Interviewer, Anna/);
    assert.equal(await panel.page.getByLabel('Who said it').count(), 0);
    assert.match(await panel.page.locator('.turns').innerText(), /Interviewer[\s\S]*sleep\?[\s\S]*Anna[\s\S]*Badly/);
    await panel.screenshot('columns-of-persons');
    const common = { time: 0, timeUnit: 'seconds', transcript: null };
    await panel.page.getByLabel('When').selectOption('Not in the table');
    const untimed = { ...common, text: 1, speaker: null, time: null, persons: [1, 2] };
    assert.deepEqual(await last(panel, 'columns'), { type: 'columns', file: 0, columns: untimed });
    await words.selectOption('Anna');
    const one = { ...common, text: 2, speaker: null };
    assert.deepEqual(await last(panel, 'columns'), { type: 'columns', file: 0, columns: one });
    await show(
      panel,
      await reviewOf([{ ...wide, prepare: (file) => (file.choices = { columns: one as TableColumns }) }]),
    );
    assert.match(await panel.page.locator('section.file').innerText(), /Column 2 holds words too and is left out/);
    await words.selectOption('each');
    const each = { ...common, text: 1, speaker: null, persons: [1, 2] };
    assert.deepEqual(await last(panel, 'columns'), { type: 'columns', file: 0, columns: each });
    await panel.close();
  });

  it('shows what a project of another program brings', async () => {
    const panel = await openImport();
    await show(panel, await reviewOf([{ name: 'study.qdpx', bytes: await projectBytes() }]));
    const text = await panel.page.locator('.project').innerText();
    assert.match(text, /17.codes/);
    assert.match(text, /Ana R\.: 202.segments/);
    assert.match(text, /364.segments, 10.memos/);
    assert.match(text, /P01: counted as the standard says; \d+ of \d+ selections stand on their own words/);
    await panel.screenshot('project');
    await panel.close();
  });

  it('leaves out what the study has, and says what cannot be read', async () => {
    const panel = await openImport();
    await show(panel, await reviewOf([again, broken]));
    const [there, unreadable] = await panel.page.locator('section.file').allInnerTexts();
    assert.match(there!, /The study has this very file already, as P01\. It is left out unless you tick it/);
    assert.match(unreadable!, /scan\.pdf/);
    assert.equal(await panel.page.locator('section.file [role=alert]').count(), 1);
    await panel.page.getByRole('checkbox', { name: 'Import P01.txt' }).check();
    assert.deepEqual(await last(panel, 'include'), { type: 'include', file: 0, on: true });
    await panel.close();
  });

  it('keeps comments and footnotes only when the person says so, and tells how many and as whose', async () => {
    const panel = await openImport();
    const review = await reviewOf([zoom]);
    await show(panel, { ...review, remarks: { comments: 12, footnotes: 1, isKept: false, coder: null } });
    const keep = panel.page.getByRole('checkbox', { name: /Keep 12.comments and 1.footnote as memos/ });
    assert.equal(await keep.isChecked(), false);
    await panel.page
      .locator('footer')
      .getByText(/12.comments and 1.footnote left out/)
      .waitFor();
    await keep.press('Space');
    assert.deepEqual(await last(panel, 'remarks'), { type: 'remarks', keep: true });
    await show(panel, { ...review, remarks: { comments: 12, footnotes: 1, isKept: true, coder: 'Mia' } });
    await panel.page.getByText('They go into the coding of Mia.').waitFor();
    await panel.assertAccessible();
    await panel.screenshot('remarks');
    await panel.close();
  });

  it('is worked by the keyboard alone, from the first file to Import', async () => {
    const panel = await openImport();
    await show(panel, await reviewOf([zoom]));
    const reached: string[] = [];
    for (let i = 0; i < 40 && reached.at(-1) !== 'Import'; i++) {
      await panel.page.keyboard.press('Tab');
      reached.push(
        await panel.page.evaluate(() => {
          let active: Element | null = document.activeElement;
          while (active?.shadowRoot?.activeElement && active.localName !== 'vscode-button')
            active = active.shadowRoot.activeElement;
          return (active?.getAttribute('aria-label') ?? active?.textContent ?? '').trim();
        }),
      );
    }
    assert.equal(reached.at(-1), 'Import');
    assert.ok(reached.includes('Role of Jonas Weber') && reached.includes('Name in the study of Jonas Weber'));
    await panel.page.keyboard.press('Enter');
    assert.equal((await panel.sentOf('import')).length, 1);
    await panel.close();
  });

  it('cancels without a word, stops between files, and tells what became of them', async () => {
    const panel = await openImport();
    await show(panel, await reviewOf([zoom]));
    await panel.page.getByRole('button', { name: 'Cancel' }).click();
    assert.equal((await panel.sentOf('cancel')).length, 1);
    await panel.send({ type: 'importing', done: 1, of: 3, name: 'b.vtt' });
    await panel.page.getByText('Importing b.vtt (2 of 3)…').waitFor();
    await panel.page.getByRole('button', { name: 'Stop after this file' }).click();
    assert.equal((await panel.sentOf('stop')).length, 1);
    const full = {
      code: 'fileUnwritable',
      message: 'transcripts/c.transcript.txt cannot be written: the disk is full.',
      remedy: 'Make room on the disk, then try again; nothing was changed.',
    } as const;
    const none = { transcripts: [], codesAdded: 0, warnings: [], alreadyThere: false, error: null };
    const path = 'transcripts/P07.transcript.txt';
    await panel.send({
      type: 'finished',
      wasStopped: true,
      outcomes: [
        { ...none, name: 'a.qdpx', transcripts: [{ path, turns: 120, segments: 14, memos: 0 }], codesAdded: 6 },
        { ...none, name: 'c.vtt', error: full },
      ],
    });
    await panel.page.getByRole('heading', { name: /Imported: 1.transcript and 6.codes/ }).waitFor();
    await panel.page.getByText('the disk is full').waitFor();
    await panel.page.keyboard.press('Tab');
    const focused = panel.page.locator('vscode-button:focus');
    assert.equal(await focused.innerText(), 'Open P07 and begin coding', 'the keyboard is at what came of it');
    await panel.page.getByRole('button', { name: 'Open P07 and begin coding' }).click();
    assert.deepEqual(await last(panel, 'open'), { type: 'open', path });
    await panel.assertAccessible();
    await panel.screenshot('finished');
    await panel.close();
  });

  it('shows what a file holds as text, never as markup', async () => {
    const panel = await openImport();
    const bytes = new TextEncoder().encode('I: <img src=x onerror=alert(1)> <b>bold</b>\n\nP: ok\n');
    await show(panel, await reviewOf([{ name: '<b>a</b>.txt', bytes }]));
    assert.match(await panel.page.locator('.turns').innerText(), /<img src=x onerror=alert\(1\)> <b>bold<\/b>/);
    assert.equal(await panel.page.locator('main img, main b').count(), 0);
    await panel.close();
  });

  it('comes up without what it cannot read in a saved state', async () => {
    const panel = await openImport({ state: { folder: 1, files: [2], merge: 'x' } });
    assert.deepEqual(await panel.sent(), [{ type: 'ready' }]);
    await panel.close();
  });

  for (const theme of themeNames) {
    it(`is accessible and looks right in ${theme}`, async () => {
      const panel = await openImport({ theme });
      const decisions = new Map([['Jonas Weber', { newName: 'P07', role: 'participant' as const }]]);
      const reading = await reviewOf([zoom, old, table, again, broken], { decisions, merge: { gapSeconds: 30 } });
      await show(panel, reading);
      await panel.page.getByRole('button', { name: 'What happens to names?' }).click();
      await panel.assertAccessible();
      await panel.screenshot('files');
      await panel.setWidth(420);
      await panel.screenshot('narrow');
      await panel.close();
    });
  }
});
