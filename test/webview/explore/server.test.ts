import assert from 'node:assert/strict';
import type { Ability } from '../../../src/protocol/engine';
import type { StatedCandidate } from '../../../src/core/generation/stated';
import type { ExploreContent, ServerReading } from '../../../src/protocol/explore';
import { themeNames } from '../harness';
import { content, openExplore } from './scene';

const yes: Ability = { available: true };
const no = (why: string): Ability => ({ available: false, why });
const able: ServerReading = {
  host: 'models.example',
  isSent: true,
  score: yes,
  next: yes,
  generate: yes,
  samples: yes,
  repeats: yes,
};
const model = { name: 'Ours', bundled: false, layers: 0, heads: 0, predictsNextToken: true };

function onServer(server: Partial<ServerReading> = {}, changes: Partial<ExploreContent> = {}): ExploreContent {
  const tokens = content().tokens.map((token) => ({ ...token, rank: null }));
  return content({ model, tokens, ...changes, server: { ...able, ...server } });
}

const candidates: readonly StatedCandidate[] = [
  { text: ' and', p: 0.5 },
  { text: '.', p: 0.25 },
  { text: ' 😴', p: 0.05 },
];

describe('explore: a model on a server', () => {
  it('asks before words leave the machine', async () => {
    const panel = await openExplore();
    await panel.send({ type: 'content', content: onServer({ isSent: false }, { tokens: [] }) });
    await panel.page.getByText('These words are still on this machine').waitFor();
    assert.deepEqual(await panel.sentOf('position'), []);
    for (const theme of themeNames) {
      await panel.setTheme(theme);
      await panel.assertAccessible();
      await panel.screenshot('server-unsent');
    }
    await panel.page.getByRole('button', { name: 'Send these words to models.example' }).click();
    assert.deepEqual(await panel.sentOf('send'), [{ type: 'send', subjectId: 1 }]);
    await panel.close();
  });

  it('tells at the seed what the test of the server found, and promises no more', async () => {
    const panel = await openExplore();
    await panel.send({ type: 'content', content: onServer() });
    await panel.page.getByText('when the server was tested it kept to them').waitFor();
    const samples = no('Several samples from it are one.');
    await panel.send({ type: 'content', content: onServer({ samples }) });
    await panel.page.getByText('When the server was tested: Several samples from it are one.').waitFor();
    await panel.close();
  });

  it('marks next words as what the server states, never as the whole vocabulary', async () => {
    const panel = await openExplore();
    await panel.send({ type: 'content', content: onServer() });
    assert.deepEqual(await panel.sentOf('position'), [{ type: 'position', subjectId: 1, position: 22 }]);
    await panel.send({ type: 'stated', subjectId: 1, position: 22, candidates });
    const table = panel.page.getByRole('table', { name: 'Next words that the server states' });
    assert.deepEqual(await table.getByRole('row').count(), candidates.length + 2);
    assert.match(await table.innerText(), /everything else, taken together\s+20\.0\s%/);
    await panel.page.getByText('Stated by the server: its 3 likeliest tokens, 80.0 % of').waitFor();
    const parts = [...candidates, { text: '\ufffd', p: 0.05 }];
    await panel.send({ type: 'stated', subjectId: 1, position: 22, candidates: parts });
    await panel.page.getByText(/its 4 likeliest tokens, at least 85\.0.% of all chances \(� is a part/).waitFor();
    await panel.send({ type: 'stated', subjectId: 1, position: 22, candidates });
    await panel.page.getByText('likeliest tokens, 80.0 % of').waitFor();
    assert.equal(await panel.page.getByText(/Uncertainty|Sample one/).count(), 0);
    assert.equal(await panel.page.getByRole('button', { name: 'Attention' }).count(), 0);
    for (const theme of themeNames) {
      await panel.setTheme(theme);
      await panel.assertAccessible();
      await panel.screenshot('server');
    }
    await panel.setWidth(300);
    assert.equal(await panel.page.evaluate(() => document.documentElement.scrollWidth), 300, 'nothing sticks out');
    await panel.close();
  });

  it('says which word came next, and when it is not among the stated ones', async () => {
    const panel = await openExplore();
    await panel.send({ type: 'content', content: onServer() });
    await panel.page.getByRole('option').nth(5).click();
    await panel.send({ type: 'stated', subjectId: 1, position: 5, candidates });
    await panel.page.getByText('came next', { exact: true }).waitFor();
    await panel.page.getByRole('option').nth(3).click();
    await panel.send({ type: 'stated', subjectId: 1, position: 3, candidates });
    await panel.page.getByText('What came next, “three”, is not among them.').waitFor();
    await panel.close();
  });

  it('says what the server does not tell, and what to do instead', async () => {
    const panel = await openExplore();
    const server = {
      score: no('The server tells no log-probabilities of a text that it is given.'),
      next: no('The server does not tell the tokens that are likely to come next.'),
      generate: no('The server refuses it (status 404).'),
    };
    await panel.send({ type: 'content', content: onServer(server, { tokens: [] }) });
    assert.deepEqual(await panel.sentOf('position'), []);
    for (const text of [
      'The server tells no log-probabilities of a text that it is given. A model on this machine',
      'The server does not tell the tokens that are likely to come next. Another server may',
      'This server does not continue a text: it only answers messages.',
    ])
      await panel.page.getByText(text).waitFor();
    await panel.screenshot('server-tells-little');
    await panel.assertAccessible();
    await panel.page.getByRole('button', { name: 'Choose a model…' }).click();
    assert.deepEqual(await panel.sentOf('action'), [{ type: 'action', action: 'chooseModel' }]);
    await panel.close();
  });

  it('asks at the end of the words where the server tells no tokens, and lets it write on', async () => {
    const panel = await openExplore();
    await panel.send({ type: 'content', content: onServer({ score: no('It tells none.') }, { tokens: [] }) });
    assert.deepEqual(await panel.sentOf('position'), [{ type: 'position', subjectId: 1, position: -1 }]);
    await panel.send({ type: 'stated', subjectId: 1, position: -1, candidates });
    await panel.page.getByRole('heading', { name: 'After “the selected words” the model expects' }).waitFor();
    await panel.page.getByRole('button', { name: 'Continue' }).click();
    const { stream, position } = (await panel.sentOf('continue'))[0]!;
    assert.equal(position, -1);
    await panel.send(
      { type: 'continuing', subjectId: 1, stream, token: { text: ' and then' } },
      {
        type: 'continued',
        subjectId: 1,
        stream,
        result: { tokens: [{ text: ' and then' }], stopReason: 'contentFilter' },
      },
    );
    await panel.page.getByText('Stopped by a filter of the server.').waitFor();
    await panel.page.getByText('Written by the model, by no person').waitFor();
    await panel.close();
  });
});
