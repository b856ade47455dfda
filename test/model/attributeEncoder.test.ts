import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { utf16 } from '../../src/core/base/offsets';
import { LoadedModel } from '../../src/model/loadedModel';
import type { UnitKind } from '../../src/protocol/attribution';
import { assertClose, cleanUp, copyOf, fixtureNamed, runCli, temporaryFolder, userErrorOf } from './support';

interface Case {
  readonly text: string;
  readonly target: string;
  readonly foil: string;
  readonly unit: UnitKind;
  /** Of the whole text, then of what is left without each unit. */
  readonly logprobs: readonly { readonly target: number; readonly foil: number }[];
}

const { dir, onnx } = fixtureNamed('bert/model');
/** PyTorch's answers; made by masked.py beside it. */
const cases = JSON.parse(readFileSync(path.join(dir, 'ref.masked.json'), 'utf8')) as readonly Case[];

describe('leave-one-out attribution of an encoder', () => {
  let model: LoadedModel;
  before(async () => (model = await LoadedModel.load({ dir, onnx }, () => undefined)));
  after(async () => {
    await model.dispose();
    cleanUp();
  });

  for (const { text, target, foil, unit, logprobs } of cases) {
    const asked = { text, target, unit, addSpecialTokens: true };
    const [whole, ...without] = logprobs;

    it(`by ${unit} is the loss of PyTorch's pseudo-log-likelihood in the gap, and in its lead over another word`, async () => {
      const [alone, contrast] = [await model.attribute(asked), await model.attribute({ ...asked, foil })];
      assert.equal(alone.units.length, without.length);
      assertClose(alone.logprob, whole!.target, 1e-3, 'whole');
      assertClose(contrast.logprob, whole!.target - whole!.foil, 1e-3, 'lead');
      for (const [i, rest] of without.entries()) {
        const { text: left, start, end, delta } = alone.units[i]!;
        assert.equal(text.slice(start, end), left);
        assertClose(delta!, whole!.target - rest.target, 1e-3, left);
        const lead = whole!.target - whole!.foil - (rest.target - rest.foil);
        assertClose(contrast.units[i]!.delta!, lead, 1e-3, `${left}, against ${foil}`);
      }
    });

    // At the end of a text, the mask would join the last sentence.
    if (text.includes('[MASK]'))
      it(`with the words hidden in the text itself, by ${unit}, is the same, and places are those of the text`, async () => {
        const start = text.indexOf('[MASK]');
        // Hidden words of another length than the mask.
        const hidden = 'something longer';
        const full = `${text.slice(0, start)}${hidden}${text.slice(start + '[MASK]'.length)}`;
        const gap = { start: utf16(start), end: utf16(start + hidden.length) };
        const { units, logprob } = await model.attribute({ ...asked, text: full, gap });
        assertClose(logprob, whole!.target, 1e-3, 'whole');
        assert.equal(units.length, without.length);
        for (const [i, unit] of units.entries()) {
          assert.equal(full.slice(unit.start, unit.end), unit.text);
          assertClose(unit.delta!, whole!.target - without[i]!.target, 1e-3, unit.text);
        }
        const removals = [units.map((_, i) => i), [0]];
        const { logprobs: found } = await model.removals({ ...asked, text: full, gap, removals });
        assertClose(found[1]!.target!, without[0]!.target, 1e-3, 'without the first');
        assert.ok(Number.isFinite(found[0]!.target));
      });

    it(`without sets of units by ${unit} is the same, in any order`, async () => {
      const removals = [[], [0], [without.length - 1]];
      const { logprobs: found } = await model.removals({ ...asked, foil, removals });
      for (const [i, at] of [0, 1, without.length].entries()) {
        assertClose(found[i]!.target!, logprobs[at]!.target, 1e-3, `target ${at}`);
        assertClose(found[i]!.foil!, logprobs[at]!.foil, 1e-3, `foil ${at}`);
      }
    });
  }

  it('of tokens takes out the token itself, on both sides of the gap', async () => {
    const asked = {
      text: 'he asked why [MASK] had left',
      target: 'she',
      unit: 'token' as const,
      addSpecialTokens: true,
    };
    const { units, logprob } = await model.attribute(asked);
    const { tokens } = model.tokenize({ text: asked.text, addSpecialTokens: true });
    const ids = tokens.map(({ id }) => id);
    const [she] = model.tokenize({ text: 'she', addSpecialTokens: false }).tokens;
    const gap = tokens.findIndex(({ text }) => text === '[MASK]');
    /** By another way: the last layer's reading of the gap. */
    const read = async (left: number | null): Promise<number> => {
      const rest = ids.filter((_, i) => i !== left);
      const at = left !== null && left < gap ? gap - 1 : gap;
      const top = model.info.vocabularySize;
      const { layers } = await model.lens({ ids: rest, top, positions: { start: at, end: at + 1 } });
      return Math.log(layers.at(-1)![0]!.top.find(({ id }) => id === she!.id)!.p);
    };
    const whole = await read(null);
    assertClose(logprob, whole, 1e-3, 'whole');
    const removed = tokens.map((_, i) => i).filter((i) => !tokens[i]!.special && i !== gap);
    assert.deepEqual(
      units.map(({ start, end }) => [start, end]),
      removed.map((i) => [tokens[i]!.start, tokens[i]!.end]),
    );
    for (const [i, left] of removed.entries()) {
      assertClose(units[i]!.delta!, whole - (await read(left)), 2e-3, `without ${units[i]!.text}`);
    }
  });

  it('leaves out no unit that holds the gap', async () => {
    const text = 'He asked why. She had left the [MASK]. He said it.';
    const { units } = await model.attribute({ text, target: 'firm', unit: 'sentence', addSpecialTokens: true });
    assert.deepEqual(
      units.map((unit) => unit.text),
      ['He asked why.', 'He said it.'],
    );
  });

  it('is in the command line, with the deletion check', async () => {
    const { text, target, foil, logprobs } = cases[0]!;
    const file = path.join(temporaryFolder(), 'text.txt');
    writeFileSync(file, text);
    const options = ['--model', dir, '--text-file', file, '--target', target];
    const { stdout } = await runCli('attribute', ...options, '--against', foil);
    const { units } = JSON.parse(stdout) as { units: { delta: number }[] };
    const lead = (at: number): number => logprobs[at]!.target - logprobs[at]!.foil;
    for (const [i, { delta }] of units.entries()) assertClose(delta, lead(0) - lead(i + 1), 1e-3, `unit ${i}`);
    const { stdout: checked } = await runCli('deletion', ...options, '--most', '2', '--draws', '3');
    const { attention, check } = JSON.parse(checked) as {
      attention: null;
      check: { whole: number; ranked: { name: string; drops: number[] }[] };
    };
    assert.equal(attention, null);
    assertClose(check.whole, logprobs[0]!.target, 1e-3, 'whole');
    const falls = logprobs.slice(1).map((rest) => logprobs[0]!.target - rest.target);
    assertClose(check.ranked[0]!.drops[0]!, Math.max(...falls), 1e-3, 'first');
  });

  it('refuses what cannot be asked', async () => {
    const asked = { target: 'firm', unit: 'word' as const, addSpecialTokens: true };
    const failures = [
      model.attribute({ ...asked, text: 'the [MASK] and the [MASK]' }),
      model.attribute({ ...asked, text: 'She left the [MASK].', target: '' }),
      model.attribute({ ...asked, text: 'She left. '.repeat(100) }),
    ];
    const gap = (start: number, end: number) => ({ start: utf16(start), end: utf16(end) });
    const short = { ...asked, text: 'She left' };
    failures.push(model.attribute({ ...short, gap: gap(4, 9) }), model.attribute({ ...short, gap: gap(4, 4) }));
    failures.push(model.attribute({ ...short, text: 'the [MASK] left', gap: gap(11, 15) }));
    const codes = await Promise.all(failures.map(async (failure) => (await userErrorOf(failure)).code));
    const wrong = ['badRequest', 'badRequest', 'badRequest'];
    assert.deepEqual(codes, ['badRequest', 'textEmpty', 'textTooLong', ...wrong]);

    const copy = copyOf('bert');
    for (const name of ['tokenizer.json', 'tokenizer_config.json']) {
      const file = path.join(copy, name);
      writeFileSync(file, readFileSync(file, 'utf8').replaceAll('[MASK]', '[GAP]').replace('mask_token', 'other'));
    }
    const maskless = await LoadedModel.load({ dir: copy, onnx }, () => undefined);
    const error = await userErrorOf(maskless.attribute({ ...asked, text: 'She left the' }));
    assert.equal(error.code, 'modelUnsupported');
    await maskless.dispose();
  });
});
