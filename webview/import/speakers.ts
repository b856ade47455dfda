import { html, nothing } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import { speakerRoles, type SpeakerRole } from '../../src/core/coding/speakerRoles';
import type { ImportFromPanel, SpeakerReview } from '../../src/protocol/import';
import '@vscode-elements/elements/dist/vscode-button/index.js';
import '../shared/explain';
import { typed } from '../shared/typed';
import { roleLabels } from './labels';

/** Who speaks, under which name and in which role. */
export function renderSpeakers(
  speakers: readonly SpeakerReview[],
  notes: readonly string[],
  fileCount: number,
  post: (message: ImportFromPanel) => void,
) {
  if (speakers.length === 0) return notes.length === 0 ? nothing : renderNotes(notes, post);
  const decide = ({ name }: SpeakerReview, change: { newName?: string; role?: SpeakerRole | null }) =>
    post({ type: 'speaker', name, ...change });
  return html`<section aria-labelledby="speakers">
    <introspect-explain question="What happens to names?">
      <h2 slot="subject" id="speakers">Speakers</h2>
      <p>
        The name that you give here stands before every turn of this speaker, in all of the files above. Two speakers
        with one name become one.
      </p>
      <p>
        Names inside what people say stay as they are. So do the files that you import: copies of them, with the names
        as they were, are kept in the folder <em>originals</em>. Leave that folder out when you share the study.
      </p>
    </introspect-explain>
    <div class="scroll">
      <table class="speakers">
        <thead>
          <tr>
            <th>In the ${fileCount === 1 ? 'file' : 'files'}</th>
            <th>Name in the study</th>
            <th>Role</th>
            <th class="numeric">Turns</th>
            <th class="numeric">Words</th>
            ${fileCount > 1 ? html`<th class="numeric">Files</th>` : nothing}
          </tr>
        </thead>
        <tbody>
          ${repeat(
            speakers,
            ({ name }) => name,
            (speaker, i) => {
              const { name, note, newName, problem, role, turns, words, files } = speaker;
              return html`<tr>
                <th scope="row">
                  ${name}${note === null ? nothing : html`<br /><span class="secondary">${note}</span>`}
                </th>
                <td>
                  <input
                    type="text"
                    spellcheck="false"
                    aria-label="Name in the study of ${name}"
                    aria-invalid=${problem === null ? nothing : 'true'}
                    aria-describedby=${problem === null ? nothing : `problem-${i}`}
                    ${typed(newName, (words) => decide(speaker, { newName: words }))}
                  />
                  ${problem === null ? nothing : html`<p class="problem" id="problem-${i}">${problem}</p>`}
                </td>
                <td>
                  <select
                    aria-label="Role of ${name}"
                    data-name=${name}
                    .value=${role ?? ''}
                    @change=${(event: Event) => {
                      const { value } = event.target as HTMLSelectElement;
                      if (value === asNote) post({ type: 'note', name, isNote: true });
                      else decide(speaker, { role: speakerRoles.find((one) => one === value) ?? null });
                    }}
                  >
                    <option value="" ?selected=${role === null}>Not said</option>
                    ${speakerRoles.map(
                      (one) => html`<option value=${one} ?selected=${one === role}>${roleLabels[one]}</option>`,
                    )}
                    ${speaker.mayBeNote ? html`<option value=${asNote}>Nobody: a note</option>` : nothing}
                  </select>
                </td>
                <td class="numeric">${turns.toLocaleString('en-US')}</td>
                <td class="numeric">${words.toLocaleString('en-US')}</td>
                ${fileCount > 1 ? html`<td class="numeric">${files}</td>` : nothing}
              </tr>`;
            },
          )}
        </tbody>
      </table>
    </div>
    ${notes.length === 0 ? nothing : renderNotes(notes, post)}
  </section>`;
}

/** In place of a role: lines that begin with this name are no turns. */
const asNote = 'note';

function renderNotes(notes: readonly string[], post: (message: ImportFromPanel) => void) {
  return html`<div class="notes" role="group" aria-label="Kept as notes, not as speakers">
    <p>Lines that begin with these words are kept as notes: nobody speaks in them. Is one of them a speaker?</p>
    ${repeat(
      notes,
      (name) => name,
      (name) =>
        html`<vscode-button secondary data-name=${name} @click=${() => post({ type: 'note', name, isNote: false })}
          >${name} is a speaker</vscode-button
        >`,
    )}
  </div>`;
}
