import assert from 'node:assert/strict';
import fc from 'fast-check';
import { UserError } from '../../../src/core/base/userError';
import { child, childrenOf, decodeXml, parseXml, xmlLimits } from '../../../src/core/exchange/xml';

function refused(run: () => unknown, message: RegExp): void {
  assert.throws(run, (error) => {
    assert.ok(error instanceof UserError && error.code === 'fileInvalid', String(error));
    assert.match(error.message, message);
    assert.doesNotMatch(error.message, /secret/);
    return true;
  });
}

describe('parseXml', () => {
  it('gives elements with attributes, text, CDATA and lines, prefixes aside', () => {
    const root = parseXml(
      '<?xml version="1.0"?>\n<q:A xmlns:q="u" n="1&#10;2">\n x<B/>y<![CDATA[<z>]]></q:A>',
      'f.xml',
    );
    assert.equal(root.name, 'A');
    assert.equal(root.attributes['n'], '1\n2');
    assert.equal(root.text, '\n xy<z>');
    assert.equal(child(root, 'B')?.line, 3);
    assert.deepEqual(childrenOf(root, 'C'), []);
    assert.equal(root.attributes['constructor'], undefined);
  });

  it('refuses declarations of entities: bombs, and files from outside', () => {
    const bomb = '<!DOCTYPE l [<!ENTITY a "secret"><!ENTITY b "&a;&a;&a;&a;">]>\n<l>&b;</l>';
    refused(() => parseXml(bomb, 'f.xml'), /f\.xml, line 1: a document type declaration/);
    refused(() => parseXml('<!DOCTYPE l SYSTEM "file:///etc/passwd"><l/>', 'f.xml'), /document type/);
    refused(() => parseXml('<l>&secret;</l>', 'f.xml'), /well-formed/);
  });

  it('names the line of what is not well-formed, and quotes nothing', () => {
    for (const bad of ['<a>\n<secret></a>', '<a>\n<b', 'secret\n', '', '<a/>\n<b/>', '<a b="1"\nb="secret"/>']) {
      refused(() => parseXml(bad, 'f.xml'), /^f\.xml, line [12]: /);
    }
  });

  it('has limits on length, depth and number of elements', () => {
    const limits = { length: 1000, depth: 3, elements: 5 };
    assert.ok(parseXml('<a><b><c/></b></a>', 'f', limits));
    refused(() => parseXml('<a><b><c><d/></c></b></a>', 'f', limits), /more than 3 deep/);
    refused(() => parseXml('<a><b/><b/><b/><b/><b/></a>', 'f', limits), /more than 5 elements/);
    refused(() => parseXml(`<a>${' '.repeat(1000)}</a>`, 'f', limits), /1000 characters/);
    refused(() => parseXml('<a>'.repeat(100_000), 'f'), new RegExp(`more than ${xmlLimits.depth} deep`));
  });

  it('decodes by mark, by declaration, else as UTF-8', () => {
    const utf16 = Buffer.from('\ufeff<a>ä</a>', 'utf16le');
    assert.equal(parseXml(decodeXml(utf16, 'f'), 'f').text, 'ä');
    assert.equal(parseXml(decodeXml(utf16.swap16(), 'f'), 'f').text, 'ä');
    const declared = (name: string) => Buffer.from(`<?xml version="1.0" encoding="${name}"?><a>\x93\xe4</a>`, 'latin1');
    assert.equal(parseXml(decodeXml(declared('windows-1252'), 'f'), 'f').text, '“ä');
    refused(() => decodeXml(declared('UTF-8'), 'f'), /not UTF-8/);
    refused(() => decodeXml(declared('klingon'), 'f'), /encoding/);
    assert.equal(parseXml(decodeXml(Buffer.from('\ufeff<a>ä</a>'), 'f'), 'f').text, 'ä');
  });

  it('answers any text with an element or a UserError', () => {
    const part = fc.constantFrom(
      '<a>',
      '</a>',
      '<b c="',
      '"/>',
      '&amp;',
      '&x;',
      '<![CDATA[',
      ']]>',
      '<!--',
      '-->',
      '<?p',
      '?>',
      '<!DOCTYPE',
      'é',
      '\0',
    );
    fc.assert(
      fc.property(
        fc.oneof(
          fc.array(part, { maxLength: 12 }).map((parts) => parts.join('')),
          fc.string(),
        ),
        (text) => {
          try {
            parseXml(text, 'f');
          } catch (error) {
            assert.ok(error instanceof UserError, String(error));
          }
        },
      ),
      { numRuns: 300 },
    );
  });
});
