import assert from 'node:assert/strict';
import { utf16 } from '../../../src/core/base/offsets';
import { UserError } from '../../../src/core/base/userError';
import { asksOnce } from '../../../src/core/prompting/memo';
import { runItem, type LabEngine, type LabGenerateRequest } from '../../../src/core/prompting/runItem';
import type { Label, Task } from '../../../src/core/prompting/task';
import type { Example, Item, Library, TechniqueInput } from '../../../src/core/prompting/technique';
import { findTechnique, techniques } from '../../../src/core/prompting/techniques';
import { calibrated } from '../../../src/core/prompting/techniques/labelLikelihood';

const label = (id: string, definition = ''): Label => ({ id, name: id, definition, whenToUse: '', whenNotToUse: '' });
const labels = [label('sleep', 'Rest at night.'), label('mood', 'Feelings.'), label('none')];
const task: Task = { kind: 'codes', question: 'Which code fits the text?', labels };
const item = (text: string, start = 0): Item => ({
  id: `transcripts/a.txt#${start}`,
  transcript: 'transcripts/a.txt',
  start: utf16(start),
  end: utf16(start + text.length),
  speaker: 'P',
  text,
});
const shown: Example[] = [
  { item: item('I feel low.', 100), label: labels[1]! },
  { item: item('I lie awake.', 200), label: labels[0]! },
];
const library: Library = {
  balanced: () => shown,
  similar: () => shown.slice(1),
  picked: (ids) => shown.filter((one) => ids.includes(one.item.id)),
  passages: () => [{ transcript: 'transcripts/b.txt', speaker: 'Q', text: 'Nights are long.' }],
};
const input: TechniqueInput = { task, item: item('I wake at three.'), library, seed: 7 };

/** Answers by a function of the last message, and keeps all requests. */
function scripted(
  answer: (text: string, request: LabGenerateRequest) => string,
  fits: (text: string) => boolean = () => true,
) {
  const requests: LabGenerateRequest[] = [];
  const engine: LabEngine = {
    model: { name: 'm', file: 'f', sha256: null },
    generate: (request) => {
      const text = request.messages.map(({ content }) => content).join('\n');
      if (!fits(text)) return Promise.reject(new UserError('textTooLong', 'too long', ''));
      requests.push(request);
      return Promise.resolve({
        text: answer(text, request),
        prompt: text,
        promptTokens: 1,
        isComplete: true,
        logprob: -1,
      });
    },
    likelihoods: ({ messages, labels: asked }) => {
      const isEmpty = /Text: (N\/A|\[MASK\]|…)/.test(messages.at(-1)!.content);
      // The model says "sleep" to anything; the text speaks a little for "mood".
      const logprobs = asked.map((name) =>
        Math.log(name === 'sleep' ? 0.8 : name === 'mood' ? (isEmpty ? 0.05 : 0.15) : 0.05),
      );
      return Promise.resolve({
        prompt: '',
        promptTokens: 1,
        labels: logprobs.map((logprob) => ({ logprob, tokens: 1 })),
      });
    },
  };
  return { engine, requests };
}
const run = (kind: string, engine: LabEngine, options: unknown = {}, given = input) =>
  runItem(findTechnique(kind)!, given, options, engine, { temperature: 0, topP: 1 });

