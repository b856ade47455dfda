// Sentences with numbers in them.
import type { CodedComparison, CodePairComparison } from '../../src/core/attribution/codedShare';
import type { DeletionCheck, RankedCurve } from '../../src/core/attribution/deletion';
import type { UnitKind } from '../../src/core/attribution/units';
import type { MatteredAsk } from '../../src/protocol/mattered';
import type { SubjectLabel } from '../../src/protocol/panel';
import { formatCount, formatOrdinal, formatProbability, inQuotes, spokenToken } from '../shared/format';
import { formatDistance, formatNats, type Measure } from './measure';
import type { Attribution, Part } from './parts';

const noBreakSpace = '\u00a0';
const unitNames: Readonly<Record<UnitKind, readonly [one: string, many: string]>> = {
  token: ['token', 'tokens'],
  word: ['word', 'words'],
  sentence: ['sentence', 'sentences'],
  turn: ['turn', 'turns'],
};
/** Below this, in nats, a change is one of rounding. */
const nothing = 0.005;
/** Below this, a cosine distance is one of rounding. */
const noDistance = 0.0005;
/** Below this, in nats, a probability changes by less than a tenth. */
const small = 0.1;

/** 3, word → "3 words". */
export function countOf(count: number, unit: UnitKind): string {
  return `${formatCount(count)} ${unitNames[unit][count === 1 ? 0 : 1]}`;
}

export function nameOfUnit(unit: UnitKind, count = 1): string {
  return unitNames[unit][count === 1 ? 0 : 1];
}

/** 824 billion. */
const inWords = new Intl.NumberFormat('en', {
  notation: 'compact',
  compactDisplay: 'long',
  maximumSignificantDigits: 3,
});

/** 10 to the power of `exponent`, with as many digits as a person can take in. */
function formatLarge(exponent: number): string {
  const number = 10 ** exponent;
  if (number < 1e6) return formatCount(Math.round(number));
  if (number < 1e15) return inWords.format(number);
  const power = Math.floor(exponent);
  const digits = [...String(power)].map((digit) => '⁰¹²³⁴⁵⁶⁷⁸⁹'[Number(digit)]);
  return `${(10 ** (exponent - power)).toFixed(1)} × 10${digits.join('')}`;
}

/**
 * Percent, where the ratio of two probabilities is what matters: small ones with two digits that count, and where these
 * would be lost among noughts, as one in so many.
 */
export function formatChance(p: number): string {
  if (p >= 0.001 || p === 0) return formatProbability(p);
  return p >= 1e-5 ? `${(100 * p).toPrecision(2)}${noBreakSpace}%` : `1 in ${formatLarge(-Math.log10(p))}`;
}

export function formatP(p: number): string {
  return p < 0.001 ? '< 0.001' : `= ${p.toFixed(p < 0.1 ? 3 : 2)}`;
}

/** A lead of so many nats as odds: 1.1 → "3.0 to 1". */
export function formatOdds(lead: number): string {
  const ratio = Math.exp(Math.abs(lead));
  const shown = ratio >= 100 ? formatLarge(Math.abs(lead) / Math.LN10) : ratio.toFixed(1);
  return lead >= 0 ? `${shown} to 1` : `1 to ${shown}`;
}

/** The words of a part, cut where they are many. */
export function quoted(text: string, length = 60): string {
  const plain = text.replace(/\s+/gu, ' ').trim();
  if (plain === '') return spokenToken(text);
  const characters = [...plain];
  return inQuotes(characters.length <= length ? plain : `${characters.slice(0, length - 1).join('')}…`);
}

/** What is asked about: “badly”, or “badly” rather than “well”, or the embedding. */
export function nameOfAsk({ target, foil }: MatteredAsk): string {
  if (target === null) return 'the embedding of the text';
  return foil === null ? quoted(target) : `${quoted(target)} rather than ${quoted(foil)}`;
}

