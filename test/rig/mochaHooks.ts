// Root hooks of the e2e tier (mocha --require).
import { disposeAll, keepFailureScreenshots } from './workbench';

export const mochaHooks: Mocha.RootHookObject = {
  async afterEach(this: Mocha.Context) {
    const test = this.currentTest;
    if (test?.state === 'failed') await keepFailureScreenshots(test.fullTitle());
  },
  afterAll: disposeAll,
};
