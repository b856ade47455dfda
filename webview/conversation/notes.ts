import { html } from 'lit';
import '../shared/explain';

/** What to bear in mind, closed until somebody asks. */
export const notes = html`<section class="notes">
  <introspect-explain question="Why does it forget?" term="context window"
    ><p>
      A model has no memory. Every answer begins from nothing: the whole conversation is sent again each time, and what
      no longer fits is gone for it, however important it was.
    </p></introspect-explain
  >
  <introspect-explain question="Why does the same turn get other answers?" term="seed"
    ><p>
      Each token is drawn by chance from the model’s probabilities. The seed fixes the chance: the same seed, settings
      and turns give the same words. How much the answers to one turn differ says how little one of them means.
    </p></introspect-explain
  >
  <introspect-explain question="What does the notice look for?"
    ><p>
      Words and turns of phrase in English by which people speak of not wanting to live, harming themselves, an overdose
      or being in danger. It is a list, no judgement: it misses much, and it comes up where nobody is in danger. It
      looks at what you write and at what the model writes.
    </p></introspect-explain
  >
</section>`;
