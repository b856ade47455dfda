import assert from 'node:assert/strict';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { themeNames } from '../rig/themes';
import { until } from '../rig/until';
import { Workbench } from '../rig/workbench';
import { highlightedIn } from './support/highlightedIn';

const command = 'Introspect: Compare Coders';

describe('The Compare Coders panel', () => {
  let vscode: Workbench;
  before(async () => {
    vscode = await Workbench.start({ viewport: { width: 1500, height: 1000 } });
  });
  after(() => vscode.dispose());

  it('opens from the command palette and computes at once, with intervals', async () => {
    await vscode.runCommand(command);
    const panel = await vscode.panel('agreement');
    await panel.getByText('Krippendorff’s alpha (nominal), 95 % interval 0.58 to 0.69').waitFor();
    assert.equal(await panel.locator('.value').innerText(), '0.64');
    await vscode.screenshot('agreement-figures');
  });

  it('finds words by Ctrl+F, as any page of VS Code does', async () => {
    const panel = await vscode.panel('agreement');
    await panel.locator('h1').first().click();
    await vscode.page.keyboard.press('Control+f');
    const find = vscode.page.locator('.simple-find-part.visible');
    await find.getByRole('textbox').fill('Bodily');
    const found = () => panel.evaluate(() => document.getSelection()?.toString());
    await until('the words that were found', async () => {
      await find.getByRole('textbox').press('Enter');
      return (await found()) === 'Bodily';
    });
    await vscode.page.keyboard.press('Escape');
    await find.waitFor({ state: 'hidden' });
  });

  it('compares over another unit', async () => {
    const panel = await vscode.panel('agreement');
    await panel.getByLabel('Compare over').selectOption('Sentences');
    await panel.getByText('over 12,563 sentences × codes').waitFor();
    await panel.getByLabel('Compare over').selectOption('Turns');
    await panel.getByText('over 3,876 turns × codes').waitFor();
  });

  it('opens a disputed unit beside the panel, with its words selected', async () => {
    const panel = await vscode.panel('agreement');
    await panel.locator('.disputed button').first().click();
    await vscode.tab('P02.transcript.txt').waitFor();
    const coding = await vscode.panel('coding');
    await coding.getByText(/“Oh, constantly\. Constantly\./).waitFor();
    assert.match(await highlightedIn(coding), /^Oh, constantly\. Constantly\. .* \(laughs\)$/);
    // What each coder marked there stands beside the words.
    await coding
      .getByRole('option', { name: /^Own ways of coping, Ana R\./ })
      .first()
      .waitFor();
    await coding
      .getByRole('option', { name: /^Worry and rumination, Ben K\./ })
      .first()
      .waitFor();
    await panel.locator('.disputed').scrollIntoViewIfNeeded();
    for (const theme of themeNames) {
      await vscode.useTheme(theme);
      await vscode.screenshot('agreement-disputed');
    }
  });

  it('saves a table where the person says', async () => {
    const panel = await vscode.panel('agreement');
    await panel.getByLabel('Save').selectOption('Codes (CSV)');
    await vscode.page.locator('.quick-input-widget').getByText('OK').click();
    await vscode.notification('Saved agreement-codes-turn.csv');
    const csv = readFileSync(path.join(vscode.folder, 'agreement-codes-turn.csv'), 'utf8');
    assert.match(
      csv,
      /^\uFEFFcode,unit,coefficient,value,low,high,n,not computable,no interval,caveat,compared,speakers/,
    );
    assert.match(csv, /\(overall\),turn × code,Cohen’s kappa,0\.6383/);
  });

  it('compares segments of chosen speakers with intervals from a chosen seed', async () => {
    const panel = await vscode.panel('agreement');
    await panel.getByRole('checkbox', { name: /^Interviewer/ }).uncheck();
    await panel.getByLabel('Compare over').selectOption('Coded segments');
    await panel.locator('details.codes summary').click();
    await panel.getByRole('checkbox', { name: 'Count sub-codes as their top code' }).check();
    await panel.locator('details.intervals').evaluate((details) => details.setAttribute('open', ''));
    await panel.getByLabel('Seed').fill('5');
    await panel.getByLabel('Seed').press('Enter');
    await panel.getByText(/all speakers but Interviewer.*seed 5/s).waitFor();
    assert.match(await panel.locator('[data-coefficient=gamma]').innerText(), /0\.\d\d\s+0\.\d\d to 0\.\d\d/);
    await vscode.screenshot('agreement-segments');
    await panel.getByLabel('Compare over').selectOption('Turns');
    await panel.getByRole('checkbox', { name: /^Interviewer/ }).check();
    await panel.getByRole('checkbox', { name: 'Count sub-codes as their top code' }).uncheck();
    await panel.getByText(/3 transcripts, 17 codes; 228 turns/).waitFor();
    await panel.locator('details.codes summary').click();
  });

  it('reads the study again when a coder’s file changes', async () => {
    const panel = await vscode.panel('agreement');
    rmSync(path.join(vscode.folder, 'introspect/coding/transcripts/P01.transcript.txt/ben.json'));
    await panel.getByText('transcripts/P01.transcript.txt was not coded by Ben K.').waitFor();
  });

  it('says what stands in the way: one coder, one code, an empty file, another version of the text, a deleted code', async () => {
    const panel = await vscode.panel('agreement');
    const told = (text: string | RegExp) => panel.locator('.messages').getByText(text).first().waitFor();
    const ben = panel.getByRole('checkbox', { name: /^Ben K\./ });
    await ben.uncheck();
    await told('Agreement needs at least two coders. Choose another one');
    await ben.check();
    await panel.getByText('Codes: 17 of 17').click();
    await panel.getByRole('button', { name: 'None' }).click();
    await panel.getByRole('checkbox', { name: 'Sleep disruption' }).check();
    await told('Only one code is compared');
    await panel.getByRole('button', { name: 'All', exact: true }).click();

    const change = (file: string, from: RegExp, to: string) => {
      const at = path.join(vscode.folder, file);
      const text = readFileSync(at, 'utf8');
      const changed = text.replace(from, to);
      assert.notEqual(changed, text);
      writeFileSync(at, changed);
    };
    change('introspect/coding/transcripts/P03.transcript.txt/ben.json', /"items": \[[\s\S]*\]/, '"items": []');
    await told('holds no coded segment: it counts as “Ben K. found nothing to code”. If Ben K. has not coded');
    change('transcripts/P02.transcript.txt', /Oh, constantly\. /, 'Oh, all the time. ');
    await told(/^Ana R\. coded another version of transcripts\/P02\.transcript\.txt than the present one/);
    const codebook = JSON.parse(readFileSync(path.join(vscode.folder, 'introspect/codebook.json'), 'utf8')) as {
      codes: { name: string }[];
    };
    codebook.codes = codebook.codes.filter(({ name }) => name !== 'Sleep disruption');
    writeFileSync(path.join(vscode.folder, 'introspect/codebook.json'), JSON.stringify(codebook));
    await told(/segments with a code that is no longer in the codebook\. They are left out of all figures/);
    await vscode.screenshot('agreement-messages');
  });

  it('keeps its choices over a reload of the window', async () => {
    await (await vscode.panel('agreement')).getByLabel('Compare over').selectOption('Characters');
    await (await vscode.panel('agreement')).getByText(/over [\d,]+ characters × codes/).waitFor();
    await vscode.reload();
    await until('the choice', async () => {
      const panel = await vscode.panel('agreement');
      return (await panel.getByText(/over [\d,]+ characters × codes/).count()) > 0;
    });
  });
});
