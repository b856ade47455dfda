// What each control of the Attention panel does, for somebody who has never seen it.
import { html } from 'lit';
import type { Reading } from '../../src/protocol/attention';
import type { Note } from '../shared/noted';
import { readingNotes, unitNote } from './notes';
import { measureTexts } from './overviewMeasures';

export const views: Note = {
  question: 'What do the four views show?',
  term: 'attention',
  text: html`<p>
    <em>All heads</em> shows every head in small, to find one worth a look. The other three show one head:
    <em>Matrix</em>, every weight as a shade; <em>Lines</em>, which token looks at which; <em>Text</em>, the transcript
    itself, shaded by where one word looks or who looks at it. The numbers are the same in all of them.
  </p>`,
};

export const hideFirst: Note = {
  question: 'Why hide the first token?',
  term: 'attention sink',
  text: html`<p>
    Many heads park the attention they have no use for on the first token, whatever it is: it is an attention sink (Xiao
    et al. 2023), and its large weights drown all others in the picture. Hiding it changes no other number.
  </p>`,
};

export const hideSpecial: Note = {
  question: 'What are special tokens?',
  term: 'special token',
  text: html`<p>
    Signs that the model adds to your text, such as one for its beginning; nobody said them. Hidden, they are neither
    rows nor columns. What the words give to them is not spread over the rest: it is told below the table.
  </p>`,
};

const readingTerms: { readonly [R in Reading]: string } = {
  head: 'attention weight',
  layerMean: 'attention weight',
  layerMax: 'attention weight',
  allMean: 'attention weight',
  allMax: 'attention weight',
  rollout: 'rollout',
  valueNorms: 'attention weight',
};

export function weights(reading: Reading): Note {
  return { question: 'What are these numbers?', term: readingTerms[reading], text: readingNotes[reading] };
}

export const layer: Note = {
  question: 'Which layer should I look at?',
  term: 'layer',
  text: html`<p>
    Layers work one after the other; layer 1 sits next to the words themselves. Early layers often look at neighbours,
    middle ones often join words that belong together, but no rule says so: go through them with the arrows, or let
    <em>All heads</em> order the heads for you.
  </p>`,
};

export const head: Note = {
  question: 'Which head should I look at?',
  term: 'head',
  text: html`<p>
    The heads of a layer look at the text side by side, each in its own way; their numbers have no meaning, and head 3
    of one layer has nothing to do with head 3 of another. <em>All heads</em> finds those that do something clear.
  </p>`,
};

export const between: Note = { question: 'What happens when tokens are merged?', term: 'token', text: unitNote };

export const direction: Note = {
  question: 'Which way round do I read it?',
  term: 'attention weight',
  text: html`<p>
    Choose a word by a click or with Enter. Either the others are shaded by how much <em>it</em> takes from each of
    them, or by how much each of them takes from <em>it</em>. The two are different questions: only the first gives
    shares of one whole.
  </p>`,
};

export const zoom: Note = {
  question: 'How do I zoom and move?',
  term: 'attention weight',
  text: html`<p>
    Plus and minus, or the mouse wheel with Ctrl, zoom; 0 shows all. Zoomed in, drag the picture to move it. The arrow
    keys go from cell to cell and read each number. Where a dot stands for several cells it shows the largest number
    among them, so that nothing strong is lost.
  </p>`,
};

export const order: Note = {
  question: 'In what order do the heads stand?',
  term: 'head',
  text: html`<p>
    As they stand in the model, or by one measure of what they do, so that the most telling ones come first. Below the
    pictures each measure is explained. An order is a way to find heads, not a finding about them.
  </p>`,
};

export const show: Note = {
  question: 'Pictures or numbers?',
  term: 'head',
  text: html`<p>
    The pictures let the eye find patterns; the table gives every measure of every head as a number, can be ordered by
    each column, and says the same to somebody who does not see the pictures.
  </p>`,
};

export const search: Note = {
  question: measureTexts.between.question,
  term: 'attention weight',
  text: measureTexts.between.note,
};
