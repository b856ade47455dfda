import { suggestionsCsv } from '../../core/suggestions/table';
import { saveFile } from '../../panels/takeAway';
import type { CodingDocument } from './codingDocument';
import { suggestionRows } from './suggestionRows';

/** Writes the suggestions on a transcript, with what this person decided, to a table that they name. */
export async function saveSuggestions({ coding, uri }: CodingDocument): Promise<void> {
  const name = `${coding.sources.title.replace(/\.txt$/, '').replace(/\.transcript$/, '')}-suggestions`;
  await saveFile({ type: 'save', name, extension: 'csv', content: suggestionsCsv(suggestionRows(coding)) }, uri);
}
