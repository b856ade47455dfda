import { counted } from '../../agreement/wording';
import type { LabFacts } from './facts';
import { isMeasured } from './intervals';
import type { Row } from './tripodMethods';
import { figureWords, listed, runsWords } from './words';

export function resultRows(facts: LabFacts): Row[] {
  const { results, columns, models, texts } = facts;
  const measured = columns.flatMap(({ name, report: { measure } }) =>
    measure && measure.n > 0 ? [{ name, measure }] : [],
  );
  const speakers = new Set(
    results.rows.flatMap(({ transcript, speaker }) => (speaker === null ? [] : [`${transcript}\n${speaker}`])),
  );
  return [
    [
      '16a',
      'Flow of the data through the study',
      [
        `${counted(results.asked + results.heldBack + results.notDrawn, 'segment')} found, ${results.asked} asked about, ${facts.withPerson} with a coder’s label to compare with; ${runsWords(columns)}.`,
      ],
      ['how many people were asked, took part, and were left out'],
    ],
    [
      '16b',
      'Characteristics of participants and data',
      [
        `${counted(texts.filter(({ segments }) => segments > 0).length, 'transcript')} with ${counted(speakers.size, 'speaker')} of these segments.`,
      ],
      ['who spoke: age, gender, and other characteristics; when'],
    ],
    [
      '16c',
      'Development and test data compared',
      [],
      [
        texts.some(({ isTest }) => isTest)
          ? 'how the transcripts of the test part differ from the others: speakers, length, codes'
          : 'a test part to compare with',
      ],
    ],
    [
      '16d',
      'Numbers in each analysis',
      measured.map(
        ({ name, measure }) =>
          `${name}: ${counted(measure.n, 'segment')} of ${counted(measure.transcripts, 'transcript')}; by code (coder, model): ${measure.labels
            .filter(({ given, predicted }) => given + predicted > 0)
            .map(({ name: code, given, predicted }) => `${code} ${given}, ${predicted}`)
            .join('; ')}.`,
      ),
      measured.length > 0 ? [] : ['numbers: no answer was compared with a person’s'],
    ],
    [
      '17',
      'Performance, with its uncertainty',
      measured.map(
        ({ name, measure: { agreement, macroF1 } }) =>
          `${name}: percent agreement ${figureWords(agreement.percent, 'percent')}; Cohen’s kappa ${figureWords(agreement.cohenKappa, 'cohenKappa')}; Krippendorff’s alpha ${figureWords(agreement.alpha, 'alpha')}; macro F1 ${figureWords(macroF1, 'alpha').replace(/n = (\d+)/, (_, n: string) => counted(Number(n), 'code'))}. Code by code under “Results”.`,
      ),
      [
        ...(isMeasured(facts) ? [] : ['performance: no answer could be compared with a person’s']),
        'performance by group of speakers',
      ],
    ],
    [
      '18',
      'Changes of the model during the study',
      [
        models.length > 1
          ? `Several models answered: ${listed(models.map(({ name }) => name))}.`
          : 'One model answered all runs of this report.',
      ],
      models.some(({ file }) => file === null) ? ['whether the server changed its model meanwhile'] : [],
    ],
  ];
}
