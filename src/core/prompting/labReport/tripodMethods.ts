import { counted } from '../../agreement/wording';
import { choiceWords } from '../choiceWords';
import { isLabelTask } from '../task';
import * as clear from './clearItems';
import type { LabFacts } from './facts';
import { intervalWords } from './intervals';
import { figureWords, listed, samplingWords, segmentsWords } from './words';

/** `notApplicable` says why an item asks nothing of this study. */
export type Row = readonly [
  number: string,
  subject: string,
  told: readonly string[],
  missing?: readonly string[],
  notApplicable?: string,
];

function from(number: string, subject: string, { told, missing }: clear.Answer): Row {
  return [number, subject, told, missing];
}

export function dataRows(facts: LabFacts): Row[] {
  const { texts, results, withPerson, reference, source } = facts;
  const { study, items } = source.prepared;
  const words = items.reduce((total, { text }) => total + (text.match(/\S+/g)?.length ?? 0), 0);
  const given = labelsGiven(facts);
  return [
    [
      '5a',
      'Sources of the data, for prompts and for the test apart',
      [
        `Transcripts of the study “${study.title}”: ${texts.map(({ path }) => path).join(', ')}.`,
        `Figures of the ${results.part} part; ${results.heldBack} segments held back for the test, ${results.notDrawn} not drawn into the sample.`,
        ...clear.independence(facts).told,
      ],
      [
        'who was interviewed, how they were chosen, and why these data',
        ...(texts.some(({ isTest }) => isTest) ? [] : ['a split: there is no test part']),
        'what the model itself was trained on, as far as its maker tells',
      ],
    ],
    [
      '5b',
      'Description of the data and their distribution',
      [
        `${counted(results.asked, 'segment')} (${segmentsWords(facts)}), ${words.toLocaleString('en-US')} words between spaces.`,
        ...(given === null ? [] : [given]),
      ],
      ['language, country and setting of the interviews'],
    ],
    ['5c', 'Dates of the oldest and the newest text', [], ['when the interviews were held']],
    [
      '5d',
      'Preparation and checking of the text',
      [
        'The text of a segment is put to the model as it stands in the transcript; speaker names only where a technique shows other passages, or a prompt of your own asks for them.',
      ],
      ['how the recordings were transcribed, checked and de-identified, and whether in the same way for all'],
    ],
    [
      '5e',
      'Missing and unequal data',
      reference === null
        ? []
        : [
            `The coder compared with is ${quotedName(reference)}: ${withPerson} of ${counted(results.asked, 'segment')} have a label${withPerson < results.asked ? '; the others are in no figure of agreement' : ''}.${results.chosen === null ? '' : ` ${choiceWords(results.chosen)}`} Codes are not weighted by how often they occur; macro F1 counts every code alike.`,
          ],
      reference === null
        ? ['how often each answer is the right one: no coder is set to compare with']
        : withPerson < results.asked
          ? ['why segments were left uncoded']
          : [],
    ],
  ];
}

/** “Given by Ana: sleep 12, worry 3.”; null where nobody is compared with. */
function labelsGiven({ source, results, reference }: LabFacts): string | null {
  const { task } = source.prepared;
  if (reference === null || !isLabelTask(task)) return null;
  const counts = task.labels.flatMap(({ id, name }) => {
    const given = results.rows.filter(({ person }) => person === id).length;
    return given > 0 ? [`${name} ${given}`] : [];
  });
  return counts.length === 0 ? null : `Given by ${reference}: ${counts.join(', ')}.`;
}

function quotedName(name: string): string {
  return `“${name}”`;
}

/** How long replies might be: a limit decides which are cut off. */
function lengthWords(columns: LabFacts['columns']): string[] {
  const most = (steps: LabFacts['columns'][number]['steps']) => Math.max(0, ...steps.map(({ maxNew }) => maxNew ?? 0));
  const all = [...new Set(columns.map(({ steps }) => most(steps)).filter((tokens) => tokens > 0))].sort(
    (a, b) => a - b,
  );
  return all.length === 0
    ? []
    : [`A reply could have at most ${listed(all.map(String))} tokens${all.length > 1 ? ', by technique' : ''}.`];
}

