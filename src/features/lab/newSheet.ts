import * as vscode from 'vscode';
import { finish } from '../../core/agreement/slices';
import { fitStem, withoutDevice } from '../../core/base/fileNames';
import { UserError } from '../../core/base/userError';
import { sha256Hex } from '../../core/base/sha256';
import { loadStudy, type LoadedStudy } from '../../core/coding/loadStudy';
import { inOrderOfInterest } from '../../core/coding/speakerRoles';
import { itemsOf } from '../../core/prompting/material';
import { parseSheet, serializeSheet, sheetFormatVersion, type SegmentsSetting } from '../../core/prompting/sheet';
import { indexStudy } from '../../core/retrieval/studyIndex';
import { parseTranscript, toWorkingText } from '../../core/transcript/transcript';
import type { Services } from '../../platform/services';
import { studyFolder, studyFolders } from '../../platform/study/studyFolder';
import { labViewType } from './viewType';

/** Turns, as many as a first try is quick with. */
const sampleSize = 30;

interface Choice extends vscode.QuickPickItem {
  readonly segments: SegmentsSetting;
  readonly sample?: { readonly size: number; readonly seed: number };
}

/** Makes a lab sheet in introspect/lab and opens it: on the selected words where they are in a transcript, or on turns. */
export async function newLabSheet(services: Services): Promise<void> {
  const folder = await chooseStudy();
  if (!folder) return;
  const study = await loadStudy(studyFolder(folder));
  // Who codes blind learns nothing of where others coded.
  const { coder } = services;
  const only = coder.isBlind(folder) ? (coder.current(folder) ?? '') : null;
  const choice = await chooseSegments(study, only, await selected(services, folder, study));
  if (!choice) return;
  const title = await vscode.window.showInputBox({
    title: 'New lab sheet',
    prompt: 'Its title; the file is named after it.',
    value: 'Prompts compared',
    validateInput: (value) => (value.trim() === '' ? 'Give it a title.' : undefined),
  });
  if (title === undefined) return;
  const reference = study.coders.find(({ kind, role }) => kind === 'person' && role === undefined)?.id;
  const sheet = {
    formatVersion: sheetFormatVersion,
    title: title.trim(),
    segments: choice.segments,
    ...(choice.sample ? { sample: choice.sample } : {}),
    task: { kind: 'codes', none: 'none of these' },
    techniques: ['zeroShot', 'constrainedChoice', 'labelLikelihood'].map((kind) => ({ id: kind, kind })),
    sampling: { temperature: 0, seed: 1 },
    ...(reference === undefined ? {} : { reference }),
  };
  const text = serializeSheet(parseSheet(JSON.stringify(sheet), 'the new sheet'));
  const uri = await freeName(folder, title);
  await vscode.workspace.fs.createDirectory(vscode.Uri.joinPath(uri, '..'));
  await vscode.workspace.fs.writeFile(uri, new TextEncoder().encode(text));
  await vscode.commands.executeCommand('vscode.openWith', uri, labViewType);
}

async function chooseStudy(): Promise<vscode.Uri | undefined> {
  const studies = await studyFolders();
  if (studies.length === 0) {
    throw new UserError(
      'fileUnreadable',
      'No folder of this workspace is a study: introspect/study.json is missing.',
      'Open the folder of a study, or the sample study.',
    );
  }
  if (studies.length === 1) return studies[0]!.uri;
  const items = studies.map((folder) => ({ label: folder.name, folder }));
  return (await vscode.window.showQuickPick(items, { title: 'A lab sheet for which study?' }))?.folder.uri;
}

/** The words that the panels are about, if they lie in a transcript of the study. */
async function selected(
  { subjects }: Services,
  folder: vscode.Uri,
  { transcripts }: LoadedStudy,
): Promise<Choice | undefined> {
  await subjects.settled();
  const { source } = subjects;
  const transcript = transcripts.find(({ path }) => vscode.Uri.joinPath(folder, path).toString() === source?.uri);
  if (!source || !transcript || source.end <= source.start) return undefined;
  const text = (await vscode.workspace.openTextDocument(vscode.Uri.parse(source.uri, true))).getText();
  const working = toWorkingText(text);
  // What is not saved yet has places of its own.
  if ((await sha256Hex(working)) !== transcript.sha256) return undefined;
  const [start, end] = [source.start, source.end].map((offset) => toWorkingText(text.slice(0, offset)).length);
  const words = working.slice(start, end).replace(/\s+/g, ' ');
  return {
    label: 'The selected words',
    description: words.length > 60 ? `“${words.slice(0, 60)}…”` : `“${words}”`,
    segments: {
      kind: 'stretches',
      stretches: [{ transcript: transcript.path, start: start!, end: end!, sha256: transcript.sha256 }],
    },
  };
}

async function chooseSegments(
  study: LoadedStudy,
  only: string | null,
  selection: Choice | undefined,
): Promise<Choice | undefined> {
  const { transcripts, codebook } = study;
  const turns = new Map<string, number>();
  for (const { text } of transcripts) {
    for (const { speaker } of parseTranscript(text).turns) turns.set(speaker, (turns.get(speaker) ?? 0) + 1);
  }
  const index = finish(indexStudy(study, only));
  const total = [...turns.values()].reduce((sum, count) => sum + count, 0);
  const choices: Choice[] = [
    ...(selection ? [selection] : []),
    ...(total > sampleSize
      ? [
          {
            label: 'A random sample of turns',
            description: `${sampleSize} of ${total}`,
            segments: { kind: 'turns' } as const,
            sample: { size: sampleSize, seed: 1 },
          },
        ]
      : []),
    { label: 'All turns', description: `${total}`, segments: { kind: 'turns' } },
    ...inOrderOfInterest(turns, study.study.speakers).map(([speaker, count]): Choice => ({
      label: `All turns of ${speaker}`,
      description: `${count}`,
      segments: { kind: 'turns', speakers: [speaker] },
    })),
    ...transcripts.map(({ path, text }): Choice => ({
      label: `All turns in ${path.replace(/^transcripts\//, '')}`,
      description: `${parseTranscript(text).turns.length}`,
      segments: { kind: 'turns', transcripts: [path] },
    })),
    ...codebook.codes
      .map(({ id, name }) => ({ id, name, count: itemsOf({ kind: 'coded', code: id }, index).length }))
      .filter(({ count }) => count > 0)
      .map(({ id, name, count }): Choice => ({
        label: `Words that carry the code ${name}`,
        description: `${count}`,
        segments: { kind: 'coded', code: id },
      })),
  ];
  return vscode.window.showQuickPick(choices, {
    title: 'New lab sheet: what do you want to ask the model about?',
    placeHolder: 'You can change this in the sheet.',
  });
}

/** A name after the title that no file has. */
async function freeName(folder: vscode.Uri, title: string): Promise<vscode.Uri> {
  const words = title
    .trim()
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, '-')
    .replace(/^-+|-+$/g, '');
  const stem = withoutDevice(fitStem(words, '.lab.json', 80), '-1') || 'sheet';
  for (let n = 1; ; n++) {
    const uri = vscode.Uri.joinPath(folder, 'introspect', 'lab', `${stem}${n === 1 ? '' : `-${n}`}.lab.json`);
    const isTaken = await vscode.workspace.fs.stat(uri).then(
      () => true,
      () => false,
    );
    if (!isTaken) return uri;
  }
}