/** “I” (2nd of 3), where the text has the same words more than once. */
export function nameOfPart(part: Part, parts: readonly Part[]): string {
  const { name, nth, among } = placeOfPart(part, parts);
  return among < 2 ? name : `${name} (${formatOrdinal(nth)} of ${among})`;
}

/** “I” (2nd), which stays on one line of a narrow table. */
export function shortNameOfPart(part: Part, parts: readonly Part[]): string {
  const { name, nth, among } = placeOfPart(part, parts);
  return among < 2 ? name : `${name}${noBreakSpace}(${formatOrdinal(nth)})`;
}

function placeOfPart(part: Part, parts: readonly Part[]) {
  const name = quoted(part.text, 80);
  const same = parts.filter(({ text }) => quoted(text, 80) === name).map(({ index }) => index);
  return { name, nth: same.indexOf(part.index) + 1, among: same.length };
}

/** The first thing to read: which part mattered most, and how much. */
export function describeMost(
  { ask, parts, p, evidence }: Attribution,
  shown: readonly Part[],
  isInside: boolean,
): string {
  const unit = nameOfUnit(ask.unit);
  const which = `${ask.gap ? 'hidden' : 'next'} word${/\S\s+\S/u.test(ask.target ?? '') ? 's' : ''}`;
  const what = ask.target !== null && ask.foil === null ? `the ${which} ${quoted(ask.target)}` : nameOfAsk(ask);
  const among = isInside ? 'Of what is coded, ' : '';
  if (parts.length === 0) {
    return ask.gap
      ? `Nothing is selected beside the ${which} that could be left out as a ${unit}. Select the words around as well.`
      : `The text has no ${unit} that could be left out.`;
  }
  if (shown.length === 0) return `No ${unit} lies inside the coded segments.`;
  const known = shown.filter((part): part is Part & { delta: number; rest: number } => part.delta !== null);
  const best = known.reduce<(typeof known)[number] | null>((a, b) => (a === null || b.delta > a.delta ? b : a), null);
  if (!best) {
    const left = ask.target === null ? 'to embed' : 'to predict from';
    return `Without ${parts.length === 1 ? `its only ${unit}` : `a ${unit}`}, nothing is left ${left}: how much it matters is not computable.`;
  }
  if (ask.target === null) {
    return best.delta < noDistance
      ? `${among}${isInside ? 'no' : 'No'} ${unit} matters for ${what}: without any of them it stays where it is (cosine distance below 0.001).`
      : `${among}${nameOfPart(best, parts)} mattered most for ${what}: without it, the embedding moves by a cosine distance of ${formatDistance(best.delta)} (0 = no change).`;
  }
  if (best.delta < nothing) {
    return `${among}${isInside ? 'no' : 'No'} ${unit} speaks for ${what}: without any of them it is as probable as with it, or more.`;
  }
  const name = nameOfPart(best, parts);
  // A sentence that names a word is taken for a finding.
  const little = best.delta < small ? ' That is little: less than a tenth of it.' : '';
  return ask.foil === null
    ? `${among}${name} mattered most for ${what}: without it, its probability falls from ${formatChance(p!)} to ${formatChance(best.p!)}.${little}`
    : `${among}${name} speaks most for ${what}: with it the odds are ${formatOdds(evidence)}, without it ${formatOdds(best.rest)}.${little}`;
}

/** One part, as the readout says it. */
export function describePart({ ask, parts, p, evidence }: Attribution, part: Part): string {
  const attention =
    part.attention === null ? '' : ` It receives ${formatProbability(part.attention)} of the attention.`;
  if (part.delta === null || part.rest === null) {
    return `${nameOfPart(part, parts)}: not computable, nothing is left ${ask.target === null ? 'to embed' : 'to predict from'} without it.${attention}`;
  }
  if (ask.target === null) {
    return `${nameOfPart(part, parts)}: without it the embedding moves by a cosine distance of ${formatDistance(part.delta, 4)}.`;
  }
  const change =
    ask.foil === null
      ? `the probability goes from ${formatChance(p!)} to ${formatChance(part.p!)}`
      : `the odds go from ${formatOdds(evidence)} to ${formatOdds(part.rest)}`;
  return `${nameOfPart(part, parts)}: without it ${change} (it adds ${formatNats(part.delta)}).${attention}`;
}

