import { html, nothing } from 'lit';
import type { TableColumns } from '../../src/core/exchange/import/csvTable';
import type { FileReview, ImportFromPanel, TableReview } from '../../src/protocol/import';
import { choice } from './controls';

const none = 'none';
const each = 'each';
const unknown = { speaker: null, time: null, transcript: null, timeUnit: 'seconds' } as const;
const roleNames: Readonly<Record<'text' | 'speaker' | 'time' | 'transcript', string>> = {
  text: 'Words',
  speaker: 'Speaker',
  time: 'Time',
  transcript: 'Transcript',
};

/** Which column of a table holds what, with its first rows to tell by. */
export function renderTable(file: FileReview, table: TableReview, post: (message: ImportFromPanel) => void) {
  const { columns, rows, hasHeader, persons, used } = table;
  const named = columns.map((name, i) => [String(i), name] as const);
  const isEach = used?.persons !== undefined;
  const eachPerson = [each, `Each person a column: ${persons.map((i) => columns[i]).join(', ')}`] as const;
  const choose = (chosen: TableColumns) => post({ type: 'columns', file: file.id, columns: chosen });
  const changeWords = (value: string) => {
    if (value === none) return;
    const { persons: _, ...others }: Omit<TableColumns, 'text'> = used ?? unknown;
    if (value === each) choose({ ...others, speaker: null, text: persons[0]!, persons });
    else choose({ ...others, text: Number(value) });
  };
  const change = (part: keyof typeof roleNames, value: string) => {
    if (part === 'text') changeWords(value);
    else if (used) choose({ ...used, [part]: value === none ? null : Number(value) });
  };
  const select = (part: keyof typeof roleNames, label: string, otherwise: string) =>
    choice(
      label,
      [
        ...(part === 'text' && used ? [] : [[none, otherwise] as const]),
        ...(part === 'text' && persons.length > 1 ? [eachPerson] : []),
        ...named,
      ],
      part === 'text' && isEach ? each : used?.[part] === null || used === null ? none : String(used[part]),
      (value) => change(part, value),
    );
  const roleOf = (column: number) =>
    used?.persons?.includes(column)
      ? 'text'
      : (Object.keys(roleNames) as (keyof typeof roleNames)[]).find((part) => used?.[part] === column);
  return html`<fieldset class="table">
    <legend>Which column holds what?</legend>
    <div class="form">
      ${select('text', 'What was said', 'Choose a column…')}
      ${
        used
          ? html`${isEach ? nothing : select('speaker', 'Who said it', 'Not in the table')}
            ${select('time', 'When', 'Not in the table')}
            ${
              used.time === null
                ? nothing
                : choice(
                    'Plain numbers are',
                    [
                      ['seconds', 'seconds'],
                      ['milliseconds', 'milliseconds'],
                    ],
                    used.timeUnit,
                    (timeUnit) => choose({ ...used, timeUnit }),
                  )
            }
            ${select('transcript', 'Which conversation', 'All rows are one')}`
          : nothing
      }
    </div>
    <label class="check"
      ><input
        type="checkbox"
        .checked=${hasHeader}
        @change=${(event: Event) =>
          post({ type: 'header', file: file.id, hasHeader: (event.target as HTMLInputElement).checked })}
      />The first row names the columns</label
    >
    <div class="scroll" tabindex="0" role="region" aria-label="First rows of ${file.name}">
      <table>
        <thead>
          <tr>
            ${columns.map((name, i) => {
              const role = roleOf(i);
              return html`<th class=${role ? 'used' : ''}>
                ${name}${role ? html`<br /><span class="badge">${roleNames[role]}</span>` : nothing}
              </th>`;
            })}
          </tr>
        </thead>
        <tbody>
          ${rows.map(
            (row) =>
              html`<tr>
                ${columns.map((_, i) => html`<td class=${roleOf(i) ? 'used' : ''}>${cut(row[i] ?? '')}</td>`)}
              </tr>`,
          )}
        </tbody>
      </table>
    </div>
  </fieldset>`;
}

function cut(cell: string): string {
  const characters = [...cell.slice(0, 400)];
  return characters.length > 120 ? `${characters.slice(0, 119).join('')}…` : cell;
}
