import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import * as vscode from 'vscode';

interface When {
  readonly when?: string;
}
interface Contributes {
  readonly commands?: readonly { command: string; title: string; category?: string; enablement?: string }[];
  readonly configuration?: { readonly properties?: Readonly<Record<string, unknown>> };
  readonly keybindings?: readonly ({ command: string } & When)[];
  readonly menus?: Readonly<Record<string, readonly ({ command?: string } & When)[]>>;
  readonly views?: Readonly<Record<string, readonly ({ id: string } & When)[]>>;
  readonly viewsWelcome?: readonly When[];
  readonly walkthroughs?: readonly { readonly steps: readonly ({ description: string } & When)[] }[];
}

const extension = vscode.extensions.getExtension('introspect.introspect');
assert.ok(extension, 'The extension is not installed.');
const manifest = extension.packageJSON as { contributes?: Contributes };
const contributes = manifest.contributes ?? {};
const declared = (contributes.commands ?? []).map(({ command }) => command);

describe('The extension', () => {
  it('activates', async () => {
    await extension.activate();
    assert.equal(extension.isActive, true);
  });

  it('registers every command that it declares, and no other', async () => {
    const registered = (await vscode.commands.getCommands(true)).filter((id) => id.startsWith('introspect.'));
    // VS Code itself adds commands for each view: focus, open, toggle visibility and the like.
    const viewIds = Object.values(contributes.views ?? {}).flatMap((views) => views.map(({ id }) => id));
    const ours = registered.filter((id) => !viewIds.some((view) => id.startsWith(`${view}.`)));
    assert.deepEqual(
      declared.filter((id) => !registered.includes(id)),
      [],
      'declared but not registered',
    );
    assert.deepEqual(
      ours.filter((id) => !declared.includes(id) && !id.startsWith('introspect.internal.')),
      [],
      'registered but not declared',
    );
  });

  it('declares each command once', () => {
    assert.deepEqual(declared, [...new Set(declared)]);
  });

  it('names only declared commands in its menus, keys and walkthrough', () => {
    const menus = Object.values(contributes.menus ?? {}).flat();
    const links = (contributes.walkthroughs ?? [])
      .flatMap(({ steps }) => steps)
      .flatMap(({ description }) => [...description.matchAll(/\(command:([\w.]+)/g)].map((match) => match[1]));
    const named = [...menus, ...(contributes.keybindings ?? [])].map(({ command }) => command).concat(links);
    assert.deepEqual(
      named.filter((id) => id?.startsWith('introspect.') && !declared.includes(id)),
      [],
    );
  });

  it('shows every command under the name Introspect', () => {
    for (const { command, title, category } of contributes.commands ?? [])
      assert.equal(category ?? title.split(':')[0], 'Introspect', command);
  });

  it('enables and shows things only by conditions that someone sets', async () => {
    const conditions = [
      ...(contributes.commands ?? []).map(({ enablement }) => enablement),
      ...[contributes.menus, contributes.views].flatMap((all) => Object.values(all ?? {}).flatMap(whens)),
      ...[contributes.keybindings, contributes.viewsWelcome].flatMap((list) => whens(list ?? [])),
      ...(contributes.walkthroughs ?? []).flatMap(({ steps }) => whens(steps)),
    ];
    const infos = await vscode.commands.executeCommand<{ key: string }[]>('getContextKeyInfo');
    // The last four exist only inside the menus of views and webviews, and are not listed.
    const builtIn = new Set([...infos.map(({ key }) => key), 'view', 'viewItem', 'webviewId', 'webviewSection']);
    const settings = Object.keys(contributes.configuration?.properties ?? {}).map((key) => `config.${key}`);
    const code = readCode(path.join(extension.extensionPath, 'dist'));
    const isSet = (key: string) =>
      builtIn.has(key) || settings.includes(key) || (key.startsWith('introspect.') && code.includes(key));
    const keys = conditions.flatMap((condition) => (condition === undefined ? [] : contextKeys(condition)));
    assert.deepEqual(
      keys.filter((key) => !isSet(key)),
      [],
    );
  });
});

function whens(list: readonly When[]): (string | undefined)[] {
  return list.map(({ when }) => when);
}

/** The keys of a when clause: its words without the values they are compared to, operators and literals. */
function contextKeys(condition: string): string[] {
  const withoutValues = condition.replace(
    /(==|!=|=~|<=?|>=?|\bnot in\b|\bin\b)\s*('[^']*'|\/(\\.|[^/])*\/\w*|[\w.:-]+)/g,
    ' ',
  );
  return [...withoutValues.matchAll(/[A-Za-z_][\w.:-]*/g)]
    .map(([key]) => key)
    .filter((key) => !/^(true|false)$/.test(key));
}

/** The text of what runs in the extension host: dist/*.js and dist/chunks/*.js. */
function readCode(dist: string): string {
  return [dist, path.join(dist, 'chunks')]
    .filter((dir) => existsSync(dir))
    .flatMap((dir) =>
      readdirSync(dir)
        .filter((file) => file.endsWith('.js'))
        .map((file) => path.join(dir, file)),
    )
    .map((file) => readFileSync(file, 'utf8'))
    .join('\n');
}
