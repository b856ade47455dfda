import { css } from 'lit';

export const matrixStyles = css`
  :host {
    display: block;
    min-width: 0;
  }
  .scroller {
    overflow: auto;
    cursor: crosshair;
    outline-offset: -1px;
  }
  canvas {
    position: sticky;
    top: 0;
    left: 0;
    display: block;
  }
  .axes {
    margin-bottom: 4px;
  }
  label {
    display: inline-flex;
    align-items: center;
    gap: 6px;
    cursor: pointer;
  }
  .dragging {
    cursor: grabbing;
  }
  .zoom {
    display: inline-flex;
    align-items: center;
    gap: 2px;
  }
  .zoom label {
    margin-left: 8px;
  }
  button {
    display: inline-flex;
    padding: 3px;
    border: 0;
    border-radius: 4px;
    background: none;
    color: var(--vscode-icon-foreground, var(--vscode-foreground));
    cursor: pointer;
  }
  button:hover:enabled {
    background: var(--vscode-toolbar-hoverBackground);
    outline: 1px dashed var(--vscode-contrastActiveBorder, transparent);
  }
  button:disabled {
    cursor: default;
    opacity: 0.4;
  }
  .axes {
    justify-content: space-between;
  }
`;
