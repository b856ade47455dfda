import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { RangeUtf16 } from '../../../src/core/base/offsets';
import { parseCodebook } from '../../../src/core/codebook/codebook';
import { parseAnnotations, verifyQuote, type Memo, type Segment } from '../../../src/core/coding/annotations';
import { codingPath, parseStudy } from '../../../src/core/coding/study';
import { parseTranscript, serializeTranscript, toWorkingText } from '../../../src/core/transcript/transcript';

const root = path.resolve(import.meta.dirname, '../../../media/sample-study');
const read = (file: string) => readFileSync(path.join(root, file), 'utf8');

const study = parseStudy(read('introspect/study.json'), 'study.json');
const { codes } = parseCodebook(read('introspect/codebook.json'), 'codebook.json');
const files = readdirSync(path.join(root, 'transcripts')).map((name) => `transcripts/${name}`);
const transcripts = files.map((file) => {
  const text = read(file);
  return { file, text, turns: parseTranscript(text).turns };
});
const codings = transcripts.flatMap((transcript) =>
  study.coders.map((coder) => {
    const file = codingPath(transcript.file, coder.id);
    const collection = parseAnnotations(read(file), file);
    const { items } = collection.first;
    return {
      ...transcript,
      file,
      transcriptFile: transcript.file,
      coder,
      collection,
      segments: items.filter((item): item is Segment => item.motivation === 'classifying'),
      memos: items.filter((item): item is Memo => item.motivation === 'commenting'),
    };
  }),
);

/** Which codes a coder gave to which turn, as `turn code`. */
function codedTurns({ text, turns, segments }: (typeof codings)[number]): Set<string> {
  return new Set(
    segments.flatMap((segment) => {
      const range = verifyQuote(text, segment.target);
      const touched = turns.filter(({ words }) => range && words.start < range.end && range.start < words.end);
      return touched.map(({ index }) => `${index} ${segment.body.source}`);
    }),
  );
}

function common(a: ReadonlySet<string>, b: ReadonlySet<string>): number {
  return [...a].filter((key) => b.has(key)).length;
}

