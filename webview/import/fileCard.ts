import '@vscode-elements/elements/dist/vscode-icon/index.js';
import '@vscode-elements/elements/dist/vscode-progress-bar/index.js';
import { html, nothing } from 'lit';
import type { TextEncoding } from '../../src/core/base/decodeText';
import type { FileFormat } from '../../src/core/exchange/import/formats';
import type { DocumentReview, FileReview, ImportFromPanel, ProjectReview } from '../../src/protocol/import';
import { typed } from '../shared/typed';
import { choice, renderWarnings } from './controls';
import { encodingLabels, formatLabels, formatSize, formatTime, many } from './labels';
import { renderTable } from './tableChooser';

type Post = (message: ImportFromPanel) => void;

/** One file: what it was taken for, what is in it, and how it will read. */
export function renderFile(file: FileReview, isOneOfFew: boolean, post: Post) {
  const { id, name, size, isIncluded, state, error, warnings, alreadyThere, isEmpty } = file;
  const heading = `file-${id}`;
  const isToBeSeen = isOneOfFew || file.table !== null || file.encoding?.certain === false;
  return html`<section class="file ${isIncluded ? '' : 'leftOut'}" aria-labelledby=${heading}>
    <header>
      <label class="check"
        ><input
          type="checkbox"
          .checked=${isIncluded}
          aria-label="Import ${name}"
          @change=${(event: Event) =>
            post({ type: 'include', file: id, on: (event.target as HTMLInputElement).checked })}
        />
        <h2 id=${heading}>${name}</h2></label
      >
      <span class="secondary">${formatSize(size)}${isIncluded ? '' : ' · left out'}</span>
    </header>
    ${
      alreadyThere.length > 0
        ? html`<p class="note">
            <vscode-icon name="info"></vscode-icon
            ><span
              >The study has this very file already, as ${alreadyThere.map(shortPath).join(', ')}.
              ${isIncluded ? 'It will be imported once more, under another name.' : 'It is left out unless you tick it.'}</span
            >
          </p>`
        : nothing
    }
    ${
      isEmpty && !isIncluded
        ? html`<p class="note">
            <vscode-icon name="info"></vscode-icon><span>It holds no words: it is left out.</span>
          </p>`
        : nothing
    }
    ${
      state === 'reading'
        ? html`<div role="status">
            <p class="secondary">Reading…</p>
            <vscode-progress-bar aria-label="Reading ${name}"></vscode-progress-bar>
          </div>`
        : nothing
    }
    ${
      error
        ? html`<div class="error" role="alert">
            <p><strong>${error.message}</strong></p>
            ${error.remedy ? html`<p>${error.remedy}</p>` : nothing}
          </div>`
        : nothing
    }
    ${isIncluded && state !== 'reading' ? renderForm(file, post) : nothing}
    ${
      isIncluded && state === 'ready'
        ? html`${renderWarnings(warnings)} ${file.project ? renderProject(file.project) : nothing}
          ${file.documents.map((document, i) => renderDocument(file, document, i, i === 0 && isToBeSeen, post))}
          ${
            file.documentCount > file.documents.length
              ? html`<p class="secondary">
                  and ${many(file.documentCount - file.documents.length, 'more transcript')}.
                </p>`
              : nothing
          }`
        : nothing
    }
  </section>`;
}

/** What the file was taken for; the person may know better. */
function renderForm(file: FileReview, post: Post) {
  const { id, name, format, encoding, table } = file;
  const formats = Object.entries(formatLabels) as [FileFormat, string][];
  const chosen = format ?? ('' as FileFormat);
  const options = format === null ? ([['' as FileFormat, 'Choose what it is…'], ...formats] as const) : formats;
  return html`<div class="form">
      ${choice(
        'Read as',
        options,
        chosen,
        (key) => {
          if (Object.hasOwn(formatLabels, key)) post({ type: 'format', file: id, format: key });
        },
        `Read ${name} as`,
      )}
      ${
        encoding
          ? html`${choice(
              'Characters',
              Object.entries(encodingLabels) as [TextEncoding, string][],
              encoding.encoding,
              (key) => post({ type: 'encoding', file: id, encoding: key }),
              `Characters of ${name}`,
            )}
            ${
              encoding.certain
                ? nothing
                : html`<p class="guess">
                    <vscode-icon name="warning"></vscode-icon
                    ><span
                      >A guess. Look below whether accents and quotation marks are right; if not, choose another.</span
                    >
                  </p>`
            }`
          : nothing
      }
    </div>
    ${table ? renderTable(file, table, post) : nothing}`;
}

