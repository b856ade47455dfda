import fc from 'fast-check';

export interface Said {
  readonly name: string;
  readonly s: number;
  readonly words: string;
}

const names = [
  'I',
  'P01',
  'Anna Lima',
  'Speaker 2',
  'Schmidt, Anna',
  'Dr. Anna Maria von Heide',
  'P02 | she/her',
  'מראיין',
];
const answers = [
  'How have you been?',
  'Nein.',
  'Yes, I think so.',
  'Usually at 4:30',
  'At about 6:30',
  'I sleep badly, and wake up early. Then I lie there.',
  'Well: it depends.',
  'Since May',
  'Hm',
];

/** Two people who take turns at first, then anybody; a third may say one thing. */
export const conversation = fc
  .record({
    people: fc.uniqueArray(fc.constantFrom(...names), { minLength: 2, maxLength: 2 }).map((two) => [...two, 'Carla']),
    more: fc.array(fc.nat(2), { maxLength: 8 }),
    words: fc.array(fc.constantFrom(...answers), { minLength: 12, maxLength: 12 }),
    gaps: fc.array(fc.integer({ min: 1, max: 22 }), { minLength: 12, maxLength: 12 }),
  })
  .map(({ people, more, words, gaps }): Said[] => {
    let s = 0;
    return [0, 1, 0, 1, ...more].map((who, i) => {
      s += gaps[i]!;
      return { name: people[who]!, s, words: words[i]! };
    });
  });
