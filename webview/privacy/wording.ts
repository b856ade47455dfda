import type { Certainty, IdentifierKind } from '../../src/core/privacy/identifiers';
import type { RecallFigure } from '../../src/core/privacy/recall';
import type { HitDecision, PrivacySummary } from '../../src/protocol/privacy';
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
  const percent = (value: number) => Math.round(100 * value);
  return `${counts}: ${percent(share.value)} %, 95 % interval ${percent(share.low)} to ${percent(share.high)} %`;
}

export function describeSummary({ transcripts, replaced, carried, uncertain }: PrivacySummary): string {
  const codings = carried + uncertain === 0 ? '' : ` ${plural(carried, 'coding')} went along.`;
  const lost =
    uncertain === 0
      ? ''
      : ` ${plural(uncertain, 'coding')} had no certain place before: see the list for review in the coding editor.`;
  return `${plural(replaced, 'stretch', 'stretches')} replaced in ${plural(transcripts, 'transcript')}.${codings}${lost}`;
}