describe('sample study', () => {
  it('says in the readme and at the head of every transcript that nobody real is behind it', () => {
    assert.match(read('README.md'), /No real person/);
    for (const { text } of transcripts) {
      const { preamble } = parseTranscript(text);
      assert.match(text.slice(preamble?.start, preamble?.end), /^Synthetic.*No real person/);
    }
  });

  it('has three transcripts of 40 to 80 timed turns between an interviewer and a participant', () => {
    assert.deepEqual(
      files,
      ['P01', 'P02', 'P03'].map((p) => `transcripts/${p}.transcript.txt`),
    );
    for (const { file, text, turns } of transcripts) {
      assert.equal(toWorkingText(text), text, file);
      assert.ok(turns.length >= 40 && turns.length <= 80, `${file}: ${turns.length} turns`);
      const starts = turns.map(({ startMs }) => startMs ?? -1);
      assert.ok(
        starts.every((ms, i) => ms > (starts[i - 1] ?? 0)),
        `${file}: times rise`,
      );
      const speakers = new Set(turns.map(({ speaker }) => speaker));
      assert.ok(speakers.has('Interviewer') && speakers.has(path.basename(file, '.transcript.txt')));
      const lengths = turns.map(({ words }) => text.slice(words.start, words.end).split(/\s+/).length);
      assert.ok(Math.min(...lengths) <= 2 && Math.max(...lengths) >= 90, `${file}: turns of all lengths`);
    }
  });

  it('has transcripts as Introspect writes them', () => {
    for (const { text, turns } of transcripts) {
      const words = (range: RangeUtf16) => text.slice(range.start, range.end);
      const written = serializeTranscript(turns.map((turn) => ({ ...turn, words: words(turn.words) })));
      assert.equal(text.slice(turns[0]?.range.start), written);
    }
  });

  it('has 12 to 18 defined codes in a tree, in colours of their own, with examples that someone says', () => {
    assert.ok(codes.length >= 12 && codes.length <= 18, `${codes.length} codes`);
    assert.equal(new Set(codes.map(({ colour }) => colour.toLowerCase())).size, codes.length);
    assert.ok(codes.some(({ parent }) => parent !== null) && codes.some(({ shortcut }) => shortcut !== null));
    const parents = new Set(codes.map(({ parent }) => parent));
    for (const code of codes) {
      for (const field of ['definition', 'whenToUse', 'whenNotToUse'] as const)
        assert.notEqual(code[field], '', code.name);
      assert.ok(code.examples.length > 0 || parents.has(code.id), `${code.name} has an example`);
      for (const example of code.examples) {
        assert.ok(
          transcripts.some(({ text }) => text.includes(example)),
          `${code.name}: “${example}”`,
        );
      }
    }
  });

  it('has codings by two people whose every segment stands where it says, on the text as it is', () => {
    assert.deepEqual(
      study.coders.map(({ kind }) => kind),
      ['person', 'person'],
    );
    const codeIds = new Set(codes.map(({ id }) => `urn:uuid:${id}`));
    for (const { file, transcriptFile, text, coder, collection, segments } of codings) {
      assert.equal(collection.total, collection.first.items.length, file);
      assert.ok(segments.length >= 25, `${file}: ${segments.length} segments`);
      const points = [...text];
      const sha256 = createHash('sha256').update(text).digest('hex');
      for (const { creator, body, target } of segments) {
        assert.equal(creator.id, coder.id);
        assert.ok(codeIds.has(body.source), `${file}: ${body.source}`);
        assert.deepEqual([target.source.id, target.source['schema:sha256']], [transcriptFile, sha256]);
        const [{ start, end }, quote] = target.selector;
        assert.ok(verifyQuote(text, target), `${file}: ${quote.exact}`);
        assert.equal(quote.exact, points.slice(start, end).join(''));
        assert.equal(quote.exact, quote.exact.trim());
        assert.equal(quote.prefix, points.slice(Math.max(0, start - 32), start).join(''));
        assert.equal(quote.suffix, points.slice(end, end + 32).join(''));
      }
    }
  });

  it('has ids of its own for every annotation, and memos on segments of the same file', () => {
    const ids = codings.flatMap(({ collection }) => collection.first.items.map(({ id }) => id));
    assert.equal(new Set(ids).size, ids.length);
    for (const coder of study.coders) {
      const own = codings.filter((coding) => coding.coder === coder);
      assert.ok(
        own.some(({ memos }) => memos.length > 0),
        `${coder.name} wrote a memo`,
      );
    }
    for (const { memos, segments } of codings) {
      for (const { target } of memos) assert.ok(segments.some(({ id }) => id === target));
    }
  });

  it('has coders who differ as people do: in which turns, in where a segment ends, and in whose words they code', () => {
    for (const { file } of transcripts) {
      const [first, second] = codings.filter(({ transcriptFile }) => transcriptFile === file);
      assert.ok(first && second);
      const a = codedTurns(first);
      const b = codedTurns(second);
      const both = common(a, b);
      const jaccard = both / (a.size + b.size - both);
      assert.ok(jaccard > 0.4 && jaccard < 0.8, `${file}: ${jaccard}`);
      const extents = ({ segments }: typeof first) =>
        new Set(
          segments.map(({ body, target: { selector } }) => `${selector[0].start} ${selector[0].end} ${body.source}`),
        );
      const same = common(extents(first), extents(second));
      assert.ok(same > 0 && same < both, `${file}: ${same} equal segments`);
      const codesInterviewer = [a, b].map((coded) =>
        [...coded].some((key) => first.turns[Number(key.split(' ')[0])]?.speaker === 'Interviewer'),
      );
      assert.deepEqual(codesInterviewer, [true, false], file);
    }
  });
});
