import { counted } from '../../agreement/wording';
import { isLabelTask } from '../task';
import type { ChecklistItem } from './checklistItem';
import * as clear from './clearItems';
import type { LabFacts } from './facts';
import { figureWords, listed, runsWords, segmentsWords, taskWords } from './words';

type Row = readonly [subject: string, told: readonly string[], missing?: readonly string[], notApplicable?: string];

/** The items of TRIPOD-LLM by subject, in its order. */
export function tripodItems(facts: LabFacts): ChecklistItem[] {
  return [
    ...section('Title and abstract', [
      ['Title: that a language model was evaluated, on what task and population', [], ['the title']],
      ['Abstract', [], ['the abstract']],
    ]),
    ...section('Introduction', [
      ['Background: the problem, the setting, why a language model', [], ['the background']],
      ['Population and intended use', [], ['for whom and for what use the model’s answers are meant']],
      [
        'Objectives',
        [`Task of the model: ${taskWords[facts.source.prepared.sheet.task.kind]}.`],
        ['the questions of the study'],
      ],
    ]),
    ...section('Methods: data', dataRows(facts)),
    ...section('Methods: the model and its answers', modelRows(facts)),
    ...section('Methods: evaluation', evaluationRows(facts)),
    ...section('Methods: people’s codes', annotationRows(facts)),
    ...section('Methods: prompts and tuning', promptRows(facts)),
    ...section('Methods: computing and ethics', [
      ['Computing resources', [], ['the machine (processor, memory) and how long the runs took']],
      ['Ethics approval and consent', [], ['the approval, and whether consent covers analysis by a language model']],
    ]),
    ...section('Open science', [
      ['Funding', [], ['funding']],
      ['Conflicts of interest', [], ['conflicts of interest, with makers of the model too']],
      ['Protocol', [], ['where a protocol can be read']],
      ['Registration', [], ['a registration, or that there is none']],
      ['Availability of data', [], ['whether and how the transcripts can be had']],
      [
        'Availability of code and prompts',
        [
          `Made with ${facts.source.program}. The sheet (${facts.source.sheetFile}) and its runs (${facts.source.runsFile}) repeat every answer; they quote transcripts.`,
        ],
        ['where sheet and runs are kept for readers'],
      ],
    ]),
    ...section('Patients and the public', [
      ['Involvement of patients and the public', [], ['how they were involved, or that they were not']],
    ]),
    ...section('Results', resultRows(facts)),
    ...section('Discussion', discussionRows(facts)),
  ];
}

function section(name: string, rows: readonly Row[]): ChecklistItem[] {
  return rows.map(([subject, told, missing = [], notApplicable]) => ({
    section: name,
    subject,
    told,
    missing,
    ...(notApplicable === undefined ? {} : { notApplicable }),
  }));
}

function from(subject: string, { told, missing }: Pick<ChecklistItem, 'told' | 'missing'>): Row {
  return [subject, told, missing];
}

function dataRows(facts: LabFacts): Row[] {
  const { texts, results, withPerson, reference } = facts;
  const { task } = facts.source.prepared;
  const counts = isLabelTask(task)
    ? task.labels.flatMap(({ id, name }) => {
        const given = results.rows.filter(({ person }) => person === id).length;
        return given > 0 ? [`${name} ${given}`] : [];
      })
    : [];
  return [
    [
      'Sources of the data',
      [`Transcripts of the study “${facts.source.prepared.study.title}”: ${texts.map(({ path }) => path).join(', ')}.`],
      ['who was interviewed, how they were chosen, and in which language'],
    ],
    [
      'Description and split of the data',
      [
        `${counted(results.asked, 'segment')} of the ${results.part} part (${segmentsWords(facts)}); ${results.heldBack} held back for the test, ${results.notDrawn} not drawn into the sample.`,
        ...clear.independence(facts).told,
      ],
      texts.some(({ isTest }) => isTest) ? [] : ['a split: there is no test part'],
    ],
    ['Dates of the data', [], ['when the interviews were held']],
    [
      'Preparation of the text',
      [
        'The text of a segment is put to the model as it stands in the transcript; speaker names only where a technique shows other passages.',
      ],
      ['how the recordings were transcribed and de-identified'],
    ],
    [
      'Missing and unequal data',
      reference === null
        ? []
        : [
            `${reference} coded ${withPerson} of ${counted(results.asked, 'segment')}${withPerson < results.asked ? '; the others are in no figure of agreement' : ''}.`,
            ...(counts.length > 0 ? [`Given by ${reference}: ${counts.join(', ')}.`] : []),
          ],
      reference === null ? ['how often each answer is the right one: no coder is set to compare with'] : [],
    ],
  ];
}

