import { decodeUtf8 } from '../../core/base/utf8';
import { parseAnnotations, type AnnotationCollection } from '../../core/coding/annotations';
import { codingFiles, transcriptFiles } from '../../core/coding/loadStudy';
import {
  codebookFile,
  codingFolder,
  studyFile,
  transcriptFolder,
  type StudyFolder,
} from '../../core/coding/studyFiles';
import { hasWords } from '../../core/privacy/fields';
import { toWorkingText } from '../../core/transcript/transcript';
import { heldKinds, type HeldFile, type HeldWords } from '../../protocol/privacy';
import { hashOf } from './hashOf';

/** What can be looked through; other files (Word, PDF, recordings) are told by name. */
const readable =
  /\.(?:txt|md|json|jsonl|csv|tsv|html?|xml|svg|ya?ml|log|vtt|srt|cha|textgrid|tex|bib|qmd|rmd|r|py|ipynb|qdc|tmp)$|\.(?:unreadable|taken-in)-[0-9a-f]+$/i;
/** Not the study's own: programs keep there what belongs to them. */
const passedOver = /^\.|^node_modules$/;
const maxDepth = 12;
const maxFiles = 5000;

/**
 * Where words still stand in a study's folder: in notes, in coders' files, in every other file; `originals/` is told apart.
 *
 * @param holds whether a text holds one of the words
 * @param looked transcripts that were looked through hit by hit: what stays in them was kept
 */
export async function whereWordsStand(
  folder: StudyFolder,
  holds: (text: string) => boolean,
  looked: ReadonlySet<string>,
): Promise<HeldWords> {
  const files: HeldFile[] = [];
  const transcripts = new Set(await transcriptFiles(folder));
  const hashes = new Map<string, string>();
  for (const path of transcripts) {
    const text = await textOf(folder, path);
    if (text === null) continue;
    const working = toWorkingText(text);
    hashes.set(path, hashOf(working));
    if (!looked.has(path) && holds(working)) files.push({ path, kind: 'transcript' });
  }
  const unlooked = new Set(files.map(({ path }) => path));
  const codings = await codingFiles(folder);
  let notes = 0;
  for (const { file, transcript } of codings) {
    const text = await textOf(folder, file);
    const collection = text === null ? null : tryParse(text, file);
    if (collection) {
      const held = heldIn(collection, holds, hashes.get(transcript));
      notes += held.notes;
      // These go along when their transcript is looked through.
      if (held.fields && !unlooked.has(transcript)) files.push({ path: file, kind: 'coding' });
    } else if (text !== null && holds(text)) files.push({ path: file, kind: 'coding' });
  }
  const done = new Set([...transcripts, ...codings.map(({ file }) => file)]);
  const { readables, others, isAll } = await walk(folder);
  for (const path of readables.filter((one) => !done.has(one))) {
    const text = await textOf(folder, path);
    if (text === null) others.push(path);
    else if (holdsIn(path, text, holds)) files.push({ path, kind: kindOf(path) });
  }
  files.push(...heldNames([...readables, ...others], holds).map((path) => ({ path, kind: 'name' as const })));
  files.sort((a, b) => heldKinds.indexOf(a.kind) - heldKinds.indexOf(b.kind));
  return { notes, files, unread: others.sort(), isAll };
}

const ownFolders: ReadonlySet<string> = new Set(['introspect', transcriptFolder]);

/** Files and folders whose own names hold words; names of coders' files follow those of transcripts. */
function heldNames(paths: readonly string[], holds: (text: string) => boolean): string[] {
  const held = new Set<string>();
  for (const path of paths.filter((one) => !one.startsWith(`${codingFolder}/`))) {
    const names = path.split('/');
    // AnnaBerg_2.txt
    const at = names.findIndex(
      (name, i) => !(i === 0 && ownFolders.has(name)) && holds(name.replace(/(\p{Ll})(?=\p{Lu})/gu, '$1 ')),
    );
    if (at >= 0) held.add(names.slice(0, at + 1).join('/'));
  }
  return [...held];
}

/** Whether notes, and whatever else of a coder's file is not in the present text, hold words. */
function heldIn(collection: AnnotationCollection, holds: (text: string) => boolean, sha256: string | undefined) {
  let notes = 0;
  let fields = false;
  for (const { body, target, ...rest } of collection.first.items) {
    if (body.type === 'TextualBody' && holds(String(body['value']))) notes++;
    // What a coding quotes from the present text was looked at there.
    const isPresent = typeof target === 'string' || target.source['schema:sha256'] === sha256;
    fields ||= hasWords(isPresent ? rest : { ...rest, quoted: target }, holds);
  }
  return { notes, fields };
}

function holdsIn(path: string, text: string, holds: (text: string) => boolean): boolean {
  // In JSON a line break is `\n`, which would hide the word after it; and only strings are words.
  if (/\.jsonl$/i.test(path)) return text.split('\n').some((line) => holdsInJson(path, line, holds));
  if (/\.(?:json|ipynb)$/i.test(path)) return holdsInJson(path, text, holds);
  return holds(text);
}

function holdsInJson(path: string, json: string, holds: (text: string) => boolean): boolean {
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch {
    return holds(json.replace(/\\[nrt]/g, ' '));
  }
  return strings(path === studyFile ? withoutCoders(value) : value).some(holds);
}

/** Coders are those who work on the study; their names are not the transcripts'. What a model was asked may be. */
function withoutCoders(study: unknown): unknown {
  if (typeof study !== 'object' || study === null || !('coders' in study) || !Array.isArray(study.coders)) return study;
  return { ...study, coders: study.coders.map((coder: object) => ({ ...coder, id: '', name: '' })) };
}

function strings(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  if (typeof value !== 'object' || value === null) return [];
  return Object.values(value).flatMap(strings);
}

function kindOf(path: string): HeldFile['kind'] {
  if (path === codebookFile) return 'codebook';
  if (path === studyFile) return 'study';
  if (path === 'introspect/journal.jsonl') return 'journal';
  if (/\.(?:unreadable|taken-in)-[0-9a-f]+$|\.tmp$/.test(path)) return 'aside';
  if (path.endsWith('.conversation.json')) return 'conversation';
  if (path.endsWith('.lab.json')) return 'sheet';
  if (/^introspect\/lab\/.*\.jsonl$/.test(path)) return 'runs';
  return path.startsWith(`${transcriptFolder}/`) ? 'transcript' : 'other';
}

async function walk(folder: StudyFolder): Promise<{ readables: string[]; others: string[]; isAll: boolean }> {
  const readables: string[] = [];
  const others: string[] = [];
  let isAll = true;
  const into = async (path: string, depth: number): Promise<void> => {
    for (const { name, isFolder } of await folder.list(path)) {
      const inner = path === '' ? name : `${path}/${name}`;
      if (passedOver.test(name) || inner === 'originals') continue;
      if (depth >= maxDepth || readables.length + others.length >= maxFiles) {
        isAll = false;
        return;
      }
      if (isFolder) await into(inner, depth + 1);
      else (readable.test(name) ? readables : others).push(inner);
    }
  };
  await into('', 0);
  return { readables: readables.sort(), others, isAll };
}

/** Null for what is not there or is no text. */
async function textOf(folder: StudyFolder, path: string): Promise<string | null> {
  const bytes = await folder.read(path).catch(() => undefined);
  const decoded = bytes && decodeUtf8(bytes);
  return decoded && 'text' in decoded ? decoded.text : null;
}

function tryParse(text: string, file: string): AnnotationCollection | null {
  try {
    return parseAnnotations(text, file);
  } catch {
    return null;
  }
}
