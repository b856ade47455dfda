import '../shared/explain';
import { html } from 'lit';
import type { Note } from '../shared/noted';

export const notes = html`<section class="notes" aria-label="Explanations">
  <introspect-explain question="What can I learn from two models on the same words?" term="checkpoint">
    <p>
      What a model expects comes from what it was trained on. The four stages of the practice model are one network at
      four points of its training: side by side they show what each stage of training added.
    </p>
    <p>
      With two models of different makers you see which of your findings hang on the choice of the model. A result that
      only one of them gives is a result about that model.
    </p>
  </introspect-explain>
  <introspect-explain question="What are bits per character?" term="surprisal">
    <p>
      How surprising the text was for the model, all its pieces added up and divided by the number of characters: lower
      means that the model saw more of it coming. Two models may cut words into different pieces, so only the sum over
      the same characters can be compared, not the number per piece.
    </p>
  </introspect-explain>
  <introspect-explain question="How far apart are two distributions?" term="divergence">
    <p>
      The Jensen–Shannon divergence compares all chances at once: 0 bits when both models expect the same words with the
      same chances, 1 bit when nothing that one expects is possible for the other. It needs the same vocabulary; where
      the models have different ones, Introspect says so instead of a number.
    </p>
  </introspect-explain>
  <introspect-explain question="What is a logit?" term="logit">
    <p>
      The raw score that a model gives every token of its vocabulary; chances are made of it. Only differences between
      scores of one model mean something: a logit of 9 in one model and of 12 in another cannot be compared. Their
      chances can.
    </p>
  </introspect-explain>
  <introspect-explain question="What does the attention picture show?" term="attention">
    <p>
      One head of each model: each row is a token that looks, each column one that it looks at; the stronger the mark,
      the larger the weight. Layer 2, head 3 of one model has nothing to do with layer 2, head 3 of another, unless one
      was trained on from the other, as the four stages were. Attention is not explanation: it shows where a head reads
      from, not why the model answers as it does.
    </p>
  </introspect-explain>
</section>`;

export const whichModels: Note = {
  question: 'Which models can I set side by side?',
  term: 'checkpoint',
  text: html`<p>
      Any two on this machine, and the stages of the practice model, which are one network at four points of its
      training. Models of one family tell what training changed; models of different makers, what hangs on the choice of
      the model. Both are in memory at once.
    </p>
    <p>
      A model on a server can be one of the two, or both, for what its server tells: its likeliest next words, and how
      surprising the words were where it says so. It tells no attention. The selected words are sent to a server
      elsewhere only when you say so.
    </p>`,
};

export const whichOrder: Note = {
  question: 'In what order do the words stand?',
  term: 'probability',
  text: html`<p>
    Those first on which the two models differ most, or those first that one of them finds likeliest. The words of both
    lists are always there; only their order changes.
  </p>`,
};

export const oneWord: Note = {
  question: 'What can I ask about one word?',
  term: 'logit',
  text: html`<p>
    Any word you have in mind: how probable each model finds it at this place, and how each of them cuts it into tokens.
    Begin it with a space where it would be a new word in the text.
  </p>`,
};

export const whichHead: Note = {
  question: 'Which layer and head?',
  term: 'head',
  text: html`<p>
    Each model has its own. The same numbers mean the same head only in stages of one model; between other models,
    choose for each the head that you want to see.
  </p>`,
};
