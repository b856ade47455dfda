import '../shared/noticeView';
import '../shared/takeAway';
import './askControls';
import './checkView';
import './linkView';
import './partsTable';
import './words';
import { html, nothing } from 'lit';
import { customElement } from 'lit/decorators.js';
import type { MatteredAsk, MatteredContent, MatteredWork } from '../../src/protocol/mattered';
import { formatCount } from '../shared/format';
import { smallPieces } from '../shared/smallPieces';
import { baseStyles } from '../shared/styles';
import { aboutStyles, caveatStyles } from '../shared/subjectStyles';
import { attributeUnaskedMs, host, Inquiry } from './inquiry';
import { linkOf, type Link } from './link';
import { measureOf } from './measure';
import { caveatOf } from './notes';
import {
  aboutEmbedding,
  aboutGaps,
  attentionControls,
  checkControls,
  linkControls,
  serverNotice,
  viewControls,
  withoutPrediction,
} from './panelParts';
import { panelStyles } from './panelStyles';
import { attentionNameOf, chosenStretches, insideOf, type Attribution, type Part } from './parts';
import { sorted } from './partsTable';
import { takenOf } from './taken';
import { countOf, describeMost, describeOmission } from './wording';
import { failure, startOffer, working } from './workParts';

/** The panel What Mattered: what in the words a prediction rests on, how far to trust that, and what coders marked. */
@customElement('introspect-mattered')
export class MatteredPanel extends Inquiry {
  static override styles = [baseStyles, aboutStyles, caveatStyles, panelStyles];

