import type { Turn } from '../../src/core/conversation/conversation';
import { speakerOf } from '../../src/core/conversation/conversationText';
import type { TakenView } from '../../src/core/figures/takeAway';
import { stopReasonWords } from './wording';

/** The branch that is shown, with how each answer came about. */
export function takenConversation(branch: readonly Turn[], system: string): TakenView | null {
  if (branch.length === 0) return null;
  const models = [
    ...new Set(branch.flatMap((turn) => (turn.role === 'model' && turn.asked ? [turn.asked.model] : []))),
  ];
  return {
    name: 'conversation',
    title: 'A conversation with a language model',
    settings: [
      ['System prompt', system.trim() === '' ? 'none' : system],
      ['Models that answered', models.join('; ') || 'none'],
    ],
    pictures: [],
    tables: [
      {
        name: 'turns',
        title: 'Turns',
        columns: [
          'turn',
          'speaker',
          'written by',
          'words',
          'model',
          'SHA-256 of the model file',
          'layout',
          'temperature',
          'top-p',
          'top-k',
          'min-p',
          'repetition penalty',
          'seed',
          'tokens at most',
          'prompt tokens',
          'oldest turns not sent',
          'ended because',
          'system prompt',
          'exact prompt',
          'time',
        ],
        rows: branch.map((turn, i) => {
          const asked = turn.role === 'model' ? turn.asked : null;
          return [
            i + 1,
            speakerOf(turn),
            asked ? 'model' : 'person',
            turn.text,
            ...(asked
              ? [
                  asked.model,
                  asked.modelFile?.sha256 ?? null,
                  asked.layout === 'template' ? 'chat template' : 'transcript to be continued',
                  asked.sampling.temperature,
                  asked.sampling.topP,
                  asked.sampling.topK ?? 0,
                  asked.sampling.minP ?? 0,
                  asked.sampling.repetitionPenalty ?? 1,
                  asked.sampling.seed,
                  asked.maxNew,
                  asked.promptTokens,
                  asked.leftOut,
                  stopReasonWords(asked.stopReason),
                  asked.system,
                  asked.prompt,
                ]
              : Array<null>(15).fill(null)),
            turn.at,
          ];
        }),
      },
    ],
    methods:
      'A person and a language model wrote in turns. Each answer was drawn from the model with the settings and the seed in the table; when the context window was full, the oldest turns were left out whole and the system prompt was kept.',
    caveats: [
      'A conversation with a language model, made for research. What is marked as the model’s was written by a program; it is not care, and no statement about any person.',
    ],
  };
}
