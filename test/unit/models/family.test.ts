import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { UserError } from '../../../src/core/base/userError';
import {
  type CodingTechnique,
  parseCanaryReport,
  parseModelFamily,
  parseTrainingLog,
  recallByCount,
} from '../../../src/core/models/family';
import { stages } from '../../../src/core/models/stages';

const dir = path.resolve(import.meta.dirname, '../../../media/models');
const read = (file: string) => readFileSync(path.join(dir, file), 'utf8');

const family = parseModelFamily(read('family.json'), 'family.json');
const log = parseTrainingLog(read('training-log.json'), 'training-log.json');
const report = parseCanaryReport(read('canaries.json'), 'canaries.json');

describe('the reports on the bundled family', () => {
  it('tell a model that learned: each stage does what it is for better than the one before', () => {
    const [untrained, pretrained, instructed, aligned] = family.stages.map(({ measures }) => measures);
    assert.ok(Math.abs(untrained!.heldOut.natsPerToken - family.blindGuess) < 0.1);
    assert.ok(pretrained!.heldOut.natsPerToken < untrained!.heldOut.natsPerToken / 2);
    const right = (measures: typeof instructed, technique: CodingTechnique = 'zeroShot') => {
      const { correct, of } = measures!.coding[technique];
      return correct / of;
    };
    assert.ok(right(instructed) > right(pretrained) + 0.3);
    // Techniques must differ where they should: names that say nothing need examples or definitions.
    const blind = right(instructed, 'inventedCodesZeroShot');
    assert.ok(right(instructed, 'inventedCodesFewShot') > blind + 0.3);
    assert.ok(right(instructed, 'inventedCodesDefinitions') > blind + 0.15);
    const preferring = (measures: typeof aligned) =>
      measures!.prefersReflection.preferred / measures!.prefersReflection.of;
    assert.ok(preferring(aligned) >= preferring(instructed) && preferring(aligned) > preferring(pretrained));
  });

  it('hold rounding to 2 % of the loss, and ONNX to PyTorch', () => {
    for (const { id, measures } of family.stages) {
      const { fp32NatsPerToken, int8NatsPerToken, logitsMaxDifferenceToPyTorch } = measures.rounding;
      assert.ok(int8NatsPerToken <= fp32NatsPerToken * 1.02, id);
      assert.ok(logitsMaxDifferenceToPyTorch <= 1e-3, id);
    }
  });

  it('agree with each other about how much was trained', () => {
    for (const { id, runs } of log.stages) {
      const points = runs.flatMap((run) => run.points);
      for (const [i, point] of points.slice(1).entries()) {
        assert.ok(point.step > points[i]!.step && point.tokens > points[i]!.tokens, `${id} at step ${point.step}`);
      }
      const { steps, tokens } = family.stages[stages.indexOf(id)]!.training;
      const last = points.at(-1)!;
      assert.ok(last.step <= steps && last.tokens <= tokens, id);
    }
    const planted = report.canaries.reduce((sum, { count }) => sum + count, 0);
    assert.equal(family.canarySentences, planted);
  });

  it('show that what stood in the text often is remembered, and what never stood there is not', () => {
    const recalled = recallByCount(report, report.readBy[0]!);
    const [controls, most] = [recalled[0]!, recalled.at(-1)!];
    assert.equal(controls.count, 0);
    assert.equal(controls.exact, 0);
    assert.ok(most.meanNatsPerToken < controls.meanNatsPerToken / 2);
    assert.ok(most.meanExposureBits > controls.meanExposureBits + 2);
    const before = recallByCount(report, 'untrained');
    assert.ok(before.every(({ exact }) => exact === 0));
  });

  it('are refused with the place when they are not as they should be', () => {
    const broken = (change: (value: typeof family) => void) => {
      const copy = structuredClone(family);
      change(copy);
      return () => parseModelFamily(JSON.stringify(copy), 'family.json');
    };
    const at = (place: string) => (error: unknown) =>
      error instanceof UserError && error.code === 'fileInvalid' && error.message.includes(place);
    assert.throws(
      broken((value) => value.stages.reverse()),
      at('stages'),
    );
    assert.throws(
      broken((value) => (value.stages[1]!.files[0]!.sha256 = 'x')),
      at('sha256'),
    );
    assert.throws(
      broken((value) => (value.stages[2]!.measures.coding.fewShot.correct = 1e6)),
      at('fewShot'),
    );
    const canaries = structuredClone(report);
    canaries.canaries[0]!.control = !canaries.canaries[0]!.control;
    assert.throws(() => parseCanaryReport(JSON.stringify(canaries), 'canaries.json'), at('canaries'));
  });
});
