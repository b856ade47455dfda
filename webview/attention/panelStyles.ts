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
    max-width: 84rem;
  }
  h1 {
    font-size: 1.3em;
    margin-bottom: -8px;
  }
  .omission {
    margin-top: 4px;
  }
  /* Not by \`hidden\`, for which the browser lays the page out at once, and again for what takes the place. */
  introspect-attention-overview:not([active]) {
    display: none;
  }

  .toolbar {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 8px 14px;
  }
  .toolbar > label,
  .noted > label {
    display: inline-flex;
    align-items: center;
    gap: 6px;
    cursor: pointer;
  }
  .back {
    display: inline-flex;
    align-items: center;
    gap: 4px;
    padding: 2px 8px 2px 4px;
    border: 1px solid var(--vscode-dropdown-border);
    border-radius: 4px;
    color: var(--vscode-dropdown-foreground);
    background: var(--vscode-dropdown-background);
    font: inherit;
    cursor: pointer;
  }
  .back:hover {
    background: var(--vscode-toolbar-hoverBackground);
  }
  introspect-explain p + p {
    margin-top: 6px;
  }

  .notes {
    display: flex;
    flex-wrap: wrap;
    gap: 4px 20px;
    padding-top: 10px;
    border-top: 1px solid var(--vscode-contrastBorder, var(--vscode-widget-border));
  }
`;
