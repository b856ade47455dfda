import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { codesBelow } from '../../../src/core/codebook/edit';
import { parseSharedCodebook, serializeSharedCodebook } from '../../../src/core/codebook/sharedCodebook';

const folder = path.resolve(import.meta.dirname, '../../../media/starters');
const starters = readdirSync(folder).map((file) => ({
  file,
  ...parseSharedCodebook(readFileSync(path.join(folder, file), 'utf8'), file),
}));

describe('the starter codebooks', () => {
  it('are the five that the extension promises', () => {
    assert.deepEqual(
      starters.map(({ title }) => title),
      [
        'Interview process',
        'Motivational interviewing behaviours',
        'Risk and safety mentions',
        'Depression and anxiety symptom mentions',
        'Thinking patterns',
      ],
    );
  });

  for (const { file, summary, codebook } of starters) {
    it(`say of every code what it is, when to use it and when not, with examples: ${file}`, () => {
      assert.ok(summary.endsWith('.'));
      const names = codebook.codes.map(({ name }) => name);
      for (const { name, definition, whenToUse, whenNotToUse, examples } of codebook.codes) {
        for (const text of [definition, whenToUse, whenNotToUse]) assert.ok(text.length > 20, name);
        assert.ok(examples.length >= 2 && examples.length <= 3 && new Set(examples).size === examples.length, name);
        for (const [, taken = ''] of whenNotToUse.matchAll(/\b(?:take|belongs to) (\p{Lu}[^.;]*)/gu))
          assert.ok(
            names.some((other) => other !== name && taken.startsWith(other)),
            `${name} sends to “${taken}”, which is no code`,
          );
      }
    });

    it(`name the code to take instead: ${file}`, () => {
      const names = codebook.codes.map(({ name }) => name);
      const without = codebook.codes.filter(
        ({ name, whenNotToUse, parent, id }) =>
          parent !== null &&
          codesBelow(codebook, id).length === 0 &&
          !names.some((other) => other !== name && whenNotToUse.includes(other)),
      );
      // Some can only be told apart from what no code of the book is for.
      assert.ok(without.length <= codebook.codes.length / 4, without.map(({ name }) => name).join(', '));
    });

    it(`give every code a look of its own: ${file}`, () => {
      assert.equal(
        new Set(codebook.codes.map(({ colour, pattern }) => `${colour} ${pattern}`)).size,
        codebook.codes.length,
      );
    });
  }

  it('share no code and no example', () => {
    const codes = starters.flatMap(({ codebook }) => codebook.codes);
    assert.equal(new Set(codes.map(({ id }) => id)).size, codes.length);
    const examples = codes.flatMap((code) => code.examples);
    assert.equal(new Set(examples).size, examples.length);
  });

  it('say that risk mentions are not for risk assessment, in each code and on screen', () => {
    const risk = starters.find(({ file }) => file.startsWith('risk'))!;
    assert.match(risk.notice ?? '', /^Not for risk assessment\./);
    for (const { definition, name } of risk.codebook.codes) assert.match(definition, /Not for risk assessment/, name);
  });

  it('read back what is exported', () => {
    const { title, codebook } = starters[0]!;
    const again = parseSharedCodebook(serializeSharedCodebook(title, codebook), 'x.codebook.json');
    assert.deepEqual([again.title, again.codebook.codes], [title, codebook.codes]);
    const untitled = parseSharedCodebook('{"formatVersion":1,"codes":[]}', 'folder/mine.codebook.json');
    assert.equal(untitled.title, 'mine');
  });
});
