import assert from 'node:assert/strict';
import fc from 'fast-check';
import { finish } from '../../../src/core/agreement/slices';
import { loadStudy } from '../../../src/core/coding/loadStudy';
import { type Query, type Scope, wholeScope } from '../../../src/core/retrieval/query';
import { formatQuery, parseQuery, type QueryNames } from '../../../src/core/retrieval/queryText';
import { runQuery } from '../../../src/core/retrieval/runQuery';
import { type IndexedTranscript, indexStudy, type StudyIndex } from '../../../src/core/retrieval/studyIndex';
import { memoryFolder, sampleStudyTexts } from '../../support/memoryStudy';
import { anyStudy, codeNames, indexOf, studyOf } from './scene';

function namesOf({ codes, coders, transcripts }: StudyIndex): QueryNames {
  return { codes, coders, transcripts: transcripts.map(({ path }) => path), speakers: ['P', 'I', 'P01'] };
}

function ask(index: StudyIndex, text: string, scope: Partial<Scope> = {}): string[] {
  const read = parseQuery(text, namesOf(index));
  assert.ok('query' in read, JSON.stringify(read));
  return finish(runQuery(index, read.query, { ...wholeScope, ...scope })).flatMap(({ transcript, stretches }) =>
    stretches.map(({ start, end }) => transcript.text.slice(start, end)),
  );
}

describe('a query', () => {
  const text =
    'I: How do you sleep?\n\nP: Badly, I lie awake and worry. Then I get up.\n\nI: And then?\n\nP: I feel low.\n';
  const study = studyOf(text, [
    ['lie awake', 'sleep'],
    ['awake and worry', 'worry'],
    ['feel low', 'mood'],
    ['lie awake', 'sleep', 'ben'],
    ['Then I get up', 'worry', 'ben'],
  ]);

  it('finds the segments of a code, those of two coders at one place once', () => {
    assert.deepEqual(ask(study, 'sleep'), ['lie awake']);
    assert.deepEqual(ask(study, 'worry'), ['awake and worry', 'Then I get up']);
    assert.deepEqual(ask(study, 'worry by ben'), ['Then I get up']);
    assert.deepEqual(ask(study, 'worry', { coders: ['ana'] }), ['awake and worry']);
    assert.deepEqual(ask(study, 'worry*'), ['awake and worry', 'Then I get up', 'feel low']);
  });

  it('takes codes for the characters that carry them in and, or and not', () => {
    assert.deepEqual(ask(study, 'sleep and worry'), ['awake']);
    assert.deepEqual(ask(study, 'sleep or worry'), ['lie awake and worry', 'Then I get up']);
    assert.deepEqual(ask(study, 'sleep and not worry'), ['lie ']);
    assert.deepEqual(ask(study, 'not any code'), ['How do you sleep?', 'Badly, I ', '. ', '.', 'And then?', 'I ', '.']);
  });

  it('chooses among whole segments in overlapping and within', () => {
    assert.deepEqual(ask(study, 'sleep overlapping worry'), ['lie awake']);
    assert.deepEqual(ask(study, 'worry overlapping sleep'), ['awake and worry']);
    assert.deepEqual(ask(study, 'mood within 1 turn of worry'), []);
    assert.deepEqual(ask(study, 'mood within 2 turns of worry'), ['feel low']);
    assert.deepEqual(ask(study, 'mood within 2 turns before worry'), []);
    assert.deepEqual(ask(study, 'mood within 2 turns after worry'), ['feel low']);
    assert.deepEqual(ask(study, 'worry by ben within 2 words after sleep'), ['Then I get up']);
    assert.deepEqual(ask(study, 'worry by ben within 1 word after sleep'), []);
    assert.deepEqual(ask(study, 'worry by ben within 12 characters of sleep'), ['Then I get up']);
    assert.deepEqual(ask(study, 'worry by ben within 11 characters of sleep'), []);
  });

  it('finds turns, and keeps to speakers', () => {
    assert.deepEqual(ask(study, 'turns with sleep'), ['Badly, I lie awake and worry. Then I get up.']);
    assert.deepEqual(ask(study, 'speaker I and not turns with any code'), ['How do you sleep?', 'And then?']);
    assert.deepEqual(ask(study, 'worry', { speakers: ['I'] }), []);
    const across = studyOf(text, [['get up.\n\nI: And', 'sleep']]);
    assert.deepEqual(ask(across, 'sleep'), ['get up.\n\nI: And']);
    assert.deepEqual(ask(across, 'sleep', { speakers: ['I'] }), ['And']);
    assert.deepEqual(ask(study, 'transcript T1 and speaker "I"'), ['How do you sleep?', 'And then?']);
  });

  it('leaves a model and the consensus out unless they are chosen', () => {
    const withModel: StudyIndex = {
      ...study,
      coders: [
        { id: 'ana', name: 'ana', kind: 'person' },
        { id: 'ben', name: 'ben', kind: 'person', role: 'consensus' },
      ],
    };
    assert.deepEqual(ask(withModel, 'worry'), ['awake and worry']);
    assert.deepEqual(ask(withModel, 'worry', { coders: ['ben'] }), ['Then I get up']);
  });

  it('answers over a real study as counting by hand in its files does', async () => {
    const loaded = await loadStudy(memoryFolder(sampleStudyTexts()));
    const index = finish(indexStudy(loaded, null));
    const sleep = index.codes.find(({ name }) => name === 'Sleep disruption')!.id;
    const quotes = (coder: string) =>
      loaded.codings
        .filter((coding) => coding.coder === coder)
        .flatMap(({ collection }) => collection.first.items)
        .flatMap((item) =>
          item.motivation === 'classifying' && item.body.source.endsWith(sleep) ? [item.target.selector[1].exact] : [],
        );
    assert.ok(quotes('ana').length > 3);
    assert.deepEqual(ask(index, '"Sleep disruption" by "Ana R."').sort(), quotes('ana').sort());
    assert.deepEqual(ask(finish(indexStudy(loaded, 'ben')), '"Sleep disruption"').sort(), quotes('ben').sort());
  });
});

