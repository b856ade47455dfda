import { html, nothing } from 'lit';
import type { AblationAnswer, LayersContent } from '../../src/protocol/layers';
import { formatCount, formatProbability, spokenToken, visibleToken } from '../shared/format';
import { shareBar } from './bar';
import { formatSigned, nameHeads, toBits } from './words';

/** Tokens of the text that lose most. */
const listedTokens = 5;

export function ablationView({ tokens }: LayersContent, answer: AblationAnswer) {
  const { heads, next } = answer;
  const best = (side: 'before' | 'after') => next.reduce((a, b) => (b[side] > a[side] ? b : a));
  const [was, is] = [best('before'), best('after')];
  const what =
    was.id === is.id
      ? `The best next token stays ${spokenToken(was.text)}: ${formatProbability(was.before)} before, ${formatProbability(is.after)} after.`
      : `The best next token was ${spokenToken(was.text)} (${formatProbability(was.before)}); now it is ${spokenToken(is.text)} (${formatProbability(is.after)}).`;
  return html`<p class="sentence" role="status">
      Without ${heads.length === 1 ? nameHeads(heads) : `these ${formatCount(heads.length)} heads`}: ${what}
    </p>
    <dl class="measures">
      <div>
        <dt>Divergence of the next token (KL, all heads against without)</dt>
        <dd class="divergence">
          ${
            answer.divergenceBits === null
              ? 'not computable: a token that was possible is ruled out, so it is infinite'
              : `${precise(answer.divergenceBits)} bits`
          }
        </dd>
      </div>
      <div>
        <dt>Mean change of surprise over the text</dt>
        <dd class="meanChange">
          ${
            answer.meanLossChange === null
              ? 'not computable: one token alone has nothing before it'
              : `${formatSigned(toBits(answer.meanLossChange), 3)} bits a token`
          }
        </dd>
      </div>
    </dl>
    <table class="list next">
      <caption>
        What follows the text: the best tokens of either, over the whole vocabulary
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
    ${lostTokens(tokens, answer)}`;
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
