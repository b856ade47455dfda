import { createHash } from 'node:crypto';
import path from 'node:path';
import * as vscode from 'vscode';
import { counted } from '../../core/agreement/wording';
import { UserError } from '../../core/base/userError';
import { loadStudy, type LoadedStudy } from '../../core/coding/loadStudy';
import { inOrderOfInterest } from '../../core/coding/speakerRoles';
import type { Study } from '../../core/coding/study';
import { prepareSheet, type PreparedSheet } from '../../core/prompting/prepare';
import type { LabEngine } from '../../core/prompting/runItem';
import { parseSheet, type SegmentsSetting, type Sheet } from '../../core/prompting/sheet';
import { isLabelTask } from '../../core/prompting/task';
import { findTechnique } from '../../core/prompting/techniques';
import { parseTranscript } from '../../core/transcript/transcript';
import { techniqueName, wordsOfAsking } from '../../core/suggestions/fromSheet';
import { plainSheet, sheetForTranscript, suggestionRunsPath } from '../../core/suggestions/request';
import { wordsOfTold } from '../../core/suggestions/told';
import { holdSuggestions } from '../../platform/lab/suggestionsLock';
import type { Services } from '../../platform/services';
import { studyFolder } from '../../platform/study/studyFolder';
import type { Suggesting, SuggestingState } from '../../protocol/coding';
import { nothingTold, type CodingDocument } from './codingDocument';
import { codingViewType, type CodingEditor } from './codingEditor';
import { isTechniqueRef, openForTechnique, type TechniqueChoice } from './suggestFromSheet';
import { SuggestionRun, unitOf } from './suggestionRun';

/** The model that answers, as it is in use when it is opened; how it is asked is the lab's business. */
export interface SuggestionModel {
  readonly engine: LabEngine;
  /** What the model is called for people. */
  readonly name: string;
  readonly title: string;
  /** Requests at the same time. */
  readonly concurrency: number;
  /** Name of the server that the words go to; null for a model on this machine. */
  readonly server: string | null;
  readonly bundled: boolean;
}

const title = 'Suggest Codes';

/**
 * Asks the model in use about a transcript: what, how, after an estimate; the page shows how far it is.
 *
 * @param about a technique of a lab sheet, with which the person chooses the transcript; else it is the one in front
 */
export async function suggestCodes(
  editor: CodingEditor,
  services: Pick<Services, 'coder' | 'models' | 'log'>,
  open: (signal: AbortSignal) => Promise<SuggestionModel>,
  about?: unknown,
): Promise<void> {
  const given = isTechniqueRef(about) ? await openForTechnique(editor, about) : null;
  if (given === undefined) return;
  const document = given ? given.document : editor.active;
  if (!document) {
    const remedy = 'Open a transcript in the coding editor first.';
    throw new UserError('badRequest', 'Codes are suggested for the transcript in the coding editor.', remedy);
  }
  await document.loaded;
  const { root, coding } = document;
  if (coding.problem) throw coding.problem;
  if (!root) throw new UserError('badRequest', 'The transcript is in no study.', 'Introspect: New Study… makes one.');
  if (document.suggesting) {
    throw new UserError('badRequest', 'A model is being asked about this transcript already.', 'Wait, or cancel it.');
  }
  const { blind, only } = blindnessOf(services, root);
  const study = await loadStudy(studyFolder(root));
  if (study.codebook.codes.length < 2) {
    const remedy = 'Make at least two codes, so that there is something to choose from.';
    throw new UserError('badRequest', 'The codebook has too few codes for suggestions.', remedy);
  }
  const segments = await chooseStretches(document, study.study.speakers);
  if (!segments) return;
  const choice = given ? given.choice : await chooseTechnique(root, study);
  if (!choice) return;
  const { transcript } = coding.sources;
  const sheet = sheetForTranscript(choice.sheet, choice.technique, transcript, segments);
  const prepared = prepareSheet(sheet, study, only, sha256);
  // A tab in italics gives way to the next transcript that is looked at, and would end the run.
  await vscode.commands.executeCommand('workbench.action.keepEditor');
  const held = await holdSuggestions(path.join(root.fsPath, ...suggestionRunsPath.split('/')));
  const running = new AbortController();
  held.lost.addEventListener('abort', () => running.abort());
  document.suggesting = running;
  try {
    await ask(document, prepared, choice, open, { running: running.signal, blind, models: services.models });
  } catch (error) {
    document.told = nothingTold;
    if (!running.signal.aborted) throw error;
  } finally {
    document.suggesting = undefined;
    await held.release();
  }
}

