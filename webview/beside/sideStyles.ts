import { css } from 'lit';

/** The two models' bars: one full, one striped, so that they differ without colour. */
export const sideStyles = css`
  .left {
    background: var(--vscode-charts-blue);
    border: 1px solid var(--vscode-charts-blue);
  }
  .right {
    border: 1px solid var(--vscode-charts-orange, var(--vscode-foreground));
    background: repeating-linear-gradient(
      45deg,
      var(--vscode-charts-orange, var(--vscode-foreground)) 0 2px,
      var(--vscode-editor-background) 2px 4px
    );
  }
  .key {
    display: inline-block;
    width: 12px;
    height: 12px;
    vertical-align: -1px;
  }
`;