function modelRows(facts: LabFacts): Row[] {
  const { task } = facts.source.prepared;
  const answers = isLabelTask(task)
    ? `One of ${task.labels.length} labels (“${task.labels.map(({ name }) => name).join('”, “')}”), or no label.`
    : 'An answer in words, which is shown and compared word by word, but not scored.';
  return [
    from('Identity and version of the model', clear.identification(facts)),
    from('How it was developed or adapted', clear.adaptation(facts)),
    from('Settings of text generation', clear.stochasticity(facts)),
    ['Output that is asked for', [answers]],
    from('How output was read and classified', clear.execution(facts)),
  ];
}

function evaluationRows(facts: LabFacts): Row[] {
  const { reference, results, source } = facts;
  const { task } = source.prepared;
  const isLabels = isLabelTask(task);
  const people = results.report.people;
  return [
    [
      'Measures of quality',
      isLabels && reference !== null
        ? [
            'Percent agreement, Cohen’s kappa, Krippendorff’s alpha and Gwet’s AC1 with one coder; precision, recall and F1 of every code; the table of what was taken for what.',
            intervalWords(facts),
          ]
        : [],
      isLabels && reference !== null ? [] : ['a measure of quality: answers are not compared with a person’s'],
    ],
    ['What the measures mean in practice', [], ['how good is good enough for the intended use']],
    [
      'Reference: what counts as right',
      reference === null
        ? []
        : [
            `The codes of ${reference}. A segment’s code is the one that covers most of it; in a transcript that the coder has coded, a segment without a code counts as ${source.prepared.sheet.task.kind === 'codes' && source.prepared.sheet.task.none !== undefined ? `“${source.prepared.sheet.task.none}”` : 'not coded'}.`,
          ],
      reference === null ? ['a reference: no coder is set to compare with'] : [],
    ],
    ['Judgement of answers by people', [], ['whether people rated the model’s answers, blind to their origin']],
    [
      'Comparison with people',
      people ? ['Agreement of the coders with each other on the same segments stands beside the model’s.'] : [],
      people ? [] : ['agreement of people with each other: fewer than two coded the same segments'],
    ],
  ];
}

function annotationRows({ people }: LabFacts): Row[] {
  const own = people.filter(({ isConsensus }) => !isConsensus);
  return [
    [
      'How segments were coded by people',
      [],
      ['how coders were instructed and trained, and whether they saw the model’s answers'],
    ],
    [
      'Number of coders',
      people.length === 0
        ? []
        : [
            `${counted(own.length, 'coder')}: ${people.map(({ name, segments, isReference, isConsensus }) => `${name}${isConsensus ? ' (consensus)' : ''}${isReference ? ' (compared with)' : ''}, ${counted(segments, 'segment')}`).join('; ')}.`,
          ],
      people.length === 0 ? ['coders: nobody has coded these segments'] : [],
    ],
    ['Background of the coders', [], ['their training and experience']],
  ];
}

