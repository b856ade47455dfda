import type { ErrorInfo } from '../base/userError';
import type { LabModel } from './runItem';
import type { ModelSetting } from './sheet';

/** A model that the person has: on this machine, or on a server that they added. */
export interface ModelCandidate {
  /** Of its folder, or of the server in the settings. */
  readonly name: string;
  /** Path of the ONNX file in the folder; null for a server. */
  readonly file: string | null;
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
    settings.map(async ({ name, file = null, sha256 = null }): Promise<ResolvedModel<Candidate>> => {
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
