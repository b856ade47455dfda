// What the extension asks of the model inspector, the child process that reads model folders without loading weights.
import type { ErrorInfo } from '../core/base/userError';
import type { ModelAbility } from '../core/models/abilities';
import type { LoadParams } from './modelHost';

export interface ModelInspection {
  /** Absolute path of the ONNX file that would be loaded. */
  readonly onnxPath: string;
  readonly architecture: string;
  /** 0 where neither graph nor config.json say. */
  readonly layers: number;
  readonly heads: number;
  /** Tokens; null when config.json does not say. */
  readonly contextLength: number | null;
  /** What config.json states, where the model reads less than that; else null. */
  readonly statedContextLength: number | null;
  /** Of the ONNX file and its external data. */
  readonly bytes: number;
  readonly abilities: readonly ModelAbility[];
}

/** One message each way for every request, in the order of the requests. */
export type InspectRequest = LoadParams;
export type InspectReply = { readonly inspection: ModelInspection } | { readonly error: ErrorInfo };
