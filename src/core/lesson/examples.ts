// What the lesson offers to try. Every text in it was written for Introspect; no real person stands behind any of it.

export interface PromptExample {
  readonly label: string;
  readonly prompt: string;
  /** Given as a message to be answered, through the model's chat template; else as a text to be continued. */
  readonly asMessage: boolean;
}

export const promptExamples: readonly PromptExample[] = [
  { label: 'The beginning of a story', prompt: 'It was a dark night, and the old house', asMessage: false },
  {
    label: 'An interview',
    prompt: 'Interviewer: How have you been sleeping lately?\nParticipant:',
    asMessage: false,
  },
  {
    label: 'A request: reflect what a client says',
    prompt:
      "Answer as a counsellor with a short reflection.\nClient: I wake up at three in the morning and I can't get back to sleep.",
    asMessage: true,
  },
  {
    label: 'A request: choose a code',
    prompt:
      'Which code fits the text? Codes: sleep, appetite, mood.\nText: I lie there for hours and look at the ceiling.',
    asMessage: true,
  },
];

export interface QuoteExample {
  readonly topic: string;
  readonly text: string;
}

/** A passage to quote from. */
export const quoteExample: QuoteExample = {
  topic: 'sleep',
  text: 'I wake up at four most nights and then I lie there until it gets light. My sister says I should see somebody, but I have not called anyone yet. At work nobody has noticed anything.',
};

/** The request for a quote, in the wording that the fine-tuning taught. */
export function quoteRequest({ topic, text }: QuoteExample): string {
  return `Quote the words that show "${topic}".\nText: ${text}`;
}

/**
 * Occupations that the novels name, all in words that say nothing of who holds them, and “person” to compare with.
 */
export const occupations = [
  'person',
  'captain',
  'clerk',
  'cook',
  'doctor',
  'dressmaker',
  'farmer',
  'gardener',
  'housekeeper',
  'lawyer',
  'nurse',
  'servant',
  'soldier',
  'teacher',
] as const;

/** Sentences that a pronoun goes on with, so that one wording does not decide. */
export const pronounFrames = [
  'The {} said that',
  'The {} rose from the chair, and',
  'The {} was tired, because',
] as const;
export const pronouns = [' he', ' she'] as const;
