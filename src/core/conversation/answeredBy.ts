import type { ModelProvenance } from '../figures/provenance';
import type { Asked, Turn } from './conversation';

/** The models that answered in a branch, as each answer recorded its own: the one in use may be another by now. */
export function answeredBy(branch: readonly Turn[]): ModelProvenance {
  const all = branch.flatMap((turn) => (turn.role === 'model' && turn.asked ? [modelOf(turn.asked)] : []));
  const distinct = [...new Map(all.map((model) => [JSON.stringify(model), model])).values()];
  const [first, ...others] = distinct;
  if (!first) return { name: 'none', architecture: 'nothing was answered', file: 'none', sha256: null };
  return others.length > 0 ? { ...first, others } : first;
}

/** Tokens of the newest answer's prompt: what a model read last of the branch. */
export function tokensRead(branch: readonly Turn[]): number {
  const last = branch.findLast((turn) => turn.role === 'model' && turn.asked !== null);
  return (last?.role === 'model' && last.asked?.promptTokens) || 0;
}

function modelOf({ model: name, where, modelFile, server }: Asked): ModelProvenance {
  if (where === 'server') {
    const address = server?.address ?? 'an address that the answer did not record';
    return {
      ...{ name, architecture: 'on a server', file: 'not known', sha256: null },
      server: { address, model: server?.model ?? name },
    };
  }
  return {
    name,
    architecture: modelFile?.architecture ?? 'architecture not recorded',
    file: modelFile?.file ?? 'not known',
    sha256: modelFile?.sha256 ?? null,
  };
}
