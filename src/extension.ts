import * as vscode from 'vscode';
import { openedSampleStudyKey, openedStudyKey } from './features/study/openedStudy';
import { lazyCustomEditor } from './panels/lazyCustomEditor';
import { lazyDragAndDrop, lazyTree } from './panels/lazyTree';
import { editorIds, viewIds, type EditorId, type PanelStates, type ViewId } from './views';
import type * as table from './commands';
import type { CodingEditor } from './features/coding/codingEditor';
import type { OpenText } from './features/coding/firstOpened';
import type { CodebookFeature } from './features/codebook/codebookFeature';
import type { CodebookNode } from './features/codebook/codebookTree';
import type { CodersNode } from './features/coders/codersTree';
import type { ReviewNode } from './features/correction/reviewTree';
import type { ModelsNode } from './features/models/modelsTree';
import type { TranscriptsNode } from './features/import/transcriptsTree';
import type { Services } from './platform/services';

/** Registers everything and loads nothing: each feature is imported when it is first used. */
export function activate(context: vscode.ExtensionContext): void {
  const house = furnish(context);
  const { subscriptions } = context;
  for (const [id, handler] of Object.entries<(...args: never[]) => Promise<void>>(commands(house))) {
    subscriptions.push(vscode.commands.registerCommand(id, (...args: never[]) => handler(...args).catch(showError)));
  }
  const places = viewsAndEditors(house);
  for (const id of [...viewIds, ...editorIds]) subscriptions.push(places[id](id));
  for (const [id, restore] of Object.entries<Restore<never>>(panels(house))) {
    subscriptions.push(vscode.window.registerWebviewPanelSerializer(id, { deserializeWebviewPanel: restore }));
  }

  subscriptions.push(
    vscode.workspace.onWillRenameFiles((event) =>
      event.waitUntil(import('./features/coding/moveCodings').then((m) => m.moveCodings(event.files))),
    ),
  );
  if (!context.globalState.get(metKey)) {
    void context.globalState.update(metKey, true);
    const texts = transcriptsInFront();
    if (texts.length > 0) void import('./features/coding/firstOpened').then((m) => m.openForCoding(texts));
  }
  void import('./features/study/offerStudy').then((m) => m.offerStudy(context));
  void import('./platform/study/studyFolder').then((m) =>
    subscriptions.push(m.followStudies(() => void house.correction())),
  );
  if (context.globalState.get(openedSampleStudyKey) !== undefined) {
    void import('./features/study/openSampleStudy').then((m) => m.finishOpeningSampleStudy(context));
  }
  if (context.globalState.get(openedStudyKey) !== undefined) {
    void import('./features/study/newStudy').then((m) => m.finishOpeningStudy(context));
  }
}

/** Key of whether VS Code has met the extension before. */
const metKey = 'introspect.met';

/** Transcripts in front that are open as text; what is opened later is not among them. */
function transcriptsInFront(): readonly OpenText[] {
  return vscode.window.tabGroups.all.flatMap(({ activeTab, viewColumn }) => {
    const uri = activeTab?.input instanceof vscode.TabInputText ? activeTab.input.uri : undefined;
    return uri?.path.endsWith('.transcript.txt') ? [{ uri, viewColumn }] : [];
  });
}

/** A command that fails says so; VS Code's own message would name only the command. */
async function showError(error: unknown): Promise<void> {
  const { toErrorInfo } = await import('./core/base/userError');
  const info = toErrorInfo(error);
  if (info.code === 'cancelled') return;
  await (await import('./platform/tellError')).tellError(info);
}

type House = ReturnType<typeof furnish>;

