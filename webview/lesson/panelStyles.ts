import { css } from 'lit';

export const panelStyles = css`
  :host {
    display: block;
  }
  main {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: 16px;
    padding: 12px 20px 24px;
    max-width: 76rem;
  }
  h1 {
    font-size: 1.3em;
  }
  .stages {
    display: grid;
    grid-template-columns: repeat(auto-fit, minmax(220px, 1fr));
    gap: 12px;
    margin: 0;
    padding: 0;
    list-style: none;
  }
  .stages li {
    display: grid;
    align-content: start;
    gap: 4px;
    padding: 8px 10px;
    border: 1px solid var(--vscode-contrastBorder, var(--vscode-widget-border, var(--vscode-panel-border)));
    border-radius: 4px;
  }
  .written {
    min-height: 4.5em;
    padding-left: 8px;
    border-left: 2px solid var(--vscode-charts-blue);
    overflow-wrap: anywhere;
  }
  .words {
    white-space: pre-wrap;
  }
  .form {
    display: grid;
    gap: 6px;
  }
  .pronouns .share {
    width: 160px;
    vertical-align: middle;
  }
  .pronouns .share div {
    border: 1px solid var(--vscode-charts-blue);
  }
  ul {
    margin: 4px 0;
    padding-left: 18px;
  }
`;
