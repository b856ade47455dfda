import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { UserError } from '../../src/core/base/userError';
import { tokensByPart } from '../../src/core/conversation/promptParts';
import { answer, contextOf, type TalkModels } from '../../src/features/conversation/answering';
import { talkModel } from '../../src/features/conversation/talkModel';
import type { ModelHostClient } from '../../src/platform/modelHostClient';
import type { Engine, EngineGenerateParams, EngineResult } from '../../src/protocol/engine';
import type { SentTurn, TalkRequest } from '../../src/protocol/conversation';
import { cleanUp, copyOf, fixtureNamed, root, startHost, userErrorOf } from './support';

const never = new AbortController().signal;
const aligned = path.join(root, 'media/models/aligned');
const llama = fixtureNamed('llama-gqa/model');
const sampling = { temperature: 0.9, topP: 0.95, seed: 7 };

/** The models in use, as the panel's host has them, with one model host behind them. */
function modelsOf(host: ModelHostClient): TalkModels {
  return {
    name: 'under test',
    endpoint: undefined,
    engine: () => Promise.reject(new Error('no engine here')),
    request: (method, params, signal) => host.request(method, params, { signal }),
    onDidGenerate: (listener) => ({ dispose: host.onGenerated((message) => void listener(message)) }),
  };
}

const said = (...contents: string[]): SentTurn[] =>
  contents.map((content, i) => ({ role: i % 2 === 0 ? 'user' : 'assistant', content, wentOn: false }));
const request = (turns: readonly SentTurn[], change: Partial<TalkRequest> = {}): TalkRequest => ({
  system: 'You ask about sleep.',
  systemWentOn: false,
  turns,
  maxNew: 24,
  layout: 'template',
  ...change,
});

const untested = { known: () => undefined };

