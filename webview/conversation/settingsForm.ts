import { html, nothing } from 'lit';
import type { Layout, TalkModel, TalkSettings } from '../../src/protocol/conversation';
import { type Note, noted } from '../shared/noted';
import { samplingNotes } from '../shared/samplingNotes';
import { showChosen } from '../shared/showChosen';
import { longestAnswer } from './requests';
import * as settingNotes from './settingNotes';
import { mostAnswers } from './viewState';

type NumberField = Exclude<keyof TalkSettings, 'layout'>;

/** How answers are drawn. A server is told only what its protocol knows. */
export function settingsForm(
  settings: TalkSettings,
  model: TalkModel | null,
  layout: Layout,
  change: (change: Partial<TalkSettings>) => void,
) {
  const number = (label: string, field: NumberField, min: number, max: number, step: number, note: Note) =>
    noted(
      html`<label
        >${label}
        <input
          type="number"
          class=${field}
          min=${min}
          max=${max}
          step=${step}
          .value=${String(settings[field])}
          @change=${(event: Event) => {
            const input = event.target as HTMLInputElement;
            if (input.value !== '' && input.validity.valid) change({ [field]: input.valueAsNumber });
            else input.value = String(settings[field]);
          }}
      /></label>`,
      note,
    );
  const longest = longestAnswer(model);
  return html`<div class="fields">
      ${number('Temperature', 'temperature', 0, 2, 0.1, samplingNotes.temperature)}
      ${number('Top-p', 'topP', 0.01, 1, 0.01, samplingNotes.topP)}
      ${
        model?.server
          ? nothing
          : html`${number('Top-k (0: off)', 'topK', 0, 100_000, 1, samplingNotes.topK)}
            ${number('Min-p (0: off)', 'minP', 0, 1, 0.01, samplingNotes.minP)}
            ${number('Repetition penalty (1: off)', 'repetitionPenalty', 0.1, 2, 0.05, samplingNotes.repetitionPenalty)}`
      }
      ${number('Seed', 'seed', 0, 0xffffffff, 1, settingNotes.seed)}
      ${number('Tokens at most', 'maxNew', 1, longest, 1, settingNotes.maxNew)}
      ${number('Answers to each turn', 'answers', 1, mostAnswers, 1, settingNotes.answers)}
    </div>
    ${
      model && model.layouts.length > 1
        ? noted(
            html`<label
              >The turns are sent
              <select
                class="layoutChoice"
                @change=${(event: Event) => change({ layout: (event.target as HTMLSelectElement).value as Layout })}
              >
                ${model.layouts.map(
                  (one) =>
                    html`<option value=${one}>
                      ${one === 'template' ? 'by the chat template' : 'as a transcript to be continued'}
                    </option>`,
                )}
                ${showChosen(layout)}
              </select></label
            >`,
            settingNotes.layout,
          )
        : nothing
    }
    <p class="secondary">
      ${
        model?.server
          ? model.server.limits.length > 0
            ? `When the server was tested: ${model.server.limits.join(' ')}`
            : 'The server is told the seed; whether it gives the same answer again is up to it.'
          : 'The same turns with the same settings and seed give the same answer. Further answers to a turn take further seeds, made from this one.'
      }
    </p>`;
}
