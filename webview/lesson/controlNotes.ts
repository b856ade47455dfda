// What each control of the lesson does, for the “?” beside it.
import { html } from 'lit';
import type { Note } from '../shared/noted';

export const whichBeginning: Note = {
  question: 'What are these beginnings?',
  term: 'prompt',
  text: html`<p>
    Four that were written for the lesson, each of a kind that another stage of training prepares a model for. All four
    stages get the same one, so that whatever differs in what they write comes from training.
  </p>`,
};

export const ownWords: Note = {
  question: 'What can I write here?',
  term: 'prompt',
  text: html`<p>
    Any words, up to 2,000 characters. They stay on this machine and are not kept, unless you take them away. These
    models know the English of old novels and of a few plain phrases, and little else.
  </p>`,
};

export const messageOrText: Note = {
  question: 'What is the difference between a message and a text?',
  term: 'chat template',
  text: html`<p>
    A message is put between special tokens that say who speaks and that an answer is due. Only a model that was
    fine-tuned on such messages knows what they mean. A text has no such marks: the model goes on where it stops.
  </p>`,
};

export const howDaring: Note = {
  question: 'What does the temperature change?',
  term: 'temperature',
  text: html`<p>
    How daring the draws are: at 0 each stage always takes the token that it finds likeliest, at 1 it draws with its own
    chances, above that unlikely tokens come more often. It does not change the table of chances below.
  </p>`,
};

export const whichDraws: Note = {
  question: 'What is the seed for?',
  term: 'seed',
  text: html`<p>
    It fixes the draws: the same seed gives the same texts again, another one gives others. Try a few before you say
    what a stage writes; one draw is an anecdote. The quotations below begin with the same seed.
  </p>`,
};

export const whatToQuote: Note = {
  question: 'What is the model asked to quote?',
  term: 'verbatim',
  text: html`<p>
    The words of the passage that show this topic. The request has the form that the practice model was trained on. Try
    a topic that the passage does not speak of, too: it may quote all the same.
  </p>`,
};

export const whichPassage: Note = {
  question: 'How is a quotation checked?',
  term: 'hallucination',
  text: html`<p>
    Whatever stands between quotation marks is looked up in this passage, character for character; a changed word or
    comma counts as not found. You can put another passage here, of up to 2,000 characters.
  </p>`,
};

export const whosePronouns: Note = {
  question: 'What is compared here?',
  term: 'bias',
  text: html`<p>
    After “The nurse said that” and two more beginnings, the chance of “she” among “he” and “she”, for each occupation.
    Choose a stage and ask; choose another and ask again to see whether later training has changed the habit.
  </p>`,
};

export const whoseMemory: Note = {
  question: 'Which stage should I ask?',
  term: 'memorisation',
  text: html`<p>
    First the one that read the sentences, then one before and one after it. A model can repeat what it has read often;
    later training on other texts can overwrite it again. A sentence that does not come out may still have left a trace.
  </p>`,
};
