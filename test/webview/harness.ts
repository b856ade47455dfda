// Runs a built panel in Chromium as VS Code runs it: the production CSP, VS Code's own theme variables and default styles,
// and a scripted host in place of the extension.
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { mkdir, readFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import type { Page } from 'playwright-core';
import type { PanelName } from '../../src/protocol/panel';
import { launchBrowser } from '../rig/browser';
import themes from './themes.json';

export type ThemeName = keyof typeof themes;
/** Values dumped from a webview of VS Code 1.139, cut to the variables that panels use. */
export const themeNames = Object.keys(themes) as ThemeName[];

const root = path.resolve(import.meta.dirname, '../..');
const contentTypes: Record<string, string> = {
  '.css': 'text/css',
  '.js': 'text/javascript',
  '.json': 'application/json',
  '.map': 'application/json',
  '.ttf': 'font/ttf',
};

/** What the one page shows: tests run one after another, and opening a page anew costs more than the rest of a test. */
interface Scene {
  readonly name: PanelName;
  readonly theme: ThemeName;
  readonly problems: string[];
}
let scene: Scene = { name: 'explore', theme: 'Dark 2026', problems: [] };
let page: Promise<Page> | undefined;
let origin = '';
let opened = 0;
export const closeBrowser = async (): Promise<void> => (await page)?.context().browser()?.close();
// Benches open panels too, outside mocha.
if (typeof after === 'function') after(closeBrowser);

export interface OpenOptions {
  readonly theme?: ThemeName;
  readonly width?: number;
  readonly height?: number;
  /** What an earlier life of the panel saved. */
  readonly state?: unknown;
}

/** Opens a built panel in place of the last one; it has posted its first message when this resolves. */
export async function openPanel<ToPanel, FromPanel extends { readonly type: string }>(
  name: PanelName,
  { theme = 'Dark 2026', width = 320, height = 900, state }: OpenOptions = {},
): Promise<PanelPage<ToPanel, FromPanel>> {
  scene = { name, theme, problems: [] };
  const shown = await (page ??= newPage());
  await shown.mouse.move(0, 0);
  await shown.setViewportSize({ width, height });
  // The saved state travels in the hash, where the page's initial script finds it.
  await shown.goto(`${origin}/?${opened++}#${encodeURIComponent(JSON.stringify(state ?? null))}`);
  await shown.waitForFunction(() => window.introspectTest.sent.length > 0);
  return new PanelPage(shown, scene.problems, name, theme);
}

async function newPage(): Promise<Page> {
  origin = await startServer();
  const context = await (await launchBrowser()).newContext({ reducedMotion: 'reduce' });
  const made = await context.newPage();
  made.setDefaultTimeout(5_000);
  made.on('pageerror', (error) => scene.problems.push(String(error)));
  made.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) scene.problems.push(message.text());
  });
  // tsx compiles named functions into calls of this helper, which the functions sent to the page below need there too.
  await made.addInitScript('globalThis.__name = (fn) => fn');
  await made.addInitScript(stubHost);
  made.on('request', (request) => {
    const { protocol, origin: asked, href } = new URL(request.url());
    if (asked !== origin && protocol !== 'data:') scene.problems.push(`The panel asked for ${href}`);
  });
  return made;
}

/** A server, not answers in the network's place: those would keep the browser from caching what every page loads. */
async function startServer(): Promise<string> {
  const server = createServer((request, response) => void serve(request, response));
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  server.unref();
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** Runs in the page, before its scripts. */
function stubHost(): void {
  const saved: unknown = JSON.parse(decodeURIComponent(location.hash.slice(1)) || 'null') ?? undefined;
  const stub = { sent: [] as unknown[], state: saved, violations: [] as string[] };
  let acquired = false;
  Object.assign(window, {
    introspectTest: stub,
    acquireVsCodeApi: () => {
      if (acquired) throw new Error('An instance of the VS Code API has already been acquired');
      acquired = true;
      return {
        postMessage: (message: unknown) => stub.sent.push(structuredClone(message)),
        getState: () => stub.state,
        setState: (next: unknown) => (stub.state = JSON.parse(JSON.stringify(next)) as unknown),
      };
    },
  });
  document.addEventListener('securitypolicyviolation', (event) =>
    stub.violations.push(`${event.effectiveDirective} ${event.blockedURI} ${event.sample}`),
  );
}

/** Answers the page's requests from dist/webview, and no others. */
async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { pathname } = new URL(request.url ?? '/', origin);
  if (pathname === '/') {
    response.writeHead(200, { 'Content-Type': 'text/html', 'Cache-Control': 'no-store' });
    return void response.end(panelHtml(scene.name, scene.theme));
  }
  const file = path.join(root, 'dist/webview', path.posix.normalize(pathname));
  const body = await readFile(file).catch(() => undefined);
  if (!body) return void response.writeHead(404).end();
  const type = contentTypes[path.extname(file)] ?? 'application/octet-stream';
  response.writeHead(200, { 'Content-Type': type, 'Cache-Control': 'max-age=86400' }).end(body);
}

/** One open panel, seen from its host's side. */
export class PanelPage<ToPanel, FromPanel extends { readonly type: string }> {
  constructor(
    readonly page: Page,
    private readonly problems: string[],
    private readonly name: PanelName,
    private theme: ThemeName,
  ) {}

  /** Changes the theme under the open panel, as VS Code does. */
  async setTheme(theme: ThemeName): Promise<void> {
    this.theme = theme;
    await this.page.evaluate(
      ({ css, bodyClass, kind }) => {
        document.querySelector('#vscode-theme')!.textContent = css;
        document.body.className = bodyClass;
        document.body.dataset['vscodeThemeKind'] = kind;
      },
      { css: themeCss(this.name, theme), ...themeClasses(theme) },
    );
    await this.rendered();
  }

