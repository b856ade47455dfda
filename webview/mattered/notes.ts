import '@vscode-elements/elements/dist/vscode-icon/index.js';
import '../shared/explain';
import { html } from 'lit';
import type { Note } from '../shared/noted';

/** DESIGN 6.5, always in view. */
export const caveatOf = (embeds: boolean) =>
  html`<div class="caveat">
    <p>
      <vscode-icon name="info"></vscode-icon>
      <span
        ><strong>Attention is not explanation,</strong> and leaving words out is an experiment on this model with these
        words: it says what its ${embeds ? 'embedding' : 'prediction'} rests on, not what matters to a person.</span
      >
    </p>
    <introspect-explain question="What is the difference?" term="attribution">
      <p>
        Attention says where the model reads from. Leaving a word out and asking again says whether the answer changes.
        The two often disagree (Jain &amp; Wallace 2019; Wiegreffe &amp; Pinter 2019), so they stand side by side here,
        with a check of each.
      </p>
      <p>
        A text without a word is also a text that nobody wrote. Words that say the same twice can each seem useless,
        because the other one is still there.
      </p>
    </introspect-explain>
  </div>`;

export const whatTarget = html`<p>
    A model of this kind does one thing: it says how probable each next word is. So “what mattered” needs a next word to
    be about. To begin with it is the word that the model itself finds most probable; punctuation may be more probable
    still. Choose another, or type your own.
  </p>
  <p>
    It is put right after the selected words. The probability is that of all its tokens, over the whole vocabulary.
  </p>`;

export const whatHidden = html`<p>
    A model of this kind does not continue a text: it learned to guess words that are hidden, from the words on both
    sides (masked language modelling; Devlin et al. 2019). So “what mattered” needs a hidden word to be about. The words
    that you choose are taken out, and the model says how probable they are in their place.
  </p>
  <p>
    A word of several tokens is guessed from its first to its last, those that follow hidden as well, so that a word’s
    end does not give its beginning away; their log-probabilities add up (pseudo-log-likelihood; Salazar et al. 2020,
    arXiv:1910.14659; Kauf &amp; Ivanova 2023, arXiv:2305.10588). It is not the probability of a text, and not
    comparable with that of a model that reads from left to right.
  </p>`;

export const whatInstead = html`<p>
  Why these words <em>and not others</em>? Type what could stand in their place, such as the opposite: the panel then
  shows what speaks for the hidden words rather than for the others, and what both have in common drops out. Write it as
  it would stand there.
</p>`;

export const whatFoil = html`<p>
  Why this <em>and not that</em>? With a second word, the panel shows what speaks for the first rather than for the
  second: what they have in common drops out. Two labels, such as two codes, can be set against each other in this way.
</p>`;

export const whatUnit = html`<p>
  What is left out at a time. Small parts show more and take more runs of the model: one for each part. Tokens are the
  pieces the model itself reads; they are taken out without cutting the rest anew.
</p>`;

export const whatNats = html`<p>
    How much the natural logarithm of the probability falls without the part. +0.7 nats: the part makes what is asked
    about twice as probable; +2.3 nats: ten times; a minus: it makes them less probable. (1 nat is 1.44 bits.)
  </p>
  <p>Leave-one-out, as in Li, Monroe &amp; Jurafsky 2016 (arXiv:1612.08220).</p>`;

export const whatDistance = html`<p>
    An embedding is a list of numbers, a direction in a space of hundreds of dimensions; two texts are alike where
    theirs point the same way. Cosine distance is 1 minus the cosine of the angle between them: 0 = no change, 1 = at a
    right angle, nothing in common, 2 = opposite. It has no sign: it says how far the embedding moves, not where to.
  </p>
  <p>
    Numbers of one model and one text can be compared; what is far in one model may be near in another. The shorter the
    text, the more each part moves it. Leave-one-out, as in Li, Monroe &amp; Jurafsky 2016 (arXiv:1612.08220);
    embeddings of texts: Reimers &amp; Gurevych 2019 (arXiv:1908.10084).
  </p>`;

export const whatAttention = html`<p>
    Where the last token looks, which is the place from which the next word is predicted.
    <em>Mean over heads</em> averages all heads of all layers. <em>Rollout</em> follows attention back through the
    layers to the input (Abnar &amp; Zuidema 2020). <em>One head</em> is a single one of them.
  </p>
  <p>
    A word’s attention is the sum over its tokens; the rest lies on punctuation, the first token and special tokens.
  </p>`;

export const whatFirst = html`<p>
  Many heads park the attention they have no use for on the first token, whatever it is: an attention sink (Xiao et al.
  2023). It would drown all other weights. The other weights stay as they are, so that they add up to less than 1.
</p>`;

