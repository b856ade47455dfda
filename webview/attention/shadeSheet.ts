import type { ColourScale } from './colourScale';
import { inkOn, toCss } from './palette';

/** The largest mark under a word, in CSS pixels: what is shaded is also underlined, by its weight. */
const thickest = 4;

/** A style sheet with a class for each shade, `s1` to `s255`: a word is shaded anew by one class, not by three styles. */
export class ShadeSheet {
  readonly sheet = new CSSStyleSheet();
  #shown: ColourScale | null = null;

  show(scale: ColourScale, line: string): void {
    if (scale === this.#shown) return;
    this.#shown = scale;
    const rules = scale.map((rgb, shade) => {
      const mark = Math.round((thickest * shade) / 255);
      const shadow = mark === 0 ? '' : `box-shadow:0 ${mark}px 0 ${line};`;
      return shade === 0 ? '' : `.s${shade}{background-color:${toCss(rgb)};color:${inkOn(rgb)};${shadow}}`;
    });
    this.sheet.replaceSync(rules.join('\n'));
  }
}
