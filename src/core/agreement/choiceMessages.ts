import { OffsetMap, type RangeUtf16 } from '../base/offsets';
import { emptyTextRemedy, isEmptyText } from '../coding/emptyText';
import type { LoadedStudy } from '../coding/loadStudy';
import type { Coder } from '../coding/study';
import type { Annotation, Segment } from '../coding/annotations';
import { readAsked } from '../suggestions/asked';
import { readAcceptedFrom } from '../suggestions/suggestion';
import type { AgreementChoices } from './agreementChoices';
import { enoughToDraw, fewestToDraw } from './figure';
import { type CodedText, count, type StudyMessage } from './codedText';
import { type CodeLabel, type Drawn, multiplyCoded } from './studyTables';
import { unitWords } from './wording';

interface Comparison {
  readonly study: LoadedStudy;
  readonly coders: readonly Coder[];
  readonly codes: readonly CodeLabel[];
  readonly texts: readonly CodedText[];
  readonly choices: AgreementChoices;
}

/** Tells what the choices mean for the figures, and what stands in the way of comparing. */
export function describeChoices(comparison: Comparison, tell: (message: StudyMessage) => void): void {
  const { study, coders, codes, texts, choices } = comparison;
  if (coders.length < 2) {
    const text = 'Agreement needs at least two coders.';
    const advice = 'Choose another one, or let a second person or a model code.';
    tell({ about: 'oneCoder', level: 'warning', text, advice });
  }
  if (choices.speakers !== null) describeSpeakers(choices.speakers, texts, tell);
  if (choices.scale !== 'presence') describeSeveralCodes(comparison, tell);
  if (codes.length === 1) {
    const text =
      'Only one code is compared: the figures say whether coders see it in the same places, not whether they tell it from other codes.';
    tell({ about: 'oneCode', level: 'info', text });
  }
  describeDependence(comparison, tell);
  for (const { transcript, coders: own, spoken } of texts) {
    if (spoken.within.length === 0) continue;
    const absent = coders.filter(({ id }) => !own.includes(id)).map(({ name }) => name);
    if (absent.length === 0) continue;
    const text = `${transcript.path} was not coded by ${absent.join(', ')}: there, ${absent.length === 1 ? 'this coder counts' : 'these coders count'} as missing.`;
    tell({ about: 'notCoded', level: 'warning', text });
  }
  for (const text of texts) for (const coder of coders) describeAsked(study, coder, text, tell);
  for (const { transcript, coders: own } of texts) {
    if (!isEmptyText(transcript.text) || own.length === 0) continue;
    const text = `${transcript.path} is empty, though ${count(own.length, 'coder')} coded it: it is left out of all figures.`;
    tell({ about: 'emptyText', level: 'warning', text, advice: emptyTextRemedy });
  }
  const { withoutTranscript } = study;
  if (withoutTranscript.length > 0) {
    const text = `${count(withoutTranscript.length, 'file')} of codings belong to transcripts that are not there: ${withoutTranscript.join(', ')}.`;
    tell({ about: 'noTranscript', level: 'warning', text });
  }
  for (const { file, of } of study.copiedTranscripts)
    tell({ about: 'copies', level: 'warning', text: copyWords(file, of) });
  const { copies } = study;
  if (copies.length > 0) {
    const text = `${count(copies.length, 'file')} among the codings ${copies.length === 1 ? 'is no coder’s and was' : 'are no coder’s and were'} left out: ${copies.join(', ')}.`;
    const advice =
      'Programs that sync a folder make such copies when two computers save at once. Whose copy it is can take it in by opening the transcript.';
    tell({ about: 'copies', level: 'warning', text, advice });
  }
}

/** Also where nobody is compared. */
function copyWords(file: string, of: string): string {
  return `${file} is a copy of ${of} that a program which syncs the folder made; nobody coded it, and it is left out. Delete it once nothing in it is missing in ${of}.`;
}

const isSegment = (item: Annotation): item is Segment => item.motivation === 'classifying';

/** Who coded after seeing what another one coded does not agree with them independently. */
function describeDependence({ study, coders, texts }: Comparison, tell: (message: StudyMessage) => void): void {
  const paths = new Set(texts.map(({ transcript }) => transcript.path));
  for (const { id, name } of coders) {
    const own = study.codings.filter(({ coder, transcript }) => coder === id && paths.has(transcript));
    const segments = own.flatMap(({ collection }) => collection.first.items.filter(isSegment));
    const accepted = segments.filter(readAcceptedFrom).length;
    if (accepted === 0) continue;
    const text = `${accepted.toLocaleString('en-US')} of ${count(segments.length, 'segment')} by ${name} ${accepted === 1 ? 'was' : 'were'} accepted from a model’s suggestions. Who has seen suggestions does not code independently of that model, nor of others who have seen them: agreement is likely to be too high.`;
    const advice = 'Measure agreement on what was coded before anybody saw suggestions.';
    tell({ about: 'notIndependent', level: 'warning', text, advice });
  }
  const consensus = coders.find(({ role }) => role === 'consensus');
  if (!consensus || coders.length < 2) return;
  const text = `${consensus.name} was settled from the coders’ own codings: agreement with it is not agreement of independent coders.`;
  tell({ about: 'notIndependent', level: 'warning', text });
}