export const whatCheck = (embeds: boolean) =>
  html`<p>
      If a ranking is right, taking out what it puts first must
      ${embeds ? 'move the embedding further' : 'hurt the prediction more'} than taking out as many parts by chance. The
      curves show how ${embeds ? 'far it moves' : 'much is lost'} with 1, 2, 3… parts out; the grey area is what chance
      does.
    </p>
    <p>
      p is how often chance does as well, (1 + draws at least as good) ÷ (1 + draws). Leave-one-out has a head start:
      with one part out, nothing can beat it, since that is how it was computed. More parts out test whether parts add
      up.
    </p>
    <p>
      After the comprehensiveness of ERASER (DeYoung et al. 2020), on
      ${embeds ? 'cosine distances' : 'log-probabilities'}; the mean of the ${embeds ? 'distances' : 'losses'} is the
      area over the perturbation curve (Samek et al. 2017).
    </p>`;

export const whatLink = (embeds: boolean) =>
  html`<p>
      Coded parts are compared with the rest of the selection: what share of
      ${embeds ? 'the changes by leaving out' : 'attention, or of the changes by leaving out,'} do they receive? If it
      went by chance, they would receive their share of the parts: a ratio of 1.
    </p>
    <p>
      p: the coders’ marks are shifted around the text as a whole, by every distance; p is the part of these placements
      in which they receive at least as much. Neighbouring words are alike, so that single words cannot be shuffled.
      AUROC: how often a coded part receives more than another; 0.5 is chance. Each p is of one comparison: among many
      heads, layers or codes, some are small by chance alone.
    </p>
    <p>
      The model has not seen the codes. That ${embeds ? 'its embedding rests on' : 'it looks at'} the same words does
      not mean that it reads them as the coders do.
    </p>`;

export const shadeBy: Note = {
  question: 'What does the shade mean?',
  term: 'attribution',
  text: html`<p>
    Either what leaving each part out changes in the answer, which is an experiment, or how much attention the part
    gets, which is a reading of the model. Where the two pictures differ, trust the first sooner, and look at the check
    below.
  </p>`,
};

export const tableOrder: Note = {
  question: 'In what order does the table stand?',
  term: 'attribution',
  text: html`<p>
    The parts that mattered most first, whether they speak for what is asked about or against it; or as they stand in
    the text, to be read along with it.
  </p>`,
};

export const insideOnly: Note = {
  question: 'Why only coded segments?',
  term: 'segment',
  text: html`<p>
    Restricts the shades and the table to what coders marked in this transcript, so that you see what matters
    <em>within</em> a code. All numbers stay as they are: they were computed with the whole selection.
  </p>`,
};

export const whichHead: Note = {
  question: 'Which layer and head?',
  term: 'head',
  text: html`<p>
    Every layer has several heads that look at the text side by side. One head alone is a narrow view: most of them do
    not bear on this prediction. The Attention panel shows all of them, to find one that is worth setting beside.
  </p>`,
};

export const takenOut: Note = {
  question: 'How many parts are taken out?',
  term: 'deletion check',
  text: html`<p>
    The check takes out the first part of a ranking, then the first two, and so on up to this number, each time beside
    as many by chance. A few already tell a good ranking from a poor one; more take more runs of the model.
  </p>`,
};

export const draws: Note = {
  question: 'How often is chance tried?',
  term: 'permutation test',
  text: html`<p>
    So many random choices of parts are taken out for comparison. The smallest p that can come out is 1 ÷ (draws + 1):
    with 19 draws 0.05, with 99 draws 0.01.
  </p>`,
};

export const seed: Note = {
  question: 'What is the seed?',
  term: 'seed',
  text: html`<p>
    It fixes the random choices: the same seed, words and model give the same check again. Change it to see how much
    hangs on the draw, and report the one you used.
  </p>`,
};

export const coders: Note = {
  question: 'Whose coding counts?',
  term: 'coder',
  text: html`<p>
    A part counts as coded when any coder who is ticked here marked it. A coder that is a model says “(model)”: what a
    model marked is no standard for what a model looks at, so leave it out unless that is your question.
  </p>`,
};

export const code: Note = {
  question: 'Which code?',
  term: 'code',
  text: html`<p>
    All marks together, or those of one code. The question becomes narrower: does the model look at what was coded as
    this?
  </p>`,
};

export const otherCode: Note = {
  question: 'Compared with what?',
  term: 'code',
  text: html`<p>
    Either with everything in the selection that does not carry the code, or with the parts of a second code: does the
    model make a difference between the two?
  </p>`,
};
