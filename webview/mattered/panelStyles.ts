import { css } from 'lit';

export const panelStyles = css`
  :host {
    display: block;
  }
  main {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: 12px;
    padding: 12px 20px 24px;
    max-width: 84rem;
  }
  h1 {
    font-size: 1.3em;
  }
  h2 {
    font-size: 1.15em;
  }
  header {
    display: grid;
    gap: 4px;
  }
  .title {
    display: flex;
    flex-wrap: wrap;
    justify-content: space-between;
    gap: 6px 16px;
  }
  .omission,
  .recovered,
  .hint {
    padding-left: 8px;
    border-left: 2px solid var(--vscode-editorInfo-foreground);
    max-width: 80ch;
  }
  section {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: 8px;
    padding-top: 10px;
    border-top: 1px solid var(--vscode-contrastBorder, var(--vscode-widget-border));
  }
  .most {
    font-size: 1.15em;
    font-weight: 600;
    max-width: 75ch;
    overflow-wrap: anywhere;
  }
  .controls {
    display: flex;
    flex-wrap: wrap;
    align-items: end;
    gap: 8px 18px;
  }
  .control {
    display: grid;
    gap: 2px;
    max-width: 100%;
  }
  .control > introspect-explain {
    max-width: 30rem;
  }
  .check {
    display: inline-flex;
    align-items: center;
    gap: 6px;
  }
  fieldset {
    display: flex;
    flex-wrap: wrap;
    gap: 2px 14px;
    margin: 0;
    padding: 0;
    border: 0;
    min-width: 0;
  }
  legend {
    padding: 0;
  }
  select {
    max-width: min(22rem, 100%);
    padding: 2px 4px;
    border: 1px solid var(--vscode-settings-dropdownBorder, var(--vscode-contrastBorder, transparent));
    border-radius: 4px;
    color: var(--vscode-dropdown-foreground);
    background: var(--vscode-dropdown-background);
    font: inherit;
  }
  input[type='number'] {
    width: 6em;
  }
  .working {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 4px 12px;
  }
  progress {
    width: 12rem;
    accent-color: var(--vscode-progressBar-background);
  }
  .failed {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 6px 10px;
    padding: 6px 10px;
    border: 1px solid var(--vscode-inputValidation-errorBorder);
    border-radius: 4px;
    max-width: 80ch;
  }
  [aria-busy='true'] .fades {
    opacity: 0.4;
    transition: opacity 0s 120ms;
  }
  .result {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: 10px;
  }
`;
