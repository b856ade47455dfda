/** Where a picture, a table or a figure about the selected words comes from: what a reviewer needs to make it again. */
export interface Provenance {
  readonly model: {
    /** For people. */
    readonly name: string;
    readonly architecture: string;
    /** Path of the ONNX file inside the model's folder. */
    readonly file: string;
    /** Of that file, hexadecimal; null where it could not be read. */
    readonly sha256: string | null;
  };
  readonly text: {
    /** Base name of the document. */
    readonly document: string;
    /** 1-based line on which the words begin. */
    readonly line: number;
    /** How much was looked at: what was left out is not counted. */
    readonly tokens: number;
    readonly omittedTokens: number;
    /** SHA-256 of the selected words in UTF-8 with LF line ends, hexadecimal. */
    readonly sha256: string;
  };
  /** Such as “Introspect 0.1.0”. */
  readonly program: string;
  /** Day, as YYYY-MM-DD. */
  readonly date: string;
}

/** What was set, by the names that the panel shows. */
export type Settings = readonly (readonly [name: string, value: string])[];

/** The table of a report: what was looked at, with what, and how. */
export function provenanceRows({ model, text, program, date }: Provenance, settings: Settings): Settings {
  const left = text.omittedTokens > 0 ? `; ${text.omittedTokens.toLocaleString('en-US')} more were left out` : '';
  return [
    ['Model', `${model.name} (${model.architecture})`],
    ['Model file', model.file],
    ['SHA-256 of the model file', model.sha256 ?? 'not known'],
    ['Text', `${text.document}, from line ${text.line}: ${text.tokens.toLocaleString('en-US')} tokens${left}`],
    ['SHA-256 of the text', text.sha256],
    ...settings,
    ['Made with', program],
    ['Date', date],
  ];
}

/** One line of small print under a picture. */
export function provenanceLine({ model, text, program, date }: Provenance, settings: Settings): string {
  const hash = model.sha256 === null ? '' : `, SHA-256 ${model.sha256.slice(0, 12)}…`;
  const set = settings.map(([name, value]) => `${name}: ${value}`);
  return [
    `${model.name} (${model.file}${hash})`,
    `${text.document} from line ${text.line}, text SHA-256 ${text.sha256.slice(0, 12)}…`,
    ...set,
    `${program}, ${date}`,
  ].join('. ');
}

/** The sentence of a methods section that says with what and on what: the panel's own sentences come before it. */
export function provenanceSentence({ model, text, program, date }: Provenance): string {
  const hash = model.sha256 === null ? '' : `, SHA-256 ${model.sha256}`;
  const left =
    text.omittedTokens > 0
      ? `; ${text.omittedTokens.toLocaleString('en-US')} further tokens exceeded what could be shown and were left out`
      : '';
  return (
    `Computed on ${date} with ${program} on the researcher’s own machine with the model ${model.name} ` +
    `(${model.architecture}, file ${model.file}${hash}), on ${text.tokens.toLocaleString('en-US')} tokens of ` +
    `${text.document} (SHA-256 of the text ${text.sha256})${left}.`
  );
}
