import assert from 'node:assert/strict';
import { largeContent } from '../../support/largeTranscript';
import { interview, start, stretchOf } from './scene';

type Scene = Awaited<ReturnType<typeof start>>;

/** What the other panels were told of last, once the panel has settled. */
async function told({ panel }: Scene) {
  await panel.page.waitForTimeout(200);
  return (await panel.sentOf('select')).at(-1)!;
}

describe('coding: selecting', () => {
  it('takes from a triple click the words of that turn, and nothing of the next one’s head', async () => {
    const scene = await start();
    const { page, panel } = scene;
    const words = 'That is quite a harsh voice.';
    await page.getByText(words).click({ clickCount: 3 });
    await panel.rendered();
    const { stretch, codable } = await told(scene);
    assert.deepEqual([stretch, codable], [stretchOf(words), stretchOf(words)]);
    await page.evaluate(() => {
      document.addEventListener('copy', (event) => (document.title = event.clipboardData!.getData('text/plain')));
      document.execCommand('copy');
    });
    assert.equal(await page.title(), words);
    await scene.press('Control+a');
    assert.deepEqual(
      (await told(scene)).stretch,
      { start: 0, end: interview.trimEnd().length },
      'the turn is taken already',
    );
    await panel.close();
  });

  it('selects everything where VS Code’s own Select All comes, not what is on the page alone', async () => {
    const shown = largeContent({ turns: 3000, segments: 10, coders: 1, codes: 3 });
    const scene = await start(shown);
    const { page, panel, text } = scene;
    await text.focus();
    await panel.rendered();
    await page.evaluate(() => document.execCommand('selectAll'));
    await panel.rendered();
    const { stretch } = await told(scene);
    assert.deepEqual(stretch, { start: shown.turns[0]!.words.start, end: shown.turns.at(-1)!.words.end });
    await panel.close();
  });

  it('keeps Ctrl+A, which takes the turn and then everything, from VS Code, whose Select All would come after it', async () => {
    const scene = await start();
    const { page, panel, text, press } = scene;
    await page.evaluate(() => {
      const heard: string[] = [];
      Object.assign(window, { heard });
      addEventListener('keydown', ({ key }) => heard.push(key));
    });
    await text.focus();
    await press('Control+Home', 'Control+a', 'Control+a');
    assert.deepEqual(await page.evaluate(() => (window as unknown as { heard: string[] }).heard), [
      'Control',
      'Home',
      'Control',
      'Control',
    ]);
    const { stretch } = await told(scene);
    assert.deepEqual(stretch, { start: 0, end: interview.trimEnd().length });
    await panel.close();
  });

  it('does what is chosen outside the page: the list of codes for the words, a code of the codebook, a memo on them', async () => {
    const { page, panel, drag, host } = await start();
    await drag('harsh voice');
    const context = await page.getByRole('textbox', { name: /^Transcript/ }).getAttribute('data-vscode-context');
    assert.deepEqual(JSON.parse(context!), { webviewSection: 'words', preventDefaultContextMenuItems: true });
    await panel.send({ type: 'command', command: { do: 'pick' } });
    await page
      .locator('introspect-code-picker')
      .getByRole('option', { name: /^Family/ })
      .click();
    await host.answer();
    assert.deepEqual(await host.acts(), [{ act: 'code', code: 'family', stretch: stretchOf('harsh voice') }]);
    await panel.send({ type: 'command', command: { do: 'code', code: 'guilt' } });
    await host.answer();
    assert.deepEqual((await host.acts()).at(-1), { act: 'code', code: 'guilt', stretch: stretchOf('harsh voice') });
    await panel.send({ type: 'command', command: { do: 'memo' } });
    await page.locator('aside introspect-memo-field, introspect-segment-details').first().waitFor();
    await panel.close();
  });
});
