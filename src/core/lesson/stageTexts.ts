import type { Stage } from '../models/stages';

export interface StageText {
  readonly title: string;
  /** What happens in this stage, in plain words. */
  readonly what: string;
  /** What to look for in what it writes. */
  readonly lookFor: string;
}

/** The three stages of training, and the network before them. */
export const stageTexts: { readonly [S in Stage]: StageText } = {
  untrained: {
    title: 'Before training',
    what: 'All numbers in the network are random. It knows its vocabulary and nothing of how words follow one another.',
    lookFor: 'Words in any order: every token is about as likely as every other.',
  },
  pretrained: {
    title: 'Pretraining',
    what: 'It read old novels and learnt to predict the next token, millions of times. Nobody told it what is right: the text itself was the answer.',
    lookFor:
      'It goes on in the manner of its novels. It does not answer: a question is for it only a text to be continued.',
  },
  instructed: {
    title: 'Supervised fine-tuning',
    what: 'It read requests with good answers to them, and made-up interviews, and learnt to answer in that form.',
    lookFor: 'Ask it as a message, and it answers. It still cannot tell a true answer from one that only looks right.',
  },
  aligned: {
    title: 'Learning from feedback',
    what: 'It was shown pairs of answers of which one was preferred: a counsellor’s reflection over a dismissal. It learnt to find the preferred one more probable.',
    lookFor:
      'Manner more than knowledge. Where fine-tuning has taught that manner already, little changes: the table below says how far this stage moved the next word.',
  },
};
