import { sortCodings, type CodingCopy } from '../../core/coding/codingCopies';
import { codingPath } from '../../core/coding/study';
import { codingFolder } from '../../core/coding/studyFiles';
import type { CodingDependencies } from './codingUpdate';
import { wordsOfMerge } from './ownCoding';
import { toUserError, type TranscriptSources } from './transcriptSources';

/** The coding that copies lie beside. */
interface Own {
  /** Who codes here. */
  readonly me: () => string | undefined;
  readonly nameOf: (coder: string) => string;
  readonly inTurn: (work: () => Promise<void>) => Promise<void>;
  /** The person's own file now holds what a copy had. */
  readonly takenIn: (copy: string, conflicts: number) => Promise<void>;
}

const made = 'Programs that sync a folder make such copies when two computers save at once';

/** What lies beside the coders' files of a transcript: copies by sync programs, never read by themselves and told once each. */
export class CopiesBeside {
  readonly #told = new Set<string>();

  constructor(
    private readonly sources: TranscriptSources,
    private readonly dependencies: Pick<CodingDependencies, 'tell' | 'offer'>,
    private readonly own: Own,
  ) {}

  /** Who has a file on the transcript; of copies among the files, the person is told. */
  async coders(): Promise<readonly string[]> {
    const { files, transcript } = this.sources;
    const folder = `${codingFolder}/${transcript}`;
    const read = (name: string) => files.loadText(`${folder}/${name}`).catch(() => undefined);
    try {
      const { coders, copies } = await sortCodings(await files.list(folder), read);
      copies.forEach((copy) => this.#tell(copy));
      return coders;
    } catch (error) {
      this.dependencies.tell(toUserError(error).message);
      return [];
    }
  }

  #tell({ name, of }: CodingCopy): void {
    // Whoever says only then that it is they who code is told anew: they can take it in.
    const isMine = of !== null && of === this.own.me();
    if (this.#told.has(`${name} ${isMine}`)) return;
    this.#told.add(`${name} ${isMine}`);
    const { tell, offer } = this.dependencies;
    if (of === null) {
      tell(
        `${name} lies among the codes of this transcript and is not read: its name is no coder’s. ${made}; delete it when you know what it is.`,
      );
    } else if (isMine && offer) {
      const message = `${name} is a copy of your codes on this transcript, and is not read. ${made}: it may hold codes that yours lack.`;
      void offer(message, 'Take Them In').then((wanted) => (wanted ? this.#takeIn(name, of) : undefined));
    } else {
      const whose = this.own.nameOf(of);
      tell(
        `${name} is a copy of ${whose}’s codes on this transcript, and is not read. ${made}: ${whose} can take in what it holds, by opening this transcript.`,
      );
    }
  }

  /** What only the copy has is added, and where both have another version, both stand. The copy is set aside. */
  #takeIn(name: string, coder: string): Promise<void> {
    return this.own.inTurn(async () => {
      const { files, transcript } = this.sources;
      const file = `${codingFolder}/${transcript}/${name}`;
      try {
        const { value } = await files.loadAnnotations(file);
        if (value === null) return this.dependencies.tell(`${name} is not there any more.`);
        const path = codingPath(transcript, coder);
        const { conflicts } = await files.saveAnnotations(path, { value: null, hash: null }, value);
        const aside = await files.setAside(file, 'taken-in');
        const words = wordsOfMerge({ merged: false, conflicts: conflicts.length });
        const kept = `The copy is kept as ${aside.slice(aside.lastIndexOf('/') + 1)}.`;
        this.dependencies.tell(`${words ?? 'Its codes stand among yours now.'} ${kept}`);
        await this.own.takenIn(name, conflicts.length);
      } catch (error) {
        const { message, remedy } = toUserError(error);
        this.dependencies.tell(`${message} ${remedy}`.trim());
      }
    });
  }
}
