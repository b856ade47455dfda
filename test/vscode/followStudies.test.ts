import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { studyFile } from '../../src/core/coding/studyFiles';
import { followStudies } from '../../src/platform/study/studyFolder';
import { studyWrites } from '../../src/platform/study/studyWrites';
import { until } from '../rig/until';

describe('followStudies', () => {
  it('hears of a study that was made in this window, also where the watcher overlooks its new folder', async () => {
    const [folder] = vscode.workspace.workspaceFolders ?? [];
    assert.ok(folder);
    let told = 0;
    const following = followStudies(() => told++);
    try {
      await until('the study that is there', () => told === 1);
      studyWrites.emit(vscode.Uri.joinPath(folder.uri, 'introspect/journal.jsonl').fsPath);
      studyWrites.emit(vscode.Uri.joinPath(folder.uri, studyFile).fsPath);
      await until('the study that was written', () => told === 2);
    } finally {
      following.dispose();
    }
    studyWrites.emit(vscode.Uri.joinPath(folder.uri, studyFile).fsPath);
    assert.equal(told, 2);
  });
});
