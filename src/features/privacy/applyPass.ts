import { stat } from 'node:fs/promises';
import path from 'node:path';
import { spelledAs, spellingKey } from '../../core/base/spelling';
import { UserError } from '../../core/base/userError';
import { codingFiles, transcriptFiles } from '../../core/coding/loadStudy';
import { parseStudy, serializeStudy } from '../../core/coding/study';
import { studyFile, type StudyFolder } from '../../core/coding/studyFiles';
import {
  backwardTexts,
  carryAnnotations,
  forwardTexts,
  replacementsOf,
  sourceOf,
  type PassTexts,
} from '../../core/privacy/carryOver';
import { carrySpeakers, renamedSpeakers } from '../../core/privacy/carrySpeakers';
import { parseKey, serializeKey, type Pass, type PrivacyKey } from '../../core/privacy/privacyKey';
import { replaceStretches } from '../../core/privacy/replaceStretches';
import { parseTranscript, toWorkingText } from '../../core/transcript/transcript';
import { StudyFiles } from '../../platform/study/studyFiles';
import { studyDisk, type StudyDisk } from '../../platform/study/studyDisk';
import { hashOf } from './hashOf';

/** A study's files, for writing, and its folder, for looking what is there. */
export interface PrivacyStudy {
  readonly files: StudyFiles;
  readonly folder: StudyFolder;
}

export interface PassOutcome {
  readonly carried: number;
  readonly uncertain: number;
  /** Pseudonyms that were no longer found and stay; of a restoration. */
  readonly missing: number;
}

const plainText = { parse: (text: string) => text, serialize: (text: string) => text };

/** Reads the key. @throws UserError `fileInvalid` when the file is no key, `fileUnreadable` */
export async function loadKey(keyFile: string): Promise<PrivacyKey | null> {
  const files = new StudyFiles(path.dirname(keyFile));
  return (await files.load(path.basename(keyFile), parseKey)).value;
}

/**
 * Changes the key as it is on disk; it is on the disk when this resolves. A new key is its owner's alone to read; the
 * permissions of one that is there stay, as far as they are the owner's to give.
 *
 * @throws UserError `fileUnwritable`
 */
export async function updateKey(
  keyFile: string,
  change: (key: PrivacyKey | null) => PrivacyKey,
  disk: StudyDisk = studyDisk,
): Promise<void> {
  const mode = await stat(keyFile).then(
    (known) => known.mode & 0o777,
    () => 0o600,
  );
  const files = new StudyFiles(path.dirname(keyFile), {
    ...disk,
    create: (file, bytes) => disk.create(file, bytes, mode),
  });
  await files.update(path.basename(keyFile), { parse: parseKey, serialize: serializeKey }, change);
}

/**
 * A pass with what it will change in coders' files besides places in the text, so that the key can bring that back too.
 *
 * @param before the text before it
 * @throws UserError `fileInvalid` for a coder's file that cannot be read: it could not be carried over either
 */
export async function withFields({ files, folder }: PrivacyStudy, pass: Pass, before: string): Promise<Pass> {
  const replaced = replaceStretches(before, replacementsOf(pass, before));
  const texts = forwardTexts({ text: before, sha256: pass.before }, pass, replaced);
  const fields: NonNullable<Pass['fields']> = [];
  for (const { file } of await codingsOf(folder, pass)) {
    const { value } = await files.loadAnnotations(file);
    if (!value) continue;
    fields.push(...carryAnnotations(value, texts).fields.map((field) => ({ file, ...field, at: [...field.at] })));
  }
  return { ...pass, fields };
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
  const outcome = await carryAll({ files, folder }, pass, texts, 'forward');
  await journal(files, 'privacy.deidentify', pass, pass.after, when, outcome);
  return { ...outcome, missing: 0 };
}

/** Whether a transcript is there, in the text before the pass or after it: one that has changed meanwhile is for a person to see. */
export async function canBeMade({ files }: PrivacyStudy, pass: Pass): Promise<boolean> {
  if ((await files.hash(pass.transcript)) === null) return false;
  const sha256 = hashOf(toWorkingText(await files.loadText(pass.transcript)));
  return sha256 === pass.before || sha256 === pass.after;
}

/** Notes in the study which one it is, unless it knows. */
export async function noteStudyId({ files }: PrivacyStudy, id: string): Promise<void> {
  await files.update(studyFile, { parse: parseStudy, serialize: serializeStudy }, (study) =>
    study && study.id === undefined ? { ...study, id } : undefined,
  );
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
  const outcome = await carryAll({ files, folder }, pass, texts, 'back');
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

async function carryAll({ files, folder }: PrivacyStudy, pass: Pass, texts: PassTexts, direction: 'forward' | 'back') {
  let [carried, uncertain, coders] = [0, 0, 0];
  for (const { file } of await codingsOf(folder, pass)) {
    const stored = await files.loadAnnotations(file);
    if (!stored.value) continue;
    const known = (pass.fields ?? []).filter((field) => spellingKey(field.file) === spellingKey(file));
    const over = carryAnnotations(stored.value, texts, known, direction);
    await files.saveAnnotations(file, stored, over.collection);
    carried += over.carried;
    uncertain += over.uncertain;
    coders++;
  }
  await carryRoles({ files, folder }, pass.transcript, texts);
  return { carried, uncertain, coders };
}

async function codingsOf(folder: StudyFolder, { transcript }: Pass) {
  const all = await codingFiles(folder);
  const paths = [...new Set(all.map((coding) => coding.transcript))];
  const spelled = spelledAs(transcript, paths);
  return all.filter((coding) => coding.transcript === spelled);
}

/** Has the study know speakers and their roles by the names that they have now. */
async function carryRoles({ files, folder }: PrivacyStudy, transcript: string, texts: PassTexts): Promise<void> {
  const renamed = renamedSpeakers(texts.before.text, texts.after.text);
  const { value: known } = await files.load(studyFile, parseStudy);
  if (!known?.speakers?.some(({ name }) => renamed.has(name))) return;
  const elsewhere = new Set<string>();
  for (const file of await transcriptFiles(folder)) {
    const text =
      spellingKey(file) === spellingKey(transcript) ? texts.after.text : toWorkingText(await files.loadText(file));
    for (const { speaker } of parseTranscript(text).turns) elsewhere.add(speaker);
  }
  await files.update(studyFile, { parse: parseStudy, serialize: serializeStudy }, (study) => {
    const speakers = study?.speakers && carrySpeakers(study.speakers, renamed, elsewhere);
    return study && speakers !== study.speakers ? { ...study, speakers } : undefined;
  });
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
