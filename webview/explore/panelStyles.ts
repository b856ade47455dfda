import { css } from 'lit';

/** Sections and headings of the Explore view. */
export const panelStyles = css`
  main,
  section {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: 8px;
  }
  main {
    gap: 14px;
    padding: 10px 14px 20px;
    max-width: 760px;
  }
  header {
    display: flex;
    flex-wrap: wrap;
    align-items: flex-start;
    justify-content: space-between;
    gap: 6px 12px;
  }
  h1 {
    overflow-wrap: anywhere;
  }
  section {
    padding-top: 12px;
    border-top: 1px solid var(--vscode-contrastBorder, var(--vscode-panel-border, var(--vscode-widget-border)));
  }
  .title {
    flex: 1 1 150px;
    min-width: 0;
  }
  h2 .secondary {
    font-weight: normal;
    white-space: nowrap;
  }
  .omitted,
  .recovered {
    display: flex;
    align-items: flex-start;
    gap: 6px;
  }
  .recovered {
    padding: 6px 8px;
    border: 1px solid var(--vscode-inputValidation-infoBorder);
    border-radius: 4px;
  }
  .recovered p {
    flex: 1;
  }
  .omitted vscode-icon,
  .recovered vscode-icon {
    flex: none;
  }
`;
