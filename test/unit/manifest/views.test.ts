import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { editorIds, viewIds } from '../../../src/views';

interface Manifest {
  readonly contributes: {
    readonly views: Readonly<Record<string, readonly { readonly id: string }[]>>;
    readonly customEditors: readonly { readonly viewType: string }[];
  };
}
const { contributes } = JSON.parse(readFileSync('package.json', 'utf8')) as Manifest;

describe('package.json', () => {
  it('declares the views that the extension registers, and no other', () => {
    const declared = Object.values(contributes.views).flatMap((views) => views.map(({ id }) => id));
    assert.deepEqual(declared.toSorted(), [...viewIds].sort());
  });

  it('declares the editors that the extension registers, and no other', () => {
    assert.deepEqual(contributes.customEditors.map(({ viewType }) => viewType).toSorted(), [...editorIds].sort());
  });
});
