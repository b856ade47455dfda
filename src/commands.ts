/** Every command of the extension with its arguments; package.json declares the same ids (a test compares). */
export interface CommandArguments {
  'introspect.openSampleStudy': [];
  'introspect.explainSelection': [];
  'introspect.showAttention': [];
  'introspect.settleDifferences': [];
  'introspect.chooseModel': [];
  'introspect.restartModel': [];
  'introspect.showLog': [];
  /** For the walkthrough: needs no selection. */
  'introspect.explainExample': [];
}

export type CommandId = keyof CommandArguments;

/** One handler for each command: forgetting one does not compile. */
export type CommandHandlers = { readonly [Id in CommandId]: (...args: CommandArguments[Id]) => Promise<void> };
