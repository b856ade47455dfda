import assert from 'node:assert/strict';

describe('keys on screen', () => {
  it('are those of the keyboard: ⌘ and ⌥ on a Mac, their names elsewhere', async () => {
    Object.defineProperty(globalThis, 'navigator', { value: { userAgent: 'X11; Linux' }, configurable: true });
    const { shownKeys } = await import('../../../webview/shared/keys');
    assert.equal(shownKeys('Ctrl+Enter', true), '⌘Enter');
    assert.equal(shownKeys('Alt+Shift+← →', true), '⌥⇧← →');
    assert.equal(shownKeys('Ctrl+Enter'), 'Ctrl+Enter');
  });
});
