// The processes of a running VS Code, as Linux shows them in /proc.
import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import type { Workbench } from '../../rig/workbench';

/** Process ids of the model hosts that run the installed extension in this VS Code, not in another one on the machine. */
export function modelHostPids({ server }: Workbench): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter(
      (pid) =>
        /\/extensions\/[^\0]*introspect[^\0]*\/dist\/modelHost\.js/.test(contentOf(pid, 'cmdline')) &&
        processGroupOf(pid) === server.processGroup,
    );
}

/** Internet sockets (TCP and UDP, both versions) that a process holds. */
export function internetSockets(pid: number): string[] {
  const held = new Set(
    readdirSync(`/proc/${pid}/fd`).flatMap((fd) => {
      try {
        return /^socket:\[(\d+)\]$/.exec(readlinkSync(`/proc/${pid}/fd/${fd}`))?.[1] ?? [];
      } catch {
        return []; // closed since it was listed
      }
    }),
  );
  return ['tcp', 'tcp6', 'udp', 'udp6'].flatMap((protocol) =>
    readFileSync(`/proc/${pid}/net/${protocol}`, 'utf8')
      .trim()
      .split('\n')
      .slice(1)
      .filter((line) => held.has(line.trim().split(/\s+/)[9] ?? ''))
      .map((line) => `${protocol} ${line.trim()}`),
  );
}

function processGroupOf(pid: number): number {
  // Behind the name of the program, which is in brackets and may hold any character: state, parent, group.
  return Number(contentOf(pid, 'stat').split(') ').at(-1)?.split(' ')[2]);
}

function contentOf(pid: number, file: 'cmdline' | 'stat'): string {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'utf8');
  } catch {
    return ''; // ended since it was listed
  }
}
