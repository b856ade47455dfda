import assert from 'node:assert/strict';
import { defaultChoices } from '../../../src/core/agreement/agreementChoices';
import { finish } from '../../../src/core/agreement/slices';
import { studyAgreement } from '../../../src/core/agreement/studyAgreement';
import { sortCodings } from '../../../src/core/coding/codingCopies';
import { loadStudy } from '../../../src/core/coding/loadStudy';
import { strayCopies } from '../../../src/core/coding/strayCopies';
import { memoryFolder, sampleStudyTexts } from '../../support/memoryStudy';

const folder = 'introspect/coding/transcripts/P01.transcript.txt';
const texts = sampleStudyTexts();
const ana = texts[`${folder}/ana.json`]!;
const withCopy = (name: string, json = ana) => loadStudy(memoryFolder({ ...texts, [`${folder}/${name}`]: json }));

describe('copies of coders’ files', () => {
  for (const name of [
    'ana (1).json',
    'ana 2.json',
    'ana - Copy.json',
    'ana-DESKTOP-ABC123.json',
    'ana (conflicted copy 2026-12-01 101010).json',
    'ana (Ana’s conflicted copy 2026-12-01).json',
    'ana.sync-conflict-20261201-101010-ABCDEFG.json',
    'ana_conflict-20261201.json',
  ]) {
    it(`are nobody’s: ${name}`, async () => {
      const before = await loadStudy(memoryFolder(texts));
      const loaded = await withCopy(name);
      assert.deepEqual(
        loaded.coders.map(({ id }) => id),
        ['ana', 'ben'],
      );
      assert.deepEqual(loaded.codings, before.codings);
      assert.deepEqual(loaded.copies, [`${folder}/${name}`]);
      const { copies } = await sortCodings(['ana.json', name], () => Promise.resolve(ana));
      assert.deepEqual(copies, [{ name, of: 'ana' }]);
    });
  }

  it('are told of by the coders’ own files even while they hold nothing', async () => {
    const empty = JSON.stringify({ ...(JSON.parse(ana) as object), first: { items: [] } });
    const { coders, copies } = await sortCodings(['ana.json', 'ana-PC.json'], (name) =>
      Promise.resolve(name === 'ana.json' ? ana : empty),
    );
    assert.deepEqual([coders, copies], [['ana'], [{ name: 'ana-PC.json', of: 'ana' }]]);
  });

  it('are not the files of coders whose names begin alike, nor of one whose entry in study.json is lost', async () => {
    const second = ana.replaceAll('"ana"', '"ana-2"');
    const { coders, copies, codings } = await withCopy('ana-2.json', second);
    assert.ok(coders.some(({ id }) => id === 'ana-2'));
    assert.deepEqual(copies, []);
    assert.equal(codings.length, 7);
    const model = ana.replaceAll('"ana"', '"model:tiny-2"').replaceAll('"Person"', '"Software"');
    const names = ['model%3Atiny.json', 'model%3Atiny-2.json'];
    const sorted = await sortCodings(names, () => Promise.resolve(model));
    assert.deepEqual(sorted, { coders: ['model:tiny-2', 'model:tiny'], copies: [] });
    const alone = await sortCodings(['ana-2.json'], () => Promise.reject(new Error('not to be read')));
    assert.deepEqual(alone, { coders: ['ana-2'], copies: [] });
  });

  it('are left out of figures, which say so', async () => {
    const loaded = await withCopy('ana-DESKTOP-ABC.json');
    const plain = await loadStudy(memoryFolder(texts));
    const [result, before] = [loaded, plain].map((one) => {
      const { messages, ...figures } = finish(studyAgreement(one, { ...defaultChoices(one), samples: 0 }));
      return { messages, figures };
    });
    assert.deepEqual(result!.figures, before!.figures);
    assert.match(
      JSON.stringify(result!.messages),
      /1 file among the codings is no coder’s and was left out: .*ana-DESKTOP-ABC/,
    );
  });
});

describe('copies of the study’s other files', () => {
  const found = async (...files: readonly string[]) => {
    const all = { ...texts, ...Object.fromEntries(files.map((file) => [file, ''])) };
    return (await strayCopies(memoryFolder(all))).map(({ file, of }) => [file, of]);
  };

  it('are known by their names', async () => {
    const cases = [
      ['introspect/codebook-DESKTOP-1.json', 'introspect/codebook.json'],
      ['introspect/study (1).json', 'introspect/study.json'],
      ['introspect/study.sync-conflict-20261201-101010-ABCDEFG.json', 'introspect/study.json'],
      ['transcripts/P01.transcript (conflicted copy 2026-12-01 101010).txt', 'transcripts/P01.transcript.txt'],
      ['transcripts/P02.transcript-DESKTOP-1.txt', 'transcripts/P02.transcript.txt'],
      ['transcripts/P02.transcript.sync-conflict-20261201-101010-ABCDEFG.txt', 'transcripts/P02.transcript.txt'],
    ];
    for (const [file, of] of cases) assert.deepEqual(await found(file!), [[file, of]]);
  });

  it('are not files of other names', async () => {
    const others = [
      'introspect/codebook-a.codebook.json',
      'introspect/studying.json',
      'transcripts/P01-2.transcript.txt',
      'transcripts/P01 second.transcript.txt',
      'transcripts/P1.txt',
      'transcripts/P1 follow-up.txt',
      'transcripts/On conflict.txt',
    ];
    assert.deepEqual(await found(...others), []);
  });
});
