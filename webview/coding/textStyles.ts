import { css } from 'lit';

/** The words, the bars beside them and the marks over them. */
export const textStyles = css`
  .scroller {
    --head: 11.5em;
    --gap: 14px;
    --marginWidth: clamp(110px, 31vw, 380px);
    /* The page is the window. As a container with its own units it would be laid out anew with every block. */
    --measure: min(40em, calc(100vw - var(--taken, 0px) - var(--head) - var(--marginWidth) - 4 * var(--gap)));
    margin-right: var(--taken, 0px);
    overflow: hidden auto;
    overflow-anchor: none;
    position: relative;
    background: var(--vscode-editor-background);
    color: var(--vscode-editor-foreground);
    font-size: 1.1em;
  }
  @media (min-width: 721px) {
    .beside .scroller {
      --marginWidth: clamp(110px, 20vw, 300px);
    }
  }
  .canvas {
    position: relative;
    min-height: 100%;
    overflow: hidden;
  }
  .page {
    position: absolute;
    inset: 0 0 auto;
    /* What Page Down moves by. As high as the text, it would be laid out anew with every height that is corrected. */
    height: 100vh;
    outline: none;
    caret-color: var(--vscode-editor-foreground);
    cursor: text;
  }
  .scroller:focus-within {
    outline: 1px solid var(--vscode-focusBorder);
    outline-offset: -1px;
  }
  .block {
    position: absolute;
    left: var(--gap);
    display: grid;
    grid-template-columns: minmax(0, 1fr) auto minmax(0, var(--measure));
    width: calc(var(--head) + var(--measure));
    contain: layout style;
  }
  .block.opens {
    padding-top: 10px;
  }
  /* Generated, so that it is neither selected nor copied nor counted in offsets; read aloud all the same. */
  .block.opens::before {
    content: attr(data-speaker) ' ';
    grid-column: 1;
    grid-row: 1;
    padding-right: 10px;
    line-height: 1.65rem;
    font-weight: 600;
    /* A long name would make a short turn higher. */
    white-space: nowrap;
    overflow: hidden;
    text-overflow: ellipsis;
  }
  .block.opens::after {
    content: attr(data-time);
    grid-column: 2;
    grid-row: 1;
    padding-right: 12px;
    line-height: 1.65rem;
    font-size: 0.82em;
    font-variant-numeric: tabular-nums;
    color: var(--vscode-descriptionForeground);
  }
  .words {
    grid-column: 3;
    grid-row: 1;
    padding-left: 10px;
    border-left: 2px solid transparent;
    line-height: 1.65rem;
    white-space: pre-wrap;
    overflow-wrap: anywhere;
  }
  .block[data-voice='0'] .words {
    border-left: 2px solid color-mix(in srgb, var(--vscode-charts-blue, currentcolor) 70%, transparent);
  }
  .block[data-voice='1'] .words {
    border-left: 2px dotted color-mix(in srgb, var(--vscode-charts-orange, currentcolor) 70%, transparent);
  }
  .block[data-voice='2'] .words {
    border-left: 2px dashed color-mix(in srgb, var(--vscode-charts-green, currentcolor) 70%, transparent);
  }
  .block[data-voice='3'] .words {
    border-left: 2px double color-mix(in srgb, var(--vscode-charts-purple, currentcolor) 70%, transparent);
  }
  .probe {
    white-space: nowrap;
  }
  .coded {
    padding-bottom: 6px;
    background-repeat: no-repeat;
  }
  .coded[data-starts]::before,
  .coded[data-ends]::after {
    position: absolute;
    width: 1px;
    height: 1px;
    overflow: hidden;
    clip-path: inset(50%);
    white-space: nowrap;
    user-select: none;
  }
  .coded[data-starts]::before {
    content: ' ' attr(data-starts) ': ';
  }
  .coded[data-ends]::after {
    content: ', ' attr(data-ends) ' ';
  }
  /* A model's suggestion: dashes of the text's own colour, never the line of a code. */
  .suggestedWords {
    text-decoration: underline dashed 1px color-mix(in srgb, currentcolor 65%, transparent);
    text-underline-offset: 5px;
  }
  ::highlight(coding-quoted) {
    text-decoration: underline wavy 1px var(--vscode-editor-foreground);
  }
  ::highlight(coding-draft) {
    background-color: var(--vscode-editor-findMatchBackground);
    color: var(--vscode-editor-findMatchForeground, inherit);
  }
  ::highlight(coding-hovered) {
    background-color: var(--vscode-editor-selectionHighlightBackground);
  }
  ::highlight(coding-selected) {
    background-color: var(--vscode-editor-findMatchHighlightBackground);
    text-decoration: underline 1px var(--vscode-contrastActiveBorder, transparent);
  }
  ::highlight(coding-found) {
    background-color: var(--vscode-editor-findMatchHighlightBackground);
    text-decoration: underline 2px var(--vscode-editor-findMatchHighlightBorder, transparent);
  }
  ::highlight(coding-pending) {
    background-color: var(--vscode-editor-selectionBackground);
    color: var(--vscode-editor-selectionForeground, currentcolor);
  }
  .page ::selection {
    background-color: var(--vscode-editor-selectionBackground);
    color: var(--vscode-editor-selectionForeground, inherit);
  }
  .margin {
    position: absolute;
    top: 0;
    height: 0;
    left: calc(var(--head) + var(--measure) + 2 * var(--gap));
    width: var(--marginWidth);
    pointer-events: none;
  }
  .mark {
    position: absolute;
    contain: size layout style;
    cursor: pointer;
    pointer-events: auto;
  }
  .label {
    position: absolute;
    contain: strict;
  }
  .bar {
    border: 1px solid var(--paint);
    border-radius: 2px;
    min-height: 6px;
  }
  .bar.moved {
    border-style: dashed;
  }
  /* A suggestion is an empty bar of dashes. */
  .bar.suggested {
    border: 2px dashed var(--paint);
    background-image: none;
  }
  .suggestedLabel::before {
    content: none;
  }
  .suggestedLabel .name {
    font-style: italic;
  }
  .label {
    display: flex;
    align-items: center;
    gap: 4px;
    padding: 0 4px;
    border-radius: 3px;
    font-size: 0.85em;
    white-space: nowrap;
    overflow: hidden;
  }
  .label[hidden] {
    display: none;
  }
  .label .name {
    overflow: hidden;
    text-overflow: ellipsis;
  }
  .initials {
    flex: none;
    font-size: 0.85em;
    font-weight: 600;
    color: var(--vscode-descriptionForeground);
  }
  .initials[data-initials]::before {
    content: attr(data-initials);
  }
  .label .codicon {
    flex: none;
    font-size: 14px;
  }
  .mark.hovered .label,
  .mark:hover .label {
    background: var(--vscode-list-hoverBackground);
    color: var(--vscode-list-hoverForeground, var(--vscode-foreground));
    outline: 1px dashed var(--vscode-contrastActiveBorder, transparent);
    outline-offset: -1px;
  }
  .mark.hovered,
  .mark:hover {
    outline: 1px solid var(--vscode-editor-foreground);
  }
  .mark.selected .label {
    background: var(--vscode-list-activeSelectionBackground);
    color: var(--vscode-list-activeSelectionForeground);
    outline: 1px solid var(--vscode-contrastActiveBorder, transparent);
    outline-offset: -1px;
  }
  .mark.selected .label .initials {
    color: inherit;
  }
  .mark.selected {
    outline: 2px solid var(--vscode-focusBorder);
  }
  .mark:focus-visible,
  .mark:focus-visible .label {
    outline: 2px solid var(--vscode-focusBorder);
    outline-offset: 0;
  }
  .memoMark {
    position: absolute;
    height: 1.65rem;
    padding: 0;
    border: 0;
    background: none;
    color: var(--vscode-foreground);
    cursor: pointer;
    pointer-events: auto;
  }
  .grip {
    position: absolute;
    width: 8px;
    cursor: ew-resize;
    touch-action: none;
    border: 0 solid var(--vscode-focusBorder);
    z-index: 1;
  }
  .grip::after {
    content: '';
    position: absolute;
    left: 0;
    width: 8px;
    height: 8px;
    border-radius: 50%;
    background: var(--vscode-focusBorder);
  }
  .grip.start::after {
    top: -4px;
  }
  .grip.end::after {
    bottom: -4px;
  }
  .grip::before {
    content: '';
    position: absolute;
    inset: 0 3px;
    background: var(--vscode-focusBorder);
  }
  .grip.dragged {
    pointer-events: none;
  }
  .grip[hidden] {
    display: none;
  }
  @media (max-width: 720px) {
    .scroller {
      --head: 0px;
      /* Bars alone where the window is very narrow; as soon as there is room for names, it goes to them. */
      --marginWidth: clamp(84px, calc(60vw - 200px), 200px);
      --gap: 8px;
    }
    .block {
      grid-template-columns: auto minmax(0, 1fr);
    }
    .block.opens::before,
    .block.opens::after {
      line-height: 1.4;
    }
    .words {
      grid-column: 1 / span 2;
      grid-row: 2;
    }
  }
`;
