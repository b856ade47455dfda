import type { Asked, Turn } from '../../src/core/conversation/conversation';
import type { TalkModel } from '../../src/protocol/conversation';
import { formatCount } from '../shared/format';

const stopReasons: Readonly<Record<string, string>> = {
  endOfText: 'the model ended its turn',
  stopString: 'it began to write the person’s turn, which was cut off',
  stopped: 'the server ended it',
  length: 'the length that was set was reached',
  contextFull: 'the context window was full',
  cancelled: 'you stopped it',
  interrupted: 'the model went away in the middle',
  contentFilter: 'the server’s filter cut it off',
};

/** Why an answer ends where it does. */
export function stopReasonWords(reason: string): string {
  return stopReasons[reason] ?? 'not told';
}

/** Whether the answer is not what the model would have written to its end. */
export function isCutOff({ stopReason }: Asked): boolean {
  return ['length', 'contextFull', 'cancelled', 'interrupted', 'contentFilter'].includes(stopReason);
}

/** “Turn 3, the model’s”. */
export function turnName(turn: Pick<Turn, 'role'>, index: number): string {
  return `Turn ${index + 1}, ${turn.role === 'person' ? 'yours' : 'the model’s'}`;
}

export function tokensWords(count: number): string {
  return `${formatCount(count)} ${count === 1 ? 'token' : 'tokens'}`;
}

export function layoutWords({ layoutReason }: TalkModel, layout: 'template' | 'text'): string {
  if (layout === 'template') {
    return 'The turns are laid out by the model’s own chat template: the marks that it was trained to expect around what each side says.';
  }
  const written =
    'the turns are written out as a transcript that breaks off at “Model:”, for the model to continue; its answer ends where it begins to write “Person:”.';
  switch (layoutReason) {
    case 'noTemplate':
      return `This model has no chat template: ${written}`;
    case 'baseStage':
      return `This stage of the practice model never learnt to answer, only to continue text: ${written}`;
    case null:
      return `Instead of the chat template, ${written}`;
  }
}

export const samplingWords = ({ temperature, topP, topK, minP, repetitionPenalty, seed }: Asked['sampling']): string =>
  [
    `temperature ${temperature}`,
    ...(temperature > 0 ? [`top-p ${topP}`] : []),
    ...(topK ? [`top-k ${topK}`] : []),
    ...(minP ? [`min-p ${minP}`] : []),
    ...(repetitionPenalty !== undefined && repetitionPenalty !== 1 ? [`repetition penalty ${repetitionPenalty}`] : []),
    `seed ${seed}`,
  ].join(', ');
