import assert from 'node:assert/strict';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Locator } from 'playwright-core';
import { themeNames } from '../rig/themes';
import { until } from '../rig/until';
import { Workbench } from '../rig/workbench';

const interview = [
  'Interviewer: How have the nights been?',
  'P01: I lie there and count the cars.',
  'Interviewer: And in the morning?',
  'P01: In the morning I am tired before I have done anything.',
];

/** A folder as a person has it before they know of us. */
function plainFolder(): string {
  const dir = path.join(mkdtempSync(path.join(tmpdir(), 'introspect-plain-')), 'Sleep interviews');
  mkdirSync(dir);
  writeFileSync(path.join(dir, 'P01.txt'), `${interview.join('\n\n')}\n`);
  writeFileSync(path.join(dir, 'todo.txt'), 'Ring the archive.\n');
  return dir;
}

interface StoredCode {
  readonly id: string;
  readonly name: string;
  readonly parent: string | null;
  readonly colour: string;
  readonly pattern?: string;
  readonly definition: string;
}

describe('A new study and its codebook', () => {
  let vscode: Workbench;
  let wasOffered = false;
  const folder = plainFolder();
  before(async () => {
    vscode = await Workbench.start({
      study: { folder },
      viewport: { width: 1400, height: 900 },
      // A click selects a row, and does not close it.
      settings: { 'workbench.tree.expandMode': 'doubleClick' },
    });
  });
  after(async () => {
    await vscode.dispose();
    rmSync(path.dirname(folder), { recursive: true });
  });

  const inStudy = (file: string) => path.join(vscode.folder, file);
  const codes = (): StoredCode[] => {
    const { codes: stored } = JSON.parse(readFileSync(inStudy('introspect/codebook.json'), 'utf8')) as {
      codes: StoredCode[];
    };
    return stored;
  };
  const named = (name: string) => codes().find((code) => code.name === name);
  const row = (name: string): Locator =>
    vscode.page
      .locator('.pane[aria-label^="Codebook"], .pane')
      .locator('.monaco-list-row')
      .filter({ hasText: name })
      .first();
  const select = (name: string) =>
    until(`the selection of ${name}`, async () => {
      await row(name).click();
      const classes = (await row(name).getAttribute('class')) ?? '';
      const inList = await vscode.page.evaluate(() => document.activeElement?.closest('.monaco-list') !== null);
      return inList && /\bfocused\b/.test(classes) && /\bselected\b/.test(classes);
    });
  /**
   * Begins something on a row, until it asks what it should. Right after a change the view reads its rows anew, and a
   * row that is clicked in that moment is none that the extension knows: it then asks which code is meant.
   */
  const begin = (name: string, act: () => Promise<void>, asks: string | Locator) =>
    until(`${name}: ${String(asks)}`, async () => {
      if (await vscode.page.locator('.quick-input-widget').isVisible()) await vscode.page.keyboard.press('Escape');
      await select(name);
      await act();
      const question = typeof asks === 'string' ? vscode.page.locator('.quick-input-title').getByText(asks) : asks;
      return question.waitFor({ timeout: 3000 }).then(
        () => true,
        () => false,
      );
    });
  const key = (name: string) => () => vscode.page.keyboard.press(name);

  /** In steps: VS Code takes a drag for one only once the pointer has moved over its target. */
  async function drag(from: Locator, to: Locator): Promise<void> {
    await from.hover();
    await vscode.page.mouse.down();
    const box = (await to.boundingBox())!;
    for (const share of [0.3, 0.5, 0.6])
      await vscode.page.mouse.move(box.x + box.width * share, box.y + box.height / 2, { steps: 4 });
    await vscode.page.mouse.up();
  }

  it('offers a folder with transcripts to become a study, makes it one in a few keys, and leaves the files as they were', async () => {
    // A copy for each try: a folder is offered once.
    if (wasOffered) await vscode.openStudy({ folder });
    wasOffered = true;
    const offer = await vscode.notification('has transcripts. Make it a study, to code them?');
    await vscode.openView('Study');
    // Of the transcripts as well as of the codebook: who imports what is there already has it twice.
    for (const view of ['Transcripts', 'Codebook'])
      await vscode.page
        .locator('.pane', { has: vscode.page.getByRole('button', { name: `${view} Section` }) })
        .getByText('This folder has transcripts. Make it a study')
        .waitFor();
    await vscode.screenshot('new-study-offer');
    await offer.getByRole('button', { name: 'Make It a Study' }).click();
    await vscode.page.getByText('Risk and safety mentions').waitFor();
    await vscode.screenshot('new-study-codebook');
    await vscode.pick('Empty codebook');
    await vscode.page
      .getByText('These read as conversations')
      .or(vscode.page.getByText('P01.txt').last())
      .first()
      .waitFor();
    await vscode.screenshot('new-study-transcripts');
    await vscode.page.locator('.quick-input-widget').getByText('OK', { exact: true }).click();
    await until('the study', () => Promise.resolve(existsSync(inStudy('introspect/study.json'))));
    assert.equal(
      (JSON.parse(readFileSync(inStudy('introspect/study.json'), 'utf8')) as { title: string }).title,
      'Sleep interviews',
    );
    assert.deepEqual(readFileSync(inStudy('transcripts/P01.transcript.txt')), readFileSync(inStudy('P01.txt')));
    assert.equal(existsSync(inStudy('transcripts/todo.transcript.txt')), false);
    await vscode.page.getByText('The codebook is empty.').waitFor();
    await vscode.screenshot('new-study-made');
  });

  it('adds codes and sub-codes by keyboard', async () => {
    await vscode.runCommand('Introspect: New Code…');
    await vscode.type('Sleep');
    await row('Sleep').waitFor();
    await begin('Sleep', key('Control+Shift+N'), 'New Code below Sleep');
    await vscode.type('Falling asleep');
    await row('Falling asleep').waitFor();
    await vscode.runCommand('Introspect: New Code…');
    await vscode.type('Tiredness');
    await row('Tiredness').waitFor();
    assert.equal(named('Falling asleep')?.parent, named('Sleep')?.id);
    assert.equal(new Set(codes().map(({ colour, pattern }) => `${colour} ${pattern ?? ''}`)).size, 3);
  });

  it('renames a code with F2, and says at once that a name is taken', async () => {
    await begin('Tiredness', key('F2'), 'Rename Tiredness');
    const input = vscode.page.locator('.quick-input-widget input[type=text]');
    await input.fill('sleep');
    await vscode.page.getByText('Another code has this name.').first().waitFor();
    await input.fill('Daytime tiredness');
    await input.press('Enter');
    await row('Daytime tiredness').waitFor();
    assert.equal(named('Tiredness'), undefined);
  });

  it('moves a code by keyboard and by drag and drop', async () => {
    await select('Daytime tiredness');
    await vscode.page.keyboard.press('Alt+ArrowUp');
    await until('the order', () => Promise.resolve(codes()[0]?.name === 'Daytime tiredness'));
    const question = vscode.page.locator('.quick-input-widget').getByText('Below Falling asleep');
    await until('the drop', async () => {
      await drag(row('Daytime tiredness'), row('Falling asleep'));
      return question.waitFor({ timeout: 2000 }).then(
        () => true,
        () => false,
      );
    });
    await vscode.pick('Below Falling asleep');
    await until('the place', () => Promise.resolve(named('Daytime tiredness')?.parent === named('Falling asleep')?.id));
  });

  it('sets a colour from the list, and a pattern', async () => {
    const command = 'Introspect: Set Colour of Code…';
    await begin('Falling asleep', () => vscode.runCommand(command), 'Colour of Falling asleep');
    await vscode.page.getByText('Magenta', { exact: true }).waitFor();
    await vscode.screenshot('codebook-colours');
    await vscode.pick('Magenta');
    await vscode.pick('checks');
    await until('the colour', () => Promise.resolve(named('Falling asleep')?.colour === '#ee3377'));
    assert.equal(named('Falling asleep')?.pattern, 'checks');
  });

  it('edits a code in its form, which saves when a field is left', async () => {
    await begin('Falling asleep', key('Enter'), vscode.tab('Falling asleep'));
    const form = await vscode.panel('codebook');
    await form.getByRole('textbox', { name: 'Definition' }).fill('Trouble getting to sleep at night.');
    await form.getByRole('textbox', { name: 'When to use' }).focus();
    await until('the definition', () =>
      Promise.resolve(named('Falling asleep')?.definition === 'Trouble getting to sleep at night.'),
    );
    await form.getByText('All changes are saved').waitFor();
    for (const theme of themeNames) {
      await vscode.useTheme(theme);
      await vscode.screenshot('codebook-form');
    }
  });

  it('keeps what was typed when the tab is closed in mid-sentence', async () => {
    const form = await vscode.panel('codebook');
    await form.getByRole('textbox', { name: 'When not to use' }).fill('Waking early is a code of its own.');
    await vscode.runCommand('View: Close All Editors');
    await until('the words', () =>
      Promise.resolve(readFileSync(inStudy('introspect/codebook.json'), 'utf8').includes('Waking early is a code')),
    );
  });

  it('takes the last change back', async () => {
    await vscode.runCommand('Introspect: Undo Last Codebook Change');
    await until('the words', () =>
      Promise.resolve(!readFileSync(inStudy('introspect/codebook.json'), 'utf8').includes('Waking early is a code')),
    );
  });

  it('merges two codes after saying what will happen', async () => {
    const command = 'Introspect: Merge Code Into…';
    await begin('Daytime tiredness', () => vscode.runCommand(command), 'Merge Daytime tiredness into…');
    await vscode.pick('Sleep');
    await vscode.page.getByText('Merge Daytime tiredness into Sleep?').waitFor();
    await vscode.screenshot('codebook-merge');
    await vscode.page.getByRole('button', { name: 'Merge', exact: true }).click();
    await until('the merge', () => Promise.resolve(named('Daytime tiredness') === undefined));
    await vscode.notification('Daytime tiredness became part of Sleep.');
    const journal = readFileSync(inStudy('introspect/journal.jsonl'), 'utf8');
    assert.match(journal, /"what":"codebook\.merge"/);
    assert.doesNotMatch(journal, /count the cars/);
  });

  it('takes in a starter codebook after a preview', async () => {
    const starter = vscode.page.getByText('A starter codebook…');
    // VS Code gives the keyboard back to a tree whose focused row has just gone, which closes a list opened meanwhile.
    await until('the list of sources', async () => {
      await vscode.runCommand('Introspect: Import Codebook…');
      return starter.click({ timeout: 3000 }).then(
        () => true,
        () => false,
      );
    });
    await vscode.pick('Depression and anxiety symptom mentions');
    await vscode.page.getByText('It does not measure severity and makes no diagnosis.').last().waitFor();
    await vscode.page.getByRole('button', { name: 'Take This Codebook' }).click();
    await vscode.page.getByText('Would be added').waitFor();
    await vscode.screenshot('codebook-import');
    await vscode.page.locator('.quick-input-widget').getByText('OK', { exact: true }).click();
    await row('Low mood').waitFor();
    assert.equal(codes().length, 20);
    for (const theme of themeNames) {
      await vscode.useTheme(theme);
      await vscode.screenshot('codebook-tree');
    }
  });

  it('shows who codes, and hides the others while coding blind', async () => {
    await vscode.openStudy('sample');
    await vscode.openView('Study');
    await vscode.runCommand('Introspect: Code As…');
    await vscode.pick('Ana R.');
    await vscode.page.locator('.pane-header[aria-label^="Coders"]').click();
    await row('Ben K.')
      .getByText(/\d segments/)
      .waitFor();
    await row('Sleep disruption')
      .getByText(/mine ·/)
      .waitFor();
    await vscode.screenshot('coders');
    await vscode.runCommand('Introspect: Code Blind (Hide or Show the Other Coders)');
    await row('Ben K.').getByText('hidden while you code blind').waitFor();
    await vscode.screenshot('coders-blind');
  });
});
