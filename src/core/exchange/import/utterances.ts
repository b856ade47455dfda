import { maxStartMs, parseTranscript, serializeTranscript, type TurnText } from '../../transcript/transcript';
import type { Imported, ImportedDocument, ImportedParticipant, ImportWarning } from './imported';
import { neutralSpeaker, speakerNamesFor, tidyName, uniqueName } from './speakers';

/** A turn as another program has it. */
export interface Utterance {
  /** Null when the file does not say. */
  readonly speaker: string | null;
  /** Any number, rounded to milliseconds; null when the file does not say. */
  readonly startMs: number | null;
  readonly words: string;
  /** As `TurnText` has them. */
  readonly notes?: string;
}

/** The name of a transcript made from a file: without folder and ending. */
export function documentName(file: string): string {
  const base = file.replace(/^.*[/\\]/s, '');
  return base.replace(/(?:\.transcript)?\.[^.]*$/, '') || base;
}

export function oneDocument(document: ImportedDocument): Imported {
  return { documents: [document], codes: [], warnings: [] };
}

/**
 * Makes a transcript of what was said: leaves out utterances without words, gives every speaker a name that a
 * transcript can hold, and says what it had to change.
 */
export function toImported(
  file: string,
  utterances: readonly Utterance[],
  warnings: readonly ImportWarning[] = [],
  participants: readonly ImportedParticipant[] = [],
): Imported {
  const said = utterances
    .map((utterance) => ({
      ...utterance,
      speaker: utterance.speaker === null ? null : tidyName(utterance.speaker) || null,
      words: utterance.words.trim(),
    }))
    .filter(({ words }) => words !== '');
  const speakers = [...new Set(said.map(({ speaker }) => speaker))].filter((name) => name !== null);
  const names = speakerNamesFor(speakers);
  const unnamed = uniqueName(neutralSpeaker, new Set(names.values()));
  const nobodys = said.filter(({ speaker }) => speaker === null).length;
  const changed = speakers.filter((name) => names.get(name) !== name).length;
  const mistimed = said.filter(({ startMs }) => startMs !== null && usableMs(startMs) === null).length;
  const turns = said.map(({ speaker, startMs, words, notes }): TurnText => ({
    speaker: speaker === null ? unnamed : names.get(speaker)!,
    startMs: usableMs(startMs),
    words,
    ...(notes ? { notes } : {}),
  }));
  return oneDocument({
    name: documentName(file),
    content: { kind: 'turns', turns },
    warnings: [
      ...warnings,
      ...(said.length === 0 ? [about('The file holds no words.')] : []),
      ...(nobodys > 0 ? [about(nobodysMessage(nobodys, said.length, unnamed))] : []),
      ...(changed > 0 ? [about(changedNames(changed))] : []),
      ...(mistimed > 0 ? [about(`${many(mistimed, 'time')} left out: before 0 or past 100,000 hours.`)] : []),
    ],
    ...(participants.length === 0
      ? {}
      : {
          participants: participants.flatMap(({ speaker, ...rest }) => {
            const name = names.get(tidyName(speaker));
            return name === undefined ? [] : [{ speaker: name, ...rest }];
          }),
        }),
  });
}

/**
 * Puts lines before the first turn, as nobody's; one that looks like a head is indented, so that it opens no turn. Turns
 * with notes become a text, which alone can hold them.
 */
export function withPreamble(imported: Imported, lines: readonly string[]): Imported {
  const before = lines.map((line) => (parseTranscript(line).turns.length > 0 ? ` ${line}` : line)).join('\n');
  const hasNotes = (turns: readonly TurnText[]) => turns.some(({ notes }) => notes !== undefined);
  return {
    ...imported,
    documents: imported.documents.map((document) => {
      const { content } = document;
      if (content.kind === 'text' || (before.trim() === '' && !hasNotes(content.turns))) return document;
      const text = `${before.trimEnd()}\n\n${serializeTranscript(content.turns)}`.replace(/^\n+/, '');
      return { ...document, content: { kind: 'text', text, segments: [] } };
    }),
  };
}

/** A warning about the file as a whole. */
export function about(message: string): ImportWarning {
  return { place: null, message };
}

/** Warnings of one kind, of which a damaged file may have thousands: the first few, then a count. */
export function warnAt(places: readonly string[], message: string): ImportWarning[] {
  const shown = 5;
  const rest = places.length - shown;
  return [
    ...places.slice(0, shown).map((place) => ({ place, message })),
    ...(rest > 0 ? [about(`${many(rest, 'more place')}: ${message}`)] : []),
  ];
}

export function many(n: number, one: string, several = `${one}s`): string {
  return `${n.toLocaleString('en-US')} ${n === 1 ? one : several}`;
}

export function changedNames(n: number): string {
  return `${many(n, 'name of a speaker', 'names of speakers')} changed to what a transcript can hold.`;
}

function nobodysMessage(nobodys: number, all: number, name: string): string {
  return nobodys === all
    ? `The file does not say who speaks: every turn is given to “${name}”.`
    : `${many(nobodys, 'turn')} without a speaker, given to “${name}”.`;
}

function usableMs(ms: number | null): number | null {
  const rounded = ms === null ? NaN : Math.round(ms);
  return rounded >= 0 && rounded < maxStartMs ? rounded + 0 : null;
}
