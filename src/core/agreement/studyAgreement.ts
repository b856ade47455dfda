import type { LoadedStudy } from '../coding/loadStudy';
import type { Coder } from '../coding/study';
import { SeededRandom } from '../generation/random';
import { type AgreementChoices, comparedCodes } from './agreementChoices';
import { type AgreementReport, codesReport, plainFigure, tableReport } from './agreementReport';
import { type CodedText, codedText, count, type StudyMessage } from './codedText';
import { describeChoices, describeDrawn, describeNothingToTell } from './choiceMessages';
import { type DisputedUnit, disputedUnits } from './disputedUnits';
import { type Figure, isComputed, notComputable, reasons } from './figure';
import { gamma } from './gamma';
import { prevalenceWarning } from './prevalence';
import { type ReliabilityTable, selectCoders } from './reliabilityTable';
import type { Sliced } from './slices';
import {
  type CodeLabel,
  type Confusion,
  confusionOf,
  type Drawn,
  drawnWhole,
  pairsOf,
  unitTables,
  usesOf,
} from './studyTables';
import { type Continuum, joinContinua } from './unitizingAlpha';
import { unitizingAlphaIntervals } from './unitizingIntervals';

export type CoderLabel = Pick<Coder, 'id' | 'name' | 'kind'>;

export interface CodeAgreement extends CodeLabel {
  /** Units to which each coder gave the code, of those with values by two coders, in the order of the coders. */
  readonly uses: readonly number[];
  readonly figures: AgreementReport;
  readonly warning: string | null;
}

export interface PairAgreement {
  readonly coders: readonly [string, string];
  readonly figures: AgreementReport;
  readonly confusions: readonly Confusion[];
}

/** Everything that is reported of one comparison; plain data. */
export interface StudyAgreement {
  readonly title: string;
  readonly choices: AgreementChoices;
  readonly coders: readonly CoderLabel[];
  /** The texts that were compared, by the hash of their present words. */
  readonly texts: readonly { readonly path: string; readonly sha256: string }[];
  /** Who else speaks in them, where only some speakers were chosen. */
  readonly otherSpeakers: readonly string[];
  readonly unitCount: number;
  /** What the intervals draw whole, and how many of them there are; of a pair of coders it may be turns all the same. */
  readonly drawn: Pick<Drawn, 'of' | 'count'>;
  /** What `n` of the overall figures counts, such as “turn × code”. */
  readonly overallUnit: string;
  readonly overall: AgreementReport;
  readonly codes: readonly CodeAgreement[];
  readonly pairs: readonly PairAgreement[];
  /** Most disputed first. */
  readonly disputed: readonly DisputedUnit[];
  readonly messages: readonly StudyMessage[];
}

/**
 * Compares coders of a study. A coder with a file on a transcript answered for each of its units; one without a file is
 * missing there. Overall figures of `presence` are pooled over the codes (`pooled`); their bootstrap draws whole
 * transcripts or turns with all their units and codes (`drawnWhole`). Every figure starts the random numbers anew from the seed.
 */
