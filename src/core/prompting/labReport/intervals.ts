// What the figures rest on, and what they themselves say against them.
import { isComputed } from '../../agreement/figure';
import { counted } from '../../agreement/wording';
import { segmentsOn } from '../material';
import { leastTranscripts } from '../measure';
import { unreadableWords } from '../runsFile';
import { isLabelTask } from '../task';
import type { LabFacts } from './facts';
import { noCleanTest } from './triedBefore';
import { leakageWords, shortenedWords } from './words';

/** Transcripts of the segments that were compared with a person's codes; of all segments where none was. */
function comparedTranscripts({ columns, texts }: LabFacts): number {
  const compared = columns.flatMap(({ report: { measure } }) =>
    measure && measure.n > 0 ? [measure.transcripts] : [],
  );
  return compared.length > 0 ? Math.max(...compared) : texts.filter(({ segments }) => segments > 0).length;
}

export function intervalWords(facts: LabFacts): string {
  const { samples, seed } = facts.source;
  const drawn =
    comparedTranscripts(facts) >= leastTranscripts
      ? `whole transcripts (cluster bootstrap; where a figure rests on fewer than ${leastTranscripts} transcripts, single segments)`
      : 'single segments';
  const ofCodes = isMeasured(facts)
    ? ' 95 % intervals of precision, recall and F1: Wilson’s score interval, with the number of segments divided by the design effect between transcripts (Rao & Scott 1992); F1’s from the share of hits among the segments that either gave the code (Lam, Gopal & Qian 2023).'
    : '';
  return samples === 0
    ? `No intervals of agreement were computed.${ofCodes}`
    : `95 % intervals of agreement${ofCodes === '' ? '' : ' and macro F1'}: percentile bootstrap over ${drawn}, ${samples.toLocaleString('en-US')} samples, seed ${seed}.${ofCodes === '' ? '' : ` ${wilsonOfPercent}${ofCodes}`}`;
}

const wilsonOfPercent = `Where the bootstrap gives none (all or none of the segments agree, or fewer than ${leastTranscripts} could be drawn), percent agreement with the coder has Wilson’s interval.`;

/** Why figures that are told have no interval; '' where all have one. */
export function missingIntervalWords({ columns, results }: LabFacts): string {
  const reports = [...columns.map(({ report }) => report.measure?.agreement), results.report.people];
  const reasons = reports.flatMap((report) =>
    [report?.percent, report?.cohenKappa, report?.alpha].flatMap((figure) =>
      figure && isComputed(figure) && figure.noInterval !== undefined ? [figure.noInterval] : [],
    ),
  );
  const inWords = [...new Set(reasons)].map(
    (why) => `${why.charAt(0).toLowerCase()}${why.slice(1).replace(/\.$/, '')}`,
  );
  return inWords.length === 0 ? '' : `Where no interval is given: ${inWords.join('; or ')}.`;
}

/** Whether any column has figures against the reference coder. */
export function isMeasured({ source, columns }: LabFacts): boolean {
  return isLabelTask(source.prepared.task) && columns.some(({ report: { measure } }) => measure && measure.n > 0);
}

export function intervalSources(facts: LabFacts): string[] {
  return [
    ...(facts.source.samples > 0
      ? ['Efron, B., & Tibshirani, R. J. (1993). An Introduction to the Bootstrap. Chapman & Hall.']
      : []),
    ...(facts.source.samples > 0 && comparedTranscripts(facts) >= leastTranscripts
      ? [
          'Field, C. A., & Welsh, A. H. (2007). Bootstrapping clustered data. Journal of the Royal Statistical Society B, 69, 369–390.',
        ]
      : []),
    ...(isMeasured(facts)
      ? [
          'Wilson, E. B. (1927). Probable inference, the law of succession, and statistical inference. Journal of the American Statistical Association, 22, 209–212.',
          'Rao, J. N. K., & Scott, A. J. (1992). A simple method for the analysis of clustered binary data. Biometrics, 48, 577–585.',
          ...(facts.results.report.pairs
            ? [
                'McNemar, Q. (1947). Note on the sampling error of the difference between correlated proportions or percentages. Psychometrika, 12, 153–157.',
                'Fagerland, M. W., Lydersen, S., & Laake, P. (2013). The McNemar test for binary matched-pairs data: mid-p and asymptotic are better than exact conditional. BMC Medical Research Methodology, 13, 91.',
                'Holm, S. (1979). A simple sequentially rejective multiple test procedure. Scandinavian Journal of Statistics, 6, 65–70.',
              ]
            : []),
          'Lam, K. F. Y., Gopal, V., & Qian, J. (2023). Confidence intervals for the F1 score: a comparison of four methods. arXiv:2309.14621.',
        ]
      : []),
  ];
}

