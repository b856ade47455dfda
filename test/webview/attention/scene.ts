import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { Locator } from 'playwright-core';
import { utf16 } from '../../../src/core/base/offsets';
import type { AttentionContent, AttentionFromPanel, AttentionToPanel } from '../../../src/protocol/attention';
import type { Token } from '../../../src/protocol/modelHost';
import type { ModelLabel, SubjectLabel } from '../../../src/protocol/panel';
import { openPanel, type OpenOptions, type PanelPage } from '../harness';

export type AttentionPage = PanelPage<AttentionToPanel, AttentionFromPanel>;
export type WeightsMessage = Extract<AttentionToPanel, { type: 'weights' }>;

export function openAttention(options?: OpenOptions): Promise<AttentionPage> {
  return openPanel('attention', { width: 1000, ...options });
}

/** A decoder, whose matrices are lower-triangular, and an encoder, whose are full. */
export type Reference = 'llama-gqa' | 'bert';

function readReference(model: Reference): { tokens: string[]; attentions: number[][][][] } {
  const file = path.join(import.meta.dirname, `../../fixtures/models/${model}/ref.json`);
  return JSON.parse(readFileSync(file, 'utf8')) as { tokens: string[]; attentions: number[][][][] };
}
const references = { 'llama-gqa': readReference('llama-gqa'), bert: readReference('bert') };

/** PyTorch's attention of a fixture model: [query][key]. */
export function referenceRows(model: Reference, layer: number, head: number): readonly (readonly number[])[] {
  return references[model].attentions[layer]![head]!;
}

export function weightsOf(model: Reference, layer = 0, head = 0, subjectId = 1): WeightsMessage {
  const rows = referenceRows(model, layer, head);
  const weights = Float32Array.from(rows.flat());
  return { type: 'weights', subjectId, reading: 'head', layer, head, weights, size: rows.length };
}

interface ContentChange {
  readonly subject?: Partial<SubjectLabel>;
  readonly model?: Partial<ModelLabel>;
}

export function contentOf(model: Reference, change: ContentChange = {}): AttentionContent {
  const texts = references[model].tokens.map((token) => token.replace('▁', ' ').replace('##', ''));
  return withTokens(texts, { ...change, model: { name: model, predictsNextToken: model !== 'bert', ...change.model } });
}

export function withTokens(texts: readonly string[], { subject, model }: ContentChange = {}): AttentionContent {
  let end = 0;
  const tokens = texts.map((text, id): Token => {
    const start = end;
    end += text.length;
    return { id, text, start: utf16(start), end: utf16(end), special: false };
  });
  return {
    subject: {
      subjectId: 1,
      document: 'P01.transcript.txt',
      line: 12,
      omittedTokens: 0,
      limit: { tokens: 512, by: 'panel' },
      ...subject,
    },
    model: { name: 'tiny', bundled: true, layers: 2, heads: 4, predictsNextToken: true, ...model },
    tokens,
    text: texts.join(''),
  };
}

/** A made-up decoder head over any number of tokens: each looks at itself, at the first token and at every seventh. */
export function longText(size: number, head = 0): { content: AttentionContent; weights: WeightsMessage } {
  const words = ['I', ' lie', ' awake', ' most', ' of', ' the', ' night', ' and', ' cannot', ' sleep', '.', '\n'];
  const content = withTokens(Array.from({ length: size }, (_, i) => words[i % words.length]!));
  const weights = new Float32Array(size * size);
  for (let query = 0; query < size; query++) {
    const row = weights.subarray(query * size, query * size + query + 1);
    row.forEach((_, key) => (row[key] = (key === 0 ? 4 : 0) + (key % 7 === head ? 1 : 0.02) + (key === query ? 3 : 0)));
    const sum = row.reduce((a, b) => a + b);
    row.forEach((w, key) => (row[key] = w / sum));
  }
  return { content, weights: { type: 'weights', subjectId: 1, reading: 'head', layer: 0, head, weights, size } };
}

