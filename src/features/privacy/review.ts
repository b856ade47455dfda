import { utf16, type RangeUtf16 } from '../../core/base/offsets';
import { shiftDate } from '../../core/privacy/dateShift';
import { noCommonNames, type CommonNames } from '../../core/privacy/commonNames';
import { detectIdentifiers } from '../../core/privacy/detect';
import { fold, resolveOverlaps, type Certainty, type Hit, type IdentifierKind } from '../../core/privacy/identifiers';
import { parseNameList } from '../../core/privacy/listedNames';
import type { Proposal } from '../../core/privacy/proposals';
import { assignPseudonyms, entitiesOf, entityKey, labelsIn, speakerForm } from '../../core/privacy/pseudonyms';
import type { Replacement } from '../../core/privacy/replaceStretches';
import { wholeWordsPattern } from '../../core/privacy/wholeWords';
import { parseTranscript, type Turn } from '../../core/transcript/transcript';
import type { GroupView, HitDecision, HitView, PrivacyChoices, ReviewText, SampleMark } from '../../protocol/privacy';
import { hashOf } from './hashOf';
import type { MemorisedHit, ReviewMemory } from './reviewMemory';

interface ReviewedHit {
  readonly hit: Hit;
  readonly transcript: number;
  readonly group: number;
  readonly added: boolean;
  /** Bits, where a model proposed it. */
  readonly proposed: number | null;
  decision: HitDecision;
}

interface Group {
  readonly kind: IdentifierKind;
  readonly entity: string;
  readonly words: string;
  /** What the person calls it; null: as assigned. */
  pseudonym: string | null;
}

interface ReviewedText {
  readonly path: string;
  readonly text: string;
  readonly turns: readonly Turn[];
}

/** What was found in the chosen transcripts, and what the person said to it. Nothing here is written anywhere. */
export class Review {
  readonly texts: readonly ReviewedText[];
  #hits: ReviewedHit[] = [];
  #groups: Group[] = [];
  /** Pseudonyms that stood in the texts before. */
  readonly #standing: readonly string[];
  marks: readonly SampleMark[] = [];

  /**
   * @param known pseudonyms of earlier passes, by `entityKey`
   * @param shiftDays by which dates are moved
   */
  constructor(
    transcripts: readonly { readonly path: string; readonly text: string }[],
    readonly choices: PrivacyChoices,
    private known: ReadonlyMap<string, string>,
    private shiftDays: number,
    common: CommonNames = noCommonNames,
  ) {
    const parsed = transcripts.map(({ text }) => parseTranscript(text));
    this.texts = transcripts.map(({ path, text }, i) => ({ path, text, turns: parsed[i]!.turns }));
    this.#standing = this.texts.flatMap(({ text }) => labelsIn(text));
    const lists = { names: parseNameList(choices.names), places: parseNameList(choices.places) };
    const again = (kind: IdentifierKind) => entitiesOf(kind, known.keys()).map((entity) => [entity]);
    const found = detectIdentifiers(
      transcripts.map(({ text }) => text),
      lists,
      { names: again('name'), places: again('place') },
      common,
    );
    this.#hits = found.flatMap((hits, transcript) => hits.map((hit) => this.#reviewed(hit, transcript, 'open')));
  }

  /** Goes over to another key: what it calls somebody holds, unless the person says otherwise. */
  useKey(known: ReadonlyMap<string, string>, shiftDays: number): void {
    this.known = known;
    this.shiftDays = shiftDays;
  }

