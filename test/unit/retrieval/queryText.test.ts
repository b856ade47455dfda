import assert from 'node:assert/strict';
import fc from 'fast-check';
import { firstClause, queryOf, type Clause } from '../../../src/core/retrieval/clauses';
import { formatQuery, parseQuery, type QueryNames } from '../../../src/core/retrieval/queryText';

const names: QueryNames = {
  codes: [
    { id: 'a', name: 'Sleep disruption' },
    { id: 'b', name: 'Low or flat mood' },
    { id: 'c', name: 'The "front"' },
  ],
  coders: [{ id: 'ana', name: 'Ana R.' }],
  transcripts: ['transcripts/P01.transcript.txt'],
  speakers: ['P01'],
};
const written = (text: string) => {
  const read = parseQuery(text, names);
  return 'query' in read ? formatQuery(read.query, names) : `${read.at}: ${read.message}`;
};

describe('the text form of a query', () => {
  it('takes names with and without quotation marks, whatever the capitals', () => {
    assert.equal(
      written('sleep DISRUPTION and not "low or flat mood"'),
      '"Sleep disruption" and not "Low or flat mood"',
    );
    assert.equal(written('"The ""front""" by Ana R.'), '"The ""front""" by "Ana R."');
    assert.equal(written('transcript p01 and speaker P01'), 'transcript "P01" and speaker "P01"');
  });

  it('binds by and * before within, that before not, that before and, that before or', () => {
    const query = '"Sleep disruption"* or not "Sleep disruption" overlapping any code and speaker "P01"';
    assert.equal(written(query), query);
    assert.deepEqual(parseQuery(query, names), {
      query: {
        kind: 'or',
        parts: [
          { kind: 'code', code: 'a', below: true, coders: null },
          {
            kind: 'and',
            parts: [
              {
                kind: 'not',
                of: {
                  kind: 'overlapping',
                  of: { kind: 'code', code: 'a', below: false, coders: null },
                  to: { kind: 'code', code: null, below: false, coders: null },
                },
              },
              { kind: 'speaker', speaker: 'P01' },
            ],
          },
        ],
      },
    });
  });

  it('says where it cannot be read, and what was expected', () => {
    assert.equal(written(''), '0: Expected the name of a code here.');
    assert.equal(written('Sleep'), '0: There is no code “Sleep”.');
    assert.equal(written('Sleep disruption and'), '20: Expected the name of a code here.');
    assert.match(written('"Sleep disruption" within two turns of any code'), /^26: Expected a number here/);
    assert.match(written('"Sleep disruption" within 2 miles of any code'), /^28: Expected “turns”/);
    assert.match(written('"Sleep disruption'), /^0: This quotation mark is never closed/);
    assert.match(written('(any code'), /^9: Expected “\)” here/);
    assert.match(written('any code any code'), /^9: Expected “and”/);
    assert.match(written('('.repeat(500)), /too many parentheses/);
  });

  it('is read or refused with a place in it, never anything else', () => {
    const piece = fc.constantFrom(
      'and',
      'or',
      'not',
      '(',
      ')',
      '*',
      ',',
      '"',
      'any',
      'code',
      'within',
      '2',
      'turns',
      'of',
      'by',
      'x',
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
        const text = pieces.join(' ');
        const read = parseQuery(text, names);
        assert.ok('query' in read || (read.at >= 0 && read.at <= text.length));
      }),
      { numRuns: 200 },
    );
  });
});

describe('a question from a form', () => {
  const clause = (change: Partial<Clause>): Clause => ({ ...firstClause, ...change });
  const asked = (...clauses: Clause[]) => formatQuery(queryOf(clauses), names);

  it('joins each step to all before it', () => {
    const sleep = clause({ codes: ['a'] });
    assert.equal(asked(), 'any code');
    assert.equal(asked(sleep), '"Sleep disruption"');
    assert.equal(
      asked(sleep, clause({ relation: 'or', codes: ['b'] }), clause({ relation: 'not', codes: ['c'] })),
      '("Sleep disruption" or "Low or flat mood") and not "The ""front"""',
    );
    assert.equal(
      asked(sleep, clause({ relation: 'sameTurn', codes: ['b', 'c'] })),
      '"Sleep disruption" overlapping (turns with ("Low or flat mood" or "The ""front"""))',
    );
    assert.equal(
      asked(sleep, clause({ relation: 'before', codes: ['b'], below: true, distance: 1, unit: 'words' })),
      '"Sleep disruption" within 1 word before "Low or flat mood"*',
    );
  });
});
