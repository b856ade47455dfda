import '@vscode-elements/elements/dist/vscode-button/index.js';
import '../shared/takeAway';
import './lossChart';
import './stageWordsView';
import { html, LitElement, nothing } from 'lit';
import { customElement, state } from 'lit/decorators.js';
import { promptExamples, quoteExample } from '../../src/core/lesson/examples';
import { stageTexts } from '../../src/core/lesson/stageTexts';
import { practiceStage, type Stage, stages } from '../../src/core/models/stages';
import type { Continuation, Course, LessonToPanel, LessonViewState, Section } from '../../src/protocol/lesson';
import { noted } from '../shared/noted';
import { baseStyles } from '../shared/styles';
import {
  howDaring,
  messageOrText,
  ownWords,
  whatToQuote,
  whichDraws,
  whichPassage,
  whoseMemory,
  whosePronouns,
} from './controlNotes';
import { exampleChoice, numberField, stageChoice, textArea } from './controls';
import { listen } from '../shared/listening';
import { host, takeAwayHost } from './host';
import { lessonStyles } from './lessonStyles';
import { memoryIntro, memoryResults, pronounResults, quoteResults, type Remembered, type Tried } from './limits';
import { notes } from './notes';
import { panelStyles } from './panelStyles';
import { stageCard } from './stageCard';
import { type AskedStage, type ShownLesson, type ShownWords, takenLesson } from './taken';

const lessonId = 1;
const tries = 5;

/** The lesson: how a language model is made, shown by four stages of a small one. */
@customElement('introspect-lesson')
export class LessonPanel extends LitElement {
  static override styles = [baseStyles, lessonStyles, panelStyles];

  @state() private view: LessonViewState = host.getState();
  @state() private course: Course | null = null;
  @state() private prompt = promptExamples[this.view.example]!.prompt;
  @state() private asMessage = promptExamples[this.view.example]!.asMessage;
  @state() private topic = quoteExample.topic;
  @state() private passage = quoteExample.text;
  /** What was asked last: the fields may have been changed since. */
  @state() private asked: ShownLesson['asked'] = null;
  @state() private quoteAsked: ShownLesson['quoteAsked'] = null;
  @state() private continuations: readonly Continuation[] = [];
  @state() private words: ShownWords | null = null;
  @state() private tried: readonly Tried[] = [];
  @state() private pronounStage: Stage = 'pretrained';
  @state() private pronouns: AskedStage | null = null;
  @state() private memoryStage: Stage = 'pretrained';
  @state() private memory: Remembered | null = null;
  /** What runs: the number of its request. */
  @state() private running: { readonly [S in Section]?: number } = {};
  @state() private failures: { readonly [S in Section]?: string } = {};
  #runs = 0;

  constructor() {
    super();
    listen(this, host, (message) => this.#receive(message));
  }

  #receive(message: LessonToPanel): void {
    const { running } = this;
    switch (message.type) {
      case 'course':
        this.course = message.course;
        this.#takeUpTyped();
        if ('value' in message.course.canaries)
          this.memoryStage = message.course.canaries.value.readBy[0] ?? 'pretrained';
        // The first screen is not empty.
        this.#write();
        break;
      case 'continued':
        if (message.run === running.write) this.continuations = [...this.continuations, message.continuation];
        break;
      case 'words':
        if (message.run === running.write) this.words = message;
        break;
      case 'quoted':
        if (message.run === running.quote) this.tried = [...this.tried, message];
        break;
      case 'pronouns':
        if (message.run === running.pronouns) this.pronouns = message;
        break;
      case 'memory':
        if (message.run === running.memory) this.memory = message;
        break;
      case 'failed':
        if (message.run === running[message.section])
          this.failures = { ...this.failures, [message.section]: message.message };
        this.#end(message);
        break;
      case 'done':
        this.#end(message);
        break;
      case 'provenance': // the take-away menu's
        break;
    }
  }