  /** What was found and said, by places: to be kept where the text must not be. */
  memory(): ReviewMemory {
    const called = this.#groups.flatMap(({ pseudonym }, group) => {
      const at = this.#hits.findIndex((one) => one.group === group);
      return pseudonym === null || at < 0 ? [] : [{ hit: at, pseudonym }];
    });
    return {
      texts: this.texts.map(({ path, text }) => ({ path, sha256: hashOf(text) })),
      hits: this.#hits.map(({ hit, ...said }) => {
        const { transcript, added, proposed, decision } = said;
        const { kind, certainty, range } = hit;
        return { transcript, kind, certainty, start: range.start, end: range.end, added, proposed, decision };
      }),
      called,
      marks: [...this.marks],
    };
  }

  /**
   * Takes up what was found and said before, where the text is the same: decisions, names, added and proposed hits, marks.
   *
   * @param all also hits that were found by lists which are not known any more
   */
  takeOver(earlier: ReviewMemory, all = false): void {
    const now = new Map(this.texts.map(({ path, text }, i) => [path, { sha256: hashOf(text), i }]));
    const places = earlier.texts.map(({ path, sha256 }) => {
      const same = now.get(path);
      return same?.sha256 === sha256 ? same.i : undefined;
    });
    const old = earlier.hits.map((hit) => ({ ...hit, transcript: places[hit.transcript] }));
    for (const hit of old) {
      if (hit.added && hit.transcript !== undefined) this.add(hit.transcript, hit.start, hit.end, hit.kind);
    }
    for (const { transcript, proposed, ...hit } of old) {
      if (transcript === undefined || hit.added || (proposed === null && !all)) continue;
      this.#insert({ ...hit, transcript, proposed });
    }
    this.#hits = inOrder(this.#hits);
    const place = (transcript: number, kind: IdentifierKind, start: number, end: number) =>
      `${transcript} ${kind} ${start} ${end}`;
    const at = new Map<string, ReviewedHit>();
    for (const one of this.#hits) {
      const { kind, range } = one.hit;
      at.set(place(one.transcript, kind, range.start, range.end), one);
      one.decision = 'open';
    }
    const found = old.map(({ transcript, kind, start, end }) =>
      transcript === undefined ? undefined : at.get(place(transcript, kind, start, end)),
    );
    old.forEach(({ decision }, i) => {
      if (found[i]) found[i].decision = decision;
    });
    for (const { hit, pseudonym } of earlier.called) {
      const group = found[hit] && this.#groups[found[hit].group];
      if (group) group.pseudonym = pseudonym;
    }
    this.marks = earlier.marks.flatMap((mark) => {
      const transcript = places[mark.transcript];
      return transcript === undefined ? [] : [{ ...mark, transcript }];
    });
  }

  /** What was found in a transcript, in the order of the text. */
  found(transcript: number): RangeUtf16[] {
    return this.#hits.filter((one) => one.transcript === transcript).map(({ hit }) => hit.range);
  }

  /** Adds a model's proposals, but where something was found already. @returns how many were news */
  propose(proposals: readonly Proposal[]): number {
    const before = this.#hits.length;
    for (const { transcript, kind, range, bits } of proposals) {
      this.#insert({ transcript, kind, certainty: 'possible', ...range, proposed: bits });
    }
    this.#hits = inOrder(this.#hits);
    return this.#hits.length - before;
  }

  /** Adds a hit at the end, unless its place is taken. */
  #insert({ transcript, kind, certainty, start, end, proposed }: Omit<MemorisedHit, 'added' | 'decision'>): void {
    const isTaken = this.#hits.some(
      (one) => one.transcript === transcript && one.hit.range.start < end && one.hit.range.end > start,
    );
    const text = this.texts[transcript]?.text;
    if (isTaken || text === undefined || end > text.length) return;
    const range = { start: utf16(start), end: utf16(end) };
    const hit: Hit = { kind, certainty, entity: fold(text.slice(start, end)), range };
    this.#hits.push(this.#reviewed(hit, transcript, 'open', { proposed }));
  }

  get open(): number {
    return this.#hits.filter(({ decision }) => decision === 'open').length;
  }

  get decisions(): HitDecision[] {
    return this.#hits.map(({ decision }) => decision);
  }

  /** What each group is called. */
  get pseudonyms(): string[] {
    const { style, dates, order } = this.choices;
    const texts = this.texts.map(({ text }) => text);
    const said = this.#groups.flatMap(({ pseudonym }) => pseudonym ?? []);
    const given = assignPseudonyms(this.#groups, this.known, style, style === 'madeUp' ? texts : [], 0, [
      ...this.#standing,
      ...said,
    ]);
    return this.#groups.map((group) => {
      const shifted = group.kind === 'date' && dates === 'shift' ? shiftDate(group.words, this.shiftDays, order) : null;
      return group.pseudonym ?? shifted ?? given.get(entityKey(group))!;
    });
  }

  /** What the key keeps of names given; a date's or an age's tells nobody's name. */
  get named(): { kind: IdentifierKind; entity: string; pseudonym: string }[] {
    const { pseudonyms } = this;
    const used = new Set(this.#hits.filter(({ decision }) => decision === 'replace').map(({ group }) => group));
    return this.#groups.flatMap(({ kind, entity }, i) =>
      used.has(i) && kind !== 'date' && kind !== 'age' ? [{ kind, entity, pseudonym: pseudonyms[i]! }] : [],
    );
  }

  toMessage(version = 0) {
    return {
      type: 'found' as const,
      version,
      transcripts: this.texts.map(({ path, text, turns }): ReviewText => {
        return { path, text, turns: turns.map(({ speaker, range }) => ({ speaker, ...range })) };
      }),
      groups: this.#groups.map(({ kind, words }): GroupView => ({ kind, words })),
      hits: this.#hits.map(({ hit, transcript, group, added, proposed }): HitView => {
        return { transcript, group, added, proposed, certainty: hit.certainty, ...hit.range };
      }),
      marks: this.marks,
    };
  }

  decide(hits: readonly number[], decision: HitDecision): void {
    for (const index of hits) {
      const hit = this.#hits[index];
      if (hit) hit.decision = decision;
    }
  }

  /** An empty name goes back to the assigned one. */
  rename(group: number, pseudonym: string): void {
    const named = this.#groups[group];
    // A line break would open a paragraph, and a turn with it.
    const oneLine = pseudonym.replace(/\s+/g, ' ').trim();
    if (named) named.pseudonym = oneLine === '' ? null : oneLine;
  }

  /** Adds what nothing had found: the stretch, and the same words wherever else they stand, in any case. Takes hits' places that it overlaps. */
  add(transcript: number, start: number, end: number, kind: IdentifierKind): void {
    const from = this.texts[transcript];
    const words = from?.text.slice(start, end).trim();
    if (!from || !words || words.includes('\n\n')) return;
    const at = from.text.indexOf(words, start);
    const pattern = wholeWordsPattern([words], 'giu')!;
    const hit = (place: number, certainty: Certainty, { length } = words): Hit => ({
      kind,
      certainty,
      entity: fold(words),
      range: { start: utf16(place), end: utf16(place + length) },
    });
    const added = this.texts.flatMap(({ text }, i) => {
      const found: { hit: Hit; transcript: number; decision: HitDecision }[] = [];
      const isChosen = (place: number) => i === transcript && Math.abs(place - at) < words.length;
      for (const { 0: met, index } of text.matchAll(pattern)) {
        const certainty = met === words ? 'likely' : 'possible';
        if (!isChosen(index)) found.push({ hit: hit(index, certainty, met), transcript: i, decision: 'open' });
      }
      if (i === transcript) found.push({ hit: hit(at, 'sure'), transcript: i, decision: 'replace' });
      return found;
    });
    const clashes = (one: ReviewedHit, other: { hit: Hit; transcript: number }) =>
      one.transcript === other.transcript &&
      one.hit.range.start < other.hit.range.end &&
      one.hit.range.end > other.hit.range.start;
    const isNews = ({ decision, ...other }: (typeof added)[number]) =>
      decision === 'replace' || !this.#hits.some((one) => clashes(one, other));
    const chosen = added.find(({ decision }) => decision === 'replace');
    const kept = this.#hits.filter((one) => !chosen || !clashes(one, chosen));
    // A hit that was only half covered stays covered.
    const gone = this.#hits.filter((one) => chosen && clashes(one, chosen));
    const news = added.filter(isNews).map((one) => {
      const range =
        one === chosen
          ? (resolveOverlaps([one.hit, ...gone.map((old) => old.hit)])[0]?.range ?? one.hit.range)
          : one.hit.range;
      return this.#reviewed({ ...one.hit, range }, one.transcript, one.decision, { added: true });
    });
    this.#hits = inOrder([...kept, ...news]);
  }

  /** What is to stand in a transcript instead of the hits that the person wants replaced. */
  replacements(transcript: number): Replacement[] {
    const { pseudonyms } = this;
    const { turns } = this.texts[transcript]!;
    const heads = new Set<number>();
    const hits = this.#hits.filter((one) => one.transcript === transcript && one.decision === 'replace');
    let turn = 0;
    for (const { hit } of hits) {
      while (turns[turn] && turns[turn]!.range.end <= hit.range.start) turn++;
      const at = turns[turn];
      if (at && hit.range.start >= at.range.start && hit.range.end <= at.words.start) heads.add(hit.range.start);
    }
    return hits.map(({ hit: { range }, group }) => {
      const pseudonym = pseudonyms[group]!;
      return { range, words: heads.has(range.start) ? speakerForm(pseudonym) : pseudonym };
    });
  }

  #reviewed(
    hit: Hit,
    transcript: number,
    decision: HitDecision,
    { added = false, proposed = null }: Partial<Pick<ReviewedHit, 'added' | 'proposed'>> = {},
  ): ReviewedHit {
    const { kind, entity } = hit;
    let group = this.#groups.findIndex((one) => one.kind === kind && one.entity === entity);
    if (group < 0) {
      const { start, end } = hit.range;
      group =
        this.#groups.push({ kind, entity, words: this.texts[transcript]!.text.slice(start, end), pseudonym: null }) - 1;
    }
    return { hit, transcript, group, decision, added, proposed };
  }
}

function inOrder(hits: readonly ReviewedHit[]): ReviewedHit[] {
  return [...hits].sort((a, b) => a.transcript - b.transcript || a.hit.range.start - b.hit.range.start);
}
