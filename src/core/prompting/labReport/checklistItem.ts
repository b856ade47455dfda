export interface ChecklistItem {
  readonly section: string;
  readonly subject: string;
  /** What the sheet and its runs say. */
  readonly told: readonly string[];
  /** What is not recorded, and is to be written by the researcher. */
  readonly missing: readonly string[];
  /** Why the item does not apply. */
  readonly notApplicable?: string;
}
