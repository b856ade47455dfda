import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { toErrorInfo } from '../../core/base/userError';
import { lossCurve } from '../../core/lesson/lossPoints';
import { type CanaryReport, parseCanaryReport, parseModelFamily, parseTrainingLog } from '../../core/models/family';
import type { Course, FromFile } from '../../protocol/lesson';

/** What the recipe wrote about the models, beside them. */
export class FamilyFiles {
  /** @param dir media/models */
  constructor(private readonly dir: string) {}

  async course(): Promise<Course> {
    const [report, losses, canaries] = await Promise.all([
      this.#read('family.json', parseModelFamily),
      this.#read('training-log.json', parseTrainingLog),
      this.canaries(),
    ]);
    return {
      report: mapped(report, ({ stages }) =>
        stages.map(({ id, description, training, measures }) => ({
          stage: id,
          description,
          ...training,
          heldOutNatsPerToken: measures.heldOut.natsPerToken,
        })),
      ),
      losses: mapped(losses, lossCurve),
      canaries: mapped(canaries, ({ readBy, canaries: all }) => ({
        readBy,
        planted: all.filter(({ control }) => !control).length,
        controls: all.filter(({ control }) => control).length,
      })),
    };
  }

  canaries(): Promise<FromFile<CanaryReport>> {
    return this.#read('canaries.json', parseCanaryReport);
  }

  async #read<T>(name: string, parse: (json: string, file: string) => T): Promise<FromFile<T>> {
    let json: string;
    try {
      json = await readFile(path.join(this.dir, name), 'utf8');
    } catch {
      return { missing: `The bundled models came without ${name}.` };
    }
    try {
      return { value: parse(json, name) };
    } catch (error) {
      return { missing: toErrorInfo(error).message };
    }
  }
}

function mapped<T, U>(file: FromFile<T>, map: (value: T) => U): FromFile<U> {
  return 'value' in file ? { value: map(file.value) } : file;
}
