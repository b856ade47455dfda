import assert from 'node:assert/strict';
import fc from 'fast-check';
import { z } from 'zod';
import { jsonSchemaAutomaton } from '../../../../src/core/generation/constraints/jsonSchema';
import { arbitraryTokens, reads, write } from './writer';

const coding = {
  type: 'object',
  properties: {
    code: { enum: ['sleep', 'low “mood”', null, ['sleep', { a: 1 }]] },
    quote: { type: 'string', maxLength: 5 },
    strength: { type: 'integer' },
    tags: { type: 'array', items: { type: ['string', 'boolean'], maxLength: 2 }, minItems: 1, maxItems: 3 },
  },
  required: ['code', 'tags'],
};

/** Schemas whose texts end soon. */
const schema: fc.Arbitrary<object> = fc.letrec<{ schema: object }>((tie) => ({
  schema: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    fc.constantFrom(
      { type: 'null' },
      { type: 'boolean' },
      { type: 'integer' },
      { type: 'number' },
      { enum: [1, 'é"', null] },
      { const: 0.5 },
    ),
    fc.nat(3).map((maxLength) => ({ type: 'string', maxLength })),
    fc
      .tuple(tie('schema'), fc.nat(1), fc.nat(1))
      .map(([items, min, more]) => ({ type: 'array', items, minItems: min, maxItems: min + more })),
    fc.array(tie('schema'), { minLength: 1, maxLength: 2 }).map((anyOf) => ({ anyOf })),
    fc
      .tuple(fc.dictionary(fc.constantFrom('a', 'b', 'ü"'), tie('schema'), { maxKeys: 3 }), fc.nat(7))
      .map(([properties, bits]) => ({
        type: 'object',
        properties,
        required: Object.keys(properties).filter((_, i) => bits & (1 << i)),
        additionalProperties: false,
      })),
  ),
})).schema;

describe('jsonSchemaAutomaton', () => {
  it('lets any model write only JSON that the schema describes', () => {
    let ended = 0;
    fc.assert(
      fc.property(schema, arbitraryTokens(['{"', '": ', '",', '"}', '1', 'é']), fc.nat(), (it, tokens, seed) => {
        const written = write(jsonSchemaAutomaton(it), tokens, { seed, limit: 80 });
        if (!written.ended) return;
        ended++;
        const value: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(written.bytes));
        // zod's reading of the same schema is not ours.
        const { success } = z.fromJSONSchema(it as Parameters<typeof z.fromJSONSchema>[0]).safeParse(value);
        assert.ok(success, `${JSON.stringify(it)} ${written.text}`);
      }),
      { numRuns: 30 },
    );
    assert.ok(ended > 15, `only ${ended} texts came to their end`);
  });

  it('reads what the schema describes and refuses the rest', () => {
    const automaton = jsonSchemaAutomaton(coding);
    for (const text of [
      '{"code":"sleep","tags":["a"]}',
      '{ "code": null, "quote": "\\u00e9\\n😀é", "strength": -12, "tags": [true, "ab", ""] }',
      '{"code":["sleep",{"a":1}],"tags":["a"]}',
      '{"code":"low “mood”","strength":0,"tags":[false]}',
    ]) {
      JSON.parse(text);
      assert.ok(reads(automaton, text), text);
    }
    for (const text of [
      '{"code":"sleep"}',
      '{"tags":["a"],"code":"sleep"}',
      '{"code":"mood","tags":["a"]}',
      '{"code":"sleep","quote":"123456","tags":["a"]}',
      '{"code":"sleep","strength":1.5,"tags":["a"]}',
      '{"code":"sleep","strength":01,"tags":["a"]}',
      '{"code":"sleep","tags":[]}',
      '{"code":"sleep","tags":["a","b","c","d"]}',
      '{"code":"sleep","tags":["a",]}',
      '{"code":"sleep","tags":["\n"]}',
      '{"code":"sleep","tags":["\\ud800"]}',
      '{"code":"sleep","tags":["a"],"more":1}',
      '{"code":"sleep","tags":["a"]',
    ]) {
      assert.ok(!reads(automaton, text), text);
    }
  });

  it('reads numbers as JSON writes them, within its digits', () => {
    const automaton = jsonSchemaAutomaton({ type: 'number' });
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e14, max: 1e14 }), (value) => {
        const text = JSON.stringify(value);
        fc.pre(!/\d{16}|e-\d{3}/.test(text));
        assert.ok(reads(automaton, text), text);
      }),
    );
    for (const text of ['', '-', '1.', '.5', '1e', '+1', '00', '1e400', 'NaN'])
      assert.ok(!reads(automaton, text), text);
  });

  for (const [what, bad, message] of [
    ['a keyword it does not know', { type: 'string', pattern: 'a+' }, /keyword "pattern"/],
    ['a keyword of another type', { type: 'string', minItems: 1 }, /keyword "minItems"/],
    ['no type', {}, /must have a type/],
    ['an unknown type', { type: 'text' }, /must have a type/],
    ['no schema', true, /must be an object/],
    ['a list without items', { type: 'array' }, /`items`/],
    ['bounds that cross', { type: 'string', minLength: 2, maxLength: 1 }, /minLength, is larger/],
    ['a bound that is no number', { type: 'array', items: { type: 'null' }, maxItems: -1 }, /maxItems/],
    ['a required property that is not described', { type: 'object', required: ['a'] }, /required/],
    ['values of no type', { type: 'string', enum: [1] }, /allows no value/],
    ['anyOf beside a type', { type: 'null', anyOf: [] }, /keyword "type"/],
  ] as const) {
    it(`refuses ${what}, naming the place`, () => {
      const nested = { type: 'object', properties: { answer: bad } };
      assert.throws(() => jsonSchemaAutomaton(nested), { code: 'badRequest', message });
      assert.throws(() => jsonSchemaAutomaton(nested), { message: /at properties\.answer/ });
    });
  }

  it('refuses a schema nested without end', () => {
    const loop: Record<string, unknown> = { type: 'array' };
    loop['items'] = loop;
    assert.throws(() => jsonSchemaAutomaton(loop), { code: 'badRequest', message: /nested/ });
  });
});
