import { css } from 'lit';

export const panelStyles = css`
  :host {
    display: block;
  }
  main {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: 10px;
    padding: 12px 20px 24px;
    max-width: 96rem;
  }
  h1 {
    font-size: 1.3em;
    margin-bottom: -8px;
  }
  header .row {
    justify-content: space-between;
  }
  .caveat {
    max-width: 80ch;
    padding: 6px 10px;
    border: 1px solid var(--vscode-contrastBorder, var(--vscode-widget-border));
    border-radius: 4px;
  }
  .part {
    min-width: 0;
  }
  section.part {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: 8px;
    padding-top: 8px;
    border-top: 1px solid var(--vscode-contrastBorder, var(--vscode-widget-border));
  }
  .opener {
    display: inline-flex;
    align-items: center;
    gap: 4px;
    padding: 2px 4px 2px 0;
    border: 0;
    color: inherit;
    background: none;
    font: inherit;
    font-weight: 600;
    text-align: left;
    cursor: pointer;
  }
  .opener:hover {
    text-decoration: underline;
  }
  .notes {
    display: flex;
    flex-wrap: wrap;
    gap: 2px 18px;
  }
  introspect-explain p + p {
    margin-top: 6px;
  }
  select,
  button.plain {
    max-width: 20em;
    padding: 2px 6px;
    border: 1px solid var(--vscode-settings-dropdownBorder, var(--vscode-contrastBorder, var(--vscode-widget-border)));
    border-radius: 4px;
    color: var(--vscode-dropdown-foreground);
    background: var(--vscode-dropdown-background);
    font: inherit;
  }
  button.plain {
    cursor: pointer;
  }
  button.plain:disabled {
    cursor: default;
    opacity: 0.5;
  }
  .sentence {
    font-weight: 600;
    font-variant-numeric: tabular-nums;
    overflow-wrap: anywhere;
  }
  .details {
    display: grid;
    gap: 6px;
    /* One line more or less of text should not move what stands below. */
    min-height: 14.5em;
    align-content: start;
  }
  .status {
    display: flex;
    align-items: center;
    gap: 8px;
    min-height: 26px;
  }
  .track {
    flex: 1;
    max-width: 24em;
  }
  [aria-busy='true'] > .fades {
    opacity: 0.5;
    transition: opacity 0s 120ms;
  }
  .fades {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: 8px;
  }
  .scroller {
    overflow: auto;
    max-height: 70vh;
  }
  table.list {
    justify-self: start;
    border-collapse: collapse;
  }
  .list caption {
    white-space: nowrap;
    text-align: left;
    color: var(--vscode-descriptionForeground);
  }
  .list th,
  .list td {
    padding: 1px 12px 1px 0;
    text-align: left;
    font-weight: 400;
    white-space: nowrap;
  }
  .list thead th {
    font-weight: 600;
  }
  .list .n {
    text-align: right;
    font-variant-numeric: tabular-nums;
  }
  .barCell {
    width: 9em;
  }
  .bar {
    display: block;
    width: 9em;
    height: 12px;
  }
  .bar .positive {
    fill: var(--vscode-charts-blue);
  }
  .bar .negative {
    fill: var(--vscode-charts-red);
  }
  .bar line {
    stroke: var(--vscode-foreground);
    stroke-width: 1px;
    vector-effect: non-scaling-stroke;
  }
  .measures {
    display: flex;
    flex-wrap: wrap;
    gap: 4px 28px;
    margin: 0;
  }
  .measures dt {
    color: var(--vscode-descriptionForeground);
  }
  .measures dd {
    margin: 0;
    font-weight: 600;
    font-variant-numeric: tabular-nums;
  }
  summary {
    cursor: pointer;
  }
`;
