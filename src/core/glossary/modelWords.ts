import type { GlossaryEntry } from './entry';

/** What a model is made of, and what is seen when one looks inside. */
export const modelWords: readonly GlossaryEntry[] = [
  {
    term: 'ablation',
    developer: 'ablation; knocking out a component',
    clinician: 'nearest: a lesion study, where the loss of function shows what a region was needed for',
    explanation:
      'A part of the model, such as a head, is switched off, and one looks at what gets worse. What changes without the part depended on it.',
    caveat:
      'Other parts can take over, so “nothing changed” does not mean that the part did nothing. The model without the part is in a state that it never knew in training.',
    source: 'Michel, Levy & Neubig 2019, Are Sixteen Heads Really Better than One?',
    see: ['attribution', 'head', 'leave-one-out'],
  },
  {
    term: 'activation',
    developer: 'activation; hidden state',
    clinician: 'nearest: the momentary state of a system, as opposed to its lasting traits',
    explanation: 'A number that is computed inside the model while it reads one text, and is gone afterwards.',
    caveat: 'A single activation seldom stands for one thing that has a name.',
    source: 'Elhage et al. 2021, A Mathematical Framework for Transformer Circuits',
    see: ['parameter', 'residual stream'],
  },
  {
    term: 'attention',
    developer: 'self-attention; attention weights',
    clinician:
      'nearest: what a listener keeps in mind of what was said before; it is not attention in the psychological sense',
    explanation:
      'How a model brings information from earlier words to the word that it is at: each head spreads weights that add up to 1 over the words, and copies from them in that proportion.',
    caveat: 'Attention is not explanation: it shows where a head reads from, not why the model answers as it does.',
    source: 'Vaswani et al. 2017, Attention Is All You Need; Jain & Wallace 2019; Wiegreffe & Pinter 2019',
    see: ['attention sink', 'attribution', 'head'],
  },
  {
    term: 'attention sink',
    developer: 'attention sink',
    clinician: 'nearest: a default place to rest the eyes when there is nothing to look for',
    explanation: 'Many heads put most of their weight on the first token when they have nothing to fetch.',
    caveat: 'A large weight on the first word therefore says nothing about that word.',
    source: 'Xiao et al. 2023, Efficient Streaming Language Models with Attention Sinks',
    see: ['attention', 'head'],
  },
  {
    term: 'attention weight',
    developer: 'attention weight; a softmax row',
    clinician: 'nearest: how one portion of attention is divided up, in shares that add up to 1',
    explanation:
      'How much one token takes, in one head, from another token: a share between 0 and 1, and all the shares of a token add up to 1.',
    caveat:
      'A weight says how much is copied, not how much the copy matters. Sums and maxima over heads or words are no shares.',
    source: 'Vaswani et al. 2017, Attention Is All You Need',
    see: ['attention', 'attention sink', 'head', 'rollout'],
  },
  {
    term: 'attribution',
    developer: 'feature attribution; saliency',
    clinician: 'nearest: working out which part of an interview a rating rested on',
    explanation: 'How much each word of the text contributed to one prediction of the model.',
    caveat:
      'Methods of attribution disagree with each other. A deletion check says how far to trust one of them on one text.',
    source: 'Li, Monroe & Jurafsky 2016, Understanding Neural Networks through Representation Erasure',
    see: ['ablation', 'leave-one-out'],
  },
  {
    term: 'checkpoint',
    developer: 'checkpoint',
    clinician: 'nearest: a measurement occasion in a longitudinal study',
    explanation: 'The state of a model at one point of its training, kept as a file.',
    caveat: 'Two checkpoints of one model can answer differently: say which one you used.',
    source: 'Biderman et al. 2023, Pythia: A Suite for Analyzing Large Language Models Across Training and Scaling',
    see: ['fine-tuning', 'model', 'pretraining'],
  },
  {
    term: 'context window',
    developer: 'context window; context length',
    clinician: 'nearest: working memory, except that what is in it is exact and what is outside is gone',
    explanation:
      'The most text, in tokens, that a model can take into account at once: instructions, transcript and answer together.',
    caveat: 'Within the window, models use what stands in the middle of a long text worse than its beginning and end.',
    source: 'Liu et al. 2023, Lost in the Middle: How Language Models Use Long Contexts',
    see: ['prompt', 'token'],
  },
  {
    term: 'cosine distance',
    developer: 'cosine distance; 1 − cosine similarity',
    clinician: 'nearest: 1 minus the congruence of two profiles of scores, as of factor loadings (Tucker’s phi)',
    explanation:
      'How far two embeddings point in different directions: 0 is the same direction, 1 a right angle, 2 the opposite one.',
    caveat:
      'How large a distance is large depends on the model: in many, even unrelated texts are far less than 1 apart. Compare numbers of one model alone.',
    source: 'Manning, Raghavan & Schütze 2008, Introduction to Information Retrieval; Ethayarajh 2019',
    see: ['embedding', 'leave-one-out'],
  },
  {
    term: 'deletion check',
    developer: 'deletion test; comprehensiveness; perturbation curve',
    clinician: 'nearest: a manipulation check',
    explanation:
      'The words that a picture puts first are taken out, and as many words by chance. If the picture is right, the first must hurt the prediction more.',
    caveat: 'A text with words taken out is one that nobody wrote, and the model may react to that.',
    source: 'DeYoung et al. 2020, ERASER; Samek et al. 2017',
    see: ['attribution', 'leave-one-out', 'permutation test'],
  },
  {
    term: 'direct logit attribution',
    developer: 'direct logit attribution; logit decomposition',
    clinician: 'nearest: taking a total score apart into its subscales',
    explanation: 'The score of one token is written as a sum: what each layer’s attention and MLP add to it directly.',
    caveat: 'What a part does by way of later parts is not counted, so a small bar does not mean a small role.',
    source: 'Elhage et al. 2021, A Mathematical Framework for Transformer Circuits',
    see: ['attribution', 'logit', 'MLP', 'residual stream'],
  },
  {
    term: 'embedding',
    developer: 'embedding; vector representation',
    clinician: 'nearest: a position in a semantic space, as in factor scores or the semantic differential',
    explanation:
      'A list of numbers that stands for a word or a text. Texts used in similar ways get similar lists, so that likeness of meaning can be computed.',
    caveat:
      'Closeness can rest on topic, style or length. Opposites are often close, since they occur in the same places.',
    source: 'Mikolov et al. 2013; Reimers & Gurevych 2019, Sentence-BERT',
    see: ['cosine distance', 'residual stream', 'token'],
  },
  {
    term: 'encoder',
    developer: 'encoder-only model, such as BERT',
    clinician: 'nearest: a rater who has the whole transcript on the table, as opposed to a listener in the session',
    explanation:
      'A model that reads a whole text at once, in both directions, and is used to classify or search rather than to write.',
    caveat: 'It gives no chances for a next word, so surprisal and generation do not apply to it.',
    source: 'Devlin et al. 2019, BERT',
    see: ['attention', 'embedding', 'model'],
  },
  {
    term: 'head',
    developer: 'attention head',
    clinician: 'nearest: one of several observers who each watch for something else',
    explanation:
      'One of the parallel units of a layer that look back at the text, each with its own pattern of where to look.',
    caveat:
      'For most heads nobody has found a plain description, and a head that looks meaningful on one text may not on the next.',
    source: 'Clark et al. 2019, What Does BERT Look At?; Voita et al. 2019',
    see: ['attention', 'induction head', 'layer'],
  },
  {
    term: 'induction head',
    developer: 'induction head',
    clinician: 'nearest: priming by repetition',
    explanation:
      'A head that finds an earlier place with the same words and looks at what came next there, so that the model can go on as before.',
    caveat: 'Its score tells how often a head does this on repeated text, not that it does nothing else.',
    source: 'Olsson et al. 2022, In-context Learning and Induction Heads',
    see: ['few-shot', 'head'],
  },
  {
    term: 'layer',
    developer: 'layer; transformer block',
    clinician: 'nearest: a pass of reading, as in coding that goes over the same text again and again',
    explanation:
      'One of the steps that a text goes through in the model, one after the other: each lets the words exchange information and then works on every word by itself.',
    caveat: '“Early layers do grammar, late ones meaning” is a rough tendency, not a map.',
    source: 'Tenney, Das & Pavlick 2019, BERT Rediscovers the Classical NLP Pipeline',
    see: ['head', 'logit lens', 'MLP'],
  },
  {
    term: 'leave-one-out',
    developer: 'leave-one-out attribution; occlusion; erasure',
    clinician: 'the same idea as in a sensitivity analysis: repeat it without one case and see what changes',
    explanation:
      'A word or sentence is left out of the text, and one looks at how much the prediction, or the embedding, changes.',
    caveat: 'Words that say the same thing twice cover for each other: each alone seems not to matter.',
    source: 'Li, Monroe & Jurafsky 2016; Zeiler & Fergus 2014',
    see: ['ablation', 'attribution'],
  },
  {
    term: 'logit',
    developer: 'logit; unnormalised score',
    clinician: 'nearest: a raw score before it is standardised; statisticians know the word from logistic regression',
    explanation:
      'The raw score that a model gives each token of its vocabulary. All scores together are turned into probabilities.',
    caveat:
      'Only differences between the logits of one prediction mean something. Logits of two models cannot be compared.',
    source: 'Goodfellow, Bengio & Courville 2016, Deep Learning, section 6.2.2',
    see: ['probability', 'temperature'],
  },
  {
    term: 'logit lens',
    developer: 'logit lens',
    clinician: 'nearest: asking a rater for a provisional judgement after each page',
    explanation:
      'What the model would predict if it stopped after a layer: the layer’s state is read with the model’s own last step.',
    caveat: 'Early layers were not trained to be read in this way; what the lens shows of them may mean little.',
    source: 'nostalgebraist 2020, interpreting GPT: the logit lens; Belrose et al. 2023, Tuned Lens',
    see: ['layer', 'logit', 'residual stream'],
  },
  {
    term: 'masked language model',
    developer: 'masked LM; encoder such as BERT; fill-mask',
    clinician: 'nearest: a cloze test, in which words are blacked out and the reader guesses them from the rest',
    explanation:
      'A model that learned to guess hidden words of a text from the words on both sides. It reads a text as a whole and does not continue one.',
    caveat:
      'How well it guesses hidden words is not the probability of a text, and not to be compared with a model that reads from left to right.',
    source: 'Devlin et al. 2019, BERT; Salazar et al. 2020, Masked Language Model Scoring',
    see: ['leave-one-out', 'token'],
  },
  {
    term: 'MLP',
    developer: 'multilayer perceptron; feed-forward block',
    clinician: 'nearest: what a reader adds from memory, as opposed to what stands in the text',
    explanation:
      'The part of a layer that works on every word by itself. Much of what a model has learnt about words seems to be kept there.',
    caveat: 'That facts are “stored” in single places is a simplification.',
    source: 'Geva et al. 2021, Transformer Feed-Forward Layers Are Key-Value Memories',
    see: ['attention', 'layer'],
  },
  {
    term: 'model',
    developer: 'large language model, LLM',
    clinician:
      'nearest: an instrument, with a version and properties that are to be reported like those of any instrument',
    explanation:
      'A program with millions or billions of learnt numbers that gives, for any text, the chance of every possible next token. Writing is done by drawing tokens one after another.',
    caveat: 'It has no access to the person, only to the words; its answers are not observations of that person.',
    source: 'Brown et al. 2020, Language Models are Few-Shot Learners; arXiv 2411.11880',
    see: ['model host', 'parameter', 'token'],
  },
  {
    term: 'model host',
    developer: 'inference process; runtime',
    clinician: 'no counterpart: the program on your machine that runs the model',
    explanation:
      'The part of Introspect that holds one loaded model, in a process of its own. If it fails, the rest goes on.',
    caveat: 'It runs on this machine. Only a model on a server that you added yourself runs elsewhere.',
    source: 'Introspect, CONTRIBUTING.md',
    see: ['model'],
  },
  {
    term: 'parameter',
    developer: 'parameter; weight',
    clinician: 'nearest: the fitted coefficients of a regression, except that there are millions',
    explanation:
      'One of the numbers that training sets. “4 million parameters” is the size of the practice model; common ones have billions.',
    caveat: 'More parameters often mean better answers, not more reliable ones.',
    source: 'Kaplan et al. 2020, Scaling Laws for Neural Language Models',
    see: ['model', 'quantisation'],
  },
  {
    term: 'quantisation',
    developer: 'quantisation, int8, q4',
    clinician: 'nearest: rounding a scale to fewer steps',
    explanation: 'The numbers of a model are rounded to fewer bits, so that it needs less memory and runs faster.',
    caveat: 'A rounded model is not exactly the same model: report which file you used.',
    source: 'Dettmers et al. 2022, LLM.int8()',
    see: ['parameter'],
  },
  {
    term: 'residual stream',
    developer: 'residual stream; skip connection',
    clinician: 'nearest: a case file that every reader adds a note to and passes on',
    explanation:
      'What the model holds about a word as it goes from layer to layer: each layer reads it and adds to it.',
    caveat: 'It is a list of hundreds of numbers; no single one has a meaning by itself.',
    source: 'Elhage et al. 2021, A Mathematical Framework for Transformer Circuits',
    see: ['activation', 'layer', 'logit lens'],
  },
  {
    term: 'rollout',
    developer: 'attention rollout',
    clinician: 'nearest: following a rumour back through several tellers',
    explanation:
      'Attention is followed through the layers back to the words of the text, so that one sees which words a late layer got its information from.',
    caveat: 'It uses attention alone and knows nothing of what the rest of each layer does.',
    source: 'Abnar & Zuidema 2020, Quantifying Attention Flow in Transformers',
    see: ['attention', 'attention weight', 'layer'],
  },
  {
    term: 'special token',
    developer: 'special token; BOS, EOS, CLS, SEP',
    clinician: 'nearest: punctuation of the protocol, not of what was said',
    explanation:
      'A token that stands for no words: the model’s makers put it at the beginning, at the end or between messages.',
    caveat: 'Models often rest their attention on it, so that it can hide what the words get.',
    source: 'Devlin et al. 2019, BERT; Clark et al. 2019, What Does BERT Look At?',
    see: ['attention sink', 'chat template', 'token'],
  },
  {
    term: 'token',
    developer: 'token; subword unit',
    clinician: 'nearest: a unit of analysis, set by the model and not by you',
    explanation:
      'The piece of text that a model reads and writes: a frequent word whole, a rare one in parts. The space before a word belongs to it.',
    caveat: 'Tokens differ from model to model, so counts “per token” cannot be compared between models.',
    source: 'Sennrich, Haddow & Birch 2016, Neural Machine Translation of Rare Words with Subword Units',
    see: ['tokenizer', 'vocabulary'],
  },
  {
    term: 'tokenizer',
    developer: 'tokenizer; BPE, WordPiece, Unigram',
    clinician: 'nearest: the rules of a transcription and segmentation manual',
    explanation: 'The part that cuts a text into tokens, by rules learnt from a large amount of text.',
    caveat:
      'Languages and dialects that were rare in that text are cut into more pieces, which costs accuracy and speed.',
    source: 'Petrov et al. 2023, Language Model Tokenizers Introduce Unfairness Between Languages',
    see: ['token', 'vocabulary'],
  },
  {
    term: 'vocabulary',
    developer: 'vocabulary',
    clinician: 'nearest: the closed set of response options',
    explanation:
      'All tokens that a model knows, in the thousands. Anything can be written with them, a letter at a time if need be.',
    caveat: 'Probabilities are always over the whole vocabulary of one model.',
    source: 'Sennrich, Haddow & Birch 2016',
    see: ['probability', 'token'],
  },
];
