// Every control of the explorers has a plain note beside it that leads on to the glossary: whoever adds a control adds one.
import assert from 'node:assert/strict';
import { findEntry } from '../../src/core/glossary/glossary';
import { contentOf as attentionContent, longText, openAttention, weightsOf } from './attention/scene';
import { overviewOf } from './attention/overviewScene';
import * as beside from './beside/scene';
import * as conversation from './conversation/scene';
import * as explore from './explore/scene';
import { themeNames, type PanelPage } from './harness';
import * as layers from './layers/scene';
import * as lesson from './lesson/scene';
import * as mattered from './mattered/scene';
import * as words from './words/scene';

type AnyPanel = Pick<PanelPage<never, { readonly type: string }>, 'page' | 'close' | 'rendered'>;

interface Seen {
  /** Name of a control → the question of its note; null where it has none. */
  readonly controls: readonly (readonly [name: string, question: string | null])[];
  readonly notes: readonly { readonly question: string; readonly term: string; readonly words: string }[];
}

/**
 * Runs in the page. A control is a select, a field, a check box, a slider, a set of radio buttons or a group with several
 * buttons. Its note is one that has it as its subject, that its label names, or that heads its group; a group of buttons
 * may also stand below a note that heads their section.
 */
function look(part: string): Seen {
  const all: Element[] = [];
  const gather = (root: ParentNode): void => {
    for (const element of root.querySelectorAll('*')) {
      all.push(element);
      if (element.shadowRoot && element.localName !== 'introspect-explain') gather(element.shadowRoot);
    }
  };
  gather(document.body);
  const above = (node: Element): Element | ShadowRoot | null =>
    node.parentElement ?? (node.parentNode instanceof ShadowRoot ? node.parentNode : null);
  const chain = (element: Element): (Element | ShadowRoot)[] => {
    const path: (Element | ShadowRoot)[] = [];
    for (let at: Element | ShadowRoot | null = element; at; at = at instanceof ShadowRoot ? at.host : above(at))
      path.push(at);
    return path;
  };
  const controls = 'select, input, textarea, [role=slider], [role=radiogroup], fieldset, vscode-button, button';
  const isNote = (element: Element) => element.localName === 'introspect-explain' && element.getAttribute('term');
  const headsOthers = (element: Element) =>
    isNote(element) && !element.querySelector(':scope > [slot=subject]')?.querySelector(controls);
  const isGroup = (node: Element | ShadowRoot) =>
    node instanceof Element && node.matches('[role=group], [role=radiogroup], fieldset, form');
  const noteOf = (control: Element): Element | null => {
    const label = control.id === '' ? null : (control.getRootNode() as ParentNode).querySelector(`[for=${control.id}]`);
    for (const start of label ? [control, label] : [control]) {
      const own = chain(start).find((node) => node instanceof Element && isNote(node));
      if (own) return own as Element;
    }
    const group = chain(control).find((node) => isGroup(node) && node !== control) as Element | undefined;
    const head = group && [...group.children].find(headsOthers);
    if (head) return head;
    if (!control.matches('[role=group], [role=slider], [role=radiogroup] [role=group]')) return null;
    for (const node of chain(control)) {
      if (!(node instanceof ShadowRoot) && !node.matches('section')) continue;
      const found = [...node.querySelectorAll('introspect-explain')].find(headsOthers);
      if (found) return found;
    }
    return null;
  };
  const isShown = (element: Element) => element.getClientRects().length > 0;
  const isControl = (element: Element) => {
    if (element.matches('[role=slider], [role=radiogroup]')) return true;
    if (element.matches('[role=group]')) return element.querySelectorAll('button, vscode-button').length > 1;
    if (element.matches('fieldset')) return element.querySelector('input[type=radio]') !== null;
    return element.matches('select, textarea, input:not([type=radio])');
  };
  const nameOf = (element: Element) => {
    const labelled = (element as HTMLInputElement).labels?.[0]?.textContent;
    const text = element.getAttribute('aria-label') ?? labelled ?? element.querySelector('legend')?.textContent;
    const place = (element.getRootNode() as ShadowRoot).host.localName;
    return `${place}: ${(text ?? (element.outerHTML.slice(0, 60) || '')).replace(/\s+/g, ' ').trim()}`;
  };
  const shown = all.filter((element) => isShown(element));
  return {
    controls: shown
      .filter((element) => isControl(element) && element.closest(part) !== null)
      .map((element) => [nameOf(element), noteOf(element)?.getAttribute('question') ?? null] as const),
    notes: shown
      .filter((element) => element.localName === 'introspect-explain' && element.closest(part) !== null)
      .map((note) => ({
        question: note.getAttribute('question') ?? '',
        term: note.getAttribute('term') ?? '',
        words: [...note.children]
          .filter(({ slot }) => slot === '')
          .map(({ textContent }) => textContent.trim())
          .join(' '),
      })),
  };
}

/** @param part selector of what is looked at, within a component: all of it unless told */
async function assertExplained(panel: AnyPanel, least: number, part = '*'): Promise<void> {
  await panel.rendered();
  const { controls, notes } = await panel.page.evaluate(look, part);
  assert.deepEqual(
    controls.filter(([, question]) => question === null).map(([name]) => name),
    [],
    'controls without a note',
  );
  assert.ok(controls.length >= least, `${controls.length} controls: ${controls.map(([name]) => name).join('; ')}`);
  for (const { question, term, words: text } of notes) {
    assert.match(question, /^\p{Lu}.*\?$/u, 'a note answers a question');
    assert.ok(findEntry(term), `“${question}” leads to no entry of the glossary: ${term}`);
    const count = text.split(/\s+/).length;
    assert.ok(count >= 15 && count <= 160, `“${question}” has ${count} words: a note is short, and says something`);
  }
}

