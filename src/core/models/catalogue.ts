import type { ModelAbility } from './abilities';

/**
 * A small open model, by the repository of its ONNX export. Names and files are those that public code loads
 * or that stored pages of the Hub list; the test fixtures are of the same architectures, but none of these files was at
 * hand to be run. A file that is gone is made up for by `recommendedVariant`.
 */
export interface CatalogueEntry {
  /** For people. */
  readonly name: string;
  /** `owner/name` on the Hub. */
  readonly repo: string;
  /** The Hub's id of the licence; the repository's own statement, shown before a download, is what counts. */
  readonly licence: string;
  readonly parameters: number;
  /** The ONNX file that suits most machines, inside the repository. */
  readonly onnxFile: string;
  /** Size of that file, roughly; the exact sizes are asked of the server. */
  readonly roughBytes: number;
  readonly abilities: readonly ModelAbility[];
  /** One sentence for people. */
  readonly goodFor: string;
}

const quantized = 'onnx/model_quantized.onnx';
/** The instruct models of SmolLM2 have no int8 file. */
const fourBits = 'onnx/model_q4.onnx';
const reads: readonly ModelAbility[] = ['generate', 'attention'];
const chats: readonly ModelAbility[] = ['generate', 'chat', 'attention'];

/** Small open models, smallest of each family first. */
export const catalogue: readonly CatalogueEntry[] = [
  {
    name: 'SmolLM2 135M',
    repo: 'onnx-community/SmolLM2-135M-ONNX',
    licence: 'apache-2.0',
    parameters: 135e6,
    onnxFile: quantized,
    roughBytes: 137e6,
    abilities: reads,
    goodFor: 'First steps with a real language model: surprise, next words and attention on any laptop.',
  },
  {
    name: 'SmolLM2 135M Instruct',
    repo: 'HuggingFaceTB/SmolLM2-135M-Instruct',
    licence: 'apache-2.0',
    parameters: 135e6,
    onnxFile: fourBits,
    roughBytes: 200e6,
    abilities: chats,
    goodFor: 'The same after training to follow instructions: compare the two to see what that training does.',
  },
  {
    name: 'SmolLM2 360M',
    repo: 'onnx-community/SmolLM2-360M-ONNX',
    licence: 'apache-2.0',
    parameters: 362e6,
    onnxFile: quantized,
    roughBytes: 365e6,
    abilities: reads,
    goodFor: 'Better next-word predictions than 135M, still quick.',
  },
  {
    name: 'SmolLM2 360M Instruct',
    repo: 'HuggingFaceTB/SmolLM2-360M-Instruct',
    licence: 'apache-2.0',
    parameters: 362e6,
    onnxFile: fourBits,
    roughBytes: 417e6,
    abilities: chats,
    goodFor: 'Simple instructions in English; a good default for trying prompts.',
  },
  {
    name: 'Qwen2.5 0.5B Instruct',
    repo: 'onnx-community/Qwen2.5-0.5B-Instruct',
    licence: 'apache-2.0',
    parameters: 494e6,
    onnxFile: quantized,
    roughBytes: 510e6,
    abilities: chats,
    goodFor: 'Prompting in many languages, with answers in a given form.',
  },
  {
    name: 'Qwen3 0.6B',
    repo: 'onnx-community/Qwen3-0.6B-ONNX',
    licence: 'apache-2.0',
    parameters: 596e6,
    onnxFile: quantized,
    roughBytes: 620e6,
    abilities: chats,
    goodFor:
      'Prompting in many languages; it answers at once, without the reasoning that it can write before an answer.',
  },
  {
    name: 'Llama 3.2 1B Instruct',
    repo: 'onnx-community/Llama-3.2-1B-Instruct',
    licence: 'llama3.2',
    parameters: 1.24e9,
    onnxFile: fourBits,
    roughBytes: 1.7e9,
    abilities: chats,
    goodFor: 'The most capable of this list; wants 4 GB of free memory, and patience on older laptops.',
  },
  {
    name: 'GPT-2',
    repo: 'Xenova/gpt2',
    licence: 'mit',
    parameters: 124e6,
    onnxFile: 'onnx/decoder_model_merged_quantized.onnx',
    roughBytes: 128e6,
    abilities: reads,
    goodFor: 'The model of many textbooks and papers on attention; predicts English text, follows no instructions.',
  },
  {
    name: 'DistilGPT-2',
    repo: 'Xenova/distilgpt2',
    licence: 'apache-2.0',
    parameters: 82e6,
    onnxFile: 'onnx/decoder_model_merged_quantized.onnx',
    roughBytes: 85e6,
    abilities: reads,
    goodFor: 'GPT-2 with half its layers: attention that fits on one screen.',
  },
  {
    name: 'BERT base (uncased)',
    repo: 'Xenova/bert-base-uncased',
    licence: 'apache-2.0',
    parameters: 110e6,
    onnxFile: quantized,
    roughBytes: 111e6,
    abilities: ['attention'],
    goodFor: 'Attention in both directions, as in many papers; it reads text but does not write.',
  },
  {
    name: 'all-MiniLM-L6-v2',
    repo: 'Xenova/all-MiniLM-L6-v2',
    licence: 'apache-2.0',
    parameters: 22.7e6,
    onnxFile: quantized,
    roughBytes: 23e6,
    abilities: ['attention', 'embed'],
    goodFor: 'Finding passages that mean something similar: one vector for each sentence.',
  },
];

export function catalogued(repo: string): CatalogueEntry | undefined {
  return catalogue.find((entry) => entry.repo.toLowerCase() === repo.toLowerCase());
}
