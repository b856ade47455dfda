// Entry of the model host process: answers the requests of src/protocol/modelHost.ts over Node's IPC channel.
import {
  createMessageConnection,
  ErrorCodes,
  IPCMessageReader,
  IPCMessageWriter,
  ResponseError,
  type CancellationToken,
} from 'vscode-jsonrpc/node';
import { toErrorInfo, UserError, type ErrorInfo } from '../core/base/userError';
import {
  generatedNotification,
  progressNotification,
  type GeneratedNotification,
  type GeneratedToken,
  type ModelHostMethod,
  type ParamsOf,
  type ProgressNotification,
  type ResultOf,
} from '../protocol/modelHost';
import type { LoadedModel } from './loadedModel';
import { runtimeMissing } from './ortFailure';

const connection = createMessageConnection(new IPCMessageReader(process), new IPCMessageWriter(process));
let model: LoadedModel | undefined;

function loaded(): LoadedModel {
  if (!model) throw new UserError('badRequest', 'The model host was asked before a model was loaded.', '');
  return model;
}

/** Whatever `handler` throws becomes an error response, so that no request is left without an answer. */
function serve<M extends ModelHostMethod>(
  method: M,
  handler: (params: ParamsOf<M>, signal: AbortSignal) => Promise<ResultOf<M>> | ResultOf<M>,
): void {
  connection.onRequest(method, async (params: ParamsOf<M>, token: CancellationToken) => {
    const controller = new AbortController();
    const subscription = token.onCancellationRequested(() => controller.abort());
    if (token.isCancellationRequested) controller.abort();
    try {
      return await handler(params, controller.signal);
    } catch (error) {
      const info = toErrorInfo(error);
      if (info.code === 'internal') logInternal(method, error);
      return new ResponseError<ErrorInfo>(ErrorCodes.InternalError, info.message, info);
    } finally {
      subscription.dispose();
    }
  });
}

/** Where an unforeseen error arose. Its message is left out: it may quote the text. */
function logInternal(method: string, error: unknown): void {
  const frames = error instanceof Error ? (error.stack ?? '').split('\n').filter((line) => /^\s+at /.test(line)) : [];
  log([`${method}: ${toErrorInfo(error).message}`, ...frames].join('\n'));
}

function log(line: string): void {
  process.stderr.write(`${line}\n`);
}

serve('load', async (params) => {
  // Not before: a runtime that the system cannot load would end the process without a word.
  const { LoadedModel } = await import('./loadedModel').catch((error: unknown): never => {
    throw runtimeMissing(error);
  });
  const next = await LoadedModel.load(params, log);
  await model?.dispose();
  model = next;
  return next.info;
});
serve('tokenize', (params) => loaded().tokenize(params));
serve('score', (params, signal) => loaded().score(params, { signal }));
serve('next', (params, signal) => loaded().next(params, { signal }));
serve('tokenTexts', (params) => loaded().tokenTexts(params));
serve('attention', (params, signal) => loaded().attention(params, { signal }));
serve('attentionAcross', (params, signal) => loaded().attentionAcross(params, { signal }));
serve('lens', (params, signal) => loaded().lens(params, { signal }));
serve('contributions', (params, signal) => loaded().contributions(params, { signal }));
serve('ablate', (params, signal) => loaded().ablate(params, { signal }));
serve('rollout', (params, signal) => loaded().rollout(params, { signal }));
serve('valueNorms', (params, signal) => loaded().valueNorms(params, { signal }));
serve('attribute', (params, signal) => loaded().attribute(params, { signal }));
serve('removals', (params, signal) => loaded().removals(params, { signal }));
serve('embeddingShifts', (params, signal) => loaded().embeddingShifts(params, { signal }));
serve('attentionFrom', (params, signal) => loaded().attentionFrom(params, { signal }));
serve('scoreLong', ({ stream, ...params }, signal) =>
  loaded().scoreLong(params, { signal, onProgress: progressOf(stream) }),
);
serve('attentionOverview', (params, signal) =>
  loaded().attentionOverview(params, { signal, onProgress: progressOf(params.stream) }),
);
serve('headOverview', (params, signal) =>
  loaded().headOverview(params, { signal, onProgress: progressOf(params.stream) }),
);
serve('headsBetween', (params, signal) =>
  loaded().headsBetween(params, { signal, onProgress: progressOf(params.stream) }),
);
serve('chatContext', (params) => loaded().chatContext(params));
serve('generate', (params, signal) =>
  loaded().generate(params, { signal, onToken: (token) => notifyToken(params.stream, token, 0) }),
);
serve('samples', (params, signal) =>
  loaded().samples(params, { signal, onToken: (token, sample) => notifyToken(params.stream, token, sample) }),
);
serve('likelihoods', ({ stream, ...params }, signal) =>
  loaded().likelihoods(params, { signal, onProgress: progressOf(stream, params.prompts.length) }),
);

/** Tells whoever listens how far a request is, whose work counts `total` unless it says otherwise. */
function progressOf(stream: number | undefined, total = 1): (done: number, of?: number) => void {
  return (done, of = total) => {
    if (stream === undefined) return;
    const message: ProgressNotification = { stream, done, total: of };
    void connection.sendNotification(progressNotification, message);
  };
}

function notifyToken(stream: number | undefined, token: GeneratedToken, sample: number): void {
  if (stream === undefined) return;
  const message: GeneratedNotification = { stream, sample, token };
  void connection.sendNotification(generatedNotification, message);
}

// Node would print the message and the source line of such an error, and then end in the same way.
process.once('uncaughtException', (error) => {
  logInternal('uncaught', error);
  process.exit(1);
});
// The extension is gone: nobody is left to answer to.
process.once('disconnect', () => process.exit(0));
connection.listen();
