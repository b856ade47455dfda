import { isOnThisMachine } from '../../core/models/endpoint';
import { requireWriter } from '../../core/models/writer';
import { samplingLimits } from '../../platform/endpoint/samplingLimits';
import type { Endpoints } from '../../platform/endpoints';
import type { Models } from '../../platform/models';
import type { Layout, TalkModel } from '../../protocol/conversation';

/** `TalkModel.key` of the model in use. */
export function keyOf({ endpoint, choice }: Pick<Models, 'endpoint' | 'choice'>): string {
  return endpoint
    ? `server ${endpoint.name} ${endpoint.url} ${endpoint.model}`
    : `${choice.dir} ${choice.onnxFile ?? ''}`;
}

/** What the panel must know of the model in use; loads it if need be. A server is not asked: that would be a connection. @throws UserError */
export async function talkModel(
  models: Pick<Models, 'endpoint' | 'choice' | 'info' | 'stageDir'>,
  endpoints: Pick<Endpoints, 'known'>,
  signal: AbortSignal,
): Promise<TalkModel> {
  const { endpoint, choice } = models;
  const key = keyOf(models);
  if (endpoint) {
    const known = endpoints.known(endpoint);
    return {
      key,
      name: endpoint.name,
      server: {
        host: new URL(endpoint.url).host,
        here: isOnThisMachine(endpoint.url),
        limits: known ? samplingLimits(known.capabilities) : [],
      },
      bundled: false,
      contextLength: null,
      layouts: ['template', 'text'],
      layoutReason: null,
    };
  }
  const info = await models.info(signal);
  requireWriter(choice.name, info);
  const { contextLength, chatTemplate } = info;
  // The stages share one tokenizer and its template; the first two never read a conversation laid out by it.
  const isBase = (['untrained', 'pretrained'] as const).some((stage) => models.stageDir(stage) === choice.dir);
  const layouts: Layout[] = !chatTemplate ? ['text'] : isBase ? ['text', 'template'] : ['template', 'text'];
  return {
    key,
    name: choice.name,
    server: null,
    bundled: choice.bundled,
    contextLength,
    layouts,
    layoutReason: !chatTemplate ? 'noTemplate' : isBase ? 'baseStage' : null,
  };
}