  /** What stood in the fields before the tab was hidden; it has come before the course. */
  #takeUpTyped(): void {
    this.prompt = host.typed('prompt') ?? this.prompt;
    this.asMessage = (host.typed('asMessage') ?? String(this.asMessage)) === 'true';
    this.topic = host.typed('topic') ?? this.topic;
    this.passage = host.typed('passage') ?? this.passage;
  }

  #type(field: 'prompt' | 'topic' | 'passage', words: string): void {
    this[field] = words;
    host.keepTyped(field, words);
  }

  #setAsMessage(asMessage: boolean): void {
    this.asMessage = asMessage;
    host.keepTyped('asMessage', String(asMessage));
  }

  #begin(section: Section): number {
    const run = ++this.#runs;
    this.running = { ...this.running, [section]: run };
    this.failures = { ...this.failures, [section]: undefined };
    return run;
  }

  #end({ run, section }: { readonly run: number; readonly section: Section }): void {
    if (this.running[section] === run) this.running = { ...this.running, [section]: undefined };
  }

  #save(change: Partial<LessonViewState>): void {
    this.view = { ...this.view, ...change };
    host.setState(this.view);
  }

  #write(): void {
    const { prompt, asMessage } = this;
    if (prompt.trim() === '') return;
    const { temperature, seed } = this.view;
    this.continuations = [];
    this.words = null;
    this.asked = { prompt, asMessage, temperature, seed };
    host.post({ type: 'write', run: this.#begin('write'), ...this.asked });
  }

  #takeExample(example: number): void {
    const chosen = promptExamples[example];
    if (!chosen) return;
    this.#type('prompt', chosen.prompt);
    this.#setAsMessage(chosen.asMessage);
    this.#save({ example });
    this.#write();
  }

  #quote(): void {
    const { topic, passage } = this;
    if (topic.trim() === '' || passage.trim() === '') return;
    this.tried = [];
    this.quoteAsked = { topic, text: passage, seed: this.view.seed, tries };
    host.post({ type: 'quote', run: this.#begin('quote'), ...this.quoteAsked });
  }

  protected override render() {
    const { losses } = this.course ?? {};
    return html`<main>
      <h1>How a language model is made</h1>
      <p>
        A language model does one thing: it gives every possible next token a chance. How it comes to do that well, and
        why it then seems to answer, is a matter of three stages of training. Here are four copies of one small model:
        before the first stage, and after each of the three. All that follows is computed now, on this machine, by these
        four.
      </p>
      ${this.#stages()} ${this.#nextWords()}
      <section>
        <h2>The loss, as it was logged in training</h2>
        ${losses ? html`<introspect-loss-chart .losses=${losses}></introspect-loss-chart>` : nothing}
      </section>
      ${this.#invents()} ${this.#bias()} ${this.#memorises()} ${notes}
      <div class="row">
        <introspect-take-away
          .host=${takeAwayHost}
          .subjectId=${lessonId}
          .view=${() => this.#taken()}
        ></introspect-take-away>
        <vscode-button secondary @click=${() => host.post({ type: 'compareModels' })}
          >Compare two on your own words</vscode-button
        >
      </div>
    </main>`;
  }

  #taken() {
    const { course, asked, continuations, words, quoteAsked, tried, pronouns, memory } = this;
    const losses = course && 'value' in course.losses ? course.losses.value.points : null;
    return takenLesson({ losses, asked, continuations, words, quoteAsked, tried, pronouns, memory });
  }

  #failure(section: Section) {
    const message = this.failures[section];
    return message === undefined ? nothing : html`<p class="failure" role="alert">${message}</p>`;
  }

  #stages() {
    const isRunning = this.running.write !== undefined;
    return html`<section>
      <h2>The same words, continued by four stages</h2>
      <form
        class="form"
        @submit=${(event: SubmitEvent) => {
          event.preventDefault();
          this.#write();
        }}
      >
        ${exampleChoice(this.view.example, (example) => this.#takeExample(example))}
        ${textArea(
          {
            id: 'prompt',
            label: 'or with your own words:',
            value: this.prompt,
            change: (prompt) => this.#type('prompt', prompt),
          },
          ownWords,
        )}
        <div class="row">
          ${noted(
            html`<label
              ><input
                type="checkbox"
                class="asMessage"
                .checked=${this.asMessage}
                @change=${(event: Event) => this.#setAsMessage((event.target as HTMLInputElement).checked)}
              />
              as a message to be answered, not as a text to be continued</label
            >`,
            messageOrText,
          )}
          ${numberField(
            {
              label: 'Temperature',
              name: 'temperature',
              value: this.view.temperature,
              max: 2,
              step: 0.1,
              change: (temperature) => this.#save({ temperature }),
            },
            howDaring,
          )}
          ${numberField(
            {
              label: 'Seed',
              name: 'seed',
              value: this.view.seed,
              max: 1e9,
              step: 1,
              change: (seed) => this.#save({ seed }),
            },
            whichDraws,
          )}
          <vscode-button class="write" @click=${() => this.#write()}>Let all four write</vscode-button>
        </div>
      </form>
      ${this.#failure('write')}
      <ol class="stages" aria-busy=${isRunning}>
        ${stages.map((stage) =>
          stageCard(stage, {
            written: this.continuations.find((continuation) => continuation.stage === stage),
            report: this.course?.report,
            isRunning,
          }),
        )}
      </ol>
    </section>`;
  }

  #nextWords() {
    return html`<section>
      <h2>What each stage changed in the next word</h2>
      <p>
        The chances of the same words to come next, right after the prompt. “Changed by this stage” is how far the whole
        distribution moved from the stage before: 0 bits is not at all, 1 bit as far as can be.
      </p>
      ${
        this.words
          ? html`<introspect-stage-words
              .words=${this.words.words}
              .texts=${this.words.texts}
            ></introspect-stage-words>`
          : html`<p class="secondary">
              ${this.running.write === undefined ? 'Let all four write first.' : 'Computing…'}
            </p>`
      }
    </section>`;
  }

  #invents() {
    return html`<section>
      <h2>First limit: it invents</h2>
      <p>
        “${stageTexts[practiceStage].title}” is asked to quote a passage. It writes what a quotation looks like; whether
        anybody said it is not something that it checks. Beside it the same model with the same seeds, held to the text:
        between quotation marks it may only write what stands there. Every quotation is then looked up in the passage,
        character for character.
      </p>
      <div class="form">
        ${noted(
          html`<label
            >Words that show
            <input
              type="text"
              class="topic"
              maxlength="60"
              .value=${this.topic}
              @input=${(event: Event) => this.#type('topic', (event.target as HTMLInputElement).value)}
          /></label>`,
          whatToQuote,
        )}
        ${textArea(
          {
            id: 'passage',
            label: 'in this passage, written for the lesson:',
            value: this.passage,
            change: (passage) => this.#type('passage', passage),
          },
          whichPassage,
        )}
        <div class="row">
          <vscode-button
            class="quote"
            secondary
            ?disabled=${this.running.quote !== undefined}
            @click=${() => this.#quote()}
            >Ask for ${tries} quotations</vscode-button
          >
        </div>
      </div>
      ${this.#failure('quote')} ${quoteResults(this.tried)}
    </section>`;
  }

  #bias() {
    return html`<section>
      <h2>Second limit: it repeats its sources</h2>
      <p>
        The practice model was pretrained on novels of 1839 to 1929. Whom they call “he” and whom “she” after an
        occupation is a habit of those books and their time; the model has learnt it as it learnt everything else. What
        it gives is an echo of its sources, no statement about any person or occupation. Models trained on other texts
        repeat other habits.
      </p>
      <div class="row">
        ${stageChoice('pronouns', this.pronounStage, (stage) => (this.pronounStage = stage), whosePronouns)}
        <vscode-button
          class="askPronouns"
          secondary
          ?disabled=${this.running.pronouns !== undefined}
          @click=${() => host.post({ type: 'pronouns', stage: this.pronounStage, run: this.#begin('pronouns') })}
          >Ask “he” or “she”</vscode-button
        >
      </div>
      ${this.#failure('pronouns')} ${pronounResults(this.pronouns?.stage ?? null, this.pronouns?.shares ?? [])}
    </section>`;
  }

  #memorises() {
    const canaries = this.course?.canaries;
    if (!canaries) return nothing;
    return html`<section>
      <h2>Third limit: it can memorise</h2>
      ${memoryIntro(canaries)}
      ${
        'missing' in canaries
          ? nothing
          : html`<div class="row">
              ${stageChoice('memory', this.memoryStage, (stage) => (this.memoryStage = stage), whoseMemory)}
              <vscode-button
                class="askMemory"
                secondary
                ?disabled=${this.running.memory !== undefined}
                @click=${() => host.post({ type: 'memory', stage: this.memoryStage, run: this.#begin('memory') })}
                >Ask for the sentences</vscode-button
              >
            </div>`
      }
      ${this.#failure('memory')} ${memoryResults(this.memory, canaries)}
    </section>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'introspect-lesson': LessonPanel;
  }
}
