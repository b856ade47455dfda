import { UserError } from '../core/base/userError';
import type { AttentionSite } from '../core/onnx/attention';
import { forward, type Pass } from './forward';
import type { ModelSession } from './session';
import { SiteRows } from './siteRows';

/**
 * Looks once at how the weights of plain operators lie: fused operators say it. In a text of as many tokens as heads their
 * axes cannot be told apart, and so a few tokens are read that are not.
 * @throws UserError `modelUnsupported` with the reason why the weights cannot be shown
 */
export async function requireLayout(
  session: ModelSession,
  sites: readonly AttentionSite[],
  heads: number,
): Promise<void> {
  const plain = sites.filter(({ op }) => op === 'Softmax');
  if (plain.length === 0) return;
  let tokens = 2;
  while (heads % tokens === 0) tokens++;
  const passes: Pass[] = [];
  try {
    const fetch = plain.map(({ output }) => output);
    const ids = new Array<number>(tokens).fill(0);
    for await (const pass of forward(session, ids, { fetch, keepsCache: false })) passes.push(pass);
  } catch (error) {
    // A text of the user's may do better.
    if (error instanceof UserError) return;
    throw error;
  }
  for (const pass of passes) for (const site of plain) new SiteRows(site, heads, pass, session.io.cache.length > 0);
}
