// What a panel shows is of one moment: its words, and the model that read them. While other words are read, or another model
// comes into use, the last content stays, and nothing that is asked, sent or told about it may be about the next.
import assert from 'node:assert/strict';
import { setTimeout as delay } from 'node:timers/promises';
import * as vscode from 'vscode';
import { sha256Hex } from '../../src/core/base/sha256';
import { utf16 } from '../../src/core/base/offsets';
import type { EndpointSetting } from '../../src/core/models/endpoint';
import { BesideSession } from '../../src/features/beside/besideSession';
import { ExploreSession } from '../../src/features/explore/exploreSession';
import { MatteredSession } from '../../src/features/mattered/matteredSession';
import type { Services } from '../../src/platform/services';
import type { Subject } from '../../src/platform/subject';
import type { BesideFromPanel, BesideToPanel } from '../../src/protocol/beside';
import type { Capabilities, Engine, EngineScoredToken } from '../../src/protocol/engine';
import type { ExploreFromPanel, ExploreToPanel } from '../../src/protocol/explore';
import type { MatteredFromPanel, MatteredToPanel } from '../../src/protocol/mattered';
import type { ModelInfo, ScoredToken } from '../../src/protocol/modelHost';
import { until } from '../rig/until';

const wordsA = 'I lie awake';
const wordsB = 'my sister called';
const wordsC = 'since May';
const settleMs = 60;
const never = new vscode.EventEmitter<never>().event;
const yes = { available: true } as const;
const capabilities = { generate: yes, score: yes, next: yes, samples: yes, repeats: yes, attention: yes };
const cluster: EndpointSetting = { name: 'Our cluster', url: 'https://models.example/v1', model: 'tiny' };
const other: EndpointSetting = { name: 'Another', url: 'https://elsewhere.example/v1', model: 'tiny' };

/** A door that is shut while something is slow, such as a server that is tested for the first time. */
class Gate {
  #shut: { readonly opened: Promise<void>; readonly open: () => void } | undefined;

  shut(): void {
    let open = (): void => undefined;
    const opened = new Promise<void>((resolve) => (open = resolve));
    this.#shut = { opened, open };
  }

  open(): void {
    this.#shut?.open();
    this.#shut = undefined;
  }

  async pass(): Promise<void> {
    await this.#shut?.opened;
  }
}

type Shared = Extract<ExploreFromPanel, { type: 'ready' | 'send' }>;
type Message = { readonly type: string };
interface Session<From> extends vscode.Disposable {
  handle(message: From): void;
}

/** A panel's session, with words and models that the test chooses; what reaches a server is written down. */
class Scene<To extends Message, From> {
  readonly posted: To[] = [];
  readonly sent: (readonly [address: string, text: string])[] = [];
  readonly gate = new Gate();
  readonly marked: unknown[] = [];
  readonly session: Session<From>;
  readonly #subjectChanged = new vscode.EventEmitter<void>();
  readonly #modelChanged = new vscode.EventEmitter<void>();
  #subject: Subject;
  #endpoint: EndpointSetting | undefined;
  #dir = '/models/first';

