import assert from 'node:assert/strict';
import fc from 'fast-check';
import { formatCsv } from '../../../src/core/exchange/csv';
import { parseCsv, parseCsvRecords } from '../../../src/core/exchange/parseCsv';

const fields = (csv: string) => parseCsv(csv, 'f.csv').map((row) => row.fields);

describe('csv', () => {
  it('reads the examples of RFC 4180', () => {
    assert.deepEqual(fields('aaa,bbb,ccc\r\nzzz,yyy,xxx\r\n'), [
      ['aaa', 'bbb', 'ccc'],
      ['zzz', 'yyy', 'xxx'],
    ]);
    assert.deepEqual(fields('"aaa","b\r\nbb","ccc"\r\nzzz,yyy,xxx'), [
      ['aaa', 'b\r\nbb', 'ccc'],
      ['zzz', 'yyy', 'xxx'],
    ]);
    assert.deepEqual(fields('"aaa","b""bb","ccc"'), [['aaa', 'b"bb', 'ccc']]);
  });

  it('reads empty fields, other line ends, a byte-order mark, and skips empty lines', () => {
    assert.deepEqual(fields('\uFEFFa,,\n\n,b,""\n'), [
      ['a', '', ''],
      ['', 'b', ''],
    ]);
    assert.deepEqual(fields('a,'), [['a', '']]);
    assert.deepEqual(fields('""'), [['']]);
    assert.deepEqual(fields(''), []);
  });

  it('finds the columns by name, and says in which line a field is missing', () => {
    const records = parseCsvRecords('Coder,extra,value\nana,x,1\n', 'f.csv', ['value', 'coder']);
    assert.deepEqual(records, [{ value: '1', coder: 'ana' }]);
    assert.throws(() => parseCsvRecords('a;b\n', 'f.csv', ['a', 'b']), /f\.csv: the first line.*a, b/);
    assert.throws(() => parseCsvRecords('a,b\n"x\ny",2\nsecret\n', 'f.csv', ['a']), /f\.csv, line 4: 1 fields.*2\./);
  });

  it('refuses broken quotes with their line, and quotes nothing', () => {
    for (const broken of ['a\n"secret', 'a\nsecret"x"', 'a\n"secret"x']) {
      assert.throws(
        () => parseCsv(broken, 'f.csv'),
        (error) => /f\.csv, line 2/.test(String(error)) && !String(error).includes('secret'),
      );
    }
  });

  it('reads back what it writes', () => {
    const cell = fc.string({ maxLength: 8 }).filter((text) => !/^[=+\-@\t\r']/.test(text));
    const row = fc.array(cell, { minLength: 2, maxLength: 2 });
    fc.assert(
      fc.property(fc.array(row, { maxLength: 5 }), (rows) => {
        assert.deepEqual(fields(formatCsv(rows)), rows);
      }),
      { numRuns: 50 },
    );
  });

  it('takes the sting out of formulas, not out of numbers', () => {
    assert.equal(formatCsv([['=1+1', '+x', '-x', '@x', -0.5, null, 'a=b']]), "'=1+1,'+x,'-x,'@x,-0.5,,a=b\r\n");
  });
});
