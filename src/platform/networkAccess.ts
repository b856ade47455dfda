import type { Access } from './network';

/** One host the person agreed to. */
export interface AllowedHost {
  readonly host: string;
  /** What they were told would be sent. */
  readonly purpose: string;
  /** ISO 8601 date and time of the agreement. */
  readonly since: string;
}

/** Where the agreements are kept; in VS Code its global state, which no workspace can write. */
export interface AccessStore {
  read(): unknown;
  write(hosts: readonly AllowedHost[]): Promise<void>;
}

/** The person's agreements, host by host: kept until revoked. A "no" is not kept, so that they can be asked again. */
export class HostAccess implements Access {
  readonly #asking = new Map<string, Promise<boolean>>();

  constructor(
    private readonly store: AccessStore,
    private readonly confirm: (host: string, purpose: string) => Promise<boolean>,
    private readonly now: () => Date,
  ) {}

  get hosts(): readonly AllowedHost[] {
    const stored = this.store.read();
    return Array.isArray(stored) ? stored.filter(isAllowedHost) : [];
  }

  isAllowed(host: string): boolean {
    return this.hosts.some((allowed) => allowed.host === host);
  }

  /** Two questions about one host at the same time are one question. */
  async ask(host: string, purpose: string): Promise<boolean> {
    if (this.isAllowed(host)) return true;
    let answer = this.#asking.get(host);
    if (!answer) {
      answer = this.#ask(host, purpose).finally(() => this.#asking.delete(host));
      this.#asking.set(host, answer);
    }
    return answer;
  }

  async revoke(host: string): Promise<void> {
    await this.store.write(this.hosts.filter((allowed) => allowed.host !== host));
  }

  async #ask(host: string, purpose: string): Promise<boolean> {
    if (!(await this.confirm(host, purpose))) return false;
    const others = this.hosts.filter((allowed) => allowed.host !== host);
    await this.store.write([...others, { host, purpose, since: this.now().toISOString() }]);
    return true;
  }
}

function isAllowedHost(value: unknown): value is AllowedHost {
  if (typeof value !== 'object' || value === null) return false;
  return ['host', 'purpose', 'since'].every((key) => key in value && typeof value[key as keyof object] === 'string');
}
