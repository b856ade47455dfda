import { html, nothing } from 'lit';
import type { Turn } from '../../src/core/conversation/conversation';
import type { Failure, Fit, TalkModel, TalkSettings } from '../../src/protocol/conversation';
import { contextView } from './contextView';
import { isCovered } from './crisis';
import { notes } from './notes';
import { failureView } from './parts';
import { layoutOf, roomOf } from './requests';
import { sentView } from './sentView';
import { settingsForm } from './settingsForm';

export interface Given {
  readonly branch: readonly Turn[];
  /** Something is written in the field of the next turn. */
  readonly isDrafted: boolean;
  readonly fit: Fit | null;
  readonly fitFailure: Failure | null;
  readonly model: TalkModel | null;
  readonly settings: TalkSettings;
  /** The notice is up: nothing that anybody wrote is shown. */
  readonly isHeld: boolean;
}

/** What the model is given, and how it answers. */
export function aside(
  given: Given,
  actions: { readonly goTo: (turn: number) => void; readonly change: (change: Partial<TalkSettings>) => void },
) {
  const { settings, model } = given;
  return html`<aside aria-label="What the model is given">
    <section>
      <introspect-explain question="What is a context window?" term="context window"
        ><h2 slot="subject">Context window</h2>
        <p>A model reads at most so many tokens at once: the system prompt, the turns, and its own answer.</p>
        <p>
          When they are too many, the oldest turns are left out whole, an answer together with its question. The system
          prompt, your newest turn and room for the answer are always kept.
        </p></introspect-explain
      >
      ${context(given, actions.goTo)}
    </section>
    <section>
      <introspect-explain question="What is a chat template?" term="chat template"
        ><h2 slot="subject">What is really sent</h2>
        <p>
          Models see one long text. The template says where each side’s words begin and end, by tokens that stand for
          nothing else. A model that was not trained on such marks continues the text instead of answering.
        </p></introspect-explain
      >
      ${sent(given)}
    </section>
    <section class="settings">
      <h2>How answers are drawn</h2>
      ${settingsForm(settings, model, layoutOf(settings, model), actions.change)}
    </section>
    ${notes}
  </aside>`;
}

const heldWords = html`<p class="secondary">Nothing is sent while the notice is up. The conversation is kept.</p>`;

function context({ branch, fit, fitFailure, model, settings, isHeld }: Given, goTo: (turn: number) => void) {
  if (isHeld) return heldWords;
  if (fitFailure) return failureView(fitFailure);
  if (model?.server) {
    return html`<p>
      This model runs on a server, which lays out the turns itself. The exact prompt, the size of its context window,
      and what it leaves out when that is full, it does not tell. All turns are sent to it.
    </p>`;
  }
  if (!fit) {
    return html`<p class="secondary">${model ? 'Shown as soon as there is a turn.' : 'Waiting for the model.'}</p>`;
  }
  // The last one is the turn that is being typed.
  return contextView(fit, [...branch, { role: 'person' }], roomOf(settings, model), goTo);
}

function sent({ branch, isDrafted, fit, model, settings, isHeld }: Given) {
  if (isHeld) return heldWords;
  if (model?.server) {
    return html`<p>
      To ${model.server.host}: the system prompt and the turns as you see them,
      ${
        layoutOf(settings, model) === 'template'
          ? 'as separate messages. What the server’s chat template makes of them cannot be known here.'
          : 'written out as one text for the model to continue.'
      }
    </p>`;
  }
  if (!fit || !model) return html`<p class="secondary">Nothing yet.</p>`;
  const covered = (index: number): boolean => {
    const turn = branch[index];
    return turn?.role === 'model' && isCovered(turn);
  };
  return html`${
    isDrafted || branch.at(-1)?.role === 'person'
      ? nothing
      : html`<p class="secondary">The turns so far: nothing is sent before you write.</p>`
  }
  ${sentView(fit, model, layoutOf(settings, model), covered)}`;
}
