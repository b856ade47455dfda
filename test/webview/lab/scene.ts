import { createHash } from 'node:crypto';
import { loadStudy, type LoadedStudy } from '../../../src/core/coding/loadStudy';
import { checklists } from '../../../src/core/prompting/labReport/checklist';
import { labFacts } from '../../../src/core/prompting/labReport/facts';
import { labMethods } from '../../../src/core/prompting/labReport/methods';
import { labResults, type LabResults } from '../../../src/core/prompting/labResults';
import { recordedModels } from '../../../src/core/prompting/columns';
import { prepareSheet, type PreparedSheet } from '../../../src/core/prompting/prepare';
import type { RunRecord } from '../../../src/core/prompting/records';
import { textOfRun } from '../../../src/core/prompting/runKey';
import { planRuns, type PlannedRun } from '../../../src/core/prompting/runSheet';
import { parseSheet, type Sheet } from '../../../src/core/prompting/sheet';
import { isLabelTask } from '../../../src/core/prompting/task';
import { offerOf } from '../../../src/features/lab/labOffer';
import type { LabFromPanel, LabOffer, LabReportPreview, LabToPanel } from '../../../src/protocol/lab';
import { memoryFolder, sampleStudyTexts } from '../../support/memoryStudy';
import { openPanel, type OpenOptions, type PanelPage } from '../harness';

const model = { name: 'practice', file: 'onnx/model.onnx', sha256: 'ab'.repeat(32) };
const hash = (text: string) => createHash('sha256').update(text).digest('hex');

/** Two of this machine, one on a server. */
const offered: LabOffer['models'] = [
  {
    id: 'a',
    name: 'instructed',
    file: 'onnx/model.onnx',
    label: 'Introspect practice model, instructed',
    server: null,
  },
  { id: 'b', name: 'aligned', file: 'onnx/model.onnx', label: 'Introspect practice model, aligned', server: null },
  { id: 'c', name: 'cluster', file: null, label: 'cluster, on a server', server: 'cluster' },
];

let loaded: Promise<LoadedStudy> | undefined;
const study = () => (loaded ??= loadStudy(memoryFolder(sampleStudyTexts())));

function sheetOf(change: object = {}): Sheet {
  const sheet = {
    formatVersion: 1,
    title: 'Prompts compared',
    segments: { kind: 'turns', speakers: ['P01', 'P02', 'P03'] },
    sample: { size: 12, seed: 3 },
    task: { kind: 'codes', none: 'none of these' },
    techniques: ['zeroShot', 'constrainedChoice', 'labelLikelihood'].map((kind) => ({ id: kind, kind })),
    sampling: { temperature: 0, seed: 1 },
    test: { transcripts: ['transcripts/P03.transcript.txt'] },
    reference: 'ana',
    ...change,
  };
  return parseSheet(JSON.stringify(sheet), 'a.lab.json');
}

/** The editor of a sheet with a host whose model answers by a rule: zero-shot in prose, the others with labels in turn. */
export class Scene {
  private constructor(
    readonly panel: PanelPage<LabToPanel, LabFromPanel>,
    readonly sheet: Sheet,
    readonly offer: LabOffer,
    readonly runs: readonly PlannedRun[],
    readonly records: readonly RunRecord[],
    private readonly prepared: PreparedSheet,
  ) {}

  static async open(options: OpenOptions = {}, change: object = {}, made = true): Promise<Scene> {
    const panel = await openPanel<LabToPanel, LabFromPanel>('lab', { width: 1100, height: 900, ...options });
    const sheet = sheetOf(change);
    const models = {
      name: 'Introspect practice model',
      endpoint: undefined,
      choice: { bundled: true, dir: 'instructed' },
      stageDir: String,
    };
    const offer = offerOf(await study(), { models } as unknown as Parameters<typeof offerOf>[1], null, offered);
    const prepared = prepareSheet(sheet, await study(), null, hash);
    const asked = sheet.models ? recordedModels(sheet) : model;
    const runs = planRuns(sheet, prepared.task, prepared.items, asked, prepared.libraryHash);
    const labels = isLabelTask(prepared.task) ? prepared.task.labels.map(({ id }) => id) : [];
    const records = runs.map((run, i) => recordOf(run, labels, i));
    const scene = new Scene(panel, sheet, offer, runs, records, prepared);
    await panel.send({ type: 'sheet', sheet, offer, edit: 0 });
    const known = records.map((record) => (made ? record : undefined));
    const results = labResults(prepared, runs, known, { samples: 50, seed: 0 });
    await panel.send({ type: 'results', results, problem: null, smallPrint: 'a.lab.json, practice' });
    return scene;
  }

  results(): LabResults {
    return labResults(this.prepared, this.runs, this.records, { samples: 50, seed: 0 });
  }

  /** The same results, with what was found out about the models' servers, or something else in them. */
  async tell(limits: readonly string[], change: Partial<LabResults> = {}): Promise<void> {
    const results = { ...this.results(), ...change };
    await this.panel.send({ type: 'results', results, problem: null, limits });
  }

  /** What the host would answer when the report is looked at. */
  preview(): LabReportPreview {
    const lines = this.runs.map((run, i) => JSON.stringify({ key: hash(textOfRun(run)), result: this.records[i] }));
    const facts = labFacts({
      prepared: this.prepared,
      runs: this.runs,
      journal: lines.join('\n'),
      hash,
      sheetFile: 'a.lab.json',
      runsFile: 'a.runs.jsonl',
      program: 'Introspect',
      date: '2026-11-29',
      samples: 0,
      seed: 0,
    });
    return { checklists: checklists(facts), methods: labMethods(facts), triedBefore: 2 };
  }

  get page() {
    return this.panel.page;
  }
}

function recordOf(
  { technique, item, repeat, seed, variation }: PlannedRun,
  labels: readonly string[],
  i: number,
): RunRecord {
  const label = labels[i % labels.length]!;
  if (labels.length === 0) {
    const text = `${technique === 'zeroShot' ? 'She sleeps badly' : 'She sleeps <b>well</b>'} at night.`;
    const steps = [{ purpose: 'answer', prompt: item.text, promptTokens: 1, reply: text, isComplete: true }];
    return { technique, item: item.id, repeat, seed, model, answer: { kind: 'text', text }, steps };
  }
  const isProse = technique === 'zeroShot' && i % 3 === 0;
  const step = { purpose: 'answer', prompt: `<|user|>Which code fits the text? Text: ${item.text}`, promptTokens: 42 };
  return {
    technique,
    item: item.id,
    repeat,
    seed,
    ...(variation ? { variation } : {}),
    model,
    answer: isProse ? { kind: 'noLabel', why: 'unclear' } : { kind: 'label', label },
    ...(technique === 'labelLikelihood'
      ? { probabilities: Object.fromEntries(labels.map((id) => [id, id === label ? 0.5 : 0.5 / (labels.length - 1)])) }
      : {}),
    steps: [
      technique === 'labelLikelihood'
        ? { ...step, labels: [{ label: 'sleep', logprob: -1.25, tokens: 2 }] }
        : {
            ...step,
            reply: isProse ? 'Well, it <b>may</b> be about sleep' : 'Code: x',
            isComplete: true,
            logprob: -3.5,
            leftOut: '1 of 2 examples',
          },
    ],
  };
}
