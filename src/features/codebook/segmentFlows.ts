// Deleting, merging and splitting: what is asked before segments change.
import * as vscode from 'vscode';
import type { Code } from '../../core/codebook/codebook';
import { codeOf } from '../../core/codebook/edit';
import { codeProblems } from '../../core/codebook/codeRules';
import type { Segment } from '../../core/coding/annotations';
import type { OpenStudy } from '../../platform/study/openStudies';
import type { CodebookEditor, CodedSegment } from './codebookEditor';
import { pickCode } from './codePrompts';

/** Who is looking: others' segments are counted and shown only to those who do not code blind. */
export interface Onlooker {
  readonly me: string | undefined;
  readonly blind: boolean;
}

/** @returns whether the code was deleted */
export async function deleteCode(
  editor: CodebookEditor,
  study: OpenStudy,
  code: Code,
  onlooker: Onlooker,
): Promise<boolean> {
  const segments = await editor.segmentsOf(code.id);
  const hasSubCodes = study.codebook?.codes.some(({ parent }) => parent === code.id) ?? false;
  const detail = hasSubCodes ? 'Its sub-codes move one level up.' : '';
  if (segments.length === 0) {
    const answer = 'Delete';
    const question = `Delete the code ${code.name}? No segment carries it.`;
    if ((await vscode.window.showWarningMessage(question, { modal: true, detail }, answer)) !== answer) return false;
    await working(() => editor.remove(code.id, null));
    return true;
  }
  const recode = 'Give Them Another Code…';
  const keep = 'Keep Them Without It';
  const answer = await vscode.window.showWarningMessage(
    `Delete the code ${code.name}? ${countOf(segments, onlooker)} it.`,
    {
      modal: true,
      detail:
        `${detail} Give its segments another code, or keep them: they then carry a deleted code and stay in the files.`.trim(),
    },
    recode,
    keep,
  );
  if (answer === undefined) return false;
  if (answer === keep) await working(() => editor.remove(code.id, null));
  else {
    const other = await pickCode(study, [code.id], {
      title: `Delete ${code.name}`,
      placeHolder: 'Which code do its segments get?',
    });
    if (!other) return false;
    await working(() => editor.remove(code.id, other.id));
  }
  return true;
}

/** @returns the code that the others became part of; undefined when nothing was done */
export async function mergeInto(
  editor: CodebookEditor,
  study: OpenStudy,
  codes: readonly Code[],
  onlooker: Onlooker,
): Promise<Code | undefined> {
  const names = codes.map(({ name }) => name).join(', ');
  const ids = codes.map(({ id }) => id);
  const into = await pickCode(study, ids, { title: `Merge ${names} into…`, placeHolder: 'The code that stays' });
  if (!into) return undefined;
  const segments = (await Promise.all(ids.map((id) => editor.segmentsOf(id)))).flat();
  const answer = 'Merge';
  const detail =
    segments.length === 0
      ? `No segment carries ${names}. What was said of it is added to the code that stays.`
      : `${countOf(segments, onlooker)} ${names}; they get the code ${into.name}, in every coder’s file. What was said of it is added to the code that stays.`;
  const question = `Merge ${names} into ${into.name}?`;
  if ((await vscode.window.showWarningMessage(question, { modal: true, detail }, answer)) !== answer) return undefined;
  await working(() => editor.merge(ids, into.id));
  return into;
}

/** Asks for the new codes and who gets which segments, and only then changes anything. */
export async function splitInto(
  editor: CodebookEditor,
  study: OpenStudy,
  code: Code,
  onlooker: Onlooker,
): Promise<void> {
  const codebook = await editor.load();
  codeOf(codebook, code.id);
  const namesIn = (value: string) =>
    value
      .split(/[;,]/)
      .map((name) => name.trim())
      .filter(Boolean);
  const answer = await vscode.window.showInputBox({
    title: `Split ${code.name}`,
    prompt: 'Names of the new codes, with a comma between them.',
    placeHolder: 'Falling asleep, Waking early',
    ignoreFocusOut: true,
    validateInput: (value) => {
      const names = namesIn(value);
      if (names.length === 0) return 'A name for each new code';
      if (new Set(names.map((name) => name.toLowerCase())).size < names.length) return 'Each name only once';
      for (const name of names) {
        const problem = codeProblems('', { name }, codebook.codes).name;
        if (problem) return `${name}: ${problem}`;
      }
      return undefined;
    },
  });
  if (answer === undefined) return;
  const names = namesIn(answer);
  const segments = await editor.segmentsOf(code.id);
  const picks = await assign(code, names, segments, onlooker, study);
  if (!picks) return;
  const left = await working(() => editor.split(code.id, names, picks));
  const message =
    left === 0
      ? `${code.name} is split.`
      : `${code.name} is split; it stays for the ${left} ${left === 1 ? 'segment' : 'segments'} that still carry it.`;
  void vscode.window.showInformationMessage(message);
}

