import { findTechnique } from '../prompting/techniques';
import type { SuggestionRequest } from './request';

/** Words that show the code, and why. */
const furtherQuestions = 2;
/** Texts without content that a calibrated likelihood asks about once. */
const contentFreeTexts = 3;
const asksSeveralTimes: ReadonlySet<string> = new Set([
  'selfConsistency',
  'decomposition',
  'generatedKnowledge',
  'selfCritique',
]);

/** How many requests a server gets, in words: they may be paid for one by one. */
export function wordsOfRequests(open: readonly SuggestionRequest[], unit: string): string {
  const [first] = open;
  if (!first) return '';
  const { kind, task } = first.label;
  const told = (n: number) => n.toLocaleString('en-US');
  const plain = open.length * (1 + furtherQuestions);
  if (findTechnique(kind)?.scoresOnly && 'labels' in task) {
    // A server scores the prompt alone, and once with each answer.
    const scored = task.labels.length + 1;
    const most = open.length * (scored + furtherQuestions) + contentFreeTexts * scored;
    return `Up to ${told(most)} requests to the server, since it scores each code by itself.`;
  }
  if (!asksSeveralTimes.has(kind)) return `Up to ${told(plain)} requests to the server.`;
  return `This way of asking asks several times about each ${unit}: it may be many more than ${told(plain)} requests to the server.`;
}
