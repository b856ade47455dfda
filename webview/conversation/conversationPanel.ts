import '@vscode-elements/elements/dist/vscode-button/index.js';
import '@vscode-elements/elements/dist/vscode-icon/index.js';
import '../shared/explain';
import '../shared/takeAway';
import { html, LitElement, nothing } from 'lit';
import { customElement, state } from 'lit/decorators.js';
import {
  showThrough,
  shownBranch,
  withAnswer,
  withTurn,
  withWentOn,
  type Conversation,
  type ModelTurn,
  type PersonTurn,
  type Turn,
} from '../../src/core/conversation/conversation';
import { tokensByPart } from '../../src/core/conversation/promptParts';
import type {
  ConversationToPanel,
  ConversationViewState,
  Failure,
  TalkModel,
  TalkRequest,
  Writing,
} from '../../src/protocol/conversation';
import { baseStyles } from '../shared/styles';
import { aside } from './aside';
import { heldNotice, isHeld, lookAlsoFor } from './crisis';
import { composer, editForm, pendingForm, systemForm } from './forms';
import { host, takeAwayHost } from './host';
import { Measuring } from './measuring';
import { panelStyles } from './panelStyles';
import { failureView, fileActions, researchBanner, whyNotNow, writingView } from './parts';
import { askOf, editedAnswer, isShort, modelBefore, requestOf, versionsOf } from './requests';
import { takenConversation } from './taken';
import { turnStyles } from './turnStyles';
import { turnView, type TurnActions } from './turnView';

const saveDelayMs = 200;
const subjectId = 1;

/** The conversation sandbox. */
@customElement('introspect-conversation')
export class ConversationPanel extends LitElement {
  static override styles = [baseStyles, panelStyles, turnStyles];

  @state() private view: ConversationViewState = host.getState();
  @state() private model: TalkModel | null = null;
  @state() private failure: Failure | null = null;
  @state() private writing: Writing | null = null;
  @state() private told = '';
  // A page that is loaded anew must not take an older page's answers for its own.
  #runs = crypto.getRandomValues(new Uint32Array(1))[0]!;
  #wasHeld = false;
  #waiting: { readonly turn: PersonTurn; readonly count: number } | undefined;
  #saving: ReturnType<typeof setTimeout> | undefined;
  #unsubscribe: (() => void) | undefined;
  readonly #measuring = new Measuring(this, () => this.#measured());
  readonly #takeAwayHost = takeAwayHost(() => this.#branch);

  override connectedCallback(): void {
    super.connectedCallback();
    this.#unsubscribe = host.onMessage((message) => this.#receive(message));
    host.post({ type: 'ready' });
  }

  override disconnectedCallback(): void {
    this.#unsubscribe?.();
    super.disconnectedCallback();
  }

  protected override updated(): void {
    const held = this.#held;
    // The notice is what matters then; not again at every change while it is up.
    if (held && !this.#wasHeld) this.renderRoot.querySelector<HTMLElement>('#crisis')?.focus();
    this.#wasHeld = held;
  }

  get #branch(): Turn[] {
    return shownBranch(this.view.conversation);
  }

