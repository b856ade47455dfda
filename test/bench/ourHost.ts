// This project's model host, as the extension runs it.
import path from 'node:path';
import { ModelHostClient } from '../../src/platform/modelHostClient';
import { timed, type Contender, type Turn } from './turn';

const script = path.join(import.meta.dirname, '../../dist/modelHost.js');
const greedy = { temperature: 0, topP: 1, seed: 0 };

export class OurHost implements Contender {
  readonly name = 'model host';
  #streams = 0;

  private constructor(private readonly client: ModelHostClient) {}

  static async load(dir: string, onnx: string): Promise<OurHost> {
    const client = new ModelHostClient({ script, model: { dir, onnx }, log: console.error });
    await client.ready();
    return new OurHost(client);
  }

  get pid(): number {
    return this.client.pid!;
  }

  generate(ids: readonly number[], maxNew: number): Promise<Turn> {
    const stream = this.#streams++;
    return timed(this.pid, async (onToken) => {
      const stop = this.client.onGenerated((message) => {
        if (message.stream === stream) onToken(message.token.id);
      });
      await this.client.request('generate', { prompt: { ids }, maxNew, sampling: greedy, stream });
      stop();
    });
  }

  dispose(): void {
    this.client.dispose();
  }
}
