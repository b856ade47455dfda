import assert from 'node:assert/strict';
import * as z from 'zod';
import { conflictLine } from '../../../src/core/base/conflictMarks';
import { formatJsonFile, newerVersion, parseJsonFile } from '../../../src/core/base/jsonFile';
import { UserError } from '../../../src/core/base/userError';
import { parseCodebook } from '../../../src/core/codebook/codebook';
import { parseStudy } from '../../../src/core/coding/study';
import { parseConversation } from '../../../src/core/conversation/conversationFile';
import { parseKey } from '../../../src/core/privacy/privacyKey';
import { parseSheet } from '../../../src/core/prompting/sheet';

const schema = z.looseObject({ formatVersion: z.int().min(1).max(1, newerVersion), names: z.array(z.string()) });
function failure(json: string): UserError {
  try {
    parseJsonFile(json, 'file.json', schema);
  } catch (error) {
    assert.ok(error instanceof UserError);
    return error;
  }
  throw new Error('It was taken.');
}

describe('a JSON file of the study', () => {
  const whole = { formatVersion: 1, names: ['Zoë', 'B'], later: { kept: [true] } };
  const lines = formatJsonFile(whole).split('\n');

  it('is the same under any line ends and with a byte order mark; fields of later versions stay', () => {
    for (const end of ['\n', '\r\n', '\r'])
      for (const mark of ['', '\uFEFF']) {
        assert.deepEqual(parseJsonFile(mark + lines.join(end), 'file.json', schema), whole);
      }
  });

  it('names the line on which it breaks off, whatever the slip, and quotes nothing', () => {
    for (const [at, line] of [
      [2, 'names: ['],
      [3, "    'Zoë',"],
      [4, '    "B",'],
      [5, '  ]'],
      [7, '    "kept": [tru'],
      [6, '  "secret'],
    ] as const) {
      const { message } = failure(lines.with(at, line).join('\n'));
      const told = Number(/^file\.json is not valid JSON, line (\d+) column \d+\.$/.exec(message)?.[1]);
      // What is missing at a line's end shows on the next.
      assert.ok(told === at + 1 || told === at + 2, `${message} for line ${at + 1}`);
    }
    assert.match(failure(lines.slice(0, 4).join('\n')).message, /line 4 column/);
  });

  it('names git’s marks of a conflict with their line', () => {
    for (const end of ['\n', '\r\n']) {
      const marked = [
        ...lines.slice(0, 3),
        '<<<<<<< HEAD',
        lines[3]!,
        '=======',
        lines[3]!,
        '>>>>>>> b',
        ...lines.slice(4),
      ];
      const { message, remedy } = failure(marked.join(end));
      assert.equal(message, 'file.json, line 4: git has left both versions of what two people changed here.');
      assert.match(remedy, /Source Control/);
    }
    assert.equal(conflictLine('P: <<<<<<< and\n=======\n>>>>>>> x'), null);
    assert.equal(conflictLine('<<<<<<< HEAD\nP: one\n>>>>>>> b'), null, 'nothing parts the versions');
    assert.equal(conflictLine('P: one\n<<<<<<< HEAD\na\n||||||| base\nb\n=======\nc\n>>>>>>> b'), 2);
  });

  it('that a sync program has not fetched yet is told as empty', () => {
    for (const json of ['', '\uFEFF', ' \r\n', '\0'.repeat(64)]) {
      const { message, remedy } = failure(json);
      assert.equal(message, 'file.json is empty.');
      assert.match(remedy, /not fetched it yet/);
    }
  });

  it('of a newer version is refused as such, whatever else it holds: to update is the way, not to correct it', () => {
    const parsers = [parseStudy, parseCodebook, parseSheet, parseConversation, parseKey];
    for (const parse of [...parsers, (json: string, file: string) => parseJsonFile(json, file, schema)]) {
      assert.throws(
        () => parse('{"formatVersion":2,"codes":{}}', 'file.json'),
        (error) =>
          error instanceof UserError &&
          error.code === 'fileInvalid' &&
          error.message === 'file.json was written by a newer Introspect, and this one could misread it.' &&
          error.remedy === 'Update Introspect. The file stays as it is.',
      );
      assert.throws(
        () => parse('{"formatVersion":0}', 'file.json'),
        (error) => error instanceof UserError && /formatVersion/.test(error.message) && !/newer/.test(error.message),
      );
    }
  });
});
