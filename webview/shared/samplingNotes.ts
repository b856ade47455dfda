// What each rule of sampling does, in the same words wherever it can be set.
import { html } from 'lit';
import type { SamplingRule } from '../../src/core/generation/spread';
import type { Note } from './noted';

export const samplingNotes: { readonly [R in SamplingRule]: Note } = {
  repetitionPenalty: {
    question: 'What does repetition penalty do?',
    term: 'repetition penalty',
    text: html`<p>
      Makes every token that stands in the text already less likely, by this factor on its score. It keeps a model from
      repeating itself, and it also punishes words that people do repeat.
    </p>`,
  },
  temperature: {
    question: 'What does temperature do?',
    term: 'temperature',
    text: html`<p>
      Below 1, likely words become likelier still; above 1, the differences shrink; at 0 only the first word is ever
      taken. It changes how words are drawn, not what the model has learnt.
    </p>`,
  },
  topK: {
    question: 'What does top-k do?',
    term: 'top-k',
    text: html`<p>Only so many of the likeliest words are kept; the others are cut off and can never be drawn.</p>`,
  },
  topP: {
    question: 'What does top-p do?',
    term: 'top-p',
    text: html`<p>
      Only the likeliest words are kept, as many as it takes for their chances to add up to this share. Where the model
      is sure few words are left, where it is not, many.
    </p>`,
  },
  minP: {
    question: 'What does min-p do?',
    term: 'min-p',
    text: html`<p>
      Only words are kept whose chance is at least this share of the likeliest word’s chance. At 0.1, a word that is ten
      times less likely than the first is cut.
    </p>`,
  },
};
