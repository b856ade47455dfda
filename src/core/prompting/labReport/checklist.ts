// What two published checklists ask of a report, and what a sheet and its runs can answer. The items are named by their
// subject, in our own words and in the checklists' order; the instruments themselves are to be filled in beside it.
import type { LabFacts } from './facts';
import type { ChecklistItem } from './checklistItem';
import { clearItems } from './clearItems';
import { tripodItems } from './tripodItems';

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

export function checklists(facts: LabFacts): readonly Checklist[] {
  return [
    { guideline: 'clear', items: clearItems(facts) },
    { guideline: 'tripod', items: tripodItems(facts) },
  ];
}

export function countStatuses(items: readonly ChecklistItem[]): Readonly<Record<ItemStatus, number>> {
  const counts = { told: 0, partly: 0, missing: 0, notApplicable: 0 };
  for (const item of items) counts[statusOf(item)]++;
  return counts;
}
