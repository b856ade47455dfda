import './lensGrid';
import { html, nothing } from 'lit';
import { lowerMedian } from '../../src/core/layers/settled';
import { lensPositions, type LayersContent, type LensAnswer } from '../../src/protocol/layers';
import { formatCount, formatProbability, spokenToken, visibleToken } from '../shared/format';
import { noted } from '../shared/noted';
import { showChosen } from '../shared/showChosen';
import type { LensCell } from './lensGrid';
import { whichPart } from './notes';
import { describeActual, describeCell, layerName, settledOf } from './words';

export interface LensActs {
  readonly onCell: (cell: LensCell) => void;
  readonly onStart: (start: number) => void;
  readonly onReveal: (position: number) => void;
}

/** Which tokens the lens is on, with the way to the others. */
export function lensParts({ tokens }: LayersContent, start: number, { onStart }: LensActs) {
  if (tokens.length <= lensPositions) return nothing;
  const starts = Array.from({ length: Math.ceil(tokens.length / lensPositions) }, (_, i) => i * lensPositions);
  return noted(
    html`<label class="row"
      ><span>Tokens</span>
      <select class="part" @change=${(event: Event) => onStart(Number((event.target as HTMLSelectElement).value))}>
        ${starts.map((from) => {
          const to = Math.min(tokens.length, from + lensPositions);
          return html`<option value=${from}>
            ${formatCount(from + 1)} to ${formatCount(to)} of ${formatCount(tokens.length)}
          </option>`;
        })}
        ${showChosen(start)}
      </select>
      <span class="secondary"
        >read a part at a time: every layer of every token is held against the whole vocabulary</span
      >
    </label>`,
    whichPart,
  );
}

export function lensView(content: LayersContent, answer: LensAnswer, cell: LensCell, acts: LensActs) {
  const { tokens, model } = content;
  const { predictsNextToken: predictsNext } = model;
  return html`<introspect-lens-grid
      .answer=${answer}
      .tokens=${tokens}
      .cell=${cell}
      ?predictsNext=${predictsNext}
      @cell=${({ detail }: CustomEvent<LensCell>) => acts.onCell(detail)}
      @token-reveal=${({ detail }: CustomEvent<number>) => acts.onReveal(detail)}
    ></introspect-lens-grid>
    <p class="secondary">
      Shade: probability, from 0 (background) to 100 %. ◆ and a line above: from here on the final answer stays first.
      Early layers were never trained to be read this way; only the last row is what the model says.
    </p>
    ${details(content, answer, cell)} ${settledList(content, answer)}`;
}

/** The cell that is looked at: the one the person chose, kept within what is read. */
export function cellWithin({ start, layers }: LensAnswer, { layer, position }: LensCell): LensCell {
  const last = start + (layers[0]?.length ?? 1) - 1;
  return {
    layer: Math.min(layer, layers.length - 1),
    position: position < start || position > last ? start : position,
  };
}

function details({ tokens, model }: LayersContent, answer: LensAnswer, { layer, position }: LensCell) {
  const { predictsNextToken: predictsNext } = model;
  const column = position - answer.start;
  const reading = answer.layers[layer]?.[column];
  const token = tokens[position];
  if (!reading || !token) return nothing;
  const settled = settledOf(answer)[column] === layer;
  const actual = describeActual(reading, tokens[predictsNext ? position + 1 : position]?.text ?? '', predictsNext);
  return html`<section class="details" aria-label="The cell in detail">
    <p class="sentence" role="status">
      ${describeCell({ layer, token: token.text, reading, predictsNext, settled })} ${actual ?? nothing}
    </p>
    <table class="list">
      <caption>
        ${layerName(layer)}, token ${formatCount(position + 1)}: best guesses
      </caption>
      <thead>
        <tr>
          <th scope="col">Guess</th>
          <th scope="col" class="n">Probability</th>
        </tr>
      </thead>
      <tbody>
        ${reading.top.map(
          ({ text, p }) =>
            html`<tr>
              <td title=${spokenToken(text)}>${visibleToken(text)}</td>
              <td class="n">${formatProbability(p)}</td>
            </tr>`,
        )}
      </tbody>
    </table>
  </section>`;
}

function settledList({ tokens, model }: LayersContent, answer: LensAnswer) {
  const settled = settledOf(answer);
  const last = answer.layers.length - 1;
  const middle = lowerMedian(settled);
  const { predictsNextToken: predictsNext } = model;
  return html`<details class="settledList">
    <summary>
      Which layer settled each answer:
      ${middle === null ? nothing : html`half of these ${settled.length} by ${layerName(middle).toLowerCase()} of ${last}`}
    </summary>
    <table class="list">
      <thead>
        <tr>
          <th scope="col" class="n">Token</th>
          <th scope="col">${predictsNext ? 'After' : 'At'}</th>
          <th scope="col">Final answer</th>
          <th scope="col" class="n">Probability</th>
          <th scope="col">Settled</th>
        </tr>
      </thead>
      <tbody>
        ${settled.map((layer, column) => {
          const position = answer.start + column;
          const best = answer.layers[last]?.[column]?.top[0];
          const text = tokens[position]?.text ?? '';
          return html`<tr>
            <td class="n">${formatCount(position + 1)}</td>
            <td title=${spokenToken(text)}>${visibleToken(text) || '∅'}</td>
            <td title=${spokenToken(best?.text ?? '')}>${visibleToken(best?.text ?? '')}</td>
            <td class="n">${best ? formatProbability(best.p) : nothing}</td>
            <td>${layerName(layer)}</td>
          </tr>`;
        })}
      </tbody>
    </table>
  </details>`;
}