function renderDocument(file: FileReview, document: DocumentReview, index: number, isOpen: boolean, post: Post) {
  const { name, path, turns, words, segments, speakers, firstTurns, firstText, warnings } = document;
  const facts = [
    turns > 0 ? many(turns, 'turn') : 'no speakers named',
    many(words, 'word'),
    ...(turns > 0 ? [many(speakers.length, 'speaker')] : []),
    ...(segments > 0 ? [many(segments, 'coded segment')] : []),
  ];
  return html`<div class="document">
    <div class="naming">
      <label class="choice"
        ><span>Name in the study</span>
        <input
          type="text"
          maxlength="80"
          spellcheck="false"
          aria-label="Name in the study of ${name}"
          ${typed(name, (words) => post({ type: 'rename', file: file.id, document: index, name: words }))}
      /></label>
      <p>
        <span>${facts.join(' · ')}</span><br />
        <span class="secondary">${path === null ? nothing : html`written to ${path}`}</span>
      </p>
    </div>
    ${renderWarnings(warnings)}
    <details ?open=${isOpen} class="preview">
      <summary>How it will read</summary>
      ${firstText === null ? nothing : html`<p class="text">${firstText}</p>`}
      ${turns > 0 ? renderTurns(firstTurns, turns) : nothing}
    </details>
  </div>`;
}

function renderTurns(firstTurns: DocumentReview['firstTurns'], all: number) {
  return html`<ol class="turns ${firstTurns.every(({ startMs }) => startMs === null) ? 'untimed' : ''}">
      ${firstTurns.map(
        ({ speaker, startMs, words }) =>
          html`<li>
            <span class="time">${startMs === null ? nothing : formatTime(startMs)}</span>
            <span class="speaker">${speaker}</span>
            <span class="words">${words}</span>
          </li>`,
      )}
    </ol>
    ${all > firstTurns.length ? html`<p class="secondary">and ${many(all - firstTurns.length, 'more turn')}</p>` : nothing}`;
}

function renderProject({ codes, newCodes, coders, segments, memos, positions }: ProjectReview) {
  const known = codes.length - newCodes;
  return html`<dl class="project">
    <div>
      <dt>Codes</dt>
      <dd>
        <p>
          ${many(codes.length, 'code')}${known > 0 ? `, of which the study has ${known.toLocaleString('en-US')} already` : ''}.
          They join the codebook; nothing in it is changed.
        </p>
        <details>
          <summary>Show them</summary>
          <ul class="names">
            ${codes.map((code) => html`<li>${code}</li>`)}
          </ul>
        </details>
      </dd>
    </div>
    ${
      coders.length === 0
        ? nothing
        : html`<div>
            <dt>Coders</dt>
            <dd>
              <ul class="plain">
                ${coders.map(
                  ({ name, segments: own, isKnown }) =>
                    html`<li>
                      ${name}: ${many(own, 'segment')}${isKnown ? ', added to what this coder has in the study' : ''}
                    </li>`,
                )}
              </ul>
            </dd>
          </div>`
    }
    ${
      segments + memos === 0
        ? nothing
        : html`<div>
            <dt>Segments</dt>
            <dd>
              <p>${many(segments, 'segment')}, ${many(memos, 'memo')}.</p>
              ${positions.map((position) => html`<p class="secondary">${position}</p>`)}
            </dd>
          </div>`
    }
  </dl>`;
}

function shortPath(path: string): string {
  return path.replace(/^transcripts\//, '').replace(/(\.transcript)?\.txt$/, '');
}
