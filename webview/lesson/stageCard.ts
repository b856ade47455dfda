import { html, nothing } from 'lit';
import { stageTexts } from '../../src/core/lesson/stageTexts';
import type { Stage } from '../../src/core/models/stages';
import type { Continuation, Course } from '../../src/protocol/lesson';
import { formatCount } from '../shared/format';

interface CardContent {
  readonly written: Continuation | undefined;
  readonly report: Course['report'] | undefined;
  readonly isRunning: boolean;
}

/** One stage: what happened in it, and what it writes. */
export function stageCard(stage: Stage, { written, report, isRunning }: CardContent) {
  const { title, what, lookFor } = stageTexts[stage];
  const facts = report && 'value' in report ? report.value.find((each) => each.stage === stage) : undefined;
  return html`<li data-stage=${stage}>
    <h3>${title}</h3>
    <p>${what}</p>
    ${
      facts
        ? html`<p class="secondary facts">
              ${facts.steps === 0 ? 'No step of training.' : `${formatCount(facts.steps)} steps, ${formatCount(facts.tokens)} tokens.`}
              Loss on novels it never saw: ${facts.heldOutNatsPerToken.toFixed(2)} nats per token.
            </p>
            <details>
              <summary>How it came about</summary>
              <p>${facts.description}</p>
            </details>`
        : nothing
    }
    <div class="written">
      <span class="visuallyHidden">It writes:</span>
      ${
        written
          ? html`<span class="words">${written.text}</span
              >${written.ended ? html`<span class="secondary"> (ends here)</span>` : '…'}`
          : isRunning
            ? html`<span class="secondary">writing…</span>`
            : nothing
      }
    </div>
    <p class="secondary">${lookFor}</p>
  </li>`;
}
