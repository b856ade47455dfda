import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { UserError } from '../../src/core/base/userError';
import { emptyConversation } from '../../src/core/conversation/conversation';
import type { EndpointSetting } from '../../src/core/models/endpoint';
import { ConversationSession, type SessionServices } from '../../src/features/conversation/conversationSession';
import type { ConversationFromPanel, ConversationToPanel, TalkRequest } from '../../src/protocol/conversation';
import { until } from '../rig/until';

const nothing = new vscode.EventEmitter<never>().event;
const request: TalkRequest = {
  ...{ system: '', systemWentOn: false, maxNew: 20, layout: 'text' },
  turns: [{ role: 'user', content: 'I sleep badly.', wentOn: false }],
};
const keyOfA = '/models/a ';
const ask = (run: number, id: string, model = keyOfA): ConversationFromPanel => ({
  ...{ type: 'ask', run, model, after: 'p1', answers: [{ id, seed: run }], ...request },
  sampling: { temperature: 1, topP: 1 },
});

/** A session whose page hears only what is posted while it is there. */
class Scene {
  readonly heard: ConversationToPanel[] = [];
  readonly posted: ConversationToPanel['type'][] = [];
  isThere = true;
  outcome: 'answer' | 'failure' = 'answer';
  /** What models were asked for, in order. */
  readonly asked: string[] = [];
  readonly models: { endpoint: EndpointSetting | undefined };
  /** Lets the server's answer come. */
  answer = (): void => undefined;
  readonly session: ConversationSession;

  constructor() {
    const info = { modelType: 'llama', contextLength: 64, chatTemplate: false, predictsNextToken: true };
    const models = {
      endpoint: undefined as EndpointSetting | undefined,
      get name(): string {
        return this.endpoint?.name ?? 'A model';
      },
      choice: { dir: '/models/a', bundled: false, name: 'A model', onnxFile: undefined },
      stageDir: () => '/models/b',
      info: () => Promise.resolve(info),
      ...{ onDidChange: nothing, onDidGenerate: nothing },
      engine: () => Promise.resolve({ generate: () => this.#answerThere() }),
      request: (method: string) => {
        this.asked.push(method);
        if (method === 'chatContext') {
          return Promise.resolve({ fits: true, ids: [1, 2], prompt: 'I sleep badly.', leftOut: 0, stop: [] });
        }
        if (this.outcome === 'failure') return Promise.reject(new UserError('hostDied', 'It broke.', 'Try again.'));
        return Promise.resolve({ text: ' Since when?', stopReason: 'endOfText' });
      },
    };
    this.models = models;
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

  async #answerThere() {
    this.asked.push('server');
    await new Promise<void>((come) => (this.answer = come));
    return { text: ' Since when?', stopReason: 'endOfText', prompt: null, promptTokens: null, model: 'tiny' };
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

  it('is told again of a conversation that was begun, until it has put it down', async () => {
    const scene = new Scene();
    await scene.comeBack();
    scene.isThere = false;
    scene.session.handle({ type: 'new', unsaved: false, conversation: emptyConversation, version: 3 });
    await until('the new one', () => scene.posted.includes('opened'));
    for (let time = 0; time < 2; time++) {
      await scene.comeBack();
      assert.equal(scene.of('opened').length, 1);
    }
    scene.session.handle({ type: 'heard', what: 'opened' });
    await scene.comeBack();
    assert.equal(scene.of('opened').length, 0);
    scene.session.dispose();
  });
});

describe('Talk to the model: the model that the page names', () => {
  it('is the only one that is sent a turn', async () => {
    const scene = new Scene();
    await scene.comeBack();
    assert.equal(scene.of('model')[0]?.model?.key, keyOfA);
    scene.session.handle(ask(1, 'm1', '/models/before '));
    await until('why not', () => scene.of('failed').length === 1);
    assert.match(scene.of('failed')[0]!.failure.message, /sent to none/);
    assert.deepEqual(scene.asked, []);
    scene.session.handle(ask(2, 'm2'));
    await until('the answer', () => scene.of('answered').length === 1);
    assert.deepEqual(scene.asked, ['chatContext', 'generate']);
    scene.session.dispose();
  });

  it('stands with the answer, though another is in use when it comes', async () => {
    const scene = new Scene();
    await scene.comeBack();
    const server = { name: 'Our cluster', url: 'https://models.example/v1', model: 'tiny' };
    scene.models.endpoint = server;
    scene.session.handle(ask(1, 'm1', 'server Our cluster https://models.example/v1 tiny'));
    await until('the question', () => scene.asked.length === 1);
    scene.models.endpoint = undefined;
    scene.answer();
    await until('the answer', () => scene.of('answered').length === 1);
    const { asked } = scene.of('answered')[0]!.turn;
    assert.deepEqual([asked?.model, asked?.where], ['Our cluster', 'server']);
    assert.deepEqual(asked?.server, { address: 'https://models.example/v1', model: 'tiny' });
    scene.session.dispose();
  });
});
