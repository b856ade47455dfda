import type { EndpointSetting } from '../../core/models/endpoint';
import { practiceStage } from '../../core/models/stages';
import { hostOf, parseUrl } from '../../platform/network';
import { type OfferedModel, offeredModels } from '../../platform/offeredModels';
import type { Services } from '../../platform/services';
import type { Both, ModelOption } from '../../protocol/beside';

/** A model that can be one of the two. */
export interface Offer {
  readonly option: ModelOption;
  readonly from:
    | { readonly kind: 'here'; readonly model: OfferedModel }
    | { readonly kind: 'server'; readonly endpoint: EndpointSetting };
}

/** The bundled stages, what else this machine has, then the models on servers. */
export async function offersOf(services: Pick<Services, 'models' | 'installed' | 'endpoints'>): Promise<Offer[]> {
  const { models, installed, endpoints } = services;
  const here = (await offeredModels(models, installed)).map((model): Offer => {
    const { id, name, isStage, inUse, problem } = model;
    return { option: { id, name, isStage, inUse, server: null, problem }, from: { kind: 'here', model } };
  });
  const onServers = endpoints.list.map((endpoint): Offer => {
    const { name, url } = endpoint;
    const inUse = models.endpoint?.name === name;
    const server = hostOf(parseUrl(url));
    return {
      option: { id: `server ${name}`, name, isStage: false, inUse, server, problem: null },
      from: { kind: 'server', endpoint },
    };
  });
  return [...here, ...onServers];
}

/** What the person picked, or the default: the model in use, and the stage before it was shown any interview. */
export function pickOffers(offers: readonly Offer[], picks: Both<string | null>): Both<Offer> {
  const find = (id: string | null): Offer | undefined =>
    offers.find(({ option }) => option.id === id && option.problem === null);
  const right = find(picks.right) ?? offers.find(({ option }) => option.inUse) ?? find(practiceStage)!;
  const left = find(picks.left) ?? find(right.option.id === 'pretrained' ? 'untrained' : 'pretrained')!;
  return { left, right };
}
