import * as vscode from 'vscode';
import { openedSampleStudyKey } from './features/study/sampleStudy';
import { lazyCustomEditor } from './panels/lazyCustomEditor';
import { lazyTree } from './panels/lazyTree';
import type { CommandHandlers } from './commands';
import type { CodingEditor } from './features/coding/codingEditor';
import type { ModelsFeature } from './features/models/modelsFeature';
import type { ModelsNode } from './features/models/modelsTree';
import type { Services } from './platform/services';
import type { AgreementViewState } from './protocol/agreement';
import type { AdjudicationViewState } from './protocol/adjudication';
import type { AttentionViewState } from './protocol/attention';

/** Registers everything and loads nothing: each feature is imported when it is first used. */
export function activate(context: vscode.ExtensionContext): void {
  const { extensionUri, subscriptions } = context;
  let started: Promise<Services> | undefined;
  const services = () => (started ??= import('./platform/services').then((m) => m.createServices(context)));
  let modelsFeature: Promise<ModelsFeature> | undefined;
  const models = () =>
    (modelsFeature ??= Promise.all([import('./features/models/modelsFeature'), services()]).then(([m, shared]) => {
      const feature = new m.ModelsFeature(context, shared);
      subscriptions.push(feature);
      return feature;
    }));
  let codingEditor: Promise<CodingEditor> | undefined;
  const coding = () =>
    (codingEditor ??= Promise.all([import('./features/coding/codingEditor'), services()]).then(([m, shared]) => {
      const editor = new m.CodingEditor(context, shared);
      subscriptions.push(editor);
      return editor;
    }));

  const handlers: CommandHandlers = {
    'introspect.openSampleStudy': async () =>
      (await import('./features/study/openSampleStudy')).openSampleStudy(context),
    'introspect.explainSelection': async () => {
      await services();
      await vscode.commands.executeCommand('introspect.explore.focus');
    },
    'introspect.showAttention': async () =>
      (await import('./features/attention/attentionPanel')).showAttentionPanel(extensionUri, await services()),
    'introspect.chooseModel': async () => (await models()).choose(),
    'introspect.addModelFolder': async () => void (await (await models()).addFolder()),
    'introspect.downloadModel': async () => (await models()).download(),
    'introspect.addEndpoint': async () => (await models()).addEndpoint(),
    'introspect.useEndpoint': async (endpoint) => (await models()).useEndpoint(endpoint),
    'introspect.testEndpoint': async (endpoint) => (await models()).testEndpoint(endpoint),
    'introspect.editEndpoint': async (endpoint) => (await models()).editEndpoint(endpoint),
    'introspect.removeEndpoint': async (endpoint) => (await models()).removeEndpoint(endpoint),
    'introspect.refreshModels': async () => (await models()).refresh(),
    'introspect.useModel': async (model) => (await models()).use(model),
    'introspect.showModelDetails': async (model) => (await models()).showDetails(model),
    'introspect.revealModel': async (model) => (await models()).reveal(model),
    'introspect.deleteModel': async (model) => (await models()).remove(model),
    'introspect.forgetModelFolder': async (model) => (await models()).forget(model),
    'introspect.pauseDownload': async (model) => (await models()).pauseDownload(model),
    'introspect.resumeDownload': async (model) => (await models()).resumeDownload(model),
    'introspect.cancelDownload': async (model) => (await models()).cancelDownload(model),
    'introspect.networkAccess': async () =>
      (await import('./features/network/networkAccess')).manageNetworkAccess((await services()).access),
    'introspect.settleDifferences': async () =>
      (await import('./features/adjudication/settleDifferences')).settleDifferences(extensionUri, await services()),
    'introspect.restartModel': async () => (await services()).models.restart(),
    'introspect.explainExample': async () => {
      await services();
      await (await import('./features/study/openSampleStudy')).explainExample(context);
    },
    'introspect.compareCoders': async () =>
      (await import('./features/agreement/agreementPanel')).compareCoders(extensionUri, await services()),
    'introspect.openCodingEditor': async (file, stretch) =>
      (await import('./features/coding/codingCommands')).openCodingEditor(await coding(), file, stretch),
    'introspect.openAsText': async (file) => (await import('./features/coding/codingCommands')).openAsText(file),
    'introspect.chooseCoder': async () =>
      (await import('./features/coding/codingCommands')).chooseCoder(await coding(), await services()),
    'introspect.toggleCodeBlind': async () =>
      (await import('./features/coding/codingCommands')).toggleCodeBlind(await coding(), await services()),
    'introspect.deidentify': async () =>
      (await import('./features/privacy/privacyPanel')).deidentify(context, await services()),
    'introspect.restoreFromKey': async () =>
      (await import('./features/privacy/privacyPanel')).restoreFromKey(await services()),
    'introspect.showLog': async () => (await services()).log.show(),
  };
  for (const [id, handler] of Object.entries<(...args: never[]) => Promise<void>>(handlers)) {
    subscriptions.push(vscode.commands.registerCommand(id, (...args: never[]) => handler(...args).catch(showError)));
  }

  subscriptions.push(
    vscode.window.registerWebviewViewProvider('introspect.explore', {
      resolveWebviewView: async (view) =>
        (await import('./features/explore/exploreView')).resolveExploreView(view, extensionUri, await services()),
    }),
    vscode.window.registerTreeDataProvider(
      'introspect.models',
      lazyTree<ModelsNode>(async () => (await models()).tree),
    ),
    vscode.window.registerCustomEditorProvider('introspect.coding', lazyCustomEditor(coding), {
      supportsMultipleEditorsPerDocument: true,
    }),
    vscode.workspace.onWillRenameFiles((event) =>
      event.waitUntil(import('./features/coding/moveCodings').then((m) => m.moveCodings(event.files))),
    ),
    vscode.window.registerWebviewPanelSerializer('introspect.attention', {
      deserializeWebviewPanel: async (panel, state: AttentionViewState | undefined) =>
        (await import('./features/attention/attentionPanel')).restoreAttentionPanel(
          panel,
          state,
          extensionUri,
          await services(),
        ),
    }),
    vscode.window.registerWebviewPanelSerializer('introspect.agreement', {
      deserializeWebviewPanel: async (panel, state: AgreementViewState | undefined) =>
        (await import('./features/agreement/agreementPanel')).restoreAgreementPanel(
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
  );
  void import('./platform/study/studyFolder').then((m) => subscriptions.push(m.followStudies()));
  if (context.globalState.get(openedSampleStudyKey) !== undefined) {
    void import('./features/study/openSampleStudy').then((m) => m.finishOpeningSampleStudy(context));
  }
}

/** A command that fails says so; VS Code's own message would name only the command. */
async function showError(error: unknown): Promise<void> {
  const { toErrorInfo } = await import('./core/base/userError');
  const { code, message, remedy } = toErrorInfo(error);
  if (code === 'cancelled') return;
  await vscode.window.showErrorMessage(`${message} ${remedy}`.trim());
}
