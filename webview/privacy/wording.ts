import type { Certainty, IdentifierKind } from '../../src/core/privacy/identifiers';
import type { RecallFigure } from '../../src/core/privacy/recall';
import type { HeldFile, HitDecision, PrivacySummary } from '../../src/protocol/privacy';
import { formatCount } from '../shared/format';

export const kindNames: Readonly<Record<IdentifierKind, string>> = {
  name: 'Names',
  place: 'Places',
  address: 'Addresses',
  postalCode: 'Postal codes',
  date: 'Dates',
  age: 'Ages over 89',
  id: 'Numbers and passwords',
  phone: 'Phone numbers',
  email: 'E-mail addresses',
  url: 'Web addresses',
};

export const certaintyNotes: Readonly<Record<Certainty, string>> = {
  sure: '',
  likely: 'likely',
  possible: 'a guess',
};

export const decisionNames: Readonly<Record<HitDecision, string>> = {
  open: 'not looked at',
  replace: 'replaced',
  keep: 'stays',
};

export function plural(n: number, one: string, many = `${one}s`): string {
  return `${formatCount(n)} ${n === 1 ? one : many}`;
}

/** P01 of “transcripts/P01.transcript.txt”. */
export function shortName(path: string): string {
  return path.replace(/^transcripts\//, '').replace(/(\.transcript)?\.txt$/, '');
}

/** 0.876 of 21 → “18 of 21: 86 %, 95 % interval 65 to 95 %”. */
export function describeRecall({ found, marked, share }: RecallFigure): string {
  const counts = `${formatCount(found)} of ${formatCount(marked)}`;
  if (!share) return `${counts}: not computable, since nothing was marked`;
  // One of many missed is not “100 %”.
  const percent = (value: number) =>
    value > 0.99 && value < 1 ? 'over 99' : value > 0 && value < 0.01 ? 'under 1' : String(Math.round(100 * value));
  return `${counts}: ${percent(share.value)} %, 95 % interval ${percent(share.low)} to ${percent(share.high)} %`;
}

export function describeSummary({ transcripts, skipped, replaced, carried, uncertain }: PrivacySummary): string {
  const codings = carried + uncertain === 0 ? '' : ` ${plural(carried, 'coding')} went along.`;
  const lost =
    uncertain === 0
      ? ''
      : ` ${plural(uncertain, 'coding')} had no certain place before: see the list for review in the coding editor.`;
  const stayed =
    skipped.length === 0
      ? ''
      : ` Changed meanwhile, and left as ${skipped.length === 1 ? 'it is' : 'they are'}: ${skipped.map(shortName).join(', ')}. Find identifiers there again.`;
  return `${plural(replaced, 'stretch', 'stretches')} replaced in ${plural(transcripts, 'transcript')}.${codings}${lost}${stayed}`;
}

/** What a file is that still holds words, and what to do about it. */
export const heldNotes: Readonly<Record<HeldFile['kind'], { readonly what: string; readonly advice: string }>> = {
  name: {
    what: 'Names of files and folders.',
    advice: 'Rename them in VS Code’s Explorer: codings go along.',
  },
  transcript: { what: 'Transcripts that were not looked through now.', advice: 'De-identify them too.' },
  coding: {
    what: 'Coders’ files, outside of notes.',
    advice: 'Look at what the coding editor lists for review, or leave these files out.',
  },
  codebook: { what: 'The codebook.', advice: 'Change its definitions and examples.' },
  study: { what: 'What the study says of itself and its speakers.', advice: 'Change it in this file.' },
  runs: {
    what: 'What models were asked and answered, word by word.',
    advice:
      'Move these files out of the study or delete them; figures that rest on them can then not be checked here any more.',
  },
  sheet: { what: 'Lab sheets.', advice: 'Change their examples and instructions, or make them anew.' },
  conversation: { what: 'Conversations with a model.', advice: 'Move them out of the study or delete them.' },
  journal: {
    what: 'The audit trail.',
    advice: 'It is never rewritten; it may name files that were imported. Leave it out if they are names of people.',
  },
  aside: {
    what: 'Files that Introspect set aside, or that a crash left.',
    advice: 'Delete them if nobody needs them.',
  },
  other: {
    what: 'Other files, such as exports and reports.',
    advice: 'Make them anew, or move them out of the study.',
  },
};
