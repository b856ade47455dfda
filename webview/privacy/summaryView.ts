import '@vscode-elements/elements/dist/vscode-button/index.js';
import { html, nothing } from 'lit';
import type { PrivacySummary } from '../../src/protocol/privacy';
import { describeSummary, plural } from './wording';

/**
 * What was done, and where the original words still are.
 *
 * @param originals files in originals/
 */
export function renderSummary(summary: PrivacySummary, originals: number, moveOriginals: () => void) {
  const { notes, codebook } = summary;
  return html`<div class="box" role="status">
    <p><strong>${describeSummary(summary)}</strong></p>
    <p>The texts are pseudonymised: the key leads back to the people, and so may the story that is told.</p>
    <p>Still holding the original words:</p>
    <ul>
      ${
        originals > 0
          ? html`<li>
              ${plural(originals, 'file')} in originals/.
              <vscode-button secondary @click=${moveOriginals}>Move them beside the key</vscode-button>
            </li>`
          : nothing
      }
      ${notes > 0 ? html`<li>${plural(notes, 'note')} of coders: change them in the coding editor.</li>` : nothing}
      ${codebook ? html`<li>The codebook: look at its definitions and examples.</li>` : nothing}
      <li>
        Backups, git’s history and VS Code’s Local History of these files; and names of files, if they are names of
        people.
      </li>
    </ul>
    <p class="secondary">Introspect: Restore from Key… brings the original words back.</p>
  </div>`;
}
