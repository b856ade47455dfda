// The plain-language notes beside the controls.
import '../shared/explain';
import { html, nothing } from 'lit';
import type { Note } from '../shared/noted';

export const caveat = html`<p class="caveat">
  <strong>Read this as a question, not as a finding:</strong> what a layer “would say” or “adds” is what it looks like
  through the model’s last step. It does not say why the model answers as it does; switching a part off comes closer to
  that, and changes the model.
</p>`;

export const aboutLens = (predictsNext: boolean) =>
  html`<introspect-explain question="What is a layer?" term="layer">
      <p>
        A model works through a text in steps, one after the other. Each step is a layer: it takes what the layer before
        it made of every token, adds something, and hands the sum on. Only after the last layer does the model turn that
        sum into probabilities for ${predictsNext ? 'the next token' : 'the token at each place'}.
      </p>
    </introspect-explain>
    <introspect-explain question="How do I read this grid?" term="logit lens">
      <p>
        ${
          predictsNext
            ? html`Each column stands after one token of your text, each row after one layer. A cell shows what the
              model would say next if it stopped at that layer and had its last step (norm and output head) applied at
              once,`
            : html`Each column stands at one token of your text, each row after one layer. A cell shows which token the
              model would take to be there if it stopped at that layer and had its last step (the head for masked
              tokens) applied at once,`
        }
        and how probable that guess would be, out of all tokens it knows. The last row is what the model really says.
        This is the logit lens (nostalgebraist 2020).
      </p>
      ${
        predictsNext
          ? nothing
          : html`<p>
              A token that is in sight is easily told. Select words with the model’s sign for a gap among them, such as
              [MASK], to see how a guess comes about.
            </p>`
      }
      <p>Move with the arrow keys; Enter goes to the token in the transcript.</p>
    </introspect-explain>
    <introspect-explain question="How far can I trust it?" term="logit lens">
      <p>
        Early layers were never trained to be read this way: only the last layer’s result is meant for the output head.
        An early guess that looks odd may only be in another form, not wrong; a sound early guess does not show that the
        model “knows” it by then. Tuned lenses (Belrose et al. 2023) learn a translation for every layer; this one does
        not.
      </p>
    </introspect-explain>
    <introspect-explain question="What does “settled” mean?" term="logit lens">
      <p>
        The first layer from which on the final best guess stays the best one. If a guess comes up early, is given up
        and comes back, the layer where it came back counts. The mark ◆ and a line above show it in the grid. Settled
        says nothing of how sure the model is: a guess may be first with 5 %.
      </p>
    </introspect-explain>`;

export const aboutContributions = html`<introspect-explain question="What is a logit?" term="logit">
    <p>
      The model’s score for one token, before all scores are turned into probabilities. One more point of it multiplies
      the odds of that token, against any token whose score stays, by 2.7 (the number e).
    </p>
  </introspect-explain>
  <introspect-explain question="What are attention and MLP?" term="MLP">
    <p>
      A layer has two parts. <em>Attention</em> brings information over from other tokens of the text. The
      <em>MLP</em> (multi-layer perceptron) then works on each token alone; much of what a model seems to know about the
      world is found in it. Each adds its result to the sum that goes through the model.
    </p>
  </introspect-explain>
  <introspect-explain question="What do the bars say?" term="direct logit attribution">
    <p>
      How many points each part adds to the score (to the right) or takes from it (to the left), if it went straight to
      the output: direct logit attribution. What a part does by way of later layers is not counted, and the last norm’s
      scale is held where it is. All parts add up to the score; what is left over is rounding, printed below, larger in
      models whose weights are stored in 8 bits.
    </p>
  </introspect-explain>
  <introspect-explain question="Why compare two tokens?" term="direct logit attribution">
    <p>
      Many parts raise or lower all tokens alike. The difference of two tokens leaves that out: it shows which parts
      speak for the one rather than for the other.
    </p>
  </introspect-explain>`;

export const aboutAblation = (predictsNext: boolean) =>
  html`<introspect-explain question="What is a head?" term="head">
      <p>
        In every layer several heads look at the text side by side, each in its own way, and bring over what they find.
        For most heads nobody has found a plain description.
      </p>
    </introspect-explain>
    <introspect-explain question="What does switching off mean?" term="ablation">
      <p>
        The head’s result is set to zero at every token, and the model reads the same text again. It is an intervention:
        a trained network was never without that head, so the rest meets sums that it has not learned from, and other
        heads may take over what is missing. A large change shows that the model as it is relies on the head for this
        text; a small one does not show that the head does nothing (zero ablation; Michel et al. 2019; McGrath et al.
        2023).
      </p>
    </introspect-explain>
    <introspect-explain question="What is compared?" term="divergence">
      <p>
        The probabilities of
        ${predictsNext ? 'the token that would follow your whole text' : 'what could stand in place of the hidden token'},
        over all tokens the model knows, with all heads and without those you switched off.
        <em>Divergence</em> (Kullback–Leibler, in bits) says how far apart the two are: 0 is no change.
        <em>Change of surprise</em> says how much more surprising
        ${predictsNext ? 'the tokens of your text become to the model, on average' : 'the token that really stands there becomes'}.
      </p>
    </introspect-explain>`;

export const whichPart: Note = {
  question: 'Why only a part of the text?',
  term: 'logit lens',
  text: html`<p>
    For every token and every layer the model’s last step is computed over all tokens it knows. That is much work, so a
    long text is read a part at a time. Each part is read with everything before it: the numbers are those of the whole
    text.
  </p>`,
};

export const whichHidden: Note = {
  question: 'Which token is hidden?',
  term: 'masked language model',
  text: html`<p>
    This model does not continue a text: it guesses hidden tokens from those on both sides. One token is hidden, and you
    see how well it is guessed with and without the heads. To begin with it is a gap that your text has, else the last
    token of a word. Other tokens of the same word stay in sight.
  </p>`,
};

export const afterWhich: Note = {
  question: 'Which place is this about?',
  term: 'token',
  text: html`<p>
    The model predicts a next token at every place of the text. Choose after which token you want to see what speaks for
    the next one; to begin with it is the end of your text.
  </p>`,
};

export const whichTarget: Note = {
  question: 'Which next token?',
  term: 'logit',
  text: html`<p>
    The token whose score is taken apart. The list has those the model finds likeliest at this place; or type a word and
    press Enter. A word of several tokens is looked at by its first one.
  </p>`,
};

export const whichOther: Note = {
  question: 'Compared with what?',
  term: 'direct logit attribution',
  text: html`<p>
    A second token for the same place. Then the bars show what speaks for the first <em>rather than</em> for the second,
    and what raises or lowers both alike drops out. Without it, the bars show the score of the first alone.
  </p>`,
};
