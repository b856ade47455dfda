// What two published checklists ask of a report. Panels show it: nothing here reads files.
//
// Numbers, order and subjects were held against public renderings of the published tables, not against the publishers'
// pages. TRIPOD-LLM: the summary in Aperivue/medsci-skills (GitHub), which says that it was compared row by row with
// Table 2 in PMC12104976 (49 of 49), and a second transcription with the full wording and with the designs and tasks
// that each row is asked of. They agree but for the letters in 6 and 7, where the second goes on to 6g; the first is
// followed, as row 17 (“see item 7a”, “7d”) asks. The abstract counts 50 parts, the table has 49. MI-CLEAR-LLM 2025:
// the summary in the same repository and a second one of its Table 1, which agree; the six items of 2024: the abstract of
// Ko et al. (2025), Korean Journal of Radiology 26:304–312.
export const guidelines = {
  clear: {
    name: 'MI-CLEAR-LLM',
    source:
      'Park, S. H., Suh, C. H., Lee, J. H., Tejani, A. S., You, S. C., Kahn, C. E., & Moy, L. (2025). Minimum reporting items for clear evaluation of accuracy reports of large language models in healthcare (MI-CLEAR-LLM): 2025 updates. Korean Journal of Radiology, 26, 1123–1132, doi:10.3348/kjr.2025.1522. First version: Park et al. (2024), Korean Journal of Radiology, 25, 865–868.',
    basis:
      'Its eight items of 2025 by their numbers, in our own words. They hold the six of 2024: the model (1) in 1 and 2, chance (2) in 7, wording (3) and testing of prompts (5) in 5, how prompts are put (4) in 6, the test data (6) in 8.',
  },
  tripod: {
    name: 'TRIPOD-LLM',
    source:
      'Gallifant, J., Afshar, M., Ameen, S., et al. (2025). The TRIPOD-LLM reporting guideline for studies using large language models. Nature Medicine, 31, 60–69, doi:10.1038/s41591-024-03425-5.',
    basis:
      'All 19 items with their parts, 49 rows, by the numbers of its table, in our own words. Its separate list for abstracts (2a to 2l) is not repeated here. It is a living guideline: see whether it has changed.',
  },
} as const;
export type Guideline = keyof typeof guidelines;

export interface ChecklistItem {
  /** In the published checklist, such as “5a”. */
  readonly number: string;
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
