// Messages between the Glossary panel and its host, and the link to it that every panel's notes have.

export interface GlossaryRequest {
  readonly type: 'glossary';
  readonly term: string;
}

/** What a panel posts when a note's link to the glossary is followed. */
export function glossaryRequest(term: string): GlossaryRequest {
  return { type: 'glossary', term };
}

export function isGlossaryRequest(message: { readonly type: string }): message is GlossaryRequest {
  return message.type === 'glossary' && 'term' in message && typeof message.term === 'string';
}

/** What survives a hidden tab and a reload. */
export interface GlossaryViewState {
  readonly search: string;
  /** The entry that is open. */
  readonly term: string | null;
}

/** Opens an entry. */
export interface GlossaryToPanel {
  readonly type: 'show';
  readonly term: string;
}

export interface GlossaryFromPanel {
  readonly type: 'ready';
}
