import { findUnits, unitKinds, type UnitKind } from '../../core/attribution/units';
import { type EndpointSetting, isOnThisMachine } from '../../core/models/endpoint';
import { removalsByScores } from '../../platform/engineScoring';
import { hostOf, parseUrl } from '../../platform/network';
import type { Services } from '../../platform/services';
import type { Subject } from '../../platform/subject';
import type { RemovalsResult } from '../../protocol/attribution';
import type { MatteredAsk, MatteredContent } from '../../protocol/mattered';
import type { Token } from '../../protocol/modelHost';

/** Asks the model in use how probable the target is without sets of units. @throws UserError */
export async function askRemovals(
  { models }: Pick<Services, 'models'>,
  text: string,
  { target, foil, unit }: MatteredAsk,
  removals: readonly (readonly number[])[],
  signal: AbortSignal,
): Promise<RemovalsResult> {
  const asked = { target, ...(foil === null ? {} : { foil }), unit };
  if (models.endpoint) return removalsByScores(await models.engine(), text, asked, removals, { signal });
  return models.request('removals', { ...asked, text, addSpecialTokens: true, removals }, signal);
}

export function countParts(text: string, tokens: readonly Token[]): Record<UnitKind, number> {
  return Object.fromEntries(unitKinds.map((unit) => [unit, findUnits(text, unit, tokens).length])) as Record<
    UnitKind,
    number
  >;
}

/** What a server tells before and after the words were sent to it. */
export async function readServer(
  { models, endpoints }: Pick<Services, 'models' | 'endpoints'>,
  endpoint: EndpointSetting,
  { text }: Subject,
  isReleased: boolean,
  signal: AbortSignal,
): Promise<Pick<MatteredContent, 'server' | 'nextWords' | 'text' | 'parts' | 'tokens' | 'attention' | 'runMs'>> {
  const { capabilities } = endpoints.known(endpoint) ?? (await endpoints.test(endpoint, signal));
  const { score, next } = capabilities;
  // What leaves the machine does so by the person's act, selection by selection.
  const isSent = (isReleased || isOnThisMachine(endpoint.url)) && score.available;
  const server = { host: hostOf(parseUrl(endpoint.url)), isSent, score };
  const attention = { available: false, why: 'a server tells what its model writes, not where it looks' } as const;
  const shown = { server, attention, text, runMs: null };
  if (!isSent) return { ...shown, tokens: [], nextWords: [], parts: countParts(text, []) };
  const engine = await models.engine();
  const scored = await engine.score(text, { signal });
  const tokens = scored.map(({ text: piece, start, end }, id) => ({
    id,
    text: piece,
    start: start as Token['start'],
    end: end as Token['end'],
    special: start === end,
  }));
  const candidates = next.available ? await engine.next(text, 10, { signal }) : [];
  const nextWords = candidates.map(({ text: word, logprob }) => ({ text: word, p: Math.exp(logprob) }));
  return { ...shown, tokens, nextWords, parts: countParts(text, tokens) };
}
