/** Wrong options: told with the way to the help, and exit code 2. */
export class UsageError extends Error {}

export type Values = Readonly<Record<string, string | boolean | readonly (string | boolean)[] | undefined>>;

export interface Option {
  readonly type: 'string' | 'boolean';
  readonly help: string;
  /** May be given several times; its value is then a list. */
  readonly multiple?: true;
}

export interface Command {
  readonly summary: string;
  /** What the JSON looks like. */
  readonly output: string;
  readonly options: Readonly<Record<string, Option>>;
  /** What an argument without a name may be; it is among the values under this name. */
  readonly argument?: string;
  /** What any number of arguments without a name may be. */
  readonly arguments?: string;
  /**
   * Pieces of one JSON document, so that a large one need not fit a string.
   *
   * @param list the arguments without a name, where there may be several
   */
  run(values: Values, list: readonly string[]): AsyncGenerator<string>;
}
