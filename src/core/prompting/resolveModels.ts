import type { ErrorInfo } from '../base/userError';
import type { LabModel } from './runItem';
import type { ModelSetting } from './sheet';

/** A model that the person has: on this machine, or on a server that they added. */
export interface ModelCandidate {
  /** Of its folder, or of the server in the settings. */
  readonly name: string;
  /** Path of the ONNX file in the folder; null for a server. */
  readonly file: string | null;
  /** Of a server: what it is asked for, and where. */
  readonly served?: string;
  /** SHA-256 of that file, in hexadecimal; null for a server. */
  sha256(): Promise<string | null>;
}

export interface ResolvedModel<Candidate> {
  /** What runs are planned with: the model that is there, or what the sheet says of the one that is not. */
  readonly model: LabModel;
  readonly candidate: Candidate | null;
  /** Why there is none, and what to do; null where there is one. */
  readonly missing: ErrorInfo | null;
}

/**
 * Finds the models that a sheet names among those that the person has: a sheet, which comes with a study, chooses no
 * path and no server. Where the sheet records a file or a hash, only that file will do.
 */
export async function resolveModels<Candidate extends ModelCandidate>(
  settings: readonly ModelSetting[],
  candidates: readonly Candidate[],
): Promise<ResolvedModel<Candidate>[]> {
  return Promise.all(
    settings.map(async (setting): Promise<ResolvedModel<Candidate>> => {
      const { name, file = null, sha256 = null } = setting;
      const onServer = resolveServer(setting, candidates);
      if (onServer) return onServer;
      const named = candidates.filter((one) => one.name === name);
      const fitting = named.filter((one) => file === null || one.file === file);
      for (const candidate of fitting) {
        const own = await candidate.sha256();
        if (sha256 === null || sha256 === own) {
          return { model: { name, file: candidate.file, sha256: own }, candidate, missing: null };
        }
      }
      const missing = named.length === 0 ? notThere(name) : anotherFile(name, file, fitting.length > 0);
      return { model: { name, file, sha256 }, candidate: null, missing };
    }),
  );
}

/**
 * By its name, and by what is asked where: the name is the person's, who may have set it to another model since. Undefined
 * for what may be on this machine.
 */
function resolveServer<Candidate extends ModelCandidate>(
  { name, file = null, sha256 = null, served: asked }: ModelSetting,
  candidates: readonly Candidate[],
): ResolvedModel<Candidate> | undefined {
  const named = candidates.find((one) => one.name === name && one.served !== undefined);
  const candidate = asked === undefined || named?.served === asked ? named : undefined;
  if (candidate && file === null && sha256 === null) {
    const { served } = candidate;
    const model = { name, file, sha256, ...(served === undefined || served === name ? {} : { served }) };
    return { model, candidate, missing: null };
  }
  if (asked === undefined) return undefined;
  const missing: ErrorInfo = {
    code: 'modelFolderMissing',
    message: named
      ? `The server ${name} is set up for ${named.served!}; the sheet was made with ${asked}. Its runs wait.`
      : `The server ${name} is not set up here; its runs wait.`,
    remedy: `Set a server up for ${asked}, or take the model out of the sheet and add the one that is here.`,
  };
  return { model: { name, file, sha256, served: asked }, candidate: null, missing };
}

function notThere(name: string): ErrorInfo {
  return {
    code: 'modelFolderMissing',
    message: `The model ${name} is not on this machine; its runs wait.`,
    remedy: 'Add its folder or download it in the Models view, or take it out of the sheet.',
  };
}

function anotherFile(name: string, file: string | null, hasFile: boolean): ErrorInfo {
  return {
    code: 'modelFileMissing',
    message: hasFile
      ? `The model ${name} on this machine is not the one that the sheet was made with: its file has another SHA-256. Its runs wait.`
      : `The model ${name} on this machine is not with the file ${file ?? ''} that the sheet was made with. Its runs wait.`,
    remedy: 'Get the same file, or take the model out of the sheet and add the one that is here.',
  };
}
