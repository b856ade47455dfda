import { css } from 'lit';

/** How many coders have a line of their own; further ones begin anew. */
export const laneCount = 5;

/** Each coder's marks as an underline of its own form, place and colour: told apart without colour (some themes have none for it), and together. */
export const laneStyles = css`
  .lane0 {
    text-decoration: underline solid 2px var(--vscode-charts-blue, currentcolor);
    text-underline-offset: 3px;
  }
  .lane1 {
    text-decoration: underline dashed 2px var(--vscode-charts-orange, currentcolor);
    text-underline-offset: 8px;
  }
  .lane2 {
    text-decoration: underline dotted 3px var(--vscode-charts-purple, currentcolor);
    text-underline-offset: 13px;
  }
  .lane3 {
    text-decoration: underline double 1px var(--vscode-charts-green, currentcolor);
    text-underline-offset: 17px;
  }
  .lane4 {
    text-decoration: underline wavy 1px var(--vscode-charts-red, currentcolor);
    text-underline-offset: 21px;
  }
`;
