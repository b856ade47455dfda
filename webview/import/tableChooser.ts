import { html, nothing } from 'lit';
import type { TableColumns } from '../../src/core/exchange/import/csvTable';
import type { FileReview, ImportFromPanel, TableReview } from '../../src/protocol/import';
import { choice } from './controls';

const none = 'none';
const roleNames: Readonly<Record<'text' | 'speaker' | 'time' | 'transcript', string>> = {
  text: 'Words',
  speaker: 'Speaker',
  time: 'Time',
  transcript: 'Transcript',
};

/** Which column of a table holds what, with its first rows to tell by. */
export function renderTable(file: FileReview, table: TableReview, post: (message: ImportFromPanel) => void) {
  const { columns, rows, hasHeader, used } = table;
  const named = columns.map((name, i) => [String(i), name] as const);
  const change = (part: keyof typeof roleNames, value: string) => {
    const column = value === none ? null : Number(value);
    const text = part === 'text' ? column : (used?.text ?? null);
    if (text === null) return;
    const others: Omit<TableColumns, 'text'> = used ?? {
      speaker: null,
      time: null,
      transcript: null,
      timeUnit: 'seconds',
    };
    post({
      type: 'columns',
      file: file.id,
      columns: { ...others, ...(part === 'text' ? {} : { [part]: column }), text },
    });
  };
  const select = (part: keyof typeof roleNames, label: string, otherwise: string) =>
    choice(
      label,
      part === 'text' && used ? named : [[none, otherwise], ...named],
      used?.[part] === null || used === null ? none : String(used[part]),
      (value) => change(part, value),
    );
  const roleOf = (column: number) =>
    (Object.keys(roleNames) as (keyof typeof roleNames)[]).find((part) => used?.[part] === column);
  return html`<fieldset class="table">
    <legend>Which column holds what?</legend>
    <div class="form">
      ${select('text', 'What was said', 'Choose a column…')}
      ${
        used
          ? html`${select('speaker', 'Who said it', 'Not in the table')} ${select('time', 'When', 'Not in the table')}
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
                    (timeUnit) => post({ type: 'columns', file: file.id, columns: { ...used, timeUnit } }),
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
