import { html, nothing } from 'lit';
import type { Suggesting } from '../../src/protocol/coding';
import { formatCount } from '../shared/format';
import type { SuggestionControl } from './suggestionControl';

/** How far a model is with its suggestions, and what came of it; in place, with a way to stop. */
export function renderSuggesting(actions: SuggestionControl) {
  const { progress, outcome } = actions.suggesting;
  if (progress) {
    const { done, total } = progress;
    return html`<div class="note">
      <span class="codicon codicon-lightbulb" aria-hidden="true"></span>
      <p>
        ${progressWords(progress)}
        <progress aria-label="Suggestions" max=${total} value=${done ?? nothing}></progress>
      </p>
      <button type="button" class="chip" @click=${() => actions.cancel()}>Cancel</button>
    </div>`;
  }
  if (outcome === null) return nothing;
  return html`<div class="note">
    <span class="codicon codicon-lightbulb" aria-hidden="true"></span>
    <p>${outcome}</p>
    ${
      actions.hasSome
        ? html`<button type="button" class="chip" @click=${() => actions.look()}>Look at them</button>`
        : nothing
    }
    <button
      type="button"
      class="icon codicon codicon-close"
      title="Dismiss"
      aria-label="Dismiss"
      @click=${() => actions.dismiss()}
    ></button>
  </div>`;
}

function progressWords({ model, unit, done, total, secondsLeft }: Suggesting): string {
  const all = `${formatCount(total)} ${unit}${total === 1 ? '' : unit === 'turn' ? 's' : 'es'}`;
  if (done === null) return `Finding out how long ${model} takes for ${all}. You are asked before it begins.`;
  if (done === 0) return `${model} begins with the first of ${all}.`;
  const left = secondsLeft === null ? '' : `, about ${leftInWords(secondsLeft)} to go`;
  return `${model} has looked at ${done} of ${all}${left}.`;
}

function leftInWords(seconds: number): string {
  if (seconds < 90) return `${Math.max(1, Math.round(seconds))} s`;
  return `${Math.round(seconds / 60)} min`;
}
