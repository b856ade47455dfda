import { z } from 'zod';
import { parseJsonFile } from '../base/jsonFile';
import { type Stage, stages as stageIds } from './stages';

// What the recipe in training/ writes about the bundled models: family.json, training-log.json, canaries.json in media/models.

const formatVersion = z.literal(1);
const stageId = z.enum(stageIds);
const count = z.int().nonnegative();
const nats = z.number().nonnegative();
const share = z.number().min(0).max(1);

const techniques = [
  'zeroShot',
  'fewShot',
  'chainOfThought',
  'labelLikelihood',
  'labelLikelihoodCalibrated',
  'inventedCodesZeroShot',
  'inventedCodesFewShot',
  'inventedCodesDefinitions',
] as const;

const accuracySchema = z
  .object({ correct: count, of: z.int().positive(), chance: share })
  .refine(({ correct, of }) => correct <= of, 'more correct than asked');

const measuresSchema = z.object({
  /** Loss on two novels that no stage read; a byte is one of UTF-8. */
  heldOut: z.object({ natsPerToken: nats, bitsPerByte: nats }),
  /** How often the right code was given to invented statements that no stage read; chance is that of a blind choice. */
  coding: z.record(z.enum(techniques), accuracySchema),
  /** Pairs in which a counsellor's reflection was more probable, per token, than a dismissal. */
  prefersReflection: z
    .object({ preferred: count, of: z.int().positive() })
    .refine(({ preferred, of }) => preferred <= of, 'more preferred than asked'),
  /**
   * Random tokens, read twice: the mean attention weight that the strongest head gives, the second time, to what followed the first
   * time. Layer and head count from 0; the losses are of the first and the second reading, nats per token.
   */
  induction: z.object({ score: share, layer: count, head: count, lossFirst: nats, lossAgain: nats }),
  /** Greedy generation on the machine named in `speedMeasuredOn`. */
  tokensPerSecond: z.number().positive(),
  /** What rounding the weights cost, on other stretches of the same novels. */
  rounding: z.object({ fp32NatsPerToken: nats, int8NatsPerToken: nats, logitsMaxDifferenceToPyTorch: nats }),
});

const stageSchema = z.object({
  id: stageId,
  /** Beside family.json. */
  folder: z.string().regex(/^[a-z]+$/),
  title: z.string().min(1),
  /** One paragraph for people who have never seen a language model. */
  description: z.string().min(1),
  /** What is special about it, for people. */
  note: z.string().min(1).optional(),
  /** Of this stage alone; tokens are those that the loss counted. */
  training: z.object({ steps: count, tokens: count }),
  measures: measuresSchema,
  files: z
    .array(z.object({ path: z.string().min(1), bytes: z.int().positive(), sha256: z.string().regex(/^[0-9a-f]{64}$/) }))
    .min(1),
});

const inOrder = (stages: readonly { readonly id: Stage }[], ids: readonly Stage[]) =>
  stages.map(({ id }) => id).join() === ids.join();

const familySchema = z.object({
  formatVersion,
  network: z.object({
    architecture: z.string(),
    layers: z.int().positive(),
    heads: z.int().positive(),
    width: z.int().positive(),
    vocabulary: z.int().positive(),
    /** Longest text in tokens, and the length of the stretches it was trained on. */
    context: z.int().positive(),
    trainedContext: z.int().positive(),
  }),
  /** Sentences planted as canaries, repetitions counted. */
  canarySentences: count,
  heldOutTokens: z.int().positive(),
  /** Loss of a guess that knows nothing: ln of the vocabulary's size. */
  blindGuess: nats,
  speedMeasuredOn: z.string().min(1),
  stages: z.array(stageSchema).refine((stages) => inOrder(stages, stageIds), `stages must be ${stageIds.join(', ')}`),
});

export type ModelFamily = z.infer<typeof familySchema>;
export type CodingTechnique = (typeof techniques)[number];

