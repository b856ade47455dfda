import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import type { UnitKind } from '../../../src/core/agreement/units';
import { cohenKappa, percentAgreement } from '../../../src/core/agreement/kappa';
import { tableFromRows } from '../../../src/core/agreement/reliabilityTable';
import { isComputed } from '../../../src/core/agreement/figure';
import { finish } from '../../../src/core/agreement/slices';
import { type AgreementChoices, defaultChoices } from '../../../src/core/agreement/agreementChoices';
import { studyAgreement } from '../../../src/core/agreement/studyAgreement';
import type { AnnotationCollection } from '../../../src/core/coding/annotations';
import { methodsParagraph } from '../../../src/core/agreement/wording';
import { loadStudy, type LoadedStudy } from '../../../src/core/coding/loadStudy';
import { withAsked } from '../../../src/core/suggestions/asked';
import { memoryFolder, sampleStudyTexts, type StudyFileTexts } from '../../support/memoryStudy';

const sampleTexts = sampleStudyTexts();
const load = (texts: StudyFileTexts) => loadStudy(memoryFolder(texts));
const codingFile = (transcript: string, coder: string) =>
  `introspect/coding/transcripts/${transcript}.transcript.txt/${coder}.json`;

function compare(study: LoadedStudy, choices: Partial<AgreementChoices> = {}) {
  return finish(studyAgreement(study, { ...defaultChoices(study), samples: 0, ...choices }));
}

/** The sample study with one file changed as text or as JSON. */
function changed(file: string, change: (text: string) => string): StudyFileTexts {
  return { ...sampleTexts, [file]: change(sampleTexts[file]!) };
}

/** A study of its own: four turns of two speakers, three codes; each coder's segments as `quote → code`. */
async function tinyStudy(
  codings: Readonly<Record<string, readonly (readonly [quote: string, code: string])[]>>,
  parents: Readonly<Record<string, string>> = {},
): Promise<LoadedStudy> {
  const text = 'I: One two.\n\nP: Three four.\n\nI: Five.\n\nP: Six seven.\n';
  const uuid = (kind: number, n: number) => `${kind}0000000-0000-4000-8000-${String(n).padStart(12, '0')}`;
  const codes = ['low', 'middle', 'high'];
  const texts: Record<string, string> = {
    'transcripts/T.transcript.txt': text,
    'introspect/study.json': JSON.stringify({ formatVersion: 1, title: 'T', unitOfAnalysis: 'turn', coders: [] }),
    'introspect/codebook.json': JSON.stringify({
      formatVersion: 1,
      codes: codes.map((name, i) => ({
        id: uuid(1, i),
        name,
        definition: '',
        whenToUse: '',
        whenNotToUse: '',
        examples: [],
        colour: '#000000',
        shortcut: null,
        parent: parents[name] === undefined ? null : uuid(1, codes.indexOf(parents[name])),
      })),
    }),
  };
  for (const [coder, segments] of Object.entries(codings)) {
    const items = segments.map(([quote, code], i) => ({
      id: `urn:uuid:${uuid(2, i)}`,
      type: 'Annotation',
      creator: { id: coder, type: coder.startsWith('model:') ? 'Software' : 'Person' },
      created: '2026-01-01T00:00:00Z',
      motivation: 'classifying',
      body: {
        type: 'SpecificResource',
        purpose: 'classifying',
        source: `urn:uuid:${uuid(codes.includes(code) ? 1 : 9, codes.indexOf(code) < 0 ? 0 : codes.indexOf(code))}`,
      },
      target: {
        type: 'SpecificResource',
        source: {
          id: 'transcripts/T.transcript.txt',
          type: 'Text',
          format: 'text/plain',
          'schema:sha256': createHash('sha256').update(text).digest('hex'),
        },
        selector: [
          { type: 'TextPositionSelector', start: text.indexOf(quote), end: text.indexOf(quote) + quote.length },
          { type: 'TextQuoteSelector', exact: quote, prefix: '', suffix: '' },
        ],
      },
    }));
    texts[`introspect/coding/transcripts/T.transcript.txt/${encodeURIComponent(coder)}.json`] = JSON.stringify({
      '@context': 'http://www.w3.org/ns/anno.jsonld',
      id: `urn:uuid:${uuid(3, 0)}`,
      type: 'AnnotationCollection',
      label: '',
      total: items.length,
      first: { id: `urn:uuid:${uuid(4, 0)}`, type: 'AnnotationPage', startIndex: 0, items },
    });
  }
  return load(texts);
}

