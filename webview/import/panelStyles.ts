import { css } from 'lit';

export const panelStyles = css`
  :host {
    display: block;
  }
  main {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: 22px;
    padding: 12px 20px 24px;
    max-width: 68rem;
  }
  h1 {
    font-size: 1.3em;
  }
  p,
  .note {
    max-width: 80ch;
  }
  .files,
  .outcome {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: 12px;
  }
  .file {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: 10px;
    padding: 10px 14px 12px;
    border: 1px solid var(--vscode-contrastBorder, var(--vscode-widget-border));
    border-radius: 4px;
  }
  .file > header {
    display: flex;
    flex-wrap: wrap;
    gap: 4px 12px;
    align-items: baseline;
  }
  .file h2,
  .file h3 {
    overflow-wrap: anywhere;
  }
  .file h3 {
    display: flex;
    gap: 6px;
    align-items: center;
  }
  .leftOut h2 {
    font-weight: 400;
    text-decoration: line-through;
  }
  .check {
    display: inline-flex;
    align-items: center;
    gap: 8px;
    cursor: pointer;
  }
  .notes {
    display: flex;
    flex-wrap: wrap;
    gap: 6px;
    align-items: center;
    margin-top: 8px;
  }
  .notes p {
    flex-basis: 100%;
    max-width: none;
    margin: 0;
  }
  .below {
    margin-left: 22px;
  }
  .form {
    display: flex;
    flex-wrap: wrap;
    gap: 8px 20px;
    align-items: end;
  }
  .choice {
    display: grid;
    grid-template-columns: minmax(0, auto);
    gap: 2px;
    max-width: 100%;
  }
  .choice > span {
    color: var(--vscode-descriptionForeground);
  }
  input[type='text'] {
    width: 18rem;
    max-width: 100%;
    height: 26px;
  }
  input[type='number'] {
    width: 5rem;
    height: 26px;
  }

  .note,
  .guess,
  .warnings li {
    display: flex;
    gap: 8px;
    align-items: flex-start;
  }
  .note vscode-icon,
  .guess vscode-icon,
  .warnings vscode-icon {
    flex: none;
    margin-top: 2px;
  }
  .note vscode-icon {
    color: var(--vscode-editorInfo-foreground);
  }
  .guess vscode-icon,
  .warnings vscode-icon {
    color: var(--vscode-editorWarning-foreground);
  }
  .warnings {
    display: grid;
    gap: 4px;
    margin: 0;
    padding: 0;
    list-style: none;
    max-width: 80ch;
  }
  .warnings span,
  .note span {
    overflow-wrap: anywhere;
    min-width: 0;
  }
  .place {
    color: var(--vscode-descriptionForeground);
  }
  .good {
    color: var(--vscode-testing-iconPassed, var(--vscode-charts-green));
  }
  .bad {
    color: var(--vscode-errorForeground);
  }
  .error {
    display: grid;
    gap: 4px;
    padding: 8px 10px;
    border: 1px solid var(--vscode-inputValidation-errorBorder);
    border-radius: 4px;
    overflow-wrap: anywhere;
  }

  .document {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: 8px;
    padding-top: 10px;
    border-top: 1px solid var(--vscode-contrastBorder, var(--vscode-widget-border));
  }
  .naming {
    display: flex;
    flex-wrap: wrap;
    gap: 6px 20px;
    align-items: end;
  }
  .naming p {
    min-width: 0;
    overflow-wrap: anywhere;
  }
  summary {
    cursor: pointer;
    width: max-content;
    max-width: 100%;
  }
  .turns {
    display: grid;
    gap: 6px;
    margin: 6px 0;
    padding: 10px 12px;
    list-style: none;
    background: var(--vscode-textBlockQuote-background);
    border: 1px solid var(--vscode-contrastBorder, transparent);
  }
  .turns li {
    display: grid;
    grid-template-columns: minmax(4.5ch, 9ch) minmax(5rem, 9rem) minmax(0, 1fr);
    gap: 12px;
  }
  .turns.untimed li {
    grid-template-columns: minmax(5rem, 9rem) minmax(0, 1fr);
  }
  .untimed .time {
    display: none;
  }
  @media (max-width: 40rem) {
    .turns li,
    .turns.untimed li {
      grid-template-columns: auto minmax(0, 1fr);
      gap: 0 8px;
    }
    .turns .words {
      grid-column: 1 / -1;
    }
  }
  .time {
    text-align: end;
    font-variant-numeric: tabular-nums;
    color: var(--vscode-descriptionForeground);
  }
  .speaker {
    font-weight: 600;
    overflow-wrap: anywhere;
  }
  .words,
  .text {
    max-width: 75ch;
    white-space: pre-wrap;
    overflow-wrap: anywhere;
  }
  .text {
    margin: 6px 0;
    padding: 10px 12px;
    max-height: 20rem;
    overflow-y: auto;
    background: var(--vscode-textBlockQuote-background);
  }

  fieldset {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: 8px;
    margin: 0;
    padding: 0;
    border: 0;
    min-width: 0;
  }
  legend {
    padding: 0 0 2px;
    font-weight: 600;
  }
  .scroll {
    overflow-x: auto;
  }
  table {
    border-collapse: collapse;
  }
  th {
    text-align: start;
    font-weight: 600;
    vertical-align: bottom;
  }
  tbody th {
    min-width: 5.5rem;
    font-weight: 400;
    vertical-align: baseline;
    overflow-wrap: break-word;
  }
  th,
  td {
    padding: 4px 16px 4px 0;
    border-bottom: 1px solid var(--vscode-contrastBorder, var(--vscode-widget-border, transparent));
    vertical-align: baseline;
  }
  .table td,
  .table thead th {
    padding: 3px 8px;
    min-width: 4rem;
    max-width: 24rem;
    color: var(--vscode-descriptionForeground);
  }
  .table .used {
    color: var(--vscode-foreground);
    background: var(--vscode-textBlockQuote-background);
  }
  .numeric {
    text-align: end;
    font-variant-numeric: tabular-nums;
  }
  .speakers input {
    width: 14rem;
  }
  .problem {
    max-width: 16rem;
    color: var(--vscode-errorForeground);
  }
  .badge {
    padding: 0 5px;
    border: 1px solid var(--vscode-contrastBorder, var(--vscode-widget-border, currentColor));
    border-radius: 8px;
    font-size: 0.9em;
    font-weight: 400;
  }

  dl {
    display: grid;
    gap: 6px;
    margin: 0;
  }
  dl > div {
    display: grid;
    grid-template-columns: 6rem minmax(0, 1fr);
    gap: 8px;
  }
  dt {
    font-weight: 600;
  }
  dd {
    margin: 0;
    overflow-wrap: anywhere;
  }
  .names {
    columns: 14rem auto;
    margin: 4px 0;
    padding-left: 18px;
  }
  .plain {
    display: grid;
    gap: 2px;
    margin: 0;
    padding: 0;
    list-style: none;
  }
  button.link {
    text-align: start;
    overflow-wrap: anywhere;
  }

  footer {
    position: sticky;
    bottom: 0;
    display: flex;
    flex-wrap: wrap;
    gap: 8px 20px;
    align-items: center;
    justify-content: space-between;
    padding: 10px 20px;
    background: var(--vscode-editor-background);
    border-top: 1px solid var(--vscode-contrastBorder, var(--vscode-widget-border));
  }
  .importing {
    display: grid;
    gap: 10px;
  }
`;
