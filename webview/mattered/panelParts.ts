// Parts of the panel that only show what they are given.
import '@vscode-elements/elements/dist/vscode-button/index.js';
import '../shared/explain';
import { html, nothing } from 'lit';
import type { Pooling } from '../../src/core/attribution/embedding';
import type { MatteredContent, MatteredViewState, StudyMarks } from '../../src/protocol/mattered';
import { formatCount, formatProbability } from '../shared/format';
import { type Note, noted } from '../shared/noted';
import { showChosen } from '../shared/showChosen';
import { movedIn } from './link';
import { measureOf, poolingWords } from './measure';
import * as about from './notes';
import { whatAttention, whatCheck, whatDistance, whatFirst, whatLink, whatNats } from './notes';
import { chosenStretches, type AttentionTold, type Attribution } from './parts';
import { maxDraws } from './viewState';
import { formatDuration, nameOfUnit } from './wording';

export type Save = (change: Partial<MatteredViewState>) => void;
type Marks = StudyMarks | { readonly notComputable: string } | null;

/** What an encoder is asked. */
export const aboutGaps = html`<p class="hint">
  This model does not predict what comes next: it guesses hidden words from those on both sides. So words of the
  selection are hidden here, and guessed again without each of the other parts.
</p>`;

/** What a model is asked that only embeds. */
export function aboutEmbedding(pooling: Pooling) {
  return html`<p class="hint">
    This model predicts no words: it makes one vector of a text, its embedding, by which texts are compared. So what is
    asked here is how far the embedding of the selection moves without each part, as cosine distance: 0 = no change, 1 =
    at a right angle. There is no target, and nothing to set it against. The embedding is ${poolingWords[pooling]}.
  </p>`;
}

/** For models that read a text and say nothing of it. @param why a clause: why it gives no embedding either */
export function withoutPrediction(why: string, choose: () => void) {
  return html`<div class="hint">
    <p>
      This model neither predicts a next word nor guesses hidden ones, and gives no embedding of a text: ${why}. So
      there is nothing here that the words could matter for.
    </p>
    <p>
      Choose a model that continues text, such as the practice model, one that fills gaps, such as BERT, or one that
      embeds, such as all-MiniLM-L6-v2.
    </p>
    <p><vscode-button @click=${choose}>Choose a model…</vscode-button></p>
  </div>`;
}

/** For a server that has not been sent the words, or cannot tell how probable they are. */
export function serverNotice({ server, parts, text }: MatteredContent, send: () => void) {
  if (!server) return nothing;
  if (!server.score.available) {
    return html`<p class="hint">
      ${server.host} does not tell how probable a given text is, and without that nothing can be left out and asked
      again: ${server.score.why} Choose a model on this machine, such as the practice model.
    </p>`;
  }
  const runs = parts.word + 1;
  return html`<div class="hint">
    <p>
      Nothing has been sent. What mattered is found by asking the server again and again, each time without a part of
      the words: about ${formatCount(runs)} requests for the ${formatCount(parts.word)} words, each with the selected
      words (${formatCount(text.length)} characters).
    </p>
    <p><vscode-button class="send" @click=${send}>Send these words to ${server.host}</vscode-button></p>
  </div>`;
}

export function viewControls(
  view: MatteredViewState,
  marks: Marks,
  hasAttention: boolean,
  { ask }: Attribution,
  save: Save,
) {
  const isCoded = marks !== null && 'stretches' in marks && marks.stretches.length > 0;
  const codeName = isCoded ? marks.codes.find(({ id }) => id === view.code)?.name : undefined;
  return html`<div class="controls">
    ${noted(
      html`<fieldset>
        <legend class="visuallyHidden">Shade the text by</legend>
        <span aria-hidden="true">Shade by</span>
        ${radio('shade', 'attribution', 'what leaving out changes', view.shade, save)}
        ${radio('shade', 'attention', 'attention', view.shade, save, !hasAttention)}
      </fieldset>`,
      about.shadeBy,
    )}
    ${noted(
      html`<fieldset>
        <legend class="visuallyHidden">Order of the table</legend>
        <span aria-hidden="true">Table</span>
        ${radio('order', 'size', 'most first', view.order, save)}
        ${radio('order', 'text', 'in the order of the text', view.order, save)}
      </fieldset>`,
      about.tableOrder,
    )}
    ${noted(
      html`<label class="check"
        ><input
          type="checkbox"
          class="insideOnly"
          .checked=${view.insideOnly && isCoded}
          ?disabled=${!isCoded}
          @change=${(event: Event) => save({ insideOnly: isChecked(event) })}
        />Only inside
        ${codeName === undefined ? 'coded segments' : `segments of “${codeName}”`}${isCoded ? nothing : html`<span class="secondary"> (none here)</span>`}</label
      >`,
      about.insideOnly,
    )}
    ${
      measureOf(ask).isDistance
        ? html`<introspect-explain floating question="What is cosine distance?" term="cosine distance"
            >${whatDistance}</introspect-explain
          >`
        : html`<introspect-explain floating question="What are nats?" term="nat">${whatNats}</introspect-explain>`
    }
  </div>`;
}

