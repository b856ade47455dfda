import {
  defaultMost,
  planDeletion,
  readDeletion,
  setKey,
  setsOf,
  type DeletionCheck,
  type Ranking,
} from '../core/attribution/deletion';
import { evidenceOf, type EvidenceLogprobs } from '../core/attribution/evidence';
import { meanOverHeads } from '../core/attribution/headMeans';
import { partWeights } from '../core/attribution/partWeights';
import { unitKinds } from '../core/attribution/units';
import { UserError } from '../core/base/userError';
import type { LoadedModel } from '../model/loadedModel';
import type { removalsByScores } from '../platform/engineScoring';
import type { AttributedUnit, AttributeParams } from '../protocol/attribution';
import type { Engine } from '../protocol/engine';
import { UsageError, type Values } from './command';
import { choice, isUint32, number, readText, required, wholeNumber } from './options';

type Asked = Pick<AttributeParams, 'text' | 'unit' | 'addSpecialTokens'>;
type Target = Pick<AttributeParams, 'target' | 'foil'>;

interface DeletionOptions {
  readonly most: number | undefined;
  readonly draws: number;
  readonly seed: number;
  readonly keepsFirst: boolean;
}

interface Deletion {
  readonly units: readonly AttributedUnit[];
  /** By unit; null where the model does not show its attention, and of an encoder. */
  readonly attention: readonly number[] | null;
  readonly check: DeletionCheck;
}

export function readAsked(values: Values): Asked {
  return {
    text: readText(required(values, 'text-file')),
    unit: choice(values, 'unit', unitKinds) ?? 'word',
    addSpecialTokens: !values['raw'],
  };
}

export function readTarget(values: Values): Target {
  const foil = values['against'] === undefined ? {} : { foil: required(values, 'against') };
  return { target: required(values, 'target'), ...foil };
}

/** For a model that only embeds. */
export function refuseTarget(values: Values, name: string): void {
  const given = ['target', 'against'].find((option) => values[option] !== undefined);
  if (given === undefined) return;
  throw new UsageError(
    `${name} predicts no words, it only embeds the text: leave out --${given}. Asked without it, what moves the embedding is told.`,
  );
}

export function readDeletionOptions(values: Values): DeletionOptions {
  return {
    most: values['most'] === undefined ? undefined : wholeNumber(values, 'most', 1, 1),
    draws: wholeNumber(values, 'draws', 20, 1),
    seed: number(values, 'seed', 0, isUint32, 'a whole number from 0 to 4294967295'),
    keepsFirst: values['keep-first'] === true,
  };
}

/** What the check is made of: a model host's answers, or the scores of a server. */
interface Source {
  /** `whole`: the evidence with all units. */
  attribute(): Promise<{ readonly units: readonly AttributedUnit[]; readonly whole: number }>;
  /** The evidence without each set. */
  removals(sets: readonly (readonly number[])[]): Promise<readonly (number | null)[]>;
  attentionOn(units: readonly AttributedUnit[]): Promise<readonly number[] | null>;
}

/** The deletion check as the panel What Mattered does it. */
export async function deletion(source: Source, { most, draws, seed }: DeletionOptions): Promise<Deletion> {
  const { units, whole } = await source.attribute();
  if (units.length < 2) {
    throw new UserError(
      'badRequest',
      `The text has ${units.length === 1 ? 'only one part' : 'no part'}: there is nothing to choose between.`,
      'Give a longer text, or take a smaller unit.',
    );
  }
  const attention = await source.attentionOn(units);
  const rankings: Ranking[] = [
    { name: 'attribution', scores: units.map(({ delta }) => delta) },
    ...(attention ? [{ name: 'attention', scores: attention }] : []),
  ];
  const plan = planDeletion(rankings, { most: most ?? defaultMost(units.length), draws, seed });
  const sets = setsOf(plan);
  const without = await source.removals(sets);
  const evidence = new Map(sets.map((set, i) => [setKey(set), without[i]!]));
  return { units, attention, check: readDeletion(plan, whole, evidence) };
}

export function onModel(model: LoadedModel, asked: AttributeParams, { keepsFirst }: DeletionOptions): Source {
  return {
    async attribute() {
      const { units, logprob } = await model.attribute(asked);
      return { units, whole: logprob };
    },
    async removals(removals) {
      const { logprobs } = await model.removals({ ...asked, removals });
      return logprobs.map((one) => evidenceOf(one, asked.foil !== undefined));
    },
    attentionOn: (units) => attentionOn(model, units, asked, keepsFirst),
  };
}

/** Of a model that only embeds: what moves the embedding of the text. */
export function onEmbedding(model: LoadedModel, asked: Asked): Source {
  return {
    async attribute() {
      const { units: found } = await model.embeddingShifts({ ...asked, removals: [] });
      const { distances } = await model.embeddingShifts({ ...asked, removals: found.map((_, i) => [i]) });
      const units = found.map(({ start, end }, i): AttributedUnit => {
        return { text: asked.text.slice(start, end), start, end, delta: distances[i]! };
      });
      return { units, whole: 0 };
    },
    async removals(removals) {
      const { distances } = await model.embeddingShifts({ ...asked, removals });
      return distances.map((distance) => evidenceOf({ distance }, false));
    },
    attentionOn: () => Promise.resolve(null),
  };
}

export function onServer(engine: Pick<Engine, 'score'>, asked: Asked & Target): Source {
  const ask = async (sets: readonly (readonly number[])[]): ReturnType<typeof removalsByScores> => {
    const { removalsByScores: remove } = await import('../platform/engineScoring');
    return remove(engine, asked.text, asked, sets);
  };
  const evidence = (one: EvidenceLogprobs): number | null => evidenceOf(one, asked.foil !== undefined);
  return {
    async attribute() {
      const { units: found, logprobs } = await ask([[]]);
      const without = await ask(found.map((_, i) => [i]));
      const whole = evidence(logprobs[0]!);
      if (whole === null) {
        throw new UserError('textEmpty', 'The text has no token before the target.', 'Give a longer text.');
      }
      const units = found.map(({ start, end }, i): AttributedUnit => {
        const left = evidence(without.logprobs[i]!);
        return { text: asked.text.slice(start, end), start, end, delta: left === null ? null : whole - left };
      });
      return { units, whole };
    },
    removals: async (sets) => (await ask(sets)).logprobs.map(evidence),
    attentionOn: () => Promise.resolve(null),
  };
}

/** Mean over all heads of where the last token looks, by unit; of an encoder nothing, whose target may stand elsewhere. */
async function attentionOn(
  model: LoadedModel,
  units: readonly AttributedUnit[],
  { text, addSpecialTokens }: Asked,
  keepsFirst: boolean,
): Promise<readonly number[] | null> {
  if (!model.info.attention.available || !model.info.predictsNextToken) return null;
  const { tokens: all } = model.tokenize({ text, addSpecialTokens });
  // What closes a text comes after the target, if it comes at all.
  const tokens = all.slice(0, all.findLastIndex(({ special }) => !special) + 1);
  const ids = tokens.map(({ id }) => id);
  const { weights, size } = await model.attentionFrom({ ids, query: ids.length - 1 });
  return partWeights(text, units, tokens, meanOverHeads(weights, size), !keepsFirst).parts;
}
