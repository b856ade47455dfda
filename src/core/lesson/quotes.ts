import { quotationMarks } from '../generation/constraints/verbatim';

export interface CheckedQuote {
  readonly quote: string;
  /** Stands in the source, character for character. */
  readonly isVerbatim: boolean;
}

/**
 * What a text puts between quotation marks, each held against the source. Nothing between two marks is
 * no quote; one that is never closed reaches to the end.
 */
export function checkQuotes(text: string, source: string): CheckedQuote[] {
  const quotes: CheckedQuote[] = [];
  let opened: { readonly closing: string; words: string } | null = null;
  const take = (quote: string): void => {
    if (quote !== '') quotes.push({ quote, isVerbatim: source.includes(quote) });
  };
  for (const char of text) {
    if (opened === null) {
      const closing = quotationMarks.get(char);
      if (closing !== undefined) opened = { closing, words: '' };
    } else if (opened.closing.includes(char)) {
      take(opened.words);
      opened = null;
    } else opened.words += char;
  }
  if (opened) take(opened.words);
  return quotes;
}
