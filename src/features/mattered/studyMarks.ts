import path from 'node:path';
import * as vscode from 'vscode';
import { runInSlices } from '../../core/agreement/slices';
import { LineMap } from '../../core/base/lineMap';
import { utf16 } from '../../core/base/offsets';
import { spellingKey } from '../../core/base/spelling';
import { UserError } from '../../core/base/userError';
import { loadStudy } from '../../core/coding/loadStudy';
import { codingFolder, transcriptFolder, type StudyFolder } from '../../core/coding/studyFiles';
import { indexStudy } from '../../core/retrieval/studyIndex';
import type { Services } from '../../platform/services';
import { locateStudy } from '../../platform/study/locateStudy';
import { studyFolder, studyFolders } from '../../platform/study/studyFolder';
import type { Subject } from '../../platform/subject';
import type { StudyMarks } from '../../protocol/mattered';

export type FoundMarks = StudyMarks | { readonly notComputable: string };

export interface StudyOfSubject {
  readonly root: vscode.Uri;
  /** Of the transcript, relative to it, with `/`. */
  readonly path: string;
}

/** The study that the selected words belong to: the nearest above their file, else a folder of the workspace. */
export async function studyOf({ uri }: Pick<Subject, 'uri'>): Promise<StudyOfSubject | undefined> {
  if (uri.scheme === 'file') {
    const place = await locateStudy(uri.fsPath);
    return place ? { root: vscode.Uri.file(place.root), path: place.path } : undefined;
  }
  const folder = (await studyFolders()).find((one) => uri.path.startsWith(`${one.uri.path}/`));
  return folder ? { root: folder.uri, path: path.posix.relative(folder.uri.path, uri.path) } : undefined;
}

/**
 * What the coders marked in the selected words; where the person codes blind, only what they marked themselves.
 *
 * @param text the part of the words that was read
 * @throws UserError as `loadStudy`; `cancelled`
 */
export async function findMarks(
  { coder, subjects }: Pick<Services, 'coder' | 'subjects'>,
  study: StudyOfSubject | undefined,
  text: string,
  signal: AbortSignal,
): Promise<FoundMarks> {
  if (!study) {
    return { notComputable: 'The words are in no study: no folder above their file holds introspect/study.json.' };
  }
  const loaded = await loadStudy(onlyOne(studyFolder(study.root), study.path));
  const blind = coder.isBlind(study.root);
  // Who codes blind and has not said who they are sees nobody's segments.
  const only = blind ? (coder.current(study.root) ?? '') : null;
  const index = await runInSlices(indexStudy(loaded, only), async () => {
    await new Promise((next) => setImmediate(next));
    if (signal.aborted) throw new UserError('cancelled', 'Other words were selected.', '');
  });
  const transcript = index.transcripts.find((one) => one.path === study.path);
  if (!transcript) {
    return {
      notComputable: `${study.path} is no transcript of the study “${index.title}”: those are in transcripts/.`,
    };
  }
  const start = placeIn(transcript.text, text, subjects);
  if (start === null) {
    return { notComputable: 'The selected words are not in the transcript as it is on disk: save it first.' };
  }
  const end = start + text.length;
  const stretches = transcript.segments.flatMap((segment) => {
    const cut = {
      start: utf16(Math.max(segment.start, start) - start),
      end: utf16(Math.min(segment.end, end) - start),
    };
    const { code, coder: by, moved } = segment;
    return cut.start < cut.end ? [{ ...cut, code, coder: by, moved }] : [];
  });
  const here = new Set(stretches.map((stretch) => stretch.code));
  const who = new Set(transcript.segments.map((segment) => segment.coder));
  return {
    title: index.title,
    blind,
    coders: index.coders.filter(({ id }) => who.has(id)).map(({ id, name, kind }) => ({ id, name, kind })),
    codes: index.codes
      .filter(({ id }) => here.has(id))
      .map(({ id, name, colour, pattern }) => ({ id, name, colour, pattern })),
    stretches,
    orphans: index.orphans,
  };
}

/** Where the subject begins in the transcript on disk; null where its words are not there. */
function placeIn(transcript: string, text: string, subjects: Services['subjects']): number | null {
  const range = subjects.rangeInDocument({ start: utf16(0), end: utf16(text.length) });
  // Lines and characters count the same whatever the line ends are.
  const expected = range ? new LineMap(transcript).offsetAt(range.start) : 0;
  if (transcript.startsWith(text, expected)) return expected;
  const first = transcript.indexOf(text);
  // Words that stand in several places could be any of them.
  return first >= 0 && transcript.indexOf(text, first + 1) < 0 ? first : null;
}

/** The study with one transcript: the others need not be read. */
function onlyOne(folder: StudyFolder, transcript: string): StudyFolder {
  const wanted = [transcript, `${codingFolder}/${transcript}`].map(spellingKey);
  const leads = (path: string): boolean => {
    const entry = spellingKey(path);
    return wanted.some((one) => one === entry || one.startsWith(`${entry}/`) || entry.startsWith(`${one}/`));
  };
  return {
    read: (file) => folder.read(file),
    list: async (at) => {
      const entries = await folder.list(at);
      const isFiltered = [transcriptFolder, codingFolder].some((top) => at === top || at.startsWith(`${top}/`));
      return isFiltered ? entries.filter(({ name }) => leads(`${at}/${name}`)) : entries;
    },
  };
}
