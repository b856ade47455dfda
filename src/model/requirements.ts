import { UserError } from '../core/base/userError';
import type { ModelInfo } from '../protocol/modelHost';
import { requireIndex } from './requireNumbers';

/** What a request must be for a model to answer it: each method throws a UserError that says what it is not. */
export class Requirements {
  /** @param layout throws where the weights that the model gives are not one for each head, token and token */
  constructor(
    private readonly info: ModelInfo,
    private readonly layout: () => Promise<void>,
  ) {}

  predictions(): void {
    const { predictsNextToken, fillsGaps, embedding, name, architecture } = this.info;
    if (predictsNextToken) return;
    const choose = 'Choose a model that continues text, such as the bundled one.';
    // What fills gaps or embeds is an encoder. Of the rest it is only known that its files do not call it a decoder.
    if (fillsGaps || embedding.available) {
      throw new UserError(
        'modelUnsupported',
        `The model ${name} (${architecture}) reads a text as a whole and does not predict what comes next.`,
        choose,
      );
    }
    throw new UserError(
      'modelUnsupported',
      `The files of the model ${name} (${architecture}) do not say that it predicts what comes next.`,
      `${choose} If this one does, its config.json must name its class under "architectures", such as LlamaForCausalLM.`,
    );
  }

  ids(ids: readonly number[]): void {
    const { name, contextLength, vocabularySize } = this.info;
    if (ids.length === 0) throw new UserError('textEmpty', 'There are no tokens to look at.', 'Select some text.');
    if (contextLength !== null && ids.length > contextLength) {
      throw new UserError(
        'textTooLong',
        `The text has ${ids.length} tokens; the model ${name} reads at most ${contextLength}.`,
        'Use a shorter text, or a model with a longer context.',
      );
    }
    for (const id of ids) requireIndex('token id', id, vocabularySize);
  }

  async attention(ids: readonly number[]): Promise<void> {
    const { attention, name } = this.info;
    if (!attention.available) {
      throw new UserError('modelUnsupported', `The attention of ${name} cannot be shown: ${attention.why}`, '');
    }
    this.ids(ids);
    const { maxTokens = Infinity } = attention;
    if (ids.length > maxTokens) {
      throw new UserError(
        'textTooLong',
        `The text has ${ids.length} tokens; the model ${name} takes a text in one piece, and shows its attention for at most ${maxTokens}.`,
        'Select a shorter text.',
      );
    }
    await this.layout();
  }

  async head(ids: readonly number[], layer: number, head: number): Promise<void> {
    await this.attention(ids);
    requireIndex('layer', layer, this.info.layers);
    requireIndex('head', head, this.info.heads);
  }
}
