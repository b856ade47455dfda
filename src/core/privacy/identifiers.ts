import { withoutMarks } from '../base/marks';
import { utf16, type RangeUtf16 } from '../base/offsets';

/**
 * What can point to a person, after the identifiers of the HIPAA Safe Harbor method, 45 CFR 164.514(b)(2)(i): names (A);
 * places smaller than a state (B: `place`, `address`, `postalCode`); dates and ages over 89 (C); phones and faxes (D, E);
 * e-mails (F); numbers of records, insurances, accounts, licences, vehicles and devices (G to M: `id`); web and IP
 * addresses (N, O: `url`). Voices and pictures (P, Q) are not in a text; any other unique trait (R) only a reader finds.
 */
export const identifierKinds = [
  'name',
  'place',
  'address',
  'postalCode',
  'date',
  'age',
  'id',
  'phone',
  'email',
  'url',
] as const;
export type IdentifierKind = (typeof identifierKinds)[number];

/** `sure`: its form or the person's list says so. `likely`: few other things look so. `possible`: worth a look. */
export type Certainty = 'sure' | 'likely' | 'possible';

/** A stretch that may point to a person. */
export interface Hit {
  readonly kind: IdentifierKind;
  readonly range: RangeUtf16;
  readonly certainty: Certainty;
  /** What it stands for, within its kind: the same person however written. Holds words of the text. */
  readonly entity: string;
}

const ranks: Readonly<Record<Certainty, number>> = { sure: 2, likely: 1, possible: 0 };

/**
 * Hits that do not overlap, in the order of the text. Of two that do, the one that holds the other wins, else the surer,
 * else the earlier; it takes the whole stretch of both, so that nothing found is left uncovered.
 */
export function resolveOverlaps(hits: readonly Hit[]): Hit[] {
  const sorted = [...hits].sort(
    (a, b) =>
      a.range.start - b.range.start ||
      b.range.end - a.range.end ||
      ranks[b.certainty] - ranks[a.certainty] ||
      identifierKinds.indexOf(a.kind) - identifierKinds.indexOf(b.kind),
  );
  const kept: Hit[] = [];
  for (const hit of sorted) {
    const last = kept.at(-1);
    if (!last || hit.range.start >= last.range.end) {
      kept.push(hit);
      continue;
    }
    const within = hit.range.end <= last.range.end;
    const winner = within || ranks[last.certainty] >= ranks[hit.certainty] ? last : hit;
    const end = utf16(Math.max(last.range.end, hit.range.end));
    kept[kept.length - 1] = { ...winner, range: { start: last.range.start, end } };
  }
  return kept;
}

/**
 * Letters without case and marks: `Zoë` and `ZOE` are one. So are a Hebrew or Arabic name with its points and without
 * them: they are seldom written, and a name that is not found for want of them would stay in the text.
 */
export function fold(words: string): string {
  return withoutMarks(words).toLowerCase().replaceAll('ß', 'ss').replaceAll('ø', 'o').replaceAll('ł', 'l');
}

/**
 * The hits of a pattern.
 *
 * @param pattern global; its group `hit`, where it has one, is the hit
 * @param judge null for what is none after all
 */
export function hitsOf(
  text: string,
  kind: IdentifierKind,
  pattern: RegExp,
  judge: (words: string) => Certainty | null = () => 'sure',
): Hit[] {
  const hits: Hit[] = [];
  for (const match of text.matchAll(pattern)) {
    const words = match.groups?.['hit'] ?? match[0];
    const certainty = judge(words);
    if (certainty === null) continue;
    const start = match.index + match[0].lastIndexOf(words);
    hits.push({
      kind,
      certainty,
      entity: fold(words),
      range: { start: utf16(start), end: utf16(start + words.length) },
    });
  }
  return hits;
}
