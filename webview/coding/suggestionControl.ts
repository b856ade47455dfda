import type { FromCodingPanel, SuggestingState, SuggestionView, ToCodingPanel } from '../../src/protocol/coding';
import { formatProbability } from '../shared/format';
import type { CodingModel } from './model';
import type { CodingSession } from './session';
import type { QueueAct } from './suggestionQueue';
import { currentOf, nextOpen, queueOf, type QueuedSuggestion } from './suggestions';
import type { TranscriptView } from './transcriptView';

/** What the queue needs of the panel around it. */
export interface SuggestionHost {
  readonly model: () => CodingModel | null;
  readonly transcript: () => TranscriptView | undefined;
  readonly session: CodingSession;
  readonly post: (message: FromCodingPanel) => void;
  readonly say: (words: string) => void;
  /** Marks a segment as the selected one. */
  readonly mark: (segment: string) => void;
  /** Opens or closes the pane beside the text. */
  readonly open: (isOpen: boolean) => void;
  /** Something drawn in the text has changed. */
  readonly redraw: () => void;
  /** Something is to be kept for a hidden page, and drawn around the text. */
  readonly changed: () => void;
}

/** The queue of suggestions beside the text: where it is, and what is done with the one in front. */
export class SuggestionControl {
  suggesting: SuggestingState = { progress: null, outcome: null };
  /** Decided on a moment ago: once the host has done it, the next one comes. */
  #decided: string | null = null;
  /** The host has done it, but the page has not been told of the suggestions again. */
  #isWaiting = false;

  constructor(
    public view: SuggestionView,
    private readonly host: SuggestionHost,
  ) {}

  /** How a model comes on. */
  told({ progress, outcome }: Extract<ToCodingPanel, { type: 'suggesting' }>): void {
    this.suggesting = { progress, outcome };
    if (outcome !== null) this.host.say(outcome);
    this.host.changed();
  }

  /** Whether there is anything to look at. */
  get hasSome(): boolean {
    return (this.host.model()?.suggestions.size ?? 0) > 0;
  }

  cancel(): void {
    this.host.post({ type: 'cancelSuggesting' });
  }

  look(): void {
    this.dismiss();
    this.toggle(true);
  }

  dismiss(): void {
    this.suggesting = { progress: null, outcome: null };
    this.host.post({ type: 'dismissSuggesting' });
    this.host.changed();
  }

  toggle(isOpen: boolean): void {
    this.host.open(isOpen);
    if (isOpen) this.#goToCurrent();
  }

  /** The host has done what was asked: on to the next that is open. @returns whether it was the queue that asked */
  applied(): boolean {
    const model = this.host.model();
    if (this.#decided === null || !model) return false;
    const queue = queueOf(model, this.view.least);
    const from = queue.items.findIndex(({ segment }) => segment.id === this.#decided);
    // Who has just said who they are gets the page anew: the model's coding is still to come.
    this.#isWaiting = from < 0;
    if (this.#isWaiting) return true;
    this.#decided = null;
    const next = nextOpen(queue, from);
    if (next >= 0) this.#go(queue.items[next]!);
    else this.host.transcript()?.markSuggestion(null, null);
    return true;
  }

  /** The page was drawn. */
  updated(isOpen: boolean): void {
    if (!isOpen) this.host.transcript()?.markSuggestion(null, null);
    else if (this.#isWaiting) this.applied();
  }

  /** The text may have come anew: what is marked in it stands elsewhere then. */
  anew(): void {
    this.host.transcript()?.markSuggestion(this.#quoteOf(this.#current()), null);
  }

  failed(): void {
    this.#isWaiting = false;
    this.#decided = null;
  }

  act(act: QueueAct): void {
    const { host } = this;
    switch (act.do) {
      case 'accept':
        this.#decided = act.segment.id;
        this.#set({ at: act.segment.id });
        return host.session.accept(act.segment, act.stretch, act.code);
      case 'reject':
        this.#decided = act.rejected ? act.segment.id : null;
        this.#set({ at: act.segment.id });
        return host.session.reject(act.segment, act.rejected);
      case 'go':
        return this.#go(act.to);
      case 'preview':
        return host.transcript()?.markSuggestion(act.stretch ? null : this.#quoteOf(this.#current()), act.stretch);
      case 'lost':
        return host.say(
          'The transcript has changed: what you had changed in this suggestion is as it was suggested again.',
        );
      case 'view':
        this.#set(act.change);
        if (act.change.shown === undefined) return this.#goToCurrent();
        host.model()?.showSuggestions(act.change.shown);
        return host.redraw();
      case 'blind':
        return host.post({ type: 'setBlind', blind: true });
      case 'coder':
        return host.post({ type: 'sayCoder' });
      case 'suggest':
        return host.post({ type: 'suggest' });
      case 'save':
        return host.post({ type: 'saveSuggestions' });
    }
  }

  #current(): QueuedSuggestion | undefined {
    const model = this.host.model();
    if (!model) return undefined;
    const queue = queueOf(model, this.view.least);
    return queue.items[currentOf(queue, this.view, this.host.transcript()?.top ?? 0)];
  }

  #goToCurrent(): void {
    const current = this.#current();
    if (current) this.#go(current);
  }

  /** Brings it into view. The keyboard stays in the queue. */
  #go(to: QueuedSuggestion): void {
    const { segment, suggestion } = to;
    const transcript = this.host.transcript();
    transcript?.select({ anchor: segment.start, focus: segment.end });
    transcript?.reveal(segment.start);
    transcript?.markSuggestion(this.#quoteOf(to), null);
    this.#set({ at: segment.id });
    this.host.mark(segment.id);
    const model = this.host.model();
    const probability = suggestion.probability === null ? '' : `, ${formatProbability(suggestion.probability)}`;
    const where = model && queueOf(model, this.view.least).items.findIndex((one) => one.segment.id === segment.id) + 1;
    this.host.say(
      `Suggestion ${where}: ${model?.codeName(segment.code)}${probability}. “${model?.quote(segment, 60)}”`,
    );
  }

  #quoteOf(of: QueuedSuggestion | undefined) {
    const mark = of?.suggestion.quote?.mark;
    return mark && mark.kind !== 'notInText' ? mark.at : null;
  }

  #set(change: Partial<SuggestionView>): void {
    this.view = { ...this.view, ...change };
    this.host.changed();
  }
}
