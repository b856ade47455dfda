import { css } from 'lit';

export const panelStyles = css`
  :host {
    display: block;
  }
  main {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: 12px;
    padding: 12px 20px 24px;
    max-width: 90rem;
  }
  h1 {
    font-size: 1.3em;
    overflow-wrap: anywhere;
  }
  header {
    display: grid;
    gap: 6px;
  }
  .progress {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 4px 12px;
  }
  progress {
    flex: 0 1 16rem;
    min-width: 6rem;
    height: 8px;
    appearance: none;
    border: 1px solid var(--vscode-contrastBorder, var(--vscode-input-border, var(--vscode-widget-border)));
    border-radius: 3px;
    overflow: hidden;
    background: none;
  }
  progress::-webkit-progress-bar {
    background: none;
  }
  progress::-webkit-progress-value {
    background: var(--vscode-progressBar-background);
  }
  .warning,
  .told,
  .done {
    display: flex;
    align-items: flex-start;
    gap: 8px;
    padding: 6px 10px;
    border: 1px solid var(--vscode-inputValidation-infoBorder);
    border-radius: 4px;
  }
  .warning {
    border-color: var(--vscode-inputValidation-warningBorder);
  }
  .warning p,
  .told p,
  .done > div {
    flex: 1;
  }
  .warning vscode-icon,
  .told vscode-icon,
  .done vscode-icon {
    flex: none;
  }
  .columns {
    display: grid;
    grid-template-columns: minmax(0, 1fr) minmax(200px, 19rem);
    align-items: start;
    gap: 24px;
  }
  introspect-difference-list {
    position: sticky;
    top: 12px;
    max-height: calc(100vh - 24px);
    padding-left: 16px;
    border-left: 1px solid var(--vscode-contrastBorder, var(--vscode-widget-border));
  }
  .work,
  article {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: 12px;
  }
  .heading {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    justify-content: space-between;
    gap: 6px 12px;
  }
  .kind {
    display: block;
    font-weight: normal;
    color: var(--vscode-descriptionForeground);
  }
  introspect-passage {
    padding: 10px 0;
    border-block: 1px solid var(--vscode-contrastBorder, var(--vscode-widget-border));
    container-type: inline-size;
  }
  .memo {
    display: grid;
    gap: 4px;
  }
  textarea {
    width: 100%;
    min-height: 4.5em;
    resize: vertical;
    font: inherit;
    color: var(--vscode-input-foreground);
    background: var(--vscode-input-background);
    border: 1px solid var(--vscode-settings-textInputBorder, var(--vscode-input-border, var(--vscode-widget-border)));
    border-radius: 4px;
    padding: 4px 8px;
  }
  footer {
    display: grid;
    gap: 8px;
    padding-top: 12px;
    border-top: 1px solid var(--vscode-contrastBorder, var(--vscode-widget-border));
  }
  footer label {
    display: inline-flex;
    align-items: center;
    gap: 6px;
  }
  kbd {
    padding: 0 4px;
    border: 1px solid currentcolor;
    border-radius: 3px;
    font-family: inherit;
    font-size: 0.92em;
  }
  @media (max-width: 760px) {
    .columns {
      grid-template-columns: minmax(0, 1fr);
    }
    introspect-difference-list {
      position: static;
      max-height: 22rem;
      padding-left: 0;
      border-left: 0;
    }
  }
`;
