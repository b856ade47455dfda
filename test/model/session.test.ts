import assert from 'node:assert/strict';
import path from 'node:path';
import { forward } from '../../src/model/forward';
import { loadOnnxFile } from '../../src/model/onnxFile';
import { floats, lastRow, ModelSession, type Past } from '../../src/model/session';
import { fixtureNamed, fixtures } from './support';

function open(name: string): Promise<ModelSession> {
  const { dir, onnx } = fixtureNamed(name);
  return ModelSession.create(loadOnnxFile(path.join(dir, 'onnx', onnx)), () => undefined);
}

async function after(session: ModelSession, ids: readonly number[], from: Past | null = null) {
  let result: { logits: Float32Array; past: Past | null } | undefined;
  for await (const { outputs, past } of forward(session, ids, { fetch: ['logits'], rows: 'last', from })) {
    if (outputs['logits']) result = { logits: lastRow(outputs['logits']), past };
  }
  return result!;
}

const text = (length: number, seed = 0) => Array.from({ length }, (_, i) => 3 + ((i * i + 7 * i + seed) % 300));

describe('model session', () => {
  for (const { name, reference } of fixtures.filter(({ predicts }) => predicts)) {
    it(`computes for ${name} the last row alone as it does among all rows`, async () => {
      const session = await open(name);
      const ids = text(20);
      const all = await session.run(ids, null, ['logits'], { rows: 'all' });
      const last = await session.run(ids, null, ['logits'], { rows: 'last' });
      assert.deepEqual(all.outputs['logits']!.dims.slice(0, 2), [1, 20]);
      assert.equal(floats(last.outputs['logits']!).length, reference.logits_last.length);
      assertClose(lastRow(last.outputs['logits']!), lastRow(all.outputs['logits']!), 1e-5);
      await session.dispose();
    });
  }

  for (const { name } of fixtures.filter(({ predicts }) => predicts)) {
    it(`computes for ${name} the last so many rows alone, over the chunks that hold them`, async () => {
      const session = await open(name);
      for (const [length, rows] of [
        [20, 3],
        [200, 90],
        [200, 2],
        [9, 9],
      ] as const) {
        const ids = text(length);
        const read = async (wanted: 'all' | number) => {
          const found: { start: number; end: number; logits: Float32Array; given: number }[] = [];
          for await (const { start, end, outputs } of forward(session, ids, { fetch: ['logits'], rows: wanted })) {
            const { logits } = outputs;
            if (logits) found.push({ start, end, logits: floats(logits), given: logits.dims[1]! });
          }
          return found;
        };
        const [all, last] = [await read('all'), await read(rows)];
        const first = length - rows;
        assert.equal(last.length, all.filter(({ end }) => end > first).length);
        for (const { start, end, logits, given } of last) {
          if (session.io.choosesLogitRows) assert.equal(given, end - Math.max(start, first));
          const same = all.find((pass) => pass.start === start)!;
          assertClose(logits, same.logits.subarray(same.logits.length - logits.length), 1e-5);
        }
      }
      await session.dispose();
    });
  }

  for (const name of ['llama-gqa/model', 'llama-gqa/model_gqa', 'gpt2-fused/model']) {
    it(`${name}: several continuations of one cache do not disturb each other`, async () => {
      const session = await open(name);
      const prompt = text(150);
      const start = await after(session, prompt);
      const tails = [1, 2, 3].map((seed) => text(5, seed));
      const pasts: (Past | null)[] = tails.map(() => start.past);
      // In turns, one token each: every continuation must find its own tokens in the cache.
      for (let i = 0; i < 5; i++) {
        for (const [k, tail] of tails.entries()) {
          const ids = [...prompt, ...tail.slice(0, i + 1)];
          const { logits, past } = await after(session, ids, pasts[k]);
          pasts[k] = past;
          if (i === 4) assertClose(logits, (await after(session, ids)).logits, 1e-4);
        }
      }
      await session.dispose();
    });

    it(`${name}: continuations of one cache that run at the same time do not disturb each other`, async () => {
      const session = await open(name);
      const prompt = text(150);
      // With room to go on where it ends, as labels and samples leave it.
      const { past } = await session.run(prompt, null, [], { room: 200 });
      const tails = [1, 2, 3].map((seed) => text(5, seed));
      const together = await Promise.all(
        tails.map(async (tail) => {
          const first = await session.run(tail, past, []);
          return after(session, [...prompt, ...tail, 9], first.past);
        }),
      );
      for (const [i, tail] of tails.entries()) {
        assertClose(together[i]!.logits, (await after(session, [...prompt, ...tail, 9])).logits, 1e-4);
      }
      await session.dispose();
    });

    it(`${name}: a cache that outgrows its buffer keeps what it holds`, async () => {
      const session = await open(name);
      const ids = text(254);
      let past: Past | null = null;
      for (const end of [200, 250, 253, 254]) past = (await after(session, ids.slice(0, end), past)).past;
      assert.equal(past?.length, 254);
      const last = await after(session, [...ids, 9, 9], past);
      assertClose(last.logits, (await after(session, [...ids, 9, 9])).logits, 1e-4);
      await session.dispose();
    });
  }

  it('goes on in the same buffer, of which a run gives the new tokens only, where the graph allows it', async () => {
    const session = await open('llama-gqa/model_gqa');
    const first = await session.run(text(10), null, []);
    const second = await session.run([5], first.past, []);
    assert.equal(second.past?.buffer, first.past?.buffer);
    assert.notEqual((await session.run([6], first.past, [])).past?.buffer, first.past?.buffer);
    await session.dispose();
  });
});

function assertClose(actual: Float32Array, expected: Float32Array, tolerance: number): void {
  assert.equal(actual.length, expected.length);
  const worst = actual.reduce((most, value, i) => Math.max(most, Math.abs(value - expected[i]!)), 0);
  assert.ok(worst <= tolerance, `differs by ${worst}, more than ${tolerance}`);
}
