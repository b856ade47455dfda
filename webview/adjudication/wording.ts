import type { Difference } from '../../src/core/adjudication/differences';
import { isSettled, type AdjudicationMode, type RecordedSettlement } from '../../src/core/adjudication/decision';
import type { AdjudicationContent } from '../../src/protocol/adjudication';

/** How the two manners of working speak: deciding between codings, or a conversation about readings. */
export interface Wording {
  readonly title: string;
  /** "12 of 41 settled". */
  readonly progress: (done: number, all: number) => string;
  readonly open: (count: number) => string;
  readonly place: (n: number, all: number) => string;
  readonly kinds: { readonly [K in Exclude<Difference['kind'], 'agreed'>]: string };
  readonly question: string;
  readonly take: (name: string) => string;
  readonly nothing: string;
  readonly all: string;
  readonly neither: string;
  readonly own: string;
  readonly discuss: string;
  readonly done: string;
}

const wordings: { readonly [M in AdjudicationMode]: Wording } = {
  decide: {
    title: 'Settle the differences',
    progress: (done, all) => `${done} of ${all} settled`,
    open: (count) => `${count} to discuss`,
    place: (n, all) => `Difference ${n} of ${all}`,
    kinds: {
      boundaries: 'Same code, other boundaries',
      missing: 'Coded by one, not by the other',
      codes: 'Different codes on the same words',
    },
    question: 'What goes into the consensus?',
    take: (name) => `Take ${name}’s`,
    nothing: 'No code here',
    all: 'Both',
    neither: 'Neither',
    own: 'Something else: another code or other words',
    discuss: 'Leave it to discuss',
    done: 'Every difference is settled.',
  },
  conversation: {
    title: 'Talk the differences through',
    progress: (done, all) => `${done} of ${all} places talked through`,
    open: (count) => `${count} left open`,
    place: (n, all) => `Place ${n} of ${all}`,
    kinds: {
      boundaries: 'You both saw this, and marked other words',
      missing: 'One of you marked this',
      codes: 'You read these words in different ways',
    },
    question: 'What do you take from talking about it?',
    take: (name) => `Go with ${name}’s reading`,
    nothing: 'No code here',
    all: 'Keep both readings',
    neither: 'Keep neither',
    own: 'A new reading: another code or other words',
    discuss: 'Leave it open and come back',
    done: 'You have talked about every place.',
  },
};

export function wordingOf({ place, coders }: AdjudicationContent): Wording {
  const wording = wordings[place.mode];
  if (coders.length < 3) return wording;
  return {
    ...wording,
    kinds: {
      ...wording.kinds,
      missing: place.mode === 'decide' ? 'Coded by some, not by others' : 'Some of you marked this',
    },
    all: place.mode === 'decide' ? 'All of them' : 'Keep all readings',
    neither: place.mode === 'decide' ? 'None of them' : 'Keep none',
  };
}

export type Status = 'open' | 'noted' | 'discuss' | 'settled';

export function statusOf(settlement: RecordedSettlement | undefined): Status {
  if (!settlement) return 'open';
  if (settlement.contradictory) return 'discuss';
  if (isSettled(settlement)) return 'settled';
  return settlement.decision.kind === 'discuss' ? 'discuss' : 'noted';
}

/** What was decided, in a few words. */
export function describeDecision(
  settlement: RecordedSettlement | undefined,
  content: AdjudicationContent,
  wording: Wording,
): string {
  if (!settlement) return 'Open';
  if (settlement.contradictory) return 'Settled in two ways at once: decide again';
  const { decision } = settlement;
  switch (decision.kind) {
    case 'take': {
      const names = decision.coders.map((id) => content.coders.find((coder) => coder.id === id)?.name ?? id);
      return names.length > 1 ? wording.all : `${names[0] ?? ''}’s`;
    }
    case 'own': {
      const code = content.codes.find(({ id }) => id === decision.code);
      return `Own: ${code?.name ?? 'deleted code'}`;
    }
    case 'neither':
      return wording.neither;
    case 'discuss':
      return content.place.mode === 'decide' ? 'To discuss' : 'Left open';
    case 'noted':
      return 'Open, with a memo';
  }
}

/** 83000 → "1:23". */
export function formatTime(ms: number): string {
  const seconds = Math.floor(ms / 1000);
  const two = (n: number) => String(n).padStart(2, '0');
  const hours = Math.floor(seconds / 3600);
  const minutes = Math.floor(seconds / 60) % 60;
  return hours > 0 ? `${hours}:${two(minutes)}:${two(seconds % 60)}` : `${minutes}:${two(seconds % 60)}`;
}

/** Names as people say them: "Ana R. and Ben K.". */
export function listNames(names: readonly string[]): string {
  return new Intl.ListFormat('en', { type: 'conjunction' }).format(names);
}
