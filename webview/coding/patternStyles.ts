import { css, unsafeCSS } from 'lit';
import { barPatterns } from './patterns';

/** `.pattern0` to `.pattern5` fill an element with `--paint`; `.swatch`, or what stands before `.label`, is a small square of it. */
export const patternStyles = css`
  ${unsafeCSS(
    barPatterns
      .map(
        (image, i) =>
          `.pattern${i}, .pattern${i} > .label::before { background-image: ${image}; ${i === 4 ? 'background-size: 6px 6px;' : ''} }`,
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
