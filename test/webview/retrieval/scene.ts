import { runInSlices, finish } from '../../../src/core/agreement/slices';
import { loadStudy, type LoadedStudy } from '../../../src/core/coding/loadStudy';
import { indexStudy, type StudyIndex } from '../../../src/core/retrieval/studyIndex';
import {
  findSegments,
  findWords,
  groupsOf,
  matrixWork,
  rowsOf,
  timelineFor,
  type Results,
} from '../../../src/features/retrieval/answers';
import { offerOf } from '../../../src/features/retrieval/studyOffer';
import type { ResultList, RetrievalFromPanel, RetrievalToPanel } from '../../../src/protocol/retrieval';
import { memoryFolder, sampleStudyTexts } from '../../support/memoryStudy';
import { openPanel, type OpenOptions, type PanelPage } from '../harness';

export type RetrievalPage = PanelPage<RetrievalToPanel, RetrievalFromPanel>;

export const folder = 'file:///studies/sample-study';
const noPause = () => Promise.resolve();

let loaded: Promise<LoadedStudy> | undefined;
/** The study that ships. */
function sampleStudy(): Promise<LoadedStudy> {
  return (loaded ??= loadStudy(memoryFolder(sampleStudyTexts())));
}

/** @param change of the study's files, by path */
export async function sampleIndex(change?: (texts: Record<string, string>) => void): Promise<StudyIndex> {
  if (!change) return runInSlices(indexStudy(await sampleStudy(), null), noPause);
  const texts = { ...sampleStudyTexts() };
  change(texts);
  return runInSlices(indexStudy(await loadStudy(memoryFolder(texts)), null), noPause);
}

export function codeId(index: StudyIndex, name: string): string {
  return index.codes.find((code) => code.name === name)!.id;
}

/** The panel with a host that answers its questions over a study as the extension does, all but files and editors. */
export class Scene {
  readonly #results = new Map<ResultList, Results>();
  #answered = 0;

  private constructor(
    readonly panel: RetrievalPage,
    public index: StudyIndex,
  ) {}

  static async open(options?: OpenOptions, index?: StudyIndex, blind = false): Promise<Scene> {
    const panel: RetrievalPage = await openPanel('retrieval', { width: 1000, height: 900, ...options });
    const scene = new Scene(panel, index ?? (await sampleIndex()));
    await scene.read(scene.index, blind);
    return scene;
  }

  /** As at first, and when a file has changed. */
  async read(index: StudyIndex, blind = false): Promise<void> {
    this.index = index;
    const codes = new Set(index.codes.filter(({ name }) => !name.startsWith('Deleted')).map(({ id }) => id));
    await this.panel.send({ type: 'study', folder, study: offerOf(index, codes, blind) });
    await this.answer();
  }

  get page() {
    return this.panel.page;
  }

  /** Answers what the panel has asked, and what it asks upon that. */
  async answer(): Promise<void> {
    for (let rounds = 0; rounds < 6; rounds++) {
      await this.panel.rendered();
      const sent = await this.panel.sent();
      const asked = sent.slice(this.#answered);
      this.#answered = sent.length;
      const answers = (await Promise.all(asked.map((message) => this.#answerTo(message)))).flat();
      if (answers.length === 0 && rounds > 0) return;
      await this.panel.send(...answers);
    }
  }

  /** After a question that waits for the typing to end. */
  async answerTyped(): Promise<void> {
    await this.page.waitForTimeout(300);
    await this.answer();
  }

  async #answerTo(message: RetrievalFromPanel): Promise<RetrievalToPanel[]> {
    switch (message.type) {
      case 'find':
        return this.#keep('segments', await findSegments(this.index, message, noPause));
      case 'search':
        return this.#keep('search', await findWords(this.index, message, noPause));
      case 'rows': {
        const results = this.#results.get(message.list);
        if (results?.ask !== message.ask) return [];
        const { list, ask, from, to } = message;
        return [{ type: 'rows', list, ask, rows: rowsOf(results, from, to) }];
      }
      case 'matrix':
        return [{ type: 'matrix', matrix: finish(matrixWork(this.index, message)) }];
      case 'timeline': {
        const timeline = timelineFor(this.index, message);
        return timeline ? [{ type: 'timeline', timeline }] : [];
      }
      default:
        return [];
    }
  }

  #keep(list: ResultList, results: Results): RetrievalToPanel[] {
    this.#results.set(list, results);
    return [{ type: 'found', list, ask: results.ask, groups: groupsOf(results), hasMore: results.hasMore }];
  }
}
