import { css } from 'lit';

/** A choice in a line of words, as high as they are. */
export const selectStyles = css`
  select {
    color: var(--vscode-dropdown-foreground);
    background: var(--vscode-dropdown-background);
    border: 1px solid var(--vscode-settings-dropdownBorder, var(--vscode-contrastBorder, transparent));
    border-radius: 4px;
    font: inherit;
  }
`;