function radio<K extends 'shade' | 'order'>(
  name: K,
  value: MatteredViewState[K],
  label: string,
  current: string,
  save: Save,
  disabled = false,
) {
  return html`<label class="check"
    ><input
      type="radio"
      name=${name}
      value=${value}
      .checked=${current === value}
      ?disabled=${disabled}
      @change=${() => save({ [name]: value })}
    />${label}</label
  >`;
}

export function attentionControls(
  view: MatteredViewState,
  { attention, model }: MatteredContent,
  told: AttentionTold | null,
  { between, leftOut }: Attribution,
  save: Save,
) {
  if (!attention.available) {
    return html`<p class="hint">There is no attention to set beside it: ${attention.why}.</p>`;
  }
  const { layers, heads } = told ?? model;
  const rest =
    between === null || leftOut === null
      ? nothing
      : html`<span class="secondary"
          >${formatProbability(between)} lies between the
          parts${view.hideFirstToken ? html`, ${formatProbability(leftOut)} on the first token` : nothing}</span
        >`;
  return html`<div class="controls">
    <div class="control">
      <introspect-explain floating question="Which attention is this?" term="rollout"
        ><label slot="subject" for="attention">Attention</label>${whatAttention}</introspect-explain
      >
      <select
        id="attention"
        @change=${(event: Event) => save({ attention: valueOf(event) as MatteredViewState['attention'] })}
      >
        ${(
          [
            ['mean', 'mean over all heads'],
            ['rollout', 'rollout through the layers'],
            ['head', 'one head'],
          ] as const
        ).map(([value, label]) => html`<option value=${value}>${label}</option>`)}
        ${showChosen(view.attention)}
      </select>
    </div>
    ${
      view.attention === 'head'
        ? html`${place('Layer', Math.min(view.layer, layers - 1), layers, (layer) => save({ layer }))}
          ${place('Head', Math.min(view.head, heads - 1), heads, (head) => save({ head }))}`
        : nothing
    }
    <div class="control">
      <introspect-explain floating question="Why leave out the first token?" term="attention sink"
        ><label slot="subject" class="check"
          ><input
            type="checkbox"
            class="hideFirst"
            .checked=${view.hideFirstToken}
            @change=${(event: Event) => save({ hideFirstToken: isChecked(event) })}
          />Leave out the first token</label
        >${whatFirst}</introspect-explain
      >
      ${rest}
    </div>
  </div>`;
}

function place(label: string, index: number, count: number, pick: (index: number) => void) {
  return noted(
    html`<label class="control"
      >${label}<select @change=${(event: Event) => pick(Number(valueOf(event)))}>
        ${Array.from({ length: count }, (_, i) => html`<option value=${i}>${i + 1} of ${count}</option>`)}
        ${showChosen(index)}
      </select></label
    >`,
    about.whichHead,
  );
}

export function checkControls(
  view: MatteredViewState,
  { parts, ask }: Attribution,
  request: { readonly settings: { readonly most: number }; readonly runs: number; readonly ms: number } | null,
  isDone: boolean,
  save: Save,
  start: () => void,
) {
  const number = (note: Note, label: string, value: number, max: number, min: number, change: (n: number) => void) =>
    noted(
      html`<label class="control"
        >${label}<input
          type="number"
          min=${min}
          max=${max}
          step="1"
          .value=${String(value)}
          @change=${(event: Event) => {
            const n = Number(valueOf(event));
            if (Number.isInteger(n) && n >= min && n <= max) change(n);
            else (event.target as HTMLInputElement).value = String(value);
          }}
      /></label>`,
      note,
    );
  return html`<introspect-explain question="How is this checked?" term="deletion check"
      ><h2 slot="subject">How far can this be trusted?</h2>
      ${whatCheck(ask.target === null)}</introspect-explain
    >
    ${
      request === null
        ? html`<p>
            Not computable: there ${parts.length === 1 ? 'is only one' : 'is no'} ${nameOfUnit(ask.unit)} to leave out,
            and nothing to choose between.
          </p>`
        : html`<div class="controls">
              ${number(about.takenOut, 'Taken out, at most', request.settings.most, parts.length - 1, 1, (most) => save({ most }))}
              ${number(about.draws, 'Draws by chance', view.draws, maxDraws, 1, (draws) => save({ draws }))}
              ${number(about.seed, 'Seed', view.seed, 0xffffffff, 0, (seed) => save({ seed }))}
            </div>
            ${
              isDone
                ? nothing
                : html`<p>
                    <vscode-button class="startCheck" @click=${start}
                      >Check (${formatCount(request.runs)} runs, ${formatDuration(request.ms / 1000)})</vscode-button
                    >
                  </p>`
            }`
    }`;
}

