import { html, nothing } from 'lit';
import type { Turn } from '../../src/core/conversation/conversation';
import { starters } from '../../src/core/conversation/starters';
import type { TalkModel } from '../../src/protocol/conversation';
import { showChosen } from '../shared/showChosen';
import { turnName } from './wording';

/** Characters; more than any context window holds. */
const longestTurn = 100_000;

export function systemForm(system: string, isBusy: boolean, put: (system: string) => void) {
  const chosen = starters.find(({ text }) => text === system)?.id ?? 'own';
  const change = (text: string): void => {
    if (text !== system) put(text);
  };
  return html`<section class="systemForm">
    <introspect-explain question="What is a system prompt?" term="system message"
      ><h2 slot="subject">System prompt</h2>
      <p>
        Text that stands before the conversation and tells the model what it is to be. It is an instruction in words,
        not a rule: models follow it more or less. It holds for every answer from now on; each answer says which one it
        was given.
      </p></introspect-explain
    >
    <label
      >Begin with
      <select
        class="starter"
        ?disabled=${isBusy}
        @change=${(event: Event) => {
          const one = starters.find(({ id }) => id === (event.target as HTMLSelectElement).value);
          if (one) change(one.text);
        }}
      >
        ${starters.map(({ id, label }) => html`<option value=${id}>${label}</option>`)}
        <option value="own" disabled>Own words</option>
        ${showChosen(chosen)}
      </select></label
    >
    <textarea
      class="systemText"
      aria-label="System prompt"
      rows="3"
      maxlength=${longestTurn}
      placeholder="None. Write what the model is to be, or choose a beginning above."
      ?disabled=${isBusy}
      .value=${system}
      @input=${(event: Event) => change((event.target as HTMLTextAreaElement).value)}
    ></textarea>
  </section>`;
}

export interface EditActions {
  readonly change: (text: string) => void;
  readonly finish: () => void;
  readonly cancel: () => void;
}

/** Other words for a turn: they make another version of it. */
export function editForm(turn: Turn, index: number, text: string, { change, finish, cancel }: EditActions) {
  return html`<li class=${`turn edit ${turn.role}`}>
    <label for="edit">${turnName(turn, index)}, other words:</label>
    <textarea
      id="edit"
      rows="4"
      maxlength=${longestTurn}
      .value=${text}
      @input=${(event: Event) => change((event.target as HTMLTextAreaElement).value)}
      @keydown=${(event: KeyboardEvent) => {
        if (event.key === 'Escape') cancel();
      }}
    ></textarea>
    <p class="secondary">
      ${
        turn.role === 'person'
          ? 'The model answers anew from here. The turns as they were stay: the arrows beside “2 of 2” on the turn lead back to them.'
          : 'The model will take these words for its own; they stay marked as yours. What it wrote stays beside them.'
      }
    </p>
    <div class="row">
      <vscode-button class="finish" ?disabled=${text.trim() === ''} @click=${finish}
        >${turn.role === 'person' ? 'Run again from here' : 'Go on with these words'}</vscode-button
      >
      <vscode-button secondary @click=${cancel}>Cancel</vscode-button>
    </div>
  </li>`;
}

export interface Composed {
  readonly draft: string;
  readonly isFirst: boolean;
  /** Why it cannot be sent now, however it reads; null where it can. */
  readonly why: string | null;
  readonly server: TalkModel['server'];
}

export interface ComposerActions {
  readonly change: (text: string) => void;
  readonly send: () => void;
  /** Ends what the model is writing, if it is. */
  readonly stop: () => void;
}

/** Where the person's next turn is written; it stays while the model answers, and with it the keyboard's place. */
export function composer({ draft, isFirst, why, server }: Composed, { change, send, stop }: ComposerActions) {
  const reason = why ?? (draft.trim() === '' ? 'Nothing to send yet.' : null);
  return html`<div class="composer">
    <label for="draft">Your turn</label>
    <textarea
      id="draft"
      rows="3"
      maxlength=${longestTurn}
      placeholder=${isFirst ? 'Write something to begin with' : ''}
      .value=${draft}
      @input=${(event: Event) => change((event.target as HTMLTextAreaElement).value)}
      @keydown=${(event: KeyboardEvent) => {
        if (event.key === 'Escape') stop();
        if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return;
        event.preventDefault();
        if (why === null) send();
      }}
    ></textarea>
    <div class="row">
      <vscode-button class="send" icon="send" ?disabled=${why !== null || draft.trim() === ''} @click=${send}
        >Send</vscode-button
      >
      ${reason === null ? nothing : html`<span class="why">${reason}</span>`}
      <span class="secondary">Enter sends, Shift+Enter begins a line, Esc stops an answer.</span>
      ${
        server
          ? html`<span class="server"
              ><vscode-icon name="cloud-upload"></vscode-icon>Goes to
              ${server.host}${server.here ? ', on this machine' : ': it leaves this machine'}.</span
            >`
          : nothing
      }
    </div>
  </div>`;
}

export function pendingForm(isReady: boolean, ask: () => void) {
  return html`<div class="row pending">
    <span>Your newest turn has no answer yet.</span>
    <vscode-button class="askNow" ?disabled=${!isReady} @click=${ask}>Ask for an answer</vscode-button>
  </div>`;
}
