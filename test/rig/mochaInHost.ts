// Runs inside the extension host: mocha with the project's reporter, its output in the file named in MOCHA_OUT.
import { appendFileSync } from 'node:fs';
import path from 'node:path';
import { format } from 'node:util';
import Mocha from 'mocha';

/** @throws Error when a test failed, which VS Code turns into its exit code */
export async function runMocha(loadTests: () => Promise<void>): Promise<void> {
  process.setSourceMapsEnabled(true);
  const out = process.env['MOCHA_OUT'];
  if (out) {
    const base = Mocha.reporters.Base as unknown as { consoleLog: (...args: unknown[]) => void };
    base.consoleLog = (...args) => appendFileSync(out, `${format(...args)}\n`);
  }
  const mocha = new Mocha({
    ui: 'bdd',
    color: Boolean(process.env['MOCHA_COLOR']),
    timeout: 60_000,
    // Commands act on what has the focus, which a busy window gives late; told at the end.
    retries: 1,
    forbidOnly: true,
    forbidPending: true,
    reporter: path.join(__dirname, '../../../.ci/reporter.cjs'),
    ...(process.env['MOCHA_GREP'] ? { grep: process.env['MOCHA_GREP'] } : {}),
  });
  mocha.suite.emit('pre-require', globalThis, 'index.cjs', mocha);
  await loadTests();
  const failures = await new Promise<number>((resolve) => mocha.run(resolve));
  if (failures > 0) throw new Error(`${failures} test(s) failed`);
}
