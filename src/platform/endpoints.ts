import * as vscode from 'vscode';
import { UserError } from '../core/base/userError';
import { type EndpointSetting, isOnThisMachine, parseEndpoints } from '../core/models/endpoint';
import type { Capabilities } from '../protocol/engine';
import { getSetting, onDidChangeSetting, updateSetting } from './configuration';
import { createEndpointEngine } from './endpoint/createEndpointEngine';
import type { EndpointEngine } from './endpoint/endpointEngine';
import { EndpointKeys } from './endpoint/endpointKeys';
import type { Log } from './log';
import { hostOf, NetworkClosedError, parseUrl, type Network } from './network';
import type { HostAccess } from './networkAccess';

/** What a server was found to do. */
export interface EndpointTest {
  readonly capabilities: Capabilities;
  /** ISO 8601. */
  readonly testedAt: string;
}

/** The number rises when there is more to find out. */
const testsKey = 'introspect.endpoint.tests.2';

/**
 * Models on servers: the list and the one in use are machine settings, which no workspace can write; keys lie in VS
 * Code's secret storage, what the servers were found to do in its global state. Nothing here connects unless it is asked to.
 */
export class Endpoints implements vscode.Disposable {
  readonly #changed = new vscode.EventEmitter<void>();
  readonly #keys: EndpointKeys;
  readonly #engines = new Map<string, Promise<EndpointEngine>>();
  readonly #subscriptions: vscode.Disposable;

  readonly onDidChange = this.#changed.event;

  constructor(
    private readonly context: Pick<vscode.ExtensionContext, 'globalState' | 'secrets'>,
    private readonly access: HostAccess,
    private readonly network: Network,
    private readonly log: Log,
  ) {
    this.#keys = new EndpointKeys(context.secrets);
    this.#subscriptions = vscode.Disposable.from(
      this.#changed,
      onDidChangeSetting(['introspect.endpoint.servers', 'introspect.endpoint.use'], () => this.#changed.fire()),
    );
  }

  get list(): EndpointSetting[] {
    return parseEndpoints(getSetting('introspect.endpoint.servers')).filter(({ url }) => URL.canParse(url));
  }

  /** Undefined while a model on this machine is. */
  get inUse(): EndpointSetting | undefined {
    const name = getSetting('introspect.endpoint.use');
    return name === '' ? undefined : this.find(name);
  }

  find(name: string): EndpointSetting | undefined {
    return this.list.find((endpoint) => endpoint.name === name);
  }

  /** @param name '' for none */
  async use(name: string): Promise<void> {
    if (getSetting('introspect.endpoint.use') !== name) await updateSetting('introspect.endpoint.use', name);
  }

  /** Whether the person has agreed to connect to that host. */
  isAgreed(url: string): boolean {
    return this.access.isAllowed(hostOf(parseUrl(url)));
  }

  /** Asks the person, unless they have agreed before. @throws UserError 'cancelled' when they do not */
  async requireAgreement(url: string): Promise<void> {
    const host = hostOf(parseUrl(url));
    if (!(await this.access.ask(host, purposeOf(url)))) {
      throw new UserError('cancelled', `Introspect was not allowed to connect to ${host}.`, '');
    }
  }

  hasKey(url: string): Promise<boolean> {
    return this.#keys.get(url).then((key) => key !== undefined);
  }

  /** For all models of that host. @param key '' forgets it */
  async setKey(url: string, key: string): Promise<void> {
    await this.#keys.set(url, key);
    this.#engines.clear();
  }

  /** Adds an endpoint, in the place of `replaced` if there is one. */
  async save(endpoint: EndpointSetting, replaced?: string): Promise<void> {
    const { list, inUse } = this;
    const place = list.findIndex(({ name }) => name === (replaced ?? endpoint.name));
    const others = list.filter(({ name }) => name !== endpoint.name && name !== replaced);
    await updateSetting(
      'introspect.endpoint.servers',
      others.toSpliced(place < 0 ? others.length : place, 0, endpoint),
    );
    if (replaced !== undefined && inUse?.name === replaced) await this.use(endpoint.name);
  }

  /** Forgets the host's key and the agreement to connect to it as well, unless another endpoint needs them. */
  async remove(name: string): Promise<void> {
    const endpoint = this.find(name);
    if (!endpoint) return;
    if (this.inUse?.name === name) await this.use('');
    const others = this.list.filter((other) => other.name !== name);
    await updateSetting('introspect.endpoint.servers', others);
    const host = hostOf(parseUrl(endpoint.url));
    if (others.some(({ url }) => hostOf(parseUrl(url)) === host)) return;
    await this.setKey(endpoint.url, '');
    await this.access.revoke(host);
  }

  /** The models that a server offers. @throws UserError */
  async modelsOf(url: string, signal: AbortSignal): Promise<readonly string[]> {
    const engine = createEndpointEngine({ baseUrl: url, model: '', apiKey: await this.#keys.get(url) }, ...this.#tools);
    return engine.models({ signal });
  }

  /** What the server was found to do when it was tested last. */
  known(endpoint: EndpointSetting): EndpointTest | undefined {
    return this.#tests[keyOf(endpoint)];
  }

  /** What the server can do, as it was found at its last test or is found now, with words of our own. @throws UserError */
  async capabilities(endpoint: EndpointSetting, signal: AbortSignal): Promise<Capabilities> {
    return (this.known(endpoint) ?? (await this.test(endpoint, signal))).capabilities;
  }

  /** Asks the server afresh what it can do. @throws UserError when it does not answer */
  async test(endpoint: EndpointSetting, signal: AbortSignal): Promise<EndpointTest> {
    this.#engines.delete(keyOf(endpoint));
    const engine = await this.engine(endpoint);
    const test = { capabilities: await engine.capabilities({ signal }), testedAt: new Date().toISOString() };
    await this.context.globalState.update(testsKey, { ...this.#tests, [keyOf(endpoint)]: test });
    this.#changed.fire();
    return test;
  }

  /** @throws UserError 'networkClosed' unless the person has agreed to the host */
  engine(endpoint: EndpointSetting): Promise<EndpointEngine> {
    const { url, model } = endpoint;
    if (!this.isAgreed(url)) return Promise.reject(new NetworkClosedError(hostOf(parseUrl(url))));
    const key = keyOf(endpoint);
    const known = this.#engines.get(key);
    if (known) return known;
    const created = this.#keys
      .get(url)
      .then((apiKey) => createEndpointEngine({ baseUrl: url, model, apiKey }, ...this.#tools));
    this.#engines.set(key, created);
    return created;
  }

  dispose(): void {
    this.#subscriptions.dispose();
  }

  get #tests(): Readonly<Record<string, EndpointTest>> {
    return this.context.globalState.get<Readonly<Record<string, EndpointTest>>>(testsKey, {});
  }

  get #tools(): [Network, (line: string) => void] {
    return [this.network, (line) => this.log.info(line)];
  }
}

function keyOf({ url, model }: EndpointSetting): string {
  return `${url}\n${model}`;
}

function purposeOf(url: string): string {
  const open = url.startsWith('http:') ? ' The connection is not encrypted.' : '';
  return isOnThisMachine(url)
    ? 'It is a program on this machine. The words that you select or put into prompts are sent to it while you use its model.'
    : `The words that you select or put into prompts leave this machine when you send them to this model.${open}`;
}
