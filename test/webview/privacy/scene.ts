import { Review } from '../../../src/features/privacy/review';
import type { PrivacyFromPanel, PrivacySetup, PrivacyToPanel } from '../../../src/protocol/privacy';
import { openPanel, type OpenOptions, type PanelPage } from '../harness';

export type PrivacyPage = PanelPage<PrivacyToPanel, PrivacyFromPanel>;

/** Written for these tests; no real person, number or place stands behind them. */
export const transcripts = [
  {
    path: 'transcripts/P01.transcript.txt',
    text: 'Interviewer: Thank you for coming, Sarah. When did it begin?\n\nSarah: On 3 March 2019, after my mother Margaret had moved to Ashford.\n\nInterviewer: And who was with you then, Sarah?\n\nSarah: My gran. She is 93 years old. You can ring her at 020 7946 0958.\n',
  },
  {
    path: 'transcripts/P02.transcript.txt',
    text: 'Interviewer: How do you know Sarah?\n\nP02: We met at the Lantern, the day centre. She wrote to me at jo.berg@mail.example.org.\n',
  },
];

export const setup: PrivacySetup = {
  title: 'Sleep and worry',
  transcripts: transcripts.map(({ path }) => path),
  choices: {
    transcripts: transcripts.map(({ path }) => path),
    names: 'Sarah Winter\nMargaret Winter, Mum',
    places: 'Ashford',
    style: 'numbered',
    dates: 'label',
    order: 'dayFirst',
  },
  key: null,
  originals: 2,
  model: { name: 'Introspect practice model', server: null },
  unfinished: false,
};

export const saved = { study: 'file:///study' };

export function makeReview(): Review {
  return new Review(transcripts, setup.choices, new Map(), -70);
}

export function reviewMessage(review: Review): PrivacyToPanel {
  return { type: 'review', decisions: review.decisions, pseudonyms: review.pseudonyms };
}

export function openPrivacy(options?: OpenOptions): Promise<PrivacyPage> {
  return openPanel('privacy', { width: 1200, ...options });
}
