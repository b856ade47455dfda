import { html, nothing } from 'lit';
import type { FromCodingPanel } from '../../src/protocol/coding';
import { formatCount } from '../shared/format';
import { shownKeys } from '../shared/keys';
import { showChosen } from '../shared/showChosen';
import type { CodingModel } from './model';
import { queueOf } from './suggestions';

export interface HeaderState {
  readonly model: CodingModel;
  /** Segments that wait for review, orphans included. */
  readonly toReview: number;
  readonly isReviewing: boolean;
  readonly isQueueOpen: boolean;
}

export interface HeaderActions {
  post(message: FromCodingPanel): void;
  filter(code: string | null): void;
  step(by: 1 | -1): void;
  review(): void;
  suggestions(): void;
  find(): void;
  openAsText(): void;
}

/** What is being coded, by whom, and whose work is shown. */
export function renderHeader({ model, toReview, isReviewing, isQueueOpen }: HeaderState, actions: HeaderActions) {
  const { me } = model;
  const shown = model.shownOfPeople;
  const { open } = queueOf(model, 0);
  const others = model.coders.filter(({ isMe }) => !isMe);
  return html`<header>
    <div class="row">
      <h1 title=${model.title}>${model.title}</h1>
      <span class="secondary">
        ${me ? `Coding as ${me.name}` : 'You will be asked for your name when you first code.'}
      </span>
      <span class="secondary counts" title="Segments shown, a model’s suggestions not counted">
        ${formatCount(shown)} ${shown === 1 ? 'segment' : 'segments'}
      </span>
      ${
        toReview === 0
          ? nothing
          : html`<button type="button" class="review" aria-expanded=${isReviewing} @click=${() => actions.review()}>
              <span class="codicon codicon-warning" aria-hidden="true"></span>${formatCount(toReview)} to review
            </button>`
      }
      <span class="together end">
        <button
          type="button"
          class="icon codicon codicon-search"
          title=${shownKeys('Find in this transcript (Ctrl+F)')}
          aria-label="Find in this transcript"
          @click=${() => actions.find()}
        ></button>
        <button type="button" class="link" @click=${() => actions.openAsText()}>Open as text</button>
      </span>
    </div>
    <div class="row controls">
      ${others.length === 0 ? nothing : renderCoders(model, actions)}
      ${
        model.codes.length === 0
          ? nothing
          : html`<label
              >Show
              <select
                aria-label="Codes shown"
                @change=${(e: Event) => {
                  if (e.target instanceof HTMLSelectElement) actions.filter(e.target.value || null);
                }}
              >
                <option value="">all codes</option>
                ${model.codes.map(
                  ({ id, name, path }) => html`<option value=${id}>${[...path, name].join(' › ')}</option>`,
                )}
                ${showChosen(model.filter ?? '')}
              </select></label
            >`
      }
      <span class="together">
        <button
          type="button"
          class="icon codicon codicon-arrow-up"
          title="Previous segment (Shift+F7)"
          aria-label="Previous segment"
          ?disabled=${shown === 0}
          @click=${() => actions.step(-1)}
        ></button>
        <button
          type="button"
          class="icon codicon codicon-arrow-down"
          title="Next segment (F7)"
          aria-label="Next segment"
          ?disabled=${shown === 0}
          @click=${() => actions.step(1)}
        ></button>
      </span>
      ${
        model.codes.length === 0
          ? nothing
          : html`<button
              type="button"
              class="chip end"
              aria-expanded=${isQueueOpen}
              @click=${() => actions.suggestions()}
            >
              <span class="codicon codicon-lightbulb" aria-hidden="true"></span>
              Suggestions${open > 0 ? ` (${formatCount(open)} open)` : ''}
            </button>`
      }
    </div>
  </header>`;
}

function renderCoders(model: CodingModel, actions: HeaderActions) {
  const { blind } = model.settings;
  const toggle = (id: string) => {
    const ids = model.coders.filter((coder) => (coder.id === id ? !coder.shown : coder.shown)).map((coder) => coder.id);
    actions.post({ type: 'showCoders', coders: ids });
  };
  return html`<div class="row coders" role="group" aria-label="Whose segments are shown">
      ${model.coders.map(
        ({ id, name, kind, shown, isMe }) =>
          html`<button
            type="button"
            class="chip"
            aria-pressed=${shown}
            ?disabled=${blind && !isMe}
            title=${blind && !isMe ? 'Hidden while you code blind' : shown ? `Hide what ${name} coded` : `Show what ${name} coded`}
            @click=${() => toggle(id)}
          >
            <span class="codicon codicon-${shown ? 'eye' : 'eye-closed'}" aria-hidden="true"></span>
            <span class="initials">${model.initials.get(id) ?? ''}</span>
            ${isMe ? `${name} (you)` : name}${kind === 'model' ? ' (model)' : ''}
          </button>`,
      )}
    </div>
    <label
      title="Coding blind means not seeing what others coded before you have coded yourself, so that your coding stays independent."
    >
      <input
        type="checkbox"
        .checked=${blind}
        @change=${(e: Event) => {
          if (e.target instanceof HTMLInputElement) actions.post({ type: 'setBlind', blind: e.target.checked });
        }}
      />
      Code blind <span class="secondary">(others’ work hidden, so that yours is independent)</span>
    </label>`;
}