export function linkControls(view: MatteredViewState, marks: Marks, embeds: boolean, save: Save) {
  const heading = html`<introspect-explain question="How are they compared?" term="permutation test"
    ><h2 slot="subject">
      ${embeds ? 'Does the embedding rest on what the coders marked?' : 'Does the model look at what the coders marked?'}
    </h2>
    ${whatLink(embeds)}</introspect-explain
  >`;
  if (marks === null)
    return html`${heading}
      <p class="secondary">Reading what was coded…</p>`;
  if ('notComputable' in marks)
    return html`${heading}
      <p>Not computable: ${marks.notComputable}</p>`;
  const blind = marks.blind
    ? html`<p class="hint">You are coding blind: only your own segments are looked at.</p>`
    : nothing;
  const lost =
    marks.orphans > 0
      ? html`<p class="hint">
          ${formatCount(marks.orphans)}
          ${marks.orphans === 1 ? 'segment of this transcript is' : 'segments of this transcript are'} not found in its
          text and left out.
        </p>`
      : nothing;
  if (marks.stretches.length === 0) {
    return html`${heading}${blind}
      <p>
        Not computable: none of these words is coded${marks.blind ? ' by you' : ''}. Code a part of them, or select
        words that are coded.
      </p>
      ${lost}`;
  }
  const moved = movedIn(chosenStretches(marks, view.coders, view.code));
  const codes = (any: string, without: string | null) =>
    html`<option value="">${any}</option>
      ${marks.codes
        .filter(({ id }) => id !== without)
        .map(({ id, name }) => html`<option value=${id}>${name}</option>`)}`;
  const all = marks.coders.map(({ id }) => id);
  return html`${heading}${blind}
    <div class="controls">
      ${noted(
        html`<fieldset>
          <legend>Coders</legend>
          ${marks.coders.map(
            ({ id, name, kind }) =>
              html`<label class="check"
                ><input
                  type="checkbox"
                  class="coder"
                  .checked=${view.coders?.includes(id) ?? true}
                  @change=${(event: Event) => {
                    const chosen = (view.coders ?? all).filter((one) => one !== id);
                    const next = isChecked(event) ? [...chosen, id] : chosen;
                    save({ coders: all.every((one) => next.includes(one)) ? null : next });
                  }}
                />${name}${kind === 'model' ? ' (model)' : ''}</label
              >`,
          )}
        </fieldset>`,
        about.coders,
      )}
      ${noted(
        html`<label class="control"
          >Code<select class="code" @change=${(event: Event) => save({ code: valueOf(event) || null })}>
            ${codes('any code', null)} ${showChosen(view.code ?? '')}
          </select></label
        >`,
        about.code,
      )}
      ${noted(
        html`<label class="control"
          >Compared with<select
            class="otherCode"
            ?disabled=${view.code === null}
            @change=${(event: Event) => save({ otherCode: valueOf(event) || null })}
          >
            ${codes('the rest of the selection', view.code)} ${showChosen(view.otherCode ?? '')}
          </select></label
        >`,
        about.otherCode,
      )}
    </div>
    ${
      moved > 0
        ? html`<p class="hint">
            ${formatCount(moved)} of the segments ${moved === 1 ? 'stands' : 'stand'} at a guessed place: confirm it in
            Segments to Review.
          </p>`
        : nothing
    }
    ${lost}`;
}

function valueOf(event: Event): string {
  return (event.target as HTMLInputElement | HTMLSelectElement).value;
}

function isChecked(event: Event): boolean {
  return (event.target as HTMLInputElement).checked;
}
