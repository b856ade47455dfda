import { css } from 'lit';

/** What the lesson's sections share. */
export const lessonStyles = css`
  section {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: 8px;
    padding-top: 12px;
    border-top: 1px solid var(--vscode-contrastBorder, var(--vscode-panel-border, var(--vscode-widget-border)));
  }
  p {
    max-width: 75ch;
  }
  textarea,
  select {
    color: var(--vscode-input-foreground);
    background: var(--vscode-input-background);
    border: 1px solid var(--vscode-settings-textInputBorder, var(--vscode-input-border, var(--vscode-widget-border)));
    border-radius: 4px;
    font: inherit;
    padding: 4px 6px;
  }
  textarea {
    width: 100%;
    max-width: 75ch;
    resize: vertical;
  }
  label {
    min-width: 0;
    max-width: 100%;
  }
  select {
    color: var(--vscode-dropdown-foreground);
    background: var(--vscode-dropdown-background);
    max-width: 100%;
  }
  input[type='number'] {
    width: 5.5em;
  }
  table {
    border-collapse: collapse;
  }
  caption {
    text-align: start;
  }
  th,
  td {
    padding: 2px 12px 2px 0;
    text-align: start;
    vertical-align: top;
    font-weight: 400;
  }
  thead th {
    color: var(--vscode-descriptionForeground);
  }
  .number {
    text-align: end;
    white-space: nowrap;
    font-variant-numeric: tabular-nums;
  }
  .scroll {
    overflow-x: auto;
  }
  .bar {
    height: 9px;
    background: var(--vscode-charts-blue);
  }
  .failure {
    padding-left: 8px;
    border-left: 2px solid var(--vscode-errorForeground);
  }
  .missing {
    padding-left: 8px;
    border-left: 2px solid var(--vscode-editorInfo-foreground);
  }
  .quoted {
    white-space: pre-wrap;
    overflow-wrap: anywhere;
  }
`;
