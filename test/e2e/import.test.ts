import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { zipSync } from 'fflate';
import { themeNames } from '../rig/themes';
import { until } from '../rig/until';
import { Workbench } from '../rig/workbench';

const vtt = `WEBVTT

00:00:10.000 --> 00:00:13.000
Maria Keller: How have you been sleeping?

00:00:14.000 --> 00:00:16.000
Jonas Weber: Not much better.

00:00:17.000 --> 00:00:21.000
Jonas Weber: I wake at three, and then the thoughts come.
`;
const csv = 'session,speaker,text\nP21,Therapist,"And the week, how was it?"\nP21,Client,Long.\nP22,Client,Fine.\n';

const interview =
  'Ort: Praxis\n\nName: Anna Berg\n\nI: Hello.\n\nP: Hello.\n\nRaum: offen\n\nI: And now?\n\nP: Better.\n';
const chat = '12/03/2026, 09:15 - Anna: I slept badly.\n12/03/2026, 09:16 - Therapist: Since when?\n';

describe('Importing transcripts', () => {
  let vscode: Workbench;
  let outside: string;
  before(async () => {
    outside = mkdtempSync(path.join(tmpdir(), 'introspect-import-'));
    writeFileSync(path.join(outside, 'Recording.vtt'), vtt);
    writeFileSync(path.join(outside, 'sessions.csv'), csv);
    writeFileSync(path.join(outside, 'Interview.txt'), interview);
    const archive = zipSync({ 'IMG-1.jpg': Buffer.from('no words'), '_chat.txt': Buffer.from(chat) });
    writeFileSync(path.join(outside, 'WhatsApp Chat with Anna.zip'), archive);
    vscode = await Workbench.start({ viewport: { width: 1400, height: 1000 } });
  });
  after(async () => {
    await vscode.dispose();
    rmSync(outside, { recursive: true });
  });

  const row = (label: string) => vscode.page.locator('.monaco-list-row').filter({ hasText: label }).first();
  const inStudy = (file: string) => readFileSync(path.join(vscode.folder, file), 'utf8');

  /** In the file dialog that is open. */
  async function chooseFile(name: string): Promise<void> {
    const dialog = vscode.page.locator('.quick-input-widget');
    // It writes where it starts into its field, over what is typed too early.
    await dialog
      .getByRole('option', { name: /transcripts|P01/ })
      .first()
      .waitFor();
    await dialog.locator('input[type=text]').fill(path.join(outside, name));
    await dialog.getByRole('option', { name }).waitFor();
    const look = dialog.getByRole('button', { name: 'Look at Them' });
    await until('the dialog to close', async () => {
      // It may close between the look and the click.
      if (await look.isVisible()) await look.click({ timeout: 2000 }).catch(() => undefined);
      return !(await look.isVisible());
    });
  }

  it('lists the transcripts of the study with what is in them', async () => {
    await vscode.openView('Study');
    await row('P01')
      .getByText(/\d+ segments · \d+ turns · 2 speakers/)
      .waitFor();
    await vscode.screenshot('transcripts');
  });

  it('shows a file before anything is written', async () => {
    await vscode.runCommand('Introspect: Import Transcripts…');
    await chooseFile('Recording.vtt');
    const panel = await vscode.panel('import');
    await panel.getByText('3 turns · 17 words · 2 speakers').waitFor();
    await panel.getByText('Not much better.').waitFor();
    assert.throws(() => inStudy('transcripts/Recording.transcript.txt'), /ENOENT/);
  });

  it('takes another name of a speaker, a name of the transcript, and merged turns', async () => {
    const panel = await vscode.panel('import');
    await panel.getByLabel('Name in the study of Jonas Weber').fill('P20');
    await panel.getByLabel('Role of Jonas Weber').selectOption('Participant or client');
    await panel.getByLabel('Make one turn of consecutive turns').check();
    await panel.getByLabel('Name in the study of Recording', { exact: true }).fill('P20');
    await panel.getByLabel('Read Recording.vtt as').focus();
    await panel.getByText('written to transcripts/P20.transcript.txt').waitFor();
    await panel.getByText('Not much better. I wake at three').waitFor();
    await panel.getByText('2 turns · 17 words').waitFor();
  });

  it('keeps a name that is being typed when its tab is hidden', async () => {
    const name = async () => (await vscode.panel('import')).getByLabel('Name in the study of Maria Keller');
    const before = await (await name()).inputValue();
    await (await name()).press('End');
    await vscode.page.keyboard.type(' 2');
    await vscode.openNewFile();
    await vscode.page.keyboard.press('Control+w');
    await until('what was typed', async () => (await (await name()).inputValue()) === `${before} 2`);
    await (await name()).fill(before);
  });

  it('adds a table, and finds its conversations', async () => {
    const panel = await vscode.panel('import');
    await panel.getByRole('button', { name: 'Add more files…' }).click();
    await chooseFile('sessions.csv');
    await panel.getByText('written to transcripts/P22.transcript.txt').waitFor();
    for (const theme of themeNames) {
      await vscode.useTheme(theme);
      await vscode.screenshot('import-preview');
    }
  });

  it('imports on request, and opens what came of it', async () => {
    const panel = await vscode.panel('import');
    await panel.getByRole('button', { name: 'Import', exact: true }).click();
    await panel.getByText('Imported: 3 transcripts').waitFor();
    assert.equal(
      inStudy('transcripts/P20.transcript.txt'),
      '[00:00:10.000] Maria Keller: How have you been sleeping?\n\n' +
        '[00:00:14.000] P20: Not much better. I wake at three, and then the thoughts come.\n',
    );
    assert.equal(inStudy('transcripts/P21.transcript.txt'), 'Therapist: And the week, how was it?\n\nClient: Long.\n');
    assert.equal(inStudy('originals/Recording.vtt'), vtt);
    assert.match(inStudy('introspect/study.json'), /"name": "P20",\s+"role": "participant"/);
    await vscode.screenshot('import-done');
    await panel.getByRole('button', { name: 'Open P20 and begin coding' }).click();
    await vscode.tab('P20.transcript.txt').waitFor();
    await row('P22').getByText('not coded yet · 1 turn · 1 speaker').waitFor();
    await vscode.screenshot('imported');
  });

  it('takes a chat out of its archive, and a note for a speaker or the other way round, as the person says', async () => {
    await vscode.runCommand('Introspect: Import Transcripts…');
    await chooseFile('Interview.txt');
    const panel = await vscode.panel('import');
    await panel.getByText('5 turns · 6 words · 3 speakers').waitFor();
    await panel.getByRole('button', { name: 'Name is a speaker' }).focus();
    await vscode.page.keyboard.press('Enter');
    await panel.getByText('6 turns · 8 words · 4 speakers').waitFor();
    await panel.getByLabel('Role of Raum').selectOption('Nobody: a note');
    await panel.getByText('5 turns · 7 words · 3 speakers').waitFor();
    await panel.getByRole('button', { name: 'Raum is a speaker' }).waitFor();
    await panel.getByRole('button', { name: 'Add more files…' }).click();
    await chooseFile('WhatsApp Chat with Anna.zip');
    await panel.getByText('1 other file of the archive stays out of the study').waitFor();
    for (const theme of themeNames) {
      await vscode.useTheme(theme);
      await vscode.screenshot('import-notes');
    }
    await panel.getByRole('button', { name: 'Import', exact: true }).click();
    await panel.getByText('Imported: 2 transcripts').waitFor();
    assert.equal(
      inStudy('transcripts/Interview.transcript.txt'),
      ' Ort: Praxis\n\nName: Anna Berg\n\nI: Hello.\n\nP: Hello.\n\n Raum: offen\n\nI: And now?\n\nP: Better.\n',
    );
    assert.match(inStudy('transcripts/WhatsApp Chat with Anna.transcript.txt'), /Anna: I slept badly\./);
    assert.equal(inStudy('originals/WhatsApp Chat with Anna.txt'), chat);
  });
});
