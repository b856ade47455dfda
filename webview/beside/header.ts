import '../shared/takeAway';
import { html, nothing, type TemplateResult } from 'lit';
import type { BesideContent } from '../../src/protocol/beside';
import { formatCount } from '../shared/format';

/** How much of which text is looked at, and how it was cut. @param takeAway what stands beside it */
export function contentHeader(content: BesideContent, takeAway: TemplateResult) {
  const { subject, tokens } = content;
  const { omittedTokens, limit } = subject;
  const where = html`<span class="document">${subject.document}</span>, from line ${subject.line}`;
  return html`<header>
    <p class="secondary">
      ${
        content.unsent.length > 0
          ? where
          : html`${cutOf(content)} of ${where}, laid beside each other in ${formatCount(tokens.length)} stretches
            ${takeAway}`
      }
    </p>
    ${serverNotes(content).map((note) => html`<p class="secondary on-server">${note}</p>`)}
    ${
      omittedTokens === 0
        ? nothing
        : html`<p class="omission">
            ${formatCount(omittedTokens)} more ${tellsTokens(content) ? 'tokens' : 'words'} were left out:
            ${limit.by === 'model' ? 'a model reads' : 'the panel shows'} at most ${formatCount(limit.tokens)}.
          </p>`
    }
  </header>`;
}

function cutOf({ sides: { left, right }, tokens }: BesideContent): string {
  const counts = [left, right].flatMap((side) => (side.tokens.length > 0 ? [side.tokens.length] : []));
  if (counts.length === 0) return `${formatCount(tokens.length)} words`;
  const told = counts[0] === counts[1] ? [counts[0]!] : counts;
  return `${told.map(formatCount).join(' and ')} tokens`;
}

function tellsTokens({ sides: { left, right } }: BesideContent): boolean {
  return left.tokens.length + right.tokens.length > 0;
}

/** What a server leaves untold, and what that means here. */
function serverNotes({ sides: { left, right }, unsent }: BesideContent): string[] {
  if (unsent.length > 0) return [];
  const silent = [left, right].filter(({ server, tokens }) => server !== null && tokens.length === 0);
  if (silent.length === 2) {
    return [`Neither server tells how its model cuts the text into tokens, so it is laid out in words.`];
  }
  return silent.map(({ name }) => {
    const other = silent[0] === left ? right : left;
    return `The server does not tell how ${name} cuts the text into tokens, so the stretches are the tokens of ${other.name}.`;
  });
}
