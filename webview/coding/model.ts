import { cutInMiddle } from '../../src/core/base/cutInMiddle';
import type {
  CodingChange,
  CodingCode,
  CodingCoder,
  CodingContent,
  CodingMemo,
  CodingSegment,
  CodingSuggestion,
  Stretch,
} from '../../src/protocol/coding';
import { cutIntoBlocks, type Block } from './blocks';
import { distinctInitials, safeColour, type Paint } from './patterns';
import { SegmentIndex } from './segmentIndex';
import { isDrawn } from './suggestions';

type Lists = Pick<CodingContent, 'coders' | 'codes' | 'orphans' | 'settings'>;

/** The transcript with everything on it, as the host last told it; what is shown of it is derived. */
export class CodingModel {
  readonly title: string;
  readonly text: string;
  /** Of the text. */
  readonly sha256: string;
  readonly turns: CodingContent['turns'];
  readonly readOnly: string | null;
  readonly blocks: readonly Block[];
  readonly segments = new Map<string, CodingSegment>();
  readonly memos = new Map<string, CodingMemo>();
  /** By the id of the segment. */
  readonly suggestions = new Map<string, CodingSuggestion>();
  #areSuggestionsShown: boolean;
  #lists: Lists;
  #codes: ReadonlyMap<string, CodingCode>;
  #coders: ReadonlyMap<string, CodingCoder>;
  #paints: ReadonlyMap<string, Paint>;
  #initials: ReadonlyMap<string, string>;
  #filter: string | null;
  #shown: SegmentIndex<CodingSegment>;
  #shownOfPeople = 0;

  constructor(content: CodingContent, filter: string | null, areSuggestionsShown = true) {
    this.title = content.title;
    this.text = content.text;
    this.sha256 = content.sha256;
    this.turns = content.turns;
    this.readOnly = content.readOnly;
    this.blocks = cutIntoBlocks(content);
    this.#areSuggestionsShown = areSuggestionsShown;
    for (const one of content.suggestions) this.suggestions.set(one.segment, one);
    this.#lists = content;
    for (const segment of content.segments) this.segments.set(segment.id, segment);
    for (const memo of content.memos) this.memos.set(memo.id, memo);
    this.#codes = byId(content.codes);
    this.#coders = byId(content.coders);
    this.#paints = paintsOf(content.codes);
    this.#initials = distinctInitials(content.coders);
    this.#filter = filter !== null && this.#codes.has(filter) ? filter : null;
    this.#shown = this.#findShown();
  }

  get coders(): readonly CodingCoder[] {
    return this.#lists.coders;
  }
  get codes(): readonly CodingCode[] {
    return this.#lists.codes;
  }
  get orphans() {
    return this.#lists.orphans;
  }
  get settings() {
    return this.#lists.settings;
  }
  get me(): CodingCoder | undefined {
    return this.coders.find(({ isMe }) => isMe);
  }
  /** Letters for each coder, by id. */
  get initials(): ReadonlyMap<string, string> {
    return this.#initials;
  }
  /** The code to which the view is narrowed. */
  get filter(): string | null {
    return this.#filter;
  }
  /** Segments of the coders and codes that are shown. */
  get shown(): SegmentIndex<CodingSegment> {
    return this.#shown;
  }
  /** How many of them people made: what a model suggests has a count of its own. */
  get shownOfPeople(): number {
    return this.#shownOfPeople;
  }
  /** Segments of this person whose place nobody has confirmed since the text changed. */
  get moved(): CodingSegment[] {
    const me = this.me?.id;
    return [...this.segments.values()].filter(({ state, coder }) => state === 'moved' && coder === me);
  }

  /** Whether it is a model's, which nobody has accepted. */
  isSuggestion({ coder }: { readonly coder: string }): boolean {
    return this.#coders.get(coder)?.kind === 'model';
  }

  code(id: string): CodingCode | undefined {
    return this.#codes.get(id);
  }

  codeName(id: string): string {
    return this.#codes.get(id)?.name ?? 'Unknown code';
  }

  /** This person's memos whose words are gone. */
  get lostMemos(): CodingMemo[] {
    return [...this.memos.values()].filter(
      (memo) => memo.target.kind === 'stretch' && memo.target.gone !== undefined && this.isMine(memo),
    );
  }

  /** How much waits for review. */
  get toReview(): number {
    return this.moved.length + this.orphans.length + this.lostMemos.length;
  }

  /** A segment, unless the view is narrowed to another code and nothing else shows it. */
  segmentInView(id: string | null, isOpen: boolean): CodingSegment | undefined {
    const segment = id === null ? undefined : this.segments.get(id);
    return isOpen || this.#filter === null || segment?.code === this.#filter ? segment : undefined;
  }

