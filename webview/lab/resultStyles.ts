import { css } from 'lit';

/** Of what came of the runs: shaded counts, differences, the report's checklists. */
export const resultStyles = css`
  .confusion td,
  .confusion th.numeric {
    padding: 4px 8px;
  }
  .confusion thead th {
    white-space: normal;
    vertical-align: bottom;
  }
  .shade1 {
    background: color-mix(in srgb, var(--vscode-charts-blue) 8%, transparent);
  }
  .shade2 {
    background: color-mix(in srgb, var(--vscode-charts-blue) 14%, transparent);
  }
  .shade3 {
    background: color-mix(in srgb, var(--vscode-charts-blue) 20%, transparent);
  }
  .shade4 {
    background: color-mix(in srgb, var(--vscode-charts-blue) 27%, transparent);
  }
  .shade5 {
    background: color-mix(in srgb, var(--vscode-charts-blue) 34%, transparent);
  }
  .reading {
    max-width: 100ch;
  }
  /* As wide as the window, however wide the table is, and there while it is moved sideways. */
  .inView {
    position: sticky;
    left: 0;
    width: min(100%, calc(100vw - 60px));
  }
  .compared {
    min-width: 18em;
    max-width: 36em;
  }
  .difference {
    white-space: pre-wrap;
    overflow-wrap: anywhere;
  }
  del {
    text-decoration: line-through;
    background: var(--vscode-diffEditor-removedTextBackground, transparent);
  }
  ins {
    text-decoration: underline;
    font-weight: 600;
    background: var(--vscode-diffEditor-insertedTextBackground, transparent);
  }
  del + ins {
    margin-inline-start: 0.3em;
  }
  .takeAway {
    max-width: 16em;
  }
  .checklist {
    display: grid;
    gap: 6px;
    margin: 0;
    padding: 0;
    list-style: none;
  }
  .checklist li {
    display: grid;
    grid-template-columns: 1.4em 1fr;
    max-width: 100ch;
  }
  .checklist details p {
    padding: 2px 0 2px 14px;
    overflow-wrap: anywhere;
  }
  .methods {
    max-width: 100ch;
    overflow-wrap: anywhere;
    user-select: text;
  }
`;
