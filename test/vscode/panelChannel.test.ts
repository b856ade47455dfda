import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { PanelChannel } from '../../src/panels/panelChannel';

describe('A panel’s channel', () => {
  it('keeps words in fields, and tells them to a page that comes back before the feature answers it', () => {
    const received = new vscode.EventEmitter<{ readonly type: string }>();
    const told: unknown[] = [];
    const channel = new PanelChannel<{ type: string }, { type: string }>({
      onDidReceiveMessage: received.event,
      postMessage: (message: unknown) => Promise.resolve(told.push(message) > 0),
    } as unknown as vscode.Webview);
    const handled: string[] = [];
    const listening = channel.onMessage((message) => {
      handled.push(message.type);
      channel.post({ type: 'content' });
    });
    received.fire({ type: 'ready' });
    const word = (field: string, words: string) => received.fire({ type: 'typedWord', ...{ field, words } });
    word('prompt', 'I l');
    word('topic', 'sorrow');
    word('prompt', 'I lie');
    received.fire({ type: 'ready' });
    assert.deepEqual(handled, ['ready', 'ready']);
    assert.deepEqual(told, [
      { type: 'content' },
      { type: 'typedWords', fields: { prompt: 'I lie', topic: 'sorrow' } },
      { type: 'content' },
    ]);
    listening.dispose();
    received.dispose();
  });
});
