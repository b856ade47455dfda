import { isComputed } from '../../agreement/figure';
import { counted } from '../../agreement/wording';
import { choiceWords, codedNote, repeatsNote } from '../choiceWords';
import type { Measure } from '../measure';
import { pairSentences } from '../pairWords';
import { isLabelTask } from '../task';
import type { LabFacts } from './facts';
import { intervalWords, missingIntervalWords } from './intervals';
import {
  figureWords,
  leakageWords,
  limitWords,
  listed,
  modelWords,
  optionWords,
  periodWords,
  runsWords,
  samplingWords,
  segmentsWords,
  shortenedWords,
  taskWords,
} from './words';

/** A paragraph for the methods section of a paper, with the figures at its end. */
export function labMethods(facts: LabFacts): string {
  return [...setting(facts), ...measuring(facts), ...honest(facts)].filter((sentence) => sentence !== '').join(' ');
}

function setting(facts: LabFacts): string[] {
  const { source, results, models, columns, texts, period, programs } = facts;
  const { sheet, task } = source.prepared;
  const withSegments = texts.filter(({ segments }) => segments > 0).length;
  const dates = periodWords(period);
  const writing = columns.filter(({ scoresOnly }) => !scoresOnly);
  const settings = [...new Set(writing.map(({ sampling }) => samplingWords(sampling)))];
  const seeds = [...new Set(columns.flatMap((column) => column.seeds))];
  const sample =
    sheet.sample && results.notDrawn > 0
      ? `, drawn at random (seed ${sheet.sample.seed}) from ${(results.asked + results.notDrawn).toLocaleString('en-US')}`
      : '';
  return [
    `${models.length === 1 ? 'One language model' : `${models.length} language models`} (${models.map(modelWords).join('; ')}) ${models.length === 1 ? 'was' : 'were'} asked with ${listed(programs)}${dates === null ? '' : ` (${dates})`}. The task was ${taskWords[sheet.task.kind]}.`,
    `The material was ${counted(results.asked, 'segment')} (${segmentsWords(facts)}${sample}) from ${counted(withSegments, 'transcript')}.`,
    isLabelTask(task)
      ? `The labels to choose from were ${listed(task.labels.map(({ name }) => `“${name}”`))}.`
      : `The question was “${task.question}”`,
    `Ways to prompt: ${columns.map(({ name, options }) => (Object.keys(options).length === 0 ? name : `${name} (${optionWords(options)})`)).join('; ')}.`,
    `${settings.length === 0 ? 'No text was generated: the probabilities of the answers were computed' : `Text was generated with ${settings.join(' / ')} and seed ${listed(seeds.map(String))}`}; every prompt was put ${sheet.repeats === 1 ? 'once' : `${sheet.repeats} times`} about every segment, each time in a conversation of its own (${runsWords(columns)}). All prompts are given word for word in the supplement.`,
    ...shortenedWords(columns),
  ];
}

