import '@vscode-elements/elements/dist/vscode-button/index.js';
import { html, nothing } from 'lit';
import type { PrivacyChoices, PrivacySetup } from '../../src/protocol/privacy';
import { showChosen } from '../shared/showChosen';
import { typed } from '../shared/typed';
import { shortName } from './wording';

/** What to look for, where, and what to put in its place. */
export function renderSetup(
  { transcripts, choices, key }: PrivacySetup,
  choose: (change: Partial<PrivacyChoices>) => void,
  { chooseKey, find }: { readonly chooseKey: () => void; readonly find: () => void },
) {
  const area = (label: string, note: string, name: 'names' | 'places') =>
    html`<label class="field area"
      ><span><strong>${label}</strong><br /><span class="secondary">${note}</span></span>
      <textarea
        rows="5"
        spellcheck="false"
        ${typed(choices[name], (words) => words !== choices[name] && choose({ [name]: words }))}
      ></textarea>
    </label>`;
  return html`<section class="setup">
    <h2>1 · What to look for</h2>
    <div class="row">
      <span
        ><strong>Key file:</strong> ${
          key ??
          html`<span class="secondary">none yet; it leads back to the people, so keep it away from the study</span>`
        }</span
      >
      <vscode-button secondary @click=${chooseKey}>${key ? 'Choose another…' : 'Choose…'}</vscode-button>
    </div>
    <fieldset>
      <legend>Transcripts</legend>
      <div class="row">
        ${transcripts.map(
          (path) =>
            html`<label class="check"
              ><input
                type="checkbox"
                .checked=${choices.transcripts.includes(path)}
                @change=${(event: Event) => {
                  const on = (event.target as HTMLInputElement).checked;
                  choose({
                    transcripts: transcripts.filter((one) => (one === path ? on : choices.transcripts.includes(one))),
                  });
                }}
              />${shortName(path)}</label
            >`,
        )}
      </div>
    </fieldset>
    <div class="lists">
      ${area('Names', 'A line for each person, other ways to write it after commas: Anna Berg, Annie, Mrs B.', 'names')}
      ${area('Places', 'A line for each: towns, clinics, schools, employers', 'places')}
    </div>
    <p class="secondary">
      Some 65,000 first names, 12,000 surnames and 10,000 towns come with Introspect and are looked for too. Nicknames,
      rare names and small places are not among them: list those.
    </p>
    <p class="secondary">
      The lists go into the key file when you apply; until then VS Code keeps them among its secrets on this machine.
      They are never in the study.
    </p>
    <div class="row">
      ${select('People become', { numbered: '[NAME-1], [NAME-2] …', madeUp: 'made-up first names' }, choices.style, (style) => choose({ style }))}
      ${select('Dates', { label: 'become [DATE]', shift: 'move, all by the same number of weeks' }, choices.dates, (dates) => choose({ dates }))}
      ${
        choices.dates === 'shift'
          ? select('03/04 means', { dayFirst: '3 April', monthFirst: 'March 4' }, choices.order, (order) =>
              choose({ order }),
            )
          : nothing
      }
    </div>
    <div class="row">
      <vscode-button ?disabled=${choices.transcripts.length === 0} @click=${find}>Find identifiers</vscode-button>
    </div>
  </section>`;
}

function select<Key extends string>(
  label: string,
  options: Readonly<Record<Key, string>>,
  chosen: Key,
  choose: (key: Key) => void,
) {
  return html`<label class="field"
    ><span>${label}</span>
    <select @change=${(event: Event) => choose((event.target as HTMLSelectElement).value as Key)}>
      ${(Object.entries(options) as [Key, string][]).map(([key, text]) => html`<option value=${key}>${text}</option>`)}
      ${showChosen(chosen)}
    </select></label
  >`;
}
