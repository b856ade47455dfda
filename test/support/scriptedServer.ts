import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface ServedRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

export type Answer = (response: ServerResponse, request: ServedRequest) => void | Promise<void>;

/** An HTTP server on 127.0.0.1 that answers as a test says, and remembers what it was asked. */
export class ScriptedServer {
  readonly requests: ServedRequest[] = [];
  /** Connections accepted so far. */
  sockets = 0;
  answer: Answer = (response) => void response.writeHead(404).end();
  #host = '';
  readonly #server: Server;

  private constructor() {
    this.#server = createServer((message, response) => void this.#serve(message, response));
    this.#server.on('connection', () => this.sockets++);
  }

  static async start(answer?: Answer): Promise<ScriptedServer> {
    const server = new ScriptedServer();
    if (answer) server.answer = answer;
    await new Promise<void>((resolve) => server.#server.listen(0, '127.0.0.1', resolve));
    server.#host = `127.0.0.1:${(server.#server.address() as AddressInfo).port}`;
    return server;
  }

  get host(): string {
    return this.#host;
  }

  get url(): string {
    return `http://${this.host}`;
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  async #serve(message: IncomingMessage, response: ServerResponse): Promise<void> {
    let body = '';
    for await (const chunk of message.setEncoding('utf8')) body += chunk;
    const request = { method: message.method ?? '', path: message.url ?? '', headers: message.headers, body };
    this.requests.push(request);
    await this.answer(response, request);
  }
}

export function sendJson(response: ServerResponse, value: unknown, status = 200): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(value));
}

/** Server-sent events, the last one `[DONE]`. */
export function sendEvents(response: ServerResponse, events: readonly unknown[]): void {
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  for (const event of events) response.write(`data: ${JSON.stringify(event)}\n\n`);
  response.end('data: [DONE]\n\n');
}
