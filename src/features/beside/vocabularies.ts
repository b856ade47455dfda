import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { Vocabularies } from '../../core/beside/nextWords';
import { readVocabulary, vocabulariesDiffer } from '../../core/tokenizer/vocabulary';
import type { Both } from '../../protocol/beside';
import { LocalReading } from './localReading';
import type { SideReading } from './sideReading';

/** How the tokens of one model are found among those of the other. @throws UserError */
export async function vocabulariesOf(sides: Both<SideReading>, signal: AbortSignal): Promise<Vocabularies> {
  const { left, right } = sides;
  const differ =
    left instanceof LocalReading && right instanceof LocalReading ? await difference(left, right) : onServer;
  if (differ === null) return { differ, leftIdOf: ({ id }) => id, rightIdOf: ({ id }) => id };
  const [ofLeft, ofRight] = await Promise.all(
    [left, right].map((side) => (side instanceof LocalReading ? side.idsByText(signal) : Promise.resolve(undefined))),
  );
  return {
    differ,
    leftIdOf: ({ text }) => ofLeft?.get(text) ?? null,
    rightIdOf: ({ text }) => ofRight?.get(text) ?? null,
  };
}

const onServer = 'A server does not tell its vocabulary.';

async function difference(left: LocalReading, right: LocalReading): Promise<string | null> {
  const files = [left, right].map(({ info }) => path.join(info.dir, 'tokenizer.json'));
  const [a, b] = await Promise.all(files.map(async (file) => readVocabulary(JSON.parse(await readFile(file, 'utf8')))));
  return vocabulariesDiffer(a!, b!);
}
