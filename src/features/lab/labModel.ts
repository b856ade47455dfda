import { UserError } from '../../core/base/userError';
import type { LabEngine } from '../../core/prompting/runItem';
import { modelProvenance } from '../../panels/provenance';
import { EndpointLabEngine, LocalLabEngine, type LabHost } from '../../platform/lab/labEngines';
import type { Services } from '../../platform/services';

type Needed = Pick<Services, 'models' | 'endpoints' | 'hashes'>;

/** The model in use, as the lab asks it. @throws UserError when it cannot be loaded or only reads texts as a whole */
export async function labEngine({ models, endpoints, hashes }: Needed, signal: AbortSignal): Promise<LabEngine> {
  const { endpoint } = models;
  if (endpoint) {
    const engine = await endpoints.engine(endpoint);
    return new EndpointLabEngine({ name: engine.name, file: null, sha256: null }, engine);
  }
  const info = await models.info(signal);
  if (!info.predictsNextToken) {
    throw new UserError(
      'modelUnsupported',
      `The model ${info.name} reads a text as a whole and writes none.`,
      'Choose a model that writes, such as the bundled one.',
    );
  }
  const { file, sha256 } = await modelProvenance(info, info.name, hashes);
  const never = new AbortController().signal;
  const host: LabHost = {
    generate: (params, given) => models.request('generate', params, given ?? never),
    likelihoods: (params, given) => models.request('likelihoods', params, given ?? never),
  };
  return new LocalLabEngine({ name: info.name, file, sha256 }, info, host);
}

/** Requests at the same time: a model on this machine takes one after another. */
export function concurrencyOf({ models }: Needed): number {
  return models.endpoint ? 4 : 1;
}
