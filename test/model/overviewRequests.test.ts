import assert from 'node:assert/strict';
import type { UserError } from '../../src/core/base/userError';
import { OverviewRequests } from '../../src/features/attention/overviewRequests';
import type { AttentionContent } from '../../src/protocol/attention';
import type { OverviewToPanel } from '../../src/protocol/attentionOverview';
import { until } from '../rig/until';
import { bundledDir, cleanUp, startHost, stateOf } from './support';

async function start(length = 300) {
  const client = startHost(bundledDir);
  await stateOf(client, 'ready');
  const posted: OverviewToPanel[] = [];
  const failures: unknown[] = [];
  const models: ConstructorParameters<typeof OverviewRequests>[0] = {
    request: (method, params, signal) => client.request(method, params, { signal }),
    onDidProgress: (listener) => ({ dispose: client.onProgress(listener) }),
  };
  const requests = new OverviewRequests(
    models,
    (message) => posted.push(message),
    (error) => failures.push(error),
  );
  const tokens = Array.from({ length }, (_, i) => ({ id: 3 + ((i * i + 5 * i) % 60) }));
  const content = { subject: { subjectId: 5 }, tokens } as unknown as AttentionContent;
  const types = () => posted.map(({ type }) => type).filter((type) => type !== 'overviewProgress');
  return { client, posted, failures, requests, content, types };
}

describe('requests about all heads', () => {
  afterEach(cleanUp);

  it('are answered with progress, and the change in loss head by head until it is stopped', async () => {
    const { posted, requests, content, types } = await start();
    requests.handle({ type: 'overview', subjectId: 5 }, content);
    await until('the end', () => types().includes('overviewEnded'));
    assert.deepEqual(types(), ['overview', 'overviewEnded']);
    assert.ok(posted.some((message) => message.type === 'overviewProgress' && message.done === 1));

    posted.length = 0;
    const heads = Array.from({ length: 36 }, (_, i) => [Math.floor(i / 6), i % 6] as const);
    requests.handle({ type: 'ablateHeads', subjectId: 5, heads }, content);
    await until('two heads', () => posted.length >= 2);
    requests.handle({ type: 'stopAblation', subjectId: 5 }, content);
    const seen = [...posted];
    assert.deepEqual(seen.at(-1), { type: 'overviewEnded', subjectId: 5, what: 'ablation', failed: false });
    assert.ok(seen.length < 36);
    const [first] = seen;
    assert.ok(first?.type === 'headAblated' && first.layer === 0 && first.head === 0);
    assert.ok(Number.isFinite(first.lossChangeBits));
    await new Promise((done) => setTimeout(done, 300));
    assert.equal(posted.length, seen.length, 'nothing comes after it was stopped');
  });

  it('tell of a model that was killed in the middle, and can be asked again', async () => {
    const { client, failures, requests, content, types, posted } = await start();
    const heads = Array.from({ length: 36 }, (_, i) => [Math.floor(i / 6), i % 6] as const);
    requests.handle({ type: 'ablateHeads', subjectId: 5, heads }, content);
    await until('a head', () => types().includes('headAblated'));
    process.kill(client.pid!, 'SIGKILL');
    await until('the failure', () => failures.length > 0);
    assert.equal((failures[0] as UserError).code, 'hostDied');
    assert.deepEqual(posted.at(-1), { type: 'overviewEnded', subjectId: 5, what: 'ablation', failed: true });
    await stateOf(client, 'ready');
    requests.handle({ type: 'between', subjectId: 5, search: 1, from: [9], to: [3] }, content);
    await until('the answer', () => types().includes('between'));
  });

  it('end without a word when the text is replaced or the panel closed', async () => {
    const { failures, posted, requests, content } = await start(1000);
    requests.handle({ type: 'overview', subjectId: 5 }, content);
    await until('a beginning', () => posted.length > 0);
    requests.dispose();
    const before = posted.length;
    await new Promise((done) => setTimeout(done, 500));
    assert.deepEqual([posted.length, failures], [before, []]);
  });
});
