import { toWorkingText } from '../../transcript/transcript';
import type { ImportWarning } from '../import/imported';
import { child, childrenOf, type XmlElement } from '../xml';
import { guidKey } from './guid';
import type { ImportedMemo } from './importedProject';
import type { ProjectFile } from './projectFile';
import { toUtc, type Users } from './users';

export type Note = Omit<ImportedMemo, 'about'>;

export interface Notes {
  /** The notes that an element refers to, and the notes on those. */
  readonly on: (element: XmlElement) => Note[];
  /** The notes that nothing has referred to so far. */
  readonly unused: () => Note[];
  readonly warnings: readonly ImportWarning[];
}

export function readNotes(project: XmlElement, file: ProjectFile, users: Users): Notes {
  const notes = new Map<string, { readonly note: Note; readonly element: XmlElement }>();
  const warnings: ImportWarning[] = [];
  const used = new Set<string>();
  for (const element of childrenOf(child(project, 'Notes'), 'Note')) {
    const { guid, name, creatingUser, creationDateTime } = element.attributes;
    const text = file.textOf(element);
    const place = `line ${element.line}`;
    if ('missing' in text) {
      warnings.push({ place, message: 'The plain text of a note is not in the file; the note is left out.' });
      continue;
    }
    const reference = guidKey(guid);
    const key = reference === '' || notes.has(reference) ? `note ${notes.size + 1}` : reference;
    if (key !== reference)
      warnings.push({ place, message: 'A note without a GUID of its own became a memo on the project.' });
    const value = titled(name, child(element, 'PlainTextContent') ? text.stored : toWorkingText(text.stored));
    notes.set(key, { element, note: { coder: users.nameOf(creatingUser), value, created: toUtc(creationDateTime) } });
  }
  const on = (element: XmlElement): Note[] =>
    childrenOf(element, 'NoteRef').flatMap(({ attributes }) => {
      const key = guidKey(attributes['targetGUID']);
      const found = notes.get(key);
      // A note may be on itself, by way of others.
      if (!found || (used.has(key) && element.name === 'Note')) return [];
      used.add(key);
      return [found.note, ...on(found.element)];
    });
  return {
    on,
    unused: () => [...notes].filter(([key]) => !used.has(key)).map(([, { note }]) => note),
    warnings,
  };
}

/** What a note is called for programs that want a title: its beginning. */
export function noteTitle(value: string): string {
  const line = value.trim().replace(/\s+/g, ' ');
  const points = [...line];
  return points.length <= 60 ? line : `${points.slice(0, 59).join('')}…`;
}

/** A title that is not just the note's beginning is part of the note. */
function titled(title: string | undefined, value: string): string {
  const own = title?.trim() ?? '';
  const isBeginning = value
    .trim()
    .replace(/\s+/g, ' ')
    .startsWith(own.replace(/\s+/g, ' ').replace(/(?:…|\.\.\.)$/, ''));
  if (own === '' || isBeginning) return value;
  return value.trim() === '' ? own : `${own}\n\n${value}`;
}
