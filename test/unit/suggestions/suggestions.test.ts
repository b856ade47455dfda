import assert from 'node:assert/strict';
import fc from 'fast-check';
import { parseAnnotations, serializeAnnotations, type Segment } from '../../../src/core/coding/annotations';
import { codeStretch, moveSegment } from '../../../src/core/coding/codingActs';
import { invertEdit, type Edit } from '../../../src/core/coding/codingModel';
import { acceptSuggestion, OwnSegments } from '../../../src/core/suggestions/lifecycle';
import { differenceOf, markQuote } from '../../../src/core/suggestions/quoteMark';
import {
  decisionOf,
  decisionsKey,
  readAcceptedFrom,
  readDecisions,
  readSuggestion,
  suggestionKey,
  withDecision,
  type Decision,
} from '../../../src/core/suggestions/suggestion';
import { suggestionsCsv } from '../../../src/core/suggestions/table';
import { anyCodePoint } from '../../support/anyText';
import { collectionOf, mood, ownScene, range, said, sleep, suggested, text, urn, words } from './scene';

const anyText = fc.string({ unit: anyCodePoint, maxLength: 24 });
const anyDecision = fc
  .tuple(fc.constantFrom('ana', 'ben', 'cy'), fc.constantFrom('accepted', 'changed', 'rejected'), anyText)
  .map(([coder, decision, later]): Decision => ({ coder, decision, at: '2026-03-02T09:30:00Z', later }));
const runs = { numRuns: 40 };

describe('a suggestion in the model coder’s file', () => {
  it('comes back from the file as it was, with what a newer version wrote', () => {
    fc.assert(
      fc.property(
        fc.option(anyText),
        fc.option(anyText),
        fc.option(fc.double({ min: 0, max: 1, noNaN: true })),
        anyText,
        (quote, reason, probability, later) => {
          const one = suggested(1, { quote, reason, probability, later });
          const back = parseAnnotations(serializeAnnotations(collectionOf(one)), 'f').first.items[0]!;
          assert.deepEqual(
            JSON.parse(JSON.stringify(readSuggestion(back))),
            JSON.parse(JSON.stringify(one[suggestionKey])),
          );
        },
      ),
      runs,
    );
  });

  it('notes one decision a person, and never touches the coding, the others’ decisions or what it cannot read', () => {
    fc.assert(
      fc.property(fc.array(anyDecision, { maxLength: 6 }), anyDecision, (before, mine) => {
        const foreign = { by: 'a newer version' };
        const start = { ...suggested(1), [decisionsKey]: [foreign] } as Segment;
        const noted = [...before, mine].reduce((one, each) => withDecision(one, each.coder, each), start);
        const back = parseAnnotations(serializeAnnotations(collectionOf(noted)), 'f').first.items[0] as Segment;
        assert.deepEqual(decisionOf(back, mine.coder), mine);
        assert.equal(new Set(readDecisions(back).map(({ coder }) => coder)).size, readDecisions(back).length);
        const { [decisionsKey]: list, ...rest } = back;
        const { [decisionsKey]: _, ...unchanged } = start;
        assert.deepEqual(rest, unchanged);
        assert.deepEqual((list as unknown[])[0], foreign);
        const without = withDecision(back, mine.coder, null);
        assert.deepEqual(
          readDecisions(without),
          readDecisions(back).filter(({ coder }) => coder !== mine.coder),
        );
      }),
      runs,
    );
    const decision: Decision = { coder: 'ana', decision: 'rejected', at: 'now' };
    assert.deepEqual(withDecision(withDecision(suggested(1), 'ana', decision), 'ana', null), suggested(1));
  });

  it('is unknown, not broken, where the file says nothing of how it was made', () => {
    const { [suggestionKey]: _, ...bare } = suggested(1);
    assert.equal(readSuggestion(bare), null);
    assert.equal(readSuggestion({ ...bare, [suggestionKey]: { run: 3 } }), null);
    assert.deepEqual(readDecisions({ ...bare, [decisionsKey]: 'x' }), []);
  });
});