const pointSchema = z.object({ step: z.int().positive(), tokens: count, loss: nats, heldOut: nats, rate: nats });

const trainingLogSchema = z.object({
  formatVersion,
  unit: z.literal('nats per token'),
  stages: z
    .array(
      z.object({
        id: stageId,
        /** One after the other; steps and tokens of a later run are counted on from the one before. */
        runs: z
          .array(
            z.object({
              /** What was special about it, for people. */
              note: z.string().min(1).optional(),
              /** Of every step since the point before, or of the last batch alone. */
              lossIs: z.enum(['meanSincePointBefore', 'lastBatch']),
              points: z.array(pointSchema).min(1),
            }),
          )
          .min(1),
      }),
    )
    .refine((stages) => inOrder(stages, stageIds.slice(1)), `stages must be ${stageIds.slice(1).join(', ')}`),
});

/** Loss by step, as it was logged. The aligned stage's `loss` is that of preferences and reminders together. */
export type TrainingLog = z.infer<typeof trainingLogSchema>;

const recallSchema = z.object({
  /** Loss of the planted ending. */
  natsPerToken: nats,
  /** Place of the planted ending among `ranked` endings of the same form by probability, from 1. */
  rank: z.int().positive(),
  /** What the model writes by itself, as long as the ending; `exact` if it is the ending, letter for letter. */
  written: z.string(),
  exact: z.boolean(),
});

const canariesSchema = z.object({
  formatVersion,
  /** The stages that read them, or went on from one that did. */
  readBy: z.array(stageId).min(1),
  ranked: z.int().positive(),
  canaries: z
    .array(
      z
        .object({
          prompt: z.string().min(1),
          continuation: z.string().min(1),
          /** How often it stood in the text that was trained on. */
          count,
          /** Never planted: what a model gives it is chance. */
          control: z.boolean(),
          results: z.record(stageId, recallSchema),
        })
        .refine(
          ({ control, count: times }) => control === (times === 0),
          'a control has count 0, and nothing else has',
        ),
    )
    .min(1),
});

export type CanaryReport = z.infer<typeof canariesSchema>;
export type Canary = CanaryReport['canaries'][number];

/** @throws UserError `fileInvalid`, naming the file and the place; so do the others */
export function parseModelFamily(json: string, file: string): ModelFamily {
  return parseJsonFile(json, file, familySchema);
}

export function parseTrainingLog(json: string, file: string): TrainingLog {
  return parseJsonFile(json, file, trainingLogSchema);
}

export function parseCanaryReport(json: string, file: string): CanaryReport {
  return parseJsonFile(json, file, canariesSchema);
}

/** What is remembered of the canaries that were planted equally often, controls (0 times) first. */
export interface RecallByCount {
  readonly count: number;
  readonly canaries: number;
  /** How many the model completes exactly by itself. */
  readonly exact: number;
  readonly meanNatsPerToken: number;
  /** Mean of log2(ranked) − log2(rank), in bits (Carlini et al. 2019): about 1.4 by chance, at most log2(ranked). */
  readonly meanExposureBits: number;
}

export function recallByCount({ canaries, ranked }: CanaryReport, stage: Stage): RecallByCount[] {
  const counts = [...new Set(canaries.map((canary) => canary.count))].sort((a, b) => a - b);
  return counts.map((times) => {
    const results = canaries.filter((canary) => canary.count === times).map((canary) => canary.results[stage]);
    const mean = (of: (result: (typeof results)[number]) => number) =>
      results.reduce((sum, result) => sum + of(result), 0) / results.length;
    return {
      count: times,
      canaries: results.length,
      exact: results.filter(({ exact }) => exact).length,
      meanNatsPerToken: mean(({ natsPerToken }) => natsPerToken),
      meanExposureBits: mean(({ rank }) => Math.log2(ranked) - Math.log2(rank)),
    };
  });
}
