import * as vscode from 'vscode';
import { openedSampleStudyKey } from './features/study/sampleStudy';
import { lazyCustomEditor } from './panels/lazyCustomEditor';
import { lazyDragAndDrop, lazyTree } from './panels/lazyTree';
import type { CommandHandlers } from './commands';
import type { CodingEditor } from './features/coding/codingEditor';
import type { CodebookFeature } from './features/codebook/codebookFeature';
import type { CodebookNode } from './features/codebook/codebookTree';
import type { CodersFeature } from './features/coders/codersFeature';
import type { CodersNode } from './features/coders/codersTree';
import type { CorrectionFeature } from './features/correction/correctionFeature';
import type { ReviewNode } from './features/correction/reviewTree';
import type { ModelsFeature } from './features/models/modelsFeature';
import type { ModelsNode } from './features/models/modelsTree';
import type { TranscriptsNode } from './features/import/transcriptsTree';
import type { Services } from './platform/services';
import type { AgreementViewState } from './protocol/agreement';
import type { AdjudicationViewState } from './protocol/adjudication';
import type { AttentionViewState } from './protocol/attention';
import type { ImportViewState } from './protocol/import';
import type { BesideViewState } from './protocol/beside';
import type { LayersViewState } from './protocol/layers';
import type { CodebookViewState } from './protocol/codebook';
import type { MatteredViewState } from './protocol/mattered';
import type { PrivacySaved } from './protocol/privacy';
import type { RetrievalViewState } from './protocol/retrieval';
import type { WordsViewState } from './protocol/words';

