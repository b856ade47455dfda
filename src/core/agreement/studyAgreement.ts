import type { LoadedStudy } from '../coding/loadStudy';
import type { Coder } from '../coding/study';
import { SeededRandom } from '../generation/random';
import { type AgreementReport, tableReport } from './agreementReport';
import { type CodedText, codedText, count, type StudyMessage } from './codedText';
import { type DisputedUnit, disputedUnits } from './disputedUnits';
import { notComputable } from './figure';
import { gamma } from './gamma';
import { prevalenceWarning } from './prevalence';
import { selectCoders } from './reliabilityTable';
import type { Sliced } from './slices';
import {
  type CodeLabel,
  type Confusion,
  confusionOf,
  pairsOf,
  type Scale,
  turnGroups,
  unitTables,
  usesOf,
} from './studyTables';
import { type Continuum, joinContinua, unitizingAlpha } from './unitizingAlpha';
import type { UnitKind } from './units';

export interface AgreementChoices {
  /** Coders' ids. */
  readonly coders: readonly string[];
  /** Paths of transcripts. */
  readonly transcripts: readonly string[];
  /** Ids of codes; on an ordered scale the codebook's order is the scale's. */
  readonly codes: readonly string[];
  readonly unit: UnitKind;
  readonly scale: Scale;
  /** Bootstrap samples behind the intervals; 0 gives none. */
  readonly samples: number;
  readonly seed: number;
}

export type CoderLabel = Pick<Coder, 'id' | 'name' | 'kind'>;

export interface CodeAgreement extends CodeLabel {
  /** Units to which each coder gave the code, in the order of the coders. */
  readonly uses: readonly number[];
  readonly figures: AgreementReport;
  readonly warning: string | null;
}

export interface PairAgreement {
  readonly coders: readonly [string, string];
  /** Without intervals. */
  readonly figures: AgreementReport;
  readonly confusions: readonly Confusion[];
}

/** Everything that is reported of one comparison; plain data. */
export interface StudyAgreement {
  readonly title: string;
  readonly choices: AgreementChoices;
  readonly coders: readonly CoderLabel[];
  readonly unitCount: number;
  /** What `n` of the overall figures counts, such as “turn × code”. */
  readonly overallUnit: string;
  readonly overall: AgreementReport;
  readonly codes: readonly CodeAgreement[];
  readonly pairs: readonly PairAgreement[];
  /** Most disputed first. */
  readonly disputed: readonly DisputedUnit[];
  readonly messages: readonly StudyMessage[];
}

/** What to compare when nobody has chosen yet: everyone, everywhere, all codes, the study's own unit. */
export function defaultChoices({ study, coders, codings, codebook, transcripts }: LoadedStudy): AgreementChoices {
  return {
    // What was agreed upon afterwards is no coder's own reading.
    coders: coders
      .filter(({ id, role }) => role !== 'consensus' && codings.some(({ coder }) => coder === id))
      .map(({ id }) => id),
    transcripts: transcripts.map(({ path }) => path).filter((path) => codings.some((c) => c.transcript === path)),
    codes: codebook.codes.map(({ id }) => id),
    unit: study.unitOfAnalysis,
    scale: 'presence',
    samples: 1000,
    seed: 0,
  };
}

/** What of earlier choices the study still has; without any, the defaults. */
export function fitChoices(study: LoadedStudy, earlier: AgreementChoices | null): AgreementChoices {
  const defaults = defaultChoices(study);
  if (!earlier) return defaults;
  const keep = (given: readonly string[], all: readonly string[]) => all.filter((one) => given.includes(one));
  return {
    ...earlier,
    coders: keep(
      earlier.coders,
      study.coders.map(({ id }) => id),
    ),
    transcripts: keep(
      earlier.transcripts,
      study.transcripts.map(({ path }) => path),
    ),
    codes: keep(earlier.codes, defaults.codes),
  };
}

/**
 * Compares coders of a study. A coder with a file on a transcript answered for each of its units; one without a file is
 * missing there. Codes are compared one by one, without their sub-codes. Overall figures of `presence` are over all
 * units × codes; their bootstrap draws units with all their codes, and turns in place of characters.
 */
