import { css } from 'lit';

export const panelStyles = css`
  :host {
    display: block;
    --line: var(--vscode-contrastBorder, var(--vscode-widget-border, var(--vscode-panel-border)));
  }
  main {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: 12px;
    padding: 12px 20px 24px;
    max-width: 96rem;
  }
  .top {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    justify-content: space-between;
    gap: 8px 16px;
  }
  h1 {
    font-size: 1.3em;
  }
  .banner {
    position: sticky;
    top: 0;
    z-index: 1;
    background: var(--vscode-editor-background);
    padding: 6px 12px;
    border: 1px solid var(--line);
    border-left: 4px solid var(--vscode-editorWarning-foreground);
    border-radius: 4px;
  }
  .columns {
    display: grid;
    grid-template-columns: minmax(0, 3fr) minmax(280px, 2fr);
    gap: 12px 24px;
    align-items: start;
  }
  @media (max-width: 860px) {
    .columns {
      grid-template-columns: minmax(0, 1fr);
    }
  }
  .talk,
  aside,
  section {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: 8px;
  }
  .talk {
    gap: 12px;
  }
  aside section + section {
    padding-top: 10px;
    border-top: 1px solid var(--line);
  }
  label {
    justify-self: start;
    max-width: 100%;
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
    resize: vertical;
  }
  select {
    color: var(--vscode-dropdown-foreground);
    background: var(--vscode-dropdown-background);
    max-width: 100%;
  }
  input[type='number'] {
    width: 6em;
  }
  .fields {
    display: grid;
    grid-template-columns: repeat(auto-fill, minmax(190px, 1fr));
    gap: 6px 14px;
  }
  .fields .noted {
    flex: 1;
  }
  .fields label {
    display: flex;
    justify-content: space-between;
    align-items: center;
    gap: 6px;
    width: 100%;
  }
  .failure {
    display: grid;
    gap: 6px;
    padding-left: 8px;
    border-left: 2px solid var(--vscode-errorForeground);
    overflow-wrap: anywhere;
  }
  .crisis {
    padding: 14px 18px;
    border: 2px solid var(--vscode-editorWarning-foreground);
    border-radius: 6px;
    gap: 10px;
    max-width: 75ch;
  }
  .crisis h2 {
    font-size: 1.2em;
  }
  .context {
    display: flex;
    height: 22px;
    border: 1px solid var(--vscode-foreground);
    border-radius: 3px;
    overflow: hidden;
  }
  .context span,
  .legend i {
    flex: none;
    border-right: 1px solid var(--vscode-editor-background);
  }
  .context .system,
  .legend .system {
    background: var(--vscode-charts-purple);
  }
  .context .person,
  .legend .person {
    background: var(--vscode-charts-blue);
  }
  .context .model,
  .legend .model {
    background: repeating-linear-gradient(
      45deg,
      var(--vscode-charts-orange, var(--vscode-foreground)) 0 4px,
      var(--vscode-editor-background) 4px 6px
    );
  }
  .context .layout,
  .legend .layout {
    background: repeating-linear-gradient(
      90deg,
      var(--vscode-foreground) 0 1px,
      var(--vscode-editor-background) 1px 4px
    );
  }
  .context .room,
  .legend .room {
    background: radial-gradient(var(--vscode-foreground) 1px, transparent 1.2px) 0 0 / 6px 6px;
  }
  .legend {
    display: flex;
    flex-wrap: wrap;
    gap: 2px 12px;
    font-size: 0.92em;
  }
  .legend span {
    display: inline-flex;
    align-items: center;
    gap: 4px;
  }
  .legend i {
    width: 14px;
    height: 10px;
    border: 1px solid var(--vscode-foreground);
  }
  .forgottenSum {
    display: flex;
    gap: 6px;
    align-items: center;
  }
  .forgottenSum vscode-icon,
  .badge vscode-icon,
  .server vscode-icon,
  .change vscode-icon {
    color: inherit;
    flex: none;
  }
  summary {
    cursor: pointer;
  }
  table {
    border-collapse: collapse;
    margin-top: 4px;
  }
  caption {
    text-align: start;
  }
  th,
  td {
    padding: 2px 12px 2px 0;
    text-align: start;
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
  button.link {
    padding: 0;
    border: 0;
    background: none;
    color: var(--vscode-textLink-foreground);
    font: inherit;
    text-align: start;
    text-decoration: underline;
    cursor: pointer;
  }
  pre {
    margin: 0;
    padding: 8px 10px;
    max-height: 24em;
    overflow: auto;
    border: 1px solid var(--line);
    border-radius: 4px;
    font-family: var(--vscode-editor-font-family, monospace);
    font-size: 0.95em;
    white-space: pre-wrap;
    overflow-wrap: anywhere;
    color: var(--vscode-foreground);
  }
  .special {
    padding: 0 3px;
    border: 1px solid var(--vscode-foreground);
    border-radius: 3px;
    font-weight: 600;
  }
  .sent .said {
    text-decoration: underline dotted var(--vscode-descriptionForeground);
    text-underline-offset: 3px;
  }
`;
