import type { GlossaryEntry } from './entry';

/** How a model is made, and the limits that come of it. */
export const trainingWords: readonly GlossaryEntry[] = [
  {
    term: 'alignment',
    developer: 'alignment; preference optimisation',
    clinician: 'nearest: supervision that shapes manner rather than knowledge',
    explanation:
      'Training that makes a model answer as people prefer: helpfully, politely, without what is held to be harmful.',
    caveat: 'It learns the taste of those who were asked, and can learn to please rather than to be right.',
    source:
      'Ouyang et al. 2022, Training Language Models to Follow Instructions with Human Feedback; Sharma et al. 2023 on sycophancy',
    see: ['DPO', 'fine-tuning', 'RLHF'],
  },
  {
    term: 'bias',
    developer: 'social bias; representational harm',
    clinician: 'bias, prejudice; not the bias of an estimator, though related',
    explanation:
      'A model repeats what its training texts said about groups of people, in what it writes and in how it judges.',
    caveat:
      'Politer answers do not show that it is gone: it can remain in the chances that a model gives. Check by group.',
    source: 'Bolukbasi et al. 2016; Caliskan, Bryson & Narayanan 2017',
    see: ['alignment', 'pretraining'],
  },
  {
    term: 'canary',
    developer: 'canary; planted secret',
    clinician: 'nearest: a marked item that shows whether something leaked',
    explanation:
      'An invented sentence that is put into the training text a known number of times, to see whether the model can repeat it.',
    caveat: 'That canaries do not come out does not prove that nothing else does.',
    source: 'Carlini et al. 2019, The Secret Sharer',
    see: ['memorisation', 'pretraining'],
  },
  {
    term: 'DPO',
    developer: 'direct preference optimisation',
    clinician: 'nearest: learning from forced-choice judgements',
    explanation:
      'A way to learn from feedback: the model is shown pairs of answers and made to find the preferred one likelier than the other.',
    caveat: 'It learns which of the two was preferred, not why.',
    source: 'Rafailov et al. 2023, Direct Preference Optimization',
    see: ['alignment', 'RLHF'],
  },
  {
    term: 'fine-tuning',
    developer: 'supervised fine-tuning, SFT; instruction tuning',
    clinician: 'nearest: training a rater on worked examples',
    explanation:
      'A trained model goes on learning from a smaller set of examples, such as requests with good answers, and so learns to answer.',
    caveat: 'It also forgets: what it could do before may get worse. And examples with personal data can be memorised.',
    source: 'Wei et al. 2022, Finetuned Language Models Are Zero-Shot Learners',
    see: ['alignment', 'memorisation', 'pretraining'],
  },
  {
    term: 'hallucination',
    developer: 'hallucination; confabulation',
    clinician: 'confabulation is the nearer word: fluent, confident and not based on anything; it is no perception',
    explanation:
      'The model writes something that is not so, or quotes what nobody said, because it is a likely way for the text to go on.',
    caveat:
      'It cannot be seen from the wording. Check quotes word for word, or let only words of the transcript be quoted.',
    source: 'Ji et al. 2023, Survey of Hallucination in Natural Language Generation',
    see: ['sampling', 'verbatim'],
  },
  {
    term: 'memorisation',
    developer: 'memorisation; training data extraction',
    clinician: 'nearest: learning by heart; for data protection, a disclosure risk',
    explanation:
      'The model can repeat passages of its training text word for word, the more surely the more often they stood in it.',
    caveat: 'A model that was trained on confidential text has to be treated as confidential itself.',
    source: 'Carlini et al. 2021, Extracting Training Data from Large Language Models',
    see: ['canary', 'fine-tuning', 'pretraining'],
  },
  {
    term: 'pretraining',
    developer: 'pretraining; self-supervised learning',
    clinician: 'nearest: growing up with a language, before any professional training',
    explanation:
      'The first and longest stage of training: the model reads a great deal of text and learns to predict the next token.',
    caveat: 'What it knows, and every prejudice it has, comes from these texts and ends with their date.',
    source: 'Radford et al. 2018; Brown et al. 2020',
    see: ['bias', 'fine-tuning', 'loss'],
  },
  {
    term: 'RLHF',
    developer: 'reinforcement learning from human feedback',
    clinician: 'nearest: shaping by reinforcement, with people’s ratings as the reinforcer',
    explanation:
      'People compare answers; from their choices a second model learns to give marks, and the language model is trained to get good ones.',
    caveat: 'It is rewarded for what raters like, which is not always what is true.',
    source: 'Christiano et al. 2017; Ouyang et al. 2022',
    see: ['alignment', 'DPO'],
  },
];
