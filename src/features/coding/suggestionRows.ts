import { utf16 } from '../../core/base/offsets';
import { markQuote } from '../../core/suggestions/quoteMark';
import { readSuggestion } from '../../core/suggestions/suggestion';
import type { SuggestionRow } from '../../core/suggestions/table';
import type { TranscriptCoding } from './transcriptCoding';

/** The suggestions that have a place in the text, in its order, as a table has them. */
export function suggestionRows(coding: TranscriptCoding): SuggestionRow[] {
  const { sources, suggestions, codings } = coding;
  const states = coding.suggestionStates();
  const names = new Map(sources.codes.toCodes(new Map()).map(({ id, name }) => [id.toLowerCase(), name]));
  const nameOf = (code: string) => names.get(code.toLowerCase()) ?? code;
  const placed = codings.flatMap(({ segments }) => segments);
  const codeOf = new Map(placed.map(({ id, code }) => [id, code]));
  return placed
    .flatMap(({ id, coder, code, start, end }): SuggestionRow[] => {
      const booked = suggestions.find(id);
      const state = states.get(id);
      if (!booked || !state) return [];
      const said = readSuggestion(booked.segment);
      const quote = said?.quote ?? null;
      const within = { start: utf16(start), end: utf16(end) };
      return [
        {
          transcript: sources.transcript,
          start,
          end,
          code: nameOf(code),
          coder,
          model: said?.model.name ?? null,
          sha256: said?.model.sha256 ?? null,
          technique: said?.technique.kind ?? null,
          seed: said?.seed ?? null,
          run: said?.run ?? null,
          madeAt: booked.segment.created,
          probability: said?.probability ?? null,
          leftOut: said?.leftOut ?? [],
          quote,
          mark: quote === null ? null : markQuote(quote, sources.text.text, within).kind,
          decision: state.status,
          acceptedCodes: state.status === 'open' ? [] : state.own.map((own) => nameOf(codeOf.get(own) ?? '')),
        },
      ];
    })
    .sort((a, b) => a.start - b.start || a.end - b.end);
}
