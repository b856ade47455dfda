// Root hooks of the e2e tier (mocha --require).
import { forgetBeginnings, keepBeginnings, putBeginningsBack } from './anotherTry';
import { disposeAll, keepFailureScreenshots } from './workbench';

/** What mocha's types keep to themselves. */
interface Tried {
  currentRetry(): number;
  retries(): number;
}

export const mochaHooks: Mocha.RootHookObject = {
  async beforeEach(this: Mocha.Context) {
    const test = this.currentTest as unknown as Tried;
    const isFirst = test.currentRetry() === 0;
    const isLast = test.currentRetry() === test.retries();
    // The test itself says what is wrong with a page that is gone; a hook that fails would take all others along.
    await (isFirst ? keepBeginnings() : putBeginningsBack(isLast)).catch((error: unknown) =>
      console.warn(`    What a test begins with could not be kept or put back: ${String(error)}`),
    );
  },
  async afterEach(this: Mocha.Context) {
    const test = this.currentTest;
    if (test?.state === 'failed') await keepFailureScreenshots(test.fullTitle());
  },
  async afterAll() {
    forgetBeginnings();
    await disposeAll();
  },
};
