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
      Turns of phrase by which people speak of not wanting to live, harming themselves, an overdose or being in danger,
      in what you write and in what the model writes. It is a list, no judgement: it misses much, and it comes up where
      nobody is in danger.
    </p>
    <p>
      The list is long for English, short for German, Spanish and French (direct statements only, not checked by
      clinicians), and there is none for any other language. Add your own phrases in the setting
      <code>introspect.conversation.crisisPhrases</code>; they add to the list, nothing takes away from it. Do not count
      on it for anybody’s safety: who talks to participants through this panel must have a person watching.
    </p></introspect-explain
  >
</section>`;
