import '@vscode-elements/elements/dist/vscode-button/index.js';
import '@vscode-elements/elements/dist/vscode-icon/index.js';
import { html, LitElement, nothing } from 'lit';
import type { ErrorInfo } from '../../src/core/base/userError';
import type { LabResults } from '../../src/core/prompting/labResults';
import type { Sheet } from '../../src/core/prompting/sheet';
import type { LabFromPanel, LabOffer, LabToPanel } from '../../src/protocol/lab';
import { formatCount } from '../shared/format';
import { isOffered, modelTitle } from './modelTitle';

export type Progress = Extract<LabToPanel, { type: 'progress' }>;
export type Stopped = Extract<LabToPanel, { type: 'stopped' }>;

export interface RunState {
  readonly results: LabResults | null;
  readonly problem: ErrorInfo | null;
  readonly missing: readonly ErrorInfo[];
  readonly progress: Progress | null;
  readonly stopped: Stopped | null;
}

/** Who is asked, how much there is to run, and how far it is. */
export function renderRunBar(sheet: Sheet, offer: LabOffer, state: RunState, post: (message: LabFromPanel) => void) {
  const { model, models } = offer;
  const { results, progress, problem, stopped, missing } = state;
  const isDone = results !== null && results.made === results.planned;
  const named = sheet.models ?? [];
  const isNamed = (offered: LabOffer['models'][number]) => named.some((one) => isOffered(one, offered));
  const servers = sheet.models
    ? models.filter(isNamed).flatMap(({ server }) => (server === null ? [] : [server]))
    : model.server === null
      ? []
      : [model.server];
  return html`<section class="run" aria-label="Run">
    <p>
      <vscode-icon name="chip"></vscode-icon> Asked:
      ${
        sheet.models
          ? html`<strong>${named.map((one) => modelTitle(one, offer)).join(' · ')}</strong>`
          : html`<strong>${model.name}</strong>
              <button type="button" class="link" @click=${() => post({ type: 'chooseModel' })}>Choose another…</button>
              ${model.bundled ? html`<span class="secondary">For trying out, never for findings.</span>` : nothing}`
      }
    </p>
    ${
      servers.length === 0
        ? nothing
        : html`<p class="warning">
            <vscode-icon name="warning"></vscode-icon> What you run sends the words of your transcripts to
            ${servers.join(' and ')}, on a server.
          </p>`
    }
    ${missing.map(
      ({ message }) => html`<p class="warning" role="note"><vscode-icon name="warning"></vscode-icon> ${message}</p>`,
    )}
    ${
      problem
        ? html`<p class="error" role="alert">
            ${problem.message}
            ${problem.remedy}${
              sheet.models || !problem.code.startsWith('model')
                ? nothing
                : ' Or take another model: “Choose another…” stands above.'
            }
          </p>`
        : results
          ? html`<p>
              ${productOf(sheet, results.asked)} = ${formatCount(results.planned)}
              runs${
                // While they are made, the line below counts them.
                progress ? '' : `, ${formatCount(results.made)} of them made`
              }.${results.heldBack > 0 ? ` ${formatCount(results.heldBack)} segments are held back for the test.` : ''}
            </p>`
          : html`<p class="secondary">Reading the study and loading the model…</p>`
    }
    <div class="progress" role="group" aria-label="Runs" tabindex="-1">
      ${
        progress
          ? html`<progress max=${progress.total} value=${progress.done} aria-label="Runs made"></progress>
              <span role="status"
                >${formatCount(progress.done)} of ${formatCount(progress.total)}${timeLeft(progress)}</span
              >
              <vscode-button secondary @click=${() => post({ type: 'cancel' })}>Pause</vscode-button>`
          : html`<vscode-button
                class="go"
                ?disabled=${!results || isDone}
                @click=${() => post({ type: 'run', model: { name: model.name, server: model.server } })}
                >${runLabel(results)}</vscode-button
              >
              ${stopped ? html`<span role=${stopped.failure ? 'alert' : 'status'}>${stoppedWords(stopped)}</span>` : nothing}`
      }
    </div>
  </section>`;
}

/**
 * Takes the keyboard along when the button that had it is gone: to the progress when runs begin; when they end, to the
 * button that goes on with them, or to what came of them.
 */
export async function followRuns(root: ParentNode, stopped: Stopped | null): Promise<void> {
  const goesOn = stopped && (stopped.cancelled || hasFailed(stopped));
  const to = !stopped ? '.run .progress' : goesOn ? '.run .go' : '[role=tab][aria-selected=true]';
  const target = root.querySelector<HTMLElement>(to);
  // A button takes the keyboard only once it has drawn itself.
  if (target instanceof LitElement) await target.updateComplete;
  target?.focus();
}

export function hasFailed({ errors, failure }: Stopped): boolean {
  return errors.length > 0 || failure !== null;
}

/** “12 segments × 3 techniques × 2 models × 2 settings × 5 repeats” */
function productOf({ techniques, models = [], samplings = [], repeats, variations, task }: Sheet, segments: number) {
  const orders = task.kind === 'codes' ? (variations?.orders ?? 0) : 0;
  const times = repeats + orders + (variations?.paraphrases ?? 0);
  const parts = [
    [segments, segments === 1 ? 'segment' : 'segments'],
    [techniques.length, techniques.length === 1 ? 'technique' : 'techniques'],
    ...(models.length > 1 ? [[models.length, 'models'] as const] : []),
    ...(samplings.length > 1 ? [[samplings.length, 'settings'] as const] : []),
    ...(times > 1 ? [[times, times === repeats ? 'repeats' : 'repeats and variations'] as const] : []),
  ] as const;
  return parts.map(([count, what]) => `${formatCount(count)} ${what}`).join(' × ');
}

function runLabel(results: LabResults | null): string {
  if (!results || results.made === 0) return 'Run';
  return results.made === results.planned
    ? 'All runs are made'
    : `Run the other ${formatCount(results.planned - results.made)}`;
}

function timeLeft({ secondsLeft }: Progress): string {
  if (secondsLeft === null) return '';
  return secondsLeft < 90
    ? `, about ${Math.ceil(secondsLeft)} s left`
    : `, about ${Math.round(secondsLeft / 60)} min left`;
}

function stoppedWords({ cancelled, errors, failure }: Stopped): string {
  if (failure) return `The runs stopped: ${failure.message} ${failure.remedy}`.trim();
  if (errors.length > 0)
    return `Some runs failed: ${errors.map(({ message, count }) => `${message} (${count})`).join(' ')}`;
  return cancelled ? 'Paused. What was finished is kept.' : 'Done.';
}
