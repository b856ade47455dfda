import '@vscode-elements/elements/dist/vscode-button/index.js';
import { html, nothing } from 'lit';
import { utf16 } from '../../src/core/base/offsets';
import { identifierKinds } from '../../src/core/privacy/identifiers';
import { isCovered, measureRecall, sampleTurns } from '../../src/core/privacy/recall';
import type { HitView, SampleMark } from '../../src/protocol/privacy';
import type { Found } from './groups';
import { renderPlain } from './textPane';
import { describeRecall, kindNames, shortName } from './wording';

export interface RecallView extends Found {
  readonly size: number;
  readonly seed: number;
  readonly drawn: boolean;
  readonly compared: boolean;
  readonly marks: readonly SampleMark[];
  readonly draw: () => void;
  readonly set: (change: { size?: number; seed?: number }) => void;
  readonly unmark: (mark: SampleMark) => void;
  readonly compare: () => void;
  readonly add: (mark: SampleMark) => void;
  readonly adder: unknown;
}

/** How much was found, measured on turns in which the person marks everything by hand. */
export function renderRecall(view: RecallView) {
  const field = (label: string, value: number, key: 'size' | 'seed') =>
    html`<label class="field"
      ><span>${label}</span
      ><input
        type="number"
        min=${key === 'size' ? 1 : 0}
        .value=${String(value)}
        @change=${(event: Event) => view.set({ [key]: Number((event.target as HTMLInputElement).value) })}
    /></label>`;
  return html`<section class="recall">
    <h2>3 · Check how much was found</h2>
    <p class="secondary">
      Mark every identifier in some turns drawn at random, without seeing what was found; then compare. Best done by
      somebody else.
    </p>
    <div class="row">
      ${field('Turns', view.size, 'size')} ${field('Seed', view.seed, 'seed')}
      <vscode-button secondary @click=${view.draw}>${view.drawn ? 'Draw again' : 'Draw a sample'}</vscode-button>
    </div>
    ${view.drawn ? renderSample(view) : nothing}
  </section>`;
}

function renderSample(view: RecallView) {
  const all = view.transcripts.flatMap(({ turns }, transcript) => turns.map((turn) => ({ transcript, turn })));
  const drawn = sampleTurns(all.length, view.size, view.seed).map((i) => all[i]!);
  const inSample = (mark: SampleMark) =>
    drawn.some(
      ({ transcript, turn }) => transcript === mark.transcript && turn.start <= mark.start && mark.end <= turn.end,
    );
  const marks = view.marks.filter(inSample);
  return html`<div class="sample">
      ${view.transcripts.map((text, i) => {
        const turns = drawn.filter(({ transcript }) => transcript === i).map(({ turn }) => turn);
        if (turns.length === 0) return nothing;
        return html`<h3>${shortName(text.path)}</h3>
          <div class="pane" data-transcript=${i} data-sample>${renderPlain(text.text, turns)}</div>`;
      })}
    </div>
    ${view.adder}
    ${
      marks.length === 0
        ? html`<p class="secondary">Nothing marked yet. Select the words of an identifier above, or type them here.</p>`
        : html`<ul class="marks" aria-label="Marked in the sample">
            ${marks.map(
              (mark) =>
                html`<li>
                  <span class="words">${wordsOf(view, mark)}</span>
                  <span class="secondary">${kindNames[mark.kind]}</span>
                  <button
                    type="button"
                    class="choice"
                    aria-label="Unmark ${wordsOf(view, mark)}"
                    @click=${() => view.unmark(mark)}
                  >
                    Unmark
                  </button>
                </li>`,
            )}
          </ul>`
    }
    <div class="row">
      <vscode-button secondary ?disabled=${marks.length === 0} @click=${view.compare}>I have marked all</vscode-button>
    </div>
    ${view.compared ? renderResult(view, marks) : nothing}`;
}

function renderResult(view: RecallView, marks: readonly SampleMark[]) {
  const judged = marks.map((mark) => {
    const range = { start: utf16(mark.start), end: utf16(mark.end) };
    // What the person added is no work of the search.
    const hits = view.hits.filter(({ transcript, added }) => transcript === mark.transcript && !added);
    const isFoundBy = (by: readonly HitView[]) =>
      isCovered(
        view.transcripts[mark.transcript]!.text,
        range,
        by.map(({ start, end }) => ({ start: utf16(start), end: utf16(end) })),
      );
    const byRules = isFoundBy(hits.filter(({ proposed }) => proposed === null));
    return { mark, kind: mark.kind, range, found: isFoundBy(hits), byRules };
  });
  const withModel = view.hits.some(({ proposed }) => proposed !== null);
  const { overall, byKind } = measureRecall(judged);
  const missed = judged.filter(({ found }) => !found);
  return html`<div class="result" role="status">
    <p><strong>Found: ${describeRecall(overall)}.</strong></p>
    ${
      withModel
        ? html`<p>
            Without the model’s proposals:
            ${describeRecall(measureRecall(judged.map((one) => ({ ...one, found: one.byRules }))).overall)}.
          </p>`
        : nothing
    }
    <ul>
      ${identifierKinds.map((kind) => {
        const figure = byKind.get(kind);
        return figure ? html`<li>${kindNames[kind]}: ${describeRecall(figure)}</li>` : nothing;
      })}
    </ul>
    <p class="secondary">
      The share of marked identifiers of which every letter and figure was found, with Wilson’s interval. It says
      nothing about what you did not mark, about turns of another sort than those drawn, about kinds with few marks, or
      about who could recognise a person by the story itself.
    </p>
    ${
      missed.length === 0
        ? nothing
        : html`<h3>Missed</h3>
            <ul class="marks">
              ${missed.map(
                ({ mark }) =>
                  html`<li>
                    <span class="words">${wordsOf(view, mark)}</span>
                    <span class="secondary">${kindNames[mark.kind]}</span>
                    <button
                      type="button"
                      class="choice"
                      aria-label="Add ${wordsOf(view, mark)}"
                      @click=${() => view.add(mark)}
                    >
                      Add
                    </button>
                  </li>`,
              )}
            </ul>`
    }
  </div>`;
}

function wordsOf({ transcripts }: Found, { transcript, start, end }: SampleMark): string {
  return transcripts[transcript]?.text.slice(start, end) ?? '';
}
