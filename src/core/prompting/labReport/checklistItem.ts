// What two published checklists ask of a report. Panels show it: nothing here reads files.
export const guidelines = {
  clear: {
    name: 'MI-CLEAR-LLM',
    source:
      'Park, S. H., Suh, C. H., Lee, J. H., Kahn, C. E., & Moy, L. (2024). Minimum reporting items for clear evaluation of accuracy reports of large language models in healthcare (MI-CLEAR-LLM). Korean Journal of Radiology, 25, 865–868. Access, kind of input and adaptation: its 2025 update (Korean Journal of Radiology, 26, 1123–1132).',
  },
  tripod: {
    name: 'TRIPOD-LLM',
    source:
      'Gallifant, J., Afshar, M., Ameen, S., et al. (2025). The TRIPOD-LLM reporting guideline for studies using large language models. Nature Medicine, 31, 60–69.',
  },
} as const;
export type Guideline = keyof typeof guidelines;

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

export type ItemStatus = 'told' | 'partly' | 'missing' | 'notApplicable';

export const statusWords: { readonly [S in ItemStatus]: string } = {
  told: 'recorded',
  partly: 'recorded in part',
  missing: 'not recorded',
  notApplicable: 'does not apply',
};

export function statusOf({ told, missing, notApplicable }: ChecklistItem): ItemStatus {
  if (notApplicable !== undefined) return 'notApplicable';
  if (missing.length === 0) return 'told';
  return told.length === 0 ? 'missing' : 'partly';
}

export interface Checklist {
  readonly guideline: Guideline;
  readonly items: readonly ChecklistItem[];
}

export function countStatuses(items: readonly ChecklistItem[]): Readonly<Record<ItemStatus, number>> {
  const counts = { told: 0, partly: 0, missing: 0, notApplicable: 0 };
  for (const item of items) counts[statusOf(item)]++;
  return counts;
}