// ---- against a slow answer that knows only characters

/** The answer as sets of characters, and for the operators that keep stretches whole, by trying every pair. */
function slowly(index: StudyIndex, transcript: IndexedTranscript, query: Query): { start: number; end: number }[] {
  const { text, turns, segments, spoken } = transcript;
  const chars = (list: readonly { start: number; end: number }[]) =>
    Array.from({ length: text.length }, (_, i) => list.some(({ start, end }) => start <= i && i < end));
  const runs = (set: readonly boolean[], mayJoin: (i: number) => boolean = () => true) => {
    const list: { start: number; end: number }[] = [];
    set.forEach((isIn, i) => {
      if (!isIn) return;
      if (i > 0 && set[i - 1] && mayJoin(i)) list.at(-1)!.end = i + 1;
      else list.push({ start: i, end: i + 1 });
    });
    return list;
  };
  const share = (a: { start: number; end: number }, b: { start: number; end: number }) =>
    chars([a]).some((isIn, i) => isIn && chars([b])[i]);
  const of = (part: Query) => slowly(index, transcript, part);
  switch (query.kind) {
    case 'code': {
      const below = query.below ? index.codes.filter(({ parent }) => parent === query.code).map(({ id }) => id) : [];
      const codes = query.code === null ? codeNames : [query.code, ...below];
      const by = query.coders ?? ['ana', 'ben'];
      return segments.filter(({ code, coder }) => codes.includes(code) && by.includes(coder));
    }
    case 'speaker':
      return turns
        .filter(({ speaker, words }) => speaker === query.speaker && words.end > words.start)
        .map((t) => t.words);
    case 'transcript':
      return query.path === transcript.path ? [...spoken] : [];
    case 'and': {
      const sets = query.parts.map((part) => chars(of(part)));
      return runs(chars([]).map((_, i) => sets.every((set) => set[i])));
    }
    case 'or':
      return runs(chars(query.parts.flatMap(of)));
    case 'not': {
      const set = chars(of(query.of));
      const said = chars(spoken);
      return runs(
        said.map((isIn, i) => isIn && !set[i]),
        (i) => !spoken.some(({ start }) => start === i),
      );
    }
    case 'turns':
      return spoken.filter((turn) => of(query.of).some((one) => share(turn, one)));
    case 'overlapping':
      return of(query.of).filter((one) => of(query.to).some((other) => share(one, other)));
    case 'near':
      return of(query.of).filter((one) =>
        of(query.to).some((other) => {
          if (query.order === 'before' && other.start <= one.start) return false;
          if (query.order === 'after' && other.end >= one.end) return false;
          if (share(one, other)) return true;
          const [left, right] = one.end <= other.start ? [one, other] : [other, one];
          const between = text.slice(left.end, right.start);
          if (query.unit === 'characters') return Array.from(between).length <= query.distance;
          const turnOf = (at: number) => turns.filter(({ range }) => range.start <= at).length;
          if (query.unit === 'turns') return turnOf(right.start) - turnOf(left.end - 1) <= query.distance;
          const begins = (i: number) =>
            chars(spoken)[i] && /[abx]/.test(text[i]!) && !(chars(spoken)[i - 1] && /[abx]/.test(text[i - 1]!));
          return chars([]).filter((_, i) => i >= left.end && i < right.start && begins(i)).length <= query.distance;
        }),
      );
  }
}

