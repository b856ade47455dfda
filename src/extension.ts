import * as vscode from 'vscode';
import { openedSampleStudyKey } from './features/study/sampleStudy';
import { watchForStudy } from './platform/studyContext';
import type { CommandHandlers } from './commands';
import type { Services } from './platform/services';
import type { AdjudicationViewState } from './protocol/adjudication';
import type { AttentionViewState } from './protocol/attention';

/** Registers everything and loads nothing: each feature is imported when it is first used. */
export function activate(context: vscode.ExtensionContext): void {
  const { extensionUri, subscriptions } = context;
  let started: Promise<Services> | undefined;
  const services = () => (started ??= import('./platform/services').then((m) => m.createServices(context)));

  const handlers: CommandHandlers = {
    'introspect.openSampleStudy': async () =>
      (await import('./features/study/openSampleStudy')).openSampleStudy(context),
    'introspect.explainSelection': async () => {
      await services();
      await vscode.commands.executeCommand('introspect.explore.focus');
    },
    'introspect.showAttention': async () =>
      (await import('./features/attention/attentionPanel')).showAttentionPanel(extensionUri, await services()),
    'introspect.settleDifferences': async () =>
      (await import('./features/adjudication/settleDifferences')).settleDifferences(extensionUri, await services()),
    'introspect.chooseModel': async () => (await import('./features/models/chooseModel')).chooseModel(await services()),
    'introspect.restartModel': async () => (await services()).models.restart(),
    'introspect.explainExample': async () => {
      await services();
      await (await import('./features/study/openSampleStudy')).explainExample(context);
    },
    'introspect.showLog': async () => (await services()).log.show(),
  };
  for (const [id, handler] of Object.entries(handlers)) {
    subscriptions.push(vscode.commands.registerCommand(id, () => handler().catch(showError)));
  }

  subscriptions.push(
    vscode.window.registerWebviewViewProvider('introspect.explore', {
      resolveWebviewView: async (view) =>
        (await import('./features/explore/exploreView')).resolveExploreView(view, extensionUri, await services()),
    }),
    vscode.window.registerWebviewPanelSerializer('introspect.attention', {
      deserializeWebviewPanel: async (panel, state: AttentionViewState | undefined) =>
        (await import('./features/attention/attentionPanel')).restoreAttentionPanel(
          panel,
          state,
          extensionUri,
          await services(),
        ),
    }),
    vscode.window.registerWebviewPanelSerializer('introspect.adjudication', {
      deserializeWebviewPanel: async (panel, state: AdjudicationViewState | undefined) =>
        (await import('./features/adjudication/adjudicationPanel')).restoreAdjudicationPanel(
          panel,
          state,
          extensionUri,
          await services(),
        ),
    }),
    watchForStudy(),
  );
  if (context.globalState.get(openedSampleStudyKey) !== undefined) {
    void import('./features/study/openSampleStudy').then((m) => m.finishOpeningSampleStudy(context));
  }
}

/** A command that fails says so; VS Code's own message would name only the command. */
async function showError(error: unknown): Promise<void> {
  const { toErrorInfo } = await import('./core/base/userError');
  const { message, remedy } = toErrorInfo(error);
  await vscode.window.showErrorMessage(`${message} ${remedy}`.trim());
}
