import { isComputed } from '../../agreement/figure';
import { counted } from '../../agreement/wording';
import type { ChecklistItem } from './checklistItem';
import type { LabFacts } from './facts';
import {
  figureWords,
  listed,
  modelWords,
  optionWords,
  periodWords,
  runsWords,
  samplingWords,
  segmentsWords,
} from './words';

/** The items of MI-CLEAR-LLM (2024), with those that its update of 2025 made items of their own. */
export function clearItems(facts: LabFacts): ChecklistItem[] {
  return [
    identification(facts),
    access(facts),
    input(facts),
    adaptation(facts),
    stochasticity(facts),
    wording(facts),
    execution(facts),
    optimisation(facts),
    independence(facts),
  ].map((item) => ({ section: 'Minimum items', ...item }));
}

type Item = Omit<ChecklistItem, 'section'>;

export function identification({ models, period, results }: LabFacts): Item {
  const dates = periodWords(period);
  const undated =
    period.undated > 0 ? [`when ${counted(period.undated, 'run')} were made: the runs file has no time for them`] : [];
  return {
    subject: 'Which model: name, version, dates of the queries',
    told: [
      ...models.map((model) => `Model: ${modelWords(model)}.`),
      ...(dates === null ? [] : [`Runs were made on ${dates} (UTC).`]),
    ],
    missing: [
      ...(results.made === 0 ? ['the dates of the queries: nothing has been run yet'] : undated),
      ...models.flatMap(({ name, file }) =>
        file === null ? [`which version of ${name} the server ran: it tells only a name`] : [],
      ),
      'who made the model, and its licence',
      'the date up to which its training data reach',
    ],
  };
}

export function access({ models, source: { program } }: LabFacts): Item {
  const local = models.filter(({ file }) => file !== null).map(({ name }) => name);
  const remote = models.filter(({ file }) => file === null).map(({ name }) => name);
  return {
    subject: 'How the model was reached',
    told: [
      ...(local.length > 0
        ? [
            `${listed(local)} ran on the researchers’ own machine, through ${program} and ONNX Runtime, without a network connection and without access to the web.`,
          ]
        : []),
      ...(remote.length > 0
        ? [
            `${listed(remote)} was asked on a server, through a programming interface with OpenAI’s protocol (${program}).`,
          ]
        : []),
    ],
    missing:
      remote.length > 0 ? ['whose server it was, where it stands, and whether it keeps or looks up anything'] : [],
  };
}

export function input(facts: LabFacts): Item {
  const { results, texts } = facts;
  const withSegments = texts.filter(({ segments }) => segments > 0).length;
  return {
    subject: 'What was put in',
    told: [
      `Plain text: ${counted(results.asked, 'segment')} (${segmentsWords(facts)}) from ${counted(withSegments, 'transcript')}, each put to the model on its own, as it stands in the transcript.`,
      'The SHA-256 of every transcript is listed under “Texts”.',
    ],
    missing: [],
  };
}

export function adaptation({ columns }: LabFacts): Item {
  return {
    subject: 'How the model was adapted',
    told: [
      'No weight of the model was changed; it was adapted by its prompt alone.',
      `Ways to prompt: ${columns.map(({ name, source }) => `${name} (${source})`).join('; ')}.`,
    ],
    missing: [],
  };
}

export function stochasticity({ source: { prepared }, columns }: LabFacts): Item {
  const { repeats } = prepared.sheet;
  const settings = [...new Set(columns.map(({ sampling }) => samplingWords(sampling)))];
  const seeds = [...new Set(columns.flatMap((column) => column.seeds))];
  const stable = columns.flatMap(({ name, stability, sameInAll }) => {
    const figure = stability?.alpha ? `, Krippendorff’s alpha ${figureWords(stability.alpha, 'alpha')}` : '';
    return sameInAll
      ? [
          `${name}: the same answer in all repeats for ${sameInAll.same} of ${counted(sameInAll.of, 'segment')}${figure}.`,
        ]
      : [];
  });
  const votes = columns.filter(({ kind }) => kind === 'selfConsistency');
  return {
    subject: 'Chance in the answers: settings, attempts, reliability',
    told: [
      `Sampling: ${settings.join(' / ')}; seed ${seeds.join(', ')} (the same seed gives the same tokens on the same machine).`,
      ...votes.map(
        ({ name, options }) =>
          `${name} draws its votes with its own settings (${optionWords(options)}); the answer is the majority’s.`,
      ),
      `Attempts: ${counted(repeats, 'run')} of every prompt on every segment (${runsWords(columns)}).`,
      ...(repeats > 1
        ? [
            'The first repeat is the answer that is measured; the repeats serve to measure stability, and are not combined.',
          ]
        : []),
      ...stable,
      ...variationWords(columns),
    ],
    missing:
      repeats > 1
        ? []
        : [
            'how far answers vary from run to run: every prompt was run once. Set “Repeats” above 1, or say why one run is enough',
          ],
  };
}

/** Whether answers stay when the same is asked otherwise. */
function variationWords(columns: LabFacts['columns']): string[] {
  return columns.flatMap(({ name, variations: { orders, wordings }, report }) => [
    ...(orders > 0
      ? [
          `${name}, asked again with the codes in ${counted(orders, 'other order')}: Krippendorff’s alpha ${figureWords(report.stabilityOfOrders?.alpha, 'alpha')}.`,
        ]
      : []),
    ...(wordings > 0
      ? [
          `${name}, asked again in ${counted(wordings, 'other wording')}: Krippendorff’s alpha ${figureWords(report.stabilityOfWordings?.alpha, 'alpha')}.`,
        ]
      : []),
  ]);
}

