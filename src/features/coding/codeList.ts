import type { Code, Codebook } from '../../core/codebook/codebook';
import { patternOf } from '../../core/codebook/colours';
import type { CodingCode, CodingSegment } from '../../protocol/coding';

/** The codes that a page offers: those of the codebook, and those that segments carry though the codebook lost them. */
export class CodeList {
  readonly #byId: ReadonlyMap<string, Code>;
  /** In the order in which they were met. */
  readonly #deleted = new Set<string>();

  constructor(readonly codebook: Codebook) {
    this.#byId = new Map(codebook.codes.map((code) => [code.id.toLowerCase(), code]));
  }

  /** The codebook's id of a code that an annotation names by `urn:uuid:`; null when it has none such. */
  readonly codeOf = (urn: string): string | null =>
    this.#byId.get(urn.slice('urn:uuid:'.length).toLowerCase())?.id ?? null;

  /** Takes note of the codes that segments carry. @returns whether the list has grown by it */
  note(segments: readonly Pick<CodingSegment, 'code'>[]): boolean {
    const before = this.#deleted.size;
    for (const { code } of segments) if (!this.#byId.has(code.toLowerCase())) this.#deleted.add(code);
    return this.#deleted.size > before;
  }

  /** Whether it only adds to another list, or describes the same codes anew; codes deleted there are noted here too. */
  continues(before: CodeList): boolean {
    const known = [...before.#byId.keys()].every((id) => this.#byId.has(id));
    const stillDeleted = [...before.#deleted].every((id) => !this.#byId.has(id.toLowerCase()));
    if (known && stillDeleted) for (const id of before.#deleted) this.#deleted.add(id);
    return known && stillDeleted;
  }

  /** @param pins position by id of the code */
  toCodes(pins: ReadonlyMap<string, number>): CodingCode[] {
    const pinOf = (id: string) => pins.get(id) ?? null;
    const known = this.codebook.codes.map((code): CodingCode => {
      const { id, name, definition, whenToUse, whenNotToUse, examples, colour, shortcut } = code;
      const described = { definition, whenToUse, whenNotToUse, examples, colour, pattern: patternOf(code), shortcut };
      return { id, name, path: this.#namesAbove(code), ...described, pin: pinOf(id), deleted: false };
    });
    const deleted = [...this.#deleted].map((id, i): CodingCode => {
      const described = { definition: 'This code is no longer in the codebook.', whenToUse: '', whenNotToUse: '' };
      const look = { examples: [], colour: '#808080', pattern: 'solid', shortcut: null, pin: pinOf(id) } as const;
      return { id, name: `Deleted code ${i + 1}`, path: [], ...described, ...look, deleted: true };
    });
    return [...known, ...deleted];
  }

  #namesAbove(code: Code): string[] {
    const above = code.parent === null ? undefined : this.#byId.get(code.parent.toLowerCase());
    return above ? [...this.#namesAbove(above), above.name] : [];
  }
}