  coder(id: string): CodingCoder | undefined {
    return this.#coders.get(id);
  }

  isMine({ coder }: { readonly coder: string }): boolean {
    return this.#coders.get(coder)?.isMe ?? false;
  }

  /** Colour and pattern, as the codebook shows them. */
  paintOf(id: string): Paint {
    return this.#paints.get(id) ?? { colour: '#808080', pattern: 'solid' };
  }

  memosOn(kind: CodingMemo['target']['kind'], id: string): CodingMemo[] {
    return [...this.memos.values()].filter(
      ({ target }) =>
        target.kind === kind &&
        (target.kind === 'segment' ? target.segment : target.kind === 'code' && target.code) === id,
    );
  }

  /** This person's memo on just these words. */
  myMemoOn({ start, end }: Stretch): CodingMemo | undefined {
    return [...this.memos.values()].find(
      ({ target, coder }) =>
        target.kind === 'stretch' && target.start === start && target.end === end && this.isMine({ coder }),
    );
  }

  /** The words of a stretch, cut in the middle when it is long. */
  quote({ start, end }: Stretch, longest = 300): string {
    return cutInMiddle(this.text.slice(start, end), longest);
  }

  /** Segments of the same code and coder that come before and after, for a merge. */
  neighbours(segment: CodingSegment): { before: CodingSegment | undefined; after: CodingSegment | undefined } {
    const alike = [...this.segments.values()]
      .filter(({ code, coder }) => code === segment.code && coder === segment.coder)
      .sort((a, b) => a.start - b.start || a.end - b.end);
    const at = alike.indexOf(segment);
    return { before: alike[at - 1], after: alike[at + 1] };
  }

  /**
   * Takes up what has changed.
   * @returns the stretches to be drawn anew, or null when all of them are
   */
  apply(change: CodingChange): Stretch[] | null {
    const dirty: Stretch[] = [];
    const drop = (id: string) => {
      const old = this.segments.get(id);
      if (old) dirty.push(old);
    };
    for (const segment of change.segments ?? []) {
      drop(segment.id);
      dirty.push(segment);
      this.segments.set(segment.id, segment);
    }
    for (const memo of change.memos ?? []) this.memos.set(memo.id, memo);
    for (const one of change.suggestions ?? []) {
      drop(one.segment);
      this.suggestions.set(one.segment, one);
    }
    for (const id of change.removed ?? []) {
      drop(id);
      this.segments.delete(id);
      this.memos.delete(id);
      this.suggestions.delete(id);
    }
    const { coders, codes, orphans, settings } = { ...this.#lists, ...defined(change) };
    this.#lists = { coders, codes, orphans, settings };
    if (change.codes) {
      this.#codes = byId(codes);
      this.#paints = paintsOf(codes);
    }
    if (change.coders) {
      this.#coders = byId(coders);
      this.#initials = distinctInitials(coders);
    }
    if (this.#filter !== null && !this.#codes.has(this.#filter)) this.#filter = null;
    this.#shown = this.#findShown();
    return change.codes || change.coders ? null : dirty;
  }

  get areSuggestionsShown(): boolean {
    return this.#areSuggestionsShown;
  }

  showSuggestions(shown: boolean): void {
    this.#areSuggestionsShown = shown;
    this.#shown = this.#findShown();
  }

  setFilter(code: string | null): void {
    this.#filter = code;
    this.#shown = this.#findShown();
  }

  #findShown(): SegmentIndex<CodingSegment> {
    const hidden = new Set(this.coders.filter(({ shown }) => !shown).map(({ id }) => id));
    const segments: CodingSegment[] = [];
    this.#shownOfPeople = 0;
    for (const segment of this.segments.values()) {
      const isSuggestion = this.isSuggestion(segment);
      if (isSuggestion && !(this.#areSuggestionsShown && isDrawn(this.suggestions.get(segment.id)))) continue;
      if (hidden.has(segment.coder) || (this.#filter !== null && segment.code !== this.#filter)) continue;
      segments.push(segment);
      if (!isSuggestion) this.#shownOfPeople++;
    }
    return new SegmentIndex(segments);
  }
}

function byId<T extends { readonly id: string }>(list: readonly T[]): ReadonlyMap<string, T> {
  return new Map(list.map((one) => [one.id, one]));
}

function paintsOf(codes: readonly CodingCode[]): ReadonlyMap<string, Paint> {
  return new Map(codes.map(({ id, colour, pattern }) => [id, { colour: safeColour(colour), pattern }]));
}

/** The lists that a change carries. */
function defined({ coders, codes, orphans, settings }: CodingChange): Partial<Lists> {
  return {
    ...(coders && { coders }),
    ...(codes && { codes }),
    ...(orphans && { orphans }),
    ...(settings && { settings }),
  };
}
