import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { UserError } from '../core/base/userError';
import type { LoadedModel } from '../model/loadedModel';
import type { EndpointEngine } from '../platform/endpoint/endpointEngine';
import { UsageError, type Values } from './command';
import { required } from './options';
import { diagnose } from './output';

/** The model is closed when `use` ends, however it ends. */
export async function* withModel(
  values: Values,
  use: (model: LoadedModel) => AsyncGenerator<string>,
): AsyncGenerator<string> {
  const bundled = fileURLToPath(new URL('../media/models/instructed', import.meta.url));
  const dir = typeof values['model'] === 'string' ? path.resolve(values['model']) : bundled;
  const onnx = typeof values['onnx'] === 'string' ? { onnx: values['onnx'] } : {};
  // Bad usage and help need no runtime.
  const { LoadedModel } = await import('../model/loadedModel');
  const model = await LoadedModel.load({ dir, ...onnx }, diagnose);
  try {
    yield* use(model);
  } finally {
    await model.dispose();
  }
}

/** For what only a model on this machine can show. @throws UserError where a server was named */
export function refuseEndpoint(values: Values, what: string): void {
  if (values['endpoint'] === undefined && values['endpoint-model'] === undefined) return;
  throw new UserError(
    'modelUnsupported',
    `A server tells what its model writes, not ${what}.`,
    'Give a model on this machine with --model, or leave out --endpoint for the bundled one.',
  );
}

/**
 * The server that was named; undefined when none was.
 * @param excluded options that make no sense beside it
 */
export async function openEndpoint(
  values: Values,
  excluded: readonly string[] = ['model', 'onnx', 'raw'],
): Promise<EndpointEngine | undefined> {
  if (values['endpoint'] === undefined && values['endpoint-model'] === undefined) return undefined;
  const [baseUrl, model] = [required(values, 'endpoint'), required(values, 'endpoint-model')];
  for (const local of excluded) {
    if (values[local] !== undefined) throw new UsageError(`--endpoint and --${local} exclude each other.`);
  }
  const { hostOf, Network, parseUrl } = await import('../platform/network');
  const { createEndpointEngine } = await import('../platform/endpoint/createEndpointEngine');
  const agreed = hostOf(parseUrl(baseUrl));
  const network = new Network({ isAllowed: (host) => host === agreed });
  const address = { baseUrl, model, apiKey: process.env['INTROSPECT_API_KEY'] };
  return createEndpointEngine(address, network, () => undefined);
}
