import { unitKinds } from '../../src/core/attribution/units';
import type { MatteredViewState } from '../../src/protocol/mattered';

/** What an earlier page saved, field by field where it is sound, with defaults for the rest. */
export function readViewState(saved: unknown): MatteredViewState {
  const fields = isRecord(saved) ? saved : {};
  const coders = fields['coders'];
  return {
    unit: oneOf(unitKinds, fields['unit'], null),
    attention: oneOf(['mean', 'rollout', 'head'] as const, fields['attention'], 'mean'),
    layer: toIndex(fields['layer'], 0),
    head: toIndex(fields['head'], 0),
    hideFirstToken: fields['hideFirstToken'] !== false,
    shade: oneOf(['attribution', 'attention'] as const, fields['shade'], 'attribution'),
    order: oneOf(['text', 'size'] as const, fields['order'], 'size'),
    insideOnly: fields['insideOnly'] === true,
    draws: Math.min(maxDraws, Math.max(1, toIndex(fields['draws'], 20))),
    seed: Math.min(0xffffffff, toIndex(fields['seed'], 0)),
    most: isIndex(fields['most']) && fields['most'] > 0 ? fields['most'] : null,
    coders: Array.isArray(coders) && coders.every((id) => typeof id === 'string') ? coders : null,
    code: toText(fields['code']),
    otherCode: toText(fields['otherCode']),
    source: toSource(fields['source']),
  };
}

/** Draws by chance, at most. */
export const maxDraws = 200;

function toSource(value: unknown): MatteredViewState['source'] {
  if (!isRecord(value)) return null;
  const { uri, start, end } = value;
  return typeof uri === 'string' && isIndex(start) && isIndex(end) ? { uri, start, end } : null;
}

function oneOf<T extends string, Otherwise>(
  allowed: readonly T[],
  value: unknown,
  otherwise: Otherwise,
): T | Otherwise {
  return allowed.find((one) => one === value) ?? otherwise;
}

function toText(value: unknown): string | null {
  return typeof value === 'string' ? value : null;
}

function toIndex(value: unknown, otherwise: number): number {
  return isIndex(value) ? value : otherwise;
}

function isIndex(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
