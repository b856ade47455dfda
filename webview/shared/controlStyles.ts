import { css } from 'lit';

/** A choice as high as the buttons beside it. */
export const selectStyles = css`
  select {
    height: 26px;
    font: inherit;
    color: var(--vscode-dropdown-foreground);
    background: var(--vscode-dropdown-background);
    border: 1px solid var(--vscode-dropdown-border);
    border-radius: 4px;
  }
`;

/** The same in a panel of forms, where names of codes and files may be longer than the window is wide. */
export const formSelectStyles = [
  selectStyles,
  css`
    select {
      max-width: 100%;
      padding: 0 4px;
    }
  `,
];

/** `div.tabs[role=tablist]` over the parts of a panel. */
export const tabStyles = css`
  .tabs {
    display: flex;
    gap: 4px;
    border-bottom: 1px solid var(--vscode-contrastBorder, var(--vscode-widget-border));
  }
  .tabs button {
    padding: 4px 12px;
    border: 0;
    border-bottom: 2px solid transparent;
    background: none;
    font: inherit;
    color: var(--vscode-descriptionForeground);
    cursor: pointer;
  }
  .tabs button[aria-selected='true'] {
    color: var(--vscode-foreground);
    font-weight: 600;
    border-bottom-color: var(--vscode-focusBorder);
  }
`;

/** `button.link`: an act within a line of words. */
export const linkStyles = css`
  button.link {
    padding: 0;
    border: 0;
    background: none;
    font: inherit;
    color: var(--vscode-textLink-foreground);
    cursor: pointer;
  }
  button.link:hover {
    text-decoration: underline;
  }
`;
