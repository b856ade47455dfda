import { css } from 'lit';
import { chipStyles } from './resultListStyles';

export const panelStyles = [
  chipStyles,
  css`
    :host {
      display: block;
    }
    main {
      display: flex;
      flex-direction: column;
      gap: 10px;
      height: 100vh;
      min-height: 560px;
      padding: 12px 20px 0;
    }
    header {
      display: flex;
      flex-wrap: wrap;
      align-items: baseline;
      gap: 2px 12px;
    }
    h1 {
      font-size: 1.3em;
    }
    .tabs button:hover {
      color: var(--vscode-foreground);
    }
    .tabpanel {
      display: flex;
      flex-direction: column;
      gap: 10px;
      flex: 1;
      padding-bottom: 12px;
    }
    .scope,
    .bar,
    .clause,
    .codingBar {
      display: flex;
      flex-wrap: wrap;
      align-items: center;
      gap: 6px 10px;
    }
    .scope {
      gap: 6px 20px;
    }
    .scope vscode-icon {
      vertical-align: text-bottom;
    }
    .query {
      display: grid;
      gap: 6px;
      padding: 8px 12px;
      border: 1px solid var(--vscode-contrastBorder, var(--vscode-widget-border));
      border-radius: 4px;
    }
    .field {
      display: inline-flex;
      align-items: center;
      gap: 6px;
      max-width: 100%;
    }
    .field select {
      min-width: 0;
    }
    .grow {
      flex: 1 1 260px;
    }
    .typed {
      display: grid;
      gap: 2px;
    }
    .wide {
      flex: 1;
      min-width: 0;
      width: 100%;
      height: 26px;
    }
    input[type='number'] {
      width: 5em;
    }
    .save {
      margin-left: auto;
    }
    button.link,
    .iconButton {
      display: inline-flex;
      align-items: center;
      gap: 4px;
      padding: 2px 4px;
      border: 0;
      border-radius: 4px;
      background: none;
      font: inherit;
      color: var(--vscode-textLink-foreground);
      cursor: pointer;
    }
    button.link:hover {
      text-decoration: underline;
    }
    button.link vscode-icon {
      color: inherit;
    }
    .iconButton {
      padding: 2px;
      color: var(--vscode-foreground);
    }
    .iconButton:hover {
      background: var(--vscode-toolbar-hoverBackground);
      outline: 1px dashed var(--vscode-contrastActiveBorder, transparent);
    }
    .chip .iconButton {
      padding: 0;
    }
    code {
      font-family: var(--vscode-editor-font-family, monospace);
      color: var(--vscode-foreground);
    }
    .problem {
      color: var(--vscode-errorForeground);
    }
    .filter {
      position: relative;
    }
    .filter summary {
      cursor: pointer;
    }
    .choices {
      position: absolute;
      z-index: 3;
      display: grid;
      justify-items: start;
      gap: 2px;
      min-width: 12rem;
      max-height: 50vh;
      overflow-y: auto;
      margin-top: 2px;
      padding: 6px 10px;
      color: var(--vscode-editorWidget-foreground, var(--vscode-foreground));
      background: var(--vscode-editorWidget-background);
      border: 1px solid var(--vscode-contrastBorder, var(--vscode-editorWidget-border, var(--vscode-widget-border)));
      border-radius: 4px;
    }
    .check {
      display: inline-flex;
      align-items: center;
      gap: 6px;
      padding: 2px 0;
      cursor: pointer;
    }
    .error {
      display: grid;
      gap: 8px;
      justify-items: start;
      padding: 8px 10px;
      border: 1px solid var(--vscode-inputValidation-errorBorder);
      border-radius: 4px;
      overflow-wrap: anywhere;
    }
    .empty {
      padding: 8px 0;
      max-width: 70ch;
      color: var(--vscode-descriptionForeground);
    }
    .note {
      max-width: 90ch;
    }

    /* Where there is no room for all of it, the page scrolls. */
    .results {
      --longest: max(34vh, 170px);
      flex: 1;
      min-height: calc(150px + var(--longest));
      display: grid;
      grid-template: minmax(140px, 1fr) auto / minmax(0, 1fr);
      gap: 10px;
    }
    .passage {
      display: grid;
      gap: 6px;
      max-height: var(--longest);
      grid-template-rows: auto minmax(0, 1fr) auto auto;
      padding: 8px 12px;
      border: 1px solid var(--vscode-contrastBorder, var(--vscode-widget-border));
      border-radius: 4px;
    }
    .passage .row {
      justify-content: space-between;
    }
    .quote {
      overflow-y: auto;
      max-width: 90ch;
      overflow-wrap: anywhere;
    }
    .quote > * {
      white-space: pre-wrap;
    }
    mark {
      background: var(--vscode-editor-findMatchHighlightBackground, transparent);
      color: inherit;
      font-weight: 600;
    }
    .who {
      font-weight: 400;
      font-style: italic;
    }
    .chips {
      display: flex;
      flex-wrap: wrap;
      gap: 4px 6px;
    }
    .codingBar {
      padding-top: 8px;
      border-top: 1px solid var(--vscode-contrastBorder, var(--vscode-widget-border));
    }

    /* As high as the upright names and some rows. */
    .scroll {
      overflow: auto;
      min-height: 360px;
    }
    .matrix {
      border-collapse: separate;
      border-spacing: 0;
    }
    .matrix th {
      font-weight: 400;
      text-align: start;
    }
    .matrix thead th {
      position: sticky;
      top: 0;
      z-index: 1;
      height: 1px;
      padding: 4px 2px;
      vertical-align: bottom;
      background: var(--vscode-editor-background);
    }
    .upright {
      display: inline-block;
      max-height: 226px;
      overflow: hidden;
      text-overflow: ellipsis;
      white-space: nowrap;
      writing-mode: vertical-rl;
      transform: rotate(180deg);
    }
    .matrix tbody th {
      position: sticky;
      left: 0;
      padding: 0 12px 0 0;
      background: var(--vscode-editor-background);
      white-space: nowrap;
    }
    .codeName {
      display: flex;
      align-items: center;
      gap: 6px;
    }
    .cell {
      min-width: 44px;
      padding: 3px 6px;
      text-align: end;
      font-variant-numeric: tabular-nums;
      cursor: pointer;
      border: 1px solid var(--vscode-contrastBorder, var(--vscode-widget-border, transparent));
      background: color-mix(in srgb, var(--vscode-charts-blue) var(--shade), transparent);
    }
    .zero {
      color: var(--vscode-descriptionForeground);
    }
    .cell:hover {
      outline: 1px solid var(--vscode-focusBorder);
    }
    .diagonal {
      font-style: italic;
      color: var(--vscode-descriptionForeground);
    }

    .timeline {
      display: grid;
      grid-template-columns: minmax(120px, 15rem) minmax(0, 1fr);
      align-items: start;
      gap: 6px 10px;
      overflow-y: auto;
      min-height: 200px;
    }
    .lineName {
      text-align: start;
      line-height: 1.3;
    }
    .lanes {
      display: grid;
      gap: 2px;
      padding: 3px 0;
      border-bottom: 1px solid var(--vscode-contrastBorder, var(--vscode-widget-border, transparent));
    }
    .lane {
      display: grid;
      grid-template-columns: minmax(0, 1fr) 7rem;
      gap: 8px;
      align-items: center;
    }
    .lane svg {
      display: block;
      width: 100%;
      background: color-mix(in srgb, var(--vscode-foreground) 6%, transparent);
    }
    .axis svg {
      background: none;
      overflow: visible;
    }
    .axis line {
      stroke: var(--vscode-descriptionForeground);
    }
    .axis text {
      font-size: 11px;
      fill: var(--vscode-descriptionForeground);
    }
    .mark {
      stroke: var(--vscode-foreground);
      stroke-width: 1;
      cursor: pointer;
    }
    @media (max-width: 640px) {
      .matrix tbody th {
        max-width: 9em;
        padding-right: 6px;
        white-space: normal;
        overflow-wrap: anywhere;
      }
      .timeline {
        grid-template-columns: minmax(0, 1fr);
        gap: 2px;
      }
      .timeline > span:empty {
        display: none;
      }
      .lane {
        grid-template-columns: minmax(0, 1fr) 4rem;
      }
    }
    .coder {
      font-size: 0.9em;
      overflow: hidden;
      white-space: nowrap;
      text-overflow: ellipsis;
    }
  `,
];
