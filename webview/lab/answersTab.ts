import '@vscode-elements/elements/dist/vscode-button/index.js';
import { html, nothing } from 'lit';
import type { LabCell, LabResults, LabRow } from '../../src/core/prompting/labResults';
import type { RunRecord } from '../../src/core/prompting/records';
import type { NoLabel } from '../../src/core/prompting/technique';
import type { LabFromPanel, LabViewState } from '../../src/protocol/lab';
import { formatBits, formatCount, formatProbability } from '../shared/format';
import { comparedColumns, hasWords, renderCompareChoice, renderDifference } from './differences';
import { select } from './fields';
import { filtered, pageSize } from './rows';
import { placeWords, shortName } from './setupTab';
import { renderSuggestHere } from './suggestWith';

const whyWords: { readonly [W in NoLabel]: string } = {
  empty: 'no answer: the model wrote nothing',
  cut: 'no answer: the reply was cut off',
  unknown: 'no answer: not one of the codes',
  several: 'no answer: more than one code',
  unclear: 'no answer: no code is stated clearly',
};

const filterNames = (coder: string | null): readonly (readonly [LabViewState['filter'], string])[] => [
  ['all', 'all segments'],
  ['differ', 'where techniques disagree'],
  ['notPerson', `where an answer differs from ${coder ?? 'the coder'}`],
  ['noLabel', 'where an answer has no code'],
];

export interface Detail {
  readonly technique: string;
  readonly item: string;
  readonly records: readonly RunRecord[];
}

export interface AnswersActions {
  readonly filter: (change: Partial<Pick<LabViewState, 'filter' | 'of'>>) => void;
  readonly page: (page: number) => void;
  readonly compare: (compare: LabViewState['compare']) => void;
  readonly post: (message: LabFromPanel) => void;
  /** What the model of a run is called. */
  readonly titleOf: (model: RunRecord['model']) => string;
}

/** Segments × techniques. */
export function renderAnswers(
  results: LabResults,
  names: ReadonlyMap<string, string>,
  { filter, of, compare }: LabViewState,
  page: number,
  detail: Detail | null,
  actions: AnswersActions,
) {
  const { rows, report, labels } = results;
  const columns = report.techniques.map(({ id, name }) => [id, names.get(id) ?? name] as const);
  const isOfOne = columns.length > 1 && (filter === 'notPerson' || filter === 'noLabel');
  const column = isOfOne ? columns.findIndex(([id]) => id === of) : -1;
  const left = filtered(rows, filter, column);
  const pages = Math.max(1, Math.ceil(left.length / pageSize));
  const at = Math.min(page, pages - 1);
  const shown = left.slice(at * pageSize, (at + 1) * pageSize);
  const nameOf = new Map(labels.map(({ id, name }) => [id, name]));
  const hasChances = rows.some(({ cells }) => cells.some((cell) => (cell?.probability ?? null) !== null));
  const hasPerson = rows.some(({ person }) => person !== null);
  const canCompare = hasWords(results);
  const compared = canCompare ? comparedColumns(results, compare) : null;
  const nameAt = (place: number) => names.get(report.techniques[place]!.id) ?? report.techniques[place]!.name;
  return html`<div class="bar">
      ${select('Show', filterNames(results.coder), filter, (one) => actions.filter({ filter: one }))}
      ${
        isOfOne
          ? select('by', [['', 'any technique'] as const, ...columns], columns[column]?.[0] ?? '', (id) =>
              actions.filter({ of: id === '' ? null : id }),
            )
          : nothing
      }
      ${canCompare ? renderCompareChoice(results, names, compare, actions.compare) : nothing}
      <span class="secondary" role="status">${formatCount(left.length)} of ${formatCount(rows.length)} segments</span>
      ${
        pages > 1
          ? html`<span class="pages">
              <vscode-button secondary ?disabled=${at === 0} @click=${() => actions.page(at - 1)}
                >Earlier</vscode-button
              >
              ${at + 1} of ${pages}
              <vscode-button secondary ?disabled=${at + 1 >= pages} @click=${() => actions.page(at + 1)}
                >Later</vscode-button
              >
            </span>`
          : nothing
      }
      <vscode-button secondary class="save" @click=${() => actions.post({ type: 'save', what: 'answers' })}
        >Save as CSV…</vscode-button
      >
    </div>
    <p class="secondary">
      All answers below are the model’s. None of them is a code in your study. Press an answer to see the exact prompt
      and
      reply.${
        hasChances
          ? ' Percent: how probable the answer is to the model among the codes. Bits: how far its probability is spread over them (entropy; 0 where all of it is on one code).'
          : ''
      }
    </p>
    <div class="scroll" tabindex="0" role="region" aria-label="Answers">
      <table class="answers">
        <thead>
          <tr>
            <th scope="col">Segment</th>
            ${hasPerson ? html`<th scope="col">${results.coder ?? 'The coder'}</th>` : nothing}
            ${report.techniques.map(({ id }) => html`<th scope="col">${names.get(id) ?? id}</th>`)}
            ${
              compared
                ? html`<th scope="col">
                    Word by word: <del>only ${nameAt(compared[0])}</del>, <ins>only ${nameAt(compared[1])}</ins>
                  </th>`
                : nothing
            }
          </tr>
        </thead>
        <tbody>
          ${shown.map((row) => renderRow(row, results, nameOf, names, hasPerson, compared, detail, actions))}
        </tbody>
      </table>
    </div>`;
}

