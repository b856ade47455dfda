import assert from 'node:assert/strict';
import path from 'node:path';
import { compareNext } from '../../src/core/beside/nextWords';
import { layBeside } from '../../src/core/beside/stretches';
import { scoreStretch } from '../../src/core/beside/surprisal';
import { LocalReading } from '../../src/features/beside/localReading';
import { ServerReading } from '../../src/features/beside/serverReading';
import { describeSide } from '../../src/features/beside/sideWords';
import { vocabulariesOf } from '../../src/features/beside/vocabularies';
import { createEndpointEngine } from '../../src/platform/endpoint/createEndpointEngine';
import { Network } from '../../src/platform/network';
import { SideModels } from '../../src/platform/sideModels';
import { bodyOf, wellBehaved, type Manners } from '../support/endpointServer';
import { ScriptedServer } from '../support/scriptedServer';
import { assertClose, modelHostScript, root } from './support';

const never = new AbortController().signal;
const text = 'I lie awake most of the night and then';

describe('a server’s model beside another on the same words', () => {
  const side = new SideModels(modelHostScript, { info: () => undefined }, 0);
  let server: ScriptedServer;
  beforeEach(async () => {
    server = await ScriptedServer.start(wellBehaved());
  });
  afterEach(() => server.stop());
  after(() => side.dispose());

  function local(): Promise<LocalReading> {
    const dir = path.join(root, 'media/models/pretrained');
    const offered = { id: 'pretrained', name: 'Pretrained', dir, isStage: true, inUse: false, problem: null };
    return LocalReading.read(offered, side.hold(offered), { text, addSpecialTokens: true }, never);
  }

  async function onServer(manners: Manners = {}, limit = 512): Promise<ServerReading> {
    server.answer = wellBehaved(manners);
    const endpoint = { name: 'Our cluster', url: `${server.url}/v1`, model: 'tiny' };
    const network = new Network({ isAllowed: (host) => host === server.host });
    const engine = createEndpointEngine({ baseUrl: endpoint.url, model: 'tiny', apiKey: undefined }, network, () => {});
    const can = await engine.capabilities({ signal: never });
    server.requests.length = 0;
    return ServerReading.read(endpoint, engine, can, text, limit, never);
  }

  const prompts = (): unknown[] => server.requests.map((request) => bodyOf(request).prompt);

  it('is scored by what the server states, and its next words by what it states of them', async () => {
    const [left, right] = await Promise.all([local(), onServer()]);
    assert.deepEqual(prompts(), [text]);
    const stretches = layBeside(text, left.tokens, right.tokens, Math.min(left.end, right.end));
    assert.equal(stretches.map(({ start, end }) => text.slice(start, end)).join(''), text);
    // The server cuts at spaces, and gives its n-th token a log-probability of −n/8.
    const bits = stretches.map((stretch) => scoreStretch(stretch.right, right.tokens).bits);
    const stated = right.tokens.slice(1).reduce((sum, _, i) => sum + (i + 1) / 8 / Math.LN2, 0);
    assertClose(
      bits.reduce<number>((sum, each) => sum + (each ?? 0), 0),
      stated,
      1e-9,
      'bits',
    );
    const place = stretches[2]!;
    const [a, b] = await Promise.all([
      left.next({ last: place.left.at(-1)! }, never),
      right.next({ last: place.right.at(-1)!, end: place.end }, never),
    ]);
    assert.equal(prompts().at(-1), text.slice(0, place.end), 'no more than the words up to the place is asked about');
    const next = compareNext(a, b, await vocabulariesOf({ left, right }, never), 12);
    assert.deepEqual(next.stated, { left: null, right: { tokens: 3, p: 0.875, isLeast: false } });
    const calm = next.words.find((word) => word.text === ' calm');
    assert.ok(calm?.right !== undefined && calm.right !== null);
    assertClose(calm.right, 0.5, 1e-9, 'as the server states it');
    assertClose(next.rest.right, 0.125, 1e-9, 'what it does not state');
    const shared = next.words.filter((word) => word.left !== null && word.right !== null);
    assert.ok(shared.length > 0, 'words of the server are found in the vocabulary of the other');
    assert.ok('notComputable' in next.divergence && 'notComputable' in next.entropyBits.right);
  });

  it('gives a chosen word the chance of its tokens, without a logit or a rank', async () => {
    const right = await onServer();
    const end = 'I lie awake'.length;
    const score = await right.word({ last: 3, end }, ' at night', never);
    assert.ok('pieces' in score);
    assert.deepEqual([score.pieces, score.logit, score.rank], [[' at', ' night'], null, null]);
    // Tokens 4 and 5 after the special one.
    assertClose(score.logprob, -(4 + 5) / 8, 1e-9, 'log-probability');
    const joined = await right.word({ last: 3, end }, 'ned', never);
    assert.ok('notComputable' in joined && /Begin it with a space/.test(joined.notComputable));
  });

  it('is sent nothing to score where it scores nothing, and rates only the words that it states', async () => {
    const right = await onServer({ echo: false });
    assert.deepEqual([prompts(), right.tokens, right.end], [[], [], text.length]);
    const place = { last: -1, end: 5 };
    assert.deepEqual(await right.word(place, ' low', never), {
      pieces: [' low'],
      logit: null,
      rank: 2,
      logprob: Math.log(0.25),
    });
    const other = await right.word(place, ' sleep', never);
    assert.match('notComputable' in other ? other.notComputable : '', /only its 3 likeliest tokens/);
    const side = describeSide(right);
    assert.equal(side.server, server.host);
    assert.equal(side.noNext, null);
    assert.match(side.noScore ?? '', /tells no log-probabilities of a text/);
    assert.match(side.noAttention ?? '', /^a server tells what the model says, not its attention/);
  });

  it('says what it does not tell, and stops where the panel does', async () => {
    const silent = await onServer({ logprobs: false });
    assert.deepEqual(prompts(), []);
    assert.match(silent.noNext ?? '', /does not tell the tokens/);
    const word = await silent.word({ last: -1, end: 5 }, ' low', never);
    assert.ok('notComputable' in word);
    await assert.rejects(silent.attention(), /not where it looks/);
    const cut = await onServer({}, 4);
    assert.deepEqual([cut.tokens.length, cut.omittedTokens, cut.end], [4, 6, 'I lie awake'.length]);
  });
});
