import { html, nothing } from 'lit';
import type { AdjudicationContent, AdjudicationProgress, AdjudicationViewState } from '../../src/protocol/adjudication';
import { showChosen } from '../shared/showChosen';
import { listNames, statusOf, wordingOf } from './wording';

/** What it is about and how far it has come, with what the person should know before they decide. */
export function renderHeader(content: AdjudicationContent, { settlements, outdated }: AdjudicationProgress) {
  const wording = wordingOf(content);
  const { differences, coders, document } = content;
  const done = settlements.filter((settlement) => statusOf(settlement) === 'settled').length;
  const open = settlements.filter((settlement) => statusOf(settlement) === 'discuss').length;
  const text = wording.progress(done, differences.length) + (open > 0 ? `, ${wording.open(open)}` : '');
  const warnings = [
    ...coders
      .filter(({ segments, unplaced }) => segments + unplaced === 0)
      .map(({ name }) => `${name} has coded nothing in this transcript.`),
    ...coders
      .filter(({ unplaced }) => unplaced > 0)
      .map(
        ({ name, unplaced }) =>
          `${count(unplaced, 'segment')} of ${name} cannot be shown here: the transcript was changed after it was coded. They stay in the file; in the coding editor, “To review” asks where they belong.`,
      ),
    ...(outdated > 0
      ? [`${count(outdated, 'earlier decision')} about codings that were changed since: kept in the consensus.`]
      : []),
  ];
  return html`<header>
    <h1>${wording.title}: ${document}</h1>
    <p class="secondary">
      ${listNames(coders.map(({ name }) => name))} coded it. Their own files stay as they are; what you decide here goes
      into a consensus file of its own.
    </p>
    ${
      differences.length === 0
        ? nothing
        : html`<div class="progress">
            <progress max=${differences.length} value=${done} aria-label="Progress"></progress>
            <span role="status">${text}</span>
          </div>`
    }
    ${warnings.map(
      (warning) =>
        html`<div class="warning">
          <vscode-icon name="warning"></vscode-icon>
          <p>${warning}</p>
        </div>`,
    )}
  </header>`;
}

/** The end of the work, and where its result is. */
export function renderDone(content: AdjudicationContent, { settlements }: AdjudicationProgress, openFile: () => void) {
  const open = settlements.filter((settlement) => statusOf(settlement) === 'discuss').length;
  const done = settlements.filter((settlement) => statusOf(settlement) === 'settled').length;
  if (done + open < content.differences.length) return nothing;
  const wording = wordingOf(content);
  const first =
    content.differences.length === 0 ? 'The coders marked the same words with the same codes.' : wording.done;
  return html`<div class="done">
    <vscode-icon name=${open > 0 ? 'comment-discussion' : 'check'}></vscode-icon>
    <div>
      <p>${open > 0 ? `${wording.open(open)}: choose them in the list, and decide when you have talked.` : first}</p>
      ${settlements.length > 0 ? html`<p>The consensus is in ${content.consensusFile}.</p>` : nothing}
    </div>
    ${settlements.length > 0 ? html`<vscode-button secondary @click=${openFile}>Open the file</vscode-button>` : nothing}
  </div>`;
}

/** What the coders marked alike goes into the consensus only when they say so. */
export function renderAgreed(
  { agreed, place }: AdjudicationContent,
  { agreedTaken }: AdjudicationProgress,
  take: () => void,
) {
  if (agreed === 0) return nothing;
  const talk = place.mode === 'conversation';
  const heading = talk ? 'What you marked alike' : `${count(agreed, 'stretch', 'stretches')} coded alike`;
  const said = 'Same words, same code. They are not in the consensus yet.';
  return html`<footer aria-labelledby="alike">
    <h2 id="alike">${heading}</h2>
    ${
      agreedTaken === agreed
        ? html`<p>In the consensus.</p>`
        : html`<div class="row">
            <vscode-button secondary @click=${take}>Take over into the consensus</vscode-button>
            <span class="secondary">${said}</span>
          </div>`
    }
  </footer>`;
}

/** Who decides, and whether single keys do. */
export function renderFooter(
  { deciders, coders, place }: AdjudicationContent,
  { deciding, shortcuts }: AdjudicationViewState,
  setDeciding: (ids: readonly string[]) => void,
  setShortcuts: (on: boolean) => void,
) {
  const persons = coders.filter(({ isModel }) => !isModel);
  return html`<footer>
    <div class="row">
      <label for="deciding">${place.mode === 'conversation' ? 'Talking' : 'Deciding'}</label>
      <select
        id="deciding"
        @change=${(e: Event) => {
          if (e.target instanceof HTMLSelectElement) setDeciding(e.target.value === '' ? [] : [e.target.value]);
        }}
      >
        <option value="">${persons.length === 0 ? 'Nobody named' : listNames(persons.map(({ name }) => name))}</option>
        ${deciders.map(({ id, name }) => html`<option value=${id}>${name}, alone</option>`)}
        ${showChosen(deciding[0] ?? '')}
      </select>
      <span class="secondary">is written down with each decision.</span>
    </div>
    <label
      ><input
        type="checkbox"
        .checked=${shortcuts}
        @change=${(e: Event) => {
          if (e.target instanceof HTMLInputElement) setShortcuts(e.target.checked);
        }}
      />Single keys decide: 1, 2… a coder, B both, 0 neither, O own, D discuss, N next, P previous, U undo, M memo, T
      transcript</label
    >
  </footer>`;
}

function count(n: number, one: string, many = `${one}s`): string {
  return n === 1 ? `1 ${one}` : `${n} ${many}`;
}
