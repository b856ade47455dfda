import assert from 'node:assert/strict';
import { UserError } from '../../src/core/base/userError';
import { labEngine, modelToAsk } from '../../src/features/lab/labModel';
import { requireShown } from '../../src/features/lab/labOffer';
import type { Services } from '../../src/platform/services';

const signal = new AbortController().signal;
const request = { messages: [{ role: 'user', content: 'Which code?' }], maxNew: 5, sampling: { temperature: 0, topP: 1, seed: 0 } } as const; // prettier-ignore

/** The model in use, which the test changes; `asked` names whom requests reached. */
class House {
  dir = '/models/first';
  endpoint: { readonly name: string; readonly url: string; readonly model: string } | undefined;
  readonly asked: string[] = [];
  loading = Promise.resolve();
  readonly services: Services;

  constructor() {
    const dir = () => this.dir;
    const endpoint = () => this.endpoint;
    const models = {
      get choice() {
        return { dir: dir(), name: dir().slice(8), bundled: false, onnxFile: undefined };
      },
      get endpoint() {
        return endpoint();
      },
      get name() {
        return endpoint()?.name ?? dir().slice(8);
      },
      stageDir: (stage: string) => `/stages/${stage}`,
      info: async () => {
        const info = { name: dir().slice(8), dir: dir(), onnxFile: 'model.onnx', architecture: 'gpt2' };
        await this.loading;
        return { ...info, predictsNextToken: true, chatTemplate: true };
      },
      request: (method: string) => {
        this.asked.push(this.dir);
        return Promise.resolve({
          method,
          text: 'sleep',
          prompt: '',
          promptTokens: 1,
          stopReason: 'endOfText',
          tokens: [],
        });
      },
    };
    const endpoints = { engine: ({ name }: { name: string }) => Promise.resolve({ name }) };
    const hashes = { sha256: (file: string) => Promise.resolve(`hash of ${file}`) };
    this.services = { models, endpoints, hashes } as unknown as Services;
  }
}

describe('The model in use, as the lab and suggestions ask it', () => {
  it('answers in its own name alone: another that comes into use is not asked for it', async () => {
    const house = new House();
    const engine = await labEngine(house.services, signal);
    assert.equal(engine.model.sha256, 'hash of /models/first/model.onnx');
    assert.equal((await engine.generate(request, signal)).text, 'sleep');
    const isRefused = (error: unknown) =>
      error instanceof UserError && /first was asked no further/.test(error.message);
    house.dir = '/models/second';
    await assert.rejects(engine.generate(request, signal), isRefused);
    house.dir = '/models/first';
    house.endpoint = { name: 'Our cluster', url: 'https://models.example/v1', model: 'tiny' };
    await assert.rejects(engine.generate(request, signal), isRefused);
    assert.deepEqual(house.asked, ['/models/first']);
    house.endpoint = undefined;
    assert.equal((await engine.generate(request, signal)).text, 'sleep', 'chosen again, it goes on');
  });

  it('is told to the person as it is asked, whatever is in use by then', async () => {
    const house = new House();
    let loaded = (): void => undefined;
    house.loading = new Promise((resolve) => (loaded = resolve));
    const here = modelToAsk(house.services, signal);
    house.endpoint = { name: 'Our cluster', url: 'https://models.example/v1', model: 'tiny' };
    loaded();
    const { engine, ...told } = await here;
    assert.deepEqual(told, { name: 'first', title: 'first', concurrency: 1, server: null, bundled: false });
    assert.equal(engine.model.name, 'first');

    const there = modelToAsk(house.services, signal);
    house.endpoint = undefined;
    const server = await there;
    assert.deepEqual([server.name, server.server, server.engine.model.name], ['Our cluster', 'Our cluster', 'Our cluster']); // prettier-ignore
  });

  it('is run on only while the page names it', () => {
    const house = new House();
    const shown = { name: 'first', server: null };
    requireShown(shown, house.services);
    house.endpoint = { name: 'first', url: 'https://models.example/v1', model: 'tiny' };
    assert.throws(() => requireShown(shown, house.services), /nothing was asked/);
    house.endpoint = undefined;
    house.dir = '/models/second';
    assert.throws(() => requireShown(shown, house.services), /nothing was asked/);
  });
});
