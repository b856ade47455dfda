import '@vscode-elements/elements/dist/vscode-button/index.js';
import { html, nothing } from 'lit';
import { heldKinds, type HeldWords, type PrivacySummary } from '../../src/protocol/privacy';
import { describeSummary, heldNotes, plural } from './wording';

/** Names of files that are not looked into; the rest is counted. */
const maxUnread = 20;

/**
 * What was done, and where the original words still are.
 *
 * @param originals files in originals/
 */
export function renderSummary(
  summary: PrivacySummary,
  originals: number,
  { moveOriginals, lookAgain }: { readonly moveOriginals: () => void; readonly lookAgain: () => void },
) {
  const { held } = summary;
  return html`<div class="box" role="status">
    <p><strong>${describeSummary(summary)}</strong></p>
    <p>The texts are pseudonymised: the key leads back to the people, and so may the story that is told.</p>
    <p>Still holding the original words, to be seen to before anybody else gets this folder:</p>
    <ul class="held">
      ${
        originals > 0
          ? html`<li>
              ${plural(originals, 'file')} in originals/.
              <vscode-button secondary @click=${moveOriginals}>Move them beside the key</vscode-button>
            </li>`
          : nothing
      }
      ${
        held.notes > 0
          ? html`<li>${plural(held.notes, 'note')} of coders: change them in the coding editor.</li>`
          : nothing
      }
      ${heldKinds.map((kind) => renderKind(held, kind))}
      <li>Backups, git’s history and VS Code’s Local History of these files.</li>
    </ul>
    ${renderUnread(held)}
    <p>
      <vscode-button secondary @click=${lookAgain}>Look again</vscode-button>
      <span class="secondary">once you have changed or moved some of these.</span>
    </p>
    <p class="secondary">Introspect: Restore from Key… brings the original words back.</p>
  </div>`;
}

function renderKind({ files }: HeldWords, kind: (typeof heldKinds)[number]) {
  const paths = files.filter((file) => file.kind === kind).map(({ path }) => path);
  if (paths.length === 0) return nothing;
  const { what, advice } = heldNotes[kind];
  return html`<li>
    ${what} ${advice} <span class="paths">${paths.map((path) => html`<code>${path}</code> `)}</span>
  </li>`;
}

function renderUnread({ unread, isAll }: HeldWords) {
  const more = unread.length - maxUnread;
  return html`${
    unread.length > 0
      ? html`<p>
          Not looked into, since ${unread.length === 1 ? 'it is' : 'they are'} no plain text:
          ${unread.slice(0, maxUnread).map((path) => html`<code>${path}</code> `)}${more > 0 ? ` and ${more} more` : ''}
        </p>`
      : nothing
  }${isAll ? nothing : html`<p>This folder holds very many files; not all of them were looked through.</p>`}`;
}
