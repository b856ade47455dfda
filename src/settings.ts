import type { EndpointSetting } from './core/models/endpoint';

/** Every setting of the extension with its type; package.json declares the same keys (a test compares). */
export interface Settings {
  /** Folder of the model in the Hugging Face layout; empty for the bundled one. Machine scope: a workspace cannot set it. */
  'introspect.model.folder': string;
  /** Which of several ONNX files in that folder; empty for the default choice. Machine scope. */
  'introspect.model.onnxFile': string;
  /** Models on servers. Machine scope: a workspace cannot send anyone's words anywhere. Read through `parseEndpoints`. */
  'introspect.endpoint.servers': readonly EndpointSetting[];
  /** Name of the one of them that is used instead of a model on this machine; empty for none. Machine scope. */
  'introspect.endpoint.use': string;
  /** Server that models are downloaded from. Machine scope. */
  'introspect.hub.url': string;
  /** Whether a digit applies the code pinned to it, and `.` the last one, at once in the coding editor. */
  'introspect.coding.singleKeys': boolean;
  /** Phrases that bring up the crisis notice in a conversation, beside those that are built in. */
  'introspect.conversation.crisisPhrases': readonly string[];
  /** Whether the text editor lists the codes of each turn above it. */
  'introspect.textEditor.codeLens': boolean;
}

export type SettingKey = keyof Settings;
