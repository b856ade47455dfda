import { css } from 'lit';

/** What to compare, and how. */
export const choiceStyles = css`
  .choices {
    display: flex;
    flex-wrap: wrap;
    gap: 8px 28px;
    align-items: flex-start;
    padding-bottom: 12px;
    border-bottom: 1px solid var(--vscode-contrastBorder, var(--vscode-widget-border));
  }
  fieldset {
    margin: 0;
    padding: 0;
    border: 0;
    min-width: 0;
  }
  .choices > * {
    min-width: 0;
    max-width: 100%;
  }
  /* A long study has many transcripts and speakers. */
  .choices > fieldset {
    max-height: 18rem;
    overflow-y: auto;
  }
  legend {
    padding: 0 0 2px;
    font-weight: 600;
  }
  .check {
    display: flex;
    align-items: center;
    gap: 6px;
    padding: 2px 0;
    cursor: pointer;
  }
  .check.below {
    padding-left: 20px;
  }
  .check vscode-icon,
  .swatch {
    flex: none;
  }
  .how {
    display: grid;
    gap: 6px;
  }
  .choice {
    display: grid;
    gap: 2px;
  }
  .choice.inline {
    display: inline-flex;
    align-items: center;
    gap: 6px;
  }
  .codes {
    flex: 1 1 100%;
  }
  summary {
    cursor: pointer;
    width: max-content;
    max-width: 100%;
  }
  .codes summary {
    font-weight: 600;
  }
  .intervals {
    flex: 1 1 100%;
  }
  .intervals p {
    margin: 4px 0;
    max-width: 80ch;
  }
  .steps ol {
    margin: 0;
    padding-left: 1.8em;
  }
  .steps li {
    padding: 1px 0;
  }
  .steps li > * {
    vertical-align: middle;
  }
  .steps span {
    margin-left: 6px;
  }
  button.icon {
    padding: 2px;
    border: 0;
    border-radius: 4px;
    background: none;
    color: var(--vscode-icon-foreground, currentColor);
    cursor: pointer;
  }
  button.icon:hover {
    background: var(--vscode-toolbar-hoverBackground);
  }
  button.icon[aria-disabled='true'] {
    opacity: 0.4;
    cursor: default;
  }
  input[type='number'] {
    width: 9em;
    height: 26px;
    padding: 0 4px;
    font: inherit;
    color: var(--vscode-input-foreground);
    background: var(--vscode-input-background);
    border: 1px solid var(--vscode-input-border, var(--vscode-widget-border));
    border-radius: 4px;
  }
  .note {
    min-width: 26ch; /* beside other columns it would become a tower */
    display: block;
    max-width: 60ch;
  }
  .codeList {
    columns: 15rem auto;
    column-gap: 24px;
  }
  .codeList label {
    break-inside: avoid;
  }
  button.link {
    padding: 2px 4px;
  }
`;