/** Codes on whose every unit all coders say the same make much agreement that tells nothing. */
export function describeNothingToTell(
  codes: readonly CodeLabel[],
  of: number,
  tell: (message: StudyMessage) => void,
): void {
  if (codes.length === 0 || codes.length === of) return;
  const names = codes.map(({ name }) => name).join(', ');
  const [was, they, do_] = codes.length === 1 ? ['was', 'It', 'does'] : ['were', 'They', 'do'];
  const text = `${codes.length} of ${count(of, 'code')} ${was} given to no unit by anybody, or to every unit by everybody (${names}). ${they} ${codes.length === 1 ? 'raises' : 'raise'} percent agreement, Brennan–Prediger and AC1 over all codes, and ${do_} not bear on kappa and alpha.`;
  const advice = `To see what the other codes alone give, leave ${codes.length === 1 ? 'it' : 'them'} out.`;
  tell({ about: 'nothingToTell', level: 'info', text, advice });
}

/** Intervals of few pieces look more certain than they are. */
export function describeDrawn(
  { of, count: pieces }: Drawn,
  samples: number,
  tell: (message: StudyMessage) => void,
): void {
  if (samples === 0 || pieces < fewestToDraw || pieces >= enoughToDraw) return;
  const text = `The intervals rest on ${count(pieces, of)} that two coders coded. From so few they are rough, and often too narrow.`;
  tell({ about: 'fewDrawn', level: 'info', text });
}

/** A model that looked at a part only is silent on the rest, which counts as an answer. */
function describeAsked(
  { codings }: LoadedStudy,
  { id, name }: Coder,
  { transcript: { path, sha256, text }, spoken }: CodedText,
  tell: (message: StudyMessage) => void,
): void {
  const coding = codings.find(({ transcript, coder }) => transcript === path && coder === id);
  const asked = coding ? readAsked(coding.collection, sha256) : null;
  if (asked === null) return;
  const advice = 'Compare only the speakers that it was asked about, or have it asked about the rest as well.';
  const counts = 'Where it was not asked, it counts as having coded nothing, though it gave no answer there.';
  if (asked === 'otherText') {
    const about = `${name} was asked about another version of ${path}: which of the present turns it was asked about is not known.`;
    return tell({ about: 'partlyAsked', level: 'warning', text: `${about} ${counts}` });
  }
  const offsets = new OffsetMap(text);
  const isAsked = (turn: RangeUtf16) => {
    const [start, end] = [offsets.toCodePoint(turn.start), offsets.toCodePoint(turn.end)];
    return asked.some((stretch) => stretch.start <= start && stretch.end >= end);
  };
  const whole = spoken.within.filter(isAsked).length;
  if (whole === spoken.within.length) return;
  const about = `${name} was asked about ${whole.toLocaleString('en-US')} of the ${count(spoken.within.length, 'turn')} of ${path} that are compared.`;
  tell({ about: 'partlyAsked', level: 'warning', text: `${about} ${counts}`, advice });
}

function describeSpeakers(
  speakers: readonly string[],
  texts: readonly CodedText[],
  tell: (message: StudyMessage) => void,
): void {
  if (speakers.length === 0) {
    return tell({ about: 'speakers', level: 'warning', text: 'No speaker is chosen: there is nothing to compare.' });
  }
  const turns = texts.flatMap((text) => text.turns).filter(({ words }) => words.end > words.start).length;
  const compared = texts.reduce((sum, { spoken }) => sum + spoken.within.length, 0);
  const elsewhere = texts.reduce((sum, text) => sum + text.segmentsElsewhere, 0);
  const left =
    elsewhere === 0
      ? ''
      : ` ${count(elsewhere, 'segment')} in the other turns ${elsewhere === 1 ? 'is' : 'are'} left out of all figures.`;
  const text = `${compared.toLocaleString('en-US')} of ${count(turns, 'turn')} are compared, those of the chosen speakers.${left}`;
  tell({ about: 'speakers', level: 'info', text });
}

/** One label per unit leaves out the others that a coder gave to it. */
function describeSeveralCodes({ texts, codes, choices: { unit } }: Comparison, tell: (message: StudyMessage) => void) {
  const ids = codes.map(({ id }) => id);
  const several = multiplyCoded(texts, ids, unit);
  if (several === 0) return;
  const { one, many } = unitWords[unit];
  const cases = several === 1 ? 'In one case' : `In ${several.toLocaleString('en-US')} cases`;
  const text = `${cases} a coder gave several codes to one ${one}: only the code that covers most of it counts.`;
  const advice = `To compare all codes of all ${many}, let each code count as there or not.`;
  tell({ about: 'severalCodes', level: 'warning', text, advice });
}
