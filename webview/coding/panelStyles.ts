import { css } from 'lit';

/** What stands around the words. */
export const panelStyles = css`
  introspect-coding {
    display: block;
    height: 100vh;
    color: var(--vscode-foreground);
    font-family: var(--vscode-font-family);
    font-size: var(--vscode-font-size);
    line-height: 1.5;
  }
  main {
    display: flex;
    flex-direction: column;
    height: 100%;
  }
  header,
  footer {
    display: grid;
    gap: 4px;
    padding: 6px 14px;
    border: 0 solid var(--vscode-contrastBorder, var(--vscode-widget-border));
  }
  header {
    border-bottom-width: 1px;
  }
  footer {
    border-top-width: 1px;
  }
  h1 {
    font-size: 1.15em;
    overflow-wrap: anywhere;
  }
  .row {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 4px 10px;
    min-width: 0;
  }
  .together {
    display: inline-flex;
    align-items: center;
    gap: 2px;
  }
  .end {
    margin-left: auto;
  }
  label {
    display: inline-flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 0 6px;
  }
  select {
    height: 26px;
    max-width: 15em;
    border: 1px solid var(--vscode-dropdown-border);
    border-radius: 4px;
    background: var(--vscode-dropdown-background);
    color: var(--vscode-dropdown-foreground);
    font: inherit;
  }
  button.chip,
  button.primary,
  button.review {
    display: inline-flex;
    align-items: center;
    gap: 5px;
    min-height: 26px;
    max-width: 100%;
    padding: 1px 8px;
    border: 1px solid var(--vscode-contrastBorder, var(--vscode-button-secondaryBorder, var(--vscode-widget-border)));
    border-radius: 4px;
    background: var(--vscode-button-secondaryBackground);
    color: var(--vscode-button-secondaryForeground);
    font: inherit;
    cursor: pointer;
  }
  button.primary {
    border-color: var(--vscode-contrastBorder, transparent);
    background: var(--vscode-button-background);
    color: var(--vscode-button-foreground);
  }
  button.chip:hover:enabled,
  button.icon:hover:enabled {
    background: var(--vscode-button-secondaryHoverBackground);
    outline: 1px dashed var(--vscode-contrastActiveBorder, transparent);
  }
  button.primary:hover:enabled {
    background: var(--vscode-button-hoverBackground);
  }
  button:disabled {
    opacity: 0.6;
    cursor: default;
  }
  button.chip[aria-pressed='false'] {
    background: none;
    border-style: dashed;
  }
  button.review {
    border-color: var(--vscode-inputValidation-warningBorder);
    background: none;
    color: var(--vscode-foreground);
  }
  button.icon {
    width: 26px;
    height: 26px;
    padding: 0;
    border: 0;
    border-radius: 4px;
    background: none;
    color: var(--vscode-foreground);
    cursor: pointer;
  }
  button:focus-visible,
  select:focus-visible {
    outline: 1px solid var(--vscode-focusBorder);
    outline-offset: 1px;
  }
  kbd {
    padding: 0 4px;
    border: 1px solid currentcolor;
    border-radius: 3px;
    font-family: inherit;
    font-size: 0.85em;
    /* VS Code paints keys in a grey of its own, too faint on a coloured button. */
    color: inherit;
    background: none;
    box-shadow: none;
  }
  .note {
    display: flex;
    align-items: flex-start;
    gap: 8px;
    padding: 6px 14px;
    border-bottom: 1px solid var(--vscode-contrastBorder, var(--vscode-widget-border));
  }
  .note p {
    flex: 1;
    max-width: 75ch;
  }
  .note progress {
    width: min(30ch, 100%);
    vertical-align: middle;
    accent-color: var(--vscode-progressBar-background, var(--vscode-focusBorder));
  }
  .note .codicon {
    flex: none;
    line-height: 1.5;
  }
  .note.error {
    border: 1px solid var(--vscode-inputValidation-errorBorder);
  }
  .body {
    position: relative;
    display: grid;
    flex: 1;
    min-height: 0;
    --paneWidth: clamp(260px, 25vw, 360px);
  }
  /* The queue stays open while one works: the text makes room for it. */
  .body.beside {
    --paneWidth: clamp(290px, 25vw, 360px);
    --taken: var(--paneWidth);
  }
  .context {
    min-height: 28px;
  }
  /* In a narrow window on two lines, as the hint that stands here before. */
  .selectedWords {
    display: -webkit-box;
    -webkit-box-orient: vertical;
    -webkit-line-clamp: 2;
    max-width: 100%;
    overflow: hidden;
    overflow-wrap: anywhere;
  }
  .status {
    margin-left: auto;
    color: var(--vscode-descriptionForeground);
    overflow: hidden;
    text-overflow: ellipsis;
  }
  aside {
    position: absolute;
    inset: 0 0 0 auto;
    /* Covers the names in the margin, not the bars. */
    width: var(--paneWidth);
    padding: 12px 14px;
    overflow-y: auto;
    border-left: 1px solid var(--vscode-contrastBorder, var(--vscode-widget-border));
    background: var(--vscode-editorWidget-background);
    color: var(--vscode-editorWidget-foreground);
    box-shadow: 0 0 12px var(--vscode-widget-shadow, transparent);
    z-index: 2;
  }
  aside .close {
    float: right;
  }
  .paneContent,
  .paneContent section,
  .paneContent article {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: 8px;
  }
  .paneContent article {
    padding-bottom: 10px;
    border-bottom: 1px solid var(--vscode-contrastBorder, var(--vscode-widget-border));
  }
  .paneContent section {
    margin-top: 8px;
  }
  aside h3 {
    display: flex;
    align-items: center;
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
  .floating {
    position: fixed;
    z-index: 3;
  }
  dialog {
    max-width: min(880px, calc(100vw - 32px));
    padding: 16px 20px;
    border: 1px solid var(--vscode-contrastBorder, var(--vscode-editorWidget-border));
    border-radius: 6px;
    background: var(--vscode-editorWidget-background);
    color: var(--vscode-editorWidget-foreground);
  }
  dialog::backdrop {
    background: rgb(0 0 0 / 40%);
  }
  /* It has the keyboard only so that the list begins at its top. */
  dialog h2:focus {
    outline: none;
  }
  dialog p {
    max-width: 75ch;
    margin: 10px 0;
  }
  .keyColumns {
    display: grid;
    grid-template-columns: repeat(auto-fit, minmax(min(260px, 100%), 1fr));
    gap: 12px 28px;
    margin-top: 8px;
  }
  dl {
    display: grid;
    grid-template-columns: auto minmax(0, 1fr);
    gap: 3px 10px;
    margin: 4px 0;
  }
  dd {
    margin: 0;
  }
  .pin {
    display: flex;
    flex-wrap: nowrap;
    margin: 3px 0;
  }
  .pin select {
    flex: 1;
    min-width: 0;
  }
  dialog label {
    flex-wrap: nowrap;
    align-items: baseline;
  }
  /* A low window, as at 150 % zoom, leaves room for the words: many coders share one line that moves sideways. */
  @media (max-height: 540px) {
    .coders {
      flex-wrap: nowrap;
      overflow-x: auto;
      scrollbar-width: thin;
    }
    .coders .chip {
      flex: none;
    }
  }
  @media (max-width: 720px) {
    label .secondary {
      display: none;
    }
    .body.beside {
      --taken: 0px;
    }
    aside {
      inset: auto 0 0;
      width: 100%;
      /* Where the window is low, all of it: what is decided on must be in sight. */
      max-height: max(60%, min(100%, 20rem));
      border-left: 0;
      border-top: 1px solid var(--vscode-contrastBorder, var(--vscode-widget-border));
    }
  }
  /* Single codes give way to the suggestion that is decided on; their keys stay. */
  @media (max-width: 560px) {
    .body.beside ~ footer .quick {
      display: none;
    }
  }
`;
