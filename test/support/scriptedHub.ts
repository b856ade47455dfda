// A model repository on a scripted server, as the Hugging Face Hub serves it, with one thing wrong if a test wants.
import { createHash } from 'node:crypto';
import type { ServerResponse } from 'node:http';
import { sendJson, type Answer, type ServedRequest } from './scriptedServer';

export interface ScriptedRepository {
  readonly repo: string;
  readonly files: ReadonlyMap<string, Buffer>;
  readonly licence?: string;
  readonly gated?: boolean;
  /** Changes what the server says of a file in its listing. */
  readonly listed?: (entry: HubEntry) => HubEntry;
  /** Answers for a file's bytes in place of the usual answer; false: the usual one. */
  readonly file?: (path: string, response: ServerResponse, request: ServedRequest) => boolean;
}

export interface HubEntry {
  readonly type: string;
  readonly path: string;
  readonly oid: string;
  readonly size: number;
  readonly lfs?: { readonly oid: string; readonly size: number };
}

export const commit = '0123456789abcdef0123456789abcdef01234567';

/** Files of this size and more are in LFS, as on the Hub large ones are. */
const lfsBytes = 20_000;

export function hubAnswer(repository: ScriptedRepository): Answer {
  const { repo, files, licence = 'mit', gated = false, listed = (entry) => entry } = repository;
  return (response, request) => {
    const { pathname, searchParams } = new URL(request.path, 'http://hub');
    if (pathname === `/api/models/${repo}/revision/main`) {
      return sendJson(response, { id: repo, sha: commit, gated: gated && 'manual', cardData: { license: licence } });
    }
    if (pathname === `/api/models/${repo}/tree/${commit}`) {
      const entries = [...files].map(([path, content]) => listed(entryOf(path, content)));
      // Two pages, as for long listings.
      const cut = Math.ceil(entries.length / 2);
      if (searchParams.has('cursor')) return sendJson(response, entries.slice(cut));
      const next = `http://${request.headers.host}${pathname}?recursive=1&cursor=2`;
      response.setHeader('link', `<${next}>; rel="next"`);
      return sendJson(response, [{ type: 'directory', path: 'onnx', oid: commit, size: 0 }, ...entries.slice(0, cut)]);
    }
    const path = decodeURIComponent(pathname.replace(`/${repo}/resolve/${commit}/`, ''));
    const content = files.get(path);
    if (repository.file?.(path, response, request)) return;
    if (!content) return sendJson(response, { error: 'Entry not found' }, 404);
    sendRange(response, request, content);
  };
}

/** As RFC 9110 says: a range only for the same content, and 416 past its end. */
export function sendRange(response: ServerResponse, { headers }: ServedRequest, content: Buffer): void {
  const etag = etagOf(content);
  response.setHeader('etag', etag);
  const from = Number(/^bytes=(\d+)-$/.exec(headers.range ?? '')?.[1] ?? 0);
  const condition = headers['if-range'];
  if (from === 0 || (condition !== undefined && condition !== etag)) {
    response.writeHead(200, { 'content-length': content.length }).end(content);
  } else if (from >= content.length) {
    response.writeHead(416, { 'content-range': `bytes */${content.length}` }).end();
  } else {
    const range = `bytes ${from}-${content.length - 1}/${content.length}`;
    response.writeHead(206, { 'content-range': range, 'content-length': content.length - from });
    response.end(content.subarray(from));
  }
}

export function etagOf(content: Buffer): string {
  return `"${createHash('sha256').update(content).digest('hex')}"`;
}

function entryOf(path: string, content: Buffer): HubEntry {
  const size = content.length;
  const blob = createHash('sha1').update(`blob ${size}\0`).update(content).digest('hex');
  if (size < lfsBytes) return { type: 'file', path, oid: blob, size };
  const oid = createHash('sha256').update(content).digest('hex');
  return { type: 'file', path, oid: blob, size, lfs: { oid, size } };
}
