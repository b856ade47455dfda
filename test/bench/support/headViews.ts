// What the page takes to draw one head anew, in each of its views.
import type { Page } from 'playwright-core';
import type { AttentionContent } from '../../../src/protocol/attention';
import { openPanel } from '../../webview/harness';

export type HeadViewName = 'matrix' | 'lines' | 'text';
export type HeadAct = 'hover' | 'head' | 'choose' | 'zoom';

/** Acts that a view knows. */
export const actsOf: { readonly [V in HeadViewName]: readonly HeadAct[] } = {
  matrix: ['hover', 'head', 'zoom'],
  lines: ['hover', 'head'],
  text: ['hover', 'head', 'choose'],
};

declare const window: Window & { heads: Float32Array[] };

/** Opens the panel on a head of made-up weights, two of which are kept in the page. @returns from the answer to the picture, in ms */
export async function openHead(
  view: HeadViewName,
  content: AttentionContent,
): Promise<{ readonly page: Page; readonly firstMs: number }> {
  const { page } = await openPanel('attention', { width: 1000, height: 900, state: { view, hideFirstToken: false } });
  const firstMs = await page.evaluate(
    async ({ shown, size }) => {
      window.heads = [0, 1].map((head) => {
        const weights = new Float32Array(size * size);
        for (let query = 0; query < size; query++) {
          const row = weights.subarray(query * size, query * size + query + 1);
          let sum = 0;
          for (let key = 0; key <= query; key++) {
            const near = 2 ** (-(query - key) / (4 + 20 * head));
            sum += row[key] = near + (key % 7 === head ? 0.05 : 0.002) + (key === 0 ? 0.5 : 0);
          }
          for (let key = 0; key <= query; key++) row[key]! /= sum;
        }
        return weights;
      });
      const tell = (data: unknown) => window.dispatchEvent(new MessageEvent('message', { data }));
      tell({ type: 'content', content: shown, source: null });
      await new Promise((done) => setTimeout(done, 50));
      const started = performance.now();
      const place = { subjectId: 1, reading: 'head', layer: 0, head: 0 };
      tell({ type: 'weights', ...place, weights: window.heads[0], size });
      await new Promise((done) => requestAnimationFrame(() => setTimeout(done, 0)));
      return performance.now() - started;
    },
    { shown: content, size: content.tokens.length },
  );
  return { page, firstMs };
}

/** The page's own work for one act of the person, style, layout and the canvas's dots included, repeated; in ms. */
export function headWork(page: Page, view: HeadViewName, act: HeadAct, size: number): Promise<number[]> {
  return page.evaluate(
    async ({ shown, what, tokens }) => {
      type Element_ = HTMLElement & { updateComplete: Promise<unknown> };
      const panel = document.querySelector<Element_>('introspect-attention')!;
      const head = panel.shadowRoot!.querySelector<Element_>('introspect-attention-head')!;
      const picture = head.shadowRoot!.querySelector<Element_>(`introspect-attention-${shown}`)!;
      const inside = picture.shadowRoot!;
      const settle = async () => {
        for (let i = 0; i < 3; i++) for (const element of [panel, head, picture]) await element.updateComplete;
        void document.body.offsetHeight;
        for (const canvas of inside.querySelectorAll('canvas')) canvas.getContext('2d')!.getImageData(0, 0, 1, 1);
      };
      const places = () => [...inside.querySelectorAll<HTMLElement>('.looking [data-token], [data-unit]')];
      const times: number[] = [];
      for (let i = 0; i < 24; i++) {
        const all = places();
        const at = all[Math.floor((all.length * ((i * 7) % 24)) / 24)];
        const canvas = inside.querySelector('canvas');
        const scroller = inside.querySelector<HTMLElement>('.scroller');
        if (what === 'head')
          panel
            .shadowRoot!.querySelector<Element_>('introspect-head-picker[kind=Head]')!
            .dispatchEvent(new CustomEvent('pick', { detail: i % 2 === 0 ? 1 : 0 }));
        await settle();
        const started = performance.now();
        if (what === 'head') {
          const place = { subjectId: 1, reading: 'head', layer: 0, head: i % 2 === 0 ? 1 : 0 };
          const weights = window.heads[place.head];
          window.dispatchEvent(
            new MessageEvent('message', { data: { type: 'weights', ...place, weights, size: tokens } }),
          );
        } else if (what === 'zoom') {
          const key = i % 8 < 4 ? '+' : '-';
          scroller!.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true }));
        } else if (shown === 'matrix') {
          const box = canvas!.getBoundingClientRect();
          const [clientX, clientY] = [box.left + 60 + ((i * 37) % 300), box.top + 60 + ((i * 53) % 300)];
          scroller!.dispatchEvent(new PointerEvent('pointermove', { clientX, clientY, bubbles: true }));
        } else if (what === 'choose') at!.click();
        else at!.dispatchEvent(new PointerEvent('pointerover', { bubbles: true }));
        await settle();
        times.push(performance.now() - started);
        await new Promise((done) => setTimeout(done, 60));
      }
      // Who switches heads has the pointer elsewhere.
      inside.querySelector('.looking')?.dispatchEvent(new PointerEvent('pointerleave'));
      await settle();
      return times.slice(4);
    },
    { shown: view, what: act, tokens: size },
  );
}
