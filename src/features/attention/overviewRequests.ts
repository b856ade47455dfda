import type * as vscode from 'vscode';
import { Latest } from '../../platform/latest';
import type { Models } from '../../platform/models';
import type { AttentionContent } from '../../protocol/attention';
import { overviewCells, type OverviewFromPanel, type OverviewToPanel } from '../../protocol/attentionOverview';

type Work = Extract<OverviewToPanel, { type: 'overviewEnded' }>['what'];

/** Answers what the panel asks about all heads at once. The three kinds of work go on side by side; a newer one of a kind ends the older. */
export class OverviewRequests implements vscode.Disposable {
  readonly #running: { readonly [W in Work]: Latest } = {
    overview: new Latest(),
    between: new Latest(),
    ablation: new Latest(),
  };
  #streams = 0;

  constructor(
    private readonly models: Pick<Models, 'request' | 'onDidProgress'>,
    private readonly post: (message: OverviewToPanel) => void,
    private readonly tellFailure: (error: unknown) => void,
  ) {}

  handle(message: OverviewFromPanel, content: AttentionContent): void {
    switch (message.type) {
      case 'overview':
        return this.#run('overview', content, (signal) => this.#readOverview(content, signal));
      case 'between':
        return this.#run('between', content, (signal) => this.#readBetween(message, content, signal));
      case 'ablateHeads':
        return this.#run('ablation', content, (signal) => this.#ablate(message.heads, content, signal));
      case 'stopAblation':
        this.#running.ablation.dispose();
        this.post({ type: 'overviewEnded', subjectId: content.subject.subjectId, what: 'ablation', failed: false });
    }
  }

  /** Ends all work. */
  dispose(): void {
    for (const work of Object.values(this.#running)) work.dispose();
  }

  #run(what: Work, { subject: { subjectId } }: AttentionContent, act: (signal: AbortSignal) => Promise<void>): void {
    this.#running[what].run(0, async (signal) => {
      try {
        await act(signal);
        if (!signal.aborted) this.post({ type: 'overviewEnded', subjectId, what, failed: false });
      } catch (error) {
        if (signal.aborted) return;
        this.post({ type: 'overviewEnded', subjectId, what, failed: true });
        this.tellFailure(error);
      }
    });
  }

  async #readOverview(content: AttentionContent, signal: AbortSignal): Promise<void> {
    const { subjectId } = content.subject;
    const overview = await this.#withProgress('overview', subjectId, signal, (stream) =>
      this.models.request('headOverview', { ids: idsOf(content), most: overviewCells, stream }, signal),
    );
    if (!signal.aborted) this.post({ type: 'overview', subjectId, overview });
  }

  async #readBetween(
    { search, from, to }: Extract<OverviewFromPanel, { type: 'between' }>,
    content: AttentionContent,
    signal: AbortSignal,
  ): Promise<void> {
    const { subjectId } = content.subject;
    const { heads } = await this.#withProgress('between', subjectId, signal, (stream) =>
      this.models.request('headsBetween', { ids: idsOf(content), from, to, stream }, signal),
    );
    if (!signal.aborted) this.post({ type: 'between', subjectId, search, heads });
  }

  async #ablate(
    heads: Extract<OverviewFromPanel, { type: 'ablateHeads' }>['heads'],
    content: AttentionContent,
    signal: AbortSignal,
  ): Promise<void> {
    const ids = idsOf(content);
    for (const [layer, head] of heads) {
      const { meanLossChange } = await this.models.request('ablate', { ids, heads: [[layer, head]], top: 0 }, signal);
      if (signal.aborted) return;
      const lossChangeBits = meanLossChange === null ? null : meanLossChange / Math.LN2;
      this.post({ type: 'headAblated', subjectId: content.subject.subjectId, layer, head, lossChangeBits });
    }
  }

  async #withProgress<T>(
    what: 'overview' | 'between',
    subjectId: number,
    signal: AbortSignal,
    act: (stream: number) => Promise<T>,
  ): Promise<T> {
    const stream = ++this.#streams;
    const subscription = this.models.onDidProgress((message) => {
      if (message.stream !== stream || signal.aborted) return;
      this.post({ type: 'overviewProgress', subjectId, what, done: message.done });
    });
    try {
      return await act(stream);
    } finally {
      subscription.dispose();
    }
  }
}

function idsOf({ tokens }: AttentionContent): number[] {
  return tokens.map(({ id }) => id);
}