describe('deciding on a suggestion', () => {
  const one = suggested(1);
  function scene() {
    const own = ownScene();
    const make = (edit: Edit) => own.model.apply(edit);
    const state = (rejected = false) =>
      new OwnSegments(own.model.annotations, own.placeOf).stateOf(one, words, rejected).status;
    return { own, make, state };
  }

  it('follows the person’s own coding: accepted, changed, undone', () => {
    const { own, make, state } = scene();
    assert.deepEqual([state(), state(true)], ['open', 'rejected']);
    const accept = acceptSuggestion(own, one, 'model:tiny', words, sleep);
    make(accept);
    assert.deepEqual([state(), state(true)], ['accepted', 'accepted']);
    const made = [...own.model.annotations][0]!;
    make(moveSegment(own, made.id, range(5, 16), 'Resize Segment'));
    assert.equal(state(), 'changed');
    make(moveSegment(own, made.id, words, 'Resize Segment'));
    assert.equal(state(), 'accepted');
    const last = own.model.get(made.id)!;
    make(invertEdit({ ...accept, changes: [{ index: 0, before: null, after: last }] }));
    assert.equal(state(), 'open');
    make(acceptSuggestion(own, one, 'model:tiny', words, mood));
    assert.equal(state(), 'changed');
  });

  it('makes the person’s coding, and keeps where it came from through the file', () => {
    const { own, make } = scene();
    make(acceptSuggestion(own, one, 'model:tiny', range(5, 16), mood));
    const file = serializeAnnotations(own.model.toCollection());
    const [segment] = parseAnnotations(file, 'ana.json').first.items as Segment[];
    assert.deepEqual(segment!.creator, { id: 'ana', type: 'Person' });
    assert.equal(segment!.body.source, `urn:uuid:${mood}`);
    assert.equal(segment!.target.selector[1].exact, 'I lie awake');
    const { model, technique, run, seed, probability } = said;
    assert.deepEqual(readAcceptedFrom(segment!), {
      suggestion: urn(1),
      coder: 'model:tiny',
      ...{ model, technique, run, seed, probability },
      suggested: { code: `urn:uuid:${sleep}`, exact: 'I lie awake at night.' },
      decidedAt: '1970-01-01T00:00:00.000Z',
    });
  });

  it('does not call it accepted what the person had coded by themselves', () => {
    const { own, make, state } = scene();
    make(codeStretch(own, words, sleep));
    assert.equal(state(), 'same');
    assert.throws(() => acceptSuggestion(own, one, 'model:tiny', words, sleep), /already/);
  });
});

describe('a quotation', () => {
  const within = words;

  it('is verbatim, nearly or not in the text, and says where', () => {
    assert.deepEqual(markQuote('awake at night', text, within), {
      kind: 'verbatim',
      at: range(11, 25),
      elsewhere: false,
    });
    assert.deepEqual(markQuote('I eat well', text, within), { kind: 'verbatim', at: range(32, 42), elsewhere: true });
    const near = markQuote('I lay awake at night.', text, within);
    assert.ok(near.kind === 'nearly');
    assert.equal(text.slice(near.at.start, near.at.end), 'I lie awake at night.');
    assert.deepEqual(
      near.parts.map(({ kind, text: part }) => [kind, part]),
      [
        ['same', 'I l'],
        ['onlyInQuote', 'ay'],
        ['onlyInText', 'ie'],
        ['same', ' awake at night.'],
      ],
    );
    for (const quote of ['', 'I never sleep at all, she said.', 'i lie']) {
      assert.deepEqual(markQuote(quote, text, within), { kind: 'notInText' });
    }
    // A capital is a change: nothing is forgiven.
    assert.equal(markQuote('i lie awake at night.', text, within).kind, 'nearly');
  });

  it('shows a difference from which both can be put together again', () => {
    const near = fc.string({ unit: fc.constantFrom('a', 'b', '😀', ' '), maxLength: 12 });
    fc.assert(
      fc.property(near, near, (quote, other) => {
        const parts = differenceOf(quote, other);
        const joined = (left: string) => parts.flatMap(({ kind, text: part }) => (kind === left ? [] : part)).join('');
        assert.deepEqual([joined('onlyInText'), joined('onlyInQuote')], [quote, other]);
        assert.ok(parts.every(({ kind }, i) => i === 0 || kind !== parts[i - 1]!.kind));
      }),
      runs,
    );
    const long = 'a'.repeat(3000);
    assert.deepEqual(
      differenceOf(long, 'b').map(({ kind }) => kind),
      ['onlyInQuote', 'onlyInText'],
    );
  });
});

describe('the table of suggestions', () => {
  it('names check and decision in words, and lets no cell become a formula', () => {
    const row = {
      transcript: 'transcripts/a.txt',
      ...words,
      code: '=SUM(A1)',
      coder: 'model:tiny',
      model: 'tiny',
      sha256: null,
      technique: 'labelLikelihood',
      seed: 1,
      run: 'k',
      madeAt: '2026-03-02T09:30:00Z',
      probability: 0.7,
      leftOut: ['all definitions', 'the question why'],
      quote: 'made, up',
      mark: 'notInText',
      decision: 'changed',
      acceptedCodes: ['Mood'],
    } as const;
    const [head, line] = suggestionsCsv([row]).split('\r\n');
    assert.equal(head!.split(',').length, 17);
    assert.equal(
      line,
      'transcripts/a.txt,5,26,\'=SUM(A1),model:tiny,tiny,,labelLikelihood,1,k,2026-03-02T09:30:00Z,0.7,all definitions; the question why,"made, up",not in the text,accepted with changes,Mood',
    );
  });
});
