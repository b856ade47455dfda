// What in a text matters to a model: attribution by leaving out, and how far to trust it.
import { unitKinds } from '../core/attribution/units';
import type { Command } from './command';
import {
  deletion,
  onEmbedding,
  onModel,
  onServer,
  readAsked,
  readDeletionOptions,
  readTarget,
  refuseTarget,
} from './deletion';
import { endpointOptions, modelOptions } from './options';
import { json } from './output';
import { openEndpoint, withModel } from './sources';

const asked = {
  ...modelOptions,
  ...endpointOptions,
  target: {
    type: 'string',
    help: 'TEXT  what is predicted, put after the text exactly as it is; of an encoder in the place of [MASK], if the text has it; none for a model that only embeds',
  },
  against: { type: 'string', help: 'TEXT  why the target rather than this: what adds to its lead' },
  unit: { type: 'string', help: `${unitKinds.join('|')}  what is left out at a time (default word)` },
} as const;
/** What is added to the output where no target is asked about. */
const measure = 'cosine distance';

export const attributionCommands: Readonly<Record<string, Command>> = {
  attribute: {
    summary: 'what each part of a text adds to the probability of a target, or to the embedding of the text',
    output:
      '{units:[{text,start,end,delta}]}  delta: fall of the log-probability without the unit, in nats;\n' +
      'of an encoder (BERT): of the pseudo-log-likelihood, the target masked token by token;\n' +
      'of a model that only embeds (MiniLM), without --target: {measure,pooling,units}  delta: cosine distance from the\n' +
      'embedding of the whole text, 0 = no change',
    options: asked,
    async *run(values) {
      const about = readAsked(values);
      const endpoint = await openEndpoint(values);
      if (endpoint) {
        const { attributeByScores } = await import('../platform/engineScoring');
        yield json({
          units: await attributeByScores(endpoint, about.text, { ...readTarget(values), unit: about.unit }),
        });
        return;
      }
      yield* withModel(values, async function* (model) {
        const { embedding } = model.info;
        if (embedding.available) {
          refuseTarget(values, model.info.name);
          const { units } = await onEmbedding(model, about).attribute();
          yield json({ measure, pooling: embedding.pooling, units });
          return;
        }
        const { units } = await model.attribute({ ...about, ...readTarget(values) });
        yield json({ units });
      });
    },
  },
  deletion: {
    summary: 'how far to trust what seems to matter: the parts that come first taken out, against as many by chance',
    output:
      '{units:[{text,start,end,delta}],attention,check:{most,whole,ranked:[{name,order,drops,area,p}],chance:{mean,sd,…}}}  in nats;\n' +
      'attention: null with --endpoint and of an encoder; of a model that only embeds, without --target:\n' +
      '{measure,pooling,…}  all in cosine distance from the embedding of the whole text',
    options: {
      ...asked,
      most: { type: 'string', help: 'N  how many are taken out together (default: half of them, at most 8)' },
      draws: { type: 'string', help: 'N  how many times by chance (default 20)' },
      seed: { type: 'string', help: 'N  of chance (default 0)' },
      'keep-first': { type: 'boolean', help: "count attention on the text's first token, where heads park it" },
    },
    async *run(values) {
      const about = readAsked(values);
      const options = readDeletionOptions(values);
      const endpoint = await openEndpoint(values);
      if (endpoint) {
        yield json(await deletion(onServer(endpoint, { ...about, ...readTarget(values) }), options));
        return;
      }
      yield* withModel(values, async function* (model) {
        const { embedding } = model.info;
        if (embedding.available) {
          refuseTarget(values, model.info.name);
          const result = await deletion(onEmbedding(model, about), options);
          yield json({ measure, pooling: embedding.pooling, ...result });
          return;
        }
        yield json(await deletion(onModel(model, { ...about, ...readTarget(values) }, options), options));
      });
    },
  },
};
