import { css } from 'lit';

export const headStyles = css`
  :host {
    display: block;
  }
  .content {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: 16px 28px;
    align-items: start;
  }
  @media (min-width: 860px) {
    .content {
      grid-template-columns: minmax(0, 1fr) 19rem;
    }
  }
  .picture {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: 4px;
    min-width: 0;
  }
  .readout {
    position: sticky;
    top: 0;
    z-index: 2;
    padding: 2px 0;
    background: var(--vscode-editor-background);
    overflow-wrap: anywhere;
  }
  /* Room for the longest: were the sentence to grow and shrink, the picture would move away under the pointer. */
  .sentence {
    display: block;
    min-height: 2lh;
    font-weight: 600;
    font-variant-numeric: tabular-nums;
  }
  .place {
    display: block;
  }
  @media (max-width: 560px) {
    .sentence {
      min-height: 3lh;
    }
  }
  /* An answer that comes at once should not make the picture flicker. */
  [aria-busy='true'] .fades {
    opacity: 0.35;
    transition: opacity 0s 120ms;
  }
  .between {
    justify-content: space-between;
  }

  .sink {
    max-width: 70ch;
  }
`;
