import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { UserError } from '../core/base/userError';
import type { LoadParams } from '../protocol/modelHost';
import {
  configSchema,
  generationConfigSchema,
  modelConfig,
  tokenizerConfigSchema,
  type ModelConfig,
  type TokenizerConfig,
} from './modelConfig';
import { loadJson, loadOptionalJson, requireModelFile } from './modelFiles';
import { loadTokenizerJson, type TokenizerJson } from './tokenizerFile';

/** What a folder in the Hugging Face layout holds, read and checked; the ONNX file is found but not opened. */
export interface ModelFolder {
  readonly dir: string;
  readonly name: string;
  /** Absolute path. */
  readonly onnxPath: string;
  readonly config: ModelConfig;
  readonly tokenizerPath: string;
  readonly tokenizerJson: TokenizerJson;
  readonly tokenizerConfig: TokenizerConfig;
  /** Jinja source. */
  readonly chatTemplate: string | undefined;
}

/** @throws UserError naming the file that is missing or damaged, and the remedy. */
export function loadModelFolder(params: LoadParams): ModelFolder {
  const dir = path.resolve(params.dir);
  if (!statSync(dir, { throwIfNoEntry: false })?.isDirectory()) {
    throw new UserError(
      'modelFolderMissing',
      existsSync(dir) ? `${dir} is a file, not a model folder.` : `The model folder ${dir} does not exist.`,
      'Choose the folder that holds config.json and tokenizer.json.',
    );
  }
  const onnxPath = findOnnxFile(dir, params.onnx);
  requireModelFile(onnxPath);
  const config = loadJson(path.join(dir, 'config.json'), configSchema);
  const generation = loadOptionalJson(path.join(dir, 'generation_config.json'), generationConfigSchema);
  const tokenizerConfig = loadOptionalJson(path.join(dir, 'tokenizer_config.json'), tokenizerConfigSchema) ?? {};
  const tokenizerPath = path.join(dir, 'tokenizer.json');
  return {
    dir,
    name: path.basename(dir),
    onnxPath,
    config: modelConfig(config, generation, tokenizerConfig),
    tokenizerPath,
    tokenizerJson: loadTokenizerJson(tokenizerPath),
    tokenizerConfig,
    chatTemplate: loadChatTemplate(dir, tokenizerConfig),
  };
}

/** The first that is there is taken; the last three are of older exports, such as those of GPT-2. */
const usualNames = [
  'model_quantized.onnx',
  'model.onnx',
  'decoder_model_merged_quantized.onnx',
  'decoder_model_merged.onnx',
  'decoder_model.onnx',
];

function findOnnxFile(dir: string, named: string | undefined): string {
  const files = [path.join(dir, 'onnx'), dir]
    .filter((d) => statSync(d, { throwIfNoEntry: false })?.isDirectory())
    .flatMap((d) => readdirSync(d).map((name) => path.join(d, name)))
    .filter((file) => file.endsWith('.onnx'));
  const listing = files.map((file) => path.relative(dir, file)).join(', ');
  if (named !== undefined) {
    const found = [path.resolve(dir, named), path.resolve(dir, 'onnx', named)].find((file) => existsSync(file));
    if (found !== undefined) return found;
    throw new UserError(
      'modelFileMissing',
      `There is no ONNX file ${named} in ${dir}.`,
      listing ? `Name one of those that are there: ${listing}.` : 'Choose a folder with an ONNX file.',
    );
  }
  for (const name of usualNames) {
    const found = files.find((file) => path.basename(file) === name);
    if (found !== undefined) return found;
  }
  const [only, ...others] = files;
  if (only !== undefined && others.length === 0) return only;
  if (only !== undefined) {
    throw new UserError(
      'modelFileMissing',
      `${dir} has neither model_quantized.onnx nor model.onnx, but several other ONNX files.`,
      `Name one of them: ${listing}.`,
    );
  }
  const weights = readdirSync(dir).find((name) => /\.(safetensors|bin|pt|gguf)$/.test(name));
  throw new UserError(
    'modelFileMissing',
    weights === undefined
      ? `${dir} has no ONNX file, neither at its top nor in its subfolder onnx.`
      : `${dir} has its weights only as ${weights}, not as an ONNX file.`,
    exportRemedy(dir, weights),
  );
}

function exportRemedy(dir: string, weights: string | undefined): string {
  if (weights === undefined) return 'Choose the folder of a model that is published with ONNX files.';
  if (weights.endsWith('.gguf')) {
    return 'llama.cpp, Ollama and LM Studio run such files: start one of them and run “Introspect: Add Endpoint…”, or choose a model that is published with ONNX files, which also shows its attention.';
  }
  return `Export it once, with Python and the package optimum[exporters]: optimum-cli export onnx --model "${dir}" --task ${exportTask(dir)} "${dir}-onnx"`;
}

/** The exporter's name for what the model was made for. */
function exportTask(dir: string): string {
  const config = path.join(dir, 'config.json');
  const text = existsSync(config) ? readFileSync(config, 'utf8') : '';
  if (/ForMaskedLM"/.test(text)) return 'fill-mask';
  const isEncoder = /"architectures"/.test(text) && !/(ForCausalLM|LMHeadModel)"/.test(text);
  return isEncoder ? 'feature-extraction' : 'text-generation-with-past';
}

/** A template of its own file goes before the one in tokenizer_config.json, as in transformers. */
function loadChatTemplate(dir: string, { chat_template: inConfig }: TokenizerConfig): string | undefined {
  const file = path.join(dir, 'chat_template.jinja');
  if (existsSync(file)) {
    requireModelFile(file);
    return readFileSync(file, 'utf8');
  }
  if (typeof inConfig === 'string') return inConfig;
  return inConfig?.find(({ name }) => name === 'default')?.template;
}
