/** A row of the Models view, by the folder of its model. */
export interface ModelRef {
  readonly dir: string;
}

/** A row of the Models view that is a model on a server. */
export interface EndpointRef {
  readonly endpointName: string;
}

/** Every command of the extension with its arguments; package.json declares the same ids (a test compares). */
export interface CommandArguments {
  'introspect.openSampleStudy': [];
  'introspect.explainSelection': [];
  'introspect.showAttention': [];
  'introspect.settleDifferences': [];
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
  'introspect.restartModel': [];
  'introspect.showLog': [];
  'introspect.networkAccess': [];
  /** For the walkthrough: needs no selection. */
  'introspect.explainExample': [];
  'introspect.compareCoders': [];
  /** Without a file: the one in the active editor. With a stretch (UTF-16, working text): shows it. */
  'introspect.openCodingEditor': [file?: unknown, stretch?: unknown];
  'introspect.openAsText': [file?: unknown];
  'introspect.chooseCoder': [];
  'introspect.toggleCodeBlind': [];
  'introspect.deidentify': [];
  'introspect.restoreFromKey': [];
}

export type CommandId = keyof CommandArguments;

/** One handler for each command: forgetting one does not compile. */
export type CommandHandlers = { readonly [Id in CommandId]: (...args: CommandArguments[Id]) => Promise<void> };
