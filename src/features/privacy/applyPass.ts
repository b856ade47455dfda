import { createHash } from 'node:crypto';
import path from 'node:path';
import { UserError } from '../../core/base/userError';
import { codingFiles } from '../../core/coding/loadStudy';
import { codebookFile, type StudyFolder } from '../../core/coding/studyFiles';
import {
  backwardTexts,
  carryAnnotations,
  forwardTexts,
  replacementsOf,
  scrubber,
  sourceOf,
  type PassTexts,
} from '../../core/privacy/carryOver';
import { parseKey, serializeKey, type Pass, type PrivacyKey } from '../../core/privacy/privacyKey';
import { replaceStretches } from '../../core/privacy/replaceStretches';
import { toWorkingText } from '../../core/transcript/transcript';
import { StudyFiles } from '../../platform/study/studyFiles';
import type { StudyDisk } from '../../platform/study/studyDisk';

/** A study's files, for writing, and its folder, for looking what is there. */
export interface PrivacyStudy {
  readonly files: StudyFiles;
  readonly folder: StudyFolder;
}

export interface PassOutcome {
  readonly carried: number;
  readonly uncertain: number;
  /** Notes that still hold words that were replaced. */
  readonly notes: number;
  readonly codebook: boolean;
  /** Pseudonyms that were no longer found and stay; of a restoration. */
  readonly missing: number;
}

const plainText = { parse: (text: string) => text, serialize: (text: string) => text };

export function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

/** Reads the key. @throws UserError `fileInvalid` when the file is no key, `fileUnreadable` */
export async function loadKey(keyFile: string): Promise<PrivacyKey | null> {
  const files = new StudyFiles(path.dirname(keyFile));
  return (await files.load(path.basename(keyFile), parseKey)).value;
}

/** Changes the key as it is on disk; it is on the disk when this resolves. @throws UserError `fileUnwritable` */
export async function updateKey(
  keyFile: string,
  change: (key: PrivacyKey | null) => PrivacyKey,
  disk?: StudyDisk,
): Promise<void> {
  const files = new StudyFiles(path.dirname(keyFile), disk);
  await files.update(path.basename(keyFile), { parse: parseKey, serialize: serializeKey }, change);
}

/**
 * Makes a pass in its transcript and carries every coder's annotations over. The key that holds the pass must be on disk
 * before: a pass that was interrupted at any point is finished by making it again.
 *
 * @throws UserError `badRequest` when the transcript is neither the text before nor after the pass: nothing was changed
 */
export async function makePassOnDisk({ files, folder }: PrivacyStudy, pass: Pass, when: string): Promise<PassOutcome> {
  const now = toWorkingText(await files.loadText(pass.transcript));
  const sha256 = hashOf(now);
  if (sha256 !== pass.before && sha256 !== pass.after) throw changedMeanwhile(pass.transcript);
  const before = sha256 === pass.before ? now : backwardTexts(now, sha256, pass).replaced.text;
  const replaced = replaceStretches(before, replacementsOf(pass, before));
  if (hashOf(replaced.text) !== pass.after) throw changedMeanwhile(pass.transcript);
  await writeText(files, pass.transcript, now, replaced.text);
  const texts = forwardTexts({ text: before, sha256: pass.before }, pass, replaced);
  const outcome = await carryAll({ files, folder }, pass.transcript, texts);
  await journal(files, 'privacy.deidentify', pass, pass.after, when, outcome);
  return { ...outcome, missing: 0 };
}

/**
 * Takes a pass back: the original words stand again wherever their pseudonyms still stand in their surroundings.
 * A restoration that was interrupted is finished by doing it again.
 */
export async function restorePassOnDisk(
  { files, folder }: PrivacyStudy,
  pass: Pass,
  when: string,
): Promise<PassOutcome> {
  const now = toWorkingText(await files.loadText(pass.transcript));
  const sha256 = hashOf(now);
  const from = sha256 === pass.before ? replaceStretches(now, replacementsOf(pass, now)).text : now;
  const fromHash = hashOf(from);
  const { replaced, changes, missing } = backwardTexts(from, fromHash, pass);
  const after = hashOf(replaced.text);
  await writeText(files, pass.transcript, now, replaced.text);
  const texts: PassTexts = {
    before: { text: from, sha256: fromHash },
    after: { text: replaced.text, source: sourceOf(pass, after) },
    map: replaced.map,
    changes,
  };
  const outcome = await carryAll({ files, folder }, pass.transcript, texts);
  await journal(files, 'privacy.restore', pass, after, when, outcome);
  return { ...outcome, missing };
}

/** Puts a text in the place of another, unless a third has come meanwhile. */
async function writeText(files: StudyFiles, transcript: string, now: string, text: string): Promise<void> {
  await files.update(transcript, plainText, (onDisk) => {
    if (onDisk === null || toWorkingText(onDisk) !== now) throw changedMeanwhile(transcript);
    return now === text ? undefined : text;
  });
}

async function carryAll({ files, folder }: PrivacyStudy, transcript: string, texts: PassTexts) {
  const scrub = scrubber(texts.changes);
  let [carried, uncertain, notes, coders] = [0, 0, 0, 0];
  for (const { file } of (await codingFiles(folder)).filter((coding) => coding.transcript === transcript)) {
    const stored = await files.loadAnnotations(file);
    if (!stored.value) continue;
    const over = carryAnnotations(stored.value, texts);
    await files.saveAnnotations(file, stored, over.collection);
    carried += over.carried;
    uncertain += over.uncertain;
    coders++;
    notes += over.collection.first.items.filter(
      (item) => item.motivation === 'commenting' && scrub(item.body.value) !== item.body.value,
    ).length;
  }
  const { value: codebook } = await files.load(codebookFile, (text) => text);
  return { carried, uncertain, notes, coders, codebook: codebook !== null && scrub(codebook) !== codebook };
}

function journal(
  files: StudyFiles,
  what: string,
  pass: Pass,
  sha256: string,
  when: string,
  { carried, uncertain, coders }: { carried: number; uncertain: number; coders: number },
): Promise<void> {
  const counts = { replaced: pass.replaced.length, coders, carried, uncertain };
  return files.appendJournal({
    when,
    who: [],
    what,
    transcript: pass.transcript,
    sha256,
    from: pass.before,
    ...counts,
  });
}

function changedMeanwhile(transcript: string): UserError {
  return new UserError(
    'badRequest',
    `${transcript} has changed since it was looked through.`,
    'Find identifiers again; this transcript was not changed.',
  );
}
