import type { StudyFiles } from '../../platform/study/studyFiles';
import type { CodingDelta } from './placedCoding';

export type CodingUpdate =
  /** Text, coders, or whether anything can be coded here. */
  | { readonly type: 'everything' }
  | { readonly type: 'codes' }
  | ({ readonly type: 'coding'; readonly coder: string } & CodingDelta);

export interface CodingDependencies {
  /** Who codes in the study of that folder; undefined until they have said. */
  readonly coderOf: (root: string) => string | undefined;
  /** Something that the person should know, though nothing is lost. */
  readonly tell: (message: string) => void;
  /** As `tell`, with something to do about it. @returns whether the person wants it done */
  readonly offer?: (message: string, action: string) => Promise<boolean>;
  readonly openFiles?: (folder: string) => StudyFiles;
  readonly now?: () => Date;
  readonly newId?: () => string;
}