/** What the tables below need: what all features share, and the features that live on, each made at its first use. */
function furnish(context: vscode.ExtensionContext) {
  const { extensionUri, subscriptions } = context;
  let started: Promise<Services> | undefined;
  const services = () => (started ??= import('./platform/services').then((m) => m.createServices(context)));

  function livingOn<Module, Feature extends vscode.Disposable>(
    load: () => Promise<Module>,
    make: (module: Module, services: Services) => Feature,
  ): () => Promise<Feature> {
    let made: Promise<Feature> | undefined;
    return () =>
      (made ??= Promise.all([load(), services()]).then(([module, shared]) => {
        const feature = make(module, shared);
        subscriptions.push(feature);
        return feature;
      }));
  }

  const models = livingOn(
    () => import('./features/models/modelsFeature'),
    (m, shared) => new m.ModelsFeature(shared),
  );
  const correction = livingOn(
    () => import('./features/correction/correctionFeature'),
    (m, shared) => new m.CorrectionFeature(context, shared),
  );
  let codingEditor: CodingEditor | undefined;
  const coding = livingOn(
    () => import('./features/coding/codingEditor'),
    (m, shared) => (codingEditor = new m.CodingEditor(context, shared)),
  );
  const codebook: () => Promise<CodebookFeature> = livingOn(
    () => import('./features/codebook/codebookFeature'),
    (m, shared) => new m.CodebookFeature(extensionUri, shared, codebookView),
  );
  const codebookView: vscode.TreeView<CodebookNode> = vscode.window.createTreeView('introspect.codebook', {
    treeDataProvider: lazyTree<CodebookNode>(async () => (await codebook()).tree),
    dragAndDropController: lazyDragAndDrop<CodebookNode>(
      'application/vnd.code.tree.introspect.codebook',
      async () => (await codebook()).dragAndDrop,
    ),
    canSelectMany: true,
    showCollapseAll: true,
  });
  const coders = livingOn(
    () => import('./features/coders/codersFeature'),
    (m, shared) =>
      new m.CodersFeature(shared, codersView, async (root) => {
        if (!codingEditor) return;
        const { saveForCoder } = await import('./features/coding/codingCommands');
        await saveForCoder(codingEditor, root);
      }),
  );
  const codersView: vscode.TreeView<CodersNode> = vscode.window.createTreeView('introspect.coders', {
    treeDataProvider: lazyTree<CodersNode>(async () => (await coders()).tree),
  });
  /** What most panels are opened with. */
  const here = async () => [extensionUri, await services()] as const;
  return { context, services, here, models, correction, coding, codebook, codebookView, coders, codersView };
}

const commands = (house: House): table.Handlers<table.CommandArguments> => ({
  ...studyCommands(house),
  ...subjectCommands(house),
  ...learningCommands(house),
  ...modelCommands(house),
  ...hostCommands(house),
  ...codingCommands(house),
  ...codebookCommands(house),
  ...coderCommands(house),
  ...reviewCommands(house),
  ...analysisCommands(house),
  ...privacyCommands(house),
  ...labCommands(house),
});

const studyCommands = ({ context, services, here }: House): table.Handlers<table.StudyCommands> => ({
  'introspect.openSampleStudy': async () => (await import('./features/study/openSampleStudy')).openSampleStudy(context),
  'introspect.explainExample': async () => {
    await services();
    await (await import('./features/study/openSampleStudy')).explainExample(context);
  },
  'introspect.newStudy': async (folder) =>
    (await import('./features/study/newStudy')).newStudy(context, await services(), folder),
  'introspect.importTranscripts': async (file, selected) =>
    (await import('./features/import/importCommand')).importFromMenu(...(await here()), file, selected),
  'introspect.exportStudy': async () =>
    (await import('./features/study/exportStudy')).exportStudy((await services()).studies),
});

const subjectCommands = ({ services, here }: House): table.Handlers<table.SubjectCommands> => ({
  'introspect.explainSelection': async () => {
    await services();
    await vscode.commands.executeCommand('introspect.explore.focus');
  },
  'introspect.showAttention': async () =>
    (await import('./features/attention/attentionPanel')).attentionPanel.show(...(await here())),
  'introspect.showLayers': async () =>
    (await import('./features/layers/layersPanel')).layersPanel.show(...(await here())),
  'introspect.showNextWords': async () =>
    (await import('./features/words/wordsPanel')).wordsPanel.show(...(await here())),
  'introspect.showWhatMattered': async () =>
    (await import('./features/mattered/matteredPanel')).matteredPanel.show(...(await here())),
  'introspect.compareModels': async () =>
    (await import('./features/beside/besidePanel')).besidePanel.show(...(await here())),
});

const learningCommands = ({ context, here }: House): table.Handlers<table.LearningCommands> => ({
  'introspect.showGlossary': async (term) =>
    (await import('./features/glossary/glossaryPanel')).showGlossary(context.extensionUri, term),
  'introspect.showLesson': async () => (await import('./features/lesson/lessonPanel')).showLesson(...(await here())),
  'introspect.showConversation': async () =>
    (await import('./features/conversation/conversationPanel')).showConversation(...(await here())),
});

