import '@vscode-elements/elements/dist/vscode-icon/index.js';
import '../shared/explain';
import { html, type TemplateResult } from 'lit';
import type { Reading } from '../../src/protocol/attention';

/** DESIGN 6.5, always in view. */
export const caveat = html`<div class="caveat">
  <p>
    <vscode-icon name="info"></vscode-icon>
    <span
      ><strong>Attention is not explanation:</strong> it shows where a head reads from, not why the model answers as it
      does.</span
    >
  </p>
  <introspect-explain question="Why not?" term="attention">
    <p>
      A weight says how much of one token’s content a head copies to another token. It does not say what the rest of the
      model makes of it: many heads and layers follow, and what is copied may be ignored.
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
  <introspect-explain question="What is a layer?" term="layer">
    <p>
      A model reads the text in passes, one after the other. Each pass is a layer: it takes what the layer before it
      made of every token, lets the tokens exchange information, and hands the result on. Layer 1 sits next to the words
      themselves.
    </p>
  </introspect-explain>
  <introspect-explain question="What is a head?" term="head">
    <p>
      In every layer several heads look at the text side by side, each in its own way. One may look at the word before,
      another at the word that a pronoun stands for; for many heads nobody has found a plain description.
    </p>
  </introspect-explain>
  <introspect-explain question="How do I read this?" term="attention weight">
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
</section>`;

export const hiddenFirstToken = html`<p class="secondary sink">
  The first token is left out: many heads park the attention they have no use for on it (an “attention sink”, Xiao et
  al. 2023). The other weights and the numbers stay as they are, so that rows now add up to less than 1.
</p>`;

/** What the numbers are, in plain words. */
export const readingNotes: { readonly [R in Reading]: TemplateResult } = {
  head: html`<p>
    The attention of one head, as the model computes it. Each row is an attention of 1 that is spread over the tokens
    looked at, so the numbers of a row add up to 1 and each is a share.
  </p>`,
  layerMean: html`<p>
      For every pair of tokens, the average over all heads of the layer, computed from each head’s exact weights. A row
      still adds up to 1.
    </p>
    <p>An average can hide a head that does one thing very clearly: look at the heads one by one as well.</p>`,
  layerMax: html`<p>
    For every pair of tokens, the largest weight that any head of the layer gives. It shows what at least one head looks
    at. These are not shares: a row adds up to more than 1.
  </p>`,
  allMean: html`<p>
      For every pair of tokens, the average over all heads of all layers, computed from each head’s exact weights. A row
      adds up to 1.
    </p>
    <p>
      Deeper layers look at what earlier ones have made of a token, not at the word itself; an average over layers
      leaves that out. Rollout takes it in.
    </p>`,
  allMax: html`<p>
    For every pair of tokens, the largest weight that any head of any layer gives. It shows what at least one head of
    the model looks at. These are not shares: a row adds up to more than 1.
  </p>`,
  rollout: html`<p>
      How much of each input token is, by attention alone, in what a token has become at this layer. The attention of
      every layer, averaged over its heads, is followed back to the words, and half of each step is the token itself,
      because a layer adds to a token rather than replacing it (Abnar &amp; Zuidema 2020). A row adds up to 1.
    </p>
    <p>Rollout knows nothing of what the heads do with what they read, nor of the rest of each layer.</p>`,
  valueNorms: html`<p>
      A head may look at a token and take next to nothing from it. Here each weight is multiplied by the length of what
      that token has to give (its value vector), after Kobayashi et al. 2020, taken before the head’s output projection.
    </p>
    <p>These are not shares: a row does not add up to 1, and numbers can only be compared within one head.</p>`,
};

export const unitNote = html`<p>
    A model reads tokens, which may be pieces of words. Merged to words, sentences or turns, a number is what the tokens
    of one give to the tokens of another: the sum over those looked at, the average over those that look. So a row adds
    up to what its tokens’ rows add up to: to 1 where they are shares. A long sentence draws more for being long.
  </p>
  <p>
    Punctuation between words, and the special tokens that the model adds, stand by themselves; a first token that is
    hidden does too.
  </p>`;
