// What the settings of an answer do, for somebody who has never seen them.
import { html } from 'lit';
import type { Note } from '../shared/noted';

export const seed: Note = {
  question: 'What is a seed for?',
  term: 'seed',
  text: html`<p>
    Words are drawn by chance; this number fixes the chance. The same turns, settings and seed give the same answer on
    this machine. Change it to see what else the model might have said.
  </p>`,
};

export const maxNew: Note = {
  question: 'How long may an answer be?',
  term: 'token',
  text: html`<p>
    The answer is cut off after so many tokens, even in the middle of a sentence. A token is a word or a piece of one;
    the room for the answer is taken from the context window.
  </p>`,
};

export const answers: Note = {
  question: 'Why several answers?',
  term: 'sampling',
  text: html`<p>
    One answer is one draw. Several to the same turn, each with a seed of its own, show how much they vary; you choose
    the one with which the conversation goes on.
  </p>`,
};

export const layout: Note = {
  question: 'In which form are the turns sent?',
  term: 'chat template',
  text: html`<p>
    By the chat template, with the marks that the model was trained to answer to. As a transcript, it is given plain
    text with speakers and goes on writing: the way for a model that was never trained to chat.
  </p>`,
};
