import { readFileSync } from 'node:fs';
import path from 'node:path';
import { parseAnnotations } from '../../src/core/coding/annotations';
import { until } from '../rig/until';
import { Workbench } from '../rig/workbench';

const transcript = 'transcripts/P01.transcript.txt';
const words = 'Yeah. Yeah, fire away.';
const strain = '8903e5b2-acf1-56dc-9517-69d0eec10c6f';

describe('Where VS Code saves by itself', () => {
  let vscode: Workbench;
  beforeEach(async () => {
    vscode = await Workbench.start({
      viewport: { width: 1500, height: 950 },
      settings: { 'files.autoSave': 'afterDelay', 'files.autoSaveDelay': 300 },
    });
  });
  afterEach(() => vscode.dispose());

  const read = (file: string) => readFileSync(path.join(vscode.folder, file), 'utf8');

  it('a code is on the disk without a key, and off it when it is undone', async () => {
    const isSaved = () =>
      parseAnnotations(read(`introspect/coding/${transcript}/ana.json`), 'ana').first.items.some(
        ({ motivation, target, body }) =>
          motivation === 'classifying' && target.selector[1].exact === words && body.source.endsWith(strain),
      );
    const page = await vscode.openTranscript(transcript);
    await page.locator('.page .words', { hasText: words }).first().click();
    await vscode.page.keyboard.press('Shift+Enter');
    await page.getByText(`“${words}”`, { exact: true }).waitFor();
    await vscode.page.keyboard.type('bodil');
    await vscode.page.keyboard.press('Enter');
    await vscode.pick('Ana R.');
    await until('the code on the disk', isSaved);
    await page.locator('.page').click();
    await vscode.page.keyboard.press('Control+Z');
    await until('the code off the disk', () => !isSaved());
  });

  it('a lab sheet loses no letter that is typed while it is saved', async () => {
    await vscode.runCommand('Introspect: New Lab Sheet…');
    await vscode.pick('A random sample of turns');
    await vscode.type('Typed');
    const own = (await vscode.panel('lab')).locator('[data-technique=template]');
    await own.getByRole('checkbox').check();
    const system = own.getByLabel('System message');
    await system.click();
    const text = 'Answer in one word, whatever is asked; say nothing of yourself, and do not guess.';
    // Several times while it is typed it is saved.
    await vscode.page.keyboard.type(text, { delay: 40 });
    await until('all of it on the disk', () => read('introspect/lab/typed.lab.json').includes(`"system": "${text}"`));
    await until('all of it in the field', async () => (await system.inputValue()) === text);
  });
});
