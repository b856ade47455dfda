import assert from 'node:assert/strict';
import path from 'node:path';
import * as vscode from 'vscode';
import { UserError } from '../../src/core/base/userError';
import { BesideSession } from '../../src/features/beside/besideSession';
import { createEndpointEngine } from '../../src/platform/endpoint/createEndpointEngine';
import type { Endpoints } from '../../src/platform/endpoints';
import { Network } from '../../src/platform/network';
import type { Services } from '../../src/platform/services';
import { SideModels } from '../../src/platform/sideModels';
import type { BesideToPanel } from '../../src/protocol/beside';
import { until } from '../rig/until';
import { bodyOf, wellBehaved } from '../support/endpointServer';
import { ScriptedServer } from '../support/scriptedServer';

const extension = vscode.extensions.getExtension('introspect.introspect');
assert.ok(extension, 'The extension is not installed.');
const root = extension.extensionPath;
const words = 'I lie awake';
const nothing = new vscode.EventEmitter<never>().event;
const picks = { left: 'pretrained', right: 'server Our cluster' };

/** A session whose server stands elsewhere by its address; what is sent there comes to a server on this machine. */
class Scene {
  readonly posted: BesideToPanel[] = [];
  readonly session: BesideSession;
  readonly subjects = {
    current: { id: 1, uri: vscode.Uri.file('/P01.transcript.txt'), text: words },
    source: null,
    line: 1,
    onDidChange: nothing,
    onDidMoveCursor: nothing,
  };
  agreed = true;
  readonly questions: string[] = [];
  readonly #side = new SideModels(path.join(root, 'dist/modelHost.js'), { info: () => undefined }, 0);

  constructor(
    private readonly server: ScriptedServer,
    private readonly agrees: boolean,
  ) {
    const network = new Network({ isAllowed: (host) => host === server.host });
    const address = { baseUrl: `${server.url}/v1`, model: 'tiny', apiKey: undefined };
    const engine = createEndpointEngine(address, network, () => {});
    const list = [{ name: 'Our cluster', url: 'https://models.example/v1', model: 'tiny' }];
    const endpoints = {
      list,
      onDidChange: nothing,
      isAgreed: () => this.agreed,
      requireAgreement: (url) => this.#ask(url),
      capabilities: (_, signal) => engine.capabilities({ signal }),
      engine: () => Promise.resolve(engine),
    } satisfies Partial<Endpoints>;
    const models = {
      choice: { dir: this.#stage('instructed') },
      endpoint: undefined,
      stageDir: (stage: string) => this.#stage(stage),
      onDidChange: nothing,
      onDidRecover: nothing,
    };
    const services = {
      models,
      endpoints,
      sideModels: this.#side,
      installed: { list: () => Promise.resolve([]) },
      subjects: this.subjects,
      hashes: { sha256: () => Promise.resolve('a'.repeat(64)) },
      highlighter: { showToken: () => undefined },
      log: { info: () => undefined, error: () => undefined },
    } as unknown as Services;
    this.session = new BesideSession(
      services,
      (message) => this.posted.push(message),
      () => true,
    );
  }

  dispose(): void {
    this.session.dispose();
    this.#side.dispose();
  }

  /** The next message of that type; those before it are passed over. */
  async next<T extends BesideToPanel['type']>(type: T): Promise<Extract<BesideToPanel, { type: T }>> {
    const message = await until(type, () => Promise.resolve(this.posted.find((one) => one.type === type)), 10_000);
    this.posted.splice(0, this.posted.indexOf(message) + 1);
    return message as Extract<BesideToPanel, { type: T }>;
  }

  /** What of the person's words has reached the server. */
  sent(): unknown[] {
    const asked = this.server.requests.filter(({ method }) => method === 'POST').map((request) => bodyOf(request));
    return asked.filter((body) => JSON.stringify(body).includes('awake')).map(({ prompt }) => prompt);
  }

  #ask(url: string): Promise<void> {
    this.questions.push(url);
    this.agreed = this.agreed || this.agrees;
    return this.agreed ? Promise.resolve() : Promise.reject(new UserError('cancelled', 'Not allowed.', ''));
  }

  #stage(stage: string): string {
    return path.join(root, 'media/models', stage);
  }
}

describe('Two models, one of them on a server', () => {
  let server: ScriptedServer;
  let scene: Scene;
  beforeEach(async () => {
    server = await ScriptedServer.start(wellBehaved());
  });
  afterEach(async () => {
    scene.dispose();
    await server.stop();
  });

  it('is sent the words by the person’s act alone, selection by selection', async () => {
    scene = new Scene(server, true);
    scene.session.handle({ type: 'picks', picks });
    const { content } = await scene.next('content');
    assert.deepEqual(content.unsent, [{ side: 'right', name: 'Our cluster', host: 'models.example' }]);
    assert.deepEqual([content.tokens, scene.sent()], [[], []]);

    scene.session.handle({ type: 'send', subjectId: content.subject.subjectId, side: 'right' });
    const read = await scene.next('content');
    assert.deepEqual(read.content.unsent, []);
    assert.deepEqual(scene.sent(), [words]);
    assert.ok(read.content.tokens.length > 0 && 'value' in read.content.bitsPerCharacter.right);
    assert.match(read.content.sides.right.noAttention ?? '', /a server tells/);

    const { models } = await scene.next('identities');
    assert.equal(models.left.sha256, 'a'.repeat(64));
    assert.deepEqual(models.right.server, { address: 'https://models.example/v1', model: 'tiny' });
    assert.equal(models.right.sha256, null);

    const { subjectId } = read.content.subject;
    scene.session.handle({ type: 'place', subjectId, place: read.content.tokens.length - 1 });
    assert.equal((await scene.next('next')).next.stated.right?.tokens, 3);

    scene.subjects.current = { ...scene.subjects.current, id: 2, text: `${words} again` };
    scene.session.refresh();
    assert.equal((await scene.next('content')).content.unsent.length, 1, 'other words are asked about anew');
    assert.ok(scene.sent().every((prompt) => prompt === words));
  });

  it('is not connected to at all before the person agrees to its host', async () => {
    scene = new Scene(server, false);
    scene.agreed = false;
    scene.session.handle({ type: 'picks', picks });
    const { content } = await scene.next('content');
    assert.equal(content.unsent.length, 1);
    scene.session.handle({ type: 'send', subjectId: content.subject.subjectId, side: 'right' });
    await until('the question', () => Promise.resolve(scene.questions.length === 1));
    assert.deepEqual(scene.questions, ['https://models.example/v1']);
    assert.equal(server.sockets, 0);
  });
});