const modelCommands = ({ models }: House): table.Handlers<table.ModelCommands> => ({
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
});

const hostCommands = ({ services }: House): table.Handlers<table.HostCommands> => ({
  'introspect.restartModel': async () => (await services()).models.restart(),
  'introspect.showLog': async () => (await services()).log.show(),
  'introspect.networkAccess': async () =>
    (await import('./features/network/networkAccess')).manageNetworkAccess((await services()).access),
});

const codingCommands = ({ services, coding }: House): table.Handlers<table.CodingCommands> => ({
  'introspect.openCodingEditor': async (file, stretch, how) =>
    (await import('./features/coding/codingCommands')).openCodingEditor(await coding(), file, stretch, how),
  'introspect.openAsText': async (file) => (await import('./features/coding/codingCommands')).openAsText(file),
  'introspect.codeWords': async () => (await coding()).run({ do: 'pick' }),
  'introspect.writeMemo': async () => (await coding()).run({ do: 'memo' }),
  'introspect.applyCode': async (code) =>
    (await import('./features/coding/codingCommands')).applyCode(await coding(), code),
  'introspect.copyWords': async () =>
    (await import('./features/coding/codingCommands')).copyWords((await coding()).active),
  'introspect.suggestCodes': async (about) => {
    const [{ suggestCodes }, lab, shared] = await Promise.all([
      import('./features/coding/suggestCodes'),
      import('./features/lab/labModel'),
      services(),
    ]);
    await suggestCodes(await coding(), shared, (signal) => lab.modelToAsk(shared, signal), about);
  },
});

const codebookCommands = ({ codebook }: House): table.Handlers<table.CodebookCommands> => ({
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
});

const coderCommands = ({ coders }: House): table.Handlers<table.CoderCommands> => ({
  'introspect.chooseCoder': async () => (await coders()).choose(),
  'introspect.addCoder': async () => (await coders()).add(),
  'introspect.renameCoder': async (coder) => (await coders()).rename(coder),
  'introspect.toggleCodeBlind': async () => (await coders()).toggleBlind(),
});

const reviewCommands = ({ correction }: House): table.Handlers<table.ReviewCommands> => ({
  'introspect.codeSelection': async () => (await correction()).codeSelection(),
  'introspect.acceptReviewed': async (node) => (await correction()).review.accept(node),
  'introspect.reattachReviewed': async (node) => (await correction()).review.reattach(node),
  'introspect.deleteReviewed': async (node) => (await correction()).review.remove(node),
  'introspect.revealReviewed': async (node) => (await correction()).review.reveal(node),
  'introspect.chooseTranscriptPlace': async (node) => (await correction()).review.choosePlace(node),
});

const analysisCommands = ({ here }: House): table.Handlers<table.AnalysisCommands> => ({
  'introspect.compareCoders': async () =>
    (await import('./features/agreement/agreementPanel')).compareCoders(...(await here())),
  'introspect.settleDifferences': async () =>
    (await import('./features/adjudication/settleDifferences')).settleDifferences(...(await here())),
  'introspect.findSegments': async (about) =>
    (await import('./features/retrieval/retrievalPanel')).showRetrieval(...(await here()), 'segments', about),
  'introspect.searchTranscripts': async () =>
    (await import('./features/retrieval/retrievalPanel')).showRetrieval(...(await here()), 'search'),
  'introspect.showCodeMatrices': async () =>
    (await import('./features/retrieval/retrievalPanel')).showRetrieval(...(await here()), 'matrices'),
});

const privacyCommands = ({ context, services }: House): table.Handlers<table.PrivacyCommands> => ({
  'introspect.deidentify': async () =>
    (await import('./features/privacy/privacyPanel')).deidentify(context, await services()),
  'introspect.restoreFromKey': async () =>
    (await import('./features/privacy/privacyPanel')).restoreFromKey(await services()),
});

const labCommands = ({ services }: House): table.Handlers<table.LabCommands> => ({
  'introspect.newLabSheet': async () => (await import('./features/lab/newSheet')).newLabSheet(await services()),
  'introspect.saveLabReport': async () => (await import('./features/lab/saveLabReport')).saveLabReport(),
});

/** Registers one of them under its id. */
type Register = (id: string) => vscode.Disposable;

