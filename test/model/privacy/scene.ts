import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { folderOnDisk } from '../../../src/cli/studyOnDisk';
import {
  parseAnnotations,
  serializeAnnotations,
  verifyQuote,
  type AnnotationCollection,
  type SegmentTarget,
} from '../../../src/core/coding/annotations';
import { codingPath } from '../../../src/core/coding/study';
import { noCommonNames } from '../../../src/core/privacy/commonNames';
import { toWorkingText } from '../../../src/core/transcript/transcript';
import type { PendingRun } from '../../../src/features/privacy/pendingRun';
import { PrivacySession } from '../../../src/features/privacy/privacySession';
import { studyDisk, type StudyDisk } from '../../../src/platform/study/studyDisk';
import { StudyFiles } from '../../../src/platform/study/studyFiles';
import type { Engine } from '../../../src/protocol/engine';
import type { PrivacyLists, PrivacyToPanel } from '../../../src/protocol/privacy';

export const sample = path.resolve(import.meta.dirname, '../../../media/sample-study');
export const transcript = 'transcripts/P01.transcript.txt';
export const coders = ['ana', 'ben'];
/** Words of the sample study's first transcript that stand for names here. */
export const names = 'sleep\nwork';
/** Of a coding that has no certain place. */
const lostId = 'urn:uuid:00000000-0000-4000-8000-000000000077';

/** Dies before the given write; nothing is written afterwards. */
export function dyingDisk(at: number): StudyDisk & { readonly writes: number } {
  let writes = 0;
  const mortal =
    <A extends unknown[], R>(work: (...args: A) => Promise<R>) =>
    async (...args: A): Promise<R> => {
      if (writes++ >= at) throw new Error('killed');
      return work(...args);
    };
  return {
    get writes() {
      return writes;
    },
    ...studyDisk,
    create: mortal(studyDisk.create),
    rename: mortal(studyDisk.rename),
    appendLine: mortal(studyDisk.appendLine),
  };
}

/** A copy of the sample study, a folder for its key, and what a session of De-identify asks of the window and the person. */
export class PrivacyScene {
  readonly root = mkdtempSync(path.join(tmpdir(), 'introspect-privacy-'));
  readonly keyFile = path.join(this.root, 'safe', 'key.json');
  study = path.join(this.root, 'study');
  pending: PendingRun | undefined;
  posted: PrivacyToPanel[] = [];
  memory: unknown;
  lists: PrivacyLists = { names: '', places: '' };
  server: string | null = null;
  commonNames = noCommonNames;
  asked: string[] = [];
  engine: Pick<Engine, 'score'> = { score: () => assert.fail('no model is asked') };
  #clock = Date.parse('2026-03-09T10:00:00Z');

  constructor() {
    cpSync(sample, this.study, { recursive: true });
    mkdirSync(path.dirname(this.keyFile));
  }

  /** What the person answers, and what happens meanwhile. */
  agree: () => boolean = () => false;

  dispose(): void {
    rmSync(this.root, { recursive: true });
  }

  readonly on = (disk: StudyDisk = studyDisk) => ({
    files: new StudyFiles(this.study, disk),
    folder: folderOnDisk(this.study),
  });
  readonly read = (file: string) => readFileSync(path.join(this.study, file), 'utf8');
  readonly readCoding = (coder: string) => parseAnnotations(this.read(codingPath(transcript, coder)), coder);

