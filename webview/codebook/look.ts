import { html, svg } from 'lit';
import type { CodeFields } from '../../src/core/codebook/codeRules';
import {
  namedColours,
  patternGaps,
  patternOf,
  patterns,
  patternTile,
  type Pattern,
} from '../../src/core/codebook/colours';
import type { CodeChoice } from '../../src/protocol/codebook';

/** A square in a colour and pattern; the gaps show what is behind. */
function swatch(colour: string, pattern: Pattern, size = 16) {
  const tiles = [0, patternTile].flatMap((x) => [0, patternTile].map((y) => [x, y] as const));
  return html`<svg class="swatch" viewBox="0 0 16 16" width=${size} height=${size} aria-hidden="true">
    ${tiles.map(
      ([x, y]) =>
        svg`<path transform="translate(${x} ${y})" fill=${colour} fill-rule="evenodd" d="M0 0H${patternTile}V${patternTile}H0Z${patternGaps[pattern]}"></path>`,
    )}
    ${svg`<rect x="0.75" y="0.75" width="14.5" height="14.5" fill="none" stroke=${colour} stroke-width="1.5"></rect>`}
  </svg>`;
}

export function lookOf({ id, colour, pattern }: { id: string; colour: string; pattern?: string | undefined }) {
  return swatch(colour, patternOf({ id, pattern }));
}

/** Colours and patterns as two rows of radio buttons, with who has the same look. */
export function renderLook(
  id: string,
  fields: CodeFields,
  codes: readonly CodeChoice[],
  disabled: boolean,
  change: (change: Partial<CodeFields>) => void,
) {
  const { colour } = fields;
  const pattern = patternOf({ id, pattern: fields.pattern });
  const isListed = namedColours.some(({ hex }) => hex === colour.toLowerCase());
  const choices = [...namedColours, ...(isListed ? [] : [{ name: `Own (${colour})`, hex: colour }])];
  const twin = codes.find((code) => code.id !== id && sameLook(code, colour, pattern));
  return html`<fieldset class="look">
      <legend>Colour</legend>
      ${choices.map(
        ({ name, hex }) =>
          html`<label class="tile"
            ><input
              type="radio"
              name="colour"
              .checked=${hex.toLowerCase() === colour.toLowerCase()}
              ?disabled=${disabled}
              @change=${() => change({ colour: hex })}
            />${swatch(hex, 'solid')}<span>${name}</span></label
          >`,
      )}
    </fieldset>
    <fieldset class="look">
      <legend>Pattern</legend>
      ${patterns.map(
        (one) =>
          html`<label class="tile"
            ><input
              type="radio"
              name="pattern"
              .checked=${one === pattern}
              ?disabled=${disabled}
              @change=${() => change({ pattern: one })}
            />${swatch(colour, one)}<span>${one}</span></label
          >`,
      )}
      ${twin ? html`<p class="hint" role="status">“${twin.name}” looks the same.</p>` : ''}
    </fieldset>`;
}

function sameLook(code: CodeChoice, colour: string, pattern: Pattern): boolean {
  return code.colour.toLowerCase() === colour.toLowerCase() && code.pattern === pattern;
}
