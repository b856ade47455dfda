import { css } from 'lit';

export const turnStyles = css`
  .turns {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: 10px;
    margin: 0;
    padding: 0;
    list-style: none;
  }
  .turn {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: 4px;
    padding: 8px 12px;
    border: 1px solid var(--line);
    border-radius: 6px;
  }
  .turn.person {
    margin-left: 12%;
    border-left: 4px solid var(--vscode-charts-blue);
  }
  .turn.model {
    margin-right: 6%;
    border-left: 4px double var(--vscode-charts-orange, var(--vscode-foreground));
  }
  .turn.forgotten {
    border-style: dashed;
  }
  .turn.forgotten > .words {
    font-style: italic;
  }
  .head {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 4px 10px;
  }
  .who {
    display: inline-flex;
    align-items: center;
    gap: 4px;
    font-weight: 600;
  }
  .who vscode-icon,
  .act vscode-icon {
    color: inherit;
  }
  .badge {
    display: inline-flex;
    align-items: center;
    gap: 4px;
    padding: 0 6px;
    border: 1px solid currentColor;
    border-radius: 10px;
    font-size: 0.9em;
  }
  .acts {
    display: inline-flex;
    align-items: center;
    gap: 2px;
    margin-left: auto;
  }
  .act {
    display: inline-flex;
    padding: 3px;
    border: 0;
    border-radius: 4px;
    background: none;
    color: var(--vscode-foreground);
    cursor: pointer;
  }
  .act:hover:not(:disabled) {
    background: var(--vscode-toolbar-hoverBackground);
    outline: 1px dashed var(--vscode-contrastActiveBorder, transparent);
  }
  .act:disabled {
    opacity: 0.4;
    cursor: default;
  }
  .versions {
    white-space: nowrap;
    font-variant-numeric: tabular-nums;
  }
  .words {
    white-space: pre-wrap;
    overflow-wrap: anywhere;
    min-height: 1.5em;
  }
  .change {
    display: flex;
    gap: 6px;
    align-items: center;
    padding-bottom: 4px;
    border-bottom: 1px dashed var(--line);
  }
  dl {
    display: grid;
    grid-template-columns: max-content minmax(0, 1fr);
    gap: 2px 12px;
    margin: 4px 0;
  }
  dt {
    color: var(--vscode-descriptionForeground);
  }
  dd {
    margin: 0;
    overflow-wrap: anywhere;
  }
  details details {
    margin: 4px 0 0 14px;
  }
  .besides ol {
    display: grid;
    gap: 10px;
    margin: 6px 0 0;
    padding-left: 22px;
  }
  .composer,
  .edit {
    display: grid;
    gap: 6px;
  }
  .pending {
    padding: 8px 12px;
    border: 1px dashed var(--line);
    border-radius: 6px;
  }
  .server {
    display: inline-flex;
    align-items: center;
    gap: 4px;
  }
`;
