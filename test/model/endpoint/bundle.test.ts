import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { root } from '../support';

interface Output {
  readonly inputs: Readonly<Record<string, unknown>>;
  readonly imports: readonly { readonly path: string; readonly kind: string }[];
}

describe('the client for endpoints', () => {
  const builds = JSON.parse(readFileSync(path.join(root, 'out/meta.json'), 'utf8')) as {
    outputs: Record<string, Output>;
  }[];
  const outputs = Object.assign({}, ...builds.map((build) => build.outputs)) as Record<string, Output>;

  it('is not loaded until an endpoint is asked something', () => {
    for (const entry of ['dist/extension.js', 'dist/cli.js', 'dist/modelHost.js']) {
      const loaded = [...loadedWith(entry)].flatMap((file) => Object.keys(outputs[file]!.inputs));
      assert.ok(loaded.length > 0, entry);
      assert.deepEqual(
        loaded.filter((file) => file.includes('node_modules/openai/')),
        [],
        entry,
      );
    }
    const bundled = Object.values(outputs).flatMap(({ inputs }) => Object.keys(inputs));
    assert.ok(bundled.some((file) => file.includes('node_modules/openai/')));
  });

  /** The file with everything that it imports at once. */
  function loadedWith(file: string, seen = new Set<string>()): Set<string> {
    if (seen.has(file) || !(file in outputs)) return seen;
    seen.add(file);
    for (const { path: imported, kind } of outputs[file]!.imports) {
      if (kind !== 'dynamic-import') loadedWith(imported, seen);
    }
    return seen;
  }
});