export function* studyAgreement(study: LoadedStudy, choices: AgreementChoices): Sliced<StudyAgreement> {
  const { unit, scale, speakers, samples, seed, chance } = choices;
  const messages: StudyMessage[] = [];
  const tell = (message: StudyMessage) => void messages.push(message);
  const coders = study.coders.filter(({ id }) => choices.coders.includes(id));
  const coderIds = coders.map(({ id }) => id);
  const { codes, countsAs } = comparedCodes(study.codebook, choices);
  const codeIds = codes.map(({ id }) => id);
  const texts = study.transcripts
    .filter(({ path }) => choices.transcripts.includes(path))
    .map((transcript) => codedText(study, transcript, { coders: coderIds, speakers, countsAs, unit }, tell));
  const present = [...new Set(texts.flatMap(({ turns }) => turns.map(({ speaker }) => speaker)))];
  describeChoices({ study, coders, codes, texts, choices }, tell);

  const tables = unitTables(texts, coderIds, codeIds, scale, unit);
  // Any table tells which units two coders gave a value.
  const rows = scale === 'presence' ? (tables.perCode[0] ?? tables.overall) : tables.overall;
  const nameOf = new Map(codes.map(({ id, name }) => [id, name]));
  const seeded = () => {
    const stream = new SeededRandom(seed);
    return { samples, random: () => stream.next() };
  };
  const drawn = drawnWhole(texts, rows, unit);
  describeDrawn(drawn, samples, tell);
  const level = scale === 'ordered' ? 'ordinal' : 'nominal';
  const allCodes = (select: (table: ReliabilityTable) => ReliabilityTable, { groups }: Drawn) => {
    const [first, ...others] = tables.perCode;
    const options = { groups, ...seeded() };
    return scale === 'presence' && first
      ? codesReport([select(first), ...others.map(select)], options)
      : tableReport(select(tables.overall), { level, weights: choices.weights, ...options });
  };
  const pairIds = pairsOf(coderIds);
  const steps = codes.length + 2 + pairIds.length;
  let step = 0;
  const next = <Result>(work: Sliced<Result>) => asPart(work, step / steps, ++step / steps);

  const codeFigures: AgreementReport[] = [];
  for (const table of tables.perCode) {
    codeFigures.push(yield* next(tableReport(table, { level: 'nominal', groups: drawn.groups, ...seeded() })));
  }
  const overall = yield* next(allCodes((table) => table, drawn));
  const ofSegments = function* (of: readonly string[]): Sliced<SegmentFigures> {
    if (unit !== 'segment' && unit !== 'character') return { report: {}, perCode: new Map() };
    return yield* segmentFigures(texts, of, unit === 'segment' ? chance : null, seeded);
  };
  const segments = yield* next(ofSegments(coderIds));
  if (scale === 'presence') {
    const isUniform = (i: number) => isSameEverywhere(codeFigures[i]?.alpha);
    describeNothingToTell(
      codes.filter((_, i) => isUniform(i)),
      codes.length,
      tell,
    );
  }
  const warning = prevalenceWarning(tables.overall, overall.alpha);
  if (warning !== undefined) tell({ about: 'prevalence', level: 'info', text: `Overall: ${warning}` });

  const pairs: PairAgreement[] = [];
  for (const pair of pairIds) {
    const figures = yield* next(pairReport(pair));
    const confusions =
      scale === 'presence'
        ? codes.map(({ id }, i) => confusionOf(selectCoders(tables.perCode[i]!, pair), id, nameOf))
        : [confusionOf(selectCoders(tables.overall, pair), null, nameOf)];
    pairs.push({ coders: pair, figures, confusions });
  }
  function* pairReport(pair: readonly [string, string]): Sliced<AgreementReport> {
    const report = yield* allCodes(
      (table) => selectCoders(table, pair),
      drawnWhole(texts, selectCoders(rows, pair), unit),
    );
    return { ...report, ...(yield* ofSegments(pair)).report };
  }
  return {
    title: study.study.title,
    choices: {
      ...choices,
      coders: coderIds,
      transcripts: texts.map(({ transcript }) => transcript.path),
      // Choices may name people who speak in other transcripts only.
      speakers: speakers && speakers.filter((name) => present.includes(name)),
    },
    coders: coders.map(({ id, name, kind }) => ({ id, name, kind })),
    texts: texts.map(({ transcript: { path, sha256 } }) => ({ path, sha256 })),
    otherSpeakers: present.filter((name) => speakers !== null && !speakers.includes(name)),
    unitCount: tables.perCode[0]?.counts.reduce((sum, n) => sum + n, 0) ?? 0,
    drawn: { of: drawn.of, count: drawn.count },
    overallUnit: scale === 'presence' ? `${unit} × code` : unit,
    overall: { ...overall, ...segments.report },
    codes: codes.map(({ id, name }, i) => {
      const table = tables.perCode[i]!;
      const unitizingAlpha = segments.perCode.get(id) ?? notComputable('No coder gave this code.');
      const figures = { ...codeFigures[i]!, ...(segments.report.unitizingAlpha && { unitizingAlpha }) };
      return { id, name, uses: usesOf(table), figures, warning: prevalenceWarning(table) ?? null };
    }),
    pairs,
    disputed: disputedUnits(texts, coders, codes, tables, scale),
    messages,
  };
}

function isSameEverywhere(alpha: Figure | undefined): boolean {
  return alpha !== undefined && !isComputed(alpha) && alpha.notComputable === reasons.noVariation;
}

interface SegmentFigures {
  readonly report: Pick<AgreementReport, 'unitizingAlpha' | 'gamma'>;
  /** Unitizing alpha of each code. */
  readonly perCode: ReadonlyMap<string, Figure>;
}

/** Unitizing alpha, and gamma where a chance model is given, over the transcripts that all of the coders coded. */
function* segmentFigures(
  all: readonly CodedText[],
  coders: readonly string[],
  chance: AgreementChoices['chance'] | null,
  seeded: () => { readonly samples: number; readonly random: () => number },
): Sliced<SegmentFigures> {
  const texts = all.filter((text) => coders.every((coder) => text.coders.includes(coder)));
  if (all.length > 0 && texts.length === 0) {
    const why = notComputable('No transcript was coded by all of these coders.');
    return { report: { unitizingAlpha: why, ...(chance && { gamma: why }) }, perCode: new Map() };
  }
  const continuum = { ...joinContinua(texts.map((text) => continuumOf(text, coders))), coders };
  const alpha = yield* unitizingAlphaIntervals(continuum, seeded());
  const figures = {
    unitizingAlpha: alpha.overall,
    ...(chance && { gamma: yield* gamma(continuum, { chance, ...seeded() }) }),
  };
  const caveat = `Over the ${count(texts.length, 'transcript')} that all of these coders coded.`;
  const told = (figure: Figure) =>
    isComputed(figure) && texts.length < all.length
      ? { ...figure, caveat: figure.caveat === undefined ? caveat : `${caveat} ${figure.caveat}` }
      : figure;
  return {
    report: Object.fromEntries(Object.entries(figures).map(([name, figure]) => [name, plainFigure(told(figure))])),
    perCode: new Map([...alpha.perCode].map(([code, figure]) => [code, plainFigure(told(figure))])),
  };
}

function continuumOf({ spoken, segments }: CodedText, coders: readonly string[]): Continuum {
  const placed = segments
    .filter(({ coder }) => coders.includes(coder))
    .map((segment) => ({ ...segment, start: spoken.placeOf(segment.start), end: spoken.placeOf(segment.end) }));
  return { length: spoken.length, coders, segments: placed };
}

function* asPart<Result>(work: Sliced<Result>, from: number, to: number): Sliced<Result> {
  for (;;) {
    const step = work.next();
    if (step.done) return step.value;
    yield from + (to - from) * step.value;
  }
}