/** Finds out how long it takes, has the person agree, and makes the suggestions. */
async function ask(
  document: CodingDocument,
  prepared: PreparedSheet,
  choice: TechniqueChoice,
  open: (signal: AbortSignal) => Promise<SuggestionModel>,
  { running, blind, models }: { readonly running: AbortSignal; readonly blind: boolean } & Pick<Services, 'models'>,
): Promise<void> {
  const unit = unitOf(prepared);
  let { name } = models;
  const show = ({ progress, outcome }: SuggestingState) => {
    // By the name that people know it by, not by its folder's.
    document.told = { progress: progress && { ...progress, model: name }, outcome };
  };
  const total = prepared.items.length;
  show({ progress: { model: name, unit, done: null, total, secondsLeft: null }, outcome: null });
  const model = await open(running);
  ({ name } = model);
  const { engine, title: named, concurrency } = model;
  const run = new SuggestionRun(document.coding, prepared, choice.path, engine, named, concurrency, show, sha256);
  const estimate = await run.estimate(running);
  const asked = choice.path === null ? '' : wordsOfAsking(choice.sheet, choice.technique, engine.model);
  const words = [estimate.words, asked, toldIn(prepared)].filter((part) => part !== '');
  if (!(await confirm(words, model, blind, total, unit))) return show(nothingTold);
  const outcome = await run.finish(running);
  show({ progress: null, outcome });
  if (document.isClosed) void tellClosed(document, outcome);
}

function toldIn({ sheet: { techniques }, task }: PreparedSheet): string {
  const [technique] = techniques;
  return technique && isLabelTask(task) ? wordsOfTold(task, technique.kind, technique.options) : '';
}

/** After the tab was closed in mid-run: what became of it, and the way back. */
async function tellClosed({ uri, coding }: CodingDocument, outcome: string): Promise<void> {
  const reopen = 'Open the Transcript';
  const message = `${coding.sources.title}: closing its tab stopped the model. ${outcome}`;
  if ((await vscode.window.showWarningMessage(message, reopen)) !== reopen) return;
  await vscode.commands.executeCommand('vscode.openWith', uri, codingViewType);
}

function blindnessOf({ coder }: Pick<Services, 'coder'>, root: vscode.Uri) {
  const blind = coder.isBlind(root);
  // Who codes blind and has not said who they are has no examples to show to a model.
  return { blind, only: blind ? (coder.current(root) ?? '') : null };
}

async function chooseStretches(
  { coding, selection }: CodingDocument,
  speakers: Study['speakers'],
): Promise<SegmentsSetting | undefined> {
  const { transcript, text } = coding.sources;
  const counts = new Map<string, number>();
  for (const { speaker, words } of parseTranscript(text.text).turns) {
    if (words.end > words.start) counts.set(speaker, (counts.get(speaker) ?? 0) + 1);
  }
  const total = [...counts.values()].reduce((sum, n) => sum + n, 0);
  const turns = (speakers?: string[]): SegmentsSetting => ({
    kind: 'turns',
    transcripts: [transcript],
    ...(speakers && { speakers }),
  });
  const selected: SegmentsSetting | null =
    selection && selection.end > selection.start && transcript.startsWith('transcripts/')
      ? { kind: 'stretches', stretches: [{ transcript, ...selection, sha256: text.sha256 }] }
      : null;
  if (total === 0 && !selected) {
    const remedy = 'Select the words that the model shall look at, then ask again.';
    throw new UserError('badRequest', 'No one speaks in turns in this transcript.', remedy);
  }
  const items: (vscode.QuickPickItem & { segments: SegmentsSetting })[] = [
    ...inOrderOfInterest(counts, speakers).map(([speaker, n]) => ({
      label: `Turns of ${speaker}`,
      description: `${n}`,
      segments: turns([speaker]),
    })),
    ...(total > 0 ? [{ label: 'All turns', description: `${total}`, segments: turns() }] : []),
    ...(selected ? [{ label: 'The selected words', segments: selected }] : []),
  ];
  const placeHolder = 'What shall the model look at? Turns are asked about one by one';
  return (await vscode.window.showQuickPick(items, { title, placeHolder, ignoreFocusOut: true }))?.segments;
}

