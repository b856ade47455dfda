import { css } from 'lit';

/** A table of next words with a bar each. */
export const wordTableStyles = css`
  :host {
    display: grid;
    gap: 6px;
  }
  table {
    width: 100%;
    border-collapse: collapse;
  }
  th,
  td {
    padding: 1px 0;
    text-align: left;
    font-weight: normal;
    vertical-align: middle;
  }
  thead th {
    color: var(--vscode-descriptionForeground);
    font-size: 11px;
  }
  .word {
    padding-right: 8px;
  }
  .text {
    display: block;
    max-width: 9em;
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: pre;
  }
  .bar {
    width: 70%;
    min-width: 40px;
  }
  .track {
    height: 14px;
    border-left: 1px solid var(--vscode-charts-lines);
  }
  .badge {
    display: block;
    width: max-content;
    padding: 0 4px;
    border: 1px solid currentColor;
    border-radius: 3px;
    font-size: 10px;
    line-height: 1.4;
  }
  tr.actual .text {
    font-weight: 600;
  }
  tr.rest .word {
    color: var(--vscode-descriptionForeground);
  }
`;
