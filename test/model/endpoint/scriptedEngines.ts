// An engine of a scripted server, and what both remember of a test.
import assert from 'node:assert/strict';
import { UserError, type ErrorCode } from '../../../src/core/base/userError';
import { EndpointEngine } from '../../../src/platform/endpoint/endpointEngine';
import type { EndpointSurroundings } from '../../../src/platform/endpoint/endpointClient';
import { Network } from '../../../src/platform/network';
import type { EngineGenerateParams } from '../../../src/protocol/engine';
import { wellBehaved } from '../../support/endpointServer';
import { ScriptedServer } from '../../support/scriptedServer';

export const prompt = { text: 'Words of a person' };
export const chat = { messages: [{ role: 'user', content: 'Words of a person' }] } as const;
export const sampling = { temperature: 0, topP: 1, seed: 0 };
export const params: EngineGenerateParams = { prompt, maxNew: 3, sampling };
/** What the well-behaved server says. */
export const calmAgain = { text: ' calm again.', logprobs: [0.5, 0.75, 0.9].map(Math.log) };

/** In each test of the suite that calls it: a server of its own, and engines that ask it. */
export class ScriptedEngines {
  server!: ScriptedServer;
  log: string[] = [];
  /** How long engines waited, in ms. */
  waits: number[] = [];

  constructor() {
    beforeEach(async () => {
      this.server = await ScriptedServer.start(wellBehaved());
      [this.log, this.waits] = [[], []];
    });
    afterEach(() => this.server.stop());
  }

  readonly engine = (
    options: Partial<EndpointSurroundings> & { apiKey?: string; allowed?: boolean; baseUrl?: string } = {},
  ): EndpointEngine => {
    const { apiKey, allowed = true, baseUrl = `${this.server.url}/v1`, ...rest } = options;
    return new EndpointEngine(
      { baseUrl, model: 'tiny', apiKey },
      {
        network: new Network({ isAllowed: (host) => allowed && host === this.server.host }),
        log: (line) => void this.log.push(line),
        random: () => 0.5,
        sleep: (ms) => Promise.resolve(void this.waits.push(ms)),
        ...rest,
      },
    );
  };

  /** Fails unless the engine fails with that code, and tells nothing of what was said. */
  readonly fails = async (promise: Promise<unknown>, code: ErrorCode, message: RegExp = /./): Promise<void> => {
    const error: unknown = await promise.then(
      () => undefined,
      (e: unknown) => e,
    );
    assert.ok(error instanceof UserError, String(error));
    assert.equal(error.code, code, error.message);
    assert.match(error.message, message);
    const told = JSON.stringify([error.message, error.remedy, this.log, (error.cause as Error | undefined)?.message]);
    assert.doesNotMatch(told, /Words|calm|secret-key/);
  };
}

/** One of a stream of replies. */
export function event(choice: object): string {
  return `data: ${JSON.stringify({ choices: [choice] })}\n\n`;
}
