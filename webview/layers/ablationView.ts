import { html, nothing } from 'lit';
import type { AblationAnswer, LayersContent } from '../../src/protocol/layers';
import { canHide } from '../../src/core/layers/hiddenToken';
import { formatCount, formatProbability, spokenToken, visibleToken } from '../shared/format';
import { noted } from '../shared/noted';
import { showChosen } from '../shared/showChosen';
import { shareBar } from './bar';
import { whichHidden } from './notes';
import { formatSigned, nameHeads, toBits } from './words';

/** Tokens of the text that lose most. */
const listedTokens = 5;

export function ablationView({ tokens }: LayersContent, answer: AblationAnswer) {
  const { heads, next, hidden } = answer;
  const name = hidden === null ? 'best next token' : 'best guess for the hidden token';
  const best = (side: 'before' | 'after') => next.reduce((a, b) => (b[side] > a[side] ? b : a));
  const [was, is] = [best('before'), best('after')];
  const what =
    was.id === is.id
      ? `The ${name} stays ${spokenToken(was.text)}: ${formatProbability(was.before)} before, ${formatProbability(is.after)} after.`
      : `The ${name} was ${spokenToken(was.text)} (${formatProbability(was.before)}); now it is ${spokenToken(is.text)} (${formatProbability(is.after)}).`;
  return html`<p class="sentence" role="status">
      Without ${heads.length === 1 ? nameHeads(heads) : `these ${formatCount(heads.length)} heads`}: ${what}
    </p>
    <dl class="measures">
      <div>
        <dt>Divergence of the ${hidden === null ? 'next' : 'hidden'} token (KL, all heads against without)</dt>
        <dd class="divergence">
          ${
            answer.divergenceBits === null
              ? 'not computable: a token that was possible is ruled out, so it is infinite'
              : `${precise(answer.divergenceBits)} bits`
          }
        </dd>
      </div>
      <div>
        <dt>
          ${hidden === null ? 'Mean change of surprise over the text' : `Change of surprise at ${spokenToken(tokens[hidden]?.text ?? '')}, hidden`}
        </dt>
        <dd class="meanChange">
          ${
            answer.meanLossChange === null
              ? hidden === null
                ? 'not computable: one token alone has nothing before it'
                : 'not computable: the text itself has a gap there'
              : `${formatSigned(toBits(answer.meanLossChange), 3)} bits${hidden === null ? ' a token' : ''}`
          }
        </dd>
      </div>
    </dl>
    <table class="list next">
      <caption>
        ${hidden === null ? 'What follows the text' : 'What fills the gap'}: the best tokens of either, over the whole
        vocabulary
      </caption>
      <thead>
        <tr>
          <th scope="col">Token</th>
          <th scope="col" colspan="2">All heads</th>
          <th scope="col" colspan="2">Without them</th>
        </tr>
      </thead>
      <tbody>
        ${next.map(
          ({ text, before, after }) =>
            html`<tr>
              <th scope="row" title=${spokenToken(text)}>${visibleToken(text)}</th>
              <td class="barCell">${shareBar(before)}</td>
              <td class="n">${formatProbability(before)}</td>
              <td class="barCell">${shareBar(after)}</td>
              <td class="n">${formatProbability(after)}</td>
            </tr>`,
        )}
      </tbody>
    </table>
    ${hidden === null ? lostTokens(tokens, answer) : nothing}`;
}

/** Which token an encoder guesses again. */
export function hiddenControl({ tokens }: LayersContent, hidden: number, onHide: (position: number) => void) {
  return noted(
    html`<label class="control"
      >Hidden token
      <select class="hidden" @change=${(event: Event) => onHide(Number((event.target as HTMLSelectElement).value))}>
        ${tokens.map((token, i) =>
          canHide(token) ? html`<option value=${i}>${i + 1}: ${spokenToken(token.text)}</option>` : nothing,
        )}
        ${showChosen(hidden)}
      </select></label
    >`,
    whichHidden,
  );
}

function lostTokens(tokens: LayersContent['tokens'], { lossChange }: AblationAnswer) {
  const lost = lossChange
    .flatMap((change, i) => (change !== null && change > 0 ? [{ i, change }] : []))
    .sort((a, b) => b.change - a.change)
    .slice(0, listedTokens);
  if (lost.length === 0) return nothing;
  return html`<p class="secondary">
    These tokens of your text become most surprising without them:
    ${lost.map(
      ({ i, change }, k) =>
        html`${k === 0 ? nothing : ', '}<span title=${`token ${i + 1}`}
            >${spokenToken(tokens[i]?.text ?? '')} (${formatSigned(toBits(change))} bits)</span
          >`,
    )}.
  </p>`;
}

function precise(bits: number): string {
  return bits > 0 && bits < 0.0005 ? '<\u00a00.001' : bits.toFixed(3);
}
