import { nothing } from 'lit';
import { type ChildPart, directive, Directive, type PartInfo, PartType } from 'lit/directive.js';

class ShowChosen extends Directive {
  constructor(part: PartInfo) {
    super(part);
    if (part.type !== PartType.CHILD) throw new Error('showChosen stands behind the options of a <select>.');
  }

  override render(value: string | number): typeof nothing {
    void value;
    return nothing;
  }

  override update(part: ChildPart, [value]: Parameters<this['render']>): typeof nothing {
    const select = part.parentNode as HTMLSelectElement;
    const chosen = [...select.options].find((option) => option.value === String(value));
    if (chosen && !chosen.selected) chosen.selected = true;
    return nothing;
  }
}

/**
 * Stands in a `<select>` behind its options, and makes it show the option of that value, however it came to be chosen.
 * `?selected` cannot: an option that a person has chosen once no longer hears of its attribute.
 */
export const showChosen = directive(ShowChosen);
