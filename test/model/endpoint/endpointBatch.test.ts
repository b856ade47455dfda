import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readFileSync, truncateSync } from 'node:fs';
import path from 'node:path';
import { canonicalJson, runBatch, type BatchOutcome } from '../../../src/core/engine/batch';
import { EndpointEngine } from '../../../src/platform/endpoint/endpointEngine';
import { JournalFile } from '../../../src/platform/journalFile';
import { Network } from '../../../src/platform/network';
import { bodyOf, wellBehaved } from '../../support/endpointServer';
import { ScriptedServer, type ServedRequest } from '../../support/scriptedServer';
import { cleanUp, temporaryFolder } from '../support';

describe('a batch against an endpoint', () => {
  let server: ScriptedServer;
  beforeEach(async () => {
    server = await ScriptedServer.start(wellBehaved());
  });
  afterEach(async () => {
    cleanUp();
    await server.stop();
  });

  const run = (prompts: readonly string[], file: string): Promise<BatchOutcome<string>[]> => {
    const engine = new EndpointEngine(
      { baseUrl: `${server.url}/v1`, model: 'tiny' },
      {
        network: new Network({ isAllowed: () => true }),
        log: () => undefined,
        random: () => 0,
        sleep: () => Promise.resolve(),
      },
    );
    const requests = prompts.map((text) => ({ engine: engine.name, text }));
    return runBatch(requests, {
      journal: new JournalFile(file),
      run: async ({ text }, signal) => {
        const sampling = { temperature: 0, topP: 1, seed: 0 };
        return (await engine.generate({ prompt: { text }, maxNew: 3, sampling }, { signal })).text;
      },
      parseResult: (value) => (typeof value === 'string' ? value : undefined),
      hash: (text) => createHash('sha256').update(text).digest('hex'),
      concurrency: 1,
    });
  };
  const promptsOf = (requests: readonly ServedRequest[]): (string | undefined)[] =>
    requests.map((r) => bodyOf(r).prompt);

  it('goes on after a crash where it was, and pays for nothing twice', async () => {
    const file = path.join(temporaryFolder(), 'new', 'runs.jsonl');
    const prompts = ['a', 'b', 'c', 'd', 'e'];
    const behaved = wellBehaved();
    server.answer = (response, request) =>
      bodyOf(request).prompt === 'd' ? void response.destroy() : behaved(response, request);
    const first = await run(prompts, file);
    assert.deepEqual(
      first.map(({ ok }) => ok),
      [true, true, true, false, false],
    );
    assert.ok(!promptsOf(server.requests).includes('e'));

    // As a crash in the middle of writing leaves it: the third line is broken.
    const written = readFileSync(file);
    truncateSync(file, written.length - 3);
    server.requests.length = 0;
    server.answer = behaved;
    const second = await run(prompts, file);
    assert.deepEqual(promptsOf(server.requests), ['c', 'd', 'e']);
    assert.deepEqual(
      second.map((o) => o.ok && [o.result, o.fromJournal]),
      [
        [' calm again.', true],
        [' calm again.', true],
        [' calm again.', false],
        [' calm again.', false],
        [' calm again.', false],
      ],
    );
    server.requests.length = 0;
    await run(prompts, file);
    assert.equal(server.requests.length, 0);
    assert.ok(canonicalJson({ b: 1, a: [{ d: 1, c: 2 }] }) === '{"a":[{"c":2,"d":1}],"b":1}');
  });
});
