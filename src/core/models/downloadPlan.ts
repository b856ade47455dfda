// Which files of a repository make up one model that Introspect can load.
import { UserError } from '../base/userError';
import type { HubFile } from './hub';

/** One of the ONNX files of a repository: the same model in one precision. */
export interface OnnxVariant {
  /** `fp32`, `q4`, `quantized`…: what its name says of its precision. */
  readonly label: string;
  /** Tells it from the repository's other ones: the label, or where several files have the same, what the path says. */
  readonly name: string;
  readonly onnx: HubFile;
  /** Its weights, where they are files of their own. */
  readonly external: readonly HubFile[];
  /** Of the file and its weights. */
  readonly bytes: number;
}

/** Wanted where the repository has them. */
const companions: readonly RegExp[] = [
  /^config\.json$/,
  /^generation_config\.json$/,
  /^tokenizer[\w.-]*\.json$/,
  /^special_tokens_map\.json$/,
  /^chat_template\.(jinja|json)$/,
  // How an embedding is made of states.
  /^modules\.json$/,
  /^1_Pooling\/config\.json$/,
  /^sentence_[\w-]+_config\.json$/,
  /^(licen[cs]e|notice|use_policy|readme)(\.(md|txt))?$/i,
];

/** Whether a repository's file is text to read before agreeing; the first that matches says most. */
const licenceTexts: readonly RegExp[] = [/^licen[cs]e(\.(md|txt))?$/i, /^readme\.md$/i];

/** What every system can store under the same name. */
const portable = /^[\w.+-]+(\/[\w.+-]+)*$/;

/** File names of exports of whole text models; other ONNX files are parts of models, such as image encoders. */
const modelName = /^(?:onnx\/)?(?:model|decoder_model_merged|decoder_model)(?:_([\w.]+?))?\.onnx$/;

/** Smallest first: the order in which a person with a laptop would try them. */
export function onnxVariants(files: readonly HubFile[]): OnnxVariant[] {
  const merged = files.some(({ path }) => path.includes('decoder_model_merged'));
  const variants = files.flatMap((onnx): Omit<OnnxVariant, 'name'>[] => {
    const match = modelName.exec(onnx.path);
    // Without its merged twin's cache inputs a plain decoder is slower and shows the same.
    if (!match || (merged && /decoder_model(?!_merged)/.test(onnx.path))) return [];
    const external = files.filter(({ path }) => isExternalData(path, onnx.path));
    const bytes = [onnx, ...external].reduce((sum, file) => sum + file.bytes, 0);
    return [{ label: match[1] ?? 'fp32', onnx, external, bytes }];
  });
  return variants
    .map((variant): OnnxVariant => {
      const isOnly = variants.every(({ label, onnx }) => onnx === variant.onnx || label !== variant.label);
      return { ...variant, name: isOnly ? variant.label : pathName(variant) };
    })
    .sort((a, b) => a.bytes - b.bytes);
}

/** Precisions that suit most machines, the best compromise first. */
const usual = ['quantized', 'q4', 'int8', 'uint8', 'fp32'];

/**
 * The variant to recommend: the one that is known to suit if the repository still has it, for exports are replaced at
 * times, else the most usual.
 * @param known path of an ONNX file
 * @param variants at least one
 */
export function recommendedVariant(variants: readonly OnnxVariant[], known: string | undefined): OnnxVariant {
  const byLabel = usual.map((label) => variants.find((variant) => variant.label === label));
  return variants.find(({ onnx }) => onnx.path === known) ?? byLabel.find(Boolean) ?? variants[0]!;
}

/** Labels of files whose weights, or activations too, are rounded to 8 or 4 bits. */
const rounded = /^(quantized|u?int8|q4|q4f16|bnb4|q8)$/;

/**
 * Above the files of one model. Measured with SmolLM2 135M Instruct on a transcript: 8 and 4 bits make a token 0.2 bits
 * more surprising on average, and single tokens differ by several bits.
 */
export const precisionHint = 'For figures to report take fp32 (model.onnx); 8 and 4 bits change the numbers.';

/** What is said of one file among those of a model. */
export function noteOn(variant: OnnxVariant, recommended: OnnxVariant): string {
  const isOwn = variant.label === 'fp32';
  if (variant !== recommended) return isOwn ? 'The model’s own numbers: for figures that you report.' : '';
  if (isOwn) return 'Recommended: the model’s own numbers.';
  return rounded.test(variant.label)
    ? 'Recommended to begin with: small and quick. Its numbers are not those of fp32.'
    : 'Recommended to begin with.';
}

/**
 * The files to fetch for one variant, small ones first, so that what is missing shows early.
 * @throws UserError `modelUnsupported` when the repository lacks what loading needs
 */
export function planFiles(repo: string, files: readonly HubFile[], variant: OnnxVariant): HubFile[] {
  const small = files.filter(({ path }) => companions.some((pattern) => pattern.test(path)));
  for (const needed of ['config.json', 'tokenizer.json']) {
    if (small.some(({ path }) => path === needed)) continue;
    throw new UserError(
      'modelUnsupported',
      `The repository ${repo} has no ${needed}, without which the model cannot be used.`,
      'Choose another export of the model, for instance one of onnx-community.',
    );
  }
  const planned = [...small, variant.onnx, ...variant.external];
  const odd = planned.find(({ path }) => !portable.test(path));
  if (odd) throw new UserError('modelUnsupported', `${repo} has a file whose name cannot be kept.`, 'Choose another.');
  return planned;
}

/**
 * What there is to choose from.
 * @throws UserError `modelUnsupported` when there is no ONNX file, with the way to make one
 */
export function requireVariants(repo: string, files: readonly HubFile[]): [OnnxVariant, ...OnnxVariant[]] {
  const [first, ...others] = onnxVariants(files);
  if (first) return [first, ...others];
  const hasWeights = files.some(({ path }) => /\.(safetensors|bin|gguf)$/.test(path));
  throw new UserError(
    'modelUnsupported',
    hasWeights
      ? `The repository ${repo} holds its weights only for other programs, not as an ONNX file.`
      : `The repository ${repo} has no ONNX file of a text model.`,
    hasWeights
      ? `Look for an export of it, for instance by onnx-community, or make one with Python and optimum[exporters]: optimum-cli export onnx --model ${repo} FOLDER`
      : 'Choose the repository of a text model that is published with ONNX files.',
  );
}

/** The file that tells the terms, or the model card. */
export function licenceText(files: readonly HubFile[]): HubFile | undefined {
  return licenceTexts.map((pattern) => files.find(({ path }) => pattern.test(path))).find((file) => file !== undefined);
}

/** The folders that a variant may be kept in, each below the one of its owner: the first that no other model is in. */
export function folderSegments(repo: string, variant: OnnxVariant): string[][] {
  const owner = repo.split('/');
  const name = owner.pop()!;
  return [variant.name, pathName(variant)].map((suffix) => [
    ...(owner.length > 0 ? owner : ['models']),
    `${name}-${suffix}`,
  ]);
}

/** The path as one name: `onnx-model` of `onnx/model.onnx`. */
function pathName({ onnx }: Pick<OnnxVariant, 'onnx'>): string {
  return onnx.path.replace(/\.onnx$/, '').replaceAll('/', '-');
}

/** optimum and onnxruntime's tools write `model.onnx_data`, `model.onnx_data_1`… or `model.onnx.data`. */
function isExternalData(path: string, onnxPath: string): boolean {
  return path.startsWith(onnxPath) && /^[._]data(_\d+)?$/.test(path.slice(onnxPath.length));
}
