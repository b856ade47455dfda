import type { Checklist } from './checklistItem';
import { clearItems } from './clearItems';
import type { LabFacts } from './facts';
import { tripodItems } from './tripodItems';

/**
 * What the checklists ask and a sheet and its runs can answer. The items have the checklists'
 * numbers and are worded in our own words; the instruments themselves are to be filled in beside it.
 */
export function checklists(facts: LabFacts): readonly Checklist[] {
  return [
    { guideline: 'clear', items: clearItems(facts) },
    { guideline: 'tripod', items: tripodItems(facts) },
  ];
}
