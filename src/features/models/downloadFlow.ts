import * as vscode from 'vscode';
import { describeAbilities } from '../../core/models/abilities';
import { catalogue, catalogued } from '../../core/models/catalogue';
import {
  licenceText,
  noteOn,
  planFiles,
  precisionHint,
  recommendedVariant,
  requireVariants,
  type OnnxVariant,
} from '../../core/models/downloadPlan';
import { parseRepo } from '../../core/models/hub';
import { recordBytes, type ModelRecord } from '../../core/models/modelRecord';
import { formatBytes } from '../../core/models/transfer';
import type { HubClient, HubRepository } from '../../platform/download/hubClient';
import { withCancellableProgress } from './progress';

/** The newest state of a repository; a download then keeps to the commit that this is. */
const revision = 'main';

export interface ChosenDownload {
  readonly variant: OnnxVariant;
  readonly record: ModelRecord;
}

/**
 * Lets the person choose a model and agree to its licence.
 * @returns undefined when they backed out
 * @throws UserError as `HubClient.describe`; `modelUnsupported` when the repository has no model that can be used
 */
export async function chooseDownload(hub: HubClient): Promise<ChosenDownload | undefined> {
  const repo = await pickRepo(hub.hubUrl);
  if (repo === undefined) return undefined;
  const repository = await withCancellableProgress(`Asking for the files of ${repo}…`, (signal) =>
    hub.describe(repo, revision, signal),
  );
  const variant = await pickVariant(repository);
  if (!variant) return undefined;
  const files = planFiles(repo, repository.files, variant);
  const record: ModelRecord = {
    formatVersion: 1,
    hub: hub.hubUrl,
    repo,
    revision: repository.commit,
    onnxFile: variant.onnx.path,
    licence: repository.licence,
    licenceAgreedAt: new Date().toISOString(),
    downloadedAt: null,
    files,
  };
  if (!(await agree(hub, repository, recordBytes(record)))) return undefined;
  return { variant, record: { ...record, licenceAgreedAt: new Date().toISOString() } };
}

async function pickRepo(hubUrl: string): Promise<string | undefined> {
  const another = { label: 'Another model, by its name…', detail: `owner/name, as on ${hubUrl}`, repo: undefined };
  const known = catalogue.map(({ name, repo, roughBytes, licence, goodFor, abilities }) => ({
    label: name,
    description: `about ${formatBytes(roughBytes)} · ${licence} · ${describeAbilities(abilities)}`,
    detail: goodFor,
    repo,
  }));
  const picked = await vscode.window.showQuickPick([...known, another], {
    title: 'Download Model',
    placeHolder: 'Small open models with ONNX files. Nothing is fetched before you agree.',
    matchOnDescription: true,
    matchOnDetail: true,
    ignoreFocusOut: true,
  });
  if (!picked) return undefined;
  if (picked.repo !== undefined) return picked.repo;
  const typed = await vscode.window.showInputBox({
    title: 'Download Model',
    prompt: 'Name of a repository with ONNX files, or the address of its page.',
    placeHolder: 'onnx-community/SmolLM2-135M-ONNX',
    ignoreFocusOut: true,
    validateInput: (text) =>
      text === '' || parseRepo(text) !== undefined ? undefined : 'The name has the form owner/name.',
  });
  return typed ? parseRepo(typed) : undefined;
}

async function pickVariant({ repo, files }: HubRepository): Promise<OnnxVariant | undefined> {
  const variants = requireVariants(repo, files);
  if (variants.length === 1) return variants[0];
  const recommended = recommendedVariant(variants, catalogued(repo)?.onnxFile);
  const items = variants.map((variant) => ({
    label: variant.label,
    description: formatBytes(variant.bytes) + (variant.name === variant.label ? '' : ` · ${variant.onnx.path}`),
    detail: noteOn(variant, recommended),
    variant,
  }));
  items.sort((a, b) => Number(b.variant === recommended) - Number(a.variant === recommended));
  const picked = await vscode.window.showQuickPick(items, {
    title: `Download ${repo}: Which Precision?`,
    placeHolder: precisionHint,
    ignoreFocusOut: true,
  });
  return picked?.variant;
}

/** The licence first: by its name, and in full if the person wants to read it. */
async function agree(hub: HubClient, repository: HubRepository, bytes: number): Promise<boolean> {
  const { repo, licence, files, page } = repository;
  const download = 'Agree and Download';
  const read = 'Read Licence';
  const text = licenceText(files);
  const title = `Download ${repo}, ${formatBytes(bytes)}?`;
  const terms = licence === null ? 'Its authors state no licence' : `Its licence is ${licence}`;
  const detail = `${terms}; the terms are on ${page}. It is stored on this machine and runs here.`;
  const buttons = text ? [download, read] : [download];
  const answer = await vscode.window.showInformationMessage(title, { modal: true, detail }, ...buttons);
  if (answer !== read || !text) return answer === download;
  const content = await withCancellableProgress('Fetching the licence…', (signal) =>
    hub.text(repository, text, signal),
  );
  const language = text.path.endsWith('.md') ? 'markdown' : 'plaintext';
  await vscode.window.showTextDocument(await vscode.workspace.openTextDocument({ content, language }));
  // Not modal: the text is read beside it.
  return (await vscode.window.showInformationMessage(`${title} ${terms}.`, download, 'Cancel')) === download;
}
