import assert from 'node:assert/strict';
import path from 'node:path';
import * as vscode from 'vscode';
import { findMarks, studyOf, type FoundMarks } from '../../src/features/mattered/studyMarks';
import type { Services } from '../../src/platform/services';
import type { StudyMarks } from '../../src/protocol/mattered';

const extension = vscode.extensions.getExtension('introspect.introspect');
assert.ok(extension, 'The extension is not installed.');
const root = vscode.Uri.file(path.join(extension.extensionPath, 'media/sample-study'));
const transcript = 'transcripts/P01.transcript.txt';
const words =
  "It's like that. I'd honestly rather not go back to sleep at all than have that half an hour. I feel drunk.";

function marks(text: string, coder?: { blind: boolean; current: string | undefined }): Promise<FoundMarks> {
  const services = {
    coder: { isBlind: () => coder?.blind ?? false, current: () => coder?.current },
    // The document is not open: the words are looked for.
    subjects: { rangeInDocument: () => undefined },
  } as unknown as Pick<Services, 'coder' | 'subjects'>;
  return findMarks(services, { root, path: transcript }, text, new AbortController().signal);
}

function found(result: FoundMarks): StudyMarks {
  assert.ok('stretches' in result, JSON.stringify(result));
  return result;
}

describe('What the coders marked in the selected words', () => {
  it('is found in the study above the file, cut to the words', async () => {
    assert.deepEqual(await studyOf({ uri: vscode.Uri.joinPath(root, transcript) }), { root, path: transcript });
    assert.equal(await studyOf({ uri: vscode.Uri.file('/P01.transcript.txt') }), undefined);
    const { coders, stretches, codes, blind } = found(await marks(words));
    assert.equal(blind, false);
    assert.deepEqual(
      coders.map(({ id }) => id),
      ['ana', 'ben'],
    );
    const feel = stretches.filter(({ start, end }) => words.slice(start, end) === 'I feel drunk.');
    assert.deepEqual(
      feel.map(({ coder }) => coder),
      ['ana'],
      'Ana coded these words and more, past the selection',
    );
    assert.ok(stretches.every(({ start, end }) => start >= 0 && end <= words.length && start < end));
    assert.deepEqual(new Set(codes.map(({ id }) => id)), new Set(stretches.map(({ code }) => code)));
  });

  it('is only their own for somebody who codes blind, and nobody’s until they have said who they are', async () => {
    const own = found(await marks(words, { blind: true, current: 'ben' }));
    assert.ok(own.blind && own.stretches.length > 0);
    assert.deepEqual(
      new Set([...own.stretches.map(({ coder }) => coder), ...own.coders.map(({ id }) => id)]),
      new Set(['ben']),
    );
    const nobody = found(await marks(words, { blind: true, current: undefined }));
    assert.deepEqual([nobody.stretches, nobody.coders, nobody.codes], [[], [], []]);
  });

  it('is not computable for words that are not on disk, or stand there twice', async () => {
    for (const text of ['words that nobody said', 'Interviewer:']) {
      const result = await marks(text);
      assert.match('notComputable' in result ? result.notComputable : '', /not in the transcript as it is on disk/);
    }
  });
});
