import { css } from 'lit';

export const panelStyles = css`
  :host {
    display: block;
  }
  main {
    display: flex;
    flex-direction: column;
    gap: 12px;
    padding: 12px 20px 40px;
    max-width: 1400px;
  }
  h1 {
    font-size: 1.3em;
  }
  h4 {
    margin: 8px 0 0;
    font-size: 1em;
    font-weight: 600;
  }
  section,
  .setup {
    display: flex;
    flex-direction: column;
    gap: 8px;
  }
  .setup {
    gap: 22px;
  }
  .run,
  .preview {
    padding: 10px 14px;
    border: 1px solid var(--vscode-contrastBorder, var(--vscode-widget-border));
    border-radius: 4px;
  }
  .run vscode-icon {
    vertical-align: text-bottom;
    color: inherit;
  }
  .progress,
  .bar {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 6px 12px;
  }
  .bar p {
    max-width: 80ch;
  }
  .save {
    margin-left: auto;
  }
  progress {
    width: 220px;
    accent-color: var(--vscode-progressBar-background);
  }
  /* The warning colour is too pale for words on a light ground. */
  .warning {
    padding-left: 8px;
    border-left: 3px solid var(--vscode-editorWarning-foreground, var(--vscode-foreground));
  }
  .error {
    padding: 8px 10px;
    border: 1px solid var(--vscode-inputValidation-errorBorder);
    border-radius: 4px;
    overflow-wrap: anywhere;
  }
  .empty {
    max-width: 70ch;
    color: var(--vscode-descriptionForeground);
  }
  .tabpanel {
    display: flex;
    flex-direction: column;
    gap: 12px;
  }
  .samplings {
    display: flex;
    flex-direction: column;
    gap: 6px;
  }
  .samplings .wideField {
    flex: 0 1 160px;
  }
  .field {
    display: inline-flex;
    align-items: center;
    gap: 6px;
  }
  .wideField {
    flex: 1 1 320px;
  }
  .wideField input,
  .wideField textarea {
    flex: 1;
    min-width: 0;
  }
  .check {
    display: inline-flex;
    align-items: baseline;
    gap: 6px;
    cursor: pointer;
  }
  input[type='number'] {
    width: 6.5em;
  }
  textarea {
    color: var(--vscode-input-foreground);
    background: var(--vscode-input-background);
    border: 1px solid var(--vscode-settings-textInputBorder, var(--vscode-input-border, transparent));
    border-radius: 4px;
    font: inherit;
    padding: 4px 6px;
  }
  .several {
    position: relative;
  }
  summary {
    cursor: pointer;
  }
  .choices {
    position: absolute;
    z-index: 3;
    display: grid;
    justify-items: start;
    gap: 2px;
    min-width: 14rem;
    max-height: 50vh;
    overflow-y: auto;
    padding: 6px 10px;
    color: var(--vscode-editorWidget-foreground, var(--vscode-foreground));
    background: var(--vscode-editorWidget-background);
    border: 1px solid var(--vscode-contrastBorder, var(--vscode-editorWidget-border, var(--vscode-widget-border)));
    border-radius: 4px;
  }
  .models .choices {
    position: static;
    max-width: 40rem;
  }
  .card:has(introspect-lab-examples) {
    grid-column: 1 / -1;
  }
  .cards {
    display: grid;
    grid-template-columns: repeat(auto-fill, minmax(300px, 1fr));
    gap: 10px;
    margin: 0;
    padding: 0;
    list-style: none;
  }
  .card {
    display: flex;
    flex-direction: column;
    gap: 4px;
    padding: 8px 12px;
    border: 1px solid var(--vscode-contrastBorder, var(--vscode-widget-border));
    border-radius: 4px;
  }
  .card.on {
    border-color: var(--vscode-focusBorder);
    box-shadow: inset 3px 0 0 var(--vscode-focusBorder);
  }
  .options {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 6px 10px;
    padding-top: 4px;
  }
  .options .wideField {
    flex: 1 1 100%;
    flex-wrap: wrap;
  }
  .options .wideField > * {
    flex: 1 1 100%;
  }
  button.link,
  .iconButton,
  .place {
    padding: 0 2px;
    border: 0;
    background: none;
    font: inherit;
    color: var(--vscode-textLink-foreground);
    cursor: pointer;
  }
  button.link:hover,
  .place:hover {
    text-decoration: underline;
  }
  .preview .bar {
    justify-content: space-between;
  }
  pre {
    margin: 0;
    padding: 8px 10px;
    max-height: 22em;
    overflow: auto;
    white-space: pre-wrap;
    overflow-wrap: anywhere;
    font-family: var(--vscode-editor-font-family, monospace);
    background: var(--vscode-textCodeBlock-background);
    border: 1px solid var(--vscode-contrastBorder, transparent);
    border-radius: 4px;
  }
  pre.reply {
    border-left: 3px solid var(--vscode-textLink-foreground);
  }
  .scroll {
    overflow-x: auto;
  }
  table {
    border-collapse: collapse;
  }
  caption {
    text-align: left;
    color: var(--vscode-descriptionForeground);
  }
  th,
  td {
    padding: 4px 12px 4px 0;
    border-bottom: 1px solid var(--vscode-contrastBorder, var(--vscode-widget-border));
    text-align: left;
    vertical-align: top;
    font-weight: normal;
  }
  thead th {
    font-weight: 600;
    white-space: nowrap;
  }
  .figures thead th {
    white-space: normal;
    vertical-align: bottom;
  }
  .answers th[scope='row'] {
    min-width: 22em;
    max-width: 40em;
  }
  .words {
    display: block;
    overflow-wrap: anywhere;
  }
  .cell {
    display: grid;
    padding: 2px 6px;
    border: 1px solid transparent;
    border-radius: 4px;
    background: none;
    color: var(--vscode-foreground);
    font: inherit;
    text-align: left;
    max-width: 22em;
    /* Not “anywhere”: with many techniques columns would shrink until words fall apart. */
    overflow-wrap: break-word;
    cursor: pointer;
  }
  .cell:hover,
  .cell[aria-expanded='true'] {
    background: var(--vscode-toolbar-hoverBackground);
    border-color: var(--vscode-contrastActiveBorder, var(--vscode-focusBorder));
  }
  .cell.other {
    border-left: 3px solid var(--vscode-editorWarning-foreground, var(--vscode-contrastBorder));
  }
  .cell.same {
    border-left: 3px solid var(--vscode-testing-iconPassed, var(--vscode-contrastBorder));
  }
  .quoted {
    font-size: 0.92em;
  }
  .chance,
  .interval {
    display: block;
    font-size: 0.92em;
    white-space: nowrap;
  }
  .nowrap {
    white-space: nowrap;
  }
  .numeric {
    text-align: right;
    font-variant-numeric: tabular-nums;
  }
  .hit {
    font-weight: 600;
    outline: 1px solid var(--vscode-contrastBorder, var(--vscode-widget-border));
  }
  .people th,
  .people td {
    border-top: 2px solid var(--vscode-contrastBorder, var(--vscode-foreground));
  }
  .detail {
    display: grid;
    gap: 4px;
    padding: 6px 12px;
  }
  .leftOut {
    padding-left: 6px;
    border-left: 3px solid var(--vscode-editorWarning-foreground, var(--vscode-contrastBorder));
  }
`;
