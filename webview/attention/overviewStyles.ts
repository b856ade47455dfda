import { css } from 'lit';

export const overviewStyles = css`
  :host {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: 10px;
  }
  select,
  .bar button {
    padding: 2px 6px;
    border: 1px solid var(--vscode-dropdown-border);
    border-radius: 4px;
    color: var(--vscode-dropdown-foreground);
    background: var(--vscode-dropdown-background);
    font: inherit;
  }
  .bar button {
    cursor: pointer;
  }
  .bar button:hover {
    background: var(--vscode-toolbar-hoverBackground);
  }
  .bar label {
    display: inline-flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 6px;
    min-width: 0;
  }
  .bar select {
    max-width: 100%;
  }
  .readout {
    position: sticky;
    top: 0;
    z-index: 2;
    /* Two lines: were it to grow now and then, the heads would move under the pointer. */
    min-height: calc(3em + 4px);
    padding: 2px 0;
    background: var(--vscode-editor-background);
    font-variant-numeric: tabular-nums;
  }
  .ablation {
    display: grid;
    gap: 6px;
    padding: 6px 10px;
    border: 1px solid var(--vscode-contrastBorder, var(--vscode-widget-border));
    border-radius: 4px;
  }
  .act {
    justify-self: start;
    padding: 3px 12px;
    border: 1px solid var(--vscode-button-border, transparent);
    border-radius: 4px;
    color: var(--vscode-button-foreground);
    background: var(--vscode-button-background);
    font: inherit;
    cursor: pointer;
  }
  .act:hover {
    background: var(--vscode-button-hoverBackground);
  }
  progress {
    width: 12rem;
    accent-color: var(--vscode-progressBar-background);
  }
  introspect-explain p + p {
    margin-top: 6px;
  }
  .notes {
    display: flex;
    flex-wrap: wrap;
    gap: 4px 20px;
  }
`;