/** What the figures themselves say against them. */
export function limitations(facts: LabFacts): string[] {
  const { results, withPerson, source, models, columns, period, programs } = facts;
  const unread = unreadableWords(source.runsFile, facts.unreadable);
  return [
    ...(results.part === 'development'
      ? ['All figures are of the development part: on new text they are probably lower.']
      : []),
    ...(results.part === 'test' && facts.integrity.before + facts.integrity.otherPrompts > 0 ? [noCleanTest] : []),
    ...referenceLimits(facts),
    ...(withPerson > 0 && withPerson < 100
      ? [
          `Only ${counted(withPerson, 'segment')} could be compared: intervals are wide, and figures of single codes uncertain.`,
        ]
      : []),
    ...(source.prepared.sheet.repeats === 1
      ? ['Every prompt was run once, so that nothing is known of its stability.']
      : []),
    ...(models.some(({ file }) => file === null) ? ['A model on a server can change without notice.'] : []),
    ...(columns.length > 1
      ? [
          `${counted(columns.length, 'way of asking', 'ways of asking')} are compared; the best of many looks better than it is. The intervals are of each way by itself, and are not corrected for how many are compared: ${results.report.pairs ? 'whether two ways differ stands in the comparison of every two' : 'they do not say whether two ways differ'}.`,
        ]
      : []),
    ...(results.made < results.planned
      ? [
          `${counted(results.planned - results.made, 'run')} of ${results.planned.toLocaleString('en-US')} are missing from the figures.`,
        ]
      : []),
    ...shortenedWords(columns),
    ...leakageWords(facts),
    ...uncertainCodes(facts),
    ...(programs.length > 1
      ? [
          `Runs were made by several versions of the program (${programs.join(', ')}): prompts may be worded differently.`,
        ]
      : []),
    ...(unread === null ? [] : [unread]),
    ...(period.undated > 0 ? ['Some runs have no date.'] : []),
    ...clusterLimits(comparedTranscripts(facts)),
  ];
}

/** What speaks against the codes that answers are held against. */
function referenceLimits({ source: { prepared }, reference, withPerson }: LabFacts): string[] {
  const { sheet, study, task, items } = prepared;
  const coder = sheet.reference;
  if (reference === null || coder === undefined || !isLabelTask(task) || withPerson === 0) return [];
  const ids = task.labels.map(({ id }) => id);
  const byPath = new Map(study.transcripts.map((transcript) => [transcript.path, transcript]));
  const segments = new Set(items.flatMap((item) => segmentsOn(byPath.get(item.transcript), coder, ids, item)));
  const accepted = [...segments].filter((segment) => segment.accepted).length;
  if (accepted === 0) return [];
  return [
    `${accepted.toLocaleString('en-US')} of ${counted(segments.size, 'segment')} by ${reference} on what was asked about ${accepted === 1 ? 'was' : 'were'} accepted from a model’s suggestions: they are no independent reference, and agreement with that model, or one like it, is likely to be too high.`,
  ];
}

/** Codes that are in no figure, though somebody gave them or the sheet asks for them. */
function uncertainCodes({ source: { prepared } }: LabFacts): string[] {
  const { sheet, study, task } = prepared;
  const { moved, orphans } = study;
  const lost =
    sheet.task.kind === 'codes' && isLabelTask(task)
      ? (sheet.task.codes ?? []).filter((id) => !task.labels.some((label) => label.id === id.toLowerCase())).length
      : 0;
  const places = [
    ...(moved > 0
      ? [`${counted(moved, 'coded segment')} of the study stand at guessed places that nobody has confirmed`]
      : []),
    ...(orphans > 0
      ? [`${moved > 0 ? orphans : counted(orphans, 'coded segment')} are not found in the present texts`]
      : []),
  ];
  return [
    ...(places.length > 0 ? [`${places.join(', and ')}: they are in no figure.`] : []),
    ...(lost > 0
      ? [`${counted(lost, 'code')} that the sheet names are not in the codebook any more, and were no answer.`]
      : []),
  ];
}

/** Segments of one transcript are alike: what the intervals make of that. */
function clusterLimits(transcripts: number): string[] {
  if (transcripts >= leastTranscripts) return [];
  if (transcripts < 2)
    return ['All segments are of one transcript: no interval says how figures would be in another person’s.'];
  return [
    `The segments are of ${transcripts} transcripts, too few to draw whole ones: intervals of agreement take segments as if they were independent, which those of one transcript are not, and may be too narrow. Intervals of single codes allow for it roughly.`,
  ];
}
