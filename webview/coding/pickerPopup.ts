import { html } from 'lit';
import type { CodingSegment, Stretch } from '../../src/protocol/coding';
import './codePicker';
import type { PickedCode } from './codePicker';
import type { CodingModel } from './model';

export interface Picker {
  /** What is coded: these words, or this segment anew. */
  readonly for: { readonly stretch: Stretch } | { readonly recode: CodingSegment };
  /** What was typed before it opened. */
  readonly text: string;
}

export interface PickerActions {
  picked(code: PickedCode): void;
  /** @param back whether the keyboard goes back to the text */
  close(back: boolean): void;
}

/** The stretch at which the picker opens. */
export function placeOf({ for: subject }: Picker): Stretch {
  return 'stretch' in subject ? subject.stretch : subject.recode;
}

export function renderPicker(
  model: CodingModel,
  { for: subject, text }: Picker,
  recent: readonly string[],
  actions: PickerActions,
) {
  const recode = 'recode' in subject;
  return html`<introspect-code-picker
    class="floating"
    .codes=${model.codes}
    .recent=${recent}
    .text=${text}
    .subject=${recode ? 'Change to which code?' : `Code “${model.quote(subject.stretch, 60)}”`}
    .mayCreate=${!recode}
    .paintOf=${(code: { readonly id: string }) => model.paintOf(code.id)}
    @pick-code=${(e: CustomEvent<PickedCode>) => actions.picked(e.detail)}
    @picker-close=${(e: CustomEvent<boolean>) => actions.close(e.detail)}
  ></introspect-code-picker>`;
}
