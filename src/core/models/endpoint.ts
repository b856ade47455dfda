/** A model on a server that speaks OpenAI's protocol, as the settings name it. Its key is kept elsewhere. */
export interface EndpointSetting {
  /** For people; no two have the same. */
  readonly name: string;
  /** Such as http://127.0.0.1:8000/v1. */
  readonly url: string;
  /** As the server calls it. */
  readonly model: string;
}

/** The usable ones of what a person may have typed into settings.json, each name once. */
export function parseEndpoints(value: unknown): EndpointSetting[] {
  const found = new Map<string, EndpointSetting>();
  for (const entry of Array.isArray(value) ? (value as unknown[]) : []) {
    if (isEndpoint(entry) && !found.has(entry.name)) {
      found.set(entry.name, { name: entry.name, url: entry.url, model: entry.model });
    }
  }
  return [...found.values()];
}

function isEndpoint(value: unknown): value is EndpointSetting {
  if (typeof value !== 'object' || value === null) return false;
  const texts = ['name', 'url', 'model'].map((key): unknown => value[key as keyof object]);
  return texts.every((text) => typeof text === 'string' && text.trim() !== '') && isHttp(String(texts[1]));
}

function isHttp(address: string): boolean {
  return /^https?:\/\/[^\s/@]+(\/\S*)?$/.test(address);
}

/** Whether the address is this machine's own: nothing that is sent there leaves it. */
export function isOnThisMachine(address: string): boolean {
  return /^https?:\/\/(localhost|127\.\d+\.\d+\.\d+|\[::1\])(:\d+)?(\/|$)/i.test(address);
}

/** The address as a report may name it: without what follows a question mark, which may be a key. */
export function addressOf({ url }: Pick<EndpointSetting, 'url'>): string {
  return url.replace(/[?#].*$/, '');
}

/** What to call a server's model: llama.cpp gives the path of its file, which tells of the machine and says little to a reader. */
export function shortModelName(model: string): string {
  if (!/^(?:[/\\~]|[a-z]:[/\\])|\.gguf$/i.test(model)) return model;
  const last = model.split(/[/\\]/).findLast((part) => part !== '') ?? model;
  return last.replace(/\.gguf$/i, '') || model;
}

export interface EndpointPreset {
  readonly name: string;
  readonly url: string;
  /** One sentence for people. */
  readonly about: string;
}

/** Servers at the addresses that they have by default. */
export const endpointPresets: readonly EndpointPreset[] = [
  {
    name: 'Ollama',
    url: 'http://127.0.0.1:11434/v1',
    about: 'Runs models on this machine; cuts prompts past its context length (OLLAMA_CONTEXT_LENGTH) without a word.',
  },
  {
    name: 'LM Studio',
    url: 'http://127.0.0.1:1234/v1',
    about: 'Runs models on this machine; its server is switched on in the tab Developer.',
  },
  // Versions of November 2026 announce that the port will change; which one a person has, its first lines tell.
  {
    name: 'llama.cpp server at port 8080',
    url: 'http://127.0.0.1:8080/v1',
    about: 'Runs GGUF models; started by “llama-server -m FILE”, which then says where it listens.',
  },
  {
    name: 'llama.cpp server at port 9931',
    url: 'http://127.0.0.1:9931/v1',
    about: 'The same program: newer versions listen here.',
  },
  {
    name: 'vLLM',
    url: 'http://127.0.0.1:8000/v1',
    about: 'Runs large models on machines with GPUs; started by “vllm serve MODEL”.',
  },
];
