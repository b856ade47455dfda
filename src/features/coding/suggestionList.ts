import { utf16 } from '../../core/base/offsets';
import { findTechnique } from '../../core/prompting/techniques';
import { markQuote, type QuoteMark } from '../../core/suggestions/quoteMark';
import { readSuggestion } from '../../core/suggestions/suggestion';
import type { CodingSegment, CodingSuggestion } from '../../protocol/coding';
import type { TranscriptCoding } from './transcriptCoding';

/** The models' suggestions as a page shows them, and which of them a page has not been told yet. */
export class SuggestionList {
  #told = new Map<string, string>();
  readonly #marks = new Map<string, { readonly key: string; readonly mark: QuoteMark }>();

  constructor(private readonly coding: TranscriptCoding) {}

  /** Everything, for a page that begins anew. @param shown coders whose segments are sent */
  all(shown: ReadonlySet<string>): CodingSuggestion[] {
    this.#told = new Map();
    return this.changed(shown);
  }

  /** What is new or has changed since it was told. */
  changed(shown: ReadonlySet<string>): CodingSuggestion[] {
    const { suggestions, codings } = this.coding;
    if (suggestions.size === 0) return [];
    const states = this.coding.suggestionStates();
    const found: CodingSuggestion[] = [];
    for (const { coder, segments } of codings) {
      if (!shown.has(coder)) continue;
      for (const segment of segments) {
        const state = states.get(segment.id);
        if (!state) continue;
        const one = { ...state, ...this.#describe(segment), segment: segment.id };
        const told = JSON.stringify(one);
        if (this.#told.get(segment.id) === told) continue;
        this.#told.set(segment.id, told);
        found.push(one);
      }
    }
    return found;
  }

  #describe(at: CodingSegment): Omit<CodingSuggestion, 'segment' | 'status' | 'own'> {
    const { segment } = this.coding.suggestions.find(at.id)!;
    const said = readSuggestion(segment);
    const madeAt = segment.created;
    if (!said) {
      const unknown = { probability: null, quote: null, reason: null, leftOut: [], model: null, technique: null };
      return { ...unknown, choices: 1, madeAt };
    }
    const { model, technique, probability, choices, quote, reason, leftOut = [] } = said;
    return {
      probability,
      choices,
      quote: quote === null ? null : { text: quote, mark: this.#mark(at, quote) },
      reason,
      leftOut,
      model: model.title ?? model.name,
      technique: findTechnique(technique.kind)?.card.name ?? technique.kind,
      madeAt,
    };
  }

  /** Checking costs a search where the words are not found: once for each quotation, place and text. */
  #mark({ id, start, end }: CodingSegment, quote: string): QuoteMark {
    const { text, sha256 } = this.coding.sources.text;
    const key = `${sha256} ${start} ${end} ${quote}`;
    const known = this.#marks.get(id);
    if (known?.key === key) return known.mark;
    const mark = markQuote(quote, text, { start: utf16(start), end: utf16(end) });
    this.#marks.set(id, { key, mark });
    return mark;
  }
}
