import type { Codebook } from '../codebook/codebook';
import type { LoadedStudy } from '../coding/loadStudy';
import { parseTranscript } from '../transcript/transcript';
import type { DistanceWeights } from './kappa';
import type { ChanceModel } from './randomContinuum';
import type { CodeLabel, Scale } from './studyTables';
import type { UnitKind } from './units';

/** What to compare, and how. */
export interface AgreementChoices {
  /** Coders' ids. */
  readonly coders: readonly string[];
  /** Paths of transcripts. */
  readonly transcripts: readonly string[];
  /** Only what these people say is compared, speakers' names not included; null compares the whole text. */
  readonly speakers: readonly string[] | null;
  /** Ids of codes; on an ordered scale they are its steps in this order, lowest first. */
  readonly codes: readonly string[];
  /** Whether a code counts as the code at the top of its branch of the codebook. */
  readonly rollUp: boolean;
  readonly unit: UnitKind;
  readonly scale: Scale;
  /** Of weighted kappa and AC2 on an ordered scale. */
  readonly weights: DistanceWeights;
  /** What gamma takes for chance. */
  readonly chance: ChanceModel;
  /** Bootstrap samples behind the intervals; 0 gives none. */
  readonly samples: number;
  readonly seed: number;
}

/** More would take minutes and move no printed digit. */
export const mostSamples = 100_000;
export const greatestSeed = 2 ** 32 - 1;

/**
 * What to compare when nobody has chosen yet: all people, and models only where there are no two people; everywhere, all
 * codes, the study's own unit.
 */
export function defaultChoices({ study, coders, codings, codebook, transcripts }: LoadedStudy): AgreementChoices {
  // What was agreed upon afterwards is no coder's own reading.
  const coded = coders.filter(({ id, role }) => role !== 'consensus' && codings.some(({ coder }) => coder === id));
  const people = coded.filter(({ kind }) => kind === 'person');
  return {
    coders: (people.length > 1 ? people : coded).map(({ id }) => id),
    transcripts: transcripts.map(({ path }) => path).filter((path) => codings.some((c) => c.transcript === path)),
    speakers: null,
    codes: codebook.codes.map(({ id }) => id),
    rollUp: false,
    unit: study.unitOfAnalysis,
    scale: 'presence',
    weights: 'linear',
    chance: 'statistical',
    samples: 1000,
    seed: 0,
  };
}

/** What of earlier choices the study still has; without any, the defaults. */
export function fitChoices(study: LoadedStudy, earlier: AgreementChoices | null): AgreementChoices {
  const defaults = defaultChoices(study);
  if (!earlier) return defaults;
  const keep = (given: readonly string[], all: readonly string[]) => all.filter((one) => given.includes(one));
  const speakers = new Set(speakersOf(study).map(({ name }) => name));
  const stillThere = earlier.speakers?.filter((name) => speakers.has(name)) ?? [];
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
    // The steps of a scale keep the order that the person gave them.
    codes: earlier.codes.filter((code) => defaults.codes.includes(code)),
    speakers: stillThere.length > 0 ? stillThere : null,
  };
}

export interface Speaker {
  readonly name: string;
  /** In each of the study's transcripts, in their order. */
  readonly turnsIn: readonly number[];
}

/** Everyone who speaks in the study's transcripts, those with most turns first. */
export function speakersOf({ transcripts }: Pick<LoadedStudy, 'transcripts'>): Speaker[] {
  const turns = new Map<string, number[]>();
  for (const [i, { text }] of transcripts.entries()) {
    for (const { speaker } of parseTranscript(text).turns) {
      const known = turns.get(speaker) ?? transcripts.map(() => 0);
      turns.set(speaker, known);
      known[i]!++;
    }
  }
  const sum = (counts: readonly number[]) => counts.reduce((a, b) => a + b, 0);
  return [...turns].map(([name, turnsIn]) => ({ name, turnsIn })).sort((a, b) => sum(b.turnsIn) - sum(a.turnsIn));
}

/** The codes that are compared, and which of them each chosen code counts as, by its id in lower case. */
export function comparedCodes(
  { codes: all }: Codebook,
  { codes: chosen, rollUp, scale }: Pick<AgreementChoices, 'codes' | 'rollUp' | 'scale'>,
): { readonly codes: CodeLabel[]; readonly countsAs: ReadonlyMap<string, string> } {
  const byId = new Map(all.map((code) => [code.id, code]));
  const topOf = (id: string): string => {
    const parent = byId.get(id)?.parent;
    return parent ? topOf(parent) : id;
  };
  const countsAs = new Map(
    chosen.filter((id) => byId.has(id)).map((id) => [id.toLowerCase(), rollUp ? topOf(id) : id]),
  );
  const compared = new Set(countsAs.values());
  const inOrder = scale === 'ordered' ? [...compared] : all.map(({ id }) => id).filter((id) => compared.has(id));
  return { codes: inOrder.map((id) => ({ id, name: byId.get(id)!.name })), countsAs };
}
