import { html, nothing } from 'lit';
import type { PromptPiece } from '../../src/core/conversation/promptParts';
import type { Fit, Layout, TalkModel } from '../../src/protocol/conversation';
import { formatCount, visibleToken } from '../shared/format';
import { layoutWords, tokensWords } from './wording';

/** What the model really reads, mark by mark. `isCovered`: whether the words of that turn are under the notice. */
export function sentView(fit: Fit, model: TalkModel, layout: Layout, isCovered: (turn: number) => boolean) {
  const special = fit.pieces.filter((piece) => piece.special).length;
  return html`<p>${layoutWords(model, layout)}</p>
    <p class="sum">
      ${tokensWords(fit.promptTokens)}${special > 0 ? `, ${formatCount(special)} of them special tokens, framed here` : ''}.
    </p>
    ${fit.unsent.map(
      (part) =>
        html`<p class="failure" role="status">
          ${part === 'system' ? 'The system prompt' : `Turn ${part + 1}`} is left out by the model’s own template.
        </p>`,
    )}
    <pre class="sent" tabindex="0" aria-label="What is really sent">
${fit.pieces.map((piece) => pieceView(piece, isCovered))}</pre>`;
}

function pieceView({ text, part, special, tokens }: PromptPiece, isCovered: (turn: number) => boolean) {
  if (special) return html`<span class="special" title="special token">${visibleToken(text)}</span>`;
  if (typeof part === 'number' && isCovered(part)) return html`<em>(words under the notice)</em>`;
  const title =
    part === 'layout' ? nothing : `${part === 'system' ? 'System prompt' : `Turn ${part + 1}`}, ${tokensWords(tokens)}`;
  return html`<span class=${`part ${part === 'layout' ? 'layout' : 'said'}`} title=${title}>${text}</span>`;
}
