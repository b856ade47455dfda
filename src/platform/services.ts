import type * as vscode from 'vscode';
import { createLog, type Log } from './log';
import { Models } from './models';
import { SubjectTracker } from './subject';
import { TokenHighlighter } from './tokenHighlighter';

/** What the features share. */
export interface Services {
  readonly log: Log;
  readonly models: Models;
  readonly subjects: SubjectTracker;
  readonly highlighter: TokenHighlighter;
}

export function createServices(context: vscode.ExtensionContext): Services {
  const log = createLog(context);
  const models = new Models(context.extensionUri, log);
  const subjects = new SubjectTracker();
  const highlighter = new TokenHighlighter(subjects);
  context.subscriptions.push(models, subjects, highlighter);
  return { log, models, subjects, highlighter };
}