  /** The person's turn that no model has answered yet, at the end of what is shown. */
  get #unanswered(): PersonTurn | null {
    const last = this.#branch.at(-1);
    return last?.role === 'person' ? last : null;
  }

  get #held(): boolean {
    return !this.writing && this.#unanswered !== null && isHeld(this.view.conversation, this.#branch);
  }

  #receive(message: ConversationToPanel): void {
    const run = this.writing?.run;
    switch (message.type) {
      case 'model':
        if (message.model?.key !== this.model?.key) this.#measuring.forget();
        this.model = message.model;
        this.failure = message.failure;
        this.#askLater();
        return this.#measuring.start(0);
      case 'ownPhrases':
        lookAlsoFor(message.phrases);
        return this.requestUpdate();
      case 'fit':
      case 'fitFailed':
        return this.#measuring.receive(message);
      case 'writing':
        this.writing = message;
        return;
      case 'piece': {
        if (message.run !== run || !this.writing) return;
        const { answer } = this.writing;
        const before = answer?.id === message.answer ? answer.text : '';
        this.writing = { ...this.writing, answer: { id: message.answer, text: before + message.text } };
        return;
      }
      case 'answered':
        this.#take(message.turn);
        // After it was written down: a page that goes before says nothing, and the next one is told again.
        return host.post({ type: 'taken', answer: message.turn.id });
      case 'held':
      case 'done':
        if (message.run === run) this.#end();
        return;
      case 'failed':
        if (message.run !== run) return;
        this.failure = message.failure;
        return this.#end();
      case 'opened':
        this.failure = null;
        this.view = { ...this.view, editing: null, file: message.file, savedVersion: this.view.version + 1 };
        this.#change(message.conversation);
        return host.post({ type: 'heard', what: 'opened' });
      case 'saved':
        this.#keep({ file: message.file, savedVersion: message.version });
        return host.post({ type: 'heard', what: 'saved' });
      case 'provenance': // the take-away menu's
        return;
    }
  }

  /** Puts an answer where it belongs; it is shown where nobody looks elsewhere by now. */
  #take(turn: ModelTurn): void {
    const conversation = withAnswer(this.view.conversation, turn);
    if (!conversation) return;
    if (this.writing?.answer?.id === turn.id) this.writing = { ...this.writing, answer: null };
    this.#change(conversation);
    this.told = 'The model has answered.';
  }

  #end(): void {
    this.writing = null;
    const { conversation } = this.view;
    const unanswered = this.#unanswered;
    // A further answer that did not come: those before it are shown again.
    if (unanswered) this.#change(showThrough(conversation, unanswered.id));
  }

  #keep(change: Partial<ConversationViewState>): void {
    clearTimeout(this.#saving);
    this.view = { ...this.view, ...change };
    host.setState(this.view);
  }

  /** At once, as the tab may be hidden after any key; a long conversation would be written down again at each. */
  #keepTyped(change: Partial<ConversationViewState>): void {
    if (isShort(this.view.conversation)) return this.#keep(change);
    this.view = { ...this.view, ...change };
    clearTimeout(this.#saving);
    this.#saving = setTimeout(() => host.setState(this.view), saveDelayMs);
  }

  #change(conversation: Conversation): void {
    this.#keep({ conversation, version: this.view.version + 1 });
    this.#measuring.start();
  }

  /** What would be sent now; null of a server, which would be a connection. */
  #measured(): TalkRequest | null {
    const { model } = this;
    const { conversation, draft, settings } = this.view;
    const request = requestOf(conversation, this.#branch, this.#unanswered ? '' : draft, settings, model);
    return !model || model.server || request.turns.length === 0 ? null : request;
  }

  #send(): void {
    const text = this.view.draft.trim();
    if (text === '' || this.writing || this.#unanswered) return;
    this.#keep({ draft: '' });
    this.#say(text, this.view.conversation.shown);
  }

  /** A turn of the person's, answered unless the notice stands before it. */
  #say(text: string, after: string | null): void {
    const turn: PersonTurn = { role: 'person', id: crypto.randomUUID(), at: new Date().toISOString(), text, after };
    this.#change(withTurn(this.view.conversation, turn));
    if (!this.#held) this.#ask(turn, this.view.settings.answers);
  }

  #ask(turn: PersonTurn, count: number): void {
    if (this.writing) return;
    // A page that was just loaded does not know the model yet.
    if (!this.model) return void (this.#waiting = { turn, count });
    const run = ++this.#runs;
    this.writing = { run, after: turn.id, answer: null };
    this.failure = null;
    this.told = 'The model is writing.';
    host.post({ type: 'ask', run, ...askOf(this.view.conversation, turn, this.view.settings, this.model, count) });
    void this.updateComplete.then(() =>
      this.renderRoot.querySelector('.writing')?.scrollIntoView({ block: 'nearest' }),
    );
  }

  #askLater(): void {
    const waiting = this.#waiting;
    this.#waiting = undefined;
    if (!waiting || !this.model || this.#held || this.#unanswered?.id !== waiting.turn.id) return;
    this.#ask(waiting.turn, waiting.count);
  }

  /** Past the notice, by the person's choice. */
  #goOn(): void {
    const turn = this.#unanswered;
    if (!turn) return;
    const said = this.#branch.filter(({ role }) => role === 'person');
    const marked = said.reduce((so, { id }) => withWentOn(so, id), this.view.conversation);
    this.#change({ ...marked, systemWentOn: true });
    this.#ask(turn, this.view.settings.answers);
  }

  #finishEdit(): void {
    const { editing } = this.view;
    const turn = this.#branch.find(({ id }) => id === editing?.turnId);
    const text = editing?.text.trim() ?? '';
    if (!turn || text === '' || this.writing) return;
    this.#keep({ editing: null });
    if (turn.role === 'person') return this.#say(text, turn.after);
    this.#change(withTurn(this.view.conversation, editedAnswer(turn, text)));
  }

  readonly #actions: TurnActions = {
    edit: (turn) => {
      this.#keep({ editing: { turnId: turn.id, text: turn.text.trim() } });
      void this.updateComplete.then(() => this.renderRoot.querySelector<HTMLElement>('.edit textarea')?.focus());
    },
    again: (turn) => {
      const asked = this.view.conversation.turns.find(({ id }) => id === turn.after);
      if (asked?.role !== 'person') return;
      this.#keep({ conversation: { ...this.view.conversation, shown: asked.id } });
      if (!this.#held) this.#ask(asked, 1);
    },
    show: (turn) => this.#change(showThrough(this.view.conversation, turn.id)),
    uncover: (turn) => this.#change(withWentOn(this.view.conversation, turn.id)),
  };

  #goTo(index: number): void {
    const id = this.#branch[index]?.id;
    const turn = this.renderRoot.querySelector<HTMLElement>(id === undefined ? '#draft' : `[data-turn="${id}"]`);
    turn?.scrollIntoView({ block: 'center' });
    turn?.focus();
  }

  protected override render() {
    const { view } = this;
    const branch = this.#branch;
    const held = this.#held;
    return html`<main>
      <div class="top">
        <h1>Talk to the model</h1>
        <div class="row">
          ${fileActions(view, branch, this.writing !== null)}
          <introspect-take-away
            .host=${this.#takeAwayHost}
            .subjectId=${subjectId}
            .view=${() => takenConversation(branch, view.conversation.system)}
          ></introspect-take-away>
        </div>
      </div>
      ${researchBanner(view)} ${failureView(this.failure)}
      <div class="columns">
        <div class="talk">
          ${systemForm(view.conversation.system, this.writing !== null, (system) =>
            this.#change({ ...view.conversation, system, systemWentOn: false }),
          )}
          <p class="visuallyHidden" role="status">${this.told}</p>
          ${held ? this.#heldNotice() : html`${this.#turns(branch)} ${this.#composer(branch)}`}
        </div>
        ${aside(
          {
            branch,
            isDrafted: view.draft.trim() !== '',
            fit: this.#measuring.fit,
            fitFailure: this.#measuring.failure,
            model: this.model,
            settings: view.settings,
            isHeld: held,
          },
          {
            goTo: (index) => this.#goTo(index),
            change: (change) => {
              this.#keep({ settings: { ...view.settings, ...change } });
              this.#measuring.start(0);
            },
          },
        )}
      </div>
    </main>`;
  }

  #turns(branch: readonly Turn[]) {
    const versions = versionsOf(this.view.conversation, branch);
    const { fit } = this.#measuring;
    const sums = fit?.partsKnown ? tokensByPart(fit.pieces) : null;
    const { editing } = this.view;
    const isBusy = this.writing !== null || editing !== null;
    return html`<ol class="turns" aria-label="The conversation" aria-busy=${this.writing !== null}>
      ${branch.map((turn, index) =>
        editing?.turnId === turn.id
          ? editForm(turn, index, editing.text, {
              change: (text) => this.#keepTyped({ editing: { turnId: turn.id, text } }),
              finish: () => this.#finishEdit(),
              cancel: () => this.#keep({ editing: null }),
            })
          : turnView(
              {
                turn,
                index,
                others: versions[index]!,
                isForgotten: index < (fit?.leftOut ?? 0),
                tokens: sums?.get(index) ?? null,
                isBusy,
                modelBefore: modelBefore(branch, index),
              },
              this.#actions,
            ),
      )}
      ${this.writing ? writingView(this.writing, branch.at(-1), this.model, () => host.post({ type: 'stop' })) : nothing}
    </ol>`;
  }

  #heldNotice() {
    const turn = this.#unanswered!;
    const back = (): void => {
      // The turn is not lost: its words go back where they were typed, and its version stays.
      const { conversation } = this.view;
      const isAnswered = conversation.turns.some(({ after }) => after === turn.id);
      if (!isAnswered) this.#keep({ draft: turn.text });
      this.#change(isAnswered ? showThrough(conversation, turn.id) : { ...conversation, shown: turn.after });
    };
    return heldNotice(back, () => this.#goOn());
  }

  #composer(branch: readonly Turn[]) {
    const unanswered = this.#unanswered;
    if (unanswered && !this.writing) {
      return pendingForm(this.model !== null, () => this.#ask(unanswered, this.view.settings.answers));
    }
    return composer(
      {
        draft: this.view.draft,
        isFirst: branch.length === 0,
        why: whyNotNow(this.model, this.writing, this.#measuring.fit),
        server: this.model?.server ?? null,
      },
      {
        change: (draft) => {
          this.#keepTyped({ draft });
          this.#measuring.start();
        },
        send: () => this.#send(),
        stop: () => this.writing && host.post({ type: 'stop' }),
      },
    );
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'introspect-conversation': ConversationPanel;
  }
}
