import assert from 'node:assert/strict';
import { finish } from '../../../src/core/agreement/slices';
import { defaultChoices } from '../../../src/core/agreement/agreementChoices';
import { type StudyAgreement, studyAgreement } from '../../../src/core/agreement/studyAgreement';
import { methodsParagraph } from '../../../src/core/agreement/wording';
import { loadStudy } from '../../../src/core/coding/loadStudy';
import { agreementCsv } from '../../../src/core/exchange/agreementCsv';
import { agreementHtml } from '../../../src/core/exchange/agreementHtml';
import { agreementSvg } from '../../../src/core/exchange/agreementSvg';
import { parseCsv, parseCsvRecords } from '../../../src/core/exchange/parseCsv';
import { memoryFolder, sampleStudyTexts } from '../../support/memoryStudy';

describe('agreement outputs', () => {
  let result: StudyAgreement;
  before(async () => {
    const study = await loadStudy(memoryFolder(sampleStudyTexts()));
    const choices = { ...defaultChoices(study), transcripts: ['transcripts/P02.transcript.txt'], samples: 100 };
    result = finish(studyAgreement(study, choices));
  });

  /** The same comparison of a study whose names and words are hostile. */
  function hostile(words: string): StudyAgreement {
    return {
      ...result,
      title: words,
      coders: result.coders.map((coder) => ({ ...coder, name: words })),
      codes: result.codes.map((code) => ({ ...code, name: words })),
      disputed: result.disputed.map((unit) => ({ ...unit, speaker: words, text: words })),
    };
  }

  it('writes the figures of every code unrounded, with their unit, and why one is missing', () => {
    const columns = ['code', 'unit', 'coefficient', 'value', 'low', 'high', 'not computable'] as const;
    const rows = parseCsvRecords(agreementCsv(result, 'codes'), 'codes.csv', columns);
    const { name, figures } = result.codes.find((code) => code.name === 'Feeling judged')!;
    const alpha = rows.find((row) => row.code === name && row.coefficient === 'Krippendorff’s alpha (nominal)')!;
    const { value, low, high } = figures.alpha as { value: number; low: number; high: number };
    assert.deepEqual([alpha.unit, alpha.value, alpha.low, alpha.high], ['turn', `${value}`, `${low}`, `${high}`]);
    assert.ok(rows.some((row) => row.value === '' && row['not computable'] !== ''));
    assert.ok(rows.every((row) => row.value !== 'NaN'));
  });

  it('writes confusions whose counts add up to the units, pairs, and who said what of each disputed unit', () => {
    const columns = ['code', 'units'] as const;
    const confusion = parseCsvRecords(agreementCsv(result, 'confusion'), 'confusion.csv', columns);
    const ofCode = confusion.filter(({ code }) => code === 'Sleep disruption');
    assert.equal(
      ofCode.reduce((sum, { units }) => sum + Number(units), 0),
      result.unitCount,
    );
    const disputed = parseCsv(agreementCsv(result, 'disputed'), 'disputed.csv');
    assert.equal(disputed.length, 1 + result.disputed.length);
    assert.ok(disputed[0]!.fields.includes('Ana R.') && disputed[0]!.fields.includes('Ben K.'));
    assert.match(agreementCsv(result, 'pairs'), /^ana,ben,turn × code,Cohen’s kappa,0\./m);
  });

  it('lets no cell of a table begin like a formula', () => {
    for (const table of ['codes', 'confusion', 'disputed'] as const) {
      const cells = parseCsv(agreementCsv(hostile('=cmd|x'), table), 'f.csv').flatMap(({ fields }) => fields);
      assert.ok(cells.includes("'=cmd|x"), table);
      assert.ok(
        cells.every((cell) => !/^[=+@]/.test(cell)),
        table,
      );
    }
  });

  it('draws one dot for each computable code where its value is on the axis', () => {
    const svg = agreementSvg(result, 'alpha');
    const computable = result.codes.filter(({ figures }) => 'value' in figures.alpha!);
    assert.equal(svg.match(/<circle /g)?.length, computable.length + 1);
    assert.ok(svg.includes('not computable') && !svg.includes('NaN'));
    const ticks = new Map(
      [...svg.matchAll(/<text x="([\d.]+)"[^>]*text-anchor="middle">([^<]*)</g)].map((m) => [m[2], Number(m[1])]),
    );
    const [zero, one] = [ticks.get('0')!, ticks.get('1')!];
    const dot = Number(/<circle cx="([\d.]+)"/.exec(svg)?.[1]);
    assert.ok(Math.abs((dot - zero) / (one - zero) - (result.overall.alpha as { value: number }).value) < 1e-3);
  });

  it('writes a report that runs no script, loads nothing and escapes every name and word', () => {
    const html = agreementHtml(hostile('<script>alert("1")</script>&'), 'alpha');
    assert.ok(!/<script/i.test(html) && html.includes('&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt;&amp;'));
    assert.ok(!/(src|href)=/.test(html) && html.includes(`default-src 'none'`));
    assert.ok(agreementSvg(hostile('<b>\u0000'), 'alpha').includes('&lt;b&gt;\ufffd'));
  });

  it('gives Cohen’s kappa of every pair also of three coders, and says of each code why it has no interval', () => {
    const { cohenKappa: _, ...overall } = result.overall;
    const html = agreementHtml({ ...result, overall }, 'alpha');
    assert.match(html.split('<h2>Pairs of coders</h2>')[1]!, /<th scope="col">Cohen’s kappa<\/th>/);
    assert.match(html, /Cohen, J\. \(1960\)/);
    assert.match(html, /<li>No interval: All bootstrap samples gave the same value, [^<]*\([^<]*Getting through/);
  });

  it('says in the methods paragraph who, what, over which unit and how the intervals were made', () => {
    const methods = methodsParagraph(result);
    for (const part of [
      '2 coders (Ana R., Ben K.), 1 transcript, 17 codes',
      'The unit of analysis was the turn (',
      'present in a turn when any of the coder’s segments that carry it overlaps the turn',
      'Overall coefficients are pooled over the codes',
      'Krippendorff’s alpha (nominal) 0.',
      '100 samples of turns with all their codes, drawn with replacement (seed 0)',
    ])
      assert.ok(methods.includes(part), part);
    assert.doesNotMatch(methods, /undefined|NaN/);
    assert.doesNotMatch(methods, /Fleiss/, 'two coders have a kappa of their own');
  });

  it('states speakers, sub-codes, weights, order, seed and chance wherever figures are shown', async () => {
    const study = await loadStudy(memoryFolder(sampleStudyTexts()));
    const defaults = defaultChoices(study);
    const only = {
      ...defaults,
      transcripts: ['transcripts/P02.transcript.txt'],
      speakers: ['P02'],
      samples: 20,
      seed: 7,
    };
    const steps = study.codebook.codes.slice(1).map(({ id }) => id);
    const scale = { ...only, scale: 'ordered', weights: 'quadratic', codes: steps.toReversed() } as const;
    const ordered = finish(studyAgreement(study, scale));
    for (const text of [methodsParagraph(ordered), agreementSvg(ordered, 'alpha'), agreementHtml(ordered, 'alpha')]) {
      for (const part of ['only the turns of P02', 'Bodily strain', 'seed 7']) assert.ok(text.includes(part), part);
      assert.match(text, /Bodily strain (<|&lt;) Sleep disruption/);
    }
    assert.match(agreementHtml(ordered, 'alpha'), /Gwet’s AC2 \(quadratic weights\)/);
    const rolled = finish(studyAgreement(study, { ...only, unit: 'segment', rollUp: true }));
    for (const text of [agreementCsv(rolled, 'codes'), agreementCsv(rolled, 'pairs'), agreementSvg(rolled, 'gamma')]) {
      for (const part of ['only the turns of P02', 'top of their branch', '7']) assert.ok(text.includes(part), part);
    }
    assert.match(
      methodsParagraph(rolled),
      /as by default in pygamma-agreement.*For unitizing alpha and gamma, stretches/,
    );
    const html = agreementHtml(rolled, 'gamma', '1.2.3');
    assert.ok(html.includes('Introspect 1.2.3') && html.includes(rolled.texts[0]!.sha256));
  });
});
