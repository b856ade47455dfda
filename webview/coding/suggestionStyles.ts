import { css } from 'lit';

/** The queue of suggestions. */
export const queueStyles = css`
  :host {
    display: flex;
    flex-direction: column;
    gap: 10px;
  }
  :host > * {
    min-width: 0;
  }
  /* Whatever stands above: how sure the model is and the decision are always in sight, together. */
  .decide {
    display: grid;
    gap: 6px;
    position: sticky;
    bottom: -12px;
    z-index: 1;
    padding: 8px 0;
    background: var(--vscode-editorWidget-background);
  }
  h3 {
    display: flex;
    align-items: center;
    gap: 6px;
    overflow-wrap: anywhere;
  }
  section {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: 6px;
  }
  blockquote {
    margin: 0;
    padding: 4px 10px;
    border-left: 3px solid var(--vscode-textBlockQuote-border, currentcolor);
    max-height: 9em;
    overflow-y: auto;
    white-space: pre-wrap;
    overflow-wrap: anywhere;
  }
  figure {
    display: grid;
    gap: 4px;
    margin: 0;
  }
  vscode-icon {
    vertical-align: text-bottom;
  }
  .quote[data-check='notInText'] blockquote {
    border-left: 3px double var(--vscode-inputValidation-errorBorder);
  }
  .quote[data-check='nearly'] blockquote {
    border-left: 3px dashed var(--vscode-inputValidation-warningBorder);
  }
  .reason blockquote {
    font-style: italic;
  }
  ins {
    text-decoration: underline double;
    font-weight: 600;
  }
  del {
    text-decoration: line-through;
  }
  .caution,
  .draft {
    display: grid;
    gap: 6px;
    padding: 6px 10px;
    min-width: 0;
    grid-template-columns: minmax(0, 1fr);
    border: 1px solid var(--vscode-inputValidation-infoBorder, var(--vscode-widget-border));
    border-radius: 4px;
  }
  .leftOut {
    padding-left: 6px;
    border-left: 3px solid var(--vscode-editorWarning-foreground, var(--vscode-contrastBorder));
  }
  .short,
  .caveatBelow {
    display: none;
  }
  /* A screen of 768 pixels: what is decided on has the room. */
  @media (max-height: 700px) {
    .left,
    .caution .reason {
      display: none;
    }
    .short {
      display: inline;
    }
  }
  /*
   * In a low or narrow window the suggestion itself comes first: the button above the text has the number too, and “Code
   * blind” stands there.
   */
  @media (max-height: 540px), (max-width: 560px) {
    :host {
      gap: 6px;
    }
    .caution .blind {
      display: none;
    }
    .caution {
      grid-template-columns: minmax(0, 1fr) auto;
      align-items: center;
      padding: 2px 8px;
    }
    .decide {
      padding: 4px 0;
      gap: 4px;
    }
  }
  @media (max-height: 540px) {
    .caveat {
      display: none;
    }
    .caveatBelow {
      display: block;
    }
  }
  .draft {
    border: 1px dashed var(--vscode-contrastBorder, var(--vscode-focusBorder));
  }
  .view {
    padding-top: 8px;
    border-top: 1px solid var(--vscode-contrastBorder, var(--vscode-widget-border));
  }
  label {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 4px 6px;
  }
  select {
    height: 26px;
    max-width: 100%;
    border: 1px solid var(--vscode-dropdown-border);
    border-radius: 4px;
    background: var(--vscode-dropdown-background);
    color: var(--vscode-dropdown-foreground);
    font: inherit;
  }
  kbd {
    margin-left: 6px;
    padding: 0 4px;
    border: 1px solid currentcolor;
    border-radius: 3px;
    font-family: inherit;
    font-size: 0.85em;
  }
  summary {
    cursor: pointer;
  }
  vscode-button {
    flex: none;
  }
`;