const leaf: fc.Arbitrary<Query> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant('code' as const),
      code: fc.constantFrom(...codeNames),
      below: fc.boolean(),
      coders: fc.constantFrom(null, ['ana'], ['ana', 'ben']),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.constantFrom<Query>(
      { kind: 'code', code: null, below: false, coders: null },
      { kind: 'speaker', speaker: 'P' },
      { kind: 'transcript', path: 'transcripts/T1.transcript.txt' },
    ),
  },
);
const { anyQuery } = fc.letrec<{ anyQuery: Query; part: Query }>((tie) => ({
  part: fc.oneof({ maxDepth: 3 }, leaf, tie('anyQuery')),
  anyQuery: fc.oneof(
    { maxDepth: 3 },
    leaf,
    fc.record({
      kind: fc.constantFrom('and' as const, 'or' as const),
      parts: fc.array(tie('part'), { minLength: 2, maxLength: 3 }),
    }),
    fc.record({ kind: fc.constantFrom('not' as const, 'turns' as const), of: tie('part') }),
    fc.record({ kind: fc.constant('overlapping' as const), of: tie('part'), to: tie('part') }),
    fc.record({
      kind: fc.constant('near' as const),
      of: tie('part'),
      to: tie('part'),
      distance: fc.nat(6),
      unit: fc.constantFrom('turns' as const, 'words' as const, 'characters' as const),
      order: fc.constantFrom('any' as const, 'before' as const, 'after' as const),
    }),
  ),
}));

describe('any query', () => {
  it('finds what trying every character finds', () => {
    fc.assert(
      fc.property(anyStudy, anyQuery, (index, query) => {
        const found = new Map(
          finish(runQuery(index, query, wholeScope)).map(({ transcript, stretches }) => [
            transcript.path,
            stretches.map(({ start, end }) => `${start}–${end}`),
          ]),
        );
        for (const transcript of index.transcripts) {
          const expected = slowly(index, transcript, query)
            .filter(({ start, end }) => transcript.text.slice(start, end).trim() !== '')
            .sort((a, b) => a.start - b.start || a.end - b.end)
            .map(({ start, end }) => `${start}–${end}`);
          assert.deepEqual(found.get(transcript.path) ?? [], [...new Set(expected)]);
        }
      }),
      { numRuns: 60 },
    );
  });

  it('is read back from its text form', () => {
    fc.assert(
      fc.property(anyQuery, (query) => {
        const names = namesOf(indexOf([{ text: 'P: a', segments: [] }]));
        const text = formatQuery(query, names);
        const again = parseQuery(text, names);
        assert.ok('query' in again, `${text}: ${JSON.stringify(again)}`);
        assert.equal(formatQuery(again.query, names), text);
        assert.deepEqual(again.query, flat(query));
      }),
      { numRuns: 100 },
    );
  });
});

/** Ands in ands and ors in ors made one, as reading does. */
function flat(query: Query): Query {
  switch (query.kind) {
    case 'and':
    case 'or':
      return {
        kind: query.kind,
        parts: query.parts.map(flat).flatMap((part) => (part.kind === query.kind ? part.parts : [part])),
      };
    case 'not':
    case 'turns':
      return { ...query, of: flat(query.of) };
    case 'overlapping':
    case 'near':
      return { ...query, of: flat(query.of), to: flat(query.to) };
    default:
      // fast-check's records have no prototype.
      return { ...query };
  }
}

describe('a query of 50,000 segments', () => {
  it('is answered without a look at every pair of them', () => {
    // Which would run into mocha's limit.
    const turns = 5_000;
    const text = Array.from({ length: turns }, (_, i) => `${i % 2 ? 'P' : 'I'}: ${'words and more words '.repeat(2)}.`);
    const joined = text.join('\n\n');
    const segments = Array.from({ length: 50_000 }, (_, i) => {
      const start = Math.floor((i / 50_000) * (joined.length - 400));
      return { start, end: start + 20 + ((i * 37) % 300), code: codeNames[i % 3]!, coder: i % 2 ? 'ana' : 'ben' };
    });
    const index = indexOf([{ text: joined, segments }]);
    for (const query of ['sleep and not worry', 'sleep within 3 words of mood']) {
      const read = parseQuery(query, namesOf(index));
      assert.ok('query' in read);
      assert.ok(finish(runQuery(index, read.query, wholeScope)).length > 0, query);
    }
  });
});
