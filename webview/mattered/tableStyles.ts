import { css } from 'lit';

/** A small table of figures, with what each row is about in the first column. */
export const figureTableStyles = css`
  table {
    border-collapse: collapse;
  }
  caption {
    text-align: left;
    padding-bottom: 4px;
  }
  th,
  td {
    padding: 2px 12px 2px 0;
    border-bottom: 1px solid var(--vscode-contrastBorder, var(--vscode-widget-border, transparent));
    text-align: right;
    font-variant-numeric: tabular-nums;
  }
  th:first-child {
    text-align: left;
  }
`;
