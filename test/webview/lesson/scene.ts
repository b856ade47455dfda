import { stages } from '../../../src/core/models/stages';
import type { LessonFromPanel, LessonToPanel } from '../../../src/protocol/lesson';
import { openPanel, type OpenOptions, type PanelPage } from '../harness';

export type LessonPage = PanelPage<LessonToPanel, LessonFromPanel>;

export function openLesson(options?: OpenOptions): Promise<LessonPage> {
  return openPanel('lesson', { width: 1000, ...options });
}

export const course: LessonToPanel = {
  type: 'course',
  course: {
    report: {
      value: stages.map((stage, i) => ({
        stage,
        description: 'As it was.',
        steps: i * 1000,
        tokens: i * 2_000_000,
        heldOutNatsPerToken: 9 - i,
      })),
    },
    losses: {
      value: {
        notes: [],
        points: [
          { stage: 'pretrained', step: 500, stageStep: 500, loss: 6, heldOut: 6.2, startsLine: true },
          { stage: 'pretrained', step: 1000, stageStep: 1000, loss: 5, heldOut: 5.1, startsLine: false },
          { stage: 'instructed', step: 1400, stageStep: 400, loss: 2, heldOut: 5.3, startsLine: true },
          { stage: 'aligned', step: 1500, stageStep: 100, loss: 1, heldOut: 5.3, startsLine: true },
        ],
      },
    },
    canaries: { value: { readBy: ['pretrained', 'instructed', 'aligned'], planted: 20, controls: 8 } },
  },
};
export const continued = (run: number): LessonToPanel[] =>
  stages.map((stage, i) => ({
    type: 'continued',
    run,
    continuation: { stage, text: ` words of ${stage}`, ended: i > 1 },
  }));
export const words = (run: number): LessonToPanel => ({
  type: 'words',
  run,
  texts: [' light', ' house'],
  words: {
    ids: [7, 9],
    probabilities: [
      [0.0001, 0.2, 0.4, 0.5],
      [0.0001, 0.1, 0.05, 0.05],
    ],
    rest: [0.9998, 0.7, 0.55, 0.45],
    entropy: [13, 6, 5, 4],
    change: [null, 0.8, 0.1, 0.02],
  },
});

export const shares = [
  { occupation: 'captain', she: 0.05, lowest: 0.01, highest: 0.1 },
  { occupation: 'nurse', she: 0.6, lowest: 0.5, highest: 0.75 },
] as const;

const recall = { prompt: 'Miss A keeps her letters in the', planted: ' red box.', written: ' red box.' };
export const recalls = [
  { ...recall, count: 64, exact: true, bits: 3 },
  { ...recall, count: 64, written: ' old house', exact: false, bits: 9 },
  { ...recall, count: 0, written: ' old house', exact: false, bits: 30 },
] as const;

/** Every section with its answer. */
export async function showAll(panel: LessonPage): Promise<void> {
  const { page } = panel;
  await panel.send(course, ...continued(1), words(1), { type: 'done', run: 1, section: 'write' });
  await page.getByRole('button', { name: 'Ask for 5 quotations' }).click();
  const quote = { quote: 'I lie there', isVerbatim: true };
  const free = { seed: 1, text: 'I never sleep.', quotes: [] };
  await panel.send({ type: 'quoted', run: 2, free, held: { seed: 1, text: '"I lie there"', quotes: [quote] } });
  await page.getByRole('button', { name: 'Ask “he” or “she”' }).click();
  await panel.send({ type: 'pronouns', run: 3, stage: 'pretrained', shares });
  await page.getByRole('button', { name: 'Ask for the sentences' }).click();
  await panel.send({ type: 'memory', run: 4, stage: 'pretrained', recalls });
}
