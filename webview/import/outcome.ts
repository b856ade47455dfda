import '@vscode-elements/elements/dist/vscode-button/index.js';
import '@vscode-elements/elements/dist/vscode-icon/index.js';
import { html, nothing } from 'lit';
import type { FileOutcome, ImportFromPanel } from '../../src/protocol/import';
import { renderWarnings } from './controls';
import { many } from './labels';

const shownTranscripts = 30;

/** What became of the files, with a way on to each transcript. */
export function renderOutcome(
  outcomes: readonly FileOutcome[],
  wasStopped: boolean,
  post: (message: ImportFromPanel) => void,
) {
  const transcripts = outcomes.flatMap((outcome) => outcome.transcripts);
  const failed = outcomes.filter(({ error }) => error !== null).length;
  const [first] = transcripts;
  const codes = outcomes.reduce((sum, { codesAdded }) => sum + codesAdded, 0);
  const summary = [
    ...(transcripts.length > 0 || codes === 0 ? [many(transcripts.length, 'transcript')] : []),
    ...(codes > 0 ? [many(codes, 'code')] : []),
  ].join(' and ');
  return html`<section class="outcome" aria-labelledby="outcome">
    <div role="status">
      <h2 id="outcome" tabindex="-1">Imported: ${summary}</h2>
      ${failed > 0 ? html`<p>${many(failed, 'file')} could not be imported; see below.</p>` : nothing}
      ${wasStopped ? html`<p>You stopped it: the files that are not listed here were left alone.</p>` : nothing}
    </div>
    <div class="row">
      ${
        first
          ? html`<vscode-button @click=${() => post({ type: 'open', path: first.path })}
              >Open ${shortName(first.path)} and begin coding</vscode-button
            >`
          : nothing
      }
      <vscode-button ?secondary=${first !== undefined} @click=${() => post({ type: 'addFiles' })}
        >Import more…</vscode-button
      >
      <vscode-button secondary @click=${() => post({ type: 'cancel' })}>Close</vscode-button>
    </div>
    ${outcomes.map((outcome) => renderFileOutcome(outcome, post))}
  </section>`;
}

function renderFileOutcome(outcome: FileOutcome, post: (message: ImportFromPanel) => void) {
  const { name, transcripts, codesAdded, warnings, error } = outcome;
  return html`<div class="file">
    <h3>
      <vscode-icon class=${error ? 'bad' : 'good'} name=${error ? 'error' : 'pass'}></vscode-icon>${name}
      ${error ? html`<span class="badge">not imported</span>` : nothing}
    </h3>
    ${error ? html`<p><strong>${error.message}</strong> ${error.remedy}</p>` : nothing}
    <ul class="plain">
      ${transcripts.slice(0, shownTranscripts).map(
        ({ path, turns, segments, memos }) =>
          html`<li>
            <button type="button" class="link" @click=${() => post({ type: 'open', path })}>${path}</button>
            <span class="secondary"
              >${turns > 0 ? many(turns, 'turn') : 'no speakers named'}${segments > 0 ? ` · ${many(segments, 'coded segment')}` : ''}${memos > 0 ? ` · ${many(memos, 'memo')}` : ''}</span
            >
          </li>`,
      )}
    </ul>
    ${
      transcripts.length > shownTranscripts
        ? html`<p class="secondary">and ${many(transcripts.length - shownTranscripts, 'more transcript')}.</p>`
        : nothing
    }
    ${codesAdded > 0 ? html`<p>${many(codesAdded, 'code')} added to the codebook.</p>` : nothing}
    ${renderWarnings(warnings)}
  </div>`;
}

function shortName(path: string): string {
  return path.replace(/^transcripts\//, '').replace(/\.transcript\.txt$/, '');
}