const valueOf = (figure: unknown) => (figure as { value: number }).value;
const about = (result: ReturnType<typeof compare>) => result.messages.map((message) => message.about);

/** The first transcript is enough where the numbers do not matter. */
const first = { transcripts: ['transcripts/P01.transcript.txt'] };

describe('agreement in a study', () => {
  let sample: LoadedStudy;
  let whole: ReturnType<typeof compare>;
  before(async () => {
    sample = await load(sampleTexts);
    whole = compare(sample);
  });

  it('compares the sample study’s coders over turns × codes: kappa 0.64, as its author says', () => {
    const result = whole;
    assert.equal(valueOf(result.overall.cohenKappa).toFixed(2), '0.64');
    assert.equal(result.unitCount, 228);
    assert.equal(result.overallUnit, 'turn × code');
    const percent = result.overall.percent as { value: number; n: number };
    assert.deepEqual([percent.value.toFixed(12), percent.n], [(3762 / 3876).toFixed(12), 228 * 17]);
    assert.deepEqual(
      result.coders.map(({ id, kind }) => [id, kind]),
      [
        ['ana', 'person'],
        ['ben', 'person'],
      ],
    );
  });

  it('keeps the frequency of each code apart in overall figures, of all coders and of every pair', () => {
    const [{ figures, confusions } = assert.fail()] = whole.pairs;
    let [beyondChance, atMost] = [0, 0];
    for (const { counts } of confusions) {
      const [[a = 0, b = 0] = [], [c = 0, d = 0] = []] = counts;
      const n = a + b + c + d;
      const expected = ((a + b) * (a + c) + (c + d) * (b + d)) / n ** 2;
      beyondChance += (a + d) / n - expected;
      atMost += 1 - expected;
    }
    assert.equal(valueOf(figures.cohenKappa).toFixed(9), (beyondChance / atMost).toFixed(9));
    assert.equal(valueOf(whole.overall.cohenKappa), valueOf(figures.cohenKappa));
  });

  it('gives for each code what the functions give for its table of units by hand', () => {
    const result = whole;
    const code = result.codes.find(({ name }) => name === 'Sleep disruption')!;
    const { counts } = result.pairs[0]!.confusions.find((confusion) => confusion.code === code.id)!;
    const rows = counts.flatMap((row, a) =>
      row.flatMap((n, b) => Array.from({ length: n }, () => [String(a), String(b)])),
    );
    assert.equal(rows.length, 228);
    const byHand = tableFromRows(['ana', 'ben'], ['0', '1'], rows);
    const { value, n } = cohenKappa(byHand) as { value: number; n: number };
    assert.deepEqual(code.figures.cohenKappa, { value, n });
    assert.equal(valueOf(code.figures.percent), valueOf(percentAgreement(byHand)));
    assert.deepEqual(code.uses, [10, 8]);
    assert.match(code.warning ?? '', /absent/);
  });

  it('counts turns, sentences, segments and characters as the person chose', async () => {
    const study = await tinyStudy({ a: [['One two', 'low']], b: [['One', 'low']] });
    const units = (unit: UnitKind) => {
      const { unitCount, overall, codes } = compare(study, { unit });
      return [unitCount, valueOf(codes[0]!.figures.percent), Object.keys(overall).includes('gamma')];
    };
    assert.deepEqual(units('turn'), [4, 1, false]);
    assert.deepEqual(units('sentence'), [4, 1, false]);
    assert.deepEqual(units('segment'), [2, 1, true]);
    // 8 + 11 + 5 + 10 characters are spoken, and the coders differ on “ two”.
    assert.deepEqual(units('character'), [34, 30 / 34, false]);
  });

  it('compares labels, and steps of a scale in the codebook’s order', async () => {
    const study = await tinyStudy({
      a: [['One two', 'low'], ['Three', 'middle'], ['Five', 'high']], // prettier-ignore
      b: [['One two', 'low'], ['Three', 'high'], ['Six', 'low']], // prettier-ignore
    });
    const label = compare(study, { scale: 'label' });
    assert.equal(valueOf(label.overall.percent), 1 / 4);
    const [{ labels, counts } = assert.fail()] = label.pairs[0]!.confusions;
    assert.deepEqual(labels, ['(no code)', 'low', 'middle', 'high']);
    assert.deepEqual(counts, [
      [0, 1, 0, 0],
      [0, 1, 0, 0],
      [0, 0, 0, 1],
      [1, 0, 0, 0],
    ]);
    const ordered = compare(study, { scale: 'ordered' });
    assert.equal((ordered.overall.percent as { n: number }).n, 2);
    assert.ok('weightedKappa' in ordered.overall);
  });

  it('takes the steps of a scale in the order that the person gives', async () => {
    const study = await tinyStudy({
      a: [['One two', 'low'], ['Three', 'middle'], ['Five', 'high'], ['Six', 'high']], // prettier-ignore
      b: [['One two', 'low'], ['Three', 'middle'], ['Five', 'high'], ['Six', 'middle']], // prettier-ignore
    });
    const ids = study.codebook.codes.map(({ id }) => id);
    const run = (order: readonly number[]) =>
      compare(study, { scale: 'ordered', codes: order.map((i) => ids[i]!), weights: 'quadratic' });
    const [inOrder, shuffled] = [run([0, 1, 2]), run([1, 0, 2])];
    assert.deepEqual(
      shuffled.codes.map(({ name }) => name),
      ['middle', 'low', 'high'],
    );
    // The coders differ by one step of three, or by both: 1 − 1/4 of the units × (1 step)² or (2 steps)².
    assert.equal(valueOf(inOrder.overall.gwetAC2) > valueOf(shuffled.overall.gwetAC2), true);
    assert.ok(valueOf(inOrder.overall.weightedKappa) > valueOf(shuffled.overall.weightedKappa));
    assert.ok(valueOf(inOrder.overall.alpha) > valueOf(shuffled.overall.alpha));
    assert.notEqual(
      valueOf(compare(study, { scale: 'ordered', weights: 'linear' }).overall.weightedKappa),
      valueOf(inOrder.overall.weightedKappa),
    );
  });

  it('says where one label per unit leaves codes out', async () => {
    const study = await tinyStudy({ a: [['Three', 'low'], ['Three four', 'middle']], b: [['Three', 'low']] }); // prettier-ignore
    assert.ok(!about(compare(study)).includes('severalCodes'));
    const { messages } = compare(study, { scale: 'label' });
    assert.match(
      messages.find((message) => message.about === 'severalCodes')!.text,
      /^In one case a coder gave several codes/,
    );
  });

  it('counts sub-codes as the code at the top of their branch', async () => {
    const codings = { a: [['One two', 'middle'], ['Five', 'low']], b: [['One two', 'high'], ['Five', 'low']] } as const; // prettier-ignore
    const study = await tinyStudy(codings, { middle: 'low', high: 'middle' });
    const flat = compare(study);
    assert.equal(valueOf(flat.overall.percent), 10 / 12);
    const rolled = compare(study, { rollUp: true });
    assert.deepEqual(
      rolled.codes.map(({ name, uses }) => [name, uses]),
      [['low', [2, 2]]],
    );
    assert.equal(valueOf(rolled.overall.percent), 1);
    const [, ...below] = study.codebook.codes.map(({ id }) => id);
    const { codes } = compare(study, { rollUp: true, codes: below });
    assert.deepEqual(
      codes.map(({ name, uses }) => [name, uses]),
      [['low', [1, 1]]],
      'only the chosen sub-codes count',
    );
  });

  it('takes words with several sub-codes of one branch for words with its top code, once', async () => {
    const study = await tinyStudy(
      {
        a: [['Three four', 'middle'], ['Three four', 'high'], ['Six seven', 'high'], ['Five', 'middle'], ['One', 'low']], // prettier-ignore
        b: [['Three four', 'low'], ['Six', 'low'], ['Six seven', 'middle'], ['Five', 'middle'], ['One', 'low']], // prettier-ignore
      },
      { middle: 'low', high: 'low' },
    );
    for (const unit of ['turn', 'segment', 'character'] as const) {
      for (const scale of ['presence', 'label'] as const) {
        const { overall } = compare(study, { rollUp: true, unit, scale });
        assert.equal(valueOf(overall.percent), 1, `${unit}, ${scale}`);
        if (unit === 'turn') continue;
        assert.equal(valueOf(overall.unitizingAlpha), 1);
        if (unit === 'segment') assert.equal(valueOf(overall.gamma), 1);
      }
    }
  });

  it('compares only what the chosen speakers say, over every unit', async () => {
    const study = await tinyStudy({
      a: [['One two', 'low'], ['Six', 'low'], ['Three four', 'middle']], // prettier-ignore
      b: [['One two', 'high'], ['Six', 'low'], ['Three', 'middle']], // prettier-ignore
    });
    const run = (unit: UnitKind) => compare(study, { unit, speakers: ['P'] });
    for (const [unit, units] of [
      ['turn', 2],
      ['sentence', 2],
      ['segment', 3],
      ['character', 21],
    ] as const)
      // prettier-ignore
      assert.equal(run(unit).unitCount, units, unit);
    assert.equal(valueOf(run('turn').overall.percent), 1, 'the coders differ in the other’s turn only');
    const { messages, otherSpeakers, disputed } = run('segment');
    assert.deepEqual(otherSpeakers, ['I']);
    assert.match(messages[0]!.text, /^2 of 4 turns are compared.* 2 segments in the other turns are left out/);
    assert.ok(disputed.every(({ speaker }) => speaker === 'P'));
    assert.ok(about(compare(study, { speakers: [] })).includes('speakers'));
    const { speakers } = compare(study, { speakers: ['P', 'in another transcript'] }).choices;
    assert.deepEqual(speakers, ['P'], 'nobody is named who does not speak in what is compared');
  });

  it('cuts a segment to what the chosen speakers say, and leaves the others’ words out of the continuum', async () => {
    const everything = 'Three four.\n\nI: Five.\n\nP: Six';
    const study = await tinyStudy({ a: [[everything, 'low'], ['One', 'high']], b: [[everything, 'low'], ['two', 'high']] }); // prettier-ignore
    const { overall, codes } = compare(study, { unit: 'segment', speakers: ['P'] });
    assert.deepEqual(overall.unitizingAlpha, { value: 1, n: 2 });
    assert.deepEqual(codes[0]!.uses, [1, 1]);
    assert.ok(valueOf(compare(study, { unit: 'segment' }).overall.unitizingAlpha) < 1);
  });

  it('gives intervals for every pair, and for segments what they rest on', () => {
    const choices = {
      unit: 'segment',
      samples: 30,
      codes: sample.codebook.codes.slice(0, 3).map(({ id }) => id),
    } as const;
    const result = compare(sample, choices);
    const [pair = assert.fail()] = result.pairs;
    for (const figures of [result.overall, pair.figures]) {
      for (const name of ['alpha', 'cohenKappa', 'percent', 'unitizingAlpha', 'gamma'] as const) {
        const figure = figures[name];
        assert.ok(figure && isComputed(figure) && figure.low! <= figure.value && figure.value <= figure.high!, name);
      }
    }
    assert.ok(result.codes.slice(1).every(({ figures }) => figures.unitizingAlpha !== undefined));
  });

  it('says over which transcripts segments were compared when not all were coded by all', async () => {
    const { [codingFile('P02', 'ben')]: _, ...texts } = sampleTexts;
    const result = compare(await load(texts), { unit: 'character' });
    assert.match(
      JSON.stringify(result.overall.unitizingAlpha),
      /Over the 2 transcripts that all of these coders coded/,
    );
    const none = compare(await load(texts), { unit: 'character', transcripts: ['transcripts/P02.transcript.txt'] });
    assert.match(JSON.stringify(none.overall.unitizingAlpha), /notComputable.*No transcript was coded by all/);
  });

  it('counts no unit in a transcript without words, though both coders have a file on it', async () => {
    const blank: Record<string, string> = { 'transcripts/P09.transcript.txt': ' \n\n' };
    for (const coder of ['ana', 'ben']) {
      const collection = JSON.parse(sampleTexts[codingFile('P01', coder)]!) as AnnotationCollection;
      const first = { ...collection.first, items: [] };
      blank[codingFile('P09', coder)] = JSON.stringify({ ...collection, total: 0, first });
    }
    const study = await load({ ...sampleTexts, ...blank });
    assert.equal(study.transcripts.length, sample.transcripts.length + 1);
    for (const unit of ['turn', 'character'] as const) {
      const [before, now] = [compare(sample, { unit }), compare(study, { unit })];
      assert.equal(now.unitCount, before.unitCount, unit);
      assert.deepEqual(now.overall.percent, before.overall.percent);
      assert.deepEqual(now.overall.alpha, before.overall.alpha);
    }
  });

  it('lists the units in dispute, most disputed first, with who said what', async () => {
    const study = await tinyStudy({
      a: [['One two', 'low'], ['Three', 'middle'], ['four', 'high']], // prettier-ignore
      b: [
        ['One two', 'low'],
        ['Six', 'low'],
      ],
      'model:m': [['One two', 'low']],
    });
    // A model is compared with people by choice, where there are two people.
    assert.deepEqual(defaultChoices(study).coders, ['a', 'b']);
    const { disputed, coders } = compare(study, { coders: ['a', 'b', 'model:m'] });
    assert.equal(disputed.length, 2);
    assert.deepEqual(
      coders.map(({ kind }) => kind),
      ['person', 'person', 'model'],
    );
    assert.deepEqual(disputed[0], {
      transcript: 'transcripts/T.transcript.txt',
      start: 16,
      end: 27,
      speaker: 'P',
      line: 3,
      text: 'Three four.',
      disagreements: 4,
      disputedCodes: ['middle', 'high'],
      answers: [
        { coder: 'a', codes: ['middle', 'high'] },
        { coder: 'b', codes: [] },
        { coder: 'model:m', codes: [] },
      ],
    });
    assert.equal(disputed[1]?.text, 'Six seven.');
  });

  it('takes a coder without a file as missing, one with an empty file as having found nothing, and says so', async () => {
    const empty = await tinyStudy({ a: [['One', 'low']], b: [] });
    const result = compare(empty);
    assert.ok(about(result).includes('emptyFile'));
    assert.equal(valueOf(result.overall.percent), 11 / 12);
    const { [codingFile('P02', 'ben')]: _, ...texts } = sampleTexts;
    const without = compare(await load(texts));
    assert.ok(about(without).includes('notCoded'));
    assert.equal((without.overall.percent as { n: number }).n, (228 - sampleTurns('P02')) * 17);
    assert.ok(without.disputed.every(({ transcript }) => !transcript.includes('P02')));
  });

  it('says why there is no figure for one coder, and what one code can tell', () => {
    const one = compare(sample, { coders: ['ana'], ...first });
    assert.ok(about(one).includes('oneCoder'));
    assert.match(JSON.stringify(one.overall.alpha), /at least two coders/);
    assert.deepEqual(one.pairs, []);
    const code = sample.codebook.codes[1]!.id;
    const single = compare(sample, { codes: [code], ...first });
    assert.ok(about(single).includes('oneCode'));
    assert.deepEqual(single.overall.cohenKappa, single.codes[0]?.figures.cohenKappa);
    const none = compare(sample, { codes: [], transcripts: [] });
    assert.ok(Object.values(none.overall).every((figure) => 'notComputable' in figure));
  });

  it('says where a model was not asked, which counts as nothing coded; only where the file tells', async () => {
    const study = await tinyStudy({ ana: [['One two.', 'low']], 'model:x': [['Three four.', 'low']] });
    const [{ sha256, text }] = study.transcripts as [LoadedStudy['transcripts'][number]];
    const withModel = (change: (collection: AnnotationCollection) => AnnotationCollection) => ({
      ...study,
      codings: study.codings.map((one) =>
        one.coder === 'model:x' ? { ...one, collection: change(one.collection) } : one,
      ),
    });
    const at = (words: string) => ({ start: text.indexOf(words), end: text.indexOf(words) + words.length });
    const told = (of: LoadedStudy, choices: Partial<AgreementChoices> = {}) =>
      compare(of, choices).messages.filter((message) => message.about === 'partlyAsked');
    assert.deepEqual(told(study), []);
    const partly = withModel((file) => withAsked(file, sha256, [at('Three four.'), at('Six')]));
    const [message] = told(partly);
    assert.match(
      message!.text,
      /^model:x was asked about 1 of the 4 turns of transcripts\/T\S+ that are compared\. Where/,
    );
    assert.match(told(partly, { speakers: ['P'] })[0]!.text, /about 1 of the 2 turns/);
    const ofP = withModel((file) => withAsked(file, sha256, [at('Three four.'), at('Six seven.')]));
    assert.deepEqual(told(ofP, { speakers: ['P'] }), []);
    assert.equal(told(ofP).length, 1);
    assert.match(told(withModel((file) => withAsked(file, 'old', [at('Five.')])))[0]!.text, /another version/);
  });

  it('warns where a coder’s segments were accepted from a model’s suggestions, and of a consensus among the coders', async () => {
    const study = await tinyStudy({ ana: [['One', 'low'], ['Five', 'low']], ben: [['One', 'low']], 'model:x': [['One', 'low']] }); // prettier-ignore
    const dependent = (of: LoadedStudy, choices: Partial<AgreementChoices> = {}) =>
      compare(of, choices).messages.filter((message) => message.about === 'notIndependent');
    assert.deepEqual(dependent(study, { coders: ['ana', 'ben', 'model:x'] }), []);
    const model = { name: 'x', file: null, sha256: null };
    const acceptedFrom = {
      suggestion: 'urn:uuid:20000000-0000-4000-8000-000000000000',
      coder: 'model:x',
      model,
      technique: { id: 'plain', kind: 'zeroShot', sheet: null },
      ...{
        run: 'r',
        seed: 1,
        probability: null,
        suggested: { code: 'c', exact: 'One' },
        decidedAt: '2026-01-01T00:00:00Z',
      },
    };
    const accepting: LoadedStudy = {
      ...study,
      codings: study.codings.map(({ collection, ...coding }) => {
        const [one, ...others] = collection.first.items;
        const items =
          coding.coder === 'ana'
            ? [{ ...one!, 'introspect:acceptedFrom': acceptedFrom }, ...others]
            : collection.first.items;
        return { ...coding, collection: { ...collection, first: { ...collection.first, items } } };
      }),
    };
    const [warning, ...rest] = dependent(accepting);
    assert.deepEqual(rest, []);
    assert.match(
      warning!.text,
      /^1 of 2 segments by ana was accepted from a model’s suggestions.*likely to be too high/,
    );
    assert.match(methodsParagraph(compare(accepting)), /does not code independently of that model/);
    const settled: LoadedStudy = {
      ...study,
      coders: study.coders.map((coder) => (coder.id === 'ben' ? { ...coder, role: 'consensus' } : coder)),
    };
    assert.match(dependent(settled, { coders: ['ana', 'ben'] })[0]!.text, /was settled from the coders’ own codings/);
  });

  it('names codes that tell nothing of agreement but raise percent agreement', async () => {
    const study = await tinyStudy({ a: [['One', 'low']], b: [['Five', 'low']] });
    const messages = (choices: Partial<AgreementChoices> = {}) =>
      compare(study, choices).messages.filter((message) => message.about === 'nothingToTell');
    assert.match(messages()[0]!.text, /^2 of 3 codes were given to no unit .*\(middle, high\).*do not bear on kappa/);
    assert.deepEqual(messages({ codes: study.codebook.codes.slice(0, 1).map(({ id }) => id) }), []);
    assert.deepEqual(
      messages({ codes: study.codebook.codes.slice(1).map(({ id }) => id) }),
      [],
      'no figure to explain',
    );
    assert.deepEqual(messages({ scale: 'label' }), []);
  });

  it('counts how often coders used a code over the units that figures rest on', async () => {
    const { [codingFile('P02', 'ben')]: _, ...texts } = sampleTexts;
    const study = await load(texts);
    const both = compare(sample, { transcripts: ['transcripts/P01.transcript.txt', 'transcripts/P03.transcript.txt'] });
    assert.deepEqual(
      compare(study).codes.map(({ uses }) => uses),
      both.codes.map(({ uses }) => uses),
    );
  });

  it('leaves out segments whose words are gone, and names the version of the text', async () => {
    const moved = await load(
      changed('transcripts/P01.transcript.txt', (text) => text.replace('Ordinary day.', 'Ordinary.')),
    );
    const result = compare(moved, first);
    const messages = result.messages.filter((message) => message.about === 'otherTextVersion');
    assert.equal(messages.length, 2);
    assert.match(messages[0]!.text, /Ana R\. coded another version of transcripts\/P01\.transcript\.txt/);
    assert.match(messages[0]!.text, /1 segment is no longer found for certain and left out of all figures/);
    assert.match(messages[0]!.advice ?? '', /To review/);
    const forged = await load(
      changed(codingFile('P01', 'ana'), (text) => text.replace('"Ordinary day.', '"Orderly day.')),
    );
    const { messages: ofForged } = compare(forged, first);
    assert.ok(ofForged.some((message) => message.about === 'quoteNotFound'));
    assert.doesNotMatch(JSON.stringify(ofForged), /Ord(inary|erly) day/);
  });

  it('counts every segment whose words are found exactly in a text that was changed before them', async () => {
    const path = 'transcripts/P01.transcript.txt';
    const shifted = compare(await load(changed(path, (text) => `X${text}`)), first);
    assert.deepEqual(shifted.overall, compare(await load(sampleTexts), first).overall);
    assert.deepEqual(
      shifted.messages.filter((message) => message.about === 'otherTextVersion').map(({ text }) => text.slice(-45)),
      [1, 2].map(() => 'All of their words are found in the present one.'.slice(-45)),
    );
  });

  it('leaves out segments of a code that was deleted from the codebook', async () => {
    const study = await tinyStudy({ a: [['One', 'low'], ['Five', 'deleted']], b: [['One', 'low']] }); // prettier-ignore
    const result = compare(study);
    assert.ok(about(result).includes('deletedCode'));
    assert.equal(valueOf(result.overall.percent), 1);
  });

  it('names codings of transcripts that are gone', async () => {
    const { 'transcripts/P03.transcript.txt': _, ...texts } = sampleTexts;
    assert.ok(about(compare(await load(texts), first)).includes('noTranscript'));
  });

  it('draws whole transcripts where ten or more were coded by two coders, and says what it drew', async () => {
    const many = (copies: number) => {
      const texts: Record<string, string> = { ...sampleTexts };
      for (let i = 0; i < copies; i++) {
        const name = `X${i}`;
        for (const coder of ['ana', 'ben']) texts[codingFile(name, coder)] = sampleTexts[codingFile('P01', coder)]!;
        texts[`transcripts/${name}.transcript.txt`] = sampleTexts['transcripts/P01.transcript.txt']!;
      }
      return texts;
    };
    const codes = sample.codebook.codes.slice(0, 4).map(({ id }) => id);
    const alike = async (texts: StudyFileTexts) => {
      const study = await load(texts);
      const transcripts = study.transcripts.map(({ path }) => path).filter((path) => path.includes('/X'));
      return compare(study, { samples: 100, codes, transcripts });
    };
    const [nine, ten] = [await alike(many(9)), await alike(many(10))];
    assert.equal(nine.drawn.of, 'turn');
    assert.ok(isComputed(nine.overall.alpha!) && nine.overall.alpha.low! < nine.overall.alpha.high!);
    assert.deepEqual(ten.drawn, { of: 'transcript', count: 10 });
    assert.match(
      JSON.stringify(ten.overall.alpha),
      /All bootstrap samples gave the same value/,
      'copies do not differ',
    );
    assert.ok(about(ten).includes('fewDrawn') && !about(nine).includes('fewDrawn'));
    assert.match(methodsParagraph(ten), /100 samples of whole transcripts with all their turns and codes/);
    assert.match(methodsParagraph(nine), /intervals may be too narrow/);
    // What only one coder coded is nothing to draw for agreement.
    const { [codingFile('X0', 'ben')]: _, ...withoutOne } = many(10);
    assert.equal((await alike(withoutOne)).drawn.of, 'turn');
  });

  it('says where too few turns were coded by two coders for an interval', async () => {
    const result = compare(await tinyStudy({ a: [['One', 'low']], b: [['Five', 'low']] }), { samples: 100 });
    assert.deepEqual(result.drawn, { of: 'turn', count: 4 });
    assert.match(JSON.stringify(result.overall.alpha), /noInterval/);
    assert.match(methodsParagraph(result), /only 4 turns could be drawn, fewer than 10/);
    assert.ok(!about(result).includes('fewDrawn'));
  });

  it('draws turns with all their codes for the intervals, the same for the same seed', () => {
    const low = (choices: Partial<AgreementChoices>) =>
      (
        compare(sample, { samples: 50, codes: sample.codebook.codes.slice(0, 4).map(({ id }) => id), ...choices })
          .overall.alpha as { low: number }
      ).low;
    assert.equal(low({}), low({}));
    assert.notEqual(low({}), low({ seed: 1 }));
    assert.ok(Number.isFinite(low({ unit: 'character' })));
  });
});

function sampleTurns(name: string): number {
  return sampleTexts[`transcripts/${name}.transcript.txt`]!.split(/^\[/m).length - 1;
}
