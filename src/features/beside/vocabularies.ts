import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { Vocabularies } from '../../core/beside/nextWords';
import { readVocabulary, vocabulariesDiffer } from '../../core/tokenizer/vocabulary';
import type { Both } from '../../protocol/beside';
import type { SideReading } from './sideReading';

/** How the tokens of one model are found among those of the other. @throws UserError */
export async function vocabulariesOf({ left, right }: Both<SideReading>, signal: AbortSignal): Promise<Vocabularies> {
  const files = [left, right].map(({ info }) => path.join(info.dir, 'tokenizer.json'));
  const [a, b] = await Promise.all(files.map(async (file) => readVocabulary(JSON.parse(await readFile(file, 'utf8')))));
  const differ = vocabulariesDiffer(a!, b!);
  if (differ === null) return { differ, leftIdOf: ({ id }) => id, rightIdOf: ({ id }) => id };
  const [ofLeft, ofRight] = await Promise.all([left.idsByText(signal), right.idsByText(signal)]);
  return {
    differ,
    leftIdOf: ({ text }) => ofLeft.get(text) ?? null,
    rightIdOf: ({ text }) => ofRight.get(text) ?? null,
  };
}
