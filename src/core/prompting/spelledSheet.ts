import { isPlain, spelledAs, spellingKey } from '../base/spelling';
import type { RunRecord } from './records';
import type { Sheet } from './sheet';
import type { Item } from './technique';

/** The sheet with its transcripts' paths as the study spells them (`spelledAs`): a sheet may come from another computer. */
export function spelledSheet(sheet: Sheet, there: readonly string[]): Sheet {
  const { segments, test } = sheet;
  const spelled = (path: string) => spelledAs(path, there) ?? path;
  return {
    ...sheet,
    test: { ...test, transcripts: test.transcripts.map(spelled) },
    segments:
      segments.kind === 'stretches'
        ? { ...segments, stretches: segments.stretches.map((one) => ({ ...one, transcript: spelled(one.transcript) })) }
        : { ...segments, ...(segments.transcripts && { transcripts: segments.transcripts.map(spelled) }) },
  };
}

/** The item as the journal of runs knows it on every computer. */
export function itemSpelledAlike(item: Item): Item {
  if (isPlain(item.id)) return item;
  let alike = alikeItems.get(item);
  if (!alike) {
    alike = { ...item, id: spellingKey(item.id), transcript: spellingKey(item.transcript) };
    alikeItems.set(item, alike);
  }
  return alike;
}
const alikeItems = new WeakMap<Item, Item>();

/** A run from the journal, about its item as the study spells that. */
export function asPlanned(record: RunRecord, { item }: { readonly item: Item }): RunRecord {
  return record.item === item.id ? record : { ...record, item: item.id };
}