describe('conversation', () => {
  let host: ModelHostClient;
  let models: TalkModels;
  before(() => {
    host = startHost(aligned);
    models = modelsOf(host);
  });
  after(cleanUp);

  it('says before anything is written that an encoder writes nothing', async () => {
    const { dir } = fixtureNamed('bert/model');
    const bert = startHost(dir);
    const choice = { dir, name: 'bert', bundled: false, onnxFile: undefined };
    const models = { endpoint: undefined, choice, info: () => bert.ready(), stageDir: () => aligned };
    const error = await userErrorOf(talkModel(models, untested, never));
    assert.deepEqual(
      [error.code, error.message],
      ['modelUnsupported', 'The model bert reads a text as a whole and writes none.'],
    );
    const writes = { ...models, choice: { ...choice, dir: aligned }, info: () => host.ready() };
    assert.equal((await talkModel(writes, untested, never)).contextLength, 1024);
  });

  it('shows exactly what the template makes of the turns, mark by mark', async () => {
    const turns = said('I sleep badly.', ' Since when?', 'Since <|end|> spring.');
    const context = await contextOf(models, request(turns), never);
    assert.equal(
      context.prompt,
      '<|system|>You ask about sleep.<|end|><|user|>I sleep badly.<|end|><|assistant|> Since when?<|end|><|user|>Since <|end|> spring.<|end|><|assistant|>',
    );
    // As the command line and every other request lays it out.
    const messages = [{ role: 'system' as const, content: 'You ask about sleep.' }, ...turns];
    const other = await host.request('generate', { prompt: { messages }, maxNew: 0, sampling });
    assert.deepEqual([context.prompt, context.ids.length], [other.prompt, other.promptTokens]);
    assert.equal(context.pieces.map(({ text }) => text).join(''), context.prompt);
    assert.equal(
      [...tokensByPart(context.pieces).values()].reduce((sum, count) => sum + count, 0),
      context.ids.length,
    );
    const wordsOf = (part: number) =>
      context.pieces
        .flatMap((piece) => (piece.part === part ? [piece.text] : []))
        .join('')
        .trim();
    assert.deepEqual([0, 1, 2].map(wordsOf), ['I sleep badly.', 'Since when?', 'Since <|end|> spring.']);
    // What the person wrote like a mark is words: only the template's own marks are special.
    assert.equal(context.pieces.filter(({ special }) => special).length, 9);
    assert.deepEqual([context.leftOut, context.fits, context.contextLength], [0, true, 1024]);
  });

  it('gives the same answer by the same seed, of exactly the prompt shown, and streams it', async () => {
    const asked = request(said('I sleep badly.'));
    let streamed = '';
    const one = await answer(models, asked, sampling, (piece) => (streamed += piece), never);
    const other = await answer(models, asked, sampling, () => undefined, never);
    assert.equal(one.text, other.text);
    assert.ok(one.text.startsWith(streamed));
    const { prompt, promptTokens, model, layout, leftOut } = one.asked;
    const context = await contextOf(models, asked, never);
    assert.deepEqual([prompt, promptTokens], [context.prompt, context.ids.length]);
    assert.deepEqual([model, layout, leftOut], ['under test', 'template', 0]);
    const direct = await host.request('generate', {
      prompt: { messages: [{ role: 'system', content: asked.system }, ...asked.turns] },
      maxNew: asked.maxNew,
      sampling,
    });
    assert.equal(one.text, direct.text);
  });

  it('forgets the oldest turns whole when the window is full, and really does not send them', async () => {
    const long = 'I lie awake and count the hours until the morning comes. '.repeat(4);
    const secret = 'My cat is called Penelope.';
    const turns = said(secret, 'I see.', ...Array.from({ length: 25 }, () => long));
    const asked = request(turns);
    const context = await contextOf(models, asked, never);
    assert.ok(context.fits && context.leftOut >= 2 && context.leftOut % 2 === 0, String(context.leftOut));
    assert.ok(context.ids.length + asked.maxNew <= 1024);
    assert.ok(!context.prompt.includes('Penelope') && context.prompt.includes('You ask about sleep.'));
    // One exchange more would not fit.
    const more = await contextOf(models, request(turns.slice(context.leftOut - 2), { maxNew: 0 }), never);
    assert.ok(more.leftOut > 0 || more.ids.length + asked.maxNew > 1024);
    const full = await answer(models, asked, sampling, () => undefined, never);
    assert.equal(full.asked.leftOut, context.leftOut);
    assert.equal(full.asked.prompt, context.prompt);
    // The same as if they had never been said.
    const without = await answer(models, request(turns.slice(context.leftOut)), sampling, () => undefined, never);
    assert.equal(full.text, without.text);
  });

  it('refuses what does not fit at all, and says how much there is', async () => {
    const asked = request(said('sleep '.repeat(2000)));
    assert.equal((await contextOf(models, asked, never)).fits, false);
    const error = await userErrorOf(answer(models, asked, sampling, () => undefined, never));
    assert.equal(error.code, 'textTooLong');
    assert.match(error.message, /\d+ tokens, and 24 are kept for the answer; the model reads at most 1024/);
    const wrong = await userErrorOf(contextOf(models, request([...said('a'), ...said('b')]), never));
    assert.equal(wrong.code, 'badRequest');
  });

  it('keeps what was written when it is stopped', async () => {
    const stop = new AbortController();
    let pieces = 0;
    const tell = (): void => void (++pieces === 2 && stop.abort());
    // Greedy, from the untrained stage, which hardly ever ends.
    const untrained = modelsOf(startHost(path.join(root, 'media/models/untrained')));
    const asked = request(said('Hello'), { maxNew: 400, layout: 'text' });
    const { text, asked: how } = await answer(untrained, asked, { ...sampling, temperature: 1.5 }, tell, stop.signal);
    assert.equal(how.stopReason, 'cancelled');
    assert.notEqual(text, '');
  });

  it('writes the turns out for a model that continues text, and ends where it would speak for the person', async () => {
    const pretrained = modelsOf(startHost(path.join(root, 'media/models/pretrained')));
    const asked = request(said('Good evening.', 'Good evening, sir.', 'How do you sleep? <|end|>'), { layout: 'text' });
    const context = await contextOf(pretrained, asked, never);
    const words =
      'You ask about sleep.\n\nPerson: Good evening.\n\nModel: Good evening, sir.\n\nPerson: How do you sleep? <|end|>\n\nModel:';
    assert.ok(context.prompt.endsWith(words), context.prompt);
    assert.deepEqual(context.stop, ['\nPerson:']);
    const direct = await answer(pretrained, asked, sampling, () => undefined, never);
    assert.ok(!direct.text.includes('\nPerson:'));
    assert.equal(direct.asked.prompt, context.prompt);
  });

  it('finds the turns in a published template, and refuses what that does not take', async () => {
    const other = modelsOf(startHost(llama.dir, { onnx: llama.onnx }));
    const asked = request(said('I cannot sleep.', 'Since when?', 'May.'), { system: '', maxNew: 4 });
    const context = await contextOf(other, asked, never);
    assert.equal(context.prompt, '<s>[INST] I cannot sleep. [/INST] Since when?</s>[INST] May. [/INST]');
    assert.ok(context.partsKnown);
    assert.deepEqual(
      [0, 1, 2].map((turn) => context.pieces.filter(({ part }) => part === turn).map(({ text }) => text.trim())),
      [['I cannot sleep.'], ['Since when?'], ['May.']],
    );
  });

  it('says what a template leaves out or changes', async () => {
    const dir = copyOf('llama-gqa');
    const file = path.join(dir, 'chat_template.jinja');
    const render = (template: string) => {
      writeFileSync(file, template);
      return contextOf(
        modelsOf(startHost(dir, { onnx: llama.onnx })),
        request(said('Hello you'), { maxNew: 4 }),
        never,
      );
    };
    const noSystem = await render(
      "{% for m in messages %}{% if m['role'] != 'system' %}[{{ m['content'] | trim }}]{% endif %}{% endfor %}",
    );
    assert.deepEqual([noSystem.prompt, noSystem.unsent, noSystem.partsKnown], ['[Hello you]', ['system'], true]);
    const shouted = await render(
      "{% for m in messages %}[{{ m['content'] | upper }}:{{ m['content'] | length }}]{% endfor %}",
    );
    assert.equal(shouted.partsKnown, false);
    assert.deepEqual(shouted.unsent, []);
    assert.ok(shouted.pieces.every(({ part }) => part === 'layout'));
  });

  it('sends a server every turn as messages, or written out where that is wanted, and says what it does not tell', async () => {
    const asked: EngineGenerateParams[] = [];
    const engine = {
      generate: (params: EngineGenerateParams): Promise<EngineResult> => {
        asked.push(params);
        return Promise.resolve({
          ...{ text: 'Mm.', tokens: [], prompt: null, promptTokens: null },
          ...{ stopReason: 'stopped', model: 'tiny-7b' },
        });
      },
    } as unknown as Engine;
    const endpoint = { name: 'Our server', url: 'http://127.0.0.1:1/v1', model: 'tiny' };
    const server: TalkModels = { ...models, name: 'Our server', endpoint, engine: () => Promise.resolve(engine) };
    const turns = said('Hello', 'Yes?', 'I sleep badly.');
    const { asked: how } = await answer(server, request(turns), sampling, () => undefined, never);
    await answer(server, request(turns, { layout: 'text' }), sampling, () => undefined, never);
    assert.deepEqual(asked[0]?.prompt, {
      messages: [
        { role: 'system', content: 'You ask about sleep.' },
        { role: 'user', content: 'Hello' },
        { role: 'assistant', content: 'Yes?' },
        { role: 'user', content: 'I sleep badly.' },
      ],
    });
    assert.match((asked[1]?.prompt as { text: string }).text, /Person: I sleep badly\.\n\nModel:$/);
    assert.deepEqual(asked[1]?.stop, ['\nPerson:']);
    assert.deepEqual([how.where, how.model, how.prompt, how.promptTokens], ['server', 'Our server', null, null]);
  });

  it('tells of a model without a template that it has none', async () => {
    const gpt2 = modelsOf(startHost(fixtureNamed('gpt2/model').dir));
    const error = await userErrorOf(contextOf(gpt2, request(said('Hello')), never));
    assert.equal(error.code, 'modelUnsupported');
    assert.match(
      (await contextOf(gpt2, request(said('Hello'), { layout: 'text', maxNew: 4 }), never)).prompt,
      /Model:$/,
    );
    assert.ok(error instanceof UserError);
  });
});
