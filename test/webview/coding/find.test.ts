import assert from 'node:assert/strict';
import { largeContent } from '../../support/largeTranscript';
import { content, interview, start, stretchOf } from './scene';

type Scene = Awaited<ReturnType<typeof start>>;

const count = ({ page }: Scene) => page.locator('.find output').innerText();

/** The words that are selected, once the other panels have been told of them. */
async function selected({ panel }: Scene, text = interview): Promise<string | null> {
  await panel.page.waitForTimeout(200);
  const { stretch } = (await panel.sentOf('select')).at(-1)!;
  return stretch && text.slice(stretch.start, stretch.end);
}

describe('coding: finding words', () => {
  it('goes from place to place as one types and presses Enter, and leaves the words ready to be coded', async () => {
    const scene = await start();
    const { page, panel, text, press, host } = scene;
    await text.focus();
    await press('Control+Home', 'Control+f');
    const field = page.getByRole('textbox', { name: 'Find' });
    assert.equal(await field.evaluate((input) => input === document.activeElement), true);
    await field.pressSequentially('NEVER');
    assert.deepEqual([await count(scene), await selected(scene)], ['1 of 1', 'never']);
    await field.fill('my ');
    await press('Enter');
    assert.equal(await count(scene), '2 of 4', 'white space at the ends does not count');
    await field.fill('my mother');
    assert.equal(await count(scene), '1 of 1');
    await press('Escape', 'F2');
    await page
      .locator('introspect-code-picker')
      .getByRole('option', { name: /^Family/ })
      .click();
    await host.answer();
    assert.deepEqual((await host.acts()).at(-1), { act: 'code', code: 'family', stretch: stretchOf('my mother') });
    assert.equal(await page.locator('.find').count(), 0);
    await panel.close();
  });

  it('looks for what is selected, goes round at the ends, and goes on by F3 with the bar closed', async () => {
    const scene = await start();
    const { panel, press, drag, page } = scene;
    await drag('night');
    await press('Control+f');
    assert.equal(await page.getByRole('textbox', { name: 'Find' }).inputValue(), 'night');
    assert.equal(await count(scene), '1 of 1');
    await page.getByRole('textbox', { name: 'Find' }).fill('harsh');
    await press('F3', 'Shift+F3', 'Enter');
    assert.deepEqual([await count(scene), await selected(scene)], ['1 of 1', 'harsh']);
    await page.getByRole('textbox', { name: 'Find' }).fill('and');
    await page.getByText('That is quite a harsh voice.').click();
    await press('F3');
    const after = async () => (await panel.sentOf('select')).at(-1)!.stretch!.start;
    await panel.page.waitForTimeout(200);
    assert.ok((await after()) > stretchOf('harsh voice').start, 'on from where the person has clicked');
    await press('Shift+F3', 'Shift+F3');
    await panel.page.waitForTimeout(200);
    assert.ok((await after()) < stretchOf('harsh voice').start, 'and back');
    await page.getByRole('textbox', { name: 'Find' }).fill('a dog');
    await press('Escape', 'Control+Home', 'F3');
    assert.deepEqual([await selected(scene), await page.locator('.find').count()], ['a dog', 0]);
    await panel.close();
  });

  it('finds no place in a head, tells case and whole words apart when asked to, and says that there is none', async () => {
    const scene = await start();
    const { page, panel, press, text } = scene;
    await text.focus();
    await press('Control+f');
    const field = page.getByRole('textbox', { name: 'Find' });
    await field.fill('P07');
    assert.equal(await count(scene), 'No place');
    await field.fill('cafe');
    assert.equal(await count(scene), '1 of 1', 'accents do not count');
    await field.fill('and');
    const all = Number((await count(scene)).split(' of ')[1]);
    await press('Alt+w');
    const whole = Number((await count(scene)).split(' of ')[1]);
    await press('Alt+c');
    const cased = Number((await count(scene)).split(' of ')[1]);
    const occurrences = (pattern: RegExp) => [...spoken.matchAll(pattern)].length;
    assert.deepEqual([all, whole, cased], [occurrences(/and/gi), occurrences(/\band\b/gi), occurrences(/\band\b/g)]);
    assert.equal(await page.getByRole('button', { name: 'Match case' }).getAttribute('aria-pressed'), 'true');
    await panel.assertAccessible();
    await panel.close();
  });

  it('finds what is far from the screen, and marks no more than what is near it', async () => {
    const shown = largeContent({ turns: 3000, segments: 10, coders: 1, codes: 3 });
    const scene = await start(shown);
    const { page, panel, press, text } = scene;
    await text.focus();
    await press('Control+Home');
    await page.getByRole('button', { name: 'Find in this transcript' }).click();
    const field = page.getByRole('textbox', { name: 'Find' });
    await field.fill('e');
    const total = Number((await count(scene)).split(' of ')[1]!.replaceAll(',', ''));
    assert.ok(total > 10_000);
    const marked = await page.evaluate(() => CSS.highlights.get('coding-found')?.size ?? 0);
    assert.ok(marked > 20 && marked < 5000, String(marked));
    await press('Shift+Enter');
    assert.equal(await count(scene), `${total.toLocaleString('en-US')} of ${total.toLocaleString('en-US')}`);
    assert.equal(await selected(scene, shown.text), 'e');
    const { top, bottom } = await page.evaluate(() => {
      const range = [...CSS.highlights.get('coding-pending')!][0] as Range;
      return range.getBoundingClientRect().toJSON() as DOMRect;
    });
    assert.ok(top > 0 && bottom < page.viewportSize()!.height, 'in view');
    await panel.close();
  });

  it('finds the place again in a text that was corrected meanwhile', async () => {
    const scene = await start();
    const { page, panel, press, text } = scene;
    await text.focus();
    await press('Control+f');
    await page.getByRole('textbox', { name: 'Find' }).fill('read');
    assert.equal(await count(scene), '1 of 1');
    const corrected = interview.replace('I lie there', 'I lie there, I read,');
    await panel.send(content({ text: corrected, segments: [] }));
    assert.equal(await count(scene), '2 of 2', 'the same words');
    await press('Enter');
    assert.equal(await count(scene), '1 of 2');
    await page.waitForTimeout(200);
    const { stretch } = (await panel.sentOf('select')).at(-1)!;
    assert.equal(corrected.slice(stretch!.start - 2, stretch!.end), 'I read');
    await panel.close();
  });
});

const spoken = interview
  .split('\n')
  .map((line) => line.replace(/^\[[^\]]*\] \w+: /, ''))
  .join('\n');
