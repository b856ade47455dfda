import '@vscode-elements/elements/dist/vscode-icon/index.js';
import { html, nothing } from 'lit';
import { firstClause, hasDistance, queryOf, type Clause, type Relation } from '../../src/core/retrieval/clauses';
import { distanceUnits, type Query } from '../../src/core/retrieval/query';
import { formatQuery, parseQuery, type QueryProblem } from '../../src/core/retrieval/queryText';
import type { RetrievalStudy, RetrievalViewState } from '../../src/protocol/retrieval';
import { checkbox, codeMenu, codeOf, select, swatch } from './parts';
import { oneOf } from './viewState';

const relationLabels: { readonly [R in Relation]: string } = {
  and: 'and, on the same words,',
  not: 'but not on words coded',
  or: 'or',
  overlapping: 'overlapping a segment of',
  sameTurn: 'in the same turn as',
  near: 'near',
  before: 'before, and near,',
  after: 'after, and near,',
};

export interface QueryForm {
  readonly clauses: readonly Clause[];
  /** The question as typed; null while it is put together from the clauses. */
  readonly typed: string | null;
  /** The question in its text form. */
  readonly text: string;
  readonly problem: QueryProblem | null;
  readonly change: (change: { readonly clauses?: readonly Clause[]; readonly typed?: string | null }) => void;
}

/** The question as it is asked, which what is typed may not be, and in its text form. */
export function questionOf(
  { typed, clauses }: Pick<RetrievalViewState, 'typed' | 'clauses'>,
  study: RetrievalStudy,
): { readonly query: Query | null; readonly text: string; readonly problem: QueryProblem | null } {
  if (typed === null) {
    const query = queryOf(clauses);
    return { query, text: formatQuery(query, study), problem: null };
  }
  const read = parseQuery(typed, study);
  return 'query' in read
    ? { query: read.query, text: typed, problem: null }
    : { query: null, text: typed, problem: read };
}

/** The question as a sentence to be put together, or typed. */
export function renderQuery(study: RetrievalStudy, form: QueryForm) {
  return form.typed === null ? renderForm(study, form) : renderTyped(form, form.typed);
}

function renderForm(study: RetrievalStudy, { clauses, text, change }: QueryForm) {
  const put = (index: number, next: Partial<Clause>) =>
    change({ clauses: clauses.map((clause, i) => (i === index ? { ...clause, ...next } : clause)) });
  return html`<div class="query" role="group" aria-label="What to find">
    ${clauses.map((clause, i) => renderClause(study, clause, i, put, () => change({ clauses: clauses.toSpliced(i, 1) }), clauses.length))}
    <div class="row">
      <button
        type="button"
        class="link"
        @click=${() => change({ clauses: [...clauses, { ...firstClause, relation: 'and' }] })}
      >
        <vscode-icon name="add"></vscode-icon>Add a condition
      </button>
      <button type="button" class="link" @click=${() => change({ typed: text })}>Write it as text</button>
      ${
        clauses.length > 1 || clauses[0]?.codes.length
          ? html`<button type="button" class="link" @click=${() => change({ clauses: [firstClause] })}>Clear</button>`
          : nothing
      }
    </div>
  </div>`;
}

function renderClause(
  study: RetrievalStudy,
  clause: Clause,
  index: number,
  put: (index: number, next: Partial<Clause>) => void,
  remove: () => void,
  count: number,
) {
  const { relation, codes, below, distance, unit } = clause;
  const hasBelow = codes.some((id) => {
    const at = study.codes.findIndex((code) => code.id === id);
    return at >= 0 && (study.codes[at + 1]?.depth ?? 0) > study.codes[at]!.depth;
  });
  return html`<div class="clause" role="group" aria-label="Condition ${index + 1}">
    ${
      index === 0
        ? html`<span>Text coded</span>`
        : select(
            'How it is joined',
            Object.entries(relationLabels) as [Relation, string][],
            relation,
            (next) => put(index, { relation: next }),
            true,
          )
    }
    ${
      index > 0 && hasDistance(relation)
        ? html`<span>within</span
            ><input
              type="number"
              min="0"
              max="100000"
              aria-label="Distance"
              .value=${String(distance)}
              @change=${(event: Event) => {
                const value = (event.target as HTMLInputElement).valueAsNumber;
                if (Number.isInteger(value) && value >= 0) put(index, { distance: value });
              }}
            />${select(
              'Counted in',
              distanceUnits.map((one) => [one, one] as const),
              oneOf(distanceUnits, unit),
              (next) => put(index, { unit: next }),
              true,
            )}<span>of</span>`
        : nothing
    }
    ${codes.map((id, i) => {
      const code = codeOf(study, id);
      return html`${i > 0 ? html`<span class="secondary">or</span>` : nothing}<span class="chip"
          >${swatch(code)}<span>${code.name}</span
          ><button
            type="button"
            class="iconButton"
            aria-label="Take out ${code.name}"
            title="Take out ${code.name}"
            @click=${() => put(index, { codes: codes.toSpliced(i, 1) })}
          >
            <vscode-icon name="close" size="12"></vscode-icon></button
        ></span>`;
    })}
    ${codeMenu(study, codes.length === 0 ? 'any code' : 'or another code…', (id) => {
      if (!codes.includes(id)) put(index, { codes: [...codes, id] });
    })}
    ${checkbox('with the codes below', below, (on) => put(index, { below: on }), hasBelow)}
    ${
      count > 1 && index > 0
        ? html`<button
            type="button"
            class="iconButton"
            aria-label="Remove condition ${index + 1}"
            title="Remove this condition"
            @click=${remove}
          >
            <vscode-icon name="trash"></vscode-icon>
          </button>`
        : nothing
    }
  </div>`;
}

function renderTyped({ problem, change }: QueryForm, typed: string) {
  return html`<div class="query">
    <label class="typed"
      ><span>What to find</span>
      <input
        class="wide"
        spellcheck="false"
        .value=${typed}
        aria-invalid=${problem !== null}
        aria-describedby="query-help"
        @input=${(event: Event) => change({ typed: (event.target as HTMLInputElement).value })}
    /></label>
    <div id="query-help" class="secondary" role="status">
      ${
        problem
          ? html`<span class="problem">${problem.message}</span>
              ${problem.at > 0 && problem.at < typed.length ? html`After “${tail(typed.slice(0, problem.at))}”.` : nothing}`
          : html`<code>and</code>, <code>or</code>, <code>not</code>, <code>overlapping</code>,
              <code>within 2 turns of</code>, <code>turns with</code>, <code>any code</code>,
              <code>speaker "P01"</code>, <code>by "Name of coder"</code>, <code>( )</code>; <code>*</code> after a
              code: with the codes below it.`
      }
    </div>
    <div class="row">
      <button type="button" class="link" @click=${() => change({ typed: null })}>Back to the form</button>
    </div>
  </div>`;
}

function tail(text: string): string {
  return text.length > 24 ? `…${text.slice(-24)}` : text;
}
