// `introspect tokens --windows`: a text of any length, scored in windows that overlap.
import { windowOf } from '../core/surprisal/windows';
import type { LoadedModel } from '../model/loadedModel';
import { UsageError, type Values } from './command';
import { wholeNumber } from './options';
import { place } from './output';

export const windowOptions = {
  windows: { type: 'boolean', help: 'a text of any length, in windows that overlap: nothing is left out' },
  window: { type: 'string', help: "N  tokens in a window (default: the model's context, at most 2048)" },
  overlap: { type: 'string', help: 'N  tokens that a window shares with the one before it (default: half)' },
} as const;

export function checkWindows(values: Values): void {
  for (const name of ['window', 'overlap']) {
    if (values[name] !== undefined && !values['windows']) throw new UsageError(`--${name} belongs to --windows.`);
  }
  if (values['windows'] && values['endpoint'] !== undefined) {
    throw new UsageError(
      '--windows and --endpoint exclude each other: a server does not tell how much it reads at once.',
    );
  }
}

export async function scoreWindows(model: LoadedModel, text: string, values: Values): Promise<object> {
  const { tokens, windows, leading, window, overlap } = await model.scoreLong({
    text,
    addSpecialTokens: !values['raw'],
    ...(values['window'] === undefined ? {} : { window: wholeNumber(values, 'window', 0, 2) }),
    ...(values['overlap'] === undefined ? {} : { overlap: wholeNumber(values, 'overlap', 0) }),
  });
  return {
    tokens: tokens.map((token, i) => {
      const read = windowOf(windows, i);
      const context = read ? i - read.start + leading : i;
      return { ...place(token), logprob: token.logprob, rank: token.rank, context };
    }),
    windows,
    window,
    overlap,
  };
}
