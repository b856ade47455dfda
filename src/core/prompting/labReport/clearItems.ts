import { counted } from '../../agreement/wording';
import { isLabelTask, type Task } from '../task';
import { marker } from '../wording';
import type { ChecklistItem } from './checklistItem';
import type { LabFacts } from './facts';
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
} from './words';

/** The eight items of MI-CLEAR-LLM as updated in 2025. */
export function clearItems(facts: LabFacts): ChecklistItem[] {
  const prompts = [optimisation(facts), wording(facts)];
  return [
    { ...identification(facts), subject: 'Which model: name, version, maker, dates of the queries' },
    { ...access(facts), subject: 'How the model was reached, and why so' },
    { ...input(facts), subject: 'What was put in' },
    { ...adaptation(facts), subject: 'How the model was adapted: by its weights, or not' },
    {
      subject: 'How prompts were made, tried and chosen; their exact wording',
      told: prompts.flatMap(({ told }) => told),
      missing: prompts.flatMap(({ missing }) => missing),
    },
    { ...execution(facts), subject: 'How prompts were put: sessions, order, handling of replies' },
    { ...stochasticity(facts), subject: 'Chance in the answers: settings, attempts, reliability' },
    { ...independence(facts), subject: 'Independence of the test data' },
  ].map((item, i) => ({ number: String(i + 1), section: 'Minimum items', ...item }));
}

/** What can be told, and what has to be written, of one subject. */
export type Answer = Pick<ChecklistItem, 'told' | 'missing'>;

export function identification({ models, period, results }: LabFacts): Answer {
  const dates = periodWords(period);
  const undated =
    period.undated > 0 ? [`when ${counted(period.undated, 'run')} were made: the runs file has no time for them`] : [];
  return {
    told: [
      ...models.map((model) => `Model: ${modelWords(model)}.`),
      ...(dates === null ? [] : [`Runs were made on ${dates} (UTC).`]),
    ],
    missing: [
      ...(results.made === 0 ? ['the dates of the queries: nothing has been run yet'] : undated),
      ...models.flatMap(({ name, file }) =>
        file === null ? [`which version of ${name} the server ran: it tells only a name`] : [],
      ),
      'who made the model, where its weights are from, and under which licence (open or proprietary)',
      'the date up to which its training data reach, where its maker tells',
    ],
  };
}

function access({ models, source: { program } }: LabFacts): Answer {
  const local = models.filter(({ file }) => file !== null).map(({ name }) => name);
  const remote = models.filter(({ file }) => file === null).map(({ name }) => name);
  return {
    told: [
      ...(local.length > 0
        ? [
            `${listed(local)} ran on the researchers’ own machine, through ${program} and ONNX Runtime, without a network connection and without access to the web, with no system prompt but those under “Prompts”, and no memory between runs.`,
          ]
        : []),
      ...(remote.length > 0
        ? [
            `${listed(remote)} was asked on a server, through a programming interface with OpenAI’s protocol (${program}).`,
          ]
        : []),
    ],
    missing: [
      'why the model was reached in this way',
      ...(local.length > 0 ? ['the machine: processor, memory'] : []),
      ...(remote.length > 0
        ? ['whose server it was, where it stands, and whether it adds a system prompt, keeps or looks up anything']
        : []),
    ],
  };
}

function input(facts: LabFacts): Answer {
  const { results, texts } = facts;
  const withSegments = texts.filter(({ segments }) => segments > 0).length;
  return {
    told: [
      `Plain text: ${counted(results.asked, 'segment')} (${segmentsWords(facts)}) from ${counted(withSegments, 'transcript')}, each put to the model on its own, as it stands in the transcript.`,
      'The SHA-256 of every transcript is listed under “Texts”.',
    ],
    missing: [],
  };
}

function adaptation({ columns }: LabFacts): Answer {
  return {
    told: [
      'Non-parametric: no weight of the model was changed; it was adapted by its prompt alone.',
      `Ways to prompt: ${columns.map(({ name, source }) => `${name} (${source})`).join('; ')}.`,
    ],
    missing: [],
  };
}

