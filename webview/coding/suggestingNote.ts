import { html, nothing } from 'lit';
import type { SuggestionControl } from './suggestionControl';

/** How far a model is with its suggestions, and what came of it; in place, with a way to stop. */
export function renderSuggesting(actions: SuggestionControl) {
  const { progress, outcome } = actions.suggesting;
  if (progress) {
    const { model, done, total, secondsLeft } = progress;
    return html`<div class="note">
      <span class="codicon codicon-lightbulb" aria-hidden="true"></span>
      <p>
        ${done === 0 ? `${model} begins with the first of ${total} stretches.` : `${model} has looked at ${done} of ${total} stretches${secondsLeft === null ? '' : `, about ${leftInWords(secondsLeft)} to go`}.`}
        <progress aria-label="Suggestions" max=${total} value=${done}></progress>
      </p>
      <button type="button" class="chip" @click=${() => actions.cancel()}>Cancel</button>
    </div>`;
  }
  if (outcome === null) return nothing;
  return html`<div class="note">
    <span class="codicon codicon-lightbulb" aria-hidden="true"></span>
    <p>${outcome}</p>
    <button type="button" class="chip" @click=${() => actions.look()}>Look at them</button>
    <button
      type="button"
      class="icon codicon codicon-close"
      title="Dismiss"
      aria-label="Dismiss"
      @click=${() => actions.dismiss()}
    ></button>
  </div>`;
}

function leftInWords(seconds: number): string {
  if (seconds < 90) return `${Math.max(1, Math.round(seconds))} s`;
  return `${Math.round(seconds / 60)} min`;
}
