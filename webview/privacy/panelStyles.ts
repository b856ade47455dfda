import { css } from 'lit';

export const panelStyles = css`
  :host {
    display: block;
  }
  main {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: 18px;
    padding: 12px 20px 24px;
    max-width: 90rem;
  }
  h1 {
    font-size: 1.3em;
  }
  section {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: 8px;
  }
  fieldset {
    margin: 0;
    padding: 0;
    border: 0;
    min-width: 0;
  }
  legend {
    padding: 0;
    font-weight: 600;
  }
  ul {
    margin: 0;
    padding: 0 0 0 18px;
  }
  .box {
    display: grid;
    gap: 6px;
    justify-items: start;
    padding: 8px 12px;
    border: 1px solid var(--vscode-contrastBorder, var(--vscode-widget-border));
    border-left: 3px solid var(--vscode-charts-blue);
  }
  .box.error {
    border-left-color: var(--vscode-errorForeground);
  }
  .box.warning {
    border-left-color: var(--vscode-editorWarning-foreground);
  }
  .lists {
    display: grid;
    grid-template-columns: repeat(auto-fit, minmax(16rem, 1fr));
    gap: 8px 16px;
  }
  .field {
    display: inline-grid;
    gap: 2px;
  }
  .field.area {
    display: grid;
    grid-template-rows: 1fr auto;
  }
  .field input[type='number'] {
    width: 6rem;
  }
  .check {
    display: inline-flex;
    gap: 6px;
    align-items: center;
  }
  textarea,
  select {
    color: var(--vscode-input-foreground);
    background: var(--vscode-input-background);
    border: 1px solid var(--vscode-settings-textInputBorder, var(--vscode-input-border, transparent));
    border-radius: 4px;
    font: inherit;
    padding: 3px 6px;
    min-width: 0;
    max-width: 100%;
  }
  textarea {
    resize: vertical;
  }
  .review {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: 16px;
  }
  @media (min-width: 900px) {
    .review {
      grid-template-columns: minmax(0, 1fr) minmax(0, 1fr);
    }
  }
  .found {
    display: grid;
    align-content: start;
    gap: 14px;
    min-width: 0;
  }
  .kind {
    gap: 2px;
  }
  .kindHead {
    justify-content: space-between;
  }
  .groups,
  .hits,
  .marks {
    list-style: none;
    padding: 0;
  }
  .group {
    border-top: 1px solid var(--vscode-contrastBorder, var(--vscode-widget-border));
    padding: 3px 0;
  }
  .groupHead,
  .hit {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 4px 8px;
  }
  .toggle,
  .context {
    display: flex;
    flex: 1 1 9rem;
    align-items: center;
    gap: 4px;
    min-width: 0;
    padding: 2px 4px 2px 0;
    border: 0;
    background: none;
    color: inherit;
    font: inherit;
    text-align: left;
    cursor: pointer;
  }
  .toggle:hover,
  .context:hover {
    background: var(--vscode-list-hoverBackground);
  }
  /* What is beside the words goes to a line of its own before they are cut. */
  .toggle {
    flex-wrap: wrap;
  }
  .words {
    max-width: calc(100% - 24px);
    font-weight: 600;
    overflow-wrap: anywhere;
  }
  .hits {
    padding: 2px 0 6px 20px;
  }
  .context {
    display: grid;
    flex-basis: 14rem;
    gap: 0;
  }
  .place {
    color: var(--vscode-descriptionForeground);
    font-size: 0.92em;
  }
  .state {
    min-width: 5.5rem;
    text-align: right;
    color: var(--vscode-descriptionForeground);
  }
  .state.open {
    color: var(--vscode-foreground);
    font-weight: 600;
  }
  .pseudonym input {
    width: 8.5rem;
  }
  .choices {
    display: inline-flex;
    gap: 4px;
  }
  .choice {
    padding: 2px 8px;
    border: 1px solid var(--vscode-contrastBorder, var(--vscode-button-border, var(--vscode-widget-border)));
    border-radius: 4px;
    color: var(--vscode-button-secondaryForeground);
    background: var(--vscode-button-secondaryBackground);
    font: inherit;
    cursor: pointer;
  }
  .choice:hover {
    background: var(--vscode-button-secondaryHoverBackground);
  }
  .choice[aria-pressed='true'] {
    color: var(--vscode-button-foreground);
    background: var(--vscode-button-background);
  }
  .choice[aria-pressed='true']::before {
    content: '✓ ';
  }
  .adder {
    align-items: end;
    padding-top: 6px;
  }
  .reading {
    display: grid;
    align-content: start;
    grid-template-columns: minmax(0, 1fr);
    gap: 6px;
    min-width: 0;
  }
  @media (min-width: 900px) {
    .reading {
      position: sticky;
      top: 8px;
      align-self: start;
    }
  }
  .pane {
    max-height: 60vh;
    overflow: auto;
    padding: 8px 12px;
    border: 1px solid var(--vscode-contrastBorder, var(--vscode-widget-border));
  }
  .turn {
    margin-bottom: 8px;
    white-space: pre-line;
    content-visibility: auto;
    contain-intrinsic-size: auto 3em;
    overflow-wrap: anywhere;
  }
  /* Not by colour alone: what is to be replaced is struck through, what is kept has no mark but a dotted line. */
  mark {
    color: inherit;
    background: none;
    border-bottom: 2px solid var(--vscode-editorWarning-foreground);
  }
  .pane mark {
    cursor: pointer;
  }
  mark.open {
    outline: 1px solid var(--vscode-editorWarning-foreground);
    outline-offset: 1px;
  }
  mark.byModel {
    border-bottom-style: double;
    border-bottom-width: 3px;
  }
  .proposals {
    margin: 8px 0;
  }
  .proposals vscode-progress-bar {
    flex: 1 1 120px;
    max-width: 240px;
  }
  mark.replace {
    border-bottom-color: var(--vscode-charts-blue);
    text-decoration: line-through;
  }
  mark.keep {
    border-bottom: 1px dotted var(--vscode-descriptionForeground);
  }
  .marks li {
    display: flex;
    gap: 8px;
    align-items: center;
    padding: 2px 0;
  }
  .sample {
    display: grid;
    gap: 6px;
  }
  .result {
    display: grid;
    gap: 6px;
  }
  footer {
    position: sticky;
    bottom: 0;
    display: flex;
    flex-wrap: wrap;
    justify-content: space-between;
    align-items: center;
    gap: 8px;
    padding: 8px 20px;
    border-top: 1px solid var(--vscode-contrastBorder, var(--vscode-widget-border));
    background: var(--vscode-editor-background);
  }
`;
