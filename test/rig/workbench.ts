// A VS Code workbench with the packaged extension in it, driven as a person would drive it.
import { mkdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { Browser, Frame, Locator, Page } from 'playwright-core';
import { launchBrowser } from './browser';
import { packagedVsix } from './packaged';
import { VsCodeServer } from './server';
import { copyStudy, repositoryDir, sampleStudyDir } from './study';
import { themes, type ThemeName } from './themes';
import { until } from './until';

export interface WorkbenchOptions {
  /** A study folder, of which the workbench opens a copy; `sample` is the one that ships; `none` opens no folder. */
  readonly study?: 'sample' | 'none' | { readonly folder: string };
  readonly theme?: ThemeName;
  /** What transcripts open in: `text` for tests of what follows a selection in the text editor. */
  readonly transcripts?: 'coding' | 'text';
  readonly settings?: Readonly<Record<string, unknown>>;
  /** Settings of machine scope, such as the model's folder. */
  readonly machineSettings?: Readonly<Record<string, unknown>>;
  /** File of the extension; by default the one .ci/package.mjs made for this platform. */
  readonly vsix?: string;
  readonly viewport?: { readonly width: number; readonly height: number };
}

const screenshotsDir = path.join(repositoryDir, 'out/screenshots');
const servers = new Map<string, Promise<VsCodeServer>>();
export const openWorkbenches: Set<Workbench> = new Set();
let browser: Promise<Browser> | undefined;
let tab: Page | undefined;

/**
 * A VS Code in the one tab there is. What it stores in the browser is deleted before the next, so nothing is remembered;
 * what the tab has compiled of VS Code stays, without which starting takes half as long again. They share one server per
 * VSIX, and with it the user's settings: have one open at a time.
 */
export class Workbench {
  private constructor(
    readonly server: VsCodeServer,
    readonly page: Page,
    private theme: ThemeName,
    private studyDir: string | undefined,
  ) {
    openWorkbenches.add(this);
  }

  static async start(options: WorkbenchOptions = {}): Promise<Workbench> {
    const { study = 'sample', theme = 'dark', settings = {}, vsix = packagedVsix() } = options;
    const server = await sharedServer(vsix);
    server.writeSettings({
      'workbench.colorTheme': themes[theme].colorTheme,
      // In a browser VS Code saves by itself a second later, on the desktop it waits to be told.
      'files.autoSave': 'off',
      ...(options.transcripts === 'text' && { 'workbench.editorAssociations': { '*.transcript.txt': 'default' } }),
      ...settings,
    });
    server.writeMachineSettings(options.machineSettings ?? {});
    const page = await emptyTab(server.url(undefined));
    await page.setViewportSize(options.viewport ?? { width: 1280, height: 800 });
    const workbench = new Workbench(server, page, theme, undefined);
    try {
      await workbench.openStudy(study);
      return workbench;
    } catch (error) {
      await workbench.keepFailureScreenshot(`start-${theme}`);
      await workbench.dispose();
      throw error;
    }
  }

  get hasStudy(): boolean {
    return this.studyDir !== undefined;
  }

  /** Where the open study lies on disk. */
  get folder(): string {
    if (!this.studyDir) throw new Error('No study is open.');
    return this.studyDir;
  }

  /** Opens a copy of a study in place of the one that was open. */
  async openStudy(study: 'sample' | 'none' | { readonly folder: string }): Promise<void> {
    this.deleteStudy();
    if (study !== 'none') this.studyDir = copyStudy(study === 'sample' ? sampleStudyDir() : study.folder);
    await this.openFolder(this.studyDir);
  }

  /** Reloads the window by VS Code's own command, which saves its state first; panels and editors come back as they were. */
  async reload(): Promise<void> {
    await this.page.evaluate(() => document.body.setAttribute('data-before-reload', ''));
    await this.runCommand('Developer: Reload Window');
    await this.page.locator('body:not([data-before-reload])').waitFor();
    await this.ready();
  }

  /** Changes the colour theme of the running workbench: much quicker than starting another. */
  async useTheme(theme: ThemeName): Promise<void> {
    if (theme === this.theme) return;
    const before = this.server.readSettings();
    await this.runCommand('Preferences: Color Theme');
    await this.pick(themes[theme].label);
    await this.page.locator(`.monaco-workbench.${themes[theme].workbenchClass}`).waitFor();
    // Written late, it would overwrite the settings of the next workbench.
    await until('the theme in settings.json', () => Promise.resolve(this.server.readSettings() !== before));
    this.theme = theme;
  }

  // ---- commands

  /** Runs a command from the command palette by its full title, such as `Introspect: Show Log`. */
  async runCommand(title: string): Promise<void> {
    // An editor that opens meanwhile takes the keyboard, and with it the list: it is opened again.
    await until(
      `the command “${title}” in the command palette`,
      async () => {
        const row = await this.findCommand(title).catch(() => undefined);
        return row?.click({ timeout: 3000 }).then(
          () => true,
          () => undefined,
        );
      },
      30_000,
    );
  }

  /** Whether the command palette offers a command here and now (its `enablement` and `when`). */
  async offersCommand(title: string): Promise<boolean> {
    const found = await this.findCommand(title);
    await this.page.keyboard.press('Escape');
    await this.quickInput.waitFor({ state: 'hidden' });
    return found !== undefined;
  }

  /** Chooses an entry of the list that is open (a quick pick), by its label. */
  async pick(label: string): Promise<void> {
    await this.quickInput.fill(label); // A long list holds only the rows in view.
    await this.quickPickRow(label).click();
  }

  /** Types into the input box that is open and confirms. */
  async type(text: string): Promise<void> {
    await this.quickInput.fill(text);
    await this.quickInput.press('Enter');
  }

  /**
   * Chooses an entry of the menu that is open, until `opened` is there: a menu that has just opened swallows the first
   * click, and one that heard it goes while it is looked at.
   */
  async chooseFromMenu(label: string, opened: Locator): Promise<void> {
    const item = this.page.getByRole('menuitem', { name: label });
    await until(`what “${label}” opens`, async () => {
      if (await item.isVisible()) await item.click({ timeout: 2000 }).catch(() => undefined);
      return opened.isVisible();
    });
  }

  // ---- files and selections

  /** Opens a new file in front of what is there, and waits until the keyboard is in it: then what it hides is hidden. */
  async openNewFile(): Promise<void> {
    await this.page.keyboard.press('Control+n');
    const editor = '.editor-group-container.active .monaco-editor.focused[data-uri^="untitled:"]';
    await this.page.locator(editor).waitFor();
  }

  /**
   * Opens a file of the study in a text editor and waits for its text; a transcript only with `transcripts: 'text'`.
   * `file`: relative to the study, with `/`.
   */
  async openFile(file: string): Promise<void> {
    await this.quickOpen(file);
    await this.editor(file).locator('.view-line').first().waitFor();
  }

  /** Opens a transcript in the coding editor and waits for its text. */
  async openTranscript(file: string): Promise<Frame> {
    await this.quickOpen(file);
    await this.page.locator('.editor-group-container.active .tab.active', { hasText: path.basename(file) }).waitFor();
    // A VS Code that has just started for the first time may not know yet that there is a coding editor.
    const opened = await until(`${file} in an editor`, async () => {
      if (await this.editor(file).isVisible()) return 'as text';
      return (await this.shownPanel('coding')) && 'for coding';
    });
    if (opened === 'as text') await this.runCommand('Introspect: Open in Coding Editor');
    const coding = await this.panel('coding');
    await coding.locator('.page').getByText(/./).first().waitFor();
    return coding;
  }

  /** The text editor that shows `file`, or the first one there is. Only the lines in view are in it. */
  editor(file?: string): Locator {
    const uri = file === undefined ? '[data-uri^="vscode-remote:"]' : `[data-uri$="/${encodeURI(file)}"]`;
    return this.page.locator(`.editor-instance .monaco-editor${uri}`).filter({ visible: true }).first();
  }

  /**
   * Selects `words` in the editor, through the Find widget, so that the line need not be in view.
   * @param options.occurrence 1 for the first place they occur at
   * @throws Error where they do not occur so often
   */
  async selectText(words: string, options: { occurrence?: number; file?: string } = {}): Promise<void> {
    const { occurrence = 1, file } = options;
    const editor = this.editor(file);
    await this.focusEditor(editor);
    await this.page.keyboard.press('Control+Home');
    await this.page.keyboard.press('Control+F');
    const find = editor.locator('.find-widget.visible');
    const matchCase = find.getByRole('checkbox', { name: /^Match Case/ });
    if ((await matchCase.getAttribute('aria-checked')) !== 'true') await matchCase.click();
    const input = find.getByRole('textbox', { name: 'Find' }).first();
    await input.fill(words);
    const matches = find.locator('.matchesCount');
    const place = async (n: number) =>
      until(`the words “${words}” in the editor`, async () => {
        const text = await matches.innerText();
        if (/No results/i.test(text) && (await input.inputValue()) === words)
          throw new Error(`Not in the editor: “${words}”`);
        return text.startsWith(`${n} of `);
      });
    for (let n = 1; n <= occurrence; n++) {
      if (n > 1) await input.press('Enter');
      await place(n);
    }
    // Not Escape: where a notification is open, that closes the notification.
    await find.getByRole('button', { name: /^Close/ }).click();
    await find.waitFor({ state: 'hidden' });
  }

  /** Puts the cursor before `words`, with nothing selected. */
  async placeCursor(words: string, options: { occurrence?: number; file?: string } = {}): Promise<void> {
    await this.selectText(words, options);
    await this.page.keyboard.press('ArrowLeft');
  }

  /** The selected words, by way of the clipboard. */
  async selectedText(file?: string): Promise<string> {
    await this.focusEditor(this.editor(file));
    await this.page.keyboard.press('Control+C');
    return this.page.evaluate(() => navigator.clipboard.readText());
  }

  // ---- views and panels

  /** Opens a view container by its title in the activity bar, such as `Introspect`. */
  async openView(title: string): Promise<void> {
    const heading = this.page
      .locator('.sidebar .composite.title')
      .filter({ hasText: new RegExp(`^\\s*${title}`, 'i') });
    if (await heading.isVisible()) return; // A second click would close it.
    await this.activityBarIcon(title).click();
    await heading.waitFor();
  }

  activityBarIcon(title: string): Locator {
    return this.page.locator(`.activitybar .action-label[aria-label^="${title}"]`);
  }

  /** The content of one of our webviews, the one whose body says `data-panel="name"`. Ask again after a reload. */
  async panel(name: string): Promise<Frame> {
    try {
      return await until(`the panel “${name}”`, () => this.shownPanel(name));
    } catch (error) {
      throw new Error(`${(error as Error).message} ${await this.inSight()}`, { cause: error });
    }
  }

  /** The tab of an editor or an editor panel, by its title. */
  tab(title: string): Locator {
    return this.page.getByRole('tab', { name: title }).first();
  }

  /** A notification that contains `text`; its buttons are found with `getByRole('button', …)`. */
  async notification(text: string): Promise<Locator> {
    const toast = this.page.locator('.notification-toast').filter({ hasText: text }).first();
    await toast.waitFor();
    return toast;
  }

  // ---- pictures, and the end

  /** Keeps a picture as out/screenshots/<theme>/<name>.png. */
  async screenshot(name: string): Promise<void> {
    await this.page.screenshot({ path: path.join(screenshotsDir, this.theme, `${name}.png`), animations: 'disabled' });
  }

  async keepFailureScreenshot(name: string): Promise<void> {
    const file = `${name.replace(/[^\w.-]+/g, '-').slice(0, 150)}.png`;
    await this.page.screenshot({ path: path.join(screenshotsDir, 'failures', file), timeout: 5000 }).catch(() => {
      // The page is gone; the error that brought us here says why.
    });
  }

  async dispose(): Promise<void> {
    openWorkbenches.delete(this);
    await this.page.evaluate(() => sessionStorage.clear()).catch(() => undefined); // A page that is gone has none.
    await this.page.goto('about:blank').catch(() => undefined);
    this.deleteStudy();
  }

  // ---- inside

  private async shownPanel(name: string): Promise<Frame | undefined> {
    for (const frame of this.page.frames()) if (await holdsPanel(frame, name)) return frame;
    return undefined;
  }

  /** In one line, for a failure on a machine whose pictures nobody sees. */
  private async inSight(): Promise<string> {
    const all = (selector: string) =>
      this.page.locator(`${selector}:visible`).evaluateAll((found) => found.map((one) => one.textContent ?? ''));
    const shown = {
      tabs: await all('.tab'),
      editor: await all('.editor-instance, .monaco-editor-pane-placeholder'),
      notices: await all('.notification-toast'),
      dialogs: await all('.monaco-dialog-box'),
    };
    const frames = this.page.frames().slice(1);
    const panels = frames.map((frame) =>
      frame.evaluate(() => document.body.dataset['panel'] ?? document.body.innerText),
    );
    const answers = Promise.all(panels.map((panel) => panel.catch(String)));
    const webviews = await Promise.race([answers, delay(2000, ['no answer'])]);
    const inShort = (texts: readonly string[]) =>
      texts.map((text) => text.replace(/\s+/g, ' ').slice(0, 120)).join(' | ');
    return Object.entries({ ...shown, webviews })
      .map(([what, texts]) => `${what}: ${inShort(texts) || 'none'}`)
      .join('; ');
  }

  private async openFolder(folder: string | undefined): Promise<void> {
    await this.page.goto(
      this.server.url(folder, [
        ['skipWelcome', 'true'],
        ['skipReleaseNotes', 'true'],
      ]),
    );
    await this.ready();
    await this.filesListed();
  }

  private async ready(): Promise<void> {
    await this.page.locator('.monaco-workbench .part.statusbar .statusbar-item').first().waitFor();
    // Before the extension is known, a transcript would open in the text editor.
    await this.activityBarIcon('Introspect').waitFor();
  }

  private async filesListed(): Promise<void> {
    if (this.studyDir) await this.page.locator('.explorer-folders-view .monaco-list-row').first().waitFor();
  }

  private deleteStudy(): void {
    if (this.studyDir) rmSync(path.dirname(this.studyDir), { recursive: true, force: true });
    this.studyDir = undefined;
  }

  private get quickInput(): Locator {
    return this.page.locator('.quick-input-widget input:is([type=text], [type=password])');
  }

  private quickPickRow(label: string): Locator {
    return this.page
      .locator('.quick-input-list .monaco-list-row')
      .filter({ has: this.page.locator('.label-name').getByText(label, { exact: true }) })
      .first();
  }

  private async quickOpen(file: string): Promise<void> {
    await this.page.keyboard.press('Control+P');
    await this.quickInput.fill(path.join(this.folder, file));
    await this.quickPickRow(path.basename(file)).click();
    await this.quickInput.waitFor({ state: 'hidden' });
  }

  /** The palette does not refresh when an extension registers late: each call opens it anew. */
  private async findCommand(title: string): Promise<Locator | undefined> {
    if (await this.quickInput.isVisible()) {
      await this.page.keyboard.press('Escape');
      await this.quickInput.waitFor({ state: 'hidden' });
    }
    await this.page.keyboard.press('F1');
    await this.quickInput.fill(`>${title}`, { timeout: 3000 });
    const row = this.quickPickRow(title);
    return row.waitFor({ timeout: 1500 }).then(
      () => row,
      () => undefined,
    );
  }

  private async focusEditor(editor: Locator): Promise<void> {
    await editor.locator('.native-edit-context, textarea.inputarea').first().focus();
  }
}

async function holdsPanel(frame: Frame, name: string): Promise<boolean> {
  try {
    if ((await frame.locator(`body[data-panel="${name}"]`).count()) === 0) return false;
    // While a webview takes new HTML it has two content frames; the old one goes.
    const element = await frame.frameElement();
    return (await element.getAttribute('id')) === 'active-frame' && (await element.isVisible());
  } catch {
    return false; // The frame went away while it was asked.
  }
}

/** The tab, a new one where it crashed, without anything that pages of this server have stored. */
async function emptyTab(url: string): Promise<Page> {
  if (tab?.isClosed() !== false) {
    tab = await (
      await (browser ??= launchBrowser())
    ).newPage({
      deviceScaleFactor: 1,
      reducedMotion: 'reduce',
      permissions: ['clipboard-read', 'clipboard-write'],
    });
    tab.setDefaultTimeout(20_000);
    tab.once('crash', (page) => void page.close());
  }
  const devtools = await tab.context().newCDPSession(tab);
  const storageTypes = 'cookies,indexeddb,local_storage,cache_storage';
  await devtools.send('Storage.clearDataForOrigin', { origin: new URL(url).origin, storageTypes });
  await devtools.detach();
  await tab.mouse.move(0, 0);
  return tab;
}

function sharedServer(vsix: string): Promise<VsCodeServer> {
  const running = servers.get(vsix);
  if (running) return running;
  mkdirSync(screenshotsDir, { recursive: true });
  const started = VsCodeServer.start({ vsix });
  servers.set(vsix, started);
  return started;
}

/** For the mocha hooks: pictures of what is open now. */
export async function keepFailureScreenshots(testTitle: string): Promise<void> {
  for (const workbench of openWorkbenches) await workbench.keepFailureScreenshot(testTitle);
}

/** For the mocha hooks: ends the browser and the servers. */
export async function disposeAll(): Promise<void> {
  for (const workbench of [...openWorkbenches]) await workbench.dispose();
  await (await browser)?.close();
  browser = undefined;
  tab = undefined;
  for (const server of servers.values()) await (await server).stop();
  servers.clear();
}
