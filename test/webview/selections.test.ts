// What every explorer does with nothing, with too much, with one token of another script, and with a model that dies.
import assert from 'node:assert/strict';
import type { AttentionContent } from '../../src/protocol/attention';
import type { Notice, SubjectLabel } from '../../src/protocol/panel';
import * as attention from './attention/scene';
import * as beside from './beside/scene';
import * as explore from './explore/scene';
import { themeNames, type PanelPage } from './harness';
import * as layers from './layers/scene';
import * as mattered from './mattered/scene';
import * as words from './words/scene';

type AnyPanel = Pick<
  PanelPage<never, { readonly type: string }>,
  'page' | 'rendered' | 'setTheme' | 'assertAccessible' | 'screenshot' | 'close'
>;

/** Says how to open a panel, and what its host sends of a text. */
interface Explorer {
  readonly open: () => Promise<AnyPanel>;
  /** With which tokens, and what of the subject is different. */
  readonly content: (texts: readonly string[], subject?: Partial<SubjectLabel>) => readonly unknown[];
  /** Answers what a panel asks before it shows the words. */
  readonly answer?: (panel: AnyPanel, texts: readonly string[]) => Promise<void>;
}

const source = { uri: 'file:///P01.transcript.txt', start: 0, end: 9 };

const explorers: Readonly<Record<string, Explorer>> = {
  attention: {
    open: () => attention.openAttention({ state: { view: 'matrix', hideFirstToken: false } }),
    content: (texts, subject = {}) => {
      const content: AttentionContent = attention.withTokens(texts, { subject });
      const size = texts.length;
      const weights = Float32Array.from({ length: size * size }, (_, i) =>
        i % size <= i / size ? 1 / (1 + Math.floor(i / size)) : 0,
      );
      const place = { subjectId: 1, reading: 'head', layer: 0, head: 0 };
      return [
        { type: 'content', content, source },
        { type: 'weights', ...place, weights, size },
      ];
    },
  },
  layers: {
    open: () => layers.openLayers(),
    content: (texts, subject = {}) => [{ type: 'content', content: layers.contentOf(texts, { subject }), source }],
    answer: (panel, texts) =>
      layers.answer(panel as layers.LayersPage, { type: 'lens', answer: layers.lensAnswer(texts) }),
  },
  words: {
    open: () => words.openWords(),
    content: (texts, subject = {}) => {
      const whole = words.content(texts.join(''));
      const content = { ...whole, subject: { ...whole.subject, ...subject } };
      return [words.contentMessage(content), words.next({ scope: 'selection', position: texts.length - 1, path: [] })];
    },
  },
  mattered: {
    open: () => mattered.openMattered(),
    content: (texts, subject = {}) => {
      const whole = mattered.contentOf({ text: texts.join('') });
      return [{ type: 'content', content: { ...whole, subject: { ...whole.subject, ...subject } }, source }];
    },
    answer: async (panel, texts) => {
      const asked = (await (panel as mattered.MatteredPage).sentOf('attribute')).at(-1)!;
      await deliver(panel, [mattered.partsOf(asked.ask, texts.join(''))]);
    },
  },
  beside: {
    open: () => beside.openBeside(),
    content: (texts, subject = {}) => {
      const { content } = beside.contentOf();
      const tokens = texts.map((text, i) => ({ ...content.tokens[Math.min(i, 4)]!, id: i, text }));
      const sides = {
        left: { ...content.sides.left, tokens: texts },
        right: { ...content.sides.right, tokens: texts },
      };
      return [
        beside.models,
        {
          ...beside.contentOf({ tokens, sides }),
          content: { ...content, tokens, sides, subject: { ...content.subject, ...subject } },
        },
      ];
    },
  },
  explore: {
    open: () => explore.openExplore(),
    content: (texts, subject = {}) => {
      const whole = explore.content();
      const tokens = texts.map((text, i) => ({ ...whole.tokens[Math.min(i, 20)]!, text }));
      return [{ type: 'content', content: { ...whole, tokens, subject: { ...whole.subject, ...subject } } }];
    },
  },
};

async function deliver(panel: AnyPanel, messages: readonly unknown[]): Promise<void> {
  for (const message of messages) await panel.page.evaluate((m) => window.postMessage(m, '*'), message);
  await panel.rendered();
}

const tell = (notice: Notice, keepContent: boolean) => [{ type: 'notice', notice, keepContent }];
const says = (panel: AnyPanel): Promise<string> =>
  panel.page.locator('body').evaluate((body) => {
    const texts: string[] = [];
    const read = (root: ParentNode): void => {
      for (const element of root.querySelectorAll('*')) {
        if (element.localName === 'introspect-explain' || element.localName === 'style') continue;
        for (const node of element.childNodes) if (node.nodeType === Node.TEXT_NODE) texts.push(node.textContent ?? '');
        if (element.shadowRoot) read(element.shadowRoot);
      }
    };
    read(body);
    return texts.join(' ').replace(/\s+/g, ' ');
  });

for (const [name, { open, content, answer }] of Object.entries(explorers)) {
  const show = async (panel: AnyPanel, texts: readonly string[], subject: Partial<SubjectLabel> = {}) => {
    await deliver(panel, content(texts, subject));
    await answer?.(panel, texts);
  };

  describe(`selections: ${name}`, () => {
    it('of nothing: says what to do, and shows nothing of before', async () => {
      const panel = await open();
      await show(panel, ['lie', ' awake']);
      assert.match(await says(panel), /awake/);
      await deliver(panel, tell({ kind: 'noSelection' }, false));
      const text = await says(panel);
      assert.match(text, /[Ss]elect/);
      assert.doesNotMatch(text, /awake/);
      for (const theme of themeNames) {
        await panel.setTheme(theme);
        await panel.assertAccessible();
      }
      await panel.close();
    });

    it('of one token in another script: shows it, accessible in four themes', async () => {
      const panel = await open();
      await show(panel, ['أرق']);
      assert.match(await says(panel), /أرق/);
      for (const theme of themeNames) {
        await panel.setTheme(theme);
        await panel.assertAccessible();
      }
      await panel.screenshot('one-token');
      await panel.close();
    });

    it('of 10,000 tokens: shows the part that the host sends, and says how many are left out', async () => {
      const panel = await open();
      const texts = Array.from({ length: 300 }, (_, i) => ` w${i}`);
      await deliver(panel, content(texts, { omittedTokens: 9700, limit: { tokens: 300, by: 'panel' } }));
      assert.match(await says(panel), /9,700|10,000/);
      await panel.close();
    });

    it('with a model that dies: says so, keeps what is there, and asks again when told', async () => {
      const panel = await open();
      await show(panel, ['lie', ' awake']);
      const error = { code: 'hostDied', message: 'The model stopped in the middle.', remedy: 'Try again.' } as const;
      await deliver(panel, tell({ kind: 'error', error, actions: ['retry'] }, true));
      assert.match(await says(panel), /stopped in the middle/);
      assert.match(await says(panel), /awake/);
      await panel.page.getByRole('button', { name: 'Try again' }).first().click();
      const sent = await panel.page.evaluate(() => window.introspectTest.sent);
      assert.deepEqual(sent.at(-1), { type: 'action', action: 'retry' });
      // The model was changed, or came back: what it now reads takes the place.
      await show(panel, ['so', ' tired']);
      const text = await says(panel);
      assert.match(text, /tired/);
      assert.doesNotMatch(text, /stopped in the middle|awake/);
      await panel.close();
    });
  });
}
