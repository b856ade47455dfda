// Five samples of one prompt, as self-consistency asks for them, against each alone, on a model of SmolLM2-135M's shape.
// Prints a Markdown table.
// usage: node --import tsx test/bench/samples.bench.ts
import { sampleSeed } from '../../src/core/generation/random';
import { LoadedModel } from '../../src/model/loadedModel';
import { benchModel, precisions } from './makeModel';
import { milliseconds, Table } from './measure';

const [promptTokens, maxNew, count] = [300, 60, 5];
const turns = 6;

const table = new Table(`${count} samples of ${maxNew} tokens after ${promptTokens}`, [
  'precision',
  'together',
  'one by one',
  'times as fast',
  'same words',
]);
for (const [precision, onnx] of Object.entries(precisions)) {
  const model = await LoadedModel.load({ dir: benchModel(), onnx }, console.error);
  let [togetherMs, apartMs, same] = [0, 0, 0];
  // The first warms up.
  for (let turn = 0; turn <= turns; turn++) {
    const ids = Array.from({ length: promptTokens }, (_, i) => (i === 0 ? turn : (i * 7919) % 49152));
    const sampling = { temperature: 0.7, topP: 1, seed: turn };
    const request = { prompt: { ids }, maxNew, sampling };
    // What the prompt costs is not the question.
    await model.generate({ ...request, maxNew: 1 });
    let samples: readonly { readonly text: string }[] = [];
    const together = await milliseconds(async () => ({ samples } = await model.samples({ ...request, count })));
    let apart = 0;
    for (const [n, sample] of samples.entries()) {
      const alone = { ...request, sampling: { ...sampling, seed: sampleSeed(turn, n) } };
      let text = '';
      apart += await milliseconds(async () => ({ text } = await model.generate(alone)));
      if (text === sample.text) same++;
    }
    if (turn > 0) [togetherMs, apartMs] = [togetherMs + together, apartMs + apart];
  }
  await model.dispose();
  table.row([
    precision,
    `${(togetherMs / turns / 1000).toFixed(2)} s`,
    `${(apartMs / turns / 1000).toFixed(2)} s`,
    (apartMs / togetherMs).toFixed(1),
    `${same} of ${(turns + 1) * count}`,
  ]);
}
table.end();
