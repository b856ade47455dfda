import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { findEntry, glossary, searchGlossary } from '../../../src/core/glossary/glossary';

describe('glossary', () => {
  it('has every field of every entry, and one entry for each term', () => {
    for (const entry of glossary) {
      for (const field of ['term', 'developer', 'clinician', 'explanation', 'caveat', 'source'] as const) {
        assert.ok(entry[field].trim().length > 1, `${entry.term}: ${field}`);
        assert.equal(entry[field], entry[field].trim(), `${entry.term}: ${field}`);
      }
      assert.match(entry.explanation, /\.$/, entry.term);
      assert.match(entry.caveat, /\.$/, entry.term);
      const sentences = [...new Intl.Segmenter('en', { granularity: 'sentence' }).segment(entry.explanation)];
      assert.ok(sentences.length <= 3, `${entry.term}: ${sentences.length} sentences`);
    }
    const terms = glossary.map(({ term }) => term.toLowerCase());
    assert.equal(new Set(terms).size, terms.length);
  });

  it('is sorted, and so are the cross-references, each to another entry', () => {
    const compare = new Intl.Collator('en', { sensitivity: 'base' }).compare;
    const terms = glossary.map(({ term }) => term);
    assert.deepEqual(terms, [...terms].sort(compare));
    for (const { term, see } of glossary) {
      assert.ok(see.length > 0, term);
      assert.deepEqual(see, [...new Set(see)].sort(compare), term);
      for (const other of see) {
        assert.ok(terms.includes(other), `${term} → ${other}`);
        assert.notEqual(other, term);
      }
    }
  });

  it('has the words of the design', () => {
    const words =
      'study transcript turn code codebook segment coder suggestion agreement adjudication token logit probability surprisal attention run technique';
    for (const word of [...words.split(' '), 'lab sheet', 'model host', 'RLHF', 'DPO', 'kappa', 'alpha', 'top-p']) {
      assert.ok(findEntry(word), word);
    }
  });

  it('has every term that a panel links to', () => {
    const root = path.join(import.meta.dirname, '../../../webview');
    const files = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.ts'));
    const links = files.flatMap((file) =>
      [
        ...readFileSync(path.join(root, file), 'utf8').matchAll(
          /<introspect-explain[^>]*\sterm="([^"]+)"|\bterm: '([^']+)'/g,
        ),
      ].map((match) => ({ file, term: match[1] ?? match[2]! })),
    );
    assert.ok(links.length > 50);
    for (const { file, term } of links) assert.ok(findEntry(term), `${file}: ${term}`);
  });

  it('is searched by either side’s word, names before explanations', () => {
    const terms = (search: string) => searchGlossary(search).map(({ term }) => term);
    assert.deepEqual(
      terms(''),
      glossary.map(({ term }) => term),
    );
    assert.deepEqual(terms('inter-RATER').slice(0, 1), ['agreement']);
    assert.ok(terms('annotator').includes('coder'));
    const [first, ...others] = terms('temperature');
    assert.deepEqual([first, others.includes('temperature')], ['temperature', false]);
    assert.deepEqual(terms('no such word anywhere'), []);
  });
});
