// The part of the Hugging Face Hub's API that a download needs. Everything here came over the network and is hostile
// until it was checked. https://huggingface.co/docs/hub/api
import { z } from 'zod';
import { UserError } from '../base/userError';

/** How the server states a file's content: LFS files by SHA-256, others by the SHA-1 of the git blob. */
export interface FileHash {
  readonly algorithm: 'sha256' | 'gitBlob';
  /** Lower-case hexadecimal. */
  readonly hex: string;
}

export interface HubFile {
  /** Inside the repository, with `/`; checked to stay inside it. */
  readonly path: string;
  readonly bytes: number;
  readonly hash: FileHash;
}

export interface HubRevision {
  /** Commit hash that the name of the revision stands for now. */
  readonly commit: string;
  /** The Hub's id, such as `apache-2.0` or `other`; null where the repository states none. */
  readonly licence: string | null;
  /** A person must accept terms on the model's page first. */
  readonly gated: boolean;
}

/** More than any model has; a listing past it is an attack on memory. */
const maxFiles = 10_000;

const sha1 = /^[0-9a-f]{40}$/;
const commitSchema = z.string().regex(sha1);
const size = z.int().nonnegative();
const treeSchema = z
  .array(
    z.looseObject({
      type: z.string(),
      path: z.string().max(1024),
      oid: z.string(),
      size: size.optional(),
      lfs: z.looseObject({ oid: z.string().regex(/^(sha256:)?[0-9a-f]{64}$/), size }).optional(),
    }),
  )
  .max(maxFiles);
const revisionSchema = z.looseObject({
  sha: commitSchema,
  gated: z.union([z.boolean(), z.string()]).optional(),
  cardData: z
    .looseObject({ license: z.union([z.string(), z.array(z.string())]).nullish(), license_name: z.string().nullish() })
    .nullish(),
});

/**
 * The repository that a person names: `owner/name`, or the address of its page.
 * @returns undefined when the text is neither
 */
export function parseRepo(text: string): string | undefined {
  const name = text
    .trim()
    .replace(/^https?:\/\/[^/\s]+\//i, '')
    .replace(/(\/(tree|blob|resolve)\/.*)?[/]*([?#].*)?$/, '');
  const segments = name.split('/');
  const isName = (segment: string): boolean => /^[\w.-]{1,96}$/.test(segment) && !/^\.+$/.test(segment);
  return segments.length <= 2 && segments.every(isName) ? name : undefined;
}

/** Addresses of one repository on a server such as `https://huggingface.co`. */
export class HubAddresses {
  readonly #root: string;

  constructor(
    hubUrl: string,
    private readonly repo: string,
  ) {
    this.#root = hubUrl.replace(/\/+$/, '');
  }

  /** For people. */
  get page(): string {
    return `${this.#root}/${this.repo}`;
  }

  revision(name: string): string {
    return `${this.#root}/api/models/${this.repo}/revision/${encodeURIComponent(name)}`;
  }

  /** Where the listing is long, the server names the next page in a `Link` header. */
  tree(commit: string): string {
    return `${this.#root}/api/models/${this.repo}/tree/${commit}?recursive=1`;
  }

  file(commit: string, path: string): string {
    return `${this.#root}/${this.repo}/resolve/${commit}/${path.split('/').map(encodeURIComponent).join('/')}`;
  }
}

/** @throws UserError `downloadFailed` when the answer is not a Hub's */
export function parseRevision(json: unknown): HubRevision {
  const { sha, gated, cardData } = parsed(revisionSchema, json, 'the description of the repository');
  const license = Array.isArray(cardData?.license) ? cardData.license[0] : cardData?.license;
  const licence = license === 'other' ? (cardData?.license_name ?? license) : license;
  return { commit: sha, licence: licence?.slice(0, 200) ?? null, gated: gated !== undefined && gated !== false };
}

/**
 * One page of a listing.
 * @throws UserError `downloadFailed` when the answer is not a Hub's, or names a file outside the repository
 */
export function parseTree(json: unknown): HubFile[] {
  const entries = parsed(treeSchema, json, 'the list of files');
  for (const { path } of entries) {
    if (isInside(path)) continue;
    throw new UserError(
      'downloadFailed',
      'The server lists a file that would lie outside the folder of the model. Nothing was downloaded.',
      'Do not use this server: check the setting introspect.hub.url.',
    );
  }
  return entries
    .filter(({ type }) => type === 'file')
    .map(({ path, oid, size: bytes, lfs }): HubFile => {
      if (lfs) return { path, bytes: lfs.size, hash: { algorithm: 'sha256', hex: lfs.oid.replace('sha256:', '') } };
      if (bytes === undefined || !sha1.test(oid)) throw notAHub('the list of files');
      return { path, bytes, hash: { algorithm: 'gitBlob', hex: oid } };
    });
}

/** The address of the next page, from a `Link` header (RFC 8288). */
export function nextPage(link: string | null): string | undefined {
  return /<([^>]*)>\s*;[^,]*\brel="?next"?/.exec(link ?? '')?.[1];
}

/** A path on any system's disk that stays below the folder it is joined to. */
function isInside(path: string): boolean {
  return (
    !/[\\\0]/.test(path) &&
    !/^[A-Za-z]:/.test(path) &&
    path.split('/').every((segment) => segment !== '' && segment !== '.' && segment !== '..')
  );
}

function parsed<T>(schema: z.ZodType<T>, json: unknown, what: string): T {
  const result = schema.safeParse(json);
  if (result.success) return result.data;
  throw notAHub(what);
}

function notAHub(what: string): UserError {
  return new UserError(
    'downloadFailed',
    `The server's answer is not what a Hub answers: ${what} cannot be read.`,
    'Check the setting introspect.hub.url.',
  );
}
