import { css } from 'lit';

export const formStyles = css`
  :host {
    display: block;
  }
  main {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: 14px;
    padding: 14px 20px 32px;
    max-width: 44rem;
  }
  h1 {
    display: flex;
    align-items: center;
    gap: 8px;
    font-size: 1.3em;
    overflow-wrap: anywhere;
  }
  .swatch {
    flex: none;
    border-radius: 2px;
  }
  .field {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: 3px;
    align-content: start;
  }
  label[for],
  legend {
    padding: 0;
    font-weight: 600;
  }
  fieldset {
    margin: 0;
    padding: 0;
    border: 0;
    min-width: 0;
  }
  textarea,
  select {
    width: 100%;
    padding: 4px 6px;
    font: inherit;
    line-height: 1.45;
    border-radius: 4px;
  }
  textarea {
    color: var(--vscode-input-foreground);
    background: var(--vscode-input-background);
    border: 1px solid var(--vscode-settings-textInputBorder, var(--vscode-input-border, transparent));
    resize: vertical;
    field-sizing: content;
    max-height: 24em;
  }
  textarea::placeholder {
    color: var(--vscode-descriptionForeground);
    opacity: 1;
  }
  select {
    height: 28px;
    color: var(--vscode-dropdown-foreground);
    background: var(--vscode-dropdown-background);
    border: 1px solid var(--vscode-dropdown-border);
  }
  input[type='text'] {
    height: 28px;
  }
  input.key {
    width: 3.5em;
    text-align: center;
  }
  .hint {
    color: var(--vscode-descriptionForeground);
  }
  .problem {
    color: var(--vscode-errorForeground);
  }
  .problem[hidden] {
    display: none;
  }
  .examples {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: 4px;
    justify-items: start;
  }
  .example {
    display: flex;
    gap: 4px;
    align-items: start;
    width: 100%;
  }
  button.icon,
  button.link {
    display: inline-flex;
    align-items: center;
    gap: 4px;
    padding: 3px;
    border: 0;
    border-radius: 4px;
    background: none;
    font: inherit;
    color: var(--vscode-textLink-foreground);
    cursor: pointer;
  }
  button.icon {
    color: var(--vscode-foreground);
  }
  button.icon:hover {
    background: var(--vscode-toolbar-hoverBackground);
    outline: 1px dashed var(--vscode-contrastActiveBorder, transparent);
  }
  button.link:hover {
    text-decoration: underline;
  }
  button vscode-icon {
    color: inherit;
  }
  .look {
    display: flex;
    flex-wrap: wrap;
    gap: 4px 6px;
  }
  .look legend {
    margin-bottom: 4px;
  }
  .tile {
    display: inline-flex;
    align-items: center;
    gap: 6px;
    padding: 3px 8px;
    border: 1px solid var(--vscode-contrastBorder, var(--vscode-widget-border, transparent));
    border-radius: 4px;
    cursor: pointer;
  }
  .tile:has(:checked) {
    border-color: var(--vscode-focusBorder);
    outline: 1px solid var(--vscode-focusBorder);
  }
  .tile:has(:focus-visible) {
    outline: 2px solid var(--vscode-focusBorder);
  }
  .tile input {
    margin: 0;
    padding: 0;
    accent-color: var(--vscode-focusBorder);
  }
  .look .hint {
    flex: 1 1 100%;
  }
  .pair {
    display: grid;
    grid-template-columns: minmax(12rem, 1fr) minmax(14rem, 2fr);
    gap: 14px 24px;
  }
  @media (max-width: 520px) {
    .pair {
      grid-template-columns: minmax(0, 1fr);
    }
  }
  .notice {
    display: grid;
    gap: 6px;
    padding: 8px 10px;
    border: 1px solid var(--vscode-inputValidation-warningBorder, var(--vscode-contrastBorder, currentColor));
    border-radius: 4px;
    overflow-wrap: anywhere;
  }
  .notice.error {
    border-color: var(--vscode-inputValidation-errorBorder);
  }
  footer {
    padding-top: 10px;
    border-top: 1px solid var(--vscode-contrastBorder, var(--vscode-widget-border));
  }
  dt {
    font-weight: 600;
  }
  dd {
    margin: 0 0 8px;
    white-space: pre-wrap;
  }
`;
