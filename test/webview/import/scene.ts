import { loadStudy } from '../../../src/core/coding/loadStudy';
import type { Study } from '../../../src/core/coding/study';
import { makeCodebook } from '../../../src/core/codebook/edit';
import { studyNotes } from '../../../src/core/exchange/export/studyNotes';
import { formatQdpx } from '../../../src/core/exchange/refi/writeProject';
import { PickedFile } from '../../../src/features/import/pickedFile';
import { remarksReview, reviewFile, turnChoices } from '../../../src/features/import/review';
import { notesOf, speakerTable, type SpeakerDecision } from '../../../src/features/import/speakerTable';
import { sourceInMemory } from '../../../src/platform/import/sourceFile';
import type {
  ImportFromPanel,
  ImportReview,
  ImportToPanel,
  ImportViewState,
  MergeChoice,
} from '../../../src/protocol/import';
import { memoryFolder, sampleStudyTexts } from '../../support/memoryStudy';
import { openPanel, type OpenOptions, type PanelPage } from '../harness';

export type ImportPage = PanelPage<ImportToPanel, ImportFromPanel>;

export const saved: ImportViewState = {
  folder: 'file:///studies/sleep',
  files: ['file:///home/a.vtt'],
  merge: null,
  keepsRemarks: false,
};
const study: Study = { formatVersion: 1, title: 'Sleep and worry', unitOfAnalysis: 'turn', coders: [] };

const encode = (text: string) => new TextEncoder().encode(text);
/** As Zoom writes it. */
const vtt = encode(
  `WEBVTT\n\n${[
    ['Dr. Maria Keller', 'How have you been sleeping since we last met?'],
    ['Jonas Weber', 'Not much better.'],
    ['Jonas Weber', 'I wake at three, and then the thoughts come, one after another, until it is light outside.'],
    ['Dr. Maria Keller', 'What do you do when you lie awake?'],
    ['Jonas Weber', 'I count. Sometimes I get up and sit in the kitchen.'],
  ]
    .map(([name, words], i) => `${i + 1}\n00:00:${10 + i * 4}.000 --> 00:00:${13 + i * 4}.000\n${name}: ${words}\n`)
    .join('\n')}`,
);
/** Its columns say nothing by their names. */
const csv = encode(
  'a;b;c\nP07;Therapist;And how was the week?\nP07;Client;Long. I was tired all day, every day.\nP08;Therapist;Shall we begin?\nP08;Client;Yes.\n',
);
/** Windows-1252: é and the quotation marks are one byte each. */
const western = Buffer.from('I: Was it the caf\xe9 again?\n\nP: He said \x93not today\x94, and left.\n', 'latin1');

export async function projectBytes(): Promise<Uint8Array> {
  const loaded = await loadStudy(memoryFolder(sampleStudyTexts()));
  return formatQdpx(loaded, studyNotes(loaded));
}

export interface SceneFile {
  readonly name: string;
  readonly bytes: Uint8Array;
  readonly prepare?: (file: PickedFile) => void;
  readonly alreadyThere?: readonly string[];
}

/** What the host sends for these files, read by the host's own code. */
export async function reviewOf(
  files: readonly SceneFile[],
  options: {
    readonly decisions?: ReadonlyMap<string, SpeakerDecision>;
    readonly merge?: MergeChoice | null;
    readonly keepsRemarks?: boolean;
  } = {},
): Promise<ImportReview> {
  const { decisions = new Map<string, SpeakerDecision>(), merge = null } = options;
  const picked = files.map(({ name, bytes }, i) => new PickedFile(i, sourceInMemory(name, bytes), null));
  for (const [i, file] of picked.entries()) {
    files[i]?.prepare?.(file);
    await file.read(() => Promise.resolve(files[i]?.alreadyThere ?? []));
  }
  const included = picked.filter(({ isIncluded }) => isIncluded);
  const speakers = speakerTable(included, decisions);
  const gap = merge && (merge.gapSeconds === null ? Infinity : merge.gapSeconds * 1000);
  const parts = { study, codebook: makeCodebook() };
  return {
    study: study.title,
    files: picked.map((file) => {
      const paths = file.isIncluded ? file.documents.map(({ name }) => `transcripts/${name}.transcript.txt`) : [];
      return reviewFile(file, paths, turnChoices(speakers, gap), parts);
    }),
    speakers,
    remarks: remarksReview(included, options.keepsRemarks ?? false, null),
    notes: notesOf(included),
    merge,
    blocked: null,
  };
}

export const zoom: SceneFile = { name: 'GMT20260302_Recording.vtt', bytes: vtt };
export const old: SceneFile = { name: 'Gespräch alt.txt', bytes: western };
export const table: SceneFile = { name: 'sessions.csv', bytes: csv };
export const broken: SceneFile = { name: 'scan.pdf', bytes: encode('%PDF-1.7 …') };
export const again: SceneFile = {
  name: 'P01.txt',
  bytes: encode('I: Hello.\n\nP: Hello.\n'),
  alreadyThere: ['transcripts/P01.transcript.txt'],
};

export async function openImport(options?: OpenOptions): Promise<ImportPage> {
  return openPanel('import', { width: 1000, ...options });
}

export async function show(panel: ImportPage, review: ImportReview): Promise<void> {
  await panel.send({ type: 'review', review, saved });
}
