import '@vscode-elements/elements/dist/vscode-button/index.js';
import { html, nothing } from 'lit';
import {
  countStatuses,
  guidelines,
  statusOf,
  statusWords,
  type Checklist,
  type ChecklistItem,
} from '../../src/core/prompting/labReport/checklistItem';
import type { LabFromPanel, LabReportPreview } from '../../src/protocol/lab';
import { formatCount } from '../shared/format';

const marks = { told: '✓', partly: '◐', missing: '○', notApplicable: '–' } as const;

/** What a report would say, what it could not, and how to take it away. */
export function renderReport(preview: LabReportPreview | null, post: (message: LabFromPanel) => void) {
  return html`<div class="bar">
      <vscode-button @click=${() => post({ type: 'saveReport' })}>Save report (HTML)…</vscode-button>
      <vscode-button secondary @click=${() => post({ type: 'saveTables' })}>Save tables (CSV)…</vscode-button>
      <vscode-button secondary @click=${() => post({ type: 'copyMethods' })}>Copy as methods paragraph</vscode-button>
    </div>
    <p class="secondary">
      The report is one page with every setting, prompt and figure, for reviewers and for your supplement. It quotes
      your transcripts. What Introspect cannot know is listed as missing, for you to write.
    </p>
    ${
      preview === null
        ? html`<p aria-busy="true">Putting the report together…</p>`
        : html`${
              preview.triedBefore > 0
                ? html`<p>
                    The report also lists ${formatCount(preview.triedBefore)}
                    ${preview.triedBefore === 1 ? 'prompt or setting' : 'prompts or settings'} that you tried in this
                    sheet before and took out: reviewers ask for it.
                  </p>`
                : nothing
            }
            <section>
              <h2>Methods paragraph</h2>
              <p class="methods">${preview.methods}</p>
            </section>
            ${preview.checklists.map(renderChecklist)}`
    }`;
}

function renderChecklist({ guideline, items }: Checklist) {
  const { told, partly, missing, notApplicable } = countStatuses(items);
  return html`<section>
    <h2>${guidelines[guideline].name}</h2>
    <p>
      Of ${items.length} items, ${told} are recorded, ${partly} in part, ${missing} not at
      all${notApplicable > 0 ? `; ${notApplicable} do not apply` : ''}.
    </p>
    <p class="secondary">${guidelines[guideline].basis} ${guidelines[guideline].source}</p>
    <ul class="checklist">
      ${items.map(renderItem)}
    </ul>
  </section>`;
}

function renderItem(item: ChecklistItem) {
  const status = statusOf(item);
  const told = [...item.told, ...(item.notApplicable === undefined ? [] : [item.notApplicable])];
  return html`<li>
    <span class="mark" aria-hidden="true">${marks[status]}</span>
    <div>
      ${
        told.length === 0
          ? html`${item.number} ${item.subject} <span class="secondary">${statusWords[status]}</span>`
          : html`<details>
              <summary>${item.number} ${item.subject} <span class="secondary">${statusWords[status]}</span></summary>
              ${told.map((text) => html`<p>${text}</p>`)}
            </details>`
      }
      ${item.missing.length === 0 ? nothing : html`<p class="leftOut">Write yourself: ${item.missing.join('; ')}.</p>`}
    </div>
  </li>`;
}
