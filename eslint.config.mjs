import { readdirSync } from 'node:fs';
import globals from 'globals';
import importX from 'eslint-plugin-import-x';
import { createTypeScriptImportResolver } from 'eslint-import-resolver-typescript';
import tseslint from 'typescript-eslint';

/** Who may import whom (DESIGN 2): room → the rooms it may look into besides itself. */
const rooms = {
  'src/core': [],
  'src/protocol': ['src/core'],
  'src/model': ['src/core', 'src/protocol'],
  'src/platform': ['src/core', 'src/protocol', 'src/commands.ts', 'src/settings.ts'],
  'src/panels': ['src/core', 'src/protocol', 'src/platform', 'src/commands.ts', 'src/settings.ts'],
  webview: ['src/core', 'src/protocol'],
};
const all = ['src', 'webview', 'test'];
const zones = Object.entries(rooms).flatMap(([room, may]) =>
  all.map((top) => ({
    target: room,
    from: top,
    // A zone's exceptions are paths relative to its `from`.
    except: [room, ...may]
      .filter((p) => p === top || p.startsWith(`${top}/`))
      .map((p) => `./${p.slice(top.length + 1)}`),
    message: `${room} may import only: ${['itself', ...may].join(', ')}.`,
  })),
);
const features = readdirSync('src/features', { withFileTypes: true }).filter((d) => d.isDirectory());
for (const { name } of features) {
  zones.push(
    {
      target: `src/features/${name}`,
      from: 'src/features',
      except: [`./${name}`],
      message: 'A feature never imports a feature.',
    },
    {
      target: `src/features/${name}`,
      from: 'src/model',
      message: 'Features speak to the model host, they do not contain it.',
    },
    { target: `src/features/${name}`, from: 'webview', message: 'A feature shares only src/protocol with its panel.' },
  );
}
const panels = readdirSync('webview', { withFileTypes: true }).filter((d) => d.isDirectory() && d.name !== 'shared');
for (const { name } of panels) {
  zones.push({
    target: `webview/${name}`,
    from: 'webview',
    except: [`./${name}`, './shared'],
    message: 'A panel never imports a panel.',
  });
}

/** Connections are opened by src/platform/network.ts alone (DESIGN 6.1): what else could open one is banned. */
const networkMessage = 'Only src/platform/network.ts opens connections.';
const networkModules = ['http', 'https', 'http2', 'net', 'tls', 'dgram', 'dns', 'dns/promises', 'undici', 'ws'];
const noNetwork = [networkModules.flatMap((m) => [m, `node:${m}`]), networkMessage];
const noEndpointClient = [['openai', 'openai/*'], 'Only src/platform/endpoint uses the client, through network.ts.'];
const restrictImports = (banned) => ['error', { patterns: banned.map(([group, message]) => ({ group, message })) }];
const packages = (banned) => ({
  'no-restricted-imports': restrictImports([...banned, noNetwork, noEndpointClient]),
});
const networkGlobals = ['fetch', 'WebSocket', 'EventSource', 'XMLHttpRequest'];
const networkProperties = [
  ...['globalThis', 'window', 'self'].flatMap((object) => networkGlobals.map((property) => ({ object, property }))),
  { object: 'navigator', property: 'sendBeacon' },
];
const importsOf = (names) =>
  `ImportExpression[source.value=/^(node:)?(${names.join('|').replaceAll('/', '\\u002f')})$/]`;
const noImportOf = (names) => ['error', { selector: importsOf(names), message: networkMessage }];
const closedNetwork = {
  'no-restricted-globals': ['error', ...networkGlobals.map((name) => ({ name, message: networkMessage }))],
  'no-restricted-properties': ['error', ...networkProperties.map((p) => ({ ...p, message: networkMessage }))],
  // `no-restricted-imports` does not see `import()`.
  'no-restricted-syntax': noImportOf([...networkModules, 'openai']),
};
const noVscode = [['vscode'], 'Only the extension host side knows VS Code.'];
const noNode = [['node:*', 'fs', 'path'], 'No Node here: take I/O as a small interface.'];
const noOrt = [['onnxruntime-*'], 'Only src/model runs models.'];
const noDirectOrt = [
  ['onnxruntime-*'],
  'Import it from src/model/onnxruntime.ts, which turns its telemetry off first.',
];
const noUi = [['lit', 'lit/*', '@vscode-elements/*'], 'UI libraries belong in webview.'];

export default tseslint.config(
  { ignores: ['dist/**', 'out/**', '**/node_modules/**', 'test/rig/shims/**', 'test/fixtures/**', 'media/**'] },
  ...tseslint.configs.recommended,
  {
    files: ['src/**/*.ts', 'webview/**/*.ts', 'test/**/*.ts'],
    extends: [...tseslint.configs.recommendedTypeChecked],
    languageOptions: {
      parserOptions: {
        project: ['src/core/tsconfig.json', 'src/tsconfig.json', 'webview/tsconfig.json', 'test/tsconfig.json'],
        tsconfigRootDir: import.meta.dirname,
      },
    },
    plugins: { 'import-x': importX },
    settings: { 'import-x/resolver-next': [createTypeScriptImportResolver({ project: 'tsconfig.json' })] },
    rules: {
      'import-x/no-restricted-paths': ['error', { zones }],
      'import-x/no-default-export': 'error',
      'import-x/no-cycle': 'error',
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true, allowBoolean: true }],
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      eqeqeq: ['error', 'always'],
      'no-console': 'error',
      'max-lines': ['error', { max: 400, skipBlankLines: false, skipComments: false }],
    },
  },
  { files: ['src/*.ts'], rules: packages([]) },
  { files: ['src/core/**/*.ts'], rules: packages([noVscode, noNode, noOrt, noUi]) },
  { files: ['src/protocol/**/*.ts'], rules: packages([noVscode, noNode, noOrt, noUi]) },
  { files: ['src/model/**/*.ts'], rules: packages([noVscode, noUi, noDirectOrt]) },
  { files: ['src/model/onnxruntime.ts'], rules: packages([noVscode, noUi]) },
  {
    files: ['src/platform/**/*.ts', 'src/panels/**/*.ts', 'src/features/**/*.ts', 'src/extension.ts'],
    rules: packages([noOrt, noUi]),
  },
  { files: ['src/cli.ts', 'src/cli/**/*.ts'], rules: packages([noVscode, noUi, noOrt]) },
  { files: ['webview/**/*.ts'], rules: packages([noVscode, noNode, noOrt]) },
  { files: ['src/**/*.ts', 'webview/**/*.ts'], rules: closedNetwork },
  { files: ['src/platform/network.ts'], rules: { 'no-restricted-globals': 'off' } },
  {
    files: ['src/platform/endpoint/**/*.ts'],
    rules: {
      'no-restricted-imports': restrictImports([noVscode, noOrt, noUi, noNetwork]),
      'no-restricted-syntax': noImportOf(networkModules),
    },
  },
  {
    files: ['test/**/*.ts'],
    rules: {
      'no-restricted-imports': restrictImports([noDirectOrt]),
      'max-lines': 'off',
      'no-console': 'off',
      '@typescript-eslint/no-floating-promises': 'error',
    },
  },
  {
    files: ['**/*.cjs'],
    languageOptions: { globals: globals.node },
    rules: { '@typescript-eslint/no-require-imports': 'off' },
  },
  { files: ['**/*.mjs'], languageOptions: { globals: globals.node } },
);