function promptRows(facts: LabFacts): Row[] {
  const { task } = facts.source.prepared;
  return [
    from('Design of prompts and how they were chosen', {
      told: [...clear.wording(facts).told, ...clear.optimisation(facts).told],
      missing: clear.optimisation(facts).missing,
    }),
    from('Data that prompts were developed on', {
      told: ['Prompts were developed on the development part; examples and passages come from it alone.'],
      missing:
        facts.source.prepared.sheet.test.transcripts.length === 0
          ? ['which data: the sheet keeps no test part aside']
          : [],
    }),
    task.kind === 'summary'
      ? [
          'Summaries: preparation and assessment',
          [`Question: “${task.question}”`],
          ['how summaries were judged for faithfulness and omissions'],
        ]
      : ['Summaries: preparation and assessment', [], [], 'No summary was asked for.'],
    ['Instruction tuning and alignment', [], [], 'No weight was changed in this study.'],
  ];
}

function resultRows(facts: LabFacts): Row[] {
  const { results, columns, models, source } = facts;
  return [
    [
      'Flow of segments',
      [
        `${counted(results.asked + results.heldBack + results.notDrawn, 'segment')} found, ${results.asked} asked about, ${facts.withPerson} with a code to compare; ${runsWords(columns)}.`,
      ],
    ],
    ['Characteristics of the participants', [], ['who spoke: age, gender, and other characteristics']],
    [
      'Performance, with its uncertainty',
      columns.flatMap(({ name, report: { measure } }) =>
        measure && measure.n > 0
          ? [
              `${name}: percent agreement ${figureWords(measure.agreement.percent, 'percent')}; Cohen’s kappa ${figureWords(measure.agreement.cohenKappa, 'cohenKappa')}; Krippendorff’s alpha ${figureWords(measure.agreement.alpha, 'alpha')}.`,
            ]
          : [],
      ),
      [
        ...(clear.isMeasured(facts) ? [] : ['performance: no answer could be compared with a person’s']),
        'performance by group of speakers',
      ],
    ],
    [
      'Changes of the model during the study',
      [
        models.length > 1
          ? `Several models answered: ${listed(models.map(({ name }) => name))}.`
          : 'One model answered all runs of this report.',
      ],
      models.some(({ file }) => file === null) ? ['whether the server changed its model meanwhile'] : [],
    ],
    ...(source.blind
      ? ([
          ['Blind coding', ['Made by somebody who codes blind: other coders’ codes are in no figure.']],
        ] satisfies Row[])
      : []),
  ];
}

function discussionRows(facts: LabFacts): Row[] {
  return [
    ['Interpretation', [], ['what the results mean']],
    ['Limitations', limitations(facts), ['further limitations of this study']],
    ['Setting and conditions of use', [], ['where and under which conditions the answers could be used']],
    [
      'Intended use',
      [
        'The answers are suggestions for coding. Introspect is not a medical device; its output serves neither care nor triage.',
      ],
    ],
    ['Handling of poor input', clear.execution(facts).told.slice(2)],
    [
      'Oversight by people',
      ['No answer becomes a code without a person’s act.'],
      ['who looks at the answers, and with which training'],
    ],
    ['Further research', [], ['what should be studied next']],
  ];
}

/** What the figures themselves say against them. */
export function limitations(facts: LabFacts): string[] {
  const { results, withPerson, source, models, columns, period } = facts;
  return [
    ...(results.part === 'development'
      ? ['All figures are of the development part: on new text they will be lower.']
      : []),
    ...(results.part === 'test' && facts.integrity.before + facts.integrity.otherPrompts > 0
      ? ['The test part was looked at before, or with other prompts: its figures are no clean test.']
      : []),
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
          `${counted(columns.length, 'way of asking', 'ways of asking')} are compared; the best of many looks better than it is.`,
        ]
      : []),
    ...(results.made < results.planned
      ? [
          `${counted(results.planned - results.made, 'run')} of ${results.planned.toLocaleString('en-US')} are missing from the figures.`,
        ]
      : []),
    ...(period.undated > 0 ? ['Some runs have no date.'] : []),
    'Segments of one transcript are not independent of one another; the intervals take them as if they were, and may be too narrow.',
  ];
}

export function intervalWords({ source: { samples, seed } }: LabFacts): string {
  return samples === 0
    ? 'No intervals were computed.'
    : `95 % intervals: percentile bootstrap over segments, ${samples.toLocaleString('en-US')} samples, seed ${seed}.`;
}
