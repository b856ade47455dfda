// What a model is given of a conversation: the exact prompt, and what no longer fits.
import type { SaidTurn } from '../core/conversation/fitContext';
import type { PromptPiece } from '../core/conversation/promptParts';

export interface ChatContextParams {
  /** Empty: none. */
  readonly system: string;
  /** Beginning with the person's, in turns. */
  readonly turns: readonly SaidTurn[];
  /** Tokens kept free for the answer. */
  readonly room: number;
  /** By the model's chat template, or written out as a transcript to be continued. */
  readonly layout: 'template' | 'text';
}

export interface ChatContextResult {
  /** The exact prompt, special tokens included. */
  readonly prompt: string;
  /** Its tokens: what `generate` is to be given. */
  readonly ids: readonly number[];
  /** The prompt taken apart: the texts together are `prompt`, the tokens all of `ids`. */
  readonly pieces: readonly PromptPiece[];
  /** False where the template changes the turns so that their tokens cannot be told apart: all is then `layout`. */
  readonly partsKnown: boolean;
  /** Kept turns (by index) and the system prompt that the template leaves out. */
  readonly unsent: readonly ('system' | number)[];
  /** How many of the oldest turns do not fit, by the rule of `oldestLeftOut`. */
  readonly leftOut: number;
  /** False where even the system prompt, the newest turn and the room for the answer are too much. */
  readonly fits: boolean;
  /** Tokens; null where the model does not say. */
  readonly contextLength: number | null;
  /** Where the answer ends, besides the model's own end. */
  readonly stop: readonly string[];
}