const viewsAndEditors = (house: House): { readonly [Id in ViewId | EditorId]: Register } => ({
  'introspect.explore': (id) =>
    vscode.window.registerWebviewViewProvider(id, {
      resolveWebviewView: async (view) =>
        (await import('./features/explore/exploreView')).resolveExploreView(view, ...(await house.here())),
    }),
  'introspect.models': (id) =>
    vscode.window.registerTreeDataProvider(
      id,
      lazyTree<ModelsNode>(async () => (await house.models()).tree),
    ),
  'introspect.transcripts': (id) =>
    vscode.window.createTreeView(id, {
      treeDataProvider: lazyTree<TranscriptsNode>(async () => {
        const [{ TranscriptsTree }, shared] = await Promise.all([
          import('./features/import/transcriptsTree'),
          house.services(),
        ]);
        const tree = new TranscriptsTree(shared);
        house.context.subscriptions.push(tree);
        return tree;
      }),
      dragAndDropController: {
        dragMimeTypes: [],
        dropMimeTypes: ['text/uri-list', 'files'],
        handleDrop: async (_target, transfer) =>
          (await import('./features/import/importCommand'))
            .importDropped(...(await house.here()), transfer)
            .catch(showError),
      },
    }),
  'introspect.codebook': () => house.codebookView,
  'introspect.coders': () => house.codersView,
  'introspect.review': (id) =>
    vscode.window.registerTreeDataProvider(
      id,
      lazyTree<ReviewNode>(async () => (await house.correction()).tree),
    ),
  'introspect.coding': (id) =>
    vscode.window.registerCustomEditorProvider(id, lazyCustomEditor(house.coding), {
      supportsMultipleEditorsPerDocument: true,
    }),
  'introspect.lab': (id) =>
    vscode.window.registerCustomEditorProvider(id, {
      resolveCustomTextEditor: async (document, panel) =>
        (await import('./features/lab/labEditor')).resolveLabEditor(document, panel, ...(await house.here())),
    }),
});

/** Fills a panel that VS Code kept over a reload. */
type Restore<State> = (panel: vscode.WebviewPanel, state: State | undefined) => Promise<void>;

const panels = ({
  context,
  services,
  here,
  codebook,
}: House): { [Id in keyof PanelStates]: Restore<PanelStates[Id]> } => ({
  'introspect.adjudication': async (panel, state) =>
    (await import('./features/adjudication/adjudicationPanel')).restoreAdjudicationPanel(
      panel,
      state,
      ...(await here()),
    ),
  'introspect.agreement': async (panel, state) =>
    (await import('./features/agreement/agreementPanel')).restoreAgreementPanel(panel, state, ...(await here())),
  'introspect.attention': async (panel, state) =>
    (await import('./features/attention/attentionPanel')).attentionPanel.restore(panel, state, ...(await here())),
  'introspect.beside': async (panel, state) =>
    (await import('./features/beside/besidePanel')).besidePanel.restore(panel, state, ...(await here())),
  'introspect.codebookForm': async (panel, state) => (await codebook()).panels.restore(panel, state),
  'introspect.conversation': async (panel) =>
    (await import('./features/conversation/conversationPanel')).restoreConversation(panel, ...(await here())),
  'introspect.glossary': async (panel) =>
    (await import('./features/glossary/glossaryPanel')).restoreGlossary(panel, context.extensionUri),
  'introspect.import': async (panel, state) =>
    (await import('./features/import/importPanel')).restoreImportPanel(panel, state, ...(await here())),
  'introspect.layers': async (panel, state) =>
    (await import('./features/layers/layersPanel')).layersPanel.restore(panel, state, ...(await here())),
  'introspect.lesson': async (panel) =>
    (await import('./features/lesson/lessonPanel')).restoreLesson(panel, ...(await here())),
  'introspect.mattered': async (panel, state) =>
    (await import('./features/mattered/matteredPanel')).matteredPanel.restore(panel, state, ...(await here())),
  'introspect.privacy': async (panel, state) =>
    (await import('./features/privacy/privacyPanel')).restorePrivacyPanel(panel, state, context, await services()),
  'introspect.retrieval': async (panel, state) =>
    (await import('./features/retrieval/retrievalPanel')).restoreRetrievalPanel(panel, state, ...(await here())),
  'introspect.words': async (panel, state) =>
    (await import('./features/words/wordsPanel')).wordsPanel.restore(panel, state, ...(await here())),
});