export function modelRows(facts: LabFacts): Row[] {
  const { columns, source } = facts;
  const { task } = source.prepared;
  const settings = [
    ...new Set(columns.filter(({ scoresOnly }) => !scoresOnly).map(({ sampling }) => samplingWords(sampling))),
  ];
  const seeds = [...new Set(columns.flatMap((column) => column.seeds))];
  const answers = isLabelTask(task)
    ? `Asked for: one of ${task.labels.length} labels (“${task.labels.map(({ name }) => name).join('”, “')}”).`
    : 'Asked for: an answer in words, which is shown and compared word by word, but not scored.';
  const likelihoods = columns.filter(({ kind }) => kind === 'labelLikelihood').map(({ name }) => name);
  const votes = columns.filter(({ kind }) => kind === 'selfConsistency').map(({ name }) => name);
  return [
    from('6a', 'Name and version of the model; when it was trained or used', clear.identification(facts)),
    [
      '6b',
      'Architecture, prompts and settings of inference',
      [
        `Ways to prompt: ${columns.map(({ name, source: of }) => `${name} (${of})`).join('; ')}.`,
        `Sampling: ${settings.join(' / ') || 'none, since nothing is written'}; seed ${seeds.join(', ')}.`,
        ...lengthWords(columns),
      ],
      ['the model’s architecture and size'],
    ],
    ['6c', 'How the model was developed, tuned and aligned', [], [], 'No model was developed or tuned in this study.'],
    ['6d', 'Output, as it came and after processing', [answers, ...clear.readingWords(task)]],
    isLabelTask(task)
      ? [
          '6e',
          'Classification: how an answer is determined, and thresholds',
          [
            'Where the model writes, the answer is the code that it writes, read as 6d says; there is no threshold.',
            ...(likelihoods.length > 0
              ? [
                  `${likelihoods.join(', ')}: the probability of every whole code among the codes is computed, and the most probable is the answer, however improbable; there is no threshold below which it is none.`,
                ]
              : []),
            ...(votes.length > 0
              ? [
                  `${votes.join(', ')}: the code with the most votes; a tie, or more votes without a code than for any one, is no code.`,
                ]
              : []),
          ],
        ]
      : ['6e', 'Classification: how an answer is determined, and thresholds', [], [], 'Nothing was classified.'],
  ];
}

export function evaluationRows(facts: LabFacts): Row[] {
  const { reference, results, source, columns } = facts;
  const { task, sheet } = source.prepared;
  const isCompared = isLabelTask(task) && reference !== null && facts.withPerson > 0;
  const { people } = results.report;
  return [
    isLabelTask(task)
      ? [
          '7a',
          'Quality of generated text',
          [],
          [],
          'Asked of text that is generated; the answers here are codes, and their measures stand in 7c.',
        ]
      : [
          '7a',
          'Quality of generated text',
          [],
          ['how accurate, relevant and consistent the answers are: they are not scored'],
        ],
    [
      '7b',
      'What the measures mean in use',
      [],
      ['how good is good enough for the intended use, and how the measures go with people’s judgement of the answers'],
    ],
    [
      '7c',
      'What counts as right, how answers were obtained, and the measures',
      [
        ...(isCompared
          ? [
              `What counts as right is the code by ${quotedName(reference)}. A segment’s code is the one that covers most of it; in a transcript that the coder has coded, a segment without a code counts as ${sheet.task.kind === 'codes' && sheet.task.none !== undefined ? `“${sheet.task.none}”` : 'not coded'}.`,
              'Percent agreement, Cohen’s kappa, Krippendorff’s alpha (nominal) and Gwet’s AC1 with this coder; precision, recall and F1 of every code; the table of what was taken for what.',
              intervalWords(facts),
            ]
          : []),
        ...(columns.length > 1 ? ['All techniques were measured alike, on the same segments.'] : []),
      ],
      isCompared
        ? ['whether these measures were chosen before the answers were seen']
        : [
            reference === null
              ? 'a reference: no coder is set to compare with'
              : isLabelTask(task) && sheet.task.kind === 'codes'
                ? 'a reference: the coder has coded none of these segments'
                : 'a measure: ratings and answers in words are not compared with a person’s',
          ],
    ],
    [
      '7d',
      'Judgement by people: who, with which instructions, how alike',
      people?.alpha ? [`Krippendorff’s alpha of the coders: ${figureWords(people.alpha, 'alpha')}.`] : [],
      ['the coders’ qualifications and instructions, and whether they saw the model’s answers'],
    ],
    [
      '7e',
      'Comparison with other models, people and standards',
      [
        ...(columns.length > 1
          ? [
              `${counted(columns.length, 'way of asking', 'ways of asking')} stand side by side${results.report.pairs ? ', and every two are compared on the same segments' : ''}.`,
            ]
          : []),
        ...(people ? ['Agreement of the coders with each other on the same segments stands beside the model’s.'] : []),
      ],
      people ? [] : ['agreement of people with each other: fewer than two coded the same segments'],
    ],
  ];
}