function renderRow(
  row: LabRow,
  { report, suggesters }: LabResults,
  nameOf: ReadonlyMap<string, string>,
  names: ReadonlyMap<string, string>,
  hasPerson: boolean,
  compared: [number, number] | null,
  detail: Detail | null,
  { post, titleOf }: AnswersActions,
) {
  const open = detail?.item === row.item ? detail : null;
  const columns = report.techniques.length + (hasPerson ? 2 : 1) + (compared ? 1 : 0);
  return html`<tr data-item=${row.item}>
      <th scope="row">
        <button
          type="button"
          class="place"
          title="Show in the transcript"
          @click=${() => post({ type: 'openItem', item: row.item })}
        >
          ${placeWords(row.transcript, row.speaker)}
        </button>
        <span class="words">${row.text}</span>
      </th>
      ${hasPerson ? html`<td>${row.person === null ? '–' : (nameOf.get(row.person) ?? row.person)}</td>` : nothing}
      ${report.techniques.map(({ id }, i) => {
        const cell = row.cells[i] ?? null;
        return html`<td>
          ${
            cell === null
              ? html`<span class="secondary">not run</span>`
              : html`<button
                  type="button"
                  class=${classesOf(cell, row.person)}
                  aria-expanded=${open?.technique === id}
                  @click=${() => post({ type: 'detail', technique: id, item: row.item })}
                >
                  ${renderCell(cell, row.person, nameOf)}
                </button>`
          }
        </td>`;
      })}
      ${
        compared
          ? html`<td class="compared">
              ${renderDifference(row.cells[compared[0]] ?? null, row.cells[compared[1]] ?? null)}
            </td>`
          : nothing
      }
    </tr>
    ${
      open
        ? html`<tr class="detailRow">
            <td colspan=${columns}>
              <div class="inView">
                ${renderDetail(open, nameOf, titleOf)} ${renderSuggestHere(open.technique, suggesters, names, post)}
              </div>
            </td>
          </tr>`
        : nothing
    }`;
}

function classesOf({ label }: LabCell, person: string | null): string {
  if (label === null || person === null) return 'cell';
  return label === person ? 'cell same' : 'cell other';
}

function renderCell(
  { label, why, text, quotes, probability, entropyBits }: LabCell,
  person: string | null,
  nameOf: ReadonlyMap<string, string>,
) {
  const said = label === null ? (text ?? whyWords[why!]) : (nameOf.get(label) ?? label);
  // Not by colour alone.
  const sign = label === null || person === null ? '' : label === person ? '✓ ' : '≠ ';
  return html`<span class=${why === null ? '' : 'secondary'}>${sign}${said}</span>
    ${quotes === null ? nothing : html`<span class="secondary quoted">${quoteWords(quotes)}</span>`}
    ${probability === null ? nothing : html`<span class="secondary chance">${formatProbability(probability)}, ${formatBits(entropyBits ?? 0)}</span>`}`;
}

