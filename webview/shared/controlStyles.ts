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
    flex-wrap: wrap;
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

/** `div.segments[role=radiogroup]`: a few choices side by side, one of them filled; `label`, `input[type=radio]`, `span` each. */
export const segmentStyles = css`
  .segments {
    display: inline-flex;
    border: 1px solid var(--vscode-contrastBorder, var(--vscode-dropdown-border));
    border-radius: 4px;
    overflow: hidden;
  }
  .segments label {
    position: relative;
    cursor: pointer;
  }
  .segments input {
    position: absolute;
    inset: 0;
    margin: 0;
    opacity: 0;
    cursor: pointer;
  }
  .segments span {
    display: block;
    padding: 0 12px;
    line-height: 24px;
  }
  .segments input:checked + span {
    color: var(--vscode-button-foreground);
    background: var(--vscode-button-background);
    font-weight: 600;
    outline: 1px solid var(--vscode-contrastActiveBorder, transparent);
    outline-offset: -2px;
  }
  .segments input:focus-visible + span {
    outline: 1px solid var(--vscode-focusBorder);
    outline-offset: -3px;
  }
`;
