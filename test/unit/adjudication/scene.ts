// Two or three coders on one text, and a consensus to write into.
import { OffsetMap, utf16 } from '../../../src/core/base/offsets';
import { makeCollection, type TextSource } from '../../../src/core/coding/annotations';
import type { CodedStretch } from '../../../src/core/adjudication/differences';
import { nameUuid } from '../../../src/platform/nameUuid';

export const text = 'Interviewer: How are you?\n\nP01: 😀 I lie awake and count the cars until it is light outside.\n';
const source: TextSource = {
  id: 'P01.txt',
  type: 'Text',
  format: 'text/plain',
  'schema:sha256': '0'.repeat(64),
};
export const consensus = { text, source, coder: 'consensus', nameUuid };
export const offsets = new OffsetMap(text);
export const code = (name: string) => `urn:uuid:${nameUuid(`code ${name}`)}`;
export const range = (start: number, end: number) => ({ start: utf16(start), end: utf16(end) });

/** `ana 5-9 sleep`: a stretch by its coder, place and code. */
export function stretch(spec: string): CodedStretch {
  const [coder = '', place = '', name = ''] = spec.split(' ');
  const [start, end] = place.split('-').map(Number);
  return { id: `urn:uuid:${nameUuid(spec)}`, coder, code: code(name), range: range(start ?? 0, end ?? 0) };
}

export const emptyConsensus = () =>
  makeCollection({ collection: nameUuid('collection'), page: nameUuid('page') }, 'Consensus on P01.txt');
