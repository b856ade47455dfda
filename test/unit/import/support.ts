import assert from 'node:assert/strict';
import type { Imported } from '../../../src/core/exchange/import/imported';
import { UserError } from '../../../src/core/base/userError';
import { outlineOf } from '../../../src/core/exchange/review/documentOutline';
import { turnsOf } from '../../../src/core/exchange/review/reviewedDocument';

export type Row = readonly [startMs: number | null, speaker: string, words: string];

/** The turns of the one document of a file. */
export function turnsIn({ documents }: Imported): Row[] {
  assert.equal(documents.length, 1);
  return turnsOf(documents[0]!).map(({ startMs, speaker, words }) => [startMs, speaker, words]);
}

/** What stands before the first turn. */
export function preambleIn({ documents }: Imported): string | null {
  return outlineOf(documents[0]!).firstText;
}

/** Warnings as `place: message`, or the message alone. */
export function warningsIn({ documents, warnings }: Imported): string[] {
  return [...warnings, ...documents.flatMap((document) => document.warnings)].map(({ place, message }) =>
    place === null ? message : `${place}: ${message}`,
  );
}

/** Checks that a file is refused with a message for a person, and that the message does not quote the file. */
export function assertRefused(parse: () => unknown, message: RegExp): void {
  assert.throws(parse, (error) => {
    assert.ok(error instanceof UserError, String(error));
    assert.equal(error.code, 'fileInvalid');
    assert.match(error.message, message);
    assert.doesNotMatch(error.message + error.remedy, /secret/);
    return error.remedy !== '';
  });
}