  /** Whether each part is coded; null where all parts are shown. */
  #inside(attribution: Attribution): readonly boolean[] | null {
    const { marks, view } = this;
    if (!view.insideOnly || !marks || 'notComputable' in marks) return null;
    return insideOf(attribution.parts, chosenStretches(marks, view.coders, view.code));
  }

  #shownParts(attribution: Attribution): Part[] {
    const inside = this.#inside(attribution);
    return attribution.parts.filter(({ index }) => inside === null || inside[index] === true);
  }

  #link(): Link | null {
    const { content, marks, told, rollout, view } = this;
    if (!content || !marks || 'notComputable' in marks || marks.stretches.length === 0) return null;
    return linkOf({ content, marks, attribution: this.attribution, told, rollout, view });
  }

  get #attentionName(): string | null {
    return this.weights() === null ? null : attentionNameOf(this.told, this.view);
  }

  #taken() {
    const attribution = this.attribution;
    if (!attribution) return null;
    return takenOf({
      attribution,
      parts: sorted(this.#shownParts(attribution), this.view.order),
      inside: this.#inside(attribution),
      attentionName: this.#attentionName,
      hideFirst: this.view.hideFirstToken,
      check: this.currentCheck(),
      link: this.#link(),
    });
  }

  protected override render() {
    const { content, notice, recovered } = this;
    return html`<main>
      <header>
        <div class="title">
          <h1>What mattered</h1>
          ${
            content
              ? html`<introspect-take-away
                  .host=${host}
                  .subjectId=${content.subject.subjectId}
                  .view=${() => this.#taken()}
                ></introspect-take-away>`
              : nothing
          }
        </div>
        ${content ? this.#about(content) : nothing}
      </header>
      ${recovered === null ? nothing : html`<p class="recovered" role="status">${recovered}</p>`}
      ${
        notice
          ? html`<introspect-notice
              .notice=${notice}
              @notice-action=${(event: HTMLElementEventMap['notice-action']) =>
                host.post({ type: 'action', action: event.detail })}
            ></introspect-notice>`
          : nothing
      }
      ${content ? this.#renderContent(content) : nothing}
    </main>`;
  }

  #about(content: MatteredContent) {
    const { subject, model, tokens, server, text, hideable, embedding } = content;
    const pieces = smallPieces(content);
    const omission = describeOmission(subject, hideable !== null || embedding.available);
    const read = server && !server.isSent ? `${formatCount(text.length)} characters` : countOf(tokens.length, 'token');
    return html`<p class="secondary">
        <span class="model">${model.name}</span> reads ${read} of <span class="document">${subject.document}</span>,
        from line ${subject.line}
      </p>
      ${omission === null ? nothing : html`<p class="omission">${omission}</p>`}
      ${pieces === null ? nothing : html`<p class="omission">${pieces}</p>`}`;
  }

  #renderContent(content: MatteredContent) {
    const { embedding } = content;
    if (!content.model.predictsNextToken && content.hideable === null && !embedding.available)
      return withoutPrediction(embedding.why, () => host.post({ type: 'action', action: 'chooseModel' }));
    if (content.server && !content.server.isSent) {
      return serverNotice(content, () => host.post({ type: 'send', subjectId: content.subject.subjectId }));
    }
    const { codes, stretches } = this.marks && 'codes' in this.marks ? this.marks : { codes: [], stretches: [] };
    return html`${content.hideable ? aboutGaps : embedding.available ? aboutEmbedding(embedding.pooling) : nothing}<introspect-mattered-ask
        .content=${content}
        .codes=${codes}
        .stretches=${stretches}
        .unit=${this.ask?.unit ?? this.unit(content)}
        @ask-change=${({ detail }: CustomEvent<MatteredAsk>) => {
          if (detail.unit !== this.ask?.unit) this.save({ unit: detail.unit });
          this.setAsk(detail);
        }}
      ></introspect-mattered-ask>
      ${this.#startOffer()} ${this.#working('attribution')} ${this.#failure('attribution')}
      ${this.attribution ? this.#result(content, this.attribution) : nothing} ${caveatOf(embedding.available)}
      ${this.#linkSection(content)}`;
  }

  #startOffer() {
    const { ask, answer, progress, failed, stopped } = this;
    const ms = ask ? this.estimateMs(ask) : 0;
    const isDue = stopped === 'attribution' || (answer === null && ms > attributeUnaskedMs);
    if (!ask || progress || failed || !isDue) return nothing;
    return startOffer(this.runsOf(ask), ms, () => this.start());
  }

  #working(work: MatteredWork) {
    const { progress, content } = this;
    if (progress?.work !== work || !content) return nothing;
    return working(progress, () => host.post({ type: 'stop', subjectId: content.subject.subjectId, work }));
  }

  #failure(work: MatteredWork) {
    if (this.failed?.work !== work) return nothing;
    return failure(this.failed.error, () => {
      this.failed = null;
      this.asked = '';
      if (work === 'attribution') this.start();
      else if (work === 'check') this.startCheck();
      else this.askRollout();
    });
  }

  #result(content: MatteredContent, attribution: Attribution) {
    const { view } = this;
    const parts = this.#shownParts(attribution);
    const inside = this.#inside(attribution);
    const isStale = JSON.stringify(attribution.ask) !== JSON.stringify(this.ask);
    return html`<div class="result" aria-busy=${isStale}>
      <p class="most" role="status">${describeMost(attribution, parts, inside !== null)}</p>
      ${viewControls(view, this.marks, this.weights() !== null, attribution, this.change)}
      ${attentionControls(view, content, this.told, attribution, this.change)} ${this.#working('rollout')}
      ${this.#failure('rollout')}
      <introspect-mattered-words
        class="fades"
        .text=${content.text}
        .hiddenWords=${attribution.ask.gap ?? null}
        .attribution=${attribution}
        .shade=${this.weights() === null ? 'attribution' : view.shade}
        .inside=${inside}
        @part-point=${({ detail }: CustomEvent<number | null>) => this.#pointAt('hover', attribution, detail)}
        @part-reveal=${({ detail }: CustomEvent<number>) => this.#pointAt('reveal', attribution, detail)}
      ></introspect-mattered-words>
      <introspect-mattered-table
        class="fades"
        .attribution=${attribution}
        .parts=${parts}
        .order=${view.order}
        .attentionName=${this.#attentionName ?? ''}
      ></introspect-mattered-table>
      ${this.#checkSection(attribution, isStale)}
    </div>`;
  }

  #checkSection(attribution: Attribution, isStale: boolean) {
    const request = this.checkRequest();
    const check = this.currentCheck();
    const start = () => {
      this.asked = '';
      this.startCheck();
    };
    return html`<section aria-label="How far to trust this">
      ${checkControls(this.view, attribution, request, check !== null || isStale || this.progress?.work === 'check', this.change, start)}
      ${this.#working('check')} ${this.#failure('check')}
      ${
        check
          ? html`<introspect-mattered-check
              .check=${check}
              .unit=${attribution.ask.unit}
              .measure=${measureOf(attribution.ask)}
            ></introspect-mattered-check>`
          : nothing
      }
    </section>`;
  }

  #linkSection(content: MatteredContent) {
    const link = this.#link();
    return html`<section aria-label="Coded words">
      ${linkControls(this.view, this.marks, content.embedding.available, this.change)}
      ${link ? html`<introspect-mattered-link .link=${link}></introspect-mattered-link>` : nothing}
      ${
        link && content.attention.available && !this.rollout && this.progress?.work !== 'rollout'
          ? html`<p>
              <vscode-button secondary class="rollout" @click=${() => this.askRollout()}
                >Compare with rollout as well</vscode-button
              >
            </p>`
          : nothing
      }
    </section>`;
  }

  /** Marks the tokens of the part in the editor, or moves to the first. */
  #pointAt(type: 'hover' | 'reveal', { parts }: Attribution, index: number | null): void {
    const { content } = this;
    if (!content) return;
    const { subjectId } = content.subject;
    const part = parts[index ?? -1];
    const token = part ? content.tokens.findIndex(({ special, end }) => !special && end > part.start) : -1;
    if (type === 'reveal') {
      if (token >= 0) host.post({ type, subjectId, token });
      return;
    }
    const until = part ? content.tokens.findLastIndex(({ special, start }) => !special && start < part.end) + 1 : 0;
    host.post({
      type,
      subjectId,
      token: token < 0 ? null : token,
      ...(until - token > 1 && token >= 0 ? { until } : {}),
    });
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'introspect-mattered': MatteredPanel;
  }
}