function stochasticity({ source: { prepared }, columns, models }: LabFacts): Answer {
  const { repeats } = prepared.sheet;
  const settings = [
    ...new Set(columns.filter(({ scoresOnly }) => !scoresOnly).map(({ sampling }) => samplingWords(sampling))),
  ];
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
    told: [
      `Sampling: ${settings.join(' / ') || 'none, since nothing is written'}; seed ${seeds.join(', ')} (${sameSeedWords(models)}).`,
      ...limitWords(models),
      ...votes.map(
        ({ name, options }) =>
          `${name} draws its votes with its own settings (${optionWords(options)}); the answer is the one with most votes.`,
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
            isCold(columns)
              ? 'how far answers hang on chance and wording: every prompt was run once, at temperature 0, where repeats cannot differ. Ask in other orders and wordings, or set a temperature above 0 and repeats'
              : 'how far answers vary from run to run: every prompt was run once. Set “Repeats” above 1, or say why one run is enough',
          ],
  };
}

function isCold(columns: LabFacts['columns']): boolean {
  return columns.every(({ scoresOnly, sampling }) => scoresOnly || sampling['temperature'] === 0);
}

function sameSeedWords(models: LabFacts['models']): string {
  const onServers = models.filter(({ file }) => file === null).length;
  if (onServers === 0) return 'the same seed gives the same tokens on the same machine';
  return `${onServers === models.length ? '' : 'on this machine the same seed gives the same tokens; '}a server is sent the seed, and whether it keeps to it is up to it`;
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

export function wording({ columns }: LabFacts): Answer {
  const hidden = columns.filter(({ example }) => example?.steps.some(({ prompt }) => prompt === null));
  const without = columns.filter(({ made }) => made === 0);
  return {
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

function execution({ columns, source: { failures = [], sheetFile, prepared } }: LabFacts): Answer {
  const shortened = columns.filter((column) => column.shortened > 0);
  return {
    told: [
      'Every run was a conversation of its own: nothing was carried over from one segment or one run to another. Where several runs ask the very same question, such as what a code means, its reply may have been had once and used in all.',
      `The sheet (${sheetFile}) is the script: “introspect run” makes the same runs again from it.`,
      'A technique of several questions put them one after another within the run, as listed under “Prompts”.',
      ...readingWords(prepared.task),
      ...(shortened.length > 0
        ? [...shortenedWords(shortened), 'What was left out is kept with every run.']
        : ['No prompt was shortened to fit the context window.']),
      ...failures.map(({ message, count }) => `Failed: ${counted(count, 'run')} (${message})`),
    ],
    missing: [],
  };
}

/** How a code is read out of a reply; nothing for tasks that ask for words. */
export function readingWords(task: Task): string[] {
  return isLabelTask(task)
    ? [
        `What the model writes counts as an answer only if the reply is a code and nothing else, says it in a set phrase such as “The code is …”, or has it after its last “${marker(task)}”; capitals, quotation marks and full stops do not count. A reply that is empty, cut off, several codes or an unknown one, or a code that is only mentioned in a sentence, is kept as “no code” and counts as an answer of its own, which agrees with nobody.`,
      ]
    : [];
}

export function optimisation({ columns, tried, source: { otherSheets = [], runsFile } }: LabFacts): Answer {
  const others = tried.filter(({ isStillAsked }) => !isStillAsked);
  const runs = others.reduce((total, one) => total + one.runs, 0);
  return {
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
      'why the prompts are worded as they are, who wrote them, and how they were changed on the way',
      'prompts that were tried outside this sheet',
    ],
  };
}

export function independence(facts: LabFacts): Answer {
  const { source, integrity, texts, results, leakage } = facts;
  const { prepared } = source;
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
    told: [
      ...told,
      ...(onTest.length > 0 && leakage.speakers.length > 0
        ? [`Speakers of one name in both parts: ${leakage.speakers.join(', ')}.`]
        : []),
      ...leakageWords(facts),
    ],
    missing: [
      ...(onTest.length === 0
        ? ['a test part: the figures are of the same text on which prompts could be chosen, and probably too good']
        : []),
      ...(onTest.length > 0 && results.part === 'development'
        ? ['figures of the test part: all figures here are of the development part, and probably too good']
        : []),
      ...(integrity.undated > 0
        ? [`whether ${counted(integrity.undated, 'run')} on the test part came before it was opened: they have no time`]
        : []),
      ...(onTest.length > 0 ? ['whether anybody who speaks in the test part also speaks in the development part'] : []),
      ...(onTest.length > 0 ? ['whether those who worded the prompts had read the test transcripts before'] : []),
      'whether these transcripts, or texts like them, were in the model’s training data',
    ],
  };
}
