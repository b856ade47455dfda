import path from 'node:path';
import { UserError } from '../core/base/userError';
import type { TextTokenizer } from '../core/tokenizer/textTokenizer';
import type { LoadParams, ModelInfo } from '../protocol/modelHost';
import { onePieceLimit } from './attentionOverview';
import { loadModelFolder, type ModelFolder } from './modelFolder';
import type { MaskToken } from './gap';
import type { ModelConfig, TokenizerConfig } from './modelConfig';
import { loadOnnxFile, whyNoAttention, type OnnxFile } from './onnxFile';
import { loadPooling, loadReading } from './pooling';
import { ModelSession } from './session';
import { createTokenizer } from './tokenizerFile';

export interface OpenModel {
  readonly info: ModelInfo;
  readonly folder: ModelFolder;
  readonly tokenizer: TextTokenizer;
  readonly session: ModelSession;
  /** Of an encoder that tells how probable a token is in a gap; null for any other model. */
  readonly mask: MaskToken | null;
  /** One a layer; empty when the model shows no attention. */
  readonly sites: OnnxFile['sites'];
  /** See {@link OnnxFile.values}. */
  readonly values: OnnxFile['values'];
}

/**
 * Reads a model folder and opens one session on it.
 * @param log receives reasons of failures that are too technical for the error
 * @throws UserError naming the file that is missing, damaged or of another kind, and the remedy
 */
export async function openModel(params: LoadParams, log: (line: string) => void): Promise<OpenModel> {
  const started = performance.now();
  const folder = loadModelFolder(params);
  const tokenizer = createTokenizer(folder.tokenizerPath, folder.tokenizerJson, folder.tokenizerConfig);
  const { config } = folder;
  const file = loadOnnxFile(folder.onnxPath, config.headWidth);
  const { session, attention } = await openSession(file, config, log);
  requireSameShape(folder, session);
  const logitsSize = session.io.logits?.shape[2];
  const vocabularySize =
    typeof logitsSize === 'number' ? logitsSize : (config.vocabularySize ?? tokenizer.vocabularySize);
  requireSameVocabulary(folder, vocabularySize);
  const predictsNextToken = session.io.logits !== undefined && (config.causal ?? session.io.cache.length > 0);
  const fillsGaps = session.io.logits !== undefined && !predictsNextToken;
  const mask = fillsGaps ? maskOf(tokenizer, folder.tokenizerConfig) : null;
  const info: ModelInfo = {
    name: folder.name,
    dir: folder.dir,
    onnxFile: path.relative(folder.dir, folder.onnxPath),
    architecture: config.architecture,
    predictsNextToken,
    fillsGaps: mask !== null,
    embedding: embeddingOf(folder.dir, session, predictsNextToken || mask !== null),
    layers: (attention.available ? undefined : config.layers) ?? file.sites.length,
    heads: config.heads ?? file.heads ?? 0,
    vocabularySize,
    contextLength: config.contextLength,
    chatTemplate: folder.chatTemplate !== undefined,
    attention,
    bytes: file.bytes,
    loadMs: Math.round(performance.now() - started),
  };
  return { info, folder, tokenizer, session, mask, sites: file.sites, values: file.values };
}

function embeddingOf(dir: string, { io }: ModelSession, predicts: boolean): ModelInfo['embedding'] {
  const why = predicts
    ? 'it predicts words, and can be asked what those rest on'
    : io.vectors === undefined
      ? 'its file has no output last_hidden_state, token_embeddings or sentence_embedding'
      : io.cache.length > 0
        ? 'it reads from left to right, and says of no vector that it stands for the whole'
        : null;
  if (why !== null) return { available: false, why };
  return io.vectors === 'sentence_embedding'
    ? { available: true, pooling: 'own', ...loadReading(dir) }
    : loadPooling(dir);
}

/** As tokenizer_config.json names it, else as BERT or RoBERTa do. */
function maskOf(tokenizer: TextTokenizer, { mask_token: named }: TokenizerConfig): MaskToken | null {
  const own = typeof named === 'object' ? named?.content : named;
  for (const text of [...(own ? [own] : []), '[MASK]', '<mask>']) {
    const [token, ...others] = tokenizer.encode(text, { addSpecialTokens: false });
    if (token && others.length === 0) return { id: token.id, text };
  }
  return null;
}

