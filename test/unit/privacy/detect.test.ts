import assert from 'node:assert/strict';
import fc from 'fast-check';
import { detectIdentifiers, type IdentifierLists } from '../../../src/core/privacy/detect';
import { identifierKinds, resolveOverlaps, type Hit, type IdentifierKind } from '../../../src/core/privacy/identifiers';
import { findListed, parseNameList } from '../../../src/core/privacy/listedNames';
import { utf16 } from '../../../src/core/base/offsets';

const nothing: IdentifierLists = { names: [], places: [] };

/** Reads a text in which identifiers are marked by hand: `{name:Sarah}`. */
function readMarked(marked: string) {
  const marks: { kind: IdentifierKind; words: string; start: number }[] = [];
  let text = '';
  for (const part of marked.split(/(\{\w+:[^}]*\})/)) {
    const [, kind, words] = /^\{(\w+):([^}]*)\}$/.exec(part) ?? [];
    if (kind && words !== undefined) marks.push({ kind: kind as IdentifierKind, words, start: text.length });
    text += words ?? part;
  }
  return { text, marks };
}

function found(text: string, lists = nothing) {
  return detectIdentifiers([text], lists)[0]!
    .filter(({ certainty }) => certainty !== 'possible')
    .map(({ kind, range }) => ({ kind, words: text.slice(range.start, range.end), start: Number(range.start) }));
}

/** Written for this test; no real person, number or place stands behind them. */
const samples = [
  'Interviewer: When did it begin?\n\nP01: On {date:3 March 2019}, or {date:March 3rd}, I think. In 2018 I was well.',
  'P01: It was the {date:14th of February}, my appointment is {date:2024-05-17} and then {date:17.05.2024} and {date:5/17/24}.',
  'P01: Am {date:3. März 2021} war das, und am {date:24.12.} wieder.',
  'P01: Last Tuesday I slept four hours, 7.5 at most, at 10:30 or so; we tried 20-30 mg.',
  'P01: Ring me on {phone:+49 30 901820-44} or {phone:030 9018 2044}, at work {phone:(212) 555-0147}.',
  'P01: The UK one is {phone:020 7946 0958}, my mobile {phone:07700 900123}, and {phone:0049 151 23456789}.',
  'P01: Write to {email:jo.berg+clinic@mail.example.org}, or {email:anna dot berg at mail dot org}.',
  'P01: It is on {url:https://forum.example.org/t/12?x=1}, or {url:www.example.com/me}.',
  'P01: I live at {address:14 Birch Lane, Ashford} now; the surgery is on {address:Carlisle Road}.',
  'P01: Ich wohne in der {address:Lindenstraße 12b}, {postalCode:10969 Berlin}, früher {address:Am Alten Markt Weg 3}.',
  'P01: Post goes to {postalCode:SW1A 2AA}, or TX {postalCode:78701}.',
  'P01: My gran is {age:93} years old, grandad turned {age:ninety-one}. I am 34, she was 89 years old.',
  'P01: Mein Opa ist {age:94} Jahre alt, die Tante {age:zweiundneunzig} Jahre.',
  'P01: My MRN is {id:00482913}, my social security number {id:219-09-9999}, policy number {id:AB-12345-77}.',
  'P01: NHS number {id:943 476 5919}; account {id:4471 9920 8835}; {id:DE89 3704 0044 0532 0130 00}.',
  'P01: {name:Sarah}’s mother, Mrs {name:Halloran}, met Dr. {name:Okonkwo}. My name is {name:Theo Winter}.',
  'P01: On the {date:third of March}, no, {date:March the fifth}; in {date:May ’98}, {date:March 3rd and 4th}; {date:3-5 March 2020}. The first may come.',
  'P01: Am {date:dritten März} und vom {date:3. bis 5. Mai 2020}; le {date:3 mars 2024}, el {date:12 de marzo de 2021}, {date:5 мая 2020}.',
  'P01: She died on {date:5th May}. It was {date:03/2019}, pain was 7/10. She may second that. Born {date:3 / 3 / 1985}.',
  'P01: My gran was {age:101} years young; she lived to be {age:103}, he died at {age:97}. I am on 95 milligrams.',
  'P01: Ring {phone:0176 1234 5678} or {phone:oh seven seven double oh nine hundred}. Breathe: one, two, three, four, five, six.',
  'P01: It’s {email:anna (at) mail (dot) de}, on Reddit {url:u/sleepless-22}. Registration {id:AB12 CDE}, auf Deutsch {id:B-AB 123}.',
  'P01: Wir wohnen in der {address:Rosenstraße}, früher Unter den Linden 5. Mein Arbeitsplatz, im Jahr 98, der Umweg.',
  'P01: J’habite {address:12 rue de Rivoli}, elle {address:Calle Mayor 5}, hij {address:Keizersgracht 12}.',
  'P01: They sent me to {place:St Mary’s Hospital}. The Hospital was full, and High School was hard.',
  'P01: My boss, {name:O’Neill-Smith}, and Mrs {name:de la Cruz}, Prof. Dr. {name:Berg}, Mr and Mrs {name:McDonald}. My sister {name:Anna}’s dog {name:Rex}.',
  'P01: Das sagte Herr Dr. {name:Müller-Lüdenscheidt} zu Frau {name:von Bergen}. Ich heiße {name:Jo}. Schwester {name:Ursula} kam. Herr Doktor, sagte ich.',
  'P01: Herr {name:Schneider} vom Amt war da, und Frau {name:Klein} vom Jugendamt, Frau {name:vom Bruch} und Herr {name:von der Heide}.',
];

