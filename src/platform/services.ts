import type * as vscode from 'vscode';
import { createLog, type Log } from './log';
import { Models } from './models';
import { Network } from './network';
import type { HostAccess } from './networkAccess';
import { createHostAccess } from './networkConsent';
import { CoderIdentity } from './study/coderIdentity';
import { OpenStudies } from './study/openStudies';
import { SubjectTracker } from './subject';
import { TokenHighlighter } from './tokenHighlighter';

/** What the features share. */
export interface Services {
  readonly log: Log;
  readonly models: Models;
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
  const models = new Models(context.extensionUri, log);
  const access = createHostAccess(context);
  const coder = new CoderIdentity(context);
  const studies = new OpenStudies();
  const subjects = new SubjectTracker();
  const highlighter = new TokenHighlighter(subjects);
  context.subscriptions.push(models, coder, studies, subjects, highlighter);
  return { log, models, access, network: new Network(access), coder, studies, subjects, highlighter };
}
