import assert from 'node:assert/strict';
import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { launchBrowser } from '../rig/browser';
import { packagedVsix } from '../rig/packaged';
import { repositoryDir, sampleStudyDir } from '../rig/study';
import { until } from '../rig/until';

interface Manifest {
  readonly contributes?: {
    readonly viewsContainers?: { readonly activitybar?: readonly { readonly title: string }[] };
  };
}

/** `npm start` for a person with an empty home folder and nothing but `bin` on the PATH. */
function start(home: string, bin: string, env: Record<string, string> = {}) {
  const child = spawn(process.execPath, ['.ci/start.mjs', '--vsix', packagedVsix()], {
    cwd: repositoryDir,
    env: { HOME: home, PATH: bin, ...env },
  });
  const said = { out: '', err: '' };
  child.stdout.on('data', (data) => (said.out += String(data)));
  child.stderr.on('data', (data) => (said.err += String(data)));
  return { child, said };
}

function exitCode(child: ChildProcessWithoutNullStreams): Promise<number | null> {
  if (child.exitCode !== null) return Promise.resolve(child.exitCode);
  return new Promise((resolve) => child.once('exit', resolve));
}

describe('npm start', () => {
  let home: string;
  let bin: string;
  beforeEach(() => {
    home = mkdtempSync(path.join(tmpdir(), 'introspect-home-'));
    bin = path.join(home, 'bin');
    mkdirSync(bin);
  });
  afterEach(() => rmSync(home, { recursive: true, force: true }));

  it('serves VS Code with the extension and the sample study until Ctrl+C, where there is no VS Code', async () => {
    const { child, said } = start(home, bin);
    const browser = await launchBrowser();
    try {
      const url = await until('the address', () =>
        Promise.resolve(/http:\/\/127\.0\.0\.1:\d+\/\?folder=\S+/.exec(said.out)?.[0]),
      );
      assert.equal(said.out.trim().split('\n').length, 1, said.out);
      const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
      await page.goto(url);
      for (const name of readdirSync(sampleStudyDir()))
        await page.locator('.explorer-folders-view').getByText(name, { exact: true }).waitFor();
      const manifest = JSON.parse(readFileSync(path.join(repositoryDir, 'package.json'), 'utf8')) as Manifest;
      for (const { title } of manifest.contributes?.viewsContainers?.activitybar ?? [])
        await page.locator(`.activitybar .action-label[aria-label^="${title}"]`).waitFor();
      await page.getByRole('tab', { name: 'P01.transcript.txt' }).waitFor();
      await until('the first transcript in the coding editor', async () => {
        for (const frame of page.frames())
          if (
            (await frame
              .locator('body[data-panel=coding] .page')
              .count()
              .catch(() => 0)) > 0
          )
            return true;
        return false;
      });
      assert.equal(await page.getByRole('tab', { name: 'P01.transcript.txt' }).count(), 1);
      await page.close();
      child.kill('SIGINT');
      assert.equal(await exitCode(child), 0);
      await assert.rejects(fetch(url), 'the server still answers');
    } finally {
      await browser.close();
      child.kill('SIGKILL');
    }
  });

  it('needs the token in the address: other users of the machine cannot read the study', async () => {
    const { child, said } = start(home, bin);
    try {
      const url = await until('the address', () => Promise.resolve(/http:\S+/.exec(said.out)?.[0]));
      const stranger = await fetch(url.replace(/&tkn=\w+/, ''));
      assert.equal(stranger.status, 403);
    } finally {
      child.kill('SIGINT');
      await exitCode(child);
    }
  });

  describe('where `code` is on the PATH', () => {
    const calls = () => readFileSync(path.join(home, 'calls'), 'utf8').trim().split('\n');
    beforeEach(() => {
      writeFileSync(path.join(bin, 'code'), '#!/bin/sh\nIFS="|"\necho "$*" >> "$HOME/calls"\nexit "${CODE_EXIT:-0}"\n');
      chmodSync(path.join(bin, 'code'), 0o755);
    });

    it('installs the extension there and opens a copy of the sample study', async () => {
      const { child } = start(home, bin);
      assert.equal(await exitCode(child), 0);
      const study = path.join(home, 'introspect-sample-study');
      assert.deepEqual(calls(), [
        `--install-extension|${packagedVsix()}|--force`,
        `--new-window|${study}|${path.join(study, 'transcripts/P01.transcript.txt')}`,
      ]);
      assert.deepEqual(readdirSync(study).sort(), readdirSync(sampleStudyDir()).sort());
    });

    it('opens the copy that a person has worked in, as they left it', async () => {
      const mine = path.join(home, 'introspect-sample-study/mine.txt');
      mkdirSync(path.dirname(mine));
      writeFileSync(mine, 'my work');
      const { child, said } = start(home, bin);
      assert.equal(await exitCode(child), 0);
      assert.match(said.err, /as you left it/);
      assert.deepEqual(readdirSync(path.dirname(mine)), ['mine.txt']);
      assert.equal(readFileSync(mine, 'utf8'), 'my work');
    });

    it('says so when it fails', async () => {
      const { child, said } = start(home, bin, { CODE_EXIT: '3' });
      assert.equal(await exitCode(child), 1);
      assert.match(said.err, /VS Code's own command failed/);
      assert.ok(existsSync(path.join(home, 'introspect-sample-study')));
    });
  });
});