type Pick = (segment: Segment) => number | undefined;

async function assign(
  code: Code,
  names: readonly string[],
  segments: readonly CodedSegment[],
  onlooker: Onlooker,
  study: OpenStudy,
): Promise<Pick | undefined> {
  const shown = segments.filter(({ coder }) => !onlooker.blind || coder === onlooker.me);
  if (segments.length === 0) return () => undefined;
  const walk = { label: 'One by one', description: `${shown.length} to look at`, how: 'walk' as const };
  const items = [
    ...(shown.length > 0 ? [walk] : []),
    ...names.map((name, index) => ({ label: `All to ${name}`, description: '', how: index })),
    { label: `Leave them with ${code.name}`, description: 'the new codes start empty', how: 'leave' as const },
  ];
  const title = `Split ${code.name}: ${countOf(segments, onlooker)} it`;
  const chosen = await vscode.window.showQuickPick(items, { title, placeHolder: 'Which segments get which code?' });
  if (!chosen) return undefined;
  const { how } = chosen;
  if (how === 'walk') return walkThrough(code, names, shown, study);
  return () => (how === 'leave' ? undefined : how);
}

/** One question a segment; Escape leaves the rest with the code that they have, after asking. */
async function walkThrough(
  code: Code,
  names: readonly string[],
  segments: readonly CodedSegment[],
  study: OpenStudy,
): Promise<Pick | undefined> {
  const picks = new Map<string, number>();
  for (const [i, { segment, transcript, coder }] of segments.entries()) {
    const by = study.coders.find(({ id }) => id === coder)?.name ?? coder;
    const quote = segment.target.selector[1].exact.replace(/\s+/g, ' ');
    const words = quote.length > 120 ? `${quote.slice(0, 120)}…` : quote;
    const items = [
      ...names.map((label, index): vscode.QuickPickItem & { index?: number } => ({ label, index })),
      { label: `Leave it with ${code.name}` },
    ];
    const title = `${i + 1} of ${segments.length} · ${transcript.slice(transcript.lastIndexOf('/') + 1)} · ${by}`;
    const chosen = await vscode.window.showQuickPick(items, { title, placeHolder: `“${words}”`, ignoreFocusOut: true });
    if (!chosen) {
      const go = 'Split So Far';
      const question = `Split with the ${picks.size} segments assigned so far?`;
      const detail = `The others stay with ${code.name}.`;
      const answer = await vscode.window.showInformationMessage(question, { modal: true, detail }, go);
      if (answer !== go) return undefined;
      break;
    }
    if (chosen.index !== undefined) picks.set(segment.id, chosen.index);
  }
  return ({ id }) => picks.get(id);
}

/** `12 segments of 2 coders carry`; of the person alone when the others are hidden. */
function countOf(segments: readonly CodedSegment[], { me, blind }: Onlooker): string {
  const own = segments.filter(({ coder }) => coder === me);
  if (blind) {
    const others = 'other coders’ segments are not counted while you code blind';
    return `${segmentsWord(own.length)} of yours (${others}) ${own.length === 1 ? 'carries' : 'carry'}`;
  }
  const coders = new Set(segments.map(({ coder }) => coder)).size;
  const of = coders > 1 ? ` of ${coders} coders` : '';
  return `${segmentsWord(segments.length)}${of} ${segments.length === 1 ? 'carries' : 'carry'}`;
}

function segmentsWord(count: number): string {
  return `${count} ${count === 1 ? 'segment' : 'segments'}`;
}

/** Shows in the view that files are being written. */
function working<T>(work: () => Promise<T>): Thenable<T> {
  return vscode.window.withProgress({ location: { viewId: 'introspect.codebook' } }, work);
}