export function annotationRows({ people, codedTwice, results, source }: LabFacts): Row[] {
  const own = people.filter(({ isConsensus }) => !isConsensus);
  const alpha = results.report.people?.alpha;
  const { task } = source.prepared;
  const defined = isLabelTask(task) ? task.labels.filter(({ definition }) => definition !== '').length : 0;
  return [
    [
      '8a',
      'How segments were coded by people, with guidelines and examples',
      [
        ...(isLabelTask(task)
          ? [
              `The codebook: ${defined} of ${counted(task.labels.length, 'label')} have a definition, all word for word under “Settings and texts”.`,
            ]
          : []),
        ...(source.blind ? ['Made by somebody who codes blind: other coders’ codes are in no figure.'] : []),
      ],
      ['how coders were instructed and trained, with examples, and how differences were settled'],
    ],
    [
      '8b',
      'Number of coders, and the share coded by more than one',
      people.length === 0
        ? []
        : [
            `${counted(own.length, 'coder')}: ${people.map(({ name, segments, isReference, isConsensus }) => `${name}${isConsensus ? ' (consensus)' : ''}${isReference ? ' (compared with)' : ''}, ${counted(segments, 'segment')}`).join('; ')}.`,
            `${codedTwice} of ${counted(results.asked, 'segment')} are in transcripts that more than one person coded.`,
          ],
      people.length === 0 ? ['coders: nobody has coded these segments'] : [],
    ],
    [
      '8c',
      'Background of the coders, and their agreement',
      alpha ? [`Krippendorff’s alpha ${figureWords(alpha, 'alpha')}.`] : [],
      ['their training and experience', ...(alpha ? [] : ['their agreement: fewer than two coded the same segments'])],
    ],
  ];
}

export function promptRows(facts: LabFacts): Row[] {
  const { task, sheet } = facts.source.prepared;
  const chosen = clear.optimisation(facts);
  return [
    from('9a', 'How prompts were designed, gathered and chosen', {
      told: [...clear.wording(facts).told, ...chosen.told],
      missing: [...clear.wording(facts).missing, ...chosen.missing],
    }),
    from('9b', 'Data that prompts were developed on', {
      told:
        sheet.test.transcripts.length === 0
          ? []
          : [
              'Until the test part is opened the sheet runs on the development part alone; examples and passages come from that in any case.',
            ],
      missing:
        sheet.test.transcripts.length === 0
          ? ['on which data prompts were developed: the sheet keeps no test part aside']
          : [],
    }),
    task.kind === 'summary'
      ? [
          '10',
          'Preparation of text before it is summarised',
          ['None: a segment is put as it stands in the transcript.', `Question: “${task.question}”`],
        ]
      : ['10', 'Preparation of text before it is summarised', [], [], 'No summary was asked for.'],
    ['11', 'Instruction tuning and alignment', [], [], 'No weight was changed in this study.'],
  ];
}
