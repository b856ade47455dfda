import './explain';
import { html } from 'lit';

/** What a control does, for somebody who has never seen it. */
export interface Note {
  /** Heading of the note, and name of the button that opens it. */
  readonly question: string;
  /** Of the glossary. */
  readonly term: string;
  /** One or two paragraphs. */
  readonly text: unknown;
}

/** A control, or a few that belong together, with its note behind a “?” beside it. */
export function noted(control: unknown, { question, term, text }: Note) {
  return html`<introspect-explain floating question=${question} term=${term}
    ><div slot="subject" class="noted">${control}</div>
    ${text}</introspect-explain
  >`;
}
