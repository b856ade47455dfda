import { css } from 'lit';

/** The bar that finds words, between what is coded by whom and the words. */
export const findStyles = css`
  .find {
    padding: 4px 14px;
    border-bottom: 1px solid var(--vscode-contrastBorder, var(--vscode-widget-border));
    background: var(--vscode-editorWidget-background);
    color: var(--vscode-editorWidget-foreground);
  }
  .find input {
    flex: 0 1 24em;
    min-width: 8em;
    height: 26px;
  }
  .find output {
    min-width: 7em;
    font-variant-numeric: tabular-nums;
  }
  .find .missing {
    color: var(--vscode-errorForeground);
  }
  .find button[aria-pressed='true'] {
    border: 1px solid var(--vscode-inputOption-activeBorder, var(--vscode-focusBorder));
    background: var(--vscode-inputOption-activeBackground);
    color: var(--vscode-inputOption-activeForeground, inherit);
  }
`;
