import type { ChecklistItem } from './checklistItem';
import type { LabFacts } from './facts';
import { limitations } from './intervals';
import { annotationRows, dataRows, evaluationRows, modelRows, promptRows, type Row } from './tripodMethods';
import { resultRows } from './tripodResults';
import { taskWords } from './words';

/** The items of TRIPOD-LLM with their parts, by their numbers. */
export function tripodItems(facts: LabFacts): ChecklistItem[] {
  return [
    ...section('Title and abstract', [
      ['1', 'Title', [], ['the title: that a language model was evaluated, on what task and population']],
      [
        '2',
        'Abstract',
        ['What it asks of data, model, task and measures stands in the methods paragraph above.'],
        ['the abstract, by its own list of twelve items'],
      ],
    ]),
    ...section('Introduction', [
      ['3a', 'Background: the problem, its setting, why a language model', [], ['the background']],
      [
        '3b',
        'Population and intended use, in the course of care',
        [],
        ['for whom and for what use the model’s answers are meant, and who would use them'],
      ],
      [
        '4',
        'Objectives',
        [
          `The study evaluates models as they are, and does not develop or tune one. Task of the model: ${taskWords[facts.source.prepared.sheet.task.kind]}.`,
        ],
        ['the questions of the study'],
      ],
    ]),
    ...section('Methods: data', dataRows(facts)),
    ...section('Methods: the model', modelRows(facts)),
    ...section('Methods: evaluation of its output', evaluationRows(facts)),
    ...section('Methods: people’s codes', annotationRows(facts)),
    ...section('Methods: prompts, summaries, tuning', promptRows(facts)),
    ...section('Methods: computing and ethics', [
      [
        '12',
        'Computing resources',
        [
          `${facts.compute.questions.toLocaleString('en-US')} questions with ${facts.compute.promptTokens.toLocaleString('en-US')} tokens of prompts, as far as their number is known; a question that several runs share is counted in each.`,
        ],
        ['the machine (processor, memory) and how long the runs took'],
      ],
      [
        '13',
        'Ethics approval and consent',
        [],
        ['who approved the study, and whether consent covers analysis by a language model, or was waived'],
      ],
    ]),
    ...section('Open science', [
      ['14a', 'Funding', [], ['who paid, and what part they had']],
      ['14b', 'Conflicts of interest', [], ['conflicts of interest, with makers of the model too']],
      ['14c', 'Protocol', [], ['where a protocol can be read, or that there is none']],
      ['14d', 'Registration', [], ['a registration, or that there is none']],
      ['14e', 'Availability of data', [], ['whether and how the transcripts can be had']],
      [
        '14f',
        'Availability of code',
        [
          `Made with ${facts.source.program}. The sheet (${facts.source.sheetFile}) and its runs (${facts.source.runsFile}) repeat every answer; they quote transcripts.`,
        ],
        ['where sheet and runs are kept for readers'],
      ],
    ]),
    ...section('Patients and the public', [
      ['15', 'Involvement of patients and the public', [], ['how they were involved, or that they were not']],
    ]),
    ...section('Results', resultRows(facts)),
    ...section('Discussion', discussionRows(facts)),
  ];
}

function section(name: string, rows: readonly Row[]): ChecklistItem[] {
  return rows.map(([number, subject, told, missing = [], notApplicable]) => ({
    number,
    section: name,
    subject,
    told,
    missing,
    ...(notApplicable === undefined ? {} : { notApplicable }),
  }));
}

function discussionRows(facts: LabFacts): Row[] {
  return [
    ['19a', 'Interpretation, fairness included', [], ['what the results mean, and for whom they may be worse']],
    ['19b', 'Limitations', limitations(facts), ['further limitations of this study']],
    [
      '19c',
      'Known difficulties of such data: who is in it, what is missing, bias',
      [],
      ['whom the transcripts stand for and whom they do not'],
    ],
    [
      '19d',
      'Intended use: input, users, autonomy and oversight',
      [
        'The answers are suggestions for coding. No answer becomes a code without a person’s act. Introspect is not a medical device; its output serves neither care nor triage.',
      ],
      ['the use that the study has in mind'],
    ],
    [
      '19e',
      'Poor or missing input',
      [
        'Where a prompt does not fit into the context window, something around the segment is left out, and the run says what; a reply without a code stays without one.',
      ],
      ['how poor transcripts would be noticed and dealt with in use'],
    ],
    ['19f', 'What users do, and what they must be able to', [], ['who looks at the answers, and with which training']],
    ['19g', 'Further research', [], ['what should be studied next']],
  ];
}
