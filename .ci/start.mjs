// From a clone to the extension in front of you: packages it, installs it and opens a copy of the sample study.
// In your own VS Code where `code` is on the PATH; else (Linux) in the rig's, for a browser, until Ctrl+C.
// usage: start.mjs [--vsix FILE]      --vsix: install that one instead of packaging
import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readdirSync } from 'node:fs';
import { homedir } from 'node:os';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import path from 'node:path';
import { tsImport } from 'tsx/esm/api';

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const windows = process.platform === 'win32';

function stopWith(message) {
  console.error(message);
  process.exit(1);
}

function runScript(...argv) {
  try {
    execFileSync(process.execPath, argv, { cwd: root, stdio: ['ignore', 2, 2] });
  } catch {
    process.exit(1); // It has said why.
  }
}

/** The command `code` of a desktop VS Code. */
function findCode() {
  const dirs = (process.env.PATH ?? '').split(path.delimiter).filter(Boolean);
  return dirs.map((dir) => path.join(dir, windows ? 'code.cmd' : 'code')).find((file) => existsSync(file));
}

function runCode(code, args) {
  // Windows starts a .cmd only through its shell, which takes the command line as one string.
  const quoted = windows ? [code, ...args].map((word) => `"${word}"`) : [code, ...args];
  try {
    execFileSync(quoted[0], quoted.slice(1), { stdio: ['ignore', 2, 2], shell: windows });
  } catch (error) {
    stopWith(`VS Code's own command failed: ${code} ${args.join(' ')}\n${error.message}`);
  }
}

/** The person's own copy of the sample study: made once, never overwritten. */
async function studyCopy() {
  const copy = path.join(homedir(), 'introspect-sample-study');
  if (existsSync(copy) && readdirSync(copy).length > 0) {
    console.error(`Opening your copy of the sample study as you left it (delete ${copy} for a new one).`);
    return copy;
  }
  const { sampleStudyDir } = await tsImport('../test/rig/study.ts', import.meta.url);
  mkdirSync(copy, { recursive: true });
  cpSync(sampleStudyDir(), copy, { recursive: true });
  return copy;
}

async function packagedExtension() {
  runScript('.ci/package.mjs', '--this-platform');
  const { packagedVsix } = await tsImport('../test/rig/packaged.ts', import.meta.url);
  return packagedVsix();
}

const { values } = parseArgs({ options: { vsix: { type: 'string' } } });
const code = findCode();
if (!code && process.platform !== 'linux')
  stopWith(
    "The command `code` is not on the PATH. Install VS Code; on macOS also run “Shell Command: Install 'code' command in PATH” " +
      'from its command palette. Then run npm start again.',
  );
const vsix = values.vsix ? path.resolve(values.vsix) : await packagedExtension();
const study = await studyCopy();
/** Opened beside the study, so that the first sentence can be selected at once. */
const transcript = path.join(study, 'transcripts/P01.transcript.txt');
const existing = (file) => (existsSync(file) ? [file] : []);

if (code) {
  runCode(code, ['--install-extension', vsix, '--force']);
  runCode(code, ['--new-window', study, ...existing(transcript)]);
  console.log(`Introspect is installed in your VS Code, which opens ${study}`);
} else {
  runScript('.ci/ensure.mjs', 'server');
  const { VsCodeServer } = await tsImport('../test/rig/server.ts', import.meta.url);
  const server = await VsCodeServer.start({ vsix }).catch((error) => stopWith(error.message));
  const payload = existing(transcript).map((file) => ['openFile', server.remoteUri(file)]);
  console.log(`Introspect runs in VS Code at  ${server.url(study, payload)}  (Ctrl+C stops it)`);
  // Keeps the process alive as well.
  const alive = setInterval(() => {}, 1 << 30);
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'])
    process.once(signal, async () => {
      clearInterval(alive);
      await server.stop();
      process.exit(0);
    });
}
