import '../shared/explain';
import { html } from 'lit';

export const notes = html`<section aria-label="Explanations">
  <introspect-explain question="What is a token?" term="token">
    <p>The piece of text that a model reads and writes: a frequent word whole, a rare one in parts.</p>
  </introspect-explain>
  <introspect-explain question="What is the loss?" term="loss">
    <p>
      How badly the model predicts a text, on average: the mean surprise at its tokens. A blind guess among the practice
      model’s 8,192 tokens costs 9.01 nats. Training is nothing but changing the numbers in the network, again and
      again, so that it becomes smaller.
    </p>
  </introspect-explain>
  <introspect-explain question="What do temperature and seed do?" term="temperature">
    <p>
      The next token is drawn with the model’s chances. The temperature makes the draws more or less daring: at 0 the
      likeliest token is always taken. The seed fixes the draws, so that the same seed gives the same text again.
    </p>
  </introspect-explain>
  <introspect-explain question="Are the large models made the same way?" term="alignment">
    <p>
      In the same three stages, with far more of everything: thousands of times more numbers and text, examples by many
      people, and feedback of many raters. What is learnt in each stage, and the limits below, are the same in kind.
    </p>
  </introspect-explain>
</section>`;