export function wording({ columns }: LabFacts): Item {
  const hidden = columns.filter(({ example }) => example?.steps.some(({ prompt }) => prompt === null));
  const without = columns.filter(({ made }) => made === 0);
  return {
    subject: 'Exact wording of the prompts',
    told: columns
      .filter(({ made }) => made > 0)
      .map(({ name, steps }) => {
        const fixed = steps.filter(({ templates }) => templates === 1).length;
        const prompts = steps.reduce((total, step) => total + step.prompts, 0);
        return `${name}: ${counted(steps.length, 'question')} a segment, ${counted(prompts, 'distinct prompt')}; in ${fixed} of the ${steps.length} only the segment varies, or nothing. Word for word under “Prompts”; all of them in prompts.csv.`;
      }),
    missing: [
      ...hidden.map(
        ({ name }) =>
          `the chat template that the server put around the messages of ${name}: it does not show it. The messages are given as they were sent`,
      ),
      ...without.map(({ name }) => `the prompts of ${name}: it has not been run`),
    ],
  };
}

export function execution({ columns, source: { failures = [] } }: LabFacts): Item {
  const shortened = columns.filter((column) => column.shortened > 0);
  return {
    subject: 'How the prompts were put: sessions, order, handling of replies',
    told: [
      'Every run was a conversation of its own: nothing was carried over from one segment or one run to another.',
      'A technique of several questions put them one after another within the run, as listed under “Prompts”.',
      'An answer counts as a code only if the reply names exactly one of the codes; a reply that is empty, cut off, names none, several or an unknown one is kept as “no code” and counts as an answer of its own, which agrees with nobody.',
      ...(shortened.length > 0
        ? shortened.map(
            ({ name, shortened: n }) =>
              `${name}: in ${counted(n, 'run')} not everything fitted into the context window; what was left out is kept with the run.`,
          )
        : ['No prompt was shortened to fit the context window.']),
      ...failures.map(({ message, count }) => `Failed: ${counted(count, 'run')} (${message})`),
    ],
    missing: [],
  };
}

export function optimisation({ columns, tried, source: { otherSheets = [], runsFile } }: LabFacts): Item {
  const others = tried.filter(({ isStillAsked }) => !isStillAsked);
  const runs = others.reduce((total, one) => total + one.runs, 0);
  return {
    subject: 'How prompts were tried and chosen',
    told: [
      `The sheet compares ${counted(columns.length, 'way', 'ways')} of asking; all are reported, none was left out.`,
      others.length > 0
        ? `Tried before in this sheet and no longer in it: ${counted(others.length, 'other prompt or setting', 'other prompts or settings')}, ${counted(runs, 'run')}. They are listed under “Prompts tried before”.`
        : `The runs file (${runsFile}, append-only) holds no other prompt tried in this sheet.`,
      ...(otherSheets.length > 0
        ? [
            `Other lab sheets of this study: ${otherSheets.map((sheet) => `${sheet.name} (${counted(sheet.runs, 'run')})`).join(', ')}.`,
          ]
        : []),
    ],
    missing: [
      'why the prompts are worded as they are, and who wrote them',
      'prompts that were tried outside this sheet',
    ],
  };
}

export function independence({ source: { prepared }, integrity, texts, results }: LabFacts): Item {
  const { test } = prepared.sheet;
  const onTest = texts.filter(({ isTest }) => isTest).map(({ path }) => path);
  const opened = test.openedAt;
  const told =
    onTest.length === 0
      ? []
      : [
          `Test part, split by transcript: ${onTest.join(', ')}. ${opened === null ? 'It has not been opened.' : `It was opened once, on ${opened.slice(0, 16).replace('T', ' at ')} UTC.`}`,
          'No example and no passage shown to the model comes from the test part.',
          `Runs on test transcripts ${opened === null ? 'so far' : 'before it was opened'}, by the runs file: ${integrity.before}.`,
          ...(integrity.otherPrompts > 0
            ? [
                `Other prompts than the sheet’s were also run on the test part: ${integrity.otherPrompts}. Its figures are no test of a prompt that was chosen among them.`,
              ]
            : []),
        ];
  return {
    subject: 'Independence of the test data',
    told,
    missing: [
      ...(onTest.length === 0
        ? ['a test part: the figures are of the same text on which prompts were chosen, and therefore too good']
        : []),
      ...(onTest.length > 0 && results.part === 'development'
        ? ['figures of the test part: all figures here are of the development part, and therefore too good']
        : []),
      ...(integrity.undated > 0
        ? [`whether ${counted(integrity.undated, 'run')} on the test part came before it was opened: they have no time`]
        : []),
      'whether these transcripts, or texts like them, were in the model’s training data',
    ],
  };
}

/** Whether any column has a figure against the reference coder. */
export function isMeasured({ columns }: LabFacts): boolean {
  return columns.some(({ report: { measure } }) => {
    const percent = measure?.agreement.percent;
    return percent !== undefined && isComputed(percent);
  });
}
