import { css } from 'lit';

export const panelStyles = css`
  :host {
    display: block;
  }
  main {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: 14px;
    padding: 12px 20px 32px;
    max-width: 72rem;
  }
  h1 {
    font-size: 1.3em;
  }
  h2 {
    margin-bottom: 2px;
  }
  .result {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: 22px;
  }
  /* An answer that comes at once should not make the figures flicker. */
  .result[aria-busy='true'] {
    opacity: 0.5;
    transition: opacity 0s 200ms;
  }

  p:has(> .badge) {
    max-width: 80ch;
  }
  .badge {
    padding: 0 5px;
    border: 1px solid var(--vscode-contrastBorder, var(--vscode-widget-border, currentColor));
    border-radius: 8px;
    font-size: 0.9em;
  }

  .error {
    display: grid;
    gap: 8px;
    justify-items: start;
    padding: 8px 10px;
    border: 1px solid var(--vscode-inputValidation-errorBorder);
    border-radius: 4px;
    overflow-wrap: anywhere;
  }
  .progress {
    display: grid;
    grid-template-columns: minmax(0, 1fr) auto;
    align-items: center;
    gap: 12px;
    min-height: 28px;
    margin: -8px 0;
  }
  .working {
    animation: appear 0s 200ms backwards;
  }
  @keyframes appear {
    from {
      visibility: hidden;
    }
  }

  .headline {
    display: grid;
    gap: 4px;
  }
  .big {
    display: flex;
    gap: 14px;
    align-items: center;
  }
  .value {
    font-size: 2.4em;
    line-height: 1.1;
    font-weight: 600;
    font-variant-numeric: tabular-nums;
  }
  .messages {
    display: grid;
    gap: 6px;
    margin: 0;
    padding: 0;
    list-style: none;
  }
  .messages li {
    display: flex;
    gap: 8px;
    align-items: flex-start;
    padding: 5px 10px;
    border-left: 2px solid var(--vscode-editorInfo-foreground);
    overflow-wrap: anywhere;
    max-width: 52rem;
  }
  .messages .warning {
    border-color: var(--vscode-editorWarning-foreground);
  }
  .messages vscode-icon {
    flex: none;
    margin-top: 2px;
    color: var(--vscode-editorInfo-foreground);
  }
  .messages .warning vscode-icon {
    color: var(--vscode-editorWarning-foreground);
  }

  .scroll {
    overflow-x: auto;
  }
  table {
    border-collapse: collapse;
  }
  caption {
    text-align: start;
    padding-bottom: 4px;
    color: var(--vscode-descriptionForeground);
  }
  th {
    font-weight: 400;
    text-align: start;
  }
  thead th {
    vertical-align: bottom;
    font-weight: 600;
  }
  thead .secondary {
    font-weight: 400;
  }
  th,
  td {
    padding: 4px 18px 4px 0;
    border-bottom: 1px solid var(--vscode-contrastBorder, var(--vscode-widget-border, transparent));
    vertical-align: baseline;
  }
  .numeric {
    text-align: end;
    font-variant-numeric: tabular-nums;
  }
  .nowrap {
    white-space: nowrap;
  }
  .strong {
    font-weight: 600;
  }
  .codeName {
    display: flex;
    gap: 6px;
    align-items: baseline;
  }
  .why {
    max-width: 40ch;
    color: var(--vscode-descriptionForeground);
  }
  .plot {
    vertical-align: middle;
    padding-right: 0;
  }
  .plot svg {
    display: block;
    margin-top: 2px;
  }
  .axis {
    stroke: var(--vscode-descriptionForeground);
    opacity: 0.45;
  }
  .whisker {
    fill: none;
    stroke: var(--vscode-charts-blue);
    stroke-width: 2;
  }
  .plot circle {
    fill: var(--vscode-charts-blue);
  }
  .same {
    font-weight: 600;
  }
  .none {
    color: var(--vscode-descriptionForeground);
  }
  .differ {
    text-decoration: underline;
    text-underline-offset: 3px;
  }
  .upright {
    min-width: 9ch;
    max-width: 14ch;
    font-weight: 400;
    text-align: end;
    overflow-wrap: break-word;
  }

  .disputed {
    display: grid;
    gap: 10px;
    margin: 8px 0;
    padding: 0;
    list-style: none;
  }
  .disputed li {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: 6px;
    padding: 8px 10px;
    border: 1px solid var(--vscode-contrastBorder, var(--vscode-widget-border));
    border-radius: 4px;
  }
  .disputed .opened {
    border-color: var(--vscode-focusBorder);
  }
  .unit {
    display: grid;
    gap: 2px;
    padding: 0;
    border: 0;
    background: none;
    font: inherit;
    color: inherit;
    text-align: start;
    cursor: pointer;
  }
  .unit:hover .place {
    text-decoration: underline;
  }
  .place {
    color: var(--vscode-textLink-foreground);
  }
  .words {
    max-width: 75ch;
    white-space: pre-wrap;
    overflow-wrap: anywhere;
  }
  dl {
    display: grid;
    gap: 4px;
    margin: 0;
  }
  dl div {
    display: grid;
    grid-template-columns: 9rem minmax(0, 1fr);
    gap: 8px;
  }
  dt {
    font-weight: 600;
    overflow-wrap: anywhere;
  }
  dd {
    display: flex;
    flex-wrap: wrap;
    gap: 4px 6px;
    margin: 0;
  }
  .chip {
    padding: 0 8px;
    border: 1px solid var(--vscode-contrastBorder, var(--vscode-widget-border, currentColor));
    border-radius: 9px;
  }
  .inDispute {
    border-color: var(--vscode-editorWarning-foreground);
  }
  .inDispute::before {
    content: '≠ ';
  }
`;
