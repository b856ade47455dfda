import type { CommonNames } from '../../core/privacy/commonNames';
import type { StudyDisk } from '../../platform/study/studyDisk';
import type { Engine } from '../../protocol/engine';
import type { PrivacyLists, PrivacyToPanel } from '../../protocol/privacy';
import type { PendingRun } from './pendingRun';
import type { SessionMemory } from './reviewMemory';

/** What the session asks of VS Code. */
export interface PrivacyHost {
  readonly post: (message: PrivacyToPanel) => void;
  /** Absolute path of the key; null when the person does not say. */
  readonly askKey: () => Promise<string | null>;
  /** Absolute paths of the study and of every folder of the workspace. */
  readonly folders: () => readonly string[];
  /** Transcripts with changes that are not saved, in the text editor or the coding editor. */
  readonly unsaved: () => readonly string[];
  /** A run that has not ended, kept over a crash. */
  readonly pending: { get(): PendingRun | undefined; set(run: PendingRun | undefined): Promise<void> };
  /** What is kept over a reload of the window. */
  readonly memory: { get(): unknown; set(memory: SessionMemory | undefined): void };
  /** The lists as they are typed, until they are in the key: over a closed panel and a reload of the window. */
  readonly lists: { get(): Promise<PrivacyLists>; set(lists: PrivacyLists): void };
  /** Names that many people and towns have. */
  readonly commonNames: () => Promise<CommonNames>;
  /** The model in use; `server` is where the words would go, unless it runs on this machine. */
  readonly model: () => { readonly name: string; readonly server: string | null };
  /** @throws UserError when there is none, or nobody agreed to its server */
  readonly engine: () => Promise<Pick<Engine, 'score'>>;
  /** Asks whether the transcripts may go to a server. */
  readonly maySend: (server: string, transcripts: number) => Promise<boolean>;
  /** URI of the study. */
  readonly studyUri: string;
  readonly moveOriginals: (toFolder: string) => Promise<void>;
  readonly now: () => Date;
  /** A UUID. */
  readonly newId: () => string;
  /** From 0 to under 1. */
  readonly random: () => number;
  readonly disk?: StudyDisk;
}
