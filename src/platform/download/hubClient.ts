import { UserError } from '../../core/base/userError';
import {
  HubAddresses,
  nextPage,
  parseRevision,
  parseTree,
  type HubFile,
  type HubRevision,
} from '../../core/models/hub';
import { hostOf, NetworkClosedError, parseUrl, type Access, type Network, type NetworkRequest } from '../network';

export interface HubRepository extends HubRevision {
  readonly repo: string;
  readonly files: readonly HubFile[];
  /** Address of the model's page, for people. */
  readonly page: string;
}

const silenceMs = 30_000;
const maxAnswerBytes = 16e6;
const maxPages = 100;
/** The server itself, where it sends us, and where that may send us. */
const maxQuestions = 4;

/** A failure that may be gone at the next try. */
export class TransientError extends UserError {}

/** A Hugging Face Hub, or a server that answers like one. */
export class HubClient {
  constructor(
    readonly hubUrl: string,
    private readonly network: Pick<Network, 'fetch'>,
    private readonly access: Pick<Access, 'ask'>,
  ) {}

  /**
   * What a repository holds at the commit that `revision` stands for now.
   * @throws UserError `networkClosed`, `modelGated`, `downloadFailed`; `cancelled` after `signal` aborts
   */
  async describe(repo: string, revision: string, signal: AbortSignal): Promise<HubRepository> {
    const addresses = new HubAddresses(this.hubUrl, repo);
    const about = parseRevision(await jsonOf(await this.#ok(repo, addresses.revision(revision), signal)));
    if (about.gated) throw gated(repo, addresses.page);
    const files: HubFile[] = [];
    let next: string | undefined = addresses.tree(about.commit);
    for (let page = 0; next !== undefined && page < maxPages; page++) {
      const response = await this.#ok(repo, next, signal);
      files.push(...parseTree(await jsonOf(response)));
      next = nextPage(response.headers.get('link'));
    }
    return { ...about, repo, files, page: addresses.page };
  }

  /** A text of the repository, such as its licence. @throws UserError as `describe` */
  async text({ repo, commit }: HubRepository, { path }: HubFile, signal: AbortSignal): Promise<string> {
    return (await this.#ok(repo, new HubAddresses(this.hubUrl, repo).file(commit, path), signal)).text();
  }

  /**
   * The bytes of a file from `from` on: with status 206, or all of them with status 200; status 416 when it is no
   * longer than `from`.
   * @param etag strong entity tag of the bytes that are there; another content is then sent from its start
   * @throws UserError as `describe`
   */
  async open(
    { repo, revision }: { readonly repo: string; readonly revision: string },
    path: string,
    { from, etag }: { readonly from: number; readonly etag: string | undefined },
    signal: AbortSignal,
  ): Promise<Response> {
    const headers: Record<string, string> = { 'accept-encoding': 'identity' };
    if (from > 0) headers['range'] = `bytes=${from}-`;
    if (from > 0 && etag) headers['if-range'] = etag;
    const address = new HubAddresses(this.hubUrl, repo).file(revision, path);
    const response = await this.#fetch(repo, address, { headers, signal, maxBytes: Infinity, silenceMs });
    if (response.status !== 416) await this.#requireOk(repo, response);
    return response;
  }

  async #ok(repo: string, address: string, signal: AbortSignal): Promise<Response> {
    const response = await this.#fetch(repo, address, { signal, maxBytes: maxAnswerBytes, silenceMs });
    await this.#requireOk(repo, response);
    return response;
  }

  /** Asks for each host on the way, the one of the setting and those that it redirects to. */
  async #fetch(repo: string, address: string, request: NetworkRequest): Promise<Response> {
    for (let questions = 0; ; questions++) {
      try {
        return await this.network.fetch(address, request);
      } catch (error) {
        if (request.signal?.aborted) throw cancelled();
        if (!(error instanceof NetworkClosedError) || questions === maxQuestions) throw asTransient(error);
        const isHub = hostOf(parseUrl(this.hubUrl)) === error.host;
        const what = isHub
          ? `The model ${repo} is downloaded from it.`
          : `${this.hubUrl} keeps files of ${repo} there.`;
        if (!(await this.access.ask(error.host, `${what} Only names of files are sent, nothing of yours.`)))
          throw error;
      }
    }
  }

  async #requireOk(repo: string, response: Response): Promise<void> {
    const { status, headers } = response;
    if (status === 200 || status === 206) return;
    await response.body?.cancel();
    const { page } = new HubAddresses(this.hubUrl, repo);
    const isMissing = status === 404 || headers.get('x-error-code') === 'RepoNotFound';
    if (isMissing) {
      throw new UserError(
        'downloadFailed',
        `${this.hubUrl} has no public model ${repo}, or not this file of it (HTTP ${status}).`,
        `Check the name, or see whether ${page} opens in a browser.`,
      );
    }
    if (status === 401 || status === 403) throw gated(repo, page);
    const message = `${this.hubUrl} answered the request for ${repo} with HTTP ${status}.`;
    if (status === 429 || status >= 500) throw new TransientError('downloadFailed', message, 'Try again later.');
    throw new UserError('downloadFailed', message, 'Check the setting introspect.hub.url.');
  }
}

export function cancelled(): UserError {
  return new UserError('cancelled', 'The download was stopped.', '');
}

/** What went wrong on the line is worth another try; what the person or the plan forbids is not. */
export function asTransient(error: unknown): unknown {
  if (error instanceof UserError && error.code !== 'endpointUnreachable' && error.code !== 'endpointSilent')
    return error;
  if (error instanceof UserError) return new TransientError('downloadFailed', error.message, error.remedy);
  return new TransientError('downloadFailed', 'The connection broke off.', 'Try again; what has come is kept.');
}

function gated(repo: string, page: string): UserError {
  return new UserError(
    'modelGated',
    `${repo} is given only to people who have accepted its terms.`,
    `Accept the licence on the model's page, ${page}, download the files there, and choose “Add Folder…”; or take an open model.`,
  );
}

async function jsonOf(response: Response): Promise<unknown> {
  try {
    return await response.json();
  } catch (error) {
    if (error instanceof UserError) throw error;
    return undefined; // the parsers say what is wrong with it
  }
}
