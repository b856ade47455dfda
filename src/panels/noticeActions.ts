import * as vscode from 'vscode';
import type { CommandId } from '../commands';
import type { NoticeAction } from '../protocol/panel';

/** The command behind each button of a notice; 'retry' is the panel's own. */
const commandOf: { readonly [Action in Exclude<NoticeAction, 'retry'>]: CommandId } = {
  chooseModel: 'introspect.chooseModel',
  showLog: 'introspect.showLog',
  openSampleStudy: 'introspect.openSampleStudy',
  explainSelection: 'introspect.explainSelection',
};

export function runNoticeAction(action: NoticeAction, retry: () => void): void {
  if (action === 'retry') retry();
  else void vscode.commands.executeCommand(commandOf[action]);
}
