// What a test begins with, so that another try of it does not begin with what the try before left.
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { openWorkbenches, type Workbench } from './workbench';

interface Beginning {
  readonly study: { readonly folder: string; readonly copy: string } | undefined;
  readonly isDirty: boolean;
}

const beginnings = new Map<Workbench, Beginning>();

/** Before the first try of a test. */
export async function keepBeginnings(): Promise<void> {
  forgetBeginnings();
  for (const workbench of openWorkbenches) {
    const isDirty = (await dirtyTabs(workbench).count()) > 0;
    beginnings.set(workbench, { study: workbench.hasStudy ? copyOf(workbench.folder) : undefined, isDirty });
  }
}

/**
 * Before another try: closes what stands in front of the window, gives the study the files that it had, and loads the
 * window anew, since panels remember. What was unsaved before the test is in no file: then all is left as it is, until the
 * last try, which begins in a window loaded anew in any case: a webview that VS Code failed to fill stays empty.
 */
export async function putBeginningsBack(isLastTry: boolean): Promise<void> {
  for (const workbench of openWorkbenches) {
    const { study, isDirty = false } = beginnings.get(workbench) ?? {};
    await closeWhatIsInFront(workbench);
    if (isDirty && !isLastTry) continue;
    if (!isDirty) await dropUnsaved(workbench);
    if (study && workbench.hasStudy && study.folder === workbench.folder) putBack(study.copy, study.folder);
    await workbench.reload();
  }
}

export function forgetBeginnings(): void {
  for (const { study } of beginnings.values()) if (study) rmSync(study.copy, { recursive: true, force: true });
  beginnings.clear();
}

const dirtyTabs = ({ page }: Workbench) => page.locator('.tabs-container .tab.dirty');

async function closeWhatIsInFront({ page }: Workbench): Promise<void> {
  const inFront = page
    .locator('.monaco-dialog-box, .context-view.monaco-menu-container, .quick-input-widget')
    .filter({ visible: true });
  for (let i = 0; i < 5 && (await inFront.count()) > 0; i++) await page.keyboard.press('Escape');
}

async function dropUnsaved(workbench: Workbench): Promise<void> {
  for (let i = 0; i < 5 && (await dirtyTabs(workbench).count()) > 0; i++) {
    await dirtyTabs(workbench).first().click();
    await workbench.runCommand('File: Revert File');
  }
}

function copyOf(folder: string): NonNullable<Beginning['study']> {
  const copy = mkdtempSync(path.join(tmpdir(), 'introspect-beginning-'));
  cpSync(folder, copy, { recursive: true });
  return { folder, copy };
}

/** Touches only what differs: the extension hears of every file that is written. */
function putBack(copy: string, folder: string): void {
  for (const name of entriesOf(folder))
    if (!existsSync(path.join(copy, name))) rmSync(path.join(folder, name), { recursive: true, force: true });
  for (const name of entriesOf(copy)) {
    const [from, to] = [path.join(copy, name), path.join(folder, name)];
    if (statSync(from).isDirectory()) mkdirSync(to, { recursive: true });
    else if (!existsSync(to) || !readFileSync(from).equals(readFileSync(to))) cpSync(from, to);
  }
}

/** A folder comes before what is in it. */
function entriesOf(dir: string): string[] {
  return readdirSync(dir, { recursive: true, encoding: 'utf8' }).sort();
}