/** What the picture of a matrix shows: where each cell is, told by the panel's own readout, and how it is shaded. */
export interface SeenMatrix {
  /** Tokens by number (0-based) → middle of the row or column, in pixels of the canvas. */
  readonly rows: ReadonlyMap<number, number>;
  readonly columns: ReadonlyMap<number, number>;
  /** Luminance 0–255, by row and column token. */
  shade(query: number, key: number): number;
}

export async function lookAtMatrix(panel: AttentionPage): Promise<SeenMatrix> {
  const seen = await panel.page.evaluate(async () => {
    const panel = document.querySelector('introspect-attention')!;
    const root = panel.shadowRoot!.querySelector('introspect-attention-head') as Element & {
      updateComplete: Promise<unknown>;
    };
    const matrix = root.shadowRoot!.querySelector('introspect-attention-matrix')!;
    const scroller = matrix.shadowRoot!.querySelector('[role=application]')!;
    const canvas = matrix.shadowRoot!.querySelector('canvas')!;
    const box = canvas.getBoundingClientRect();
    const { data } = canvas.getContext('2d')!.getImageData(0, 0, canvas.width, canvas.height);
    const grey = Array.from(
      { length: data.length / 4 },
      (_, i) => (data[4 * i]! + 2 * data[4 * i + 1]! + data[4 * i + 2]!) / 4,
    );
    const placeAt = async (x: number, y: number) => {
      scroller.dispatchEvent(new PointerEvent('pointermove', { clientX: box.left + x, clientY: box.top + y }));
      await root.updateComplete;
      const place = root.shadowRoot!.querySelector('.place')!.textContent;
      return /token (\d+) → token (\d+)/
        .exec(place)
        ?.slice(1)
        .map((n) => Number(n) - 1);
    };
    // Less than half a cell.
    const step = 8;
    const scan = async (length: number, placeOf: (at: number) => Promise<number | undefined>) => {
      const found = new Map<number, number[]>();
      for (let at = 0; at < length; at += step) {
        const token = await placeOf(at);
        if (token !== undefined) found.set(token, [...(found.get(token) ?? []), at]);
      }
      return [...found].map(([token, at]) => [token, (at[0]! + at.at(-1)!) / 2] as const);
    };
    const columns = await scan(box.width, async (x) => (await placeAt(x, box.height - 20))?.[1]);
    const rows = await scan(box.height, async (y) => (await placeAt(columns[0]![1], y))?.[0]);
    scroller.dispatchEvent(new PointerEvent('pointerleave'));
    return { rows, columns, grey, width: canvas.width, ratio: devicePixelRatio };
  });
  const rows = new Map(seen.rows);
  const columns = new Map(seen.columns);
  return {
    rows,
    columns,
    shade: (query, key) => {
      const x = columns.get(key);
      const y = rows.get(query);
      assert.ok(x !== undefined && y !== undefined, `The picture has no cell for token ${query} and ${key}.`);
      return seen.grey[Math.round(y * seen.ratio) * seen.width + Math.round(x * seen.ratio)]!;
    },
  };
}

export function readout(panel: AttentionPage): Promise<string> {
  return textOf(panel, '.readout .sentence');
}

/** The tokens that look, in the lines view. */
export function tokensOf(panel: AttentionPage): Locator {
  return panel.page.getByRole('listbox', { name: 'This token' }).getByRole('option');
}

/** A weight as it must be printed: four decimals, or that it is smaller than they can tell. */
export function exact(weight: number): string {
  if (weight === 0) return '0';
  return weight < 0.0001 ? '< 0.0001' : weight.toFixed(4);
}

/** The text of an element, with ordinary spaces. */
export async function textOf(panel: AttentionPage, selector: string): Promise<string> {
  return (await panel.page.locator(selector).innerText()).replaceAll('\u00a0', ' ');
}