  async setWidth(width: number): Promise<void> {
    await this.page.setViewportSize({ width, height: 900 });
    await this.rendered();
  }

  /** Delivers messages from the host and waits until the panel has rendered them. */
  async send(...messages: readonly ToPanel[]): Promise<void> {
    for (const message of messages) await this.page.evaluate((m) => window.postMessage(m, '*'), message as unknown);
    await this.rendered();
  }

  /** Two frames: one to deliver and render, one to paint. */
  async rendered(): Promise<void> {
    await this.page.evaluate(
      () => new Promise<void>((done) => requestAnimationFrame(() => requestAnimationFrame(() => done()))),
    );
  }

  /** Everything that the panel has posted so far. */
  async sent(): Promise<FromPanel[]> {
    return (await this.page.evaluate(() => window.introspectTest.sent)) as FromPanel[];
  }

  /** The posted messages of one type. */
  async sentOf<T extends FromPanel['type']>(type: T): Promise<Extract<FromPanel, { type: T }>[]> {
    return (await this.sent()).filter((m): m is Extract<FromPanel, { type: T }> => m.type === type);
  }

  /** What the panel last gave to setState. */
  savedState(): Promise<unknown> {
    return this.page.evaluate(() => window.introspectTest.state);
  }

  /** Fails with every finding of axe-core, colour contrast included. */
  async assertAccessible(): Promise<void> {
    await this.page.evaluate(await axeSource());
    const findings = await this.page.evaluate(async () => {
      // Preloading parses the icons' style sheet in a <style> element of axe's own, which the CSP would report.
      const { violations } = await window.axe.run(document, { preload: false });
      return violations.flatMap(({ id, nodes }) =>
        nodes.map((n) => `${id}: ${n.target.join(' ')} — ${n.failureSummary ?? ''}`),
      );
    });
    assert.equal(findings.join('\n'), '', `axe-core found ${findings.length} problems`);
  }

  /** Keeps a picture of the whole panel as a build artefact in out/screenshots/webview. */
  async screenshot(name: string): Promise<void> {
    const folder = path.join(root, 'out/screenshots/webview', this.name);
    await mkdir(folder, { recursive: true });
    const file = `${name}-${this.theme.replaceAll(' ', '-')}-${this.page.viewportSize()?.width}.png`;
    await this.page.screenshot({ path: path.join(folder, file), fullPage: true });
  }

  /** Ends the test of this panel; fails when it broke its CSP, logged an error or asked for anything outside its folder. */
  async close(): Promise<void> {
    const violations = await this.page.evaluate(() => window.introspectTest.violations);
    assert.deepEqual([...violations.map((v) => `CSP: ${v}`), ...this.problems], []);
  }
}

let axe: Promise<string> | undefined;
function axeSource(): Promise<string> {
  return (axe ??= readFile(path.join(root, 'node_modules/axe-core/axe.min.js'), 'utf8'));
}

/** The page that src/panels serves, and what VS Code puts around it. */
function panelHtml(name: PanelName, theme: ThemeName): string {
  const nonce = randomBytes(16).toString('base64');
  const { bodyClass, kind } = themeClasses(theme);
  const csp = [
    `default-src 'none'`,
    `script-src 'nonce-${nonce}'`,
    `style-src ${origin} 'nonce-${nonce}'`,
    `font-src ${origin}`,
    `img-src data:`,
  ];
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${csp.join('; ')}">
<title>${name}</title>
<style nonce="${nonce}" id="vscode-theme">${themeCss(name, theme)}</style>
<style nonce="${nonce}">${vscodeDefaultStyles}</style>
<link rel="stylesheet" href="codicon.css" id="vscode-codicon-stylesheet" nonce="${nonce}">
<script type="module" src="${name}.js" nonce="${nonce}"></script>
</head>
<body class="${bodyClass}" data-vscode-theme-kind="${kind}" data-panel="${name}">
<introspect-${name}></introspect-${name}>
</body>
</html>`;
}

function themeCss(name: PanelName, theme: ThemeName): string {
  const variables = Object.entries(themes[theme].variables).map(([variable, value]) => `${variable}: ${value};`);
  const surface = name === 'explore' ? 'sideBar' : 'editor';
  return `:root { ${variables.join(' ')} background-color: var(--vscode-${surface}-background); }`;
}

function themeClasses(theme: ThemeName): { readonly bodyClass: string; readonly kind: string } {
  const { bodyClass } = themes[theme];
  return { bodyClass, kind: bodyClass.split(' ')[0] ?? '' };
}

/** The part of VS Code's default webview style sheet that touches what our panels use. */
const vscodeDefaultStyles = `
  @layer vscode-default {
    html { scrollbar-color: var(--vscode-scrollbarSlider-background) var(--vscode-editor-background); }
    body {
      overscroll-behavior-x: none;
      background-color: transparent;
      color: var(--vscode-editor-foreground);
      font-family: var(--vscode-font-family);
      font-weight: var(--vscode-font-weight);
      font-size: var(--vscode-font-size);
      margin: 0;
      padding: 0 20px;
    }
    a:focus, input:focus, select:focus, textarea:focus {
      outline: 1px solid -webkit-focus-ring-color;
      outline-offset: -1px;
    }
  }`;

declare global {
  interface Window {
    introspectTest: { sent: unknown[]; state: unknown; violations: string[] };
    axe: {
      run(
        context: Document,
        options: { preload: boolean },
      ): Promise<{
        violations: { id: string; nodes: { target: string[]; failureSummary?: string }[] }[];
      }>;
    };
  }
}
