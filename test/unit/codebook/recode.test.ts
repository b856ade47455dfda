import assert from 'node:assert/strict';
import { recode, tallyCodes } from '../../../src/core/codebook/recode';
import { parseAnnotations, serializeAnnotations } from '../../../src/core/coding/annotations';
import { sampleStudyTexts } from '../../support/memoryStudy';

const file = 'introspect/coding/transcripts/P01.transcript.txt/ana.json';
const sleep = '48cd078f-10fc-53d7-9bce-bc7a70dfcc58';
const strain = '8903e5b2-acf1-56dc-9517-69d0eec10c6f';
const when = '2026-03-02T09:30:00Z';
const ana = () => parseAnnotations(sampleStudyTexts()[file]!, file);
/** Counted in the file's text. */
const inFile = (id: string) => sampleStudyTexts()[file]!.split(`"source": "urn:uuid:${id}"`).length - 1;

describe('recoding segments', () => {
  it('moves the segments of one code to another and leaves the rest as it is', () => {
    const before = ana();
    const { collection, changed } = recode(before, (code) => (code === sleep ? strain : undefined), when);
    assert.equal(changed.length, inFile(sleep));
    assert.ok(changed.length > 0);
    assert.equal(tallyCodes(collection).segments.get(strain), inFile(sleep) + inFile(strain));
    assert.equal(tallyCodes(collection).segments.get(sleep), undefined);
    const touched = new Set(changed.map(({ annotation }) => annotation));
    collection.first.items.forEach((item, i) => {
      const was = before.first.items[i]!;
      if (!touched.has(item.id)) assert.equal(item, was);
      else assert.deepEqual([item.creator, item.created, item.modified], [was.creator, was.created, when]);
    });
    parseAnnotations(serializeAnnotations(collection), file);
    assert.equal(recode(collection, (code) => (code === sleep ? strain : undefined), when).changed.length, 0);
  });

  it('can be taken back by what it says it changed', () => {
    const before = ana();
    const { collection, changed } = recode(before, () => strain, when);
    const from = new Map(changed.map((change) => [change.annotation, change.from]));
    const back = recode(collection, (_, { id }) => from.get(id), when).collection;
    assert.deepEqual(tallyCodes(back), tallyCodes(before));
  });

  it('takes memos on a code along', () => {
    const collection = ana();
    const memo = {
      id: 'urn:uuid:00000000-0000-4000-8000-000000000001',
      type: 'Annotation',
      creator: { id: 'ana', type: 'Person' },
      created: when,
      motivation: 'commenting',
      body: { type: 'TextualBody', purpose: 'commenting', format: 'text/plain', value: 'Too wide?' },
      target: `urn:uuid:${sleep}`,
    } as const;
    const noted = { ...collection, first: { ...collection.first, items: [memo] } };
    assert.equal(tallyCodes(noted).memos.get(sleep), 1);
    const to = recode(noted, (code) => (code === sleep ? strain : undefined), when);
    assert.equal(tallyCodes(to.collection).memos.get(strain), 1);
  });
});
