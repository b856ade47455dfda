import { setTimeout as wait } from 'node:timers/promises';
import type { Network } from '../network';
import type { EndpointAddress } from './endpointClient';
import { EndpointEngine } from './endpointEngine';

/** @param log receives ids, sizes and status codes. @throws UserError 'badRequest' for an address or key that cannot be one */
export function createEndpointEngine(
  address: EndpointAddress,
  network: Pick<Network, 'fetch'>,
  log: (line: string) => void,
): EndpointEngine {
  return new EndpointEngine(address, { network, log, random: Math.random, sleep });
}

async function sleep(ms: number, signal: AbortSignal | undefined): Promise<void> {
  await wait(ms, undefined, signal ? { signal } : {}).catch((error: unknown) => {
    if (!signal?.aborted) throw error;
  });
}
