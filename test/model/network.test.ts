import assert from 'node:assert/strict';
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { UserError, type ErrorCode } from '../../src/core/base/userError';
import { hostOf, Network, NetworkClosedError, parseUrl, type NetworkRequest } from '../../src/platform/network';
import { ScriptedServer } from '../support/scriptedServer';

const limits = { maxBytes: 10_000, silenceMs: 5_000 };

describe('network', () => {
  const servers: ScriptedServer[] = [];
  const start = async (...args: Parameters<typeof ScriptedServer.start>): Promise<ScriptedServer> => {
    const server = await ScriptedServer.start(...args);
    servers.push(server);
    return server;
  };
  const get = (server: ScriptedServer, request: Partial<NetworkRequest> = {}, allowed = [server.host]) =>
    networkTo(...allowed).fetch(server.url, { ...limits, ...request });
  afterEach(async () => {
    await Promise.all(servers.splice(0).map((server) => server.stop()));
  });

  it('opens no socket to a host that nobody agreed to, loopback included', async () => {
    const server = await start();
    let sockets = 0;
    const count = (): void => void sockets++;
    subscribe('net.client.socket', count);
    try {
      const error = await failure(get(server, {}, ['example.org']), 'networkClosed');
      assert.ok(error instanceof NetworkClosedError);
      assert.equal(error.host, server.host);
      assert.deepEqual([sockets, server.sockets, server.requests.length], [0, 0, 0]);
      await get(server);
      assert.deepEqual([sockets, server.sockets, server.requests.length], [1, 1, 1], 'what was agreed to is counted');
    } finally {
      unsubscribe('net.client.socket', count);
    }
  });

  it('sends what it was given and returns the reply', async () => {
    const server = await start((response) => void response.writeHead(201, { 'x-a': 'b' }).end('naïve 😴'));
    const response = await get(server, { method: 'POST', body: '{"a":1}', headers: { 'content-type': 'text/x' } });
    assert.deepEqual([response.status, response.headers.get('x-a'), await response.text()], [201, 'b', 'naïve 😴']);
    const { method, body, headers } = server.requests[0]!;
    assert.deepEqual([method, body, headers['content-type']], ['POST', '{"a":1}', 'text/x']);
  });

  it('names a host with its port, http apart from https', () => {
    const names: [string, string][] = [
      ['https://Example.org/v1', 'example.org'],
      ['http://example.org/v1', 'example.org:80'],
      ['https://example.org:8443', 'example.org:8443'],
      ['http://[::1]:8000', '[::1]:8000'],
      ['http://127.1:8000', '127.0.0.1:8000'],
      ['https://exаmple.org', 'xn--exmple-4nf.org'],
    ];
    for (const [url, host] of names) assert.equal(hostOf(parseUrl(url)), host);
  });

  it('takes only http(s) addresses without a password, and quotes none', () => {
    for (const address of ['', 'localhost', 'file:///etc/passwd', 'ftp://a.b', 'https://me:secret@a.b']) {
      assert.throws(
        () => parseUrl(address),
        (error) => {
          assert.ok(error instanceof UserError && error.code === 'badRequest');
          return !error.message.includes('secret');
        },
      );
    }
  });

  it('follows a redirect on the same host', async () => {
    const server = await start((response, { path }) =>
      path === '/' ? void response.writeHead(302, { location: '/there' }).end() : void response.end('arrived'),
    );
    assert.equal(await (await get(server)).text(), 'arrived');
  });

  it('follows no redirect to a host that was not agreed to', async () => {
    const other = await start();
    const server = await start((response) => void response.writeHead(307, { location: other.url }).end());
    const error = await failure(get(server), 'networkClosed');
    assert.match(error.message, new RegExp(other.host));
    assert.equal(other.sockets, 0);
  });

  it('carries no key to another host, though agreed to, and no body at all', async () => {
    const other = await start((response) => void response.end('other'));
    const server = await start((response) => void response.writeHead(308, { location: other.url }).end());
    const both = [server.host, other.host];
    const headers = { authorization: 'Bearer key', accept: 'text/plain' };
    assert.equal(await (await get(server, { headers }, both)).text(), 'other');
    assert.deepEqual(
      [other.requests[0]!.headers.authorization, other.requests[0]!.headers.accept],
      [undefined, 'text/plain'],
    );
    await failure(get(server, { method: 'POST', body: 'words of a person', headers }, both), 'endpointInvalid');
    assert.equal(other.requests.length, 1);
  });

  it('gives up on redirects without end', async () => {
    const server = await start((response) => void response.writeHead(302, { location: '/' }).end());
    await failure(get(server), 'endpointInvalid');
    assert.equal(server.requests.length, 6);
  });

  it('stops reading a reply that is too long', async () => {
    let written = 0;
    const server = await start((response) => {
      const more = (): void => {
        while (!response.destroyed && response.write('x'.repeat(1000))) written += 1000;
        if (!response.destroyed) response.once('drain', more);
      };
      more();
    });
    const response = await get(server);
    await failure(response.text(), 'endpointInvalid');
    assert.ok(written < 10_000_000);
    const exact = await start((reply) => void reply.end('x'.repeat(10_000)));
    assert.equal((await (await get(exact)).text()).length, 10_000);
  });

  it('gives up on a host that falls silent, before its reply and within it', async () => {
    const mute = await start(() => undefined);
    const error = await failure(get(mute, { silenceMs: 20 }), 'endpointSilent');
    assert.match(error.message, /said nothing for 0\.02 seconds/);
    const stalling = await start((response) => void response.write('half'));
    const response = await get(stalling, { silenceMs: 20 });
    await failure(response.text(), 'endpointSilent');
  });

  it('does not take a slow reader for a silent host', async () => {
    const server = await start((response) => void response.end('all of it'));
    const response = await get(server, { silenceMs: 15 });
    await new Promise((resolve) => setTimeout(resolve, 30));
    assert.equal(await response.text(), 'all of it');
  });

  it('tells a refused connection and a cut reply, without what was sent', async () => {
    const server = await start((response) => {
      response.writeHead(200, { 'content-length': '100' }).write('half');
      setTimeout(() => response.destroy(), 5);
    });
    await failure((await get(server)).text(), 'endpointUnreachable');
    await server.stop();
    const error = await failure(get(server, { method: 'POST', body: 'words' }), 'endpointUnreachable');
    assert.match(error.message, /ECONNREFUSED/);
    assert.doesNotMatch(error.message, /words/);
  });

  it('is cancelled with the reason given', async () => {
    const server = await start(() => undefined);
    const abort = new AbortController();
    const reason = new Error('enough');
    setTimeout(() => abort.abort(reason), 10);
    await assert.rejects(get(server, { signal: abort.signal }), (error) => error === reason);
  });
});

function networkTo(...hosts: string[]): Network {
  return new Network({ isAllowed: (host) => hosts.includes(host) });
}

async function failure(promise: Promise<unknown>, code: ErrorCode): Promise<UserError> {
  const error: unknown = await promise.then(
    () => undefined,
    (e: unknown) => e,
  );
  assert.ok(error instanceof UserError, String(error));
  assert.equal(error.code, code, error.message);
  assert.notEqual(error.remedy, '');
  return error;
}
