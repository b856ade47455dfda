import { css } from 'lit';

export const chipStyles = css`
  .chip {
    display: inline-flex;
    align-items: center;
    gap: 4px;
    padding: 0 6px;
    border: 1px solid var(--vscode-contrastBorder, var(--vscode-widget-border, currentColor));
    border-radius: 9px;
    white-space: nowrap;
  }
  .swatch {
    flex: none;
  }
`;

export const listStyles = [
  chipStyles,
  css`
    /* As high as there is room, however long the list. */
    :host {
      display: block;
      contain: size;
    }
    .list {
      height: 100%;
      overflow-y: auto;
      border: 1px solid var(--vscode-contrastBorder, var(--vscode-widget-border, transparent));
      border-radius: 4px;
    }
    .extent {
      position: relative;
    }
    .group {
      position: absolute;
      left: 0;
      right: 0;
    }
    .head {
      position: sticky;
      top: 0;
      z-index: 1;
      height: 30px;
      padding: 4px 10px;
      overflow: hidden;
      white-space: nowrap;
      text-overflow: ellipsis;
      background: var(--vscode-editor-background);
      border-bottom: 1px solid var(--vscode-contrastBorder, var(--vscode-widget-border, transparent));
    }
    .result {
      position: absolute;
      left: 0;
      right: 0;
      height: 104px;
      display: flex;
      gap: 8px;
      padding: 4px 10px;
      overflow: hidden;
      cursor: pointer;
      border-bottom: 1px solid var(--vscode-contrastBorder, var(--vscode-widget-border, transparent));
    }
    .result:hover {
      background: var(--vscode-list-hoverBackground);
    }
    .active {
      box-shadow: inset 3px 0 0 var(--vscode-focusBorder);
      background: var(--vscode-list-inactiveSelectionBackground);
      outline: 1px solid var(--vscode-contrastActiveBorder, transparent);
      outline-offset: -2px;
    }
    /* Dimmed words would be too faint on these backgrounds. */
    .active .secondary,
    .result:hover .secondary {
      color: inherit;
    }
    .active .chip {
      border-color: currentColor;
    }
    .tick {
      flex: none;
      width: 18px;
      height: 18px;
      margin-top: 2px;
      display: grid;
      place-items: center;
      border: 1px solid var(--vscode-settings-checkboxBorder, currentColor);
      border-radius: 3px;
      background: var(--vscode-settings-checkboxBackground);
    }
    .body {
      min-width: 0;
      flex: 1;
      display: grid;
      grid-template-rows: auto minmax(0, 1fr) auto;
      gap: 2px;
    }
    .place {
      font-size: 0.92em;
      white-space: nowrap;
      overflow: hidden;
      text-overflow: ellipsis;
    }
    .words {
      overflow: hidden;
      display: -webkit-box;
      -webkit-box-orient: vertical;
      -webkit-line-clamp: 2;
      align-self: start;
      overflow-wrap: anywhere;
    }
    mark {
      background: var(--vscode-editor-findMatchHighlightBackground, transparent);
      color: inherit;
      font-weight: 600;
      text-decoration: underline;
      text-decoration-color: var(--vscode-contrastActiveBorder, transparent);
    }
    .who {
      font-weight: 400;
      font-style: italic;
    }
    .chips {
      display: flex;
      gap: 6px;
      overflow: hidden;
      font-size: 0.92em;
    }
  `,
];
