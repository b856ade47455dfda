import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { editorIds, viewIds, type PanelId } from '../../../src/views';

interface Manifest {
  readonly activationEvents: readonly string[];
  readonly contributes: {
    readonly views: Readonly<Record<string, readonly { readonly id: string }[]>>;
    readonly customEditors: readonly { readonly viewType: string }[];
  };
}
const { activationEvents, contributes } = JSON.parse(readFileSync('package.json', 'utf8')) as Manifest;

describe('package.json', () => {
  it('declares the views that the extension registers, and no other', () => {
    const declared = Object.values(contributes.views).flatMap((views) => views.map(({ id }) => id));
    assert.deepEqual(declared.toSorted(), [...viewIds].sort());
  });

  it('declares the editors that the extension registers, and no other', () => {
    assert.deepEqual(contributes.customEditors.map(({ viewType }) => viewType).toSorted(), [...editorIds].sort());
  });

  it('starts the extension for every panel that VS Code brings back: in no study, nothing else would', () => {
    const panels: Record<PanelId, true> = {
      'introspect.adjudication': true,
      'introspect.agreement': true,
      'introspect.attention': true,
      'introspect.beside': true,
      'introspect.codebookForm': true,
      'introspect.conversation': true,
      'introspect.glossary': true,
      'introspect.import': true,
      'introspect.layers': true,
      'introspect.lesson': true,
      'introspect.mattered': true,
      'introspect.privacy': true,
      'introspect.retrieval': true,
      'introspect.words': true,
    };
    const started = activationEvents.filter((event) => event.startsWith('onWebviewPanel:'));
    assert.deepEqual(
      started.toSorted(),
      Object.keys(panels)
        .map((id) => `onWebviewPanel:${id}`)
        .sort(),
    );
  });
});
