import { LineMap } from '../../base/lineMap';
import { utf16 } from '../../base/offsets';
import { isSpeakerName } from '../../transcript/transcript';
import type { ImportWarning } from './imported';
import { speakerNamesFor } from './speakers';
import { about, changedNames, warnAt } from './utterances';
import { isPlainlyWritten, wideNames } from './writtenNames';

const before = String.raw`(?:[\[(#][\d:.,-]{4,16}[\])#][ \t]*)?`;
const head = new RegExp(
  String.raw`^(?<before>${before})(?<name>[^\n:：\[\]#]{1,60}?)(?=[ \u00A0\u202F]?(?::(?:\s|$)|：))`,
  'gmu',
);

export interface NarrowedNames {
  readonly text: string;
  /** About names that were changed. */
  readonly warnings: readonly ImportWarning[];
  /** About lines that stayed as they are. */
  readonly doubts: readonly ImportWarning[];
}

/** Unless these are the heads of the text (`unframeNames`). */
const bracketed = /^\[[^[\]\n:]{1,60}\]:(?=\s)/gm;

/**
 * Gives speakers whose names a transcript cannot hold, such as `Schmidt, Anna:`, names that it can, at the start of
 * lines; which these are, `wideNames` tells.
 */
export function narrowNames(text: string): NarrowedNames {
  const found = [...text.matchAll(head)].map(({ index, groups }) => ({ index, name: groups!['name']! }));
  const all = found.map(({ name }) => name);
  const wide = wideNames(all);
  const given = speakerNamesFor([...new Set(all.filter((name) => isSpeakerName(name) || wide.has(name)))]);
  const doubts = doubtsOf(text, [
    ...found.filter(({ name }) => !wide.has(name) && isPlainlyWritten(name)),
    ...[...text.matchAll(bracketed)],
  ]);
  if (wide.size === 0) return { text, warnings: [], doubts };
  const narrowed = text.replace(head, (whole: string, ...rest: unknown[]) => {
    const { before: time, name } = rest.at(-1) as { before: string; name: string };
    return wide.has(name) ? `${time}${given.get(name)!}` : whole;
  });
  return { text: narrowed, warnings: [about(changedNames(wide.size))], doubts };
}

function doubtsOf(text: string, heads: readonly { readonly index: number }[]): ImportWarning[] {
  const opening = heads.filter(({ index }) => index === 0 || text.startsWith('\n\n', index - 2));
  if (opening.length === 0) return [];
  const map = new LineMap(text);
  const lines = opening.map(({ index }) => map.positionAt(utf16(index)).line + 1).sort((a, b) => a - b);
  return warnAt(
    lines.map((line) => `line ${line}`),
    'May name a speaker, but does so only once: kept as words.',
  );
}
