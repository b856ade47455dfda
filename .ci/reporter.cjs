// Mocha's spec reporter, which also writes its counts, and what needs a look, to the file named in MOCHA_JSON.
const { writeFileSync } = require('node:fs');
const Mocha = require('mocha');

module.exports = class CountingReporter extends Mocha.reporters.Spec {
  constructor(runner, options) {
    super(runner, options);
    const notes = {};
    const note = (heading, test, said) => (notes[heading] ??= []).push(`${test.fullTitle()} (${said})`);
    const inShort = (error) =>
      String(error?.message ?? error)
        .replace(/\s+/g, ' ')
        .slice(0, 600);
    runner.on('retry', (test, error) => {
      note('Needed another try', test, inShort(error));
      console.log(`    second try: ${test.fullTitle()} (${inShort(error)})`);
    });
    runner.on('fail', (test, error) => note('Failed', test, inShort(error)));
    runner.on('test end', (test) => {
      if (test.duration > test.timeout() / 2) note('Took more than half of its time', test, `${test.duration} ms`);
    });
    runner.once('end', () => {
      if (process.env.MOCHA_JSON) writeFileSync(process.env.MOCHA_JSON, JSON.stringify({ ...this.stats, notes }));
    });
  }
};
