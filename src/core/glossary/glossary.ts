import { codingWords } from './codingWords';
import type { GlossaryEntry } from './entry';
import { modelWords } from './modelWords';
import { promptingWords } from './promptingWords';
import { trainingWords } from './trainingWords';
import { writingWords } from './writingWords';

const collator = new Intl.Collator('en', { sensitivity: 'base' });

/** All entries, by their terms. */
export const glossary: readonly GlossaryEntry[] = [
  ...modelWords,
  ...writingWords,
  ...trainingWords,
  ...promptingWords,
  ...codingWords,
].sort((a, b) => collator.compare(a.term, b.term));

export function findEntry(term: string): GlossaryEntry | undefined {
  return glossary.find((entry) => collator.compare(entry.term, term) === 0);
}

/** The entries that hold every word of `search`, those that hold it in a name first; all where nothing is searched. */
export function searchGlossary(search: string): readonly GlossaryEntry[] {
  const words = search.toLowerCase().split(/\s+/).filter(Boolean);
  const holds = (text: string): boolean => words.every((word) => text.toLowerCase().includes(word));
  const name = ({ term, developer, clinician }: GlossaryEntry): string => `${term} ${developer} ${clinician}`;
  const named = glossary.filter((entry) => holds(name(entry)));
  const told = glossary.filter((entry) => !named.includes(entry) && holds(`${name(entry)} ${entry.explanation}`));
  return [...named, ...told];
}
