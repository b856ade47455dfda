import assert from 'node:assert/strict';
import { themeNames } from '../harness';
import { content, nextMessage, openExplore } from './scene';

describe('explore: appearance', () => {
  it('is accessible in four themes at first sight', async () => {
    const panel = await openExplore();
    await panel.send({ type: 'content', content: content() }, nextMessage(22), {
      type: 'cursor',
      subjectId: 1,
      token: 8,
    });
    for (const theme of themeNames) {
      await panel.setTheme(theme);
      await panel.assertAccessible();
      await panel.screenshot('first-sight');
    }
    await panel.close();
  });

  it('is accessible in four themes with everything on screen, also when wide', async () => {
    const panel = await openExplore();
    const subject = { ...content().subject, omittedTokens: 2698 };
    await panel.send(
      { type: 'content', content: content({ subject }) },
      { type: 'recovered', message: 'The model stopped unexpectedly and was started again; nothing was lost.' },
    );
    await panel.page.getByRole('option').nth(3).click();
    await panel.send(nextMessage(3));
    await panel.page.getByRole('checkbox', { name: 'Show numbers' }).check();
    await panel.page.getByRole('slider', { name: 'Temperature' }).fill('0.6');
    await panel.page.getByRole('slider', { name: 'Top-p' }).fill('0.7');
    await panel.page.getByRole('button', { name: 'Sample ten' }).click();
    await panel.page.getByRole('button', { name: 'Continue' }).click();
    const { stream } = (await panel.sentOf('continue'))[0]!;
    const tokens = [' I', ' can', ' hear', ' it', '.'].map((text) => ({ id: 1, text, logprob: -2 }));
    await panel.send(...tokens.map((token) => ({ type: 'continuing', subjectId: 1, stream, token }) as const));
    await panel.setWidth(300);
    assert.equal(await panel.page.evaluate(() => document.documentElement.scrollWidth), 300, 'nothing sticks out');
    for (const name of ['What is a token?', 'What is temperature?', 'What is a seed?'])
      await panel.page.getByRole('button', { name }).click();
    for (const theme of themeNames) {
      await panel.setTheme(theme);
      await panel.setWidth(320);
      await panel.assertAccessible();
      await panel.screenshot('everything');
      await panel.setWidth(600);
      await panel.screenshot('everything');
    }
    await panel.close();
  });
});
