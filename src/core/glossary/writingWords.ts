import type { GlossaryEntry } from './entry';

/** How text is predicted and drawn. */
export const writingWords: readonly GlossaryEntry[] = [
  {
    term: 'bit',
    developer: 'bit; log base 2',
    clinician: 'nearest: the answer to one yes-or-no question',
    explanation:
      'The unit of surprise and uncertainty: one bit is a coin toss, and each further bit halves the chance.',
    caveat: 'Bits per token of two models cannot be compared; bits per character can.',
    source: 'Shannon 1948, A Mathematical Theory of Communication',
    see: ['entropy', 'nat', 'surprisal'],
  },
  {
    term: 'divergence',
    developer: 'Jensen–Shannon divergence',
    clinician: 'nearest: an effect size between two distributions',
    explanation:
      'How far two distributions over the same words are apart: 0 bits when they are the same, 1 bit when they have nothing in common.',
    caveat: 'It needs the same vocabulary on both sides; where there are two, it is not computable.',
    source: 'Lin 1991, Divergence Measures Based on the Shannon Entropy',
    see: ['entropy', 'probability', 'vocabulary'],
  },
  {
    term: 'entropy',
    developer: 'Shannon entropy',
    clinician: 'nearest: uncertainty, or diversity as ecologists measure it',
    explanation:
      'How undecided the model is about what comes next, in bits: 1 bit is a coin toss, 3 bits a fair draw among eight words.',
    caveat: 'Low entropy is certainty of the model, not truth: a model can be sure of an invention.',
    source: 'Shannon 1948, A Mathematical Theory of Communication',
    see: ['probability', 'surprisal'],
  },
  {
    term: 'greedy decoding',
    developer: 'greedy decoding; argmax',
    clinician: 'nearest: always giving the first answer that comes to mind',
    explanation: 'At every step the likeliest token is taken, so that nothing is left to chance.',
    caveat: 'The text that results need not be the likeliest as a whole, and it is blander than what people say.',
    source: 'Holtzman et al. 2020, The Curious Case of Neural Text Degeneration',
    see: ['sampling', 'temperature'],
  },
  {
    term: 'log-probability',
    developer: 'logprob',
    clinician: 'known from likelihoods in statistics',
    explanation:
      'The logarithm of a probability. Those of a sentence’s tokens are added up where probabilities would be multiplied.',
    caveat: 'Longer texts have lower log-probabilities for their length alone.',
    source: 'Manning & Schütze 1999, Foundations of Statistical Natural Language Processing',
    see: ['label likelihood', 'probability', 'surprisal'],
  },
  {
    term: 'loss',
    developer: 'cross-entropy loss, in nats per token',
    clinician: 'nearest: badness of fit',
    explanation:
      'How badly a model predicts a text on average: the mean surprisal of its tokens. Training makes it smaller.',
    caveat:
      'Only the loss on text that was held out says how well a model predicts; that on its training text it can learn by heart.',
    source: 'Goodfellow, Bengio & Courville 2016, Deep Learning, chapter 5',
    see: ['memorisation', 'pretraining', 'surprisal'],
  },
  {
    term: 'min-p',
    developer: 'min-p sampling',
    clinician: 'nearest: a cut-off relative to the best candidate',
    explanation: 'Words whose chance is less than a given share of the best word’s chance are never drawn.',
    caveat: 'Like every cut it changes what can be said at all, so it belongs in a report.',
    source: 'Nguyen et al. 2024, Turning Up the Heat: Min-p Sampling',
    see: ['sampling', 'top-k', 'top-p'],
  },
  {
    term: 'nat',
    developer: 'nat; natural logarithm',
    clinician: 'nearest: a log odds ratio, which counts in the same unit',
    explanation:
      'The unit of a change in log-probability: +0.7 nats makes something twice as probable, +2.3 nats ten times.',
    caveat: 'A change in nats says by what factor a chance changed, not how large it is.',
    source: 'Cover & Thomas 2006, Elements of Information Theory',
    see: ['bit', 'log-probability'],
  },
  {
    term: 'perplexity',
    developer: 'perplexity',
    clinician: 'nearest: the number of options one is undecided between',
    explanation:
      'Another way to write the mean surprisal: among how many equally likely tokens the model had to choose, on average.',
    caveat: 'It is per token, so models with different tokenizers cannot be compared by it; bits per character can.',
    source: 'Jelinek et al. 1977; Manning & Schütze 1999',
    see: ['loss', 'surprisal', 'tokenizer'],
  },
  {
    term: 'probability',
    developer: 'next-token probability; softmax',
    clinician: 'probability, in its usual sense: of the next word, in this model',
    explanation:
      'The chance, from 0 to 1, that the model gives a token to come next. Over the whole vocabulary they add up to 1.',
    caveat: 'It is a property of the model and its training text, not the chance that something is true of the person.',
    source: 'Bengio et al. 2003, A Neural Probabilistic Language Model',
    see: ['logit', 'surprisal', 'vocabulary'],
  },
  {
    term: 'repetition penalty',
    developer: 'repetition penalty',
    clinician: 'nearest: asking somebody not to say the same thing twice',
    explanation:
      'A setting that makes every token which already stands in the text less likely, so that the model repeats itself less.',
    caveat: 'People repeat themselves, and mean something by it: with this setting the model is kept from doing so.',
    source: 'Keskar et al. 2019, CTRL: A Conditional Transformer Language Model',
    see: ['sampling', 'temperature'],
  },
  {
    term: 'sampling',
    developer: 'sampling; decoding',
    clinician: 'drawing at random, as in random assignment',
    explanation:
      'The next word is drawn at random with the model’s chances, so that the same prompt can give different answers.',
    caveat: 'One answer is one draw. Ask several times and report how much the answers vary.',
    source: 'Holtzman et al. 2020, The Curious Case of Neural Text Degeneration',
    see: ['seed', 'temperature', 'top-p'],
  },
  {
    term: 'seed',
    developer: 'random seed',
    clinician: 'the seed of a random number table',
    explanation: 'A number that fixes all random draws: the same seed, settings and model give the same answer again.',
    caveat: 'A seed makes one answer repeatable; it does not make it right, or typical.',
    source: 'Pineau et al. 2021, Improving Reproducibility in Machine Learning Research',
    see: ['sampling', 'temperature'],
  },
  {
    term: 'surprisal',
    developer: 'surprisal; negative log-likelihood',
    clinician: 'nearest: unexpectedness; known from reading-time research',
    explanation:
      'How unexpected a word was for the model, in bits: a word with one chance in two has 1 bit, one in a thousand about 10.',
    caveat: 'Unexpected for this model, with its training text: not unusual for this person.',
    source: 'Hale 2001; Levy 2008, Expectation-based Syntactic Comprehension',
    see: ['entropy', 'loss', 'probability'],
  },
  {
    term: 'temperature',
    developer: 'temperature',
    clinician: 'nearest: how freely one associates; it is not a measure of mood or warmth',
    explanation:
      'A setting that makes draws more or less daring: at 0 the likeliest word is always taken, above 1 unlikely words come more often.',
    caveat: 'Temperature 0 makes answers repeatable, not correct.',
    source: 'Ackley, Hinton & Sejnowski 1985; Holtzman et al. 2020',
    see: ['sampling', 'top-p'],
  },
  {
    term: 'top-k',
    developer: 'top-k sampling',
    clinician: 'nearest: choosing from a short list',
    explanation: 'Only the k likeliest words can be drawn.',
    caveat: 'The same k is too narrow where many words fit and too wide where only one does.',
    source: 'Fan, Lewis & Dauphin 2018, Hierarchical Neural Story Generation',
    see: ['min-p', 'sampling', 'top-p'],
  },
  {
    term: 'top-p',
    developer: 'top-p, nucleus sampling',
    clinician: 'nearest: a short list as long as it takes to cover most of the chances',
    explanation: 'Only the likeliest words that together have the probability p can be drawn.',
    caveat: 'Words that are cut off have a chance of exactly 0, whatever the model thought of them.',
    source: 'Holtzman et al. 2020, The Curious Case of Neural Text Degeneration',
    see: ['min-p', 'sampling', 'top-k'],
  },
];
