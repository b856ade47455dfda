import '@vscode-elements/elements/dist/vscode-icon/index.js';
import '../shared/explain';
import { html } from 'lit';

/** DESIGN 6.5, always in view. */
export const caveat = html`<div class="caveat">
  <p>
    <vscode-icon name="info"></vscode-icon>
    <span
      ><strong>Attention is not explanation:</strong> it shows where this head reads from, not why the model answers as
      it does.</span
    >
  </p>
  <introspect-explain question="Why not?">
    <p>
      A weight says how much of one token’s content this head copies to another token. It does not say what the rest of
      the model makes of it: many heads and layers follow, and what is copied may be ignored.
    </p>
    <p>
      Very different attention can lead to the same answer (Jain &amp; Wallace 2019). Whether it can serve as an
      explanation at all depends on what one means by the word and on how one tests it (Wiegreffe &amp; Pinter 2019).
    </p>
    <p>
      So treat a pattern as a question, not as a finding: leave the word out, and see whether the model’s answer
      changes.
    </p>
  </introspect-explain>
</div>`;

export const notes = html`<section class="notes" aria-label="Explanations">
  <introspect-explain question="What is a layer?">
    <p>
      A model reads the text in passes, one after the other. Each pass is a layer: it takes what the layer before it
      made of every token, lets the tokens exchange information, and hands the result on. Layer 1 sits next to the words
      themselves.
    </p>
  </introspect-explain>
  <introspect-explain question="What is a head?">
    <p>
      In every layer several heads look at the text side by side, each in its own way. One may look at the word before,
      another at the word that a pronoun stands for; for many heads nobody has found a plain description.
    </p>
  </introspect-explain>
  <introspect-explain question="How do I read this?">
    <p>
      Each token spreads an attention of 1 over the tokens it may look at; a weight of 0.3142 is 31.4 % of it. In the
      matrix a row is a token that looks, and a column a token that it looks at. In the lines the left token looks at
      the right one.
    </p>
    <p>
      An empty triangle in the upper right of the matrix is no finding: models that predict the next word read from left
      to right, and no token can look at one that comes later.
    </p>
  </introspect-explain>
  <introspect-explain question="Why hide the first token?">
    <p>
      Many heads park the attention they have no use for on the first token, whatever it is: it is an attention sink
      (Xiao et al. 2023), and its large weights drown all others in the picture.
    </p>
  </introspect-explain>
</section>`;

export const hiddenFirstToken = html`<p class="secondary sink">
  The first token is left out: many heads park the attention they have no use for on it (an “attention sink”, Xiao et
  al. 2023). The other weights and the numbers stay as they are, so that rows now add up to less than 1.
</p>`;