describe('notes beside the controls', () => {
  it('are in every view of Attention', async () => {
    for (const [view, least] of [
      ['heads', 8],
      ['matrix', 10],
      ['lines', 8],
      ['text', 9],
    ] as const) {
      const panel = await openAttention({ state: { view, hideFirstToken: false } });
      const content = attentionContent('llama-gqa');
      const tokens = content.tokens.map((token, i) => ({ ...token, special: i === 0 }));
      await panel.send({ type: 'content', content: { ...content, tokens }, source: null });
      if (view === 'heads') {
        const rows = Array.from({ length: 8 }, () => tokens.map((_, q) => tokens.map((__, k) => (k === q ? 1 : 0))));
        await panel.send(
          overviewOf(
            rows,
            tokens.map(({ id }) => id),
            { layers: 2 },
          ),
        );
        await panel.page.locator('select.order').selectOption('entropy');
      } else await panel.send(weightsOf('llama-gqa'));
      await assertExplained(panel, least);
      await panel.close();
    }
    const panel = await openAttention({ state: { view: 'matrix', reading: 'rollout', hideFirstToken: false } });
    const { content, weights } = longText(200);
    await panel.send({ type: 'content', content, source: null }, { ...weights, reading: 'rollout' });
    await assertExplained(panel, 8);
    await panel.close();
  });

  it('are in every part of Layers', async () => {
    const panel = await layers.openLayers({ state: { open: ['lens', 'contributions', 'ablation'], off: [[0, 0]] } });
    const texts = Array.from({ length: 130 }, (_, i) => ` w${i}`);
    await panel.send({ type: 'content', content: layers.contentOf(texts), source: null });
    await layers.answer(panel, { type: 'lens', answer: layers.lensAnswer(texts) });
    await layers.answer(panel, { type: 'contributions', answer: layers.contributionsAnswer(129) });
    await layers.answer(panel, { type: 'ablation', answer: layers.ablationAnswer([[0, 0]]) });
    await assertExplained(panel, 7);
    await panel.close();
  });

  it('are in every view of Next Words, of a selection and of a transcript', async () => {
    for (const [view, least] of [
      ['chances', 11],
      ['tree', 5],
    ] as const) {
      const panel = await words.openWords({ state: { view } });
      await panel.send(words.contentMessage());
      await words.answer(panel);
      await assertExplained(panel, least);
      await panel.close();
    }
    const panel = await words.openWords({ state: { view: 'surprisal' } });
    await panel.send(words.contentMessage(), { type: 'transcript', subjectId: 1, reading: words.reading(120) });
    await assertExplained(panel, 9);
    await panel.close();
  });

  it('are in What Mattered, with its check and its link to coding', async () => {
    const panel = await mattered.openAnswered({ state: { attention: 'head', code: 'c1' } });
    await panel.page.locator('#target').selectOption('typed');
    await assertExplained(panel, 17);
    await panel.close();
  });

  it('are in Two Models', async () => {
    const panel = await beside.openBeside();
    await panel.send(beside.models, beside.contentOf(), beside.identities, beside.nextAt(4));
    await panel.send(beside.weightsOf('left'), beside.weightsOf('right'));
    await assertExplained(panel, 9);
    await panel.close();
  });

  it('are in How a Language Model Is Made', async () => {
    const panel = await lesson.openLesson();
    await lesson.showAll(panel);
    await assertExplained(panel, 10);
    await panel.close();
  });

  it('are at every setting of an answer in Talk to the Model', async () => {
    const panel = await conversation.open({ state: conversation.state() });
    await panel.send(conversation.modelMessage());
    await conversation.measure(panel, conversation.fit());
    await assertExplained(panel, 9, '.settings');
    await panel.close();
  });

  it('are in Explore', async () => {
    const panel = await explore.openExplore();
    await panel.send({ type: 'content', content: explore.content() }, explore.nextMessage(22));
    await assertExplained(panel, 4);
    await panel.close();
  });

  it('open over the page by keyboard, close by Escape, and lead to the glossary', async () => {
    const panel = await openAttention({ state: { view: 'matrix', hideFirstToken: false } });
    await panel.send({ type: 'content', content: attentionContent('llama-gqa'), source: null }, weightsOf('llama-gqa'));
    const place = () => panel.page.locator('.toolbar').boundingBox();
    const before = await place();
    const button = panel.page.getByRole('button', { name: 'What happens when tokens are merged?' });
    await button.focus();
    await panel.page.keyboard.press('Enter');
    const note = panel.page.getByText('Merged to words, sentences or turns');
    await note.waitFor();
    assert.equal(await button.getAttribute('aria-expanded'), 'true');
    assert.deepEqual(await place(), before, 'nothing moves');
    const box = await note.boundingBox();
    assert.ok(box && box.x >= 0 && box.x + box.width <= 1000 && box.y > 0 && box.y + box.height <= 900);
    for (const theme of themeNames) {
      await panel.setTheme(theme);
      await panel.assertAccessible();
      await panel.screenshot('note');
    }
    await panel.page.keyboard.press('Escape');
    await note.waitFor({ state: 'hidden' });
    assert.equal(await button.getAttribute('aria-expanded'), 'false');
    await panel.page.keyboard.press('Enter');
    await panel.page.keyboard.press('Tab');
    await panel.page.keyboard.press('Enter');
    assert.deepEqual((await panel.sent()).at(-1), { type: 'glossary', term: 'token' });
    await panel.close();
  });
});
