import { escapeMarkup } from '../exchange/markup';
import { formatCsv } from '../exchange/csv';
import { framePicture, type Picture } from './picture';
import { type Provenance, provenanceRows, provenanceSentence, type Settings } from './provenance';

export interface TakenTable {
  /** Part of the file's name. */
  readonly name: string;
  readonly title: string;
  readonly columns: readonly string[];
  readonly rows: readonly (readonly (string | number | null)[])[];
}

/** What a panel shows, as it can be taken away. Made when it is asked for. */
export interface TakenView {
  /** Start of every file's name, such as “attention-layer-3-head-2”. */
  readonly name: string;
  readonly title: string;
  readonly settings: Settings;
  readonly pictures: readonly Picture[];
  readonly tables: readonly TakenTable[];
  /** Sentences for a methods section: what was computed and how, with the source; provenance is added. */
  readonly methods: string;
  /** What the reader must bear in mind, such as that attention is not explanation. */
  readonly caveats: readonly string[];
}

/** Rows of an HTML report; the CSV has all. */
const maxRows = 2000;

/** @returns CSV with a comment-free header row and, as last columns of every row, nothing but the data */
export function tableCsv({ columns, rows }: Pick<TakenTable, 'columns' | 'rows'>): string {
  return formatCsv([columns, ...rows]);
}

export function methodsParagraph({ methods, settings }: TakenView, provenance: Provenance): string {
  const set = settings.map(([name, value]) => `${name.charAt(0).toLowerCase()}${name.slice(1)} ${value}`).join(', ');
  return `${methods} ${set === '' ? '' : `Settings: ${set}. `}${provenanceSentence(provenance)}`;
}

/** The whole view in one file: no scripts, nothing loaded from elsewhere, all text escaped. */
export function viewHtml(view: TakenView, provenance: Provenance): string {
  const { title, pictures, tables, caveats, settings } = view;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; img-src data:">
<title>${escapeMarkup(title)}</title>
<style>
body{font:15px/1.5 Georgia,serif;color:#111;background:#fff;max-width:64rem;margin:2rem auto;padding:0 1rem}
table{border-collapse:collapse;margin:.5rem 0 1.5rem}caption{text-align:left;font-style:italic}
th,td{border-bottom:1px solid #ccc;padding:.2rem .7rem .2rem 0;text-align:left;vertical-align:top;overflow-wrap:anywhere}
.n{text-align:right;white-space:nowrap;font-variant-numeric:tabular-nums}svg{max-width:100%;height:auto}
</style>
</head>
<body>
<h1>${escapeMarkup(title)}</h1>
<p><strong>This page quotes the transcript</strong>: handle it as you handle that.</p>
${caveats.map((caveat) => `<p>${escapeMarkup(caveat)}</p>`).join('\n')}
${pictures.map((picture) => `<h2>${escapeMarkup(picture.title)}</h2>\n${framePicture(picture).replace(/^<\?xml.*\n/, '')}`).join('\n')}
${tables.map(tableHtml).join('\n')}
<h2>Methods</h2>
<p>${escapeMarkup(methodsParagraph(view, provenance))}</p>
<h2>Where this comes from</h2>
<table><tbody>
${provenanceRows(provenance, settings)
  .map(([name, value]) => `<tr><th scope="row">${escapeMarkup(name)}</th><td>${escapeMarkup(value)}</td></tr>`)
  .join('\n')}
</tbody></table>
</body>
</html>
`;
}

function tableHtml({ title, columns, rows }: TakenTable): string {
  const cell = (value: string | number | null) =>
    typeof value === 'number' ? `<td class="n">${value}</td>` : `<td>${escapeMarkup(value ?? '')}</td>`;
  const left =
    rows.length > maxRows
      ? `<p>The first ${maxRows.toLocaleString('en-US')} of ${rows.length.toLocaleString('en-US')} rows; the CSV has all.</p>`
      : '';
  return `<table><caption>${escapeMarkup(title)}</caption>
<thead><tr>${columns.map((column) => `<th scope="col">${escapeMarkup(column)}</th>`).join('')}</tr></thead>
<tbody>
${rows
  .slice(0, maxRows)
  .map((row) => `<tr>${row.map(cell).join('')}</tr>`)
  .join('\n')}
</tbody></table>${left}`;
}
