import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { UserError } from '../../src/core/base/userError';
import { ConversationSession, type SessionServices } from '../../src/features/conversation/conversationSession';
import type { ConversationFromPanel, ConversationToPanel, TalkRequest } from '../../src/protocol/conversation';
import { until } from '../rig/until';

const nothing = new vscode.EventEmitter<never>().event;
const request: TalkRequest = {
  ...{ system: '', systemWentOn: false, maxNew: 20, layout: 'text' },
  turns: [{ role: 'user', content: 'I sleep badly.', wentOn: false }],
};
const ask = (run: number, id: string): ConversationFromPanel => ({
  ...{ type: 'ask', run, after: 'p1', answers: [{ id, seed: run }], ...request },
  sampling: { temperature: 1, topP: 1 },
});

/** A session whose page hears only what is posted while it is there. */
class Scene {
  readonly heard: ConversationToPanel[] = [];
  readonly posted: ConversationToPanel['type'][] = [];
  isThere = true;
  outcome: 'answer' | 'failure' = 'answer';
  readonly session: ConversationSession;

  constructor() {
    const info = { modelType: 'llama', contextLength: 64, chatTemplate: false, predictsNextToken: true };
    const models = {
      endpoint: undefined,
      name: 'A model',
      choice: { dir: '/models/a', bundled: false, name: 'A model', onnxFile: undefined },
      stageDir: () => '/models/b',
      info: () => Promise.resolve(info),
      ...{ onDidChange: nothing, onDidGenerate: nothing },
      request: (method: string) => {
        if (method === 'chatContext') {
          return Promise.resolve({ fits: true, ids: [1, 2], prompt: 'I sleep badly.', leftOut: 0, stop: [] });
        }
        if (this.outcome === 'failure') return Promise.reject(new UserError('hostDied', 'It broke.', 'Try again.'));
        return Promise.resolve({ text: ' Since when?', stopReason: 'endOfText' });
      },
    };
    const services = {
      models,
      endpoints: { known: () => undefined },
      hashes: { sha256: () => Promise.resolve('a'.repeat(64)) },
      log: { info: () => undefined, error: () => undefined },
    } as unknown as SessionServices;
    this.session = new ConversationSession(services, (message) => {
      this.posted.push(message.type);
      if (this.isThere) this.heard.push(message);
    });
  }

  of<T extends ConversationToPanel['type']>(type: T) {
    return this.heard.filter((message): message is Extract<ConversationToPanel, { type: T }> => message.type === type);
  }

  /** What a page says that was loaded anew. */
  async comeBack(): Promise<void> {
    this.isThere = true;
    this.heard.length = 0;
    this.session.handle({ type: 'ready' });
    await until('the model', () => this.of('model').length === 1);
  }
}

describe('Talk to the model: a page that comes and goes', () => {
  it('is told again of an answer until it has confirmed it', async () => {
    const scene = new Scene();
    await scene.comeBack();
    // The page is on its way out: what is posted now goes nowhere, and nobody has said so yet.
    scene.isThere = false;
    scene.session.handle(ask(1, 'm1'));
    await until('the answer', () => scene.posted.includes('done'));
    for (let time = 0; time < 2; time++) {
      await scene.comeBack();
      assert.deepEqual(
        scene.of('answered').map(({ turn }) => turn.text),
        [' Since when?'],
      );
    }
    scene.session.handle({ type: 'taken', answer: 'm1' });
    await scene.comeBack();
    assert.equal(scene.of('answered').length, 0);
    scene.session.dispose();
  });

  it('learns why an answer did not come, until it asks again', async () => {
    const scene = new Scene();
    await scene.comeBack();
    scene.isThere = false;
    scene.outcome = 'failure';
    scene.session.handle(ask(1, 'm1'));
    await until('the failure', () => scene.posted.includes('failed'));
    await scene.comeBack();
    assert.match(scene.of('model')[0]!.failure!.message, /It broke/);
    scene.outcome = 'answer';
    scene.session.handle(ask(2, 'm2'));
    await until('the answer', () => scene.of('answered').length === 1);
    await scene.comeBack();
    assert.equal(scene.of('model')[0]!.failure, null);
    scene.session.dispose();
  });
});