  openSession(disk?: StudyDisk, unsaved: readonly string[] = []) {
    return new PrivacySession(this.on(disk), {
      post: (message) => this.posted.push(message),
      askKey: () => Promise.resolve(this.keyFile),
      folders: () => [this.study],
      unsaved: () => unsaved,
      pending: {
        get: () => this.pending,
        set: (run) => {
          this.pending = run;
          return Promise.resolve();
        },
      },
      lists: { get: () => Promise.resolve(this.lists), set: (now) => (this.lists = now) },
      memory: {
        get: () => this.memory,
        set: (left) => (this.memory = left && (JSON.parse(JSON.stringify(left)) as unknown)),
      },
      commonNames: () => Promise.resolve(this.commonNames),
      model: () => ({ name: 'a model', server: this.server }),
      engine: () => Promise.resolve(this.engine),
      maySend: (to, transcripts) => {
        this.asked.push(`${to} ${transcripts}`);
        return Promise.resolve(this.agree());
      },
      studyUri: 'file:///study',
      moveOriginals: () => Promise.resolve(),
      now: () => new Date((this.#clock += 1000)),
      newId: () => randomUUID(),
      random: () => 0.5,
      ...(disk ? { disk } : {}),
    });
  }

  readonly last = <T extends PrivacyToPanel['type']>(type: T) =>
    this.posted.findLast((message): message is Extract<PrivacyToPanel, { type: T }> => message.type === type)!;
  readonly version = () => this.last('found').version;

  /** Everything found in the first transcript is looked at and replaced. */
  async reviewAll(session: PrivacySession) {
    await session.handle({ type: 'ready' });
    await session.handle({
      type: 'choose',
      change: { transcripts: [transcript], names, places: '', style: 'numbered', dates: 'label', order: 'dayFirst' },
    });
    await session.handle({ type: 'chooseKey' });
    await session.handle({ type: 'find' });
    const found = this.posted.findLast((message) => message.type === 'found');
    assert.ok(found && found.hits.length > 5);
    await session.handle({
      type: 'decide',
      version: this.version(),
      hits: found.hits.map((_, i) => i),
      decision: 'replace',
    });
  }

  assertApplied() {
    const text = toWorkingText(this.read(transcript));
    assert.doesNotMatch(text, /\b(?:sleep|work)\b/i);
    for (const coder of coders) {
      const items = this.readCoding(coder).first.items.filter(({ id }) => id !== lostId);
      const stretches = items.flatMap(({ target }) => (typeof target === 'string' ? [] : [target]));
      assert.ok(stretches.length > 5);
      for (const target of stretches) {
        assert.ok(verifyQuote(text, target));
        assert.doesNotMatch(JSON.stringify(target.selector), /\b(?:sleep|work)\b/i);
      }
    }
  }

  /** Notes of Introspect's own on an annotation that is there, and files beside the transcripts, all with words of the text. */
  writeWordsBeside() {
    const file = codingPath(transcript, 'ana');
    const collection = parseAnnotations(this.read(file), file);
    const [first, second, ...rest] = collection.first.items;
    const lost = { exact: 'No sleep whatsoever there', prefix: 'Sleep, ', suffix: ' or work' };
    const [position, quote] = (first!.target as SegmentTarget).selector;
    const source = { ...(first!.target as SegmentTarget).source, 'schema:sha256': '0'.repeat(64) };
    const items = [
      { ...first, 'introspect:movedFrom': 'Before: no Sleep and no sleep, "sleeps"' },
      {
        ...second,
        'introspect:acceptedFrom': {
          suggested: { code: 'urn:x', exact: 'sleep' },
          run: 'sleep',
          model: { name: 'work' },
        },
      },
      ...rest,
      {
        ...first,
        id: lostId,
        target: { ...(first!.target as SegmentTarget), source, selector: [position, { ...quote, ...lost }] },
        'introspect:suggestion': { quote: 'my sleep', reason: 'Work\nand sleep: both.', later: [{ why: 'at work' }] },
      },
    ];
    const total = items.length;
    writeFileSync(
      path.join(this.study, file),
      serializeAnnotations({ ...collection, total, first: { ...collection.first, items } } as AnnotationCollection),
    );
    const beside: Readonly<Record<string, string>> = {
      'introspect/lab/one.runs.jsonl': '{"result":{"prompt":"Code this:\\nSleep is gone"}}\n',
      'introspect/lab/two.runs.jsonl': '{"result":{"prompt":"Code this:\\nNothing"}}\n',
      'introspect/lab/suggestions.jsonl': '{"key":1,"result":{"text":"WORK"}}\n{"torn',
      'talk.conversation.json': '{"turns":[{"text":"I lie without sleep."}]}',
      'reports/export.csv': 'quote\n"no sleep"\n',
      'reports/scan.pdf': '%PDF sleep',
      'audio/MySleep_2.wav': 'RIFF',
      'audio/asleep.wav': 'RIFF',
      '.git/objects.txt': 'sleep',
      'introspect/coding/x.json.unreadable-0a1b2c3d': 'sleep',
    };
    for (const [name, text] of Object.entries(beside)) {
      mkdirSync(path.dirname(path.join(this.study, name)), { recursive: true });
      writeFileSync(path.join(this.study, name), text);
    }
    const known = JSON.parse(this.read('introspect/study.json')) as object;
    const coders = [
      { id: 'sleep', name: 'Sleep', kind: 'person' },
      { id: 'model:m', name: 'work', kind: 'model', 'introspect:asks': { options: { example: 'no sleep' } } },
    ];
    writeFileSync(path.join(this.study, 'introspect/study.json'), JSON.stringify({ ...known, coders }));
  }
}
