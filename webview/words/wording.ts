import type { TranscriptReading, WordsContent, WordsViewState } from '../../src/protocol/words';
import { formatCount } from '../shared/format';

/** Exactly how a long text was read, for the screen and for a methods section. */
export function describeWindows({
  tokens,
  windows,
  leading,
  overlap,
}: Pick<TranscriptReading, 'tokens' | 'windows' | 'leading' | 'overlap'>): string {
  const count = formatCount(tokens.length);
  const opened = leading > 0 ? ' Every window opens with the special token that opens the text.' : '';
  if (windows.length <= 1) {
    return `All ${count} tokens were read at once: each was rated after all of the text before it.${opened} Nothing was left out.`;
  }
  const [first, second] = windows as [(typeof windows)[0], (typeof windows)[0]];
  const size = first.end - first.start;
  const least = second.scoredFrom - second.start;
  return (
    `The ${count} tokens are more than are read at once, so they were read in ${formatCount(windows.length)} windows of up to ` +
    `${formatCount(size)} tokens. Each window begins ${formatCount(overlap)} tokens before the end of the one before it, and those ` +
    `serve as context only. So each token was rated once: in the first window after all of the text before it, in later ` +
    `windows after at least ${formatCount(least)} and at most ${formatCount(size - 1)} tokens.${opened} Nothing was left out.`
  );
}

/** Null where nothing was left out of the selection. */
export function describeOmission({ subject, tokens }: Pick<WordsContent, 'subject' | 'tokens'>): string | null {
  const { omittedTokens, limit } = subject;
  if (omittedTokens === 0) return null;
  const why =
    limit.by === 'model'
      ? `the model reads no more than ${formatCount(limit.tokens)} at a time`
      : 'more are not shown word by word';
  return `Only the first ${formatCount(tokens.length)} of ${formatCount(tokens.length + omittedTokens)} tokens of the selection are shown; ${why}. “Whole transcript” scores every token.`;
}

const caveats = [
  'Surprisal is the model’s, not a listener’s and not the speaker’s: it says how little this model expected a word, given the text before it.',
  'What a model finds likely comes from the texts that it was trained on; dialect, topic, transcription and turn length move it. It is no measure of health or of a person.',
] as const;

const practiceCaveat = 'The practice model is tiny and there to learn with: its figures are no basis for a finding.';

export function caveatsFor({ model }: Pick<WordsContent, 'model'>): string[] {
  return [...caveats, ...(model.bundled ? [practiceCaveat] : [])];
}

export const viewNames: { readonly [V in WordsViewState['view']]: string } = {
  chances: 'Next words',
  tree: 'Tree',
  surprisal: 'Surprisal',
};
