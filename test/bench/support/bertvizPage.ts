// BertViz, the peer that people look at attention with in a notebook: the page of its head view, made and opened.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Page } from 'playwright-core';

const peers = path.join(import.meta.dirname, '../node_modules');
/** What the page loads from a content network, in the versions that it names or the nearest that npm has. */
const scripts: readonly (readonly [part: string, file: string])[] = [
  ['require', 'requirejs/require.js'],
  ['d3', 'd3/dist/d3.min.js'],
  ['jquery', 'jquery/dist/jquery.min.js'],
];

const makePage = `
import json, sys
import torch
from bertviz import head_view
folder = sys.argv[1]
about = json.load(open(folder + '/about.json'))
layers, heads, size = about['layers'], about['heads'], about['size']
values = torch.frombuffer(bytearray(open(folder + '/weights', 'rb').read()), dtype=torch.float32)
attention = values.reshape(layers, 1, heads, size, size)
page = head_view([attention[i] for i in range(layers)], about['tokens'], html_action='return').data
open(folder + '/page.html', 'w').write('<!doctype html><meta charset="utf-8"><body>' + page)
`;

export interface HeadsOfText {
  readonly layers: number;
  readonly heads: number;
  readonly tokens: readonly string[];
  /** Shape [layers, heads, size, size]. */
  readonly weights: Float32Array;
}

export interface PeerPage {
  readonly bytes: number;
  /** From the request for the page to the frame after its first picture. */
  readonly loadMs: number;
}

/** A Python with BertViz: the one named in BERTVIZ_PYTHON, else python3. Null, or why there is none. */
export function bertvizPython(): { readonly python: string } | { readonly missing: string } {
  const python = process.env['BERTVIZ_PYTHON'] ?? 'python3';
  const { status } = spawnSync(python, ['-c', 'import bertviz, torch'], { stdio: 'ignore' });
  if (status !== 0) {
    return { missing: 'no Python with bertviz and torch (pip install bertviz torch); name one in BERTVIZ_PYTHON' };
  }
  const absent = scripts.find(([, file]) => !existsSync(path.join(peers, file)));
  return absent ? { missing: `${absent[1]} is not installed in test/bench` } : { python };
}

/** Makes the page and opens it, with the scripts that it would load from the network served from this disk. */
export async function measureBertViz(python: string, text: HeadsOfText, page: Page): Promise<PeerPage> {
  const folder = mkdtempSync(path.join(tmpdir(), 'introspect-bertviz-'));
  try {
    const { layers, heads, tokens, weights } = text;
    writeFileSync(path.join(folder, 'about.json'), JSON.stringify({ layers, heads, size: tokens.length, tokens }));
    writeFileSync(path.join(folder, 'weights'), new Uint8Array(weights.buffer, weights.byteOffset, weights.byteLength));
    const { status, stderr } = spawnSync(python, ['-c', makePage, folder], { encoding: 'utf8' });
    if (status !== 0) throw new Error(`BertViz made no page: ${stderr.slice(-400)}`);
    const file = path.join(folder, 'page.html');
    await page.route(/^https:/, (route) => {
      const script = scripts.find(([part]) => new URL(route.request().url()).pathname.includes(part));
      return script ? route.fulfill({ path: path.join(peers, script[1]) }) : route.abort();
    });
    const started = performance.now();
    await page.goto(pathToFileURL(file).href, { timeout: 120_000 });
    await page.waitForSelector('svg line, svg path', { state: 'attached', timeout: 120_000 });
    await page.evaluate(() => new Promise(requestAnimationFrame));
    return { bytes: statSync(file).size, loadMs: performance.now() - started };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