/** “verbatim”, “not in the text”; of several, “2 verbatim, 1 not in the text”. */
function quoteWords(quotes: NonNullable<LabCell['quotes']>): string {
  const kinds = [
    ['verbatim', 'verbatim'],
    ['nearly', 'nearly: other words stand in the text'],
    ['notInText', 'not in the text'],
  ] as const;
  return kinds
    .map(([kind, words]) => [quotes.filter((one) => one === kind).length, words] as const)
    .filter(([count]) => count > 0)
    .map(([count, words]) => (quotes.length === 1 ? words : `${count} ${words}`))
    .join(', ');
}

/** The exact prompts and replies of one technique on one segment. */
function renderDetail({ records }: Detail, nameOf: ReadonlyMap<string, string>, titleOf: AnswersActions['titleOf']) {
  return html`<div class="detail" role="region" aria-label="Prompt and reply">
    ${records.map(
      ({ repeat, seed, model, steps, votes, passages, rationale }) =>
        html`<h3>Run ${repeat + 1}: ${titleOf(model)}, seed ${seed}</h3>
          ${steps.map(
            (step) =>
              html`<h4>${step.purpose}</h4>
                ${step.leftOut === undefined ? nothing : html`<p class="leftOut">Did not fit in the context window and was left out: ${step.leftOut}.</p>`}
                <p class="secondary">
                  ${step.prompt === null ? 'Messages as they were sent' : 'Exact prompt'}${step.promptTokens === null ? '' : `, ${formatCount(step.promptTokens)} tokens`}:
                </p>
                <pre>
${step.prompt ?? sentMessages(step) ?? 'The server applies its own chat template and does not show it.'}</pre>
                ${step.prompt === null && step.messages ? html`<p class="secondary">The server puts a chat template of its own around it, and does not show it.</p>` : nothing}
                ${
                  step.reply === undefined
                    ? nothing
                    : html`<p class="secondary">
                          Reply of the
                          model${step.isComplete === false ? ', cut off' : ''}${step.logprob === null || step.logprob === undefined ? '' : `, log-probability ${step.logprob.toFixed(2)} nats`}:
                        </p>
                        <pre class="reply">${step.reply === '' ? '(nothing)' : step.reply}</pre>`
                }
                ${step.labels ? renderScores(step.labels) : nothing}`,
          )}
          ${
            votes
              ? html`<p>
                  Votes:
                  ${Object.entries(votes)
                    .map(([id, n]) => `${nameOf.get(id) ?? id} ${n}`)
                    .join(', ')}
                </p>`
              : nothing
          }
          ${passages && passages.length > 0 ? html`<p>Passages shown: ${passages.map(({ transcript }) => shortName(transcript)).join(', ')}</p>` : nothing}
          ${rationale === undefined ? nothing : html`<p class="secondary">Written by the model as its reasons or notes; not a cause of the answer.</p>`}`,
    )}
  </div>`;
}

/** What was sent to a server that shows no prompt. */
function sentMessages({ messages }: RunRecord['steps'][number]): string | undefined {
  return messages?.map(({ role, content }) => `[${role}]\n${content}`).join('\n');
}

function renderScores(labels: NonNullable<RunRecord['steps'][number]['labels']>) {
  return html`<table class="scores">
    <thead>
      <tr>
        <th scope="col">Label</th>
        <th scope="col" class="numeric">Log-probability (nats)</th>
        <th scope="col" class="numeric">Tokens</th>
      </tr>
    </thead>
    <tbody>
      ${labels.map(
        ({ label, logprob, tokens }) =>
          html`<tr>
            <th scope="row">${label}</th>
            <td class="numeric">${logprob.toFixed(3)}</td>
            <td class="numeric">${tokens}</td>
          </tr>`,
      )}
    </tbody>
  </table>`;
}
