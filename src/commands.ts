/** A row of the Models view, by the folder of its model. */
export interface ModelRef {
  readonly dir: string;
}

/** A file, as VS Code's own menus name it: a `vscode.Uri`. */
export interface FileRef {
  readonly scheme: string;
  readonly path: string;
  readonly fsPath: string;
}

/** A row of the Models view that is a model on a server. */
export interface EndpointRef {
  readonly endpointName: string;
}

/** A technique of a lab sheet that is saved. */
export interface TechniqueRef {
  /** URI of the sheet. */
  readonly sheet: string;
  /** Its id in the sheet. */
  readonly technique: string;
}

/** A row of the Codebook view: a code of a study. */
export interface CodeRef {
  /** URI of the study's folder. */
  readonly root: string;
  /** UUID in its codebook. */
  readonly code: string;
}

/** A row of the Coders view. */
export interface CoderRef {
  /** URI of the study's folder. */
  readonly root: string;
  readonly coder: string;
}

export interface StudyCommands {
  'introspect.openSampleStudy': [];
  /** For the walkthrough: needs no selection. */
  'introspect.explainExample': [];
  /** With the URI of a folder of this workspace; else the person chooses. */
  'introspect.newStudy': [folder?: string];
  /** With the files that the Explorer hands over: the one clicked, then all that are selected. */
  'introspect.importTranscripts': [file?: FileRef, selected?: readonly FileRef[]];
  'introspect.exportStudy': [];
}

/** What looks at the selected words. */
export interface SubjectCommands {
  'introspect.explainSelection': [];
  'introspect.showAttention': [];
  'introspect.showLayers': [];
  'introspect.showNextWords': [];
  'introspect.showWhatMattered': [];
  'introspect.compareModels': [];
}

export interface LearningCommands {
  /** With the word to open it at. */
  'introspect.showGlossary': [term?: string];
  'introspect.showLesson': [];
  'introspect.showConversation': [];
}

export interface ModelCommands {
  'introspect.chooseModel': [];
  'introspect.addModelFolder': [];
  'introspect.downloadModel': [];
  'introspect.addEndpoint': [];
  'introspect.useEndpoint': [endpoint: EndpointRef];
  'introspect.testEndpoint': [endpoint: EndpointRef];
  'introspect.editEndpoint': [endpoint: EndpointRef];
  'introspect.removeEndpoint': [endpoint: EndpointRef];
  'introspect.refreshModels': [];
  'introspect.useModel': [model: ModelRef];
  'introspect.showModelDetails': [model: ModelRef];
  'introspect.revealModel': [model: ModelRef];
  'introspect.deleteModel': [model: ModelRef];
  /** Takes a folder of the person's off the list. */
  'introspect.forgetModelFolder': [model: ModelRef];
  'introspect.pauseDownload': [model: ModelRef];
  'introspect.resumeDownload': [model: ModelRef];
  'introspect.cancelDownload': [model: ModelRef];
}

/** The model host, the log and the network. */
export interface HostCommands {
  'introspect.restartModel': [];
  'introspect.showLog': [];
  'introspect.networkAccess': [];
}

export interface CodingCommands {
  /** Without a file: the one in the active editor. With a stretch (UTF-16, working text): shows it; `how` is a `HowOpened`. */
  'introspect.openCodingEditor': [file?: unknown, stretch?: unknown, how?: unknown];
  'introspect.openAsText': [file?: unknown];
  /** In the coding editor in front: with the words that are selected there. */
  'introspect.codeWords': [];
  'introspect.writeMemo': [];
  /** From its row in the codebook. */
  'introspect.applyCode': [code?: CodeRef];
  'introspect.copyWords': [];
  /** With a `TechniqueRef`: by it, on a transcript that the person chooses; else the one in the active coding editor. */
  'introspect.suggestCodes': [about?: unknown];
}

/** Without a code: about the selected row, or the person chooses. */
export interface CodebookCommands {
  'introspect.newCode': [];
  'introspect.newSubCode': [parent?: CodeRef];
  'introspect.renameCode': [code?: CodeRef];
  'introspect.editCode': [code?: CodeRef];
  'introspect.deleteCode': [code?: CodeRef];
  'introspect.mergeCode': [code?: CodeRef, selected?: readonly CodeRef[]];
  'introspect.splitCode': [code?: CodeRef];
  'introspect.setCodeColour': [code?: CodeRef];
  'introspect.setCodeShortcut': [code?: CodeRef];
  'introspect.moveCodeUp': [code?: CodeRef];
  'introspect.moveCodeDown': [code?: CodeRef];
  'introspect.undoCodebookChange': [];
  'introspect.importCodebook': [];
  'introspect.exportCodebook': [];
}

export interface CoderCommands {
  'introspect.chooseCoder': [];
  'introspect.addCoder': [];
  'introspect.renameCoder': [coder?: CoderRef];
  'introspect.toggleCodeBlind': [];
}

/** Coding in the text editor, and the rows of Segments to Review. */
export interface ReviewCommands {
  'introspect.codeSelection': [];
  'introspect.acceptReviewed': [node?: unknown];
  'introspect.reattachReviewed': [node?: unknown];
  'introspect.deleteReviewed': [node?: unknown];
  'introspect.revealReviewed': [node?: unknown];
  'introspect.chooseTranscriptPlace': [node?: unknown];
}

/** What is asked of a coded study. */
export interface AnalysisCommands {
  'introspect.compareCoders': [];
  'introspect.settleDifferences': [];
  /** With `{ code: UUID }`: the segments of that code. */
  'introspect.findSegments': [about?: unknown];
  'introspect.searchTranscripts': [];
  'introspect.showCodeMatrices': [];
}

export interface PrivacyCommands {
  'introspect.deidentify': [];
  'introspect.restoreFromKey': [];
}

export interface LabCommands {
  'introspect.newLabSheet': [];
  /** Of the sheet that is open in front, else of one that is chosen. */
  'introspect.saveLabReport': [];
}

/** Every command of the extension with its arguments; package.json declares the same ids (a test compares). */
export interface CommandArguments
  extends
    StudyCommands,
    SubjectCommands,
    LearningCommands,
    ModelCommands,
    HostCommands,
    CodingCommands,
    CodebookCommands,
    CoderCommands,
    ReviewCommands,
    AnalysisCommands,
    PrivacyCommands,
    LabCommands {}

export type CommandId = keyof CommandArguments;

/** One handler for each command of a table: forgetting one does not compile. */
export type Handlers<Table extends { [Id in keyof Table]: unknown[] }> = {
  readonly [Id in keyof Table]: (...args: Table[Id]) => Promise<void>;
};
