import { addressOf, type EndpointSetting } from '../models/endpoint';

/** Where a picture, a table or a figure about the selected words comes from: what a reviewer needs to make it again. */
export interface Provenance {
  readonly model: ModelProvenance;
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

export interface ModelProvenance {
  /** For people. */
  readonly name: string;
  readonly architecture: string;
  /** Path of the ONNX file inside the model's folder. */
  readonly file: string;
  /** Of that file, hexadecimal; null where it could not be read. */
  readonly sha256: string | null;
  /** The server that ran it; it tells neither architecture nor file, and no hash. Absent for a model on this machine. */
  readonly server?: ServerProvenance;
  /** Further models that took part, such as in a conversation. */
  readonly others?: readonly ModelProvenance[];
}

export interface ServerProvenance {
  /** Such as http://127.0.0.1:8000/v1. */
  readonly address: string;
  /** As the server calls it. */
  readonly model: string;
}

export function serverProvenance(endpoint: EndpointSetting): ModelProvenance {
  const server = { address: addressOf(endpoint), model: endpoint.model };
  return { name: endpoint.name, architecture: 'on a server', file: 'not known', sha256: null, server };
}

/** In half a sentence, such as in a list of settings. */
export function describeModel({ name, architecture, file, sha256, server }: ModelProvenance): string {
  return server
    ? `${name} (${server.model} as served at ${server.address}; ${noHash})`
    : `${name} (${architecture}, file ${file}, SHA-256 ${sha256 ?? 'not known'})`;
}

const noHash = 'the server tells no file and no hash';

function allOf(model: ModelProvenance): readonly ModelProvenance[] {
  return [model, ...(model.others ?? [])];
}

/** What was set, by the names that the panel shows. */
export type Settings = readonly (readonly [name: string, value: string])[];

/** The table of a report: what was looked at, with what, and how. */
export function provenanceRows({ model, text, program, date }: Provenance, settings: Settings): Settings {
  const left = text.omittedTokens > 0 ? `; ${text.omittedTokens.toLocaleString('en-US')} more were left out` : '';
  return [
    ...allOf(model).flatMap(modelRows),
    ['Text', `${text.document}, from line ${text.line}: ${text.tokens.toLocaleString('en-US')} tokens${left}`],
    ['SHA-256 of the text', text.sha256],
    ...settings,
    ['Made with', program],
    ['Date', date],
  ];
}

function modelRows({ name, architecture, file, sha256, server }: ModelProvenance): Settings {
  return server
    ? [
        ['Model', `${name}, on a server`],
        ['Model as the server calls it', server.model],
        ['Address of the server', server.address],
        ['SHA-256 of the model file', `not known: ${noHash}`],
      ]
    : [
        ['Model', `${name} (${architecture})`],
        ['Model file', file],
        ['SHA-256 of the model file', sha256 ?? 'not known'],
      ];
}

/** One line of small print under a picture. */
export function provenanceLine({ model, text, program, date }: Provenance, settings: Settings): string {
  const set = settings.map(([name, value]) => `${name}: ${value}`);
  const inShort = ({ name, file, sha256, server }: ModelProvenance): string => {
    const hash = sha256 === null ? '' : `, SHA-256 ${sha256.slice(0, 12)}…`;
    return server ? `${name} (${server.model} at ${server.address}; no hash)` : `${name} (${file}${hash})`;
  };
  return [
    allOf(model).map(inShort).join('; '),
    `${text.document} from line ${text.line}, text SHA-256 ${text.sha256.slice(0, 12)}…`,
    ...set,
    `${program}, ${date}`,
  ].join('. ');
}

/** The sentence of a methods section that says with what and on what: the panel's own sentences come before it. */
export function provenanceSentence({ model, text, program, date }: Provenance): string {
  const left =
    text.omittedTokens > 0
      ? `; ${text.omittedTokens.toLocaleString('en-US')} further tokens exceeded what could be shown and were left out`
      : '';
  const by = allOf(model).map(computedBy).join(', and ');
  return (
    `Computed on ${date} with ${program} ${by}, on ${text.tokens.toLocaleString('en-US')} tokens of ` +
    `${text.document} (SHA-256 of the text ${text.sha256})${left}.`
  );
}

function computedBy({ name, architecture, file, sha256, server }: ModelProvenance): string {
  const hash = sha256 === null ? '' : `, SHA-256 ${sha256}`;
  return server
    ? `from what the server at ${server.address}, to which the words were sent, stated of its model ` +
        `${server.model} (named ${name}; ${noHash})`
    : `on the researcher’s own machine with the model ${name} (${architecture}, file ${file}${hash})`;
}
