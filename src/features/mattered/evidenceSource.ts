import type { Evidence } from '../../core/attribution/evidence';
import { findUnits, unitKinds, type UnitKind } from '../../core/attribution/units';
import { utf16, type RangeUtf16 } from '../../core/base/offsets';
import { type EndpointSetting, isOnThisMachine } from '../../core/models/endpoint';
import { removalsByScores } from '../../platform/engineScoring';
import { hostOf, parseUrl } from '../../platform/network';
import type { Services } from '../../platform/services';
import type { Reader } from '../../panels/provenance';
import type { Subject } from '../../platform/subject';
import type { MatteredAsk, MatteredContent } from '../../protocol/mattered';
import type { Token } from '../../protocol/modelHost';

/**
 * Asks a model what becomes of the target, or of the embedding, without sets of units.
 *
 * @param reader who read the text: it goes to nobody else
 * @throws UserError
 */
export async function askEvidence(
  { models, endpoints }: Pick<Services, 'models' | 'endpoints'>,
  reader: Reader,
  text: string,
  { target, foil, gap, unit }: MatteredAsk,
  removals: readonly (readonly number[])[],
  signal: AbortSignal,
): Promise<{ readonly units: readonly RangeUtf16[]; readonly evidence: readonly Evidence[] }> {
  const read = { text, addSpecialTokens: true, unit, removals };
  if (target === null) {
    const { units, distances } = await models.request('embeddingShifts', read, signal);
    return { units, evidence: distances.map((distance) => ({ distance })) };
  }
  const asked = { target, ...(foil === null ? {} : { foil }), ...(gap && { gap }), unit };
  const { units, logprobs } =
    reader.kind === 'server'
      ? await removalsByScores(await endpoints.engine(reader.endpoint), text, asked, removals, { signal })
      : await models.request('removals', { ...read, ...asked }, signal);
  return { units, evidence: logprobs };
}

export function countParts(text: string, tokens: readonly Token[]): Record<UnitKind, number> {
  return Object.fromEntries(unitKinds.map((unit) => [unit, findUnits(text, unit, tokens).length])) as Record<
    UnitKind,
    number
  >;
}

/** What a server tells before and after the words were sent to it. */
export async function readServer(
  { endpoints }: Pick<Services, 'endpoints'>,
  endpoint: EndpointSetting,
  { text }: Subject,
  { isReleased, limit }: { readonly isReleased: boolean; readonly limit: number },
  signal: AbortSignal,
): Promise<Omit<MatteredContent, 'subject' | 'model'> & { readonly omittedTokens: number }> {
  const { score, next } = await endpoints.capabilities(endpoint, signal);
  // What leaves the machine does so by the person's act, selection by selection.
  const isSent = (isReleased || isOnThisMachine(endpoint.url)) && score.available;
  const server = { host: hostOf(parseUrl(endpoint.url)), isSent, score };
  const attention = { available: false, why: 'a server tells what its model writes, not where it looks' } as const;
  const embedding = { available: false, why: 'a server is asked about its next words' } as const;
  const shown = { server, attention, runMs: null, hideable: null, embedding };
  if (!isSent) return { ...shown, text, tokens: [], nextWords: [], parts: countParts(text, []), omittedTokens: 0 };
  const engine = await endpoints.engine(endpoint);
  const scored = await engine.score(text, { signal });
  const tokens = scored.slice(0, limit).map(({ text: piece, start, end }, id): Token => {
    return { id, text: piece, start: utf16(start), end: utf16(end), special: start === end };
  });
  const omittedTokens = scored.length - tokens.length;
  const read = omittedTokens === 0 ? text : text.slice(0, tokens.at(-1)?.end);
  const candidates = next.available ? await engine.next(read, 10, { signal }) : [];
  const nextWords = candidates.map(({ text: word, logprob }) => ({ text: word, p: Math.exp(logprob) }));
  return { ...shown, text: read, tokens, nextWords, parts: countParts(read, tokens), omittedTokens };
}