async function chooseTechnique(root: vscode.Uri, study: LoadedStudy): Promise<TechniqueChoice | undefined> {
  const above = new Set(study.codebook.codes.map(({ parent }) => parent));
  const hasGroups = study.codebook.codes.some(({ id }) => above.has(id));
  const which = hasGroups ? 'all codes that have none below them, or none of these' : 'all codes, or none of these';
  const plain = ['labelLikelihood', 'definitions', 'constrainedChoice'].map((kind) => {
    const { name, what } = findTechnique(kind)!.card;
    const choice: TechniqueChoice = { sheet: plainSheet(kind), path: null, technique: kind };
    return { label: name, description: which, detail: what, choice };
  });
  const tried = (await sheetsOf(root, study)).flatMap(({ sheet, path: file }) =>
    sheet.techniques.map(({ id }) => ({
      label: techniqueName(sheet, id),
      description: `of the lab sheet ${sheet.title}`,
      choice: { sheet, path: file, technique: id } satisfies TechniqueChoice,
    })),
  );
  const items: (vscode.QuickPickItem & { choice?: TechniqueChoice })[] = [
    ...plain,
    ...(tried.length > 0 ? [{ label: 'Tried in the lab', kind: vscode.QuickPickItemKind.Separator }, ...tried] : []),
  ];
  const placeHolder = 'How shall it be asked? What you have tried in the lab, you know how far to trust';
  return (
    await vscode.window.showQuickPick(items, { title, placeHolder, matchOnDescription: true, ignoreFocusOut: true })
  )?.choice;
}

/** The study's lab sheets that ask for codes; one that cannot be read is for the lab to complain about. */
async function sheetsOf(root: vscode.Uri, { codebook }: LoadedStudy) {
  const folder = studyFolder(root);
  const found: { readonly sheet: Sheet; readonly path: string }[] = [];
  for (const { name } of await folder.list('introspect/lab')) {
    if (!name.endsWith('.lab.json')) continue;
    const file = path.posix.join('introspect/lab', name);
    try {
      const bytes = await folder.read(file);
      const sheet = parseSheet(new TextDecoder().decode(bytes), file);
      if (sheet.task.kind === 'codes' && codebook.codes.length > 0) found.push({ sheet, path: file });
    } catch {
      continue;
    }
  }
  return found;
}

async function confirm(
  words: readonly string[],
  { name, server, bundled }: SuggestionModel,
  blind: boolean,
  total: number,
  unit: Suggesting['unit'],
): Promise<boolean> {
  const detail = [
    ...words,
    ...(bundled
      ? [
          'The practice model is for trying out, never for findings: expect it to be wrong. It was trained on English alone.',
        ]
      : []),
    server === null ? 'Nothing leaves this machine.' : `The words go to the server ${server}.`,
    'Suggestions go into a file of the model’s own. None is data before you have looked at it and accepted it.',
    ...(blind ? ['You code blind: they stay hidden until you switch that off.'] : []),
  ];
  const suggest = 'Suggest Codes';
  const about = counted(total, unit, unit === 'turn' ? 'turns' : 'stretches');
  const message = `Ask ${name} about ${about}?`;
  return (
    (await vscode.window.showInformationMessage(message, { modal: true, detail: detail.join('\n\n') }, suggest)) ===
    suggest
  );
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
