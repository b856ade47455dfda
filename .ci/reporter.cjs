// Mocha's spec reporter, which also writes its counts to the file named in MOCHA_JSON.
const { writeFileSync } = require('node:fs');
const Mocha = require('mocha');

module.exports = class CountingReporter extends Mocha.reporters.Spec {
  constructor(runner, options) {
    super(runner, options);
    runner.on('retry', (test, error) =>
      console.log(`    second try: ${test.fullTitle()} (${error.message.split('\n')[0]})`),
    );
    runner.once('end', () => {
      if (process.env.MOCHA_JSON) writeFileSync(process.env.MOCHA_JSON, JSON.stringify(this.stats));
    });
  }
};
