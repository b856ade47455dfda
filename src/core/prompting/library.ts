import MiniSearch from 'minisearch';
import { spellingKey } from '../base/spelling';
import { shuffled } from './material';
import type { Example, Item, Library, Passage } from './technique';

interface Sources {
  /** Items with a person's label, none of them of the test part. */
  readonly examples: readonly Example[];
  /** Turns of the study, none of them of the test part. */
  readonly passages: readonly (Passage & { readonly id: string })[];
}

/** What techniques look things up in, for one study. Make it once: it indexes all texts. */
export class StudyLibrary {
  readonly #examples: MiniSearch;
  readonly #passages: MiniSearch;
  readonly #exampleOf: ReadonlyMap<string, Example>;
  /** What a person picked may be named by a path in another spelling. */
  readonly #spelledAlike: ReadonlyMap<string, Example>;
  readonly #passageOf: ReadonlyMap<string, Passage>;

  constructor(private readonly sources: Sources) {
    this.#exampleOf = new Map(sources.examples.map((example) => [example.item.id, example]));
    this.#spelledAlike = new Map(sources.examples.map((example) => [spellingKey(example.item.id), example]));
    this.#passageOf = new Map(sources.passages.map((passage) => [passage.id, passage]));
    this.#examples = index(sources.examples.map(({ item }) => ({ id: item.id, text: item.text })));
    this.#passages = index(sources.passages);
  }

  /** The library as one item may use it: nothing in it overlaps the item, nor says the same words. */
  for(item: Item): Library {
    const isOther = (example: Example) => !overlaps(example.item, item) && example.item.text !== item.text;
    const allowed = (ids: readonly string[]) =>
      ids
        .map((id) => this.#exampleOf.get(id) ?? this.#spelledAlike.get(spellingKey(id)))
        .filter((one) => one !== undefined)
        .filter(isOther);
    return {
      balanced: (count, seed) => balanced(this.sources.examples.filter(isOther), count, seed),
      similar: (text, count) => allowed(search(this.#examples, text)).slice(0, count),
      picked: (ids) => allowed(ids),
      passages: (text, count) =>
        search(this.#passages, text)
          .map((id) => ({ id, passage: this.#passageOf.get(id)! }))
          .filter(({ id, passage }) => !overlapsId(id, item) && passage.text !== item.text)
          .slice(0, count)
          .map(({ passage: { transcript, speaker, text: words } }) => ({ transcript, speaker, text: words })),
    };
  }
}

/** Ranks by BM25+ (Lv & Zhai 2011), the ranking of minisearch. */
function index(documents: readonly { readonly id: string; readonly text: string }[]): MiniSearch {
  const made = new MiniSearch({ fields: ['text'] });
  made.addAll(documents.map(({ id, text }) => ({ id, text })));
  return made;
}

/** Ids, best first; equals in the order of their ids, so that the same text gets the same list everywhere. */
function search(made: MiniSearch, text: string): string[] {
  return made
    .search(text)
    .sort((a, b) => b.score - a.score || (String(a.id) < String(b.id) ? -1 : 1))
    .map(({ id }) => String(id));
}

/** Labels in turn, each label's examples in a random order, until there are enough or none is left. */
function balanced(examples: readonly Example[], count: number, seed: number): Example[] {
  const byLabel = new Map<string, Example[]>();
  for (const example of shuffled(examples, seed)) {
    const list = byLabel.get(example.label.id);
    if (list) list.push(example);
    else byLabel.set(example.label.id, [example]);
  }
  const taken: Example[] = [];
  for (let round = 0; taken.length < count; round++) {
    const before = taken.length;
    for (const list of byLabel.values()) {
      const next = list[round];
      if (next && taken.length < count) taken.push(next);
    }
    if (taken.length === before) break;
  }
  return taken;
}

function overlaps(a: Item, b: Item): boolean {
  return a.transcript === b.transcript && a.start < b.end && b.start < a.end;
}

/** For ids of the form `path#start-end`. */
function overlapsId(id: string, item: Item): boolean {
  const match = /^(.*)#(\d+)-(\d+)$/.exec(id);
  return match !== null && match[1] === item.transcript && Number(match[2]) < item.end && item.start < Number(match[3]);
}
