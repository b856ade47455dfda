import type { LabModel } from './runItem';
import type { Sheet, TechniqueSetting } from './sheet';
import { findTechnique } from './techniques';

export interface NamedSampling {
  /** '' for the only one. */
  readonly name: string;
  readonly sampling: Sheet['sampling'];
}

/** One way to answer that a sheet compares: a technique, with one of its models and sampling settings. */
export interface Column {
  /** Unique in the sheet: the technique's id, then model and sampling where there are several. */
  readonly id: string;
  /** For people. */
  readonly name: string;
  readonly technique: TechniqueSetting;
  /** Place among the sheet's models; 0 for the model in use. */
  readonly model: number;
  readonly sampling: NamedSampling;
}

/** Technique by technique; a sheet of one model and one setting has a column for each technique. */
export function columnsOf(sheet: Sheet): Column[] {
  const models = sheet.models ?? [];
  const samplings = samplingsOf(sheet);
  const names = techniqueNames(sheet.techniques);
  const modelNames = models.map(({ name, sha256 }, i) =>
    models.some((other, j) => j !== i && other.name === name) ? `${name} (${sha256?.slice(0, 8) ?? i + 1})` : name,
  );
  return sheet.techniques.flatMap((technique, t) =>
    (models.length > 0 ? models : [null]).flatMap((_, model) =>
      samplings.map((sampling): Column => {
        const further = [
          ...(models.length > 1 ? [modelNames[model]!] : []),
          ...(samplings.length > 1 ? [sampling.name] : []),
        ];
        return {
          id: [technique.id, ...further].join(' · '),
          name: [names[t]!, ...further].join(' · '),
          technique,
          model,
          sampling,
        };
      }),
    ),
  );
}

/** A technique, and the one of its columns that is asked as suggestions are: by the first model, with the first settings. */
export interface Suggester {
  /** Id of the column. */
  readonly column: string;
  readonly technique: string;
}

/** Every technique of a sheet once; none where the task is not to give codes of the codebook. */
export function suggestersOf({ task }: Pick<Sheet, 'task'>, columns: readonly Column[]): Suggester[] {
  if (task.kind !== 'codes') return [];
  const firsts = new Map<string, string>();
  for (const { id, technique } of columns) if (!firsts.has(technique.id)) firsts.set(technique.id, id);
  return [...firsts].map(([technique, column]) => ({ technique, column }));
}

/** The sheet's sampling settings: the list, or the one. */
export function samplingsOf({ sampling, samplings }: Pick<Sheet, 'sampling' | 'samplings'>): NamedSampling[] {
  return samplings?.map(({ name, ...own }) => ({ name, sampling: own })) ?? [{ name: '', sampling }];
}

/** What the sheet says of its models, as runs of one that is not there are planned. */
export function recordedModels({ models = [] }: Pick<Sheet, 'models'>): LabModel[] {
  return models.map(({ name, file = null, sha256 = null, served }) => {
    return { name, file, sha256, ...(served === undefined ? {} : { served }) };
  });
}

/** As their cards name them; own prompts by their own names, and two of the same name with their ids. */
function techniqueNames(techniques: readonly TechniqueSetting[]): string[] {
  const names = techniques.map(({ kind, options }) => {
    const given = typeof options === 'object' && options !== null && 'name' in options ? options.name : undefined;
    return typeof given === 'string' && given.trim() !== '' ? given.trim() : findTechnique(kind)!.card.name;
  });
  return names.map((name, i) =>
    names.some((other, j) => j !== i && other === name) ? `${name} (${techniques[i]!.id})` : name,
  );
}
