import { canonicalJson } from '../engine/batch';
import type { LabEngine } from './runItem';

/** Requests whose replies are kept; the newest push out the oldest. */
const maxKept = 2000;

/**
 * Asks the same question once: what a technique asks for every segment alike, such as what a code means or what the model
 * says to a text without content, costs one run. Equal requests have equal seeds, so a reply that is given twice is the
 * one that would have come.
 */
export function asksOnce(engine: LabEngine): LabEngine {
  const kept = new Map<string, Promise<unknown>>();
  const once = <Reply>(key: string, ask: () => Promise<Reply>): Promise<Reply> => {
    const known = kept.get(key) as Promise<Reply> | undefined;
    if (known) return known;
    const reply = ask();
    kept.set(key, reply);
    if (kept.size > maxKept) kept.delete(kept.keys().next().value!);
    // A failure is no reply: the next one asks again.
    reply.catch(() => kept.delete(key));
    return reply;
  };
  const draws = engine.draws?.bind(engine);
  return {
    model: engine.model,
    ...(engine.together === undefined ? {} : { together: engine.together }),
    generate: (request, signal) => once(`g${canonicalJson(request)}`, () => engine.generate(request, signal)),
    ...(draws && {
      draws: (request, count, signal) =>
        once(`d${count} ${canonicalJson(request)}`, () => draws(request, count, signal)),
    }),
    likelihoods: (request, signal) => once(`l${canonicalJson(request)}`, () => engine.likelihoods(request, signal)),
  };
}
