// What each control of the Next Words panel does, for somebody who has never seen it.
import { html } from 'lit';
import type { Note } from '../shared/noted';

export const scope: Note = {
  question: 'Selected words or the whole transcript?',
  term: 'surprisal',
  text: html`<p>
    The selected words are read alone, as if nothing had been said before them. The whole transcript is read from its
    beginning, so that every word has what was said before it: slower, and what speakers and turns are compared by.
  </p>`,
};

export const views: Note = {
  question: 'What do the three views show?',
  term: 'probability',
  text: html`<p>
    <em>Next words</em>: how probable every word is at one place. <em>Tree</em>: the likeliest ways to go on from there,
    to be walked. <em>Surprisal</em>: how little the model expected what was really said, along the text, by speaker and
    by turn.
  </p>`,
};

export const pages: Note = {
  question: 'Why pages?',
  term: 'token',
  text: html`<p>
    A whole transcript has more words than a page can shade at once. The pages are for the eye only: every figure is
    about all of them.
  </p>`,
};

export const ranks: Note = {
  question: 'What is a rank?',
  term: 'vocabulary',
  text: html`<p>
    The model gives every token it knows a chance. Rank 1 is the likeliest, rank 100 the hundredth; nothing is left out,
    so you can go to the very last. “Word that came next” shows how far down the word stands that was really said.
  </p>`,
};

export const points: Note = {
  question: 'A point for what, and along what?',
  term: 'surprisal',
  text: html`<p>
    A point for each turn is the mean of its tokens, which shows the course of a talk; one for each token shows single
    words. Along the order, all points are equally far apart; along time, they stand where they were said, by the times
    in the transcript.
  </p>`,
};

export const turnOrder: Note = {
  question: 'In what order do the turns stand?',
  term: 'turn',
  text: html`<p>
    As they were said, or those first that the model expected least, by their mean. Short turns jump most: look at the
    number of tokens beside the mean before you read something into it.
  </p>`,
};
