// How one answer of the model comes about: laid out, asked, and told with what it rests on.
import { UserError } from '../../core/base/userError';
import type { Asked } from '../../core/conversation/conversation';
import { plainPrompt, plainStops } from '../../core/conversation/plainPrompt';
import { addressOf } from '../../core/models/endpoint';
import type { SamplingSettings } from '../../core/generation/sampling';
import type { Models } from '../../platform/models';
import type { ChatContextParams, ChatContextResult } from '../../protocol/chatContext';
import type { TalkRequest } from '../../protocol/conversation';

export interface Answer {
  readonly text: string;
  readonly asked: Asked;
}

/** The part of the models that a conversation asks. */
export type TalkModels = Pick<Models, 'request' | 'engine' | 'endpoint' | 'name' | 'onDidGenerate'>;

export function contextOf(
  models: Pick<Models, 'request'>,
  { system, turns, maxNew, layout }: TalkRequest,
  signal: AbortSignal,
): Promise<ChatContextResult> {
  const params: ChatContextParams = {
    system,
    turns: turns.map(({ role, content }) => ({ role, content })),
    room: maxNew,
    layout,
  };
  return models.request('chatContext', params, signal);
}

/**
 * Asks for one answer. What is written before `signal` aborts is an answer too.
 * @throws UserError 'cancelled' where nothing was written, 'textTooLong' where the newest turn does not fit, and others
 */
export async function answer(
  models: TalkModels,
  request: TalkRequest,
  sampling: SamplingSettings,
  tell: (piece: string) => void,
  signal: AbortSignal,
): Promise<Answer> {
  return models.endpoint
    ? answerThere(models, request, sampling, tell, signal)
    : answerHere(models, request, sampling, tell, signal);
}

async function answerHere(
  models: TalkModels,
  request: TalkRequest,
  sampling: SamplingSettings,
  tell: (piece: string) => void,
  signal: AbortSignal,
): Promise<Answer> {
  const by = asked(models, request, sampling);
  const context = await contextOf(models, request, signal);
  if (!context.fits) throw tooLong(context, request);
  const { prompt, ids, leftOut } = context;
  const about = { ...by, prompt, promptTokens: ids.length, leftOut };
  const [stream = 0] = crypto.getRandomValues(new Uint32Array(1));
  let written = '';
  const listening = models.onDidGenerate(({ stream: of, token }) => {
    if (of !== stream || token.text === '') return;
    written += token.text;
    tell(token.text);
  });
  try {
    const result = await models.request(
      'generate',
      // The very tokens that the panel shows.
      { prompt: { ids: context.ids }, maxNew: request.maxNew, sampling, stop: context.stop, stream },
      signal,
    );
    if (result.stopReason === 'cancelled' && result.text === '') {
      throw new UserError('cancelled', 'The request was cancelled.', '');
    }
    return { text: result.text, asked: { ...about, stopReason: result.stopReason } };
  } catch (error) {
    // The model went away in mid-answer: what was read stays.
    if (written === '' || !(error instanceof UserError) || !['cancelled', 'hostDied'].includes(error.code)) throw error;
    return { text: written, asked: { ...about, stopReason: 'interrupted' } };
  } finally {
    listening.dispose();
  }
}

/** On a server, which is sent every turn: what it then leaves out it does not tell. */
async function answerThere(
  models: TalkModels,
  request: TalkRequest,
  sampling: SamplingSettings,
  tell: (piece: string) => void,
  signal: AbortSignal,
): Promise<Answer> {
  // Before anything is waited for: another model may be in use when the answer comes.
  const by = asked(models, request, sampling);
  const engine = await models.engine();
  const turns = request.turns.map(({ role, content }) => ({ role, content }));
  const system = request.system.trim() === '' ? [] : [{ role: 'system' as const, content: request.system }];
  const isText = request.layout === 'text';
  const result = await engine.generate(
    {
      prompt: isText ? { text: plainPrompt(request.system, turns).text } : { messages: [...system, ...turns] },
      maxNew: request.maxNew,
      sampling,
      ...(isText ? { stop: plainStops } : {}),
    },
    { signal, onText: tell },
  );
  const { stopReason, prompt, promptTokens, model } = result;
  const told = { stopReason, prompt, promptTokens, leftOut: 0, modelOnServer: model };
  return { text: result.text, asked: { ...by, ...told } };
}

function asked(models: TalkModels, { system, maxNew, layout }: TalkRequest, sampling: SamplingSettings) {
  const { endpoint, name } = models;
  const where = endpoint
    ? { where: 'server' as const, server: { address: addressOf(endpoint), model: endpoint.model } }
    : { where: 'machine' as const };
  return { model: name, ...where, system, layout, sampling: { ...sampling }, maxNew };
}

function tooLong({ ids, contextLength }: ChatContextResult, { maxNew }: TalkRequest): UserError {
  return new UserError(
    'textTooLong',
    `The system prompt and the newest turn take ${ids.length} tokens, and ${maxNew} are kept for the answer; the model reads at most ${contextLength} in all.`,
    'Shorten the turn or the system prompt, or allow a shorter answer.',
  );
}
