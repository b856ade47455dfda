// The lesson's controls, each with its note.
import { html } from 'lit';
import { promptExamples } from '../../src/core/lesson/examples';
import { stageTexts } from '../../src/core/lesson/stageTexts';
import { type Stage, stages } from '../../src/core/models/stages';
import { type Note, noted } from '../shared/noted';
import { showChosen } from '../shared/showChosen';
import { whichBeginning } from './controlNotes';

export function exampleChoice(chosen: number, choose: (example: number) => void) {
  return noted(
    html`<label
      >Begin with
      <select class="example" @change=${(event: Event) => choose(Number((event.target as HTMLSelectElement).value))}>
        ${promptExamples.map(({ label }, i) => html`<option value=${i}>${label}</option>`)} ${showChosen(chosen)}
      </select></label
    >`,
    whichBeginning,
  );
}

interface Area {
  readonly id: string;
  readonly label: string;
  readonly value: string;
  readonly change: (value: string) => void;
}

/** A field for a few lines, with its label and the label's note above it. */
export function textArea({ id, label, value, change }: Area, note: Note) {
  return html`${noted(html`<label for=${id}>${label}</label>`, note)}
    <textarea
      id=${id}
      rows="3"
      maxlength="2000"
      spellcheck="false"
      .value=${value}
      @input=${(event: Event) => change((event.target as HTMLTextAreaElement).value)}
    ></textarea>`;
}

interface NumberField {
  readonly label: string;
  readonly name: string;
  readonly value: number;
  readonly max: number;
  readonly step: number;
  readonly change: (value: number) => void;
}

/** A number from 0 on; what is none, or out of range, is set back. */
export function numberField({ label, name, value, max, step, change }: NumberField, note: Note) {
  return noted(
    html`<label
      >${label}
      <input
        type="number"
        class=${name}
        min="0"
        max=${max}
        step=${step}
        .value=${String(value)}
        @change=${(event: Event) => {
          const input = event.target as HTMLInputElement;
          if (input.validity.valid && input.value !== '') change(input.valueAsNumber);
          else input.value = String(value);
        }}
    /></label>`,
    note,
  );
}

export function stageChoice(name: string, chosen: Stage, choose: (stage: Stage) => void, note: Note) {
  return noted(
    html`<label
      >Stage
      <select
        class=${`stage-${name}`}
        @change=${(event: Event) => choose((event.target as HTMLSelectElement).value as Stage)}
      >
        ${stages.map((stage) => html`<option value=${stage}>${stageTexts[stage].title}</option>`)} ${showChosen(chosen)}
      </select></label
    >`,
    note,
  );
}