/** Nobody and nothing that points to a person; not even a look would be worth it. */
const plainTexts = [
  'P01: My mother said I was fine. I told my doctor, and I mean it, that nothing helped. She said, “That is all,” and went. On Sundays I rest.',
  'P01: I may first want to sleep. It may be. We did 7/10, 2 or 3 times, on a scale of one to ten.',
  'P01: Ich habe meiner Mutter gesagt, dass mein Mann krank ist. Am Anfang 3 oder 4, am Abend 2 Tabletten, dann ging ich zum Arzt, in der Stadt, mit dem Auto.',
  'Wife: He never slept.\n\nMother: No, he did not.',
];

describe('detectIdentifiers', () => {
  for (const sample of samples) {
    const { text, marks } = readMarked(sample);
    it(`finds exactly what is marked in “${text.slice(0, 50).replaceAll('\n', ' ')}…”`, () => {
      assert.deepEqual(found(text, { names: parseNameList('Sarah'), places: [] }), marks);
    });
  }

  for (const text of plainTexts) {
    it(`finds nothing in “${text.slice(0, 50).replaceAll('\n', ' ')}…”`, () => {
      assert.deepEqual(detectIdentifiers([text], nothing), [[]]);
    });
  }

  it('finds again, in every transcript, what one place told: names, their parts, and other words', () => {
    const texts = [
      'P01: I saw Dr. Berg. Berg left, and Berg’s nurse. My name is Theo Winter. Theo, they said. I was in Leeds with Mo. My PIN is tiger22.',
      'P02: Leeds is far. Mo came. Winters are cold there. My tiger22! It is cold on a berg.',
      'P03: Leeds war schön mit dem Hund in dem Wald an dem Haus bei der Stadt und dem Auto auf dem Berg.',
    ];
    assert.deepEqual(
      detectIdentifiers(texts, nothing).map((hits, i) =>
        hits.map(({ entity, certainty, range }) => [texts[i]!.slice(range.start, range.end), entity, certainty]),
      ),
      [
        [
          ['Berg', 'berg', 'likely'],
          ['Berg', 'berg', 'possible'],
          ['Berg', 'berg', 'possible'],
          ['Theo Winter', 'theo winter', 'likely'],
          ['Theo', 'theo winter', 'possible'],
          ['Leeds', 'leeds', 'possible'],
          ['Mo', 'mo', 'possible'],
          ['tiger22', 'tiger22', 'likely'],
        ],
        [
          ['Leeds', 'leeds', 'possible'],
          ['Mo', 'mo', 'possible'],
          ['Winter', 'theo winter', 'possible'],
          ['tiger22', 'tiger22', 'possible'],
        ],
        // Capitals tell no name in German; a name that a title told may be one.
        [['Berg', 'berg', 'possible']],
      ],
    );
  });

  it('takes a German genitive for the name', () => {
    const text =
      'P01: Ich rief an dem Abend Frau Koch an. Koch kam nicht. Das war Kochs Hund in dem Wald bei dem Haus an der Stadt. Wir kochen.';
    assert.deepEqual(
      detectIdentifiers([text], nothing)[0]!.map(({ entity, range }) => [entity, text.slice(range.start, range.end)]),
      Array.from({ length: 3 }, () => ['koch', 'Koch']),
    );
  });

  it('finds everyone of the list, however written, and leaves possessives in place', () => {
    const lists = {
      names: parseNameList('Zoë Müller, Zoe M., Mausi\nDavid O’Brien'),
      places: parseNameList('Bad Soden'),
    };
    const text = "P01: ZOE and Zoë’s friend, Frau Müller, Müllers, Mausi; o'brien. David in Bad Soden. Zoelle.";
    const hits = detectIdentifiers([text], lists)[0]!;
    assert.deepEqual(
      hits.map(({ entity, range }) => [entity, text.slice(range.start, range.end)]),
      [
        ['zoe muller', 'ZOE'],
        ['zoe muller', 'Zoë'],
        ['zoe muller', 'Müller'],
        ['zoe muller', 'Müller'],
        ['zoe muller', 'Mausi'],
        ['david o’brien', 'brien'],
        ['david o’brien', 'David'],
        ['bad soden', 'Bad Soden'],
      ],
    );
  });

  it('keeps people apart whose names differ in vowel signs or voicing marks alone', () => {
    const text = 'P01: कल राम आया और रमा भी आई। P02: かきさんとがきさん。';
    const lists = { names: parseNameList('राम\nरमा\nかき\nがき'), places: [] };
    assert.deepEqual(
      detectIdentifiers([text], lists)[0]!.map(({ entity, certainty, range }) => [
        entity,
        certainty,
        text.slice(range.start, range.end),
      ]),
      [
        ['राम', 'sure', 'राम'],
        ['रमा', 'sure', 'रमा'],
        ['かき', 'sure', 'かき'],
        ['がき', 'sure', 'がき'],
      ],
    );
  });

  it('finds Hebrew and Arabic names with their points and without', () => {
    const text = 'P01: דָּוִד ראה את דוד. مُحَمَّد ومع محمد وأحمد.';
    const hits = findListed(text, 'name', parseNameList('דוד\nمحمد\nاحمد'));
    assert.deepEqual(
      hits.map(({ range }) => text.slice(range.start, range.end)),
      ['דָּוִד', 'דוד', 'مُحَمَّد', 'محمد'],
    );
  });

  it('finds names within runs of letters in scripts that put no space between words', () => {
    const text = '王明: 我和李小红去北京。\n\nP01: 王明来了。คุณแอนมาแล้ว';
    const lists = { names: parseNameList('李小红\nแอน'), places: parseNameList('北京') };
    assert.deepEqual(
      detectIdentifiers([text], lists)[0]!.map(({ kind, range }) => [kind, text.slice(range.start, range.end)]),
      [
        ['name', '王明'],
        ['name', '李小红'],
        ['place', '北京'],
        ['name', '王明'],
        ['name', 'แอน'],
      ],
    );
  });

  it('keeps people apart who share a part of their names', () => {
    const text = 'Anna Berg and Jan Berg. Anna, Jan, the Bergs.';
    const entities = findListed(text, 'name', parseNameList('Anna Berg\nJan Berg')).map(({ entity }) => entity);
    assert.deepEqual(entities, ['anna berg', 'jan berg', 'anna berg', 'jan berg', 'berg']);
  });

  it('is not sure of a part of a double name, which may be another person', () => {
    const text = 'P01: Anna, Anna-Lena, Marie-Anna, Anna-like, Anna Berg-Kohl and aunt; Aunt Hilde.';
    assert.deepEqual(
      findListed(text, 'name', parseNameList('Anna\nBerg')).map(({ certainty, range }) => [
        Number(range.start),
        certainty,
      ]),
      [
        [text.indexOf('Anna,'), 'sure'],
        [text.indexOf('Anna-Lena'), 'possible'],
        [text.indexOf('Marie-Anna') + 6, 'possible'],
        [text.indexOf('Anna-like'), 'sure'],
        [text.indexOf('Anna Berg'), 'sure'],
        [text.indexOf('Berg-Kohl'), 'possible'],
      ],
    );
    assert.deepEqual(
      found(text).map(({ words }) => words),
      ['Hilde'],
    );
  });

  it('takes speakers for people unless they are roles or numbers, in heads and in words', () => {
    const text = 'Interviewer: Hello Maria.\n\nMaria: Hello.\n\nSpeaker 2: Hi.\n\nP01: I saw maria.';
    assert.deepEqual(
      detectIdentifiers([text], nothing)[0]!.map(({ certainty, range }) => [certainty, Number(range.start)]),
      [
        ['sure', text.indexOf('Maria.')],
        ['sure', text.indexOf('Maria:')],
        ['possible', text.indexOf('maria.')],
      ],
    );
  });

  it('takes a speaker who is on the list for that person', () => {
    const text = 'Sarah: Hello.\n\nP02: Sarah was here.';
    const hits = detectIdentifiers([text], { names: parseNameList('Sarah Winter'), places: [] })[0]!;
    assert.deepEqual(
      hits.map(({ entity }) => entity),
      ['sarah winter', 'sarah winter'],
    );
  });

  it('proposes words with a capital in mid-sentence that are on no list, but not where all nouns have one', () => {
    const english =
      'P01: then I went with Jolanda to a place called the end, and I said that it was all too much for me.';
    const [hit] = detectIdentifiers([english], nothing)[0]!;
    assert.deepEqual([hit?.entity, hit?.certainty], ['jolanda', 'possible']);
    const german =
      'P01: dann ging ich mit dem Hund in den Wald, und der Baum am Haus, das Auto und die Frau im Garten sah ich, und die Stadt.';
    assert.deepEqual(detectIdentifiers([german], nothing)[0]!, []);
  });

  it('gives hits in order, none overlapping, each inside the text, for any text', () => {
    const piece = fc.constantFrom(
      'Sarah',
      '’s ',
      ' 12',
      '.05.',
      '2024',
      '@',
      'a.b',
      ' 14 Birch Lane',
      '+49 ',
      '030 ',
      '\n\n',
      'P01: ',
      '93 years old',
      '😀',
      ' ',
    );
    fc.assert(
      fc.property(fc.array(fc.oneof(piece, fc.string({ maxLength: 6 })), { maxLength: 30 }), (pieces) => {
        const text = pieces.join('');
        let end = 0;
        for (const { range } of detectIdentifiers([text], { names: [['Sarah']], places: [] })[0]!) {
          assert.ok(range.start >= end && range.end > range.start && range.end <= text.length);
          end = range.end;
        }
      }),
      { numRuns: 100 },
    );
  });

  it('leaves nothing uncovered that any detector found', () => {
    const hit = fc.record({
      kind: fc.constantFrom(...identifierKinds),
      certainty: fc.constantFrom('sure' as const, 'likely' as const, 'possible' as const),
      entity: fc.constant('x'),
      range: fc
        .tuple(fc.nat(60), fc.integer({ min: 1, max: 12 }))
        .map(([start, length]) => ({ start: utf16(start), end: utf16(start + length) })),
    });
    const cells = (hits: readonly Hit[]) =>
      [
        ...new Set(
          hits.flatMap(({ range }) => Array.from({ length: range.end - range.start }, (_, i) => range.start + i)),
        ),
      ].sort((a, b) => a - b);
    fc.assert(
      fc.property(fc.array(hit, { maxLength: 12 }), (hits) => {
        const resolved = resolveOverlaps(hits);
        assert.deepEqual(cells(resolved), cells(hits));
        assert.deepEqual(
          resolveOverlaps([...hits].reverse()).map(({ range }) => range),
          resolved.map(({ range }) => range),
        );
      }),
      { numRuns: 100 },
    );
  });
});
