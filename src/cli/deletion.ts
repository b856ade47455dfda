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
import type { Values } from './command';
import { choice, isUint32, number, readText, required, wholeNumber } from './options';

interface DeletionOptions {
  readonly asked: AttributeParams;
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

export function readDeletionOptions(values: Values): DeletionOptions {
  const foil = values['against'] === undefined ? {} : { foil: required(values, 'against') };
  return {
    asked: {
      text: readText(required(values, 'text-file')),
      target: required(values, 'target'),
      ...foil,
      unit: choice(values, 'unit', unitKinds) ?? 'word',
      addSpecialTokens: !values['raw'],
    },
    most: values['most'] === undefined ? undefined : wholeNumber(values, 'most', 1, 1),
    draws: wholeNumber(values, 'draws', 20, 1),
    seed: number(values, 'seed', 0, isUint32, 'a whole number from 0 to 4294967295'),
    keepsFirst: values['keep-first'] === true,
  };
}

/** What the check is made of: a model host's answers, or the scores of a server. */
interface Source {
  attribute(): Promise<{ readonly units: readonly AttributedUnit[]; readonly logprob: number }>;
  removals(sets: readonly (readonly number[])[]): Promise<readonly EvidenceLogprobs[]>;
  attentionOn(units: readonly AttributedUnit[]): Promise<readonly number[] | null>;
}

/** The deletion check as the panel What Mattered does it. */
export async function deletion(source: Source, { asked, most, draws, seed }: DeletionOptions): Promise<Deletion> {
  const { units, logprob } = await source.attribute();
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
  const logprobs = await source.removals(sets);
  const isContrast = asked.foil !== undefined;
  const evidence = new Map(sets.map((set, i) => [setKey(set), evidenceOf(logprobs[i]!, isContrast)]));
  return { units, attention, check: readDeletion(plan, logprob, evidence) };
}

export function onModel(model: LoadedModel, options: DeletionOptions): Source {
  const { asked } = options;
  return {
    attribute: () => model.attribute(asked),
    removals: async (removals) => (await model.removals({ ...asked, removals })).logprobs,
    attentionOn: (units) => attentionOn(model, units, options),
  };
}

export function onServer(engine: Pick<Engine, 'score'>, { asked }: DeletionOptions): Source {
  const ask = async (sets: readonly (readonly number[])[]): ReturnType<typeof removalsByScores> => {
    const { removalsByScores: remove } = await import('../platform/engineScoring');
    return remove(engine, asked.text, asked, sets);
  };
  return {
    async attribute() {
      const { units: found, logprobs } = await ask([[]]);
      const without = await ask(found.map((_, i) => [i]));
      const evidence = (one: EvidenceLogprobs): number | null => evidenceOf(one, asked.foil !== undefined);
      const logprob = evidence(logprobs[0]!);
      if (logprob === null) {
        throw new UserError('textEmpty', 'The text has no token before the target.', 'Give a longer text.');
      }
      const units = found.map(({ start, end }, i): AttributedUnit => {
        const left = evidence(without.logprobs[i]!);
        return { text: asked.text.slice(start, end), start, end, delta: left === null ? null : logprob - left };
      });
      return { units, logprob };
    },
    removals: async (sets) => (await ask(sets)).logprobs,
    attentionOn: () => Promise.resolve(null),
  };
}

/** Mean over all heads of where the last token looks, by unit; of an encoder nothing, whose target may stand elsewhere. */
async function attentionOn(
  model: LoadedModel,
  units: readonly AttributedUnit[],
  { asked: { text, addSpecialTokens }, keepsFirst }: DeletionOptions,
): Promise<readonly number[] | null> {
  if (!model.info.attention.available || !model.info.predictsNextToken) return null;
  const { tokens: all } = model.tokenize({ text, addSpecialTokens });
  // What closes a text comes after the target, if it comes at all.
  const tokens = all.slice(0, all.findLastIndex(({ special }) => !special) + 1);
  const ids = tokens.map(({ id }) => id);
  const { weights, size } = await model.attentionFrom({ ids, query: ids.length - 1 });
  return partWeights(text, units, tokens, meanOverHeads(weights, size), !keepsFirst).parts;
}