export function* studyAgreement(study: LoadedStudy, choices: AgreementChoices): Sliced<StudyAgreement> {
  const { unit, scale, samples, seed } = choices;
  const messages: StudyMessage[] = [];
  const tell = (message: StudyMessage) => void messages.push(message);
  const coders = study.coders.filter(({ id }) => choices.coders.includes(id));
  const coderIds = coders.map(({ id }) => id);
  const codes = study.codebook.codes.filter(({ id }) => choices.codes.includes(id));
  const codeIds = codes.map(({ id }) => id);
  const texts = study.transcripts
    .filter(({ path }) => choices.transcripts.includes(path))
    .map((transcript) => codedText(study, transcript, { coders: coderIds, codes: codeIds, unit }, tell));
  describeChoices(study, coders, codes, texts, tell);

  const tables = unitTables(texts, coderIds, codeIds, scale, unit);
  const nameOf = new Map(codes.map(({ id, name }) => [id, name]));
  const level = scale === 'ordered' ? 'ordinal' : 'nominal';
  const groupOfRow = unit === 'character' ? turnGroups(texts) : undefined;
  const random = () => {
    const stream = new SeededRandom(seed);
    return () => stream.next();
  };
  const steps = codes.length + 2;

  const codeAgreements: CodeAgreement[] = [];
  for (const [i, { id, name }] of codes.entries()) {
    const table = tables.perCode[i]!;
    const options = { level: 'nominal', samples, random: random(), groups: groupOfRow } as const;
    const figures = yield* asPart(tableReport(table, options), i / steps, (i + 1) / steps);
    codeAgreements.push({ id, name, uses: usesOf(table), figures, warning: prevalenceWarning(table) ?? null });
  }
  const unitCount = tables.perCode[0]?.counts.reduce((sum, n) => sum + n, 0) ?? 0;
  const rows = tables.overall.counts.length;
  const perTable = tables.perCode[0]?.counts.length ?? 0;
  const groups =
    scale === 'presence'
      ? Int32Array.from({ length: rows }, (_, r) => groupOfRow?.[r % perTable] ?? r % perTable)
      : groupOfRow;
  const overall = yield* asPart(
    tableReport(tables.overall, { level, samples, random: random(), groups }),
    (steps - 2) / steps,
    (steps - 1) / steps,
  );
  if (unit === 'segment' || unit === 'character') {
    const continuum = continuumOf(texts, coderIds);
    overall.unitizingAlpha = continuum ? plain(unitizingAlpha(continuum).overall) : notComputable(notAllCoded);
    if (unit === 'segment') {
      overall.gamma = continuum
        ? plain(yield* asPart(gamma(continuum, random()), (steps - 1) / steps, 1))
        : notComputable(notAllCoded);
    }
  }
  const warning = prevalenceWarning(tables.overall);
  if (warning !== undefined) tell({ about: 'prevalence', level: 'info', text: `Overall: ${warning}` });

  const pairs: PairAgreement[] = [];
  for (const pair of pairsOf(coderIds)) {
    const figures = yield* asPart(
      tableReport(selectCoders(tables.overall, pair), { level, samples: 0, random: random() }),
      (steps - 1) / steps,
      1,
    );
    const confusions =
      scale === 'presence'
        ? codes.map(({ id }, i) => confusionOf(selectCoders(tables.perCode[i]!, pair), id, nameOf))
        : [confusionOf(selectCoders(tables.overall, pair), null, nameOf)];
    pairs.push({ coders: pair, figures, confusions });
  }
  return {
    title: study.study.title,
    choices: {
      ...choices,
      coders: coderIds,
      codes: codeIds,
      transcripts: texts.map(({ transcript }) => transcript.path),
    },
    coders: coders.map(({ id, name, kind }) => ({ id, name, kind })),
    unitCount,
    overallUnit: scale === 'presence' ? `${unit} × code` : unit,
    overall,
    codes: codeAgreements,
    pairs,
    disputed: disputedUnits(texts, coders, codes, tables, scale),
    messages,
  };
}

const notAllCoded = 'Each transcript must have been coded by all of these coders.';

function continuumOf(texts: readonly CodedText[], coders: readonly string[]): Continuum | undefined {
  if (texts.some((text) => text.coders.length < coders.length)) return undefined;
  return joinContinua(texts.map(({ transcript, segments }) => ({ length: transcript.text.length, coders, segments })));
}

function plain(figure: ReturnType<typeof unitizingAlpha>['overall']): AgreementReport[keyof AgreementReport] & object {
  return 'value' in figure ? { value: figure.value, n: figure.n } : figure;
}

function* asPart<Result>(work: Sliced<Result>, from: number, to: number): Sliced<Result> {
  for (;;) {
    const step = work.next();
    if (step.done) return step.value;
    yield from + (to - from) * step.value;
  }
}

function describeChoices(
  { withoutTranscript }: LoadedStudy,
  coders: readonly Coder[],
  codes: readonly CodeLabel[],
  texts: readonly CodedText[],
  tell: (message: StudyMessage) => void,
): void {
  if (coders.length < 2) {
    const text = 'Agreement needs at least two coders: choose another one, or let a second person or a model code.';
    tell({ about: 'oneCoder', level: 'warning', text });
  }
  if (codes.length === 1) {
    const text =
      'Only one code is compared: the figures say whether coders see it in the same places, not whether they tell it from other codes.';
    tell({ about: 'oneCode', level: 'info', text });
  }
  for (const { transcript, coders: own } of texts) {
    const absent = coders.filter(({ id }) => !own.includes(id)).map(({ name }) => name);
    if (absent.length === 0) continue;
    const text = `${transcript.path} was not coded by ${absent.join(', ')}: there, ${absent.length === 1 ? 'this coder counts' : 'these coders count'} as missing.`;
    tell({ about: 'notCoded', level: 'warning', text });
  }
  if (withoutTranscript.length > 0) {
    const text = `${count(withoutTranscript.length, 'file')} of codings belong to transcripts that are not there: ${withoutTranscript.join(', ')}.`;
    tell({ about: 'noTranscript', level: 'warning', text });
  }
}