/** A model whose attention cannot be captured still answers everything else. */
async function openSession(
  file: OnnxFile,
  config: ModelConfig,
  log: (line: string) => void,
): Promise<{ session: ModelSession; attention: ModelInfo['attention'] }> {
  const { headWidth } = config;
  const plain = (): Promise<ModelSession> => ModelSession.create({ ...file, overlay: undefined, headWidth }, log);
  const why = whyNoAttention(file, config);
  if (why !== null) {
    const isRewritten = file.sites.length === 0 && file.overlay !== undefined;
    const session = isRewritten ? await rewritten({ ...file, headWidth }, log) : await plain();
    return { session: session ?? (await plain()), attention: { available: false, why } };
  }
  const session = await rewritten({ ...file, headWidth }, log);
  if (!session) {
    const refused = 'onnxruntime refuses the file once its attention is made an output; the log has the reason.';
    return { session: await plain(), attention: { available: false, why: refused } };
  }
  const { heads = file.heads ?? 0, contextLength } = config;
  const limit = onePieceLimit(heads);
  const isLimited = !session.chunks && (contextLength === null || contextLength > limit);
  return { session, attention: { available: true, ...(isLimited && { maxTokens: limit }) } };
}

/**
 * A session on the file with its overlay; undefined where onnxruntime refuses that, which it does of some forms only when
 * they run. @throws UserError 'outOfMemory'
 */
async function rewritten(
  file: Parameters<typeof ModelSession.create>[0],
  log: (line: string) => void,
): Promise<ModelSession | undefined> {
  let session: ModelSession | undefined;
  try {
    session = await ModelSession.create(file, log);
    const { logits, vectors } = session.io;
    const fetch = [logits?.name ?? vectors].filter((name) => name !== undefined);
    const { past } = await session.run([0, 0], null, fetch);
    if (past) await session.run([0], past, fetch);
    return session;
  } catch (error) {
    await session?.dispose();
    if (!(error instanceof UserError) || error.code === 'outOfMemory') throw error;
    return undefined;
  }
}

/** A config.json of another model would number heads and layers wrongly. */
function requireSameShape({ dir, config, onnxPath }: ModelFolder, { io }: ModelSession): void {
  const cached = new Set(io.cache.map(({ layer }) => layer)).size;
  const keyHeads = io.cache[0]?.emptyShape.at(-3) ?? 1;
  const words = io.logits?.shape[2];
  const { layers = cached, heads = keyHeads, vocabularySize = 0 } = config;
  const differs =
    cached > layers
      ? `${layers} layers, but ${path.basename(onnxPath)} keeps a cache for ${cached}`
      : heads % keyHeads !== 0
        ? `${heads} heads, but ${path.basename(onnxPath)} keeps a cache for ${keyHeads}`
        : typeof words === 'number' && words < vocabularySize
          ? `${vocabularySize} tokens, but ${path.basename(onnxPath)} predicts only ${words}`
          : undefined;
  if (differs === undefined) return;
  throw new UserError(
    'modelFileInvalid',
    `${path.join(dir, 'config.json')} says that the model has ${differs}: they belong to different models.`,
    'Take config.json and the ONNX file from the same model.',
  );
}

/** Tokens added beside the vocabulary may go past it: Gemma 3 has one for images that its text models never see. */
function requireSameVocabulary({ tokenizerPath, tokenizerJson, onnxPath }: ModelFolder, vocabularySize: number): void {
  const size = Object.keys(tokenizerJson.model.vocab ?? []).length;
  if (size <= vocabularySize) return;
  throw new UserError(
    'vocabularyMismatch',
    `${tokenizerPath} has ${size} tokens, and ${path.basename(onnxPath)} knows only ${vocabularySize}: they belong to different models.`,
    'Take tokenizer.json and the ONNX file from the same model.',
  );
}
