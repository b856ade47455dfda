import * as vscode from 'vscode';
import { ModelStore } from './download/modelStore';
import { Endpoints } from './endpoints';
import { InstalledModels } from './installedModels';
import { createLog, type Log } from './log';
import { ModelHashes } from './modelHashes';
import { Models } from './models';
import { Network } from './network';
import type { HostAccess } from './networkAccess';
import { createHostAccess } from './networkConsent';
import { SideModels } from './sideModels';
import { CoderIdentity } from './study/coderIdentity';
import { OpenStudies } from './study/openStudies';
import { SubjectTracker } from './subject';
import { TokenHighlighter } from './tokenHighlighter';

/** What the features share. */
export interface Services {
  readonly log: Log;
  readonly models: Models;
  /** Models beside the one in use. */
  readonly sideModels: SideModels;
  readonly hashes: ModelHashes;
  /** What this machine has, and where downloads go. */
  readonly installed: InstalledModels;
  readonly store: ModelStore;
  readonly endpoints: Endpoints;
  /** What the person has agreed to connect to; `network` obeys it. */
  readonly access: HostAccess;
  readonly network: Network;
  readonly coder: CoderIdentity;
  readonly studies: OpenStudies;
  readonly subjects: SubjectTracker;
  readonly highlighter: TokenHighlighter;
}

export function createServices(context: vscode.ExtensionContext): Services {
  const log = createLog(context);
  const access = createHostAccess(context);
  const network = new Network(access);
  const endpoints = new Endpoints(context, access, network, log);
  const models = new Models(context.extensionUri, log, endpoints);
  const bundle = (file: string): string => vscode.Uri.joinPath(context.extensionUri, 'dist', file).fsPath;
  const sideModels = new SideModels(bundle('modelHost.js'), log);
  const hashes = new ModelHashes(context.globalState);
  const store = new ModelStore(vscode.Uri.joinPath(context.globalStorageUri, 'models').fsPath);
  const installed = new InstalledModels(models, store, context.globalState, bundle('modelInspector.js'), hashes);
  const coder = new CoderIdentity(context);
  const studies = new OpenStudies();
  const subjects = new SubjectTracker();
  const highlighter = new TokenHighlighter(subjects);
  context.subscriptions.push(installed, models, sideModels, endpoints, coder, studies, subjects, highlighter);
  return {
    log,
    models,
    sideModels,
    hashes,
    installed,
    store,
    endpoints,
    access,
    network,
    coder,
    studies,
    subjects,
    highlighter,
  };
}
