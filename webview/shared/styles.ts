import { css } from 'lit';

/** What every component of ours starts from. Colours come from VS Code's theme alone. */
export const baseStyles = css`
  :host {
    color: var(--vscode-foreground);
    font-family: var(--vscode-font-family);
    font-size: var(--vscode-font-size);
    font-weight: var(--vscode-font-weight);
    line-height: 1.5;
  }
  :host([hidden]) {
    display: none;
  }
  *,
  *::before,
  *::after {
    box-sizing: border-box;
  }
  h1,
  h2,
  h3 {
    margin: 0;
    font-size: 1em;
    font-weight: 600;
    line-height: 1.4;
  }
  h2 {
    font-size: 1.08em;
  }
  p {
    margin: 0;
  }
  .secondary {
    color: var(--vscode-descriptionForeground);
  }
  .row {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 6px 8px;
  }
  .visuallyHidden {
    position: absolute;
    width: 1px;
    height: 1px;
    overflow: hidden;
    clip-path: inset(50%);
    white-space: nowrap;
  }
  :focus-visible {
    outline: 1px solid var(--vscode-focusBorder);
    outline-offset: 1px;
  }
  /* High-contrast themes name no colour for it, and the component then takes one of a dark theme. */
  vscode-button[secondary]:not([disabled]):is(:hover, :focus)::part(base) {
    background-color: var(
      --vscode-button-secondaryHoverBackground,
      var(--vscode-button-secondaryBackground, transparent)
    );
  }
  input {
    color: var(--vscode-input-foreground);
    background: var(--vscode-input-background);
    border: 1px solid var(--vscode-settings-textInputBorder, var(--vscode-input-border, transparent));
    border-radius: 4px;
    font: inherit;
    padding: 2px 6px;
  }
  /* A theme's own colour for it is often under 4.5:1, and ours tells what to write. */
  ::placeholder {
    color: var(--vscode-descriptionForeground);
    opacity: 1;
  }
  input[type='range'] {
    accent-color: var(--vscode-focusBorder);
    padding: 0;
    border: 0;
    background: none;
  }
  input[type='checkbox'] {
    accent-color: var(--vscode-focusBorder);
    margin: 0;
  }
  input[aria-invalid='true'] {
    border-color: var(--vscode-inputValidation-errorBorder);
  }
  @media (prefers-reduced-motion: reduce) {
    *,
    *::before,
    *::after {
      animation: none !important;
      transition: none !important;
      scroll-behavior: auto !important;
    }
  }
`;

const pageStyles = css`
  body {
    padding: 0;
  }
`;

/** Gives the panel the whole width: VS Code pads every webview's body by 20 px a side. */
export function adoptPageStyles(): void {
  const sheet = pageStyles.styleSheet;
  if (sheet) document.adoptedStyleSheets.push(sheet);
}
