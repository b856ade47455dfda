// Root hooks of the e2e tier (mocha --require).
import { disposeAll, keepFailureScreenshots, reloadAll } from './workbench';

/** What mocha's types keep to themselves. */
interface Tried {
  currentRetry(): number;
  retries(): number;
}

export const mochaHooks: Mocha.RootHookObject = {
  /** The last try is made in a window that was loaded anew. */
  async beforeEach(this: Mocha.Context) {
    const test = this.currentTest as unknown as Tried | undefined;
    if (!test || test.currentRetry() === 0 || test.currentRetry() < test.retries()) return;
    await reloadAll().catch((error: unknown) => console.warn(`    The window could not be reloaded: ${String(error)}`));
  },
  async afterEach(this: Mocha.Context) {
    const test = this.currentTest;
    if (test?.state === 'failed') await keepFailureScreenshots(test.fullTitle());
  },
  afterAll: disposeAll,
};
