import { html, nothing } from 'lit';
import { sumOfParts } from '../../src/core/layers/logitParts';
import type { ContributionsAnswer, LayersContent, PartsOf, TargetChoice } from '../../src/protocol/layers';
import { formatCount, formatProbability, spokenToken, visibleToken } from '../shared/format';
import { noted } from '../shared/noted';
import type { PanelHost } from '../shared/host';
import { showChosen } from '../shared/showChosen';
import { typed } from '../shared/typed';
import { signedBar } from './bar';
import { afterWhich, whichOther, whichTarget } from './notes';
import { largestPart, shownParts } from './parts';
import { asContinuation, formatSigned } from './words';

/** Which token at which place, and against which. */
export interface Asking {
  readonly position: number;
  readonly target: TargetChoice | null;
  readonly against: TargetChoice | null;
}

/** Words on their way into a field. */
type TypedFields = Pick<PanelHost<never, unknown, unknown>, 'typed' | 'keepTyped'>;

export function contributionsControls(
  { tokens }: LayersContent,
  asking: Asking,
  answer: ContributionsAnswer | null,
  onAsk: (asking: Asking) => void,
  fields: TypedFields,
) {
  const text = tokens[asking.position]?.text ?? '';
  const current = answer?.position === asking.position ? answer : null;
  return html`<div class="row" role="group" aria-label="What to take apart">
    ${noted(
      html`<label class="row"
        ><span>After token</span>
        <select
          class="after"
          @change=${(event: Event) =>
            onAsk({ position: Number((event.target as HTMLSelectElement).value), target: null, against: null })}
        >
          ${tokens.map(
            (token, i) => html`<option value=${i}>${formatCount(i + 1)}: ${visibleToken(token.text) || '∅'}</option>`,
          )}
          ${showChosen(asking.position)}
        </select></label
      >`,
      afterWhich,
    )}
    ${targetPicker('Next token', 'target', current, asking.target, text, fields, (target) =>
      onAsk({ ...asking, target: target ?? null }),
    )}
    ${targetPicker('Compared with', 'against', current, asking.against, text, fields, (against) =>
      onAsk({ ...asking, against: against ?? null }),
    )}
  </div>`;
}

/** Picks one of the candidates, or what is typed and confirmed with Enter. */
function targetPicker(
  label: string,
  kind: 'target' | 'against',
  answer: ContributionsAnswer | null,
  chosen: TargetChoice | null,
  before: string,
  fields: TypedFields,
  onPick: (choice: TargetChoice | undefined) => void,
) {
  const none = kind === 'target' ? 'the model’s best' : 'none';
  const id = chosen && 'id' in chosen ? chosen.id : null;
  return noted(
    html`<span class="row" role="group" aria-label=${label}>
      <label class="row"
        ><span>${label}</span>
        <select
          class=${kind}
          ?disabled=${answer === null}
          @change=${(event: Event) => {
            const { value } = event.target as HTMLSelectElement;
            if (value !== 'typed') onPick(value === '' ? undefined : { id: Number(value) });
          }}
        >
          <option value="">${none}</option>
          ${(answer?.candidates ?? []).map(
            (candidate) =>
              html`<option value=${candidate.id}>
                ${visibleToken(candidate.text)} ${formatProbability(candidate.p)}
              </option>`,
          )}
          ${chosen && 'typed' in chosen ? html`<option value="typed">typed</option>` : nothing}
          ${showChosen(chosen && 'typed' in chosen ? 'typed' : (id ?? ''))}
        </select></label
      >
      <input
        class="typed-${kind}"
        type="text"
        size="9"
        maxlength="60"
        placeholder="or type it"
        aria-label=${`${label}, typed`}
        title="Enter looks at it. A word is put after a space, as in running text."
        ${typed(fields.typed(kind) ?? '', (words) => fields.keepTyped(kind, words))}
        @keydown=${(event: KeyboardEvent) => {
          const { value } = event.target as HTMLInputElement;
          if (event.key === 'Enter' && value.trim() !== '') onPick({ typed: asContinuation(value, before) });
        }}
      />
    </span>`,
    kind === 'target' ? whichTarget : whichOther,
  );
}

export function contributionsView(answer: ContributionsAnswer) {
  const { chosen, against } = answer;
  const parts = shownParts(answer);
  const largest = largestPart(parts);
  return html`<p class="sentence" role="status">${describe(chosen, against)}</p>
    ${[chosen, against].map((of) => (of ? typedNote(of) : nothing))}
    <div class="scroller" tabindex="0" role="group" aria-label="Contributions, as bars and numbers">
      <table class="list bars">
        <caption class="visuallyHidden">
          What each part adds to ${against ? 'the difference of the scores' : 'the score'}
        </caption>
        <thead>
          <tr>
            <th scope="col">Part</th>
            <th scope="col" colspan="2">Attention adds</th>
            <th scope="col" colspan="2">MLP adds</th>
          </tr>
        </thead>
        <tbody>
          ${alone('The words themselves (embeddings)', parts.embeddings, largest)}
          ${alone('The same for every text (constant)', parts.constant, largest)}
          ${parts.layers.map(
            ({ attention, mlp }, layer) =>
              html`<tr>
                <th scope="row">Layer ${layer + 1}</th>
                ${valueCells(attention, largest)}${valueCells(mlp, largest)}
              </tr>`,
          )}
        </tbody>
      </table>
    </div>
    <p class="sum">
      All parts add up to <strong>${formatSigned(sumOfParts(parts))}</strong>;
      ${against ? 'the two scores differ by' : 'the model’s score (logit) is'}
      <strong>${formatSigned(parts.logit)}</strong>. Left over by rounding:
      <strong class="rounding">${formatSigned(parts.rounding)}</strong>.
    </p>`;
}

function describe(chosen: PartsOf, against: PartsOf | null): string {
  const rated = ({ target: { text, p, rank } }: PartsOf) =>
    `${spokenToken(text)} (${formatProbability(p)}, ${rank === 1 ? 'the best guess' : `rank ${formatCount(rank)}`})`;
  return against
    ? `What speaks for ${rated(chosen)} rather than ${rated(against)}`
    : `What speaks for ${rated(chosen)}`;
}

function typedNote({ target, typedTokens }: PartsOf) {
  if (typedTokens === null || typedTokens < 2) return nothing;
  return html`<p class="secondary">
    What you typed has ${typedTokens} tokens; the first one, ${spokenToken(target.text)}, is looked at.
  </p>`;
}

function alone(name: string, value: number, largest: number) {
  return html`<tr>
    <th scope="row">${name}</th>
    ${valueCells(value, largest)}
    <td colspan="2"></td>
  </tr>`;
}

function valueCells(value: number, largest: number) {
  return html`<td class="barCell">${signedBar(value, largest)}</td>
    <td class="n">${formatSigned(value)}</td>`;
}