function measuring(facts: LabFacts): string[] {
  const { source, results, reference, columns } = facts;
  const { sheet, task } = source.prepared;
  if (!isLabelTask(task) || reference === null || facts.withPerson === 0)
    return ['The answers were not compared with a person’s codes.'];
  const measured = columns.filter(({ report: { measure } }) => measure && measure.n > 0);
  const { before } = facts.integrity;
  const note = repeatsNote(sheet);
  const split =
    results.part === 'test'
      ? `The test part (${sheet.test.transcripts.join(', ')}) was opened once, on ${sheet.test.openedAt!.slice(0, 10)}; ${before === 0 ? 'no run had been made on it before' : `before, ${counted(before, 'run')} had been made on it, so that it is no independent test`}.`
      : 'The figures are of the development part, on which prompts can be tried and chosen.';
  const people = results.report.people;
  const ofPeople = people
    ? ` The coders agreed with each other on those of these segments that two of them coded: ${[
        people.percent && isComputed(people.percent)
          ? `percent agreement ${figureWords(people.percent, 'percent')}`
          : '',
        people.alpha && isComputed(people.alpha)
          ? `Krippendorff’s alpha (nominal) ${figureWords(people.alpha, 'alpha')}`
          : '',
      ]
        .filter((text) => text !== '')
        .join(', ')}.`
    : '';
  const repeated = columns.flatMap(({ name, sameInAll }) =>
    sameInAll ? [`${name} ${sameInAll.same} of ${sameInAll.of}`] : [],
  );
  const most = (of: 'orders' | 'wordings') => Math.max(...columns.map(({ variations }) => variations[of]));
  const varied = [
    ...(most('orders') > 0 ? [counted(most('orders'), 'other order of the codes', 'other orders of the codes')] : []),
    ...(most('wordings') > 0 ? [counted(most('wordings'), 'other wording')] : []),
  ];
  return [
    `Answers were compared with the codes of one coder (${reference}; ${counted(facts.withPerson, 'segment')}).${results.chosen === null ? '' : ` ${choiceWords(results.chosen)}`} An answer of the model without a code counted as an answer of its own, which agrees with nobody.`,
    codedNote(sheet) ?? '',
    split,
    intervalWords(facts),
    missingIntervalWords(facts),
    ...measured.map(
      ({ name, report: { measure } }) =>
        `${name}${withoutWords(measure!)}: percent agreement ${figureWords(measure!.agreement.percent, 'percent')}, Cohen’s kappa ${figureWords(measure!.agreement.cohenKappa, 'cohenKappa')}, Krippendorff’s alpha (nominal) ${figureWords(measure!.agreement.alpha, 'alpha')}.`,
    ),
    ...comparedTwoByTwo(facts),
    ...(ofPeople === '' ? [] : [ofPeople.trim()]),
    ...(varied.length > 0 ? [`To see whether answers stay, every prompt was also put with ${listed(varied)}.`] : []),
    ...(repeated.length > 0 ? [`Segments with the same answer in all repeats: ${repeated.join('; ')}.`] : []),
    ...(repeated.length > 0 && note !== null ? [note] : []),
  ];
}

/** Pairs that a paragraph has room for; of more it tells the way, and the table the figures. */
const mostPairs = 3;

function comparedTwoByTwo({ results, columns }: LabFacts): string[] {
  const { pairs } = results.report;
  if (!pairs) return [];
  const names = new Map(columns.map(({ id, name }) => [id, name]));
  return [
    `Every two ways of asking were compared on the segments that both answered: difference in percent agreement with the coder with its bootstrap interval, and McNemar’s test (mid-P; Fagerland et al., 2013)${pairs.length > 1 ? `, p adjusted for ${pairs.length.toLocaleString('en-US')} pairs (Holm)` : ''}. The test takes segments as independent.`,
    ...(pairs.length > mostPairs ? [] : pairSentences(pairs, names)),
  ];
}

/** “ (1 of 4 answers without a code)”. */
function withoutWords({ n, withoutLabel }: Measure): string {
  return withoutLabel === 0
    ? ''
    : ` (${withoutLabel.toLocaleString('en-US')} of ${counted(n, 'answer')} without a code)`;
}

function honest(facts: LabFacts): string[] {
  const { tried, integrity, results, models } = facts;
  const others = tried.filter(({ isStillAsked }) => !isStillAsked);
  const runs = others.reduce((total, one) => total + one.runs, 0);
  return [
    ...limitWords(models),
    ...leakageWords(facts),
    others.length > 0
      ? `Before, ${counted(others.length, 'other prompt or setting', 'other prompts or settings')} had been tried in the same sheet (${counted(runs, 'run')}).`
      : '',
    results.part === 'test' && integrity.otherPrompts > 0
      ? `Of these, ${integrity.otherPrompts.toLocaleString('en-US')} had also been tried on the test part.`
      : '',
  ];
}