/** How far a ranking can be trusted. */
export function describeTrust(
  curve: RankedCurve,
  { chance, most }: DeletionCheck,
  unit: UnitKind,
  measure: Measure,
): string {
  const by = curve.name === 'attribution' ? 'Leave-one-out' : 'Attention';
  if (curve.area === null || curve.p === null || chance.meanArea === null) {
    return `${by}: not computable, because nothing is left ${measure.isDistance ? 'to embed' : 'to predict from'} once some of the ${nameOfUnit(unit, 2)} are out.`;
  }
  const taken =
    most === 1
      ? `the ${nameOfUnit(unit)} that it puts first`
      : `the ${most} ${nameOfUnit(unit, 2)} that it puts first, one after the other,`;
  const [own, byChance] = [measure.formatWhole(curve.area), measure.formatWhole(chance.meanArea)];
  const p = `p ${formatP(curve.p)} over ${chance.draws} draws`;
  const cost = measure.isDistance
    ? `taking out ${taken} moves the embedding by a cosine distance of ${own} on average, as many by chance by ${byChance} (${p})`
    : `taking out ${taken} costs ${own} on average, as many by chance ${byChance} (${p})`;
  if (curve.p <= 0.05) return `${by} does better than chance here: ${cost}.`;
  return chance.draws < 19
    ? `${by}: ${cost}. With fewer than 19 draws nothing can be better than chance at p ≤ 0.05.`
    : `${by} does no better than chance here: ${cost}. Do not rest an argument on its order.`;
}

/** What coded parts receive. */
export function describeCoded(result: CodedComparison, measure: string, per: UnitKind): string {
  const { coded, items, chance, share, ratio, p, shifts } = result;
  return `${measure}: the ${countOf(coded, per)} coded of ${formatCount(items)} (${formatProbability(chance)}) receive ${formatProbability(share)}, ${ratio.toFixed(2)} times what chance gives; p ${formatP(p)} over ${shifts} circular shifts.`;
}

export function describePair(
  result: CodePairComparison,
  measure: string,
  per: UnitKind,
  names: readonly [string, string],
): string {
  const { first, second, both, ratio, p, shifts } = result;
  const left = both > 0 ? ` ${countOf(both, per)} with both codes ${both === 1 ? 'is' : 'are'} left out.` : '';
  const times = ratio === null ? 'where the other receives nothing' : `${ratio.toFixed(2)} times as much as`;
  return `${measure}: a ${nameOfUnit(per)} with “${names[0]}” (${formatCount(first)}) receives ${times} one with “${names[1]}” (${formatCount(second)}); p ${formatP(p)}, two-sided, over ${shifts} circular shifts.${left}`;
}

/** Seconds as people say them. */
export function formatDuration(seconds: number): string {
  if (seconds < 1) return 'less than a second';
  if (seconds < 90) return `about ${Math.ceil(seconds)}${noBreakSpace}s`;
  return `about ${Math.ceil(seconds / 60)} minutes`;
}

/** Which part of the text was left out, and by whose limit; null when nothing was. */
export function describeOmission({ omittedTokens, limit }: SubjectLabel, isFilling: boolean): string | null {
  if (omittedTokens === 0) return null;
  const tokens = omittedTokens === 1 ? '1 token was' : `${formatCount(omittedTokens)} tokens were`;
  return `Only the beginning is looked at: the last ${tokens} left out, because ${
    limit.by === 'panel' ? 'this panel takes' : 'this model reads'
  } at most ${formatCount(limit.tokens)}. Select the part that you want to ask about${isFilling ? '' : '; its last word is what the prediction follows'}.`;
}
