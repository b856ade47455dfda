import { css } from 'lit';

export const panelStyles = css`
  :host {
    display: block;
  }
  main {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: 10px;
    padding: 12px 20px 24px;
  }
  h1 {
    font-size: 1.3em;
    margin-bottom: -8px;
  }
  .toolbar {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 8px 14px;
  }
  .caveat {
    display: flex;
    gap: 8px;
    align-items: flex-start;
    padding: 6px 10px;
    border: 1px solid var(--vscode-contrastBorder, var(--vscode-widget-border));
    border-radius: 4px;
  }
  .caveat vscode-icon {
    flex: none;
    margin-top: 2px;
    color: var(--vscode-editorInfo-foreground);
  }
  .columns {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: 16px 28px;
    align-items: start;
  }
  .columns introspect-words-text {
    --text-height: 34vh;
  }
  @media (min-width: 980px) {
    .columns {
      grid-template-columns: minmax(18rem, 2fr) minmax(0, 3fr);
    }
    .reading {
      position: sticky;
      top: 8px;
    }
    .columns introspect-words-text {
      --text-height: calc(100vh - 190px);
    }
  }
  .reading,
  .shown {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: 10px;
  }
`;
