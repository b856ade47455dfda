import { css, unsafeCSS } from 'lit';
import { barPatterns } from './patterns';

/** `.pattern-solid` and its like fill an element with `--paint`; `.swatch`, or what stands before `.label`, is a small square of it. */
export const patternStyles = css`
  ${unsafeCSS(
    Object.entries(barPatterns)
      .map(
        ([name, { image, tile }]) =>
          `.pattern-${name}, .pattern-${name} > .label::before { background-image: ${image}; ${tile ? `background-size: ${tile};` : ''} }`,
      )
      .join('\n'),
  )}
  .label::before {
    content: '';
  }
  .swatch,
  .label::before {
    flex: none;
    display: inline-block;
    width: 12px;
    height: 12px;
    border: 1px solid var(--paint);
    border-radius: 2px;
  }
`;
