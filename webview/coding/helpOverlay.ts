import { html } from 'lit';
import type { FromCodingPanel } from '../../src/protocol/coding';
import { isMac, shownKeys } from '../shared/keys';
import { showChosen } from '../shared/showChosen';
import type { CodingModel } from './model';

export interface HelpActions {
  post(message: FromCodingPanel): void;
  close(): void;
}

const sections: readonly (readonly [heading: string, keys: readonly (readonly [keys: string, does: string])[]])[] = [
  [
    'Select',
    [
      [isMac ? 'Arrows, Alt+arrows' : 'Arrows, Ctrl+arrows', 'move by character, by word'],
      ['Shift with them', 'selects'],
      ['Shift+Enter', 'takes the whole turn; again: the next one'],
      ['Ctrl+A', 'takes the turn; again: everything'],
      ['Ctrl+F', 'finds words in this transcript; F3, Shift+F3: the next, the previous'],
      ['F7, Shift+F7', 'next, previous segment (also Alt+↓, Alt+↑)'],
      ['Tab', 'from the text to the bars beside it'],
    ],
  ],
  [
    'Code',
    [
      ['Letters', 'find a code by its own letter or its name; Enter applies it'],
      ['F2, Ctrl+Enter', 'all codes'],
      ['1 to 9', 'the pinned codes, with single keys on'],
      ['Ctrl+.', 'the code used last (with single keys on: . alone)'],
      ['Alt+M', 'writes a memo on the segment, the words or the turn'],
    ],
  ],
  [
    'In the queue of suggestions, with single keys on',
    [
      ['A', 'accepts the suggestion: it becomes your own coding'],
      ['E', 'changes its code or words first'],
      ['R', 'rejects it'],
      ['N, P', 'next, previous'],
    ],
  ],
  [
    'Change the selected segment',
    [
      ['Enter', 'opens all about it'],
      ['Alt+Shift+← →', 'moves its end by a word'],
      ['Alt+Shift+↑ ↓', 'moves its beginning by a word'],
      ['Ctrl with them', 'by a character'],
      ['Delete', 'deletes it'],
      ['Esc', 'lets go'],
    ],
  ],
];

/** The keys, whether single ones code, and which code each number has. */
export function renderHelp(model: CodingModel, actions: HelpActions) {
  const usable = model.codes.filter(({ deleted }) => !deleted);
  const onPin = (pin: number) => (e: Event) => {
    if (!(e.target instanceof HTMLSelectElement)) return;
    const before = model.codes.find((code) => code.pin === pin);
    if (e.target.value !== '') actions.post({ type: 'pin', code: e.target.value, pin });
    else if (before) actions.post({ type: 'pin', code: before.id, pin: null });
  };
  return html`<dialog class="help" aria-labelledby="keys" @close=${() => actions.close()}>
    <h2 id="keys" tabindex="-1" autofocus>Keys</h2>
    <div class="keyColumns">
      ${sections.map(
        ([heading, keys]) =>
          html`<section>
            <h3>${heading}</h3>
            <dl>
              ${keys.map(
                ([key, does]) =>
                  html`<dt><kbd>${shownKeys(key)}</kbd></dt>
                    <dd>${does}</dd>`,
              )}
            </dl>
          </section>`,
      )}
      <section>
        <h3>Number keys</h3>
        ${
          usable.length === 0
            ? html`<p>There is no code yet.</p>`
            : Array.from({ length: 9 }, (_, i) => i + 1).map(
                (pin) =>
                  html`<label class="pin"
                    ><kbd>${pin}</kbd>
                    <select aria-label="Code on key ${pin}" @change=${onPin(pin)}>
                      <option value="">none</option>
                      ${usable.map((code) => html`<option value=${code.id}>${code.name}</option>`)}
                      ${showChosen(usable.find((code) => code.pin === pin)?.id ?? '')}
                    </select></label
                  >`,
              )
        }
      </section>
    </div>
    <p>
      <label
        ><input
          type="checkbox"
          .checked=${model.settings.singleKeys}
          @change=${(e: Event) => {
            if (e.target instanceof HTMLInputElement)
              actions.post({ type: 'setSingleKeys', singleKeys: e.target.checked });
          }}
        />
        Single keys code at once: a number, or a full stop. Off, nothing is coded without Enter. Letters always open the
        list of codes.</label
      >
    </p>
    <form method="dialog"><button class="primary">Close</button></form>
  </dialog>`;
}
