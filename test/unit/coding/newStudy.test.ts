import assert from 'node:assert/strict';
import { findImportable, findStudyInside } from '../../../src/core/coding/newStudy';
import { memoryFolder } from '../../support/memoryStudy';

/** Folders of the top too, which the study's own folder never lists. */
function folderWith(...files: readonly string[]) {
  const inner = memoryFolder(Object.fromEntries(files.map((file) => [`top/${file}`, ''])));
  return {
    read: (path: string) => inner.read(path),
    list: (path: string) => inner.list(path === '' ? 'top' : `top/${path}`),
  };
}

describe('a folder that is no study yet', () => {
  it('names Word files and subtitles that were not imported, however the originals are spelled', async () => {
    const [name, spelled] = ['Übung  a:1.docx', 'Zoë.docx'.normalize('NFD')];
    const importable = (...files: readonly string[]) => findImportable(folderWith(...files), { atMost: 9 });
    assert.deepEqual(await importable(name, 'deep/er/talk.VTT', '~$P01.docx', 'P01.txt'), ['deep/er/talk.VTT', name]);
    const originals = ['originals/Übung a 1.docx', 'originals/Zoë.docx'.normalize('NFC')];
    assert.deepEqual(await importable(name, spelled, ...originals), []);
  });

  it('knows of a study inside, as a zip unpacks it, and of none further in', async () => {
    const inside = (...files: readonly string[]) => findStudyInside(folderWith(...files));
    assert.equal(await inside('Sleep/introspect/study.json', 'P01.txt'), 'Sleep');
    assert.equal(await inside('B/Sleep/introspect/study.json', 'A/x.txt'), 'B/Sleep');
    assert.equal(await inside('a/b/c/introspect/study.json'), null);
    assert.equal(await inside('introspect/codebook.json', 'transcripts/P01.txt', 'x/introspect/codebook.json'), null);
  });
});
