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
    max-width: 72rem;
  }
  h1 {
    font-size: 1.3em;
  }
  section {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: 6px;
    padding-top: 10px;
    border-top: 1px solid var(--vscode-contrastBorder, var(--vscode-panel-border, var(--vscode-widget-border)));
  }
  select {
    color: var(--vscode-dropdown-foreground);
    background: var(--vscode-dropdown-background);
    border: 1px solid var(--vscode-dropdown-border);
    border-radius: 4px;
    font: inherit;
    padding: 2px;
    max-width: 100%;
  }
  .models {
    display: flex;
    flex-wrap: wrap;
    align-items: end;
    gap: 8px 16px;
  }
  .models label {
    min-width: 0;
    max-width: 100%;
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: 2px;
  }
  .document {
    overflow-wrap: anywhere;
  }
  introspect-word-view {
    overflow-x: auto;
  }
  .figures {
    display: flex;
    flex-wrap: wrap;
    gap: 4px 24px;
  }
  .heads {
    display: grid;
    grid-template-columns: repeat(auto-fit, minmax(220px, 1fr));
    gap: 16px;
  }
  .dim {
    opacity: 0.6;
  }
`;
