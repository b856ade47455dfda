// A process that opens the coding editor's model, codes, saves, and is killed in the midst of it; see killed.test.ts.
// usage: savesAndDies.ts STUDY STEP      killed before the STEPth step on the disk, at half of it where it writes
import { closeSync, openSync, writeSync } from 'node:fs';
import { studyDisk, type StudyDisk } from '../../../src/platform/study/studyDisk';
import { CodingWindow } from './support';

const [folder = '', at = ''] = process.argv.slice(2);
let step = -1;
let dies = false;

function die(): Promise<never> {
  process.kill(process.pid, 'SIGKILL');
  return new Promise(() => undefined);
}

function mortal<A extends unknown[], R>(work: (...args: A) => Promise<R>, half?: (...args: A) => void) {
  return (...args: A): Promise<R> => {
    if (!dies || ++step !== Number(at)) return work(...args);
    half?.(...args);
    return die();
  };
}

function writeHalf(file: string, bytes: Uint8Array, flag: 'wx' | 'a'): void {
  const handle = openSync(file, flag);
  writeSync(handle, bytes.subarray(0, bytes.length >> 1));
  closeSync(handle);
}

const disk: StudyDisk = {
  ...studyDisk,
  read: mortal(studyDisk.read),
  makeFolder: mortal(studyDisk.makeFolder),
  create: mortal(studyDisk.create, (file, bytes) => writeHalf(file, bytes, 'wx')),
  rename: mortal(studyDisk.rename),
  syncFolder: mortal(studyDisk.syncFolder),
  remove: mortal(studyDisk.remove),
  appendLine: mortal(studyDisk.appendLine, (file, line) => writeHalf(file, new TextEncoder().encode(line), 'a')),
};

const window = await CodingWindow.open(folder, { coder: 'ana', disk });
await window.code('I feel drunk.');
dies = true;
await window.coding.save();