  constructor(make: (services: Services, post: (message: To) => void) => Session<From>, endpoint?: EndpointSetting) {
    this.#endpoint = endpoint;
    this.#subject = subjectOf(1, wordsA);
    this.session = make(this.#services(), (message) => this.posted.push(message));
  }

  select(text: string): Subject {
    this.#subject = subjectOf(this.#subject.id + 1, text);
    this.#subjectChanged.fire();
    return this.#subject;
  }

  /** As the settings change: the event comes in the same moment. */
  use(model: { readonly endpoint?: EndpointSetting; readonly dir?: string }): void {
    this.#endpoint = model.endpoint;
    this.#dir = model.dir ?? this.#dir;
    this.#modelChanged.fire();
  }

  async next<T extends To['type']>(type: T): Promise<Extract<To, { type: T }>> {
    const message = await until(type, () => this.posted.find((one) => one.type === type));
    this.posted.splice(0, this.posted.indexOf(message) + 1);
    return message as Extract<To, { type: T }>;
  }

  #services(): Services {
    const endpoint = () => this.#endpoint;
    const dir = () => this.#dir;
    const subject = () => this.#subject;
    const models = {
      get endpoint() {
        return endpoint();
      },
      get name() {
        return endpoint()?.name ?? dir().slice(8);
      },
      get choice() {
        return { dir: dir(), name: dir().slice(8), bundled: false, onnxFile: undefined };
      },
      isLoaded: true,
      stageDir: (stage: string) => `/stages/${stage}`,
      onDidChange: this.#modelChanged.event,
      onDidRecover: never,
      onDidGenerate: never,
      info: () => Promise.resolve(infoOf(this.#dir)),
      label: ({ name, layers, heads, predictsNextToken }: ModelInfo) => ({
        name,
        bundled: false,
        layers,
        heads,
        predictsNextToken,
      }),
      request: (method: string, params: object) => this.#answer(method, params),
      engine: () => Promise.resolve(this.#engine(this.#endpoint!)),
    };
    const endpoints = {
      list: [cluster, other],
      onDidChange: never,
      isAgreed: () => true,
      requireAgreement: () => Promise.resolve(),
      capabilities: async () => {
        await this.gate.pass();
        return capabilities as unknown as Capabilities;
      },
      engine: (endpoint: EndpointSetting) => Promise.resolve(this.#engine(endpoint)),
    };
    return {
      models,
      endpoints,
      installed: { list: () => Promise.resolve([]) },
      sideModels: { hold: () => ({ dispose: () => undefined }) },
      coder: { onDidChange: never, isBlind: () => false, current: () => undefined },
      subjects: {
        get current() {
          return subject();
        },
        source: null,
        line: 1,
        onDidChange: this.#subjectChanged.event,
        onDidMoveCursor: never,
        rangeInDocument: () => undefined,
      },
      hashes: { sha256: (file: string) => Promise.resolve(`hash of ${file}`) },
      highlighter: { showToken: (range: unknown) => this.marked.push(range) },
      log: { info: () => undefined, warn: () => undefined, error: () => undefined },
    } as unknown as Services;
  }

  async #answer(method: string, params: object): Promise<unknown> {
    await this.gate.pass();
    if (method === 'tokenTexts') return { texts: [this.#dir] };
    if (method === 'next') return { logits: new Float32Array(4), top: [] };
    if ('text' in params) return { tokens: tokensOf(String(params.text)), omittedTokens: 0 };
    // That is all these tests ask of a model host.
    throw new Error(`Nobody answers ${method}.`);
  }

  #engine({ url }: EndpointSetting): Pick<Engine, 'name' | 'score' | 'next'> {
    const write = (text: string): void => void this.sent.push([new URL(url).host, text]);
    return {
      name: url,
      score: (text) => {
        write(text);
        return Promise.resolve(tokensOf(text) as unknown as EngineScoredToken[]);
      },
      next: (text) => {
        write(text);
        return Promise.resolve([{ id: null, text: ' so', logprob: -1 }]);
      },
    };
  }
}

function subjectOf(id: number, text: string): Subject {
  return { id, uri: vscode.Uri.file(`/P0${id}.transcript.txt`), text };
}

function tokensOf(text: string): ScoredToken[] {
  return [...text.matchAll(/ ?\S+/g)].map(({ index, 0: word }, id) => {
    const place = { start: utf16(index), end: utf16(index + word.length) };
    return { id, text: word, ...place, special: false, logprob: id === 0 ? null : -2, rank: 3 };
  });
}

function infoOf(dir: string): ModelInfo {
  return {
    name: dir.slice(8),
    dir,
    onnxFile: 'model.onnx',
    architecture: 'gpt2',
    predictsNextToken: true,
    fillsGaps: false,
    embedding: { available: false, why: 'it writes' },
    layers: 2,
    heads: 2,
    vocabularySize: 100,
    contextLength: 512,
    chatTemplate: false,
    attention: yes,
    bytes: 1,
    loadMs: 1,
  };
}

const explore = (services: Services, post: (message: ExploreToPanel) => void) =>
  new ExploreSession(services, post, () => true);
const mattered = (services: Services, post: (message: MatteredToPanel) => void) =>
  new MatteredSession(services, post, () => true);
const beside = (services: Services, post: (message: BesideToPanel) => void) =>
  new BesideSession(services, post, () => true);

describe('What a person agrees to send', () => {
  it('is what they saw, though other words are being read: Explore and What Mattered', async () => {
    for (const make of [explore, mattered]) {
      const scene = new Scene<ExploreToPanel | MatteredToPanel, Shared>(make, cluster);
      scene.session.handle({ type: 'ready' });
      const { content } = await scene.next('content');
      assert.equal(content.server?.isSent, false);
      scene.gate.shut();
      scene.select(wordsB);
      scene.session.handle({ type: 'send', subjectId: content.subject.subjectId });
      await delay(settleMs);
      scene.gate.open();
      assert.equal((await scene.next('content')).content.server?.isSent, false, 'B waits for a word of its own');
      await delay(settleMs);
      assert.deepEqual(scene.sent, []);
      scene.session.dispose();
    }
  });

  it('goes where they saw, though other models are being asked: Two Models', async () => {
    const scene = new Scene<BesideToPanel, BesideFromPanel>(beside);
    scene.session.handle({ type: 'picks', picks: { left: `server ${cluster.name}`, right: `server ${cluster.name}` } });
    const { content } = await scene.next('content');
    assert.deepEqual(content.unsent.map(({ host }) => host), ['models.example']); // prettier-ignore
    scene.gate.shut();
    scene.session.handle({ type: 'picks', picks: { left: `server ${other.name}`, right: `server ${other.name}` } });
    scene.session.handle({ type: 'send', subjectId: content.subject.subjectId, side: 'left' });
    await delay(settleMs);
    scene.gate.open();
    const asked = (await scene.next('content')).content;
    assert.deepEqual(asked.unsent.map(({ host }) => host), ['elsewhere.example']); // prettier-ignore

    scene.gate.shut();
    scene.select(wordsB);
    scene.session.handle({ type: 'send', subjectId: asked.subject.subjectId, side: 'left' });
    await delay(settleMs);
    scene.gate.open();
    assert.equal((await scene.next('content')).content.unsent.length, 1);
    await delay(settleMs);
    assert.deepEqual(scene.sent, []);
    scene.session.dispose();
  });

  it('goes to the server that it was sent to, not to one that has come into use since', async () => {
    for (const endpoint of [undefined, cluster]) {
      const scene = new Scene<MatteredToPanel, MatteredFromPanel>(mattered, endpoint);
      scene.session.handle({ type: 'ready' });
      const { content } = await scene.next('content');
      let { subjectId } = content.subject;
      if (endpoint) {
        scene.session.handle({ type: 'send', subjectId });
        ({ subjectId } = (await scene.next('content')).content.subject);
        assert.ok(scene.sent.every(([host, text]) => host === 'models.example' && wordsA.startsWith(text)));
      }
      scene.gate.shut();
      scene.use({ endpoint: other });
      await delay(settleMs);
      const ask = { target: ' so', foil: null, unit: 'word' } as const;
      scene.session.handle({ type: 'attribute', subjectId, ask });
      await delay(settleMs);
      scene.gate.open();
      assert.equal((await scene.next('content')).content.server?.isSent, false);
      await delay(settleMs);
      assert.deepEqual(scene.sent.filter(([host]) => host === 'elsewhere.example'), []); // prettier-ignore
      scene.session.dispose();
    }
  });

  it('is no other words that were chosen and left again while the shown ones are asked about', async () => {
    const scene = new Scene<ExploreToPanel, ExploreFromPanel>(explore, cluster);
    scene.session.handle({ type: 'ready' });
    scene.session.handle({ type: 'send', subjectId: (await scene.next('content')).content.subject.subjectId });
    const { content } = await scene.next('content');
    assert.equal(content.server?.isSent, true);
    scene.gate.shut();
    scene.select(wordsB);
    await delay(settleMs);
    scene.select(wordsC);
    scene.gate.open();
    scene.gate.shut();
    await delay(settleMs);
    scene.session.handle({
      type: 'position',
      subjectId: content.subject.subjectId,
      position: content.tokens.length - 1,
    });
    assert.deepEqual((await scene.next('stated')).candidates[0]?.text, ' so');
    scene.gate.open();
    assert.ok(scene.sent.length > 0);
    for (const [, text] of scene.sent) assert.ok(wordsA.startsWith(text), 'of the words that were sent');
    scene.session.dispose();
  });
});

describe('What a figure says of where it comes from', () => {
  let scene: Scene<ExploreToPanel, ExploreFromPanel>;
  let subjectId: number;
  beforeEach(async () => {
    scene = new Scene<ExploreToPanel, ExploreFromPanel>(explore);
    scene.session.handle({ type: 'ready' });
    ({ subjectId } = (await scene.next('content')).content.subject);
    scene.gate.shut();
  });
  afterEach(() => {
    scene.gate.open();
    scene.session.dispose();
  });

  const taken = async () => {
    scene.session.handle({ type: 'provenance', subjectId });
    return (await scene.next('provenance')).provenance;
  };

  it('is the text that it shows, not the one that is being read', async () => {
    scene.select(wordsB);
    await delay(settleMs);
    const { text } = await taken();
    assert.deepEqual([text.document, text.tokens, text.sha256], ['P01.transcript.txt', 3, await sha256Hex(wordsA)]);
  });

  it('is the model that read it, not the one that has come into use', async () => {
    for (const model of [{ dir: '/models/second' }, { endpoint: cluster }]) {
      scene.use(model);
      await delay(settleMs);
      const { name, file, sha256, server } = (await taken()).model;
      assert.deepEqual([name, file, sha256, server], ['first', 'model.onnx', 'hash of /models/first/model.onnx', undefined]); // prettier-ignore
    }
  });

  it('is not mixed with what another model answers about its tokens', async () => {
    scene.use({ dir: '/models/second' });
    await delay(settleMs);
    scene.session.handle({ type: 'tokenText', subjectId, id: 1 });
    scene.gate.open();
    await until('content', () => scene.posted.some(({ type }) => type === 'content'));
    await delay(settleMs);
    assert.deepEqual(scene.posted.map(({ type }) => type).filter((type) => type === 'tokenText'), []); // prettier-ignore
  });

  it('marks nothing in the words that are being read', () => {
    scene.session.handle({ type: 'hover', subjectId, token: 1 });
    assert.deepEqual(scene.marked.at(-1), { start: 1, end: 5 });
    scene.select(wordsB);
    scene.session.handle({ type: 'hover', subjectId, token: 2 });
    assert.deepEqual(scene.marked.at(-1), undefined);
  });
});
