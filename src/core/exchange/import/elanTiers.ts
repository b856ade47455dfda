import { groupBy } from '../../base/groupBy';

export interface ElanAnnotation {
  readonly id: string;
  /** Id of a time slot; null for an annotation that refers to another. */
  readonly slot: string | null;
  /** Id of the annotation that it refers to; null for one with a time of its own. */
  readonly refersTo: string | null;
  readonly value: string;
}

export interface ElanTier {
  readonly id: string;
  readonly participant: string;
  /** Id of the tier that it annotates; null for a tier of its own. */
  readonly parent: string | null;
  /** Its annotations are chosen from a list. */
  readonly isCoded: boolean;
  readonly annotations: readonly ElanAnnotation[];
}

export interface SpokenTier {
  readonly tier: ElanTier;
  /** As the file names who speaks, or else the tier. */
  readonly speaker: string;
  readonly annotations: readonly ElanAnnotation[];
}

export interface SpokenTiers {
  readonly spoken: readonly SpokenTier[];
  /** Tiers of their own that hold numbers of utterances, or nothing: a tier that annotates them holds the words. */
  readonly replaced: readonly ElanTier[];
  readonly coded: readonly ElanTier[];
}

/**
 * The tiers that hold what is said: those of their own, but none of codes from a list while others hold words, and in
 * place of one that numbers utterances (`ref`, `P01.001`) or only marks where somebody speaks, a tier that annotates it.
 */
export function spokenTiers(tiers: readonly ElanTier[]): SpokenTiers {
  const roots = tiers.filter(({ parent }) => parent === null);
  const below = groupBy(
    tiers.filter(({ parent }) => parent !== null),
    ({ parent }) => parent!,
  );
  const isCode = (tier: ElanTier) => tier.isCoded && hasWords(tier);
  const others = roots.some((tier) => !tier.isCoded && (hasWords(tier) || wordsBelow(tier, below) !== null));
  const coded = others ? roots.filter(isCode) : [];
  const left = new Set(coded);
  const replaced: ElanTier[] = [];
  const spoken = roots
    .filter((tier) => !left.has(tier))
    .map((root): SpokenTier => {
      const words = hasWords(root) && !isNumbered(root) ? null : wordsBelow(root, below);
      if (words === null) return { tier: root, speaker: root.participant || root.id, annotations: root.annotations };
      replaced.push(root);
      const speaker = words.participant || root.participant || nameIn(root.id);
      return { tier: words, speaker, annotations: joinParts(words.annotations) };
    });
  return { spoken, replaced, coded };
}

function hasWords({ annotations }: ElanTier): boolean {
  return annotations.some(({ value }) => value.trim() !== '');
}

/** `P01.001`, `P01.002`: each one word with a digit, and none twice. */
function isNumbered({ annotations }: ElanTier): boolean {
  const values = annotations.map(({ value }) => value.trim()).filter((value) => value !== '');
  return values.every((value) => /^\S*\d\S*$/.test(value)) && new Set(values).size === values.length;
}

/** Of the tiers right below, the one that is annotated itself, or is called as such tiers mostly are, or comes first. */
function wordsBelow(root: ElanTier, below: ReadonlyMap<string, readonly ElanTier[]>): ElanTier | null {
  const found = (below.get(root.id) ?? []).filter((tier) => hasWords(tier) && !isNumbered(tier) && !tier.isCoded);
  const rank = (tier: ElanTier) =>
    (below.has(tier.id) ? 2 : 0) + (/^(?:tx|txt|text|orth?|utt|utterances?|transcri|transkri)/i.test(tier.id) ? 1 : 0);
  return found.length === 0 ? null : found.reduce((best, tier) => (rank(tier) > rank(best) ? tier : best));
}

/** `ref@P01` is a tier of P01. */
function nameIn(id: string): string {
  return id.slice(id.indexOf('@') + 1) || id;
}

/** What refers to one annotation are its parts, such as words. */
function joinParts(annotations: readonly ElanAnnotation[]): ElanAnnotation[] {
  const joined: ElanAnnotation[] = [];
  for (const annotation of annotations) {
    const open = joined.at(-1);
    if (open && annotation.refersTo !== null && open.refersTo === annotation.refersTo) {
      joined[joined.length - 1] = { ...open, value: `${open.value} ${annotation.value}`.trim() };
    } else joined.push(annotation);
  }
  return joined;
}
