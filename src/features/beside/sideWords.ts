import { hostOf, parseUrl } from '../../platform/network';
import type { BesideSide } from '../../protocol/beside';
import type { Offer } from './offers';
import type { SideReading } from './sideReading';

export function describeSide({ name, source, noNext, noScore, noAttention, tokens }: SideReading): BesideSide {
  const { layers, heads } = source.kind === 'here' ? source.info : { layers: 0, heads: 0 };
  const server = source.kind === 'here' ? null : hostOf(parseUrl(source.endpoint.url));
  return { name, layers, heads, server, noNext, noScore, noAttention, tokens: tokens.map(({ text }) => text) };
}

/** Before anything was read. */
export function describeOffer({ option: { name, server } }: Offer): BesideSide {
  return { name, layers: 0, heads: 0, server, noNext: null, noScore: null, noAttention: null, tokens: [] };
}
