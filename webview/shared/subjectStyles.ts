// What the panels about the selected words have in common.
import { css } from 'lit';

/** A line that says what was left out of the text, or that the model came back by itself. */
export const omissionStyles = css`
  .omission,
  .recovered {
    padding-left: 8px;
    border-left: 2px solid var(--vscode-editorInfo-foreground);
  }
`;

/** The model and the document that the panel is about. */
export const aboutStyles = css`
  .model,
  .document {
    color: var(--vscode-foreground);
    overflow-wrap: anywhere;
  }
`;

/** What a picture must not be taken for, with the reasons behind a note. */
export const caveatStyles = css`
  .caveat {
    display: grid;
    gap: 2px;
    padding: 6px 10px;
    border: 1px solid var(--vscode-contrastBorder, var(--vscode-widget-border));
    border-radius: 4px;
  }
  .caveat > p {
    display: flex;
    gap: 8px;
    align-items: flex-start;
  }
  .caveat vscode-icon {
    flex: none;
    margin-top: 2px;
    color: var(--vscode-editorInfo-foreground);
  }
  .caveat introspect-explain {
    margin-left: 24px;
  }
`;

/** `.track`: a thin line that moves while the model works for an unknown time; `.slot` keeps its room. */
export const workingStyles = css`
  .slot,
  .track {
    height: 2px;
  }
  .track {
    overflow: hidden;
    background: var(--vscode-widget-border, transparent);
  }
  .track::after {
    content: '';
    display: block;
    width: 30%;
    height: 100%;
    background: var(--vscode-progressBar-background);
    animation: slide 1.4s linear infinite;
  }
  @keyframes slide {
    from {
      transform: translateX(-100%);
    }
    to {
      transform: translateX(340%);
    }
  }
`;
