import { randomUUID } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { OffsetMap, utf16 } from '../../../src/core/base/offsets';
import { makeCodebook, addCode } from '../../../src/core/codebook/edit';
import { serializeCodebook } from '../../../src/core/codebook/codebook';
import { makeCollection, makeSegmentTarget, serializeAnnotations } from '../../../src/core/coding/annotations';
import { codingPath, serializeStudy } from '../../../src/core/coding/study';
import { TranscriptText } from '../../../src/features/coding/transcriptText';
import { seededRandom } from '../../unit/agreement/cases';

export const largeTranscript = 'transcripts/large.transcript.txt';
const sayings = [
  'I lie awake until three, and then the birds begin.',
  'Mm. And how was that for you?',
  'It was all right, mostly. I cooked, I rang my sister, I did what one does on a Sunday.',
  'It comes back at night, like somebody going through the drawers.',
  'Yes.',
  'You just crack on, don’t you. I think I was disappointed, actually.',
];

/** Writes a study of one long interview into a folder: its segments are spread evenly, and overlap between coders. */
export function writeLargeStudy(folder: string, turns: number, segments: number, coders: number): void {
  const random = seededRandom(7);
  const two = (n: number) => String(n).padStart(2, '0');
  const lines = Array.from({ length: turns }, (_, i) => {
    const clock = `[${two(Math.floor(i / 720))}:${two(Math.floor(i / 12) % 60)}:${two((i * 5) % 60)}.000]`;
    const words = Array.from({ length: 1 + Math.floor(random() * 3) }, () => sayings[Math.floor(random() * 6)]);
    return `${clock} ${i % 2 ? 'P01' : 'Interviewer'}: ${words.join(' ')} (${i})\n`;
  });
  const { text, sha256 } = TranscriptText.fromFile(lines.join('\n'));
  const source = { id: largeTranscript, type: 'Text', format: 'text/plain', 'schema:sha256': sha256 } as const;
  const offsets = new OffsetMap(text);
  let codebook = makeCodebook();
  for (let i = 0; i < 40; i++) codebook = addCode(codebook, randomUUID(), { name: `Code ${i + 1}` });
  const put = (file: string, content: string) => {
    mkdirSync(path.dirname(path.join(folder, file)), { recursive: true });
    writeFileSync(path.join(folder, file), content);
  };
  const ids = Array.from({ length: coders }, (_, i) => `coder-${i + 1}`);
  put(largeTranscript, text);
  put('introspect/codebook.json', serializeCodebook(codebook));
  const people = ids.map((id) => ({ id, name: id, kind: 'person' as const }));
  put(
    'introspect/study.json',
    serializeStudy({ formatVersion: 1, title: 'Large', unitOfAnalysis: 'turn', coders: people }),
  );
  const each = segments / coders;
  for (const id of ids) {
    const collection = makeCollection({ collection: randomUUID(), page: randomUUID() }, id);
    const items = Array.from({ length: each }, (_, i) => {
      const start = Math.floor((i * (text.length - 400)) / each + random() * 60);
      const range = { start: utf16(start), end: utf16(start + 20 + Math.floor(random() * 200)) };
      const code = codebook.codes[Math.floor(random() * codebook.codes.length)]!.id;
      return {
        id: `urn:uuid:${randomUUID()}`,
        type: 'Annotation' as const,
        creator: { id, type: 'Person' as const },
        created: '2026-03-02T09:30:00Z',
        motivation: 'classifying' as const,
        body: { type: 'SpecificResource' as const, purpose: 'classifying' as const, source: `urn:uuid:${code}` },
        target: makeSegmentTarget(text, range, source, offsets),
      };
    });
    put(
      codingPath(largeTranscript, id),
      serializeAnnotations({ ...collection, first: { ...collection.first, items } }),
    );
  }
}