/** Registers everything and loads nothing: each feature is imported when it is first used. */
export function activate(context: vscode.ExtensionContext): void {
  const { extensionUri, subscriptions } = context;
  let started: Promise<Services> | undefined;
  const services = () => (started ??= import('./platform/services').then((m) => m.createServices(context)));
  let modelsFeature: Promise<ModelsFeature> | undefined;
  const models = () =>
    (modelsFeature ??= Promise.all([import('./features/models/modelsFeature'), services()]).then(([m, shared]) => {
      const feature = new m.ModelsFeature(shared);
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
  let correctionFeature: Promise<CorrectionFeature> | undefined;
  const correction = () =>
    (correctionFeature ??= Promise.all([import('./features/correction/correctionFeature'), services()]).then(
      ([m, shared]) => {
        const feature = new m.CorrectionFeature(context, shared);
        subscriptions.push(feature);
        return feature;
      },
    ));

  let codebookFeature: Promise<CodebookFeature> | undefined;
  const codebook = (): Promise<CodebookFeature> =>
    (codebookFeature ??= Promise.all([import('./features/codebook/codebookFeature'), services()]).then(
      ([m, shared]) => {
        const feature = new m.CodebookFeature(extensionUri, shared, codebookView);
        subscriptions.push(feature);
        return feature;
      },
    ));
  const codebookView: vscode.TreeView<CodebookNode> = vscode.window.createTreeView('introspect.codebook', {
    treeDataProvider: lazyTree<CodebookNode>(async () => (await codebook()).tree),
    dragAndDropController: lazyDragAndDrop<CodebookNode>(
      'application/vnd.code.tree.introspect.codebook',
      async () => (await codebook()).dragAndDrop,
    ),
    canSelectMany: true,
    showCollapseAll: true,
  });
  let codersFeature: Promise<CodersFeature> | undefined;
  const coders = (): Promise<CodersFeature> =>
    (codersFeature ??= Promise.all([import('./features/coders/codersFeature'), services()]).then(([m, shared]) => {
      const feature = new m.CodersFeature(shared, codersView, async (root) => {
        if (!codingEditor) return;
        const { saveForCoder } = await import('./features/coding/codingCommands');
        await saveForCoder(await codingEditor, root);
      });
      subscriptions.push(feature);
      return feature;
    }));
  const codersView: vscode.TreeView<CodersNode> = vscode.window.createTreeView('introspect.coders', {
    treeDataProvider: lazyTree<CodersNode>(async () => (await coders()).tree),
  });
  subscriptions.push(codebookView, codersView);

  const handlers: CommandHandlers = {
    'introspect.openSampleStudy': async () =>
      (await import('./features/study/openSampleStudy')).openSampleStudy(context),
    'introspect.explainSelection': async () => {
      await services();
      await vscode.commands.executeCommand('introspect.explore.focus');
    },
    'introspect.showAttention': async () =>
      (await import('./features/attention/attentionPanel')).attentionPanel.show(extensionUri, await services()),
    'introspect.compareModels': async () =>
      (await import('./features/beside/besidePanel')).besidePanel.show(extensionUri, await services()),
    'introspect.showGlossary': async (term) =>
      (await import('./features/glossary/glossaryPanel')).showGlossary(extensionUri, term),
    'introspect.showLesson': async () =>
      (await import('./features/lesson/lessonPanel')).showLesson(extensionUri, await services()),
    'introspect.showConversation': async () =>
      (await import('./features/conversation/conversationPanel')).showConversation(extensionUri, await services()),
    'introspect.showLayers': async () =>
      (await import('./features/layers/layersPanel')).layersPanel.show(extensionUri, await services()),
    'introspect.showNextWords': async () =>
      (await import('./features/words/wordsPanel')).wordsPanel.show(extensionUri, await services()),
    'introspect.showWhatMattered': async () =>
      (await import('./features/mattered/matteredPanel')).matteredPanel.show(extensionUri, await services()),
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
    'introspect.importTranscripts': async (file, selected) =>
      (await import('./features/import/importCommand')).importFromMenu(extensionUri, await services(), file, selected),
    'introspect.settleDifferences': async () =>
      (await import('./features/adjudication/settleDifferences')).settleDifferences(extensionUri, await services()),
    'introspect.restartModel': async () => (await services()).models.restart(),
    'introspect.explainExample': async () => {
      await services();
      await (await import('./features/study/openSampleStudy')).explainExample(context);
    },
    'introspect.compareCoders': async () =>
      (await import('./features/agreement/agreementPanel')).compareCoders(extensionUri, await services()),
    'introspect.findSegments': async (about) =>
      (await import('./features/retrieval/retrievalPanel')).showRetrieval(
        extensionUri,
        await services(),
        'segments',
        about,
      ),
    'introspect.searchTranscripts': async () =>
      (await import('./features/retrieval/retrievalPanel')).showRetrieval(extensionUri, await services(), 'search'),
    'introspect.showCodeMatrices': async () =>
      (await import('./features/retrieval/retrievalPanel')).showRetrieval(extensionUri, await services(), 'matrices'),
    'introspect.openCodingEditor': async (file, stretch) =>
      (await import('./features/coding/codingCommands')).openCodingEditor(await coding(), file, stretch),
    'introspect.openAsText': async (file) => (await import('./features/coding/codingCommands')).openAsText(file),
    'introspect.suggestCodes': async (about) => {
      const [{ suggestCodes }, lab, shared] = await Promise.all([
        import('./features/coding/suggestCodes'),
        import('./features/lab/labModel'),
        services(),
      ]);
      const model = {
        engine: (signal: AbortSignal) => lab.labEngine(shared, signal),
        concurrency: () => lab.concurrencyOf(shared),
      };
      await suggestCodes(await coding(), shared, model, about);
    },
    'introspect.newStudy': async (folder) =>
      (await import('./features/study/newStudy')).newStudy(extensionUri, await services(), folder),
    'introspect.newCode': async () => (await codebook()).newCode(),
    'introspect.newSubCode': async (parent) => (await codebook()).newSubCode(parent),
    'introspect.renameCode': async (code) => (await codebook()).rename(code),
    'introspect.editCode': async (code) => (await codebook()).edit(code),
    'introspect.deleteCode': async (code) => (await codebook()).remove(code),
    'introspect.mergeCode': async (code, selected) => (await codebook()).merge(code, selected),
    'introspect.splitCode': async (code) => (await codebook()).split(code),
    'introspect.setCodeColour': async (code) => (await codebook()).setColour(code),
    'introspect.setCodeShortcut': async (code) => (await codebook()).setShortcut(code),
    'introspect.moveCodeUp': async (code) => (await codebook()).moveBy(-1, code),
    'introspect.moveCodeDown': async (code) => (await codebook()).moveBy(1, code),
    'introspect.undoCodebookChange': async () => (await codebook()).undo(),
    'introspect.importCodebook': async () => (await codebook()).importCodes(),
    'introspect.exportCodebook': async () => (await codebook()).exportCodes(),
    'introspect.chooseCoder': async () => (await coders()).choose(),
    'introspect.addCoder': async () => (await coders()).add(),
    'introspect.renameCoder': async (coder) => (await coders()).rename(coder),
    'introspect.toggleCodeBlind': async () => (await coders()).toggleBlind(),
    'introspect.codeSelection': async () => (await correction()).codeSelection(),
    'introspect.acceptReviewed': async (node) => (await correction()).review.accept(node),
    'introspect.reattachReviewed': async (node) => (await correction()).review.reattach(node),
    'introspect.deleteReviewed': async (node) => (await correction()).review.remove(node),
    'introspect.revealReviewed': async (node) => (await correction()).review.reveal(node),
    'introspect.chooseTranscriptPlace': async (node) => (await correction()).review.choosePlace(node),
    'introspect.deidentify': async () =>
      (await import('./features/privacy/privacyPanel')).deidentify(context, await services()),
    'introspect.restoreFromKey': async () =>
      (await import('./features/privacy/privacyPanel')).restoreFromKey(await services()),
    'introspect.newLabSheet': async () => (await import('./features/lab/newSheet')).newLabSheet(await services()),
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
    vscode.window.createTreeView('introspect.transcripts', {
      treeDataProvider: lazyTree<TranscriptsNode>(async () => {
        const [{ TranscriptsTree }, shared] = await Promise.all([
          import('./features/import/transcriptsTree'),
          services(),
        ]);
        const tree = new TranscriptsTree(shared);
        subscriptions.push(tree);
        return tree;
      }),
      dragAndDropController: {
        dragMimeTypes: [],
        dropMimeTypes: ['text/uri-list', 'files'],
        handleDrop: async (_target, transfer) =>
          (await import('./features/import/importCommand'))
            .importDropped(extensionUri, await services(), transfer)
            .catch(showError),
      },
    }),
    vscode.window.registerWebviewPanelSerializer('introspect.import', {
      deserializeWebviewPanel: async (panel, state: ImportViewState | undefined) =>
        (await import('./features/import/importPanel')).restoreImportPanel(
          panel,
          state,
          extensionUri,
          await services(),
        ),
    }),
    vscode.window.registerTreeDataProvider(
      'introspect.review',
      lazyTree<ReviewNode>(async () => (await correction()).tree),
    ),
    vscode.window.registerCustomEditorProvider('introspect.coding', lazyCustomEditor(coding), {
      supportsMultipleEditorsPerDocument: true,
    }),
    vscode.window.registerCustomEditorProvider('introspect.lab', {
      resolveCustomTextEditor: async (document, panel) =>
        (await import('./features/lab/labEditor')).resolveLabEditor(document, panel, extensionUri, await services()),
    }),
    vscode.workspace.onWillRenameFiles((event) =>
      event.waitUntil(import('./features/coding/moveCodings').then((m) => m.moveCodings(event.files))),
    ),
    vscode.window.registerWebviewPanelSerializer('introspect.attention', {
      deserializeWebviewPanel: async (panel, state: AttentionViewState | undefined) =>
        (await import('./features/attention/attentionPanel')).attentionPanel.restore(
          panel,
          state,
          extensionUri,
          await services(),
        ),
    }),
    vscode.window.registerWebviewPanelSerializer('introspect.beside', {
      deserializeWebviewPanel: async (panel, state: BesideViewState | undefined) =>
        (await import('./features/beside/besidePanel')).besidePanel.restore(
          panel,
          state,
          extensionUri,
          await services(),
        ),
    }),
    vscode.window.registerWebviewPanelSerializer('introspect.glossary', {
      deserializeWebviewPanel: async (panel) =>
        (await import('./features/glossary/glossaryPanel')).restoreGlossary(panel, extensionUri),
    }),
    vscode.window.registerWebviewPanelSerializer('introspect.lesson', {
      deserializeWebviewPanel: async (panel) =>
        (await import('./features/lesson/lessonPanel')).restoreLesson(panel, extensionUri, await services()),
    }),
    vscode.window.registerWebviewPanelSerializer('introspect.conversation', {
      deserializeWebviewPanel: async (panel) =>
        (await import('./features/conversation/conversationPanel')).restoreConversation(
          panel,
          extensionUri,
          await services(),
        ),
    }),
    vscode.window.registerWebviewPanelSerializer('introspect.layers', {
      deserializeWebviewPanel: async (panel, state: LayersViewState | undefined) =>
        (await import('./features/layers/layersPanel')).layersPanel.restore(
          panel,
          state,
          extensionUri,
          await services(),
        ),
    }),
    vscode.window.registerWebviewPanelSerializer('introspect.mattered', {
      deserializeWebviewPanel: async (panel, state: MatteredViewState | undefined) =>
        (await import('./features/mattered/matteredPanel')).matteredPanel.restore(
          panel,
          state,
          extensionUri,
          await services(),
        ),
    }),
    vscode.window.registerWebviewPanelSerializer('introspect.words', {
      deserializeWebviewPanel: async (panel, state: WordsViewState | undefined) =>
        (await import('./features/words/wordsPanel')).wordsPanel.restore(panel, state, extensionUri, await services()),
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
    vscode.window.registerWebviewPanelSerializer('introspect.codebookForm', {
      deserializeWebviewPanel: async (panel, state: CodebookViewState | undefined) =>
        (await codebook()).panels.restore(panel, state),
    }),
    vscode.window.registerWebviewPanelSerializer('introspect.privacy', {
      deserializeWebviewPanel: async (panel, state: PrivacySaved | undefined) =>
        (await import('./features/privacy/privacyPanel')).restorePrivacyPanel(panel, state, context, await services()),
    }),
    vscode.window.registerWebviewPanelSerializer('introspect.retrieval', {
      deserializeWebviewPanel: async (panel, state: RetrievalViewState | undefined) =>
        (await import('./features/retrieval/retrievalPanel')).restoreRetrievalPanel(
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
  void import('./features/study/offerStudy').then((m) => m.offerStudy(context));
  void import('./platform/study/studyFolder').then((m) => subscriptions.push(m.followStudies(() => void correction())));
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
