import assert from 'node:assert/strict';
import type { GenerateResult } from '../../../src/protocol/modelHost';
import { content, nextMessage, openExplore } from './scene';

const token = (text: string) => ({ id: 1, text, logprob: -1 });
const result = (texts: readonly string[], stopReason: GenerateResult['stopReason']): GenerateResult => ({
  prompt: '',
  promptTokens: 23,
  text: texts.join(''),
  tokens: texts.map(token),
  stopReason,
  seed: 0,
});

describe('explore: continuation', () => {
  it('streams the model’s words, marked as the model’s, and says why it ended', async () => {
    const panel = await openExplore();
    await panel.send({ type: 'content', content: content() }, nextMessage(22));
    await panel.page.getByRole('slider', { name: 'Temperature' }).fill('0.8');
    await panel.page.getByRole('button', { name: 'Continue' }).click();
    const [asked] = await panel.sentOf('continue');
    assert.ok(asked);
    const { stream, ...rest } = asked;
    const sampling = { temperature: 0.8, topP: 1, seed: 1 };
    assert.deepEqual(rest, { type: 'continue', subjectId: 1, position: 22, maxNew: 40, sampling });
    const about = { subjectId: 1, stream };
    await panel.send(
      { type: 'continuing', ...about, token: token(' and') },
      { type: 'continuing', ...about, stream: stream + 1, token: token(' from another stream') },
      { type: 'continuing', ...about, token: token('') },
    );
    const box = panel.page.getByRole('region', { name: 'Written by the model' });
    assert.deepEqual(await box.getByRole('listitem').allInnerTexts(), ['·and', '⋯']);
    assert.match(await box.innerText(), /temperature 0\.80, top-p 1\.00, seed 1:/);
    await panel.send({ type: 'continued', ...about, result: result([' and', ' sit', '.'], 'length') });
    assert.deepEqual(await box.getByRole('listitem').allInnerTexts(), ['·and', '·sit', '.']);
    await box.getByText('Stopped after 3 tokens, as many as are asked for here.').waitFor();
    await panel.send({ type: 'continuing', ...about, token: token(' late') });
    assert.equal(await box.getByRole('listitem').count(), 3);
    await panel.close();
  });

  it('stops by the same button, without losing the keyboard’s place', async () => {
    const panel = await openExplore();
    await panel.send({ type: 'content', content: content() }, nextMessage(22));
    await panel.page.getByRole('button', { name: 'Continue' }).press('Enter');
    await panel.rendered();
    await panel.page.keyboard.press('Enter');
    const { stream } = (await panel.sentOf('continue'))[0]!;
    assert.deepEqual(await panel.sentOf('stop'), [{ type: 'stop', stream }]);
    await panel.send({ type: 'continued', subjectId: 1, stream, result: result([' so'], 'cancelled') });
    await panel.page.getByText('Stopped by you.').waitFor();
    await panel.close();
  });

  it('says what failed, and lets the person try again', async () => {
    const panel = await openExplore();
    await panel.send({ type: 'content', content: content() }, nextMessage(22));
    await panel.page.getByRole('button', { name: 'Continue' }).click();
    const { stream } = (await panel.sentOf('continue'))[0]!;
    await panel.send({ type: 'continueFailed', subjectId: 1, stream, message: 'The model stopped in the middle.' });
    await panel.page.getByText('The model stopped in the middle.').waitFor();
    await panel.page.getByRole('button', { name: 'Continue' }).click();
    assert.equal((await panel.sentOf('continue')).length, 2);
    await panel.close();
  });

  it('stops a running continuation when other words are selected', async () => {
    const panel = await openExplore();
    await panel.send({ type: 'content', content: content() }, nextMessage(22));
    await panel.page.getByRole('button', { name: 'Continue' }).click();
    await panel.send({ type: 'content', content: content({}, 2) });
    const { stream } = (await panel.sentOf('continue'))[0]!;
    assert.deepEqual(await panel.sentOf('stop'), [{ type: 'stop', stream }]);
    assert.equal(await panel.page.getByRole('region', { name: 'Written by the model' }).count(), 0);
    await panel.close();
  });
});
