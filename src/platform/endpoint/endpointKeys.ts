import { hostOf, parseUrl } from '../network';

/** VS Code's `SecretStorage`. */
export interface SecretStore {
  get(name: string): PromiseLike<string | undefined>;
  store(name: string, value: string): PromiseLike<void>;
  delete(name: string): PromiseLike<void>;
}

/** API keys in VS Code's secret storage, one for each host, so that none is sent to another host than it was given for. */
export class EndpointKeys {
  constructor(private readonly secrets: SecretStore) {}

  async get(baseUrl: string): Promise<string | undefined> {
    return this.secrets.get(secretName(baseUrl));
  }

  /** @param key '' forgets the host's key */
  async set(baseUrl: string, key: string): Promise<void> {
    await (key === '' ? this.secrets.delete(secretName(baseUrl)) : this.secrets.store(secretName(baseUrl), key));
  }
}

function secretName(baseUrl: string): string {
  return `introspect.endpoint.key:${hostOf(parseUrl(baseUrl))}`;
}
