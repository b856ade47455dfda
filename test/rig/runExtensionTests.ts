// Runs test/vscode in a real extension host. .ci/test.mjs reads the counts from MOCHA_JSON.
// usage: runExtensionTests.ts [--grep words]
import { createWriteStream, existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { format, parseArgs } from 'node:util';
import { launchBrowser } from './browser';
import { bundleExtensionTests } from './extensionTests';
import { VsCodeServer } from './server';
import { copyStudy, repositoryDir, sampleStudyDir } from './study';

const limitMs = 120_000;
const { grep } = parseArgs({ options: { grep: { type: 'string' } } }).values;
const outDir = path.join(repositoryDir, 'out/test/vscode');
mkdirSync(outDir, { recursive: true });
const report = process.env['MOCHA_JSON'] ?? path.join(outDir, 'report.json');
const output = path.join(outDir, 'output.txt');
const log = path.join(outDir, 'host.log');
for (const file of [report, output]) rmSync(file, { force: true });

/** VS Code's exit code, or why there is none. */
async function runInHost(study: string): Promise<number | string> {
  const tests = await bundleExtensionTests();
  const server = await VsCodeServer.start({
    smokeTestDriver: true,
    env: {
      MOCHA_JSON: report,
      MOCHA_OUT: output,
      ...(grep ? { MOCHA_GREP: grep } : {}),
      ...(process.stdout.isTTY ? { MOCHA_COLOR: '1' } : {}),
    },
  });
  const browser = await launchBrowser();
  const hostLog = createWriteStream(log);
  try {
    const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
    const ended = new Promise<number | string>((resolve, reject) => {
      page.on('crash', () => resolve('the page crashed'));
      const write = (type: string, args: unknown[]) => hostLog.write(`[${type}] ${format(...args)}\n`);
      page.exposeFunction('codeAutomationLog', write).catch(reject);
      page.exposeFunction('codeAutomationExit', resolve).catch(reject);
    });
    await page.goto(
      server.url(study, [
        ['extensionDevelopmentPath', server.remoteUri(repositoryDir)],
        ['extensionTestsPath', server.remoteUri(tests)],
      ]),
    );
    const limit = delay(limitMs, `no end after ${limitMs / 1000} s`, { ref: false });
    const result = await Promise.race([ended, limit]);
    if (result !== 0) await page.screenshot({ path: path.join(repositoryDir, 'out/screenshots/failures/vscode.png') });
    return result;
  } finally {
    hostLog.end();
    await browser.close();
    await server.stop();
  }
}

const study = copyStudy(sampleStudyDir());
const result = await runInHost(study);
rmSync(path.dirname(study), { recursive: true, force: true });
if (existsSync(output)) process.stdout.write(readFileSync(output, 'utf8'));
// A native crash of the host ends with code 0 too: without mocha's report nothing was proved.
const reported = existsSync(report);
if (result !== 0 || !reported) {
  const why = reported ? '' : ', and mocha did not come to its end (did the extension host crash?)';
  console.error(`The extension host ended with: ${result}${why}. Its log: ${path.relative(repositoryDir, log)}`);
  process.exitCode = 1;
}