describe('the techniques of the lab', () => {
  it('have a card each, and ask about the text, whatever the task', async () => {
    for (const technique of techniques) {
      for (const part of Object.values<string>({ ...technique.card })) assert.ok(part.length > 3);
      for (const kind of technique.tasks) {
        const given: Task =
          kind === 'codes' || kind === 'scale' ? { ...task, kind } : { kind, question: 'What helps?' };
        const { engine, requests } = scripted(() => 'sleep');
        const { outcome, steps } = await run(
          technique.kind,
          engine,
          technique.kind === 'template' ? { name: 't', user: 'Q {{text}}' } : {},
          { ...input, task: given },
        );
        assert.ok(steps.length > 0 && steps.every(({ purpose }) => purpose !== ''));
        if (technique.kind !== 'labelLikelihood')
          assert.ok(
            requests.some(({ messages }) =>
              messages.some(({ content }) => content.includes(item('I wake at three.').text)),
            ),
          );
        const expected = kind === 'codes' || kind === 'scale' ? 'label' : 'text';
        assert.equal(outcome.answer.kind, expected, `${technique.kind} ${kind}`);
      }
    }
  });

  it('few-shot shows examples with their labels before the text, fewer where they do not fit, and says so', async () => {
    const { engine, requests } = scripted(
      () => 'mood',
      (text) => !text.includes('I lie awake'),
    );
    const { outcome, steps } = await run('fewShot', engine, { count: 2 });
    assert.match(requests[0]!.messages[0]!.content, /Text: I feel low\.\nCode: mood\nText: I wake at three\.\nCode:$/);
    assert.equal(steps[0]!.leftOut, '1 of 2 examples');
    // What was shown, not what was chosen.
    assert.deepEqual(outcome.examples, [shown[0]!.item.id]);
    assert.deepEqual(outcome.answer, { kind: 'label', label: 'mood' });
    const none = scripted(
      () => 'mood',
      () => false,
    );
    await assert.rejects(run('fewShot', none.engine), { code: 'textTooLong' });
  });

  it('retrieval says of the passages that were shown alone that they were', async () => {
    const { engine } = scripted(
      () => 'mood',
      (text) => !text.includes('Nights'),
    );
    const { outcome, steps } = await run('retrieval', engine);
    assert.deepEqual([outcome.passages, steps[0]!.leftOut], [[], '1 of 1 passages']);
  });

  it('few-shot is not run as zero-shot where there is no example', async () => {
    const { engine, requests } = scripted(() => 'mood');
    const empty = { ...input, library: { ...library, balanced: () => [], similar: () => [], picked: () => [] } };
    for (const choose of ['balanced', 'similar', 'picked'])
      await assert.rejects(run('fewShot', engine, { choose, picked: ['gone'] }, empty), {
        code: 'badRequest',
        message: /no coded segment to show as an example/,
      });
    assert.equal(requests.length, 0);
    // None of the coded segments is like this one: then it is asked about as it is.
    const unlike = { ...empty, library: { ...empty.library, balanced: () => shown } };
    assert.deepEqual((await run('fewShot', engine, { choose: 'similar' }, unlike)).outcome.examples, []);
  });

  it('keeps with every step how long its reply might be, and at which temperature votes were drawn', async () => {
    const { engine } = scripted(() => 'Code: mood');
    const settings = async (kind: string, options: object = {}) => {
      const { steps } = await run(kind, engine, options);
      return steps.map(({ maxNew, temperature }) => [maxNew, temperature]);
    };
    assert.deepEqual(await settings('zeroShot'), [[24, undefined]]);
    assert.deepEqual(await settings('selfConsistency', { samples: 2, temperature: 0.9 }), [
      [160, 0.9],
      [160, 0.9],
    ]);
    assert.deepEqual((await settings('labelLikelihood'))[0], [undefined, undefined]);
  });

  it('definitions come with their rules, without them where they do not fit, and are left out last', async () => {
    const ruled = labels.map((one) => ({ ...one, whenToUse: 'Named by the person.' }));
    const given = { ...input, task: { ...task, labels: ruled } };
    const sent = async (fits: (text: string) => boolean) => {
      const { engine, requests } = scripted(() => 'mood', fits);
      const { steps } = await run('definitions', engine, {}, given);
      return [requests[0]!.messages[0]!.content, steps[0]!.leftOut];
    };
    const tail = 'Text: I wake at three.';
    assert.deepEqual(await sent(() => true), [
      'Which code fits the text?\nsleep: Rest at night. Use it when: Named by the person.\n' +
        `mood: Feelings. Use it when: Named by the person.\nnone: Use it when: Named by the person.\n${tail}`,
      undefined,
    ]);
    assert.deepEqual(await sent((text) => !text.includes('Use it')), [
      `Which code fits the text?\nsleep: Rest at night.\nmood: Feelings.\nnone\n${tail}`,
      'all rules on when to use a code',
    ]);
    assert.deepEqual(await sent((text) => !text.includes('Rest')), [
      `Which code fits the text? Codes: sleep, mood, none.\n${tail}`,
      'all definitions',
    ]);
  });

  it('self-consistency takes the vote of draws that differ in their seeds, and no label in a tie', async () => {
    const votes = ['Code: mood', 'Code: sleep', 'It is late. Code: sleep'];
    const { engine, requests } = scripted(() => votes.shift() ?? 'nothing that would fit at all');
    const { outcome } = await run('selfConsistency', engine, { samples: 4 });
    assert.deepEqual(outcome.votes, { mood: 1, sleep: 2, unclear: 1 });
    assert.deepEqual(outcome.answer, { kind: 'label', label: 'sleep' });
    assert.equal(outcome.rationale, 'It is late.');
    assert.equal(new Set(requests.map(({ sampling }) => sampling.seed)).size, 4);
    assert.ok(requests.every(({ sampling }) => sampling.temperature >= 0.1));
    const tie = scripted((_, { sampling }) => (sampling.seed === 7 ? 'mood' : 'sleep'));
    const { outcome: tied } = await run('selfConsistency', tie.engine, { samples: 2 });
    assert.deepEqual(tied.answer, { kind: 'noLabel', why: 'several' });
  });

  it('self-consistency asks an engine that can draw several replies once, and keeps each of them as a step', async () => {
    const texts = ['Code: mood', 'Code: sleep', 'Late. Code: sleep'];
    const asked: number[] = [];
    const { engine, requests } = scripted(() => '');
    const draws = (given: number): NonNullable<LabEngine['draws']> => {
      return (_, count) => {
        asked.push(count);
        const reply = { prompt: 'p', promptTokens: 1, isComplete: true, logprob: -2 };
        return Promise.resolve(texts.slice(0, given).map((text) => ({ ...reply, text })));
      };
    };
    const once = asksOnce({ ...engine, draws: draws(3) });
    const { outcome, steps } = await run('selfConsistency', once, { samples: 3 });
    assert.deepEqual([outcome.votes, outcome.rationale], [{ mood: 1, sleep: 2 }, 'Late.']);
    assert.deepEqual(
      steps.map(({ purpose, reply, logprob }) => [purpose, reply, logprob]),
      texts.map((text, i) => [`vote ${i + 1} of 3`, text, -2]),
    );
    await run('selfConsistency', once, { samples: 3 });
    assert.deepEqual([asked, requests.length], [[3], 0]);
    // An engine that is stopped gives fewer.
    const stopped = run('selfConsistency', { ...engine, draws: draws(2) }, { samples: 3 });
    await assert.rejects(stopped, { code: 'cancelled' });
  });

  it('decomposition asks about each code, takes the one with yes, and chooses again among several', async () => {
    const one = scripted((text) => (text.includes('about mood') ? 'Yes' : 'No'));
    assert.deepEqual((await run('decomposition', one.engine)).outcome.answer, { kind: 'label', label: 'mood' });
    assert.equal(one.requests.length, 2);
    const no = scripted(() => 'No');
    assert.deepEqual((await run('decomposition', no.engine)).outcome.answer, { kind: 'label', label: 'none' });
    const all = scripted((text) => (text.includes('yes or no') ? 'yes' : 'sleep'));
    const { outcome, steps } = await run('decomposition', all.engine);
    assert.deepEqual([outcome.answer, steps.length], [{ kind: 'label', label: 'sleep' }, 3]);
  });

  it('label likelihood gives every label a probability; calibrated, what the model says to anything is taken out', async () => {
    const { engine } = scripted(() => '');
    const plain = (await run('labelLikelihood', engine, { calibrate: false })).outcome;
    assert.deepEqual(
      [plain.answer, plain.probabilities!['sleep']!.toFixed(2)],
      [{ kind: 'label', label: 'sleep' }, '0.80'],
    );
    const { answer, probabilities } = (await run('labelLikelihood', engine)).outcome;
    assert.deepEqual(answer, { kind: 'label', label: 'mood' });
    const sum = Object.values(probabilities!).reduce((total, p) => total + p, 0);
    assert.ok(Math.abs(sum - 1) < 1e-12);
  });

  it('calibration is division by what is said to a text without content', () => {
    const of = (...ps: number[]) => ps.map((p) => ({ logprob: Math.log(p), tokens: 1 }));
    const [a, b] = calibrated(of(0.6, 0.4), [of(0.5, 0.5), of(0.9, 0.1)], false);
    // 0.6 / 0.7 against 0.4 / 0.3.
    assert.ok(Math.abs(a! - 0.6 / 0.7 / (0.6 / 0.7 + 0.4 / 0.3)) < 1e-12 && Math.abs(a! + b! - 1) < 1e-12);
    const [c] = calibrated(
      [
        { logprob: -4, tokens: 2 },
        { logprob: -3, tokens: 1 },
      ],
      [],
      true,
    );
    assert.ok(Math.abs(c! - 1 / (1 + Math.exp(-1))) < 1e-12);
    // Far below what a float64 holds as a probability.
    assert.deepEqual(
      calibrated(
        [
          { logprob: -2000, tokens: 1 },
          { logprob: -1000, tokens: 1 },
        ],
        [of(0.5, 0.5)],
        false,
      ),
      [0, 1],
    );
  });

  it('constrained choice lets nothing but labels be written, and quotes be words of the text', async () => {
    const { engine, requests } = scripted(() => 'mood');
    await run('constrainedChoice', engine);
    await run('constrainedChoice', engine, {}, { ...input, task: { kind: 'quotes', question: 'Quote.' } });
    assert.deepEqual(
      requests.map(({ constraint }) => constraint),
      [
        { kind: 'choice', choices: ['sleep', 'mood', 'none'] },
        { kind: 'quotation', source: 'I wake at three.' },
      ],
    );
  });

  it('a template puts in what belongs there, and never looks into the transcript for more', async () => {
    const { engine, requests } = scripted(() => 'sleep');
    const said = { ...input, item: item('{{codes}} I wake.') };
    await run('template', engine, { name: 'mine', user: '{{speaker}} said: {{text}} {{codes}}' }, said);
    assert.equal(requests[0]!.messages[0]!.content, 'P said: {{codes}} I wake. Codes: sleep, mood, none.');
    const { options } = findTechnique('template')!;
    assert.match(
      options.safeParse({ name: 'x', user: '{{text}} {{cods}}' }).error!.issues[0]!.message,
      /no variable \{\{cods\}\}; there are text/,
    );
    assert.ok(!options.safeParse({ name: 'x', user: 'no text' }).success);
    for (const name of ['constructor', 'toString', '__proto__', ' codes '])
      assert.match(
        options.safeParse({ name: 'x', user: `{{text}} {{${name}}}` }).error!.issues[0]!.message,
        /there is no variable/,
        name,
      );
    for (const user of ['{{text}} {{codes', '{{text}} {{ codes } }', '{{text}}\n{{codes\n}}'])
      assert.match(
        options.safeParse({ name: 'x', user }).error!.issues[0]!.message,
        /\{\{codes without its \}\}/,
        user,
      );
    assert.ok(options.safeParse({ name: 'x', user: 'Answer as {"a": {"codes": 1}} for {{text}}' }).success);
    const system = options.safeParse({ name: 'x', user: '{{text}}', system: 'You are {{spaeker}}.' }).error!.issues[0]!;
    assert.deepEqual(system.path, ['system']);
    assert.match(system.message, /no variable \{\{spaeker\}\}/);
  });

  it('asks what is the same for every segment once', async () => {
    const { engine, requests } = scripted(() => 'A note.');
    const once = asksOnce(engine);
    await run('generatedKnowledge', once);
    const after = requests.length;
    await run('generatedKnowledge', once, {}, { ...input, item: item('Another text.') });
    assert.deepEqual([after, requests.length], [3, 4]);
  });

  it('keeps no reply that was cut short by a pause; one that was finished by then is kept', async () => {
    const whole = scripted(() => 'sleep').engine;
    const stop = new AbortController();
    const cutting = (isComplete: boolean): LabEngine => ({
      ...whole,
      generate: async (request, signal) => {
        stop.abort();
        return { ...(await whole.generate(request, signal)), isComplete };
      },
    });
    const ask = (engine: LabEngine) =>
      runItem(
        findTechnique('zeroShot')!,
        input,
        {},
        engine,
        { temperature: 0, topP: 1, topK: 0, minP: 0 },
        stop.signal,
      );
    await assert.rejects(ask(cutting(false)), { code: 'cancelled' });
    assert.equal((await ask(cutting(true))).outcome.answer.kind, 'label');
  });
});
