import assert from 'node:assert/strict';
import { decodeText } from '../../../src/core/base/decodeText';
import { parseElan } from '../../../src/core/exchange/import/elan';
import { parseTextGrid } from '../../../src/core/exchange/import/textGrid';
import { readXml, xmlLimits } from '../../../src/core/exchange/xml';
import { assertRefused, turnsIn, warningsIn } from './support';

const elan = (body: string) => parseElan(`<?xml version="1.0" encoding="UTF-8"?>\n${body}`, 'visit.eaf');
const annotation = (slot: string, value: string) =>
  `<ANNOTATION><ALIGNABLE_ANNOTATION ANNOTATION_ID="a${slot}" TIME_SLOT_REF1="${slot}" TIME_SLOT_REF2="ts9">
  <ANNOTATION_VALUE>${value}</ANNOTATION_VALUE></ALIGNABLE_ANNOTATION></ANNOTATION>`;

describe('parseElan', () => {
  it('reads tiers as the schema EAFv3.0 has them, in order of time', () => {
    const imported = elan(`<ANNOTATION_DOCUMENT AUTHOR="" DATE="2024-01-01T00:00:00+00:00" FORMAT="3.0" VERSION="3.0">
<HEADER MEDIA_FILE="" TIME_UNITS="milliseconds"/>
<TIME_ORDER>
 <TIME_SLOT TIME_SLOT_ID="ts1" TIME_VALUE="1200"/><TIME_SLOT TIME_SLOT_ID="ts2" TIME_VALUE="0"/>
 <TIME_SLOT TIME_SLOT_ID="ts3"/><TIME_SLOT TIME_SLOT_ID="ts4" TIME_VALUE="4000"/>
 <TIME_SLOT TIME_SLOT_ID="ts9" TIME_VALUE="9000"/>
</TIME_ORDER>
<TIER TIER_ID="utt@P01" PARTICIPANT="P01" LINGUISTIC_TYPE_REF="default-lt">
 ${annotation('ts1', 'Tired &amp; <![CDATA[<low>]]>')}${annotation('ts3', 'since May')}${annotation('ts4', '')}
</TIER>
<TIER TIER_ID="Interviewer" LINGUISTIC_TYPE_REF="default-lt">${annotation('ts2', 'How are you?')}${annotation('ts4', 'Oh.')}</TIER>
<TIER TIER_ID="gesture" PARTICIPANT="P01" LINGUISTIC_TYPE_REF="default-lt">${annotation('ts4', 'shrugs')}</TIER>
<TIER TIER_ID="gloss" PARENT_REF="utt@P01" PARTICIPANT="P01" LINGUISTIC_TYPE_REF="ref">
 <ANNOTATION><REF_ANNOTATION ANNOTATION_ID="r1" ANNOTATION_REF="ats1"><ANNOTATION_VALUE>x</ANNOTATION_VALUE></REF_ANNOTATION></ANNOTATION>
</TIER>
<LINGUISTIC_TYPE LINGUISTIC_TYPE_ID="default-lt" TIME_ALIGNABLE="true"/>
</ANNOTATION_DOCUMENT>`);
    assert.deepEqual(turnsIn(imported), [
      [0, 'Interviewer', 'How are you?'],
      [1200, 'P01', 'Tired & <low>'],
      [null, 'P01', 'since May'],
      [4000, 'Interviewer', 'Oh.'],
      [4000, 'P01', 'shrugs'],
    ]);
    assert.deepEqual(warningsIn(imported), [
      'tier "gloss": Left out: the tier annotates another tier.',
      'tier "gesture": Put together with another tier of the same participant.',
      '1 annotation without a time value, put after the one before.',
    ]);
  });

  const slots = `<TIME_ORDER>${[0, 1000, 2000].map((ms) => `<TIME_SLOT TIME_SLOT_ID="t${ms}" TIME_VALUE="${ms}"/>`).join('')}</TIME_ORDER>`;
  const refers = (id: string, to: string, value: string) =>
    `<ANNOTATION><REF_ANNOTATION ANNOTATION_ID="${id}" ANNOTATION_REF="${to}"><ANNOTATION_VALUE>${value}</ANNOTATION_VALUE></REF_ANNOTATION></ANNOTATION>`;
  const file = (tiers: string, types = '') =>
    elan(`<ANNOTATION_DOCUMENT>${slots}${tiers}${types}</ANNOTATION_DOCUMENT>`);

  it('takes the words from the tier that annotates numbers of utterances, or nothing', () => {
    const numbered = file(`<TIER TIER_ID="ref@INT" PARTICIPANT="INT">${annotation('t0', 'talk.001')}</TIER>
<TIER TIER_ID="ref@P01">${annotation('t1000', 'talk.002')}${annotation('t2000', 'talk.003')}</TIER>
<TIER TIER_ID="ft@P01" PARENT_REF="ref@P01">${refers('f1', 'at1000', 'Müde.')}</TIER>
<TIER TIER_ID="tx@INT" PARENT_REF="ref@INT" PARTICIPANT="INT">${refers('x1', 'at0', 'And &amp; how?')}</TIER>
<TIER TIER_ID="tx@P01" PARENT_REF="ref@P01">${refers('x2', 'at1000', 'Tired.')}${refers('x3', 'at2000', 'Very.')}</TIER>
<TIER TIER_ID="word@P01" PARENT_REF="tx@P01">${refers('w1', 'x3', 'Very')}</TIER>`);
    assert.deepEqual(turnsIn(numbered), [
      [0, 'INT', 'And & how?'],
      [1000, 'P01', 'Tired.'],
      [2000, 'P01', 'Very.'],
    ]);
    const mark = 'Holds numbers or nothing: the words are taken from a tier that annotates it.';
    assert.deepEqual(warningsIn(numbered), [
      `tier "ref@INT": ${mark}`,
      `tier "ref@P01": ${mark}`,
      'tier "ft@P01": Left out: the tier annotates another tier.',
      'tier "word@P01": Left out: the tier annotates another tier.',
    ]);
    const words = file(`<TIER TIER_ID="P01">${annotation('t1000', '')}${annotation('t2000', '')}</TIER>
<TIER TIER_ID="P01-words" PARENT_REF="P01">${refers('1', 'at1000', 'so')}${refers('2', 'at1000', 'tired')}${refers('3', 'at2000', 'yes')}</TIER>`);
    assert.deepEqual(turnsIn(words), [
      [1000, 'P01', 'so tired'],
      [2000, 'P01', 'yes'],
    ]);
    // Round and round: no time, and an end.
    const round = file(
      `<TIER TIER_ID="P01"/><TIER TIER_ID="x" PARENT_REF="P01">${refers('1', '2', 'so')}${refers('2', '1', 'tired')}</TIER>`,
    );
    assert.deepEqual(turnsIn(round), [
      [null, 'P01', 'so'],
      [null, 'P01', 'tired'],
    ]);
  });

  it('leaves out tiers of codes from a list, unless there is nothing else', () => {
    const types = '<LINGUISTIC_TYPE LINGUISTIC_TYPE_ID="gaze" CONTROLLED_VOCABULARY_REF="gaze"/>';
    const gaze = `<TIER TIER_ID="gaze" PARTICIPANT="P01" LINGUISTIC_TYPE_REF="gaze">${annotation('t0', 'away')}</TIER>`;
    const beside = file(
      `<TIER TIER_ID="P01" LINGUISTIC_TYPE_REF="talk">${annotation('t1000', 'Yes.')}</TIER>${gaze}`,
      types,
    );
    assert.deepEqual(turnsIn(beside), [[1000, 'P01', 'Yes.']]);
    assert.deepEqual(warningsIn(beside), ['tier "gaze": Left out: the tier holds codes from a list, not words.']);
    assert.deepEqual(turnsIn(file(gaze, types)), [[0, 'P01', 'away']]);
  });

  it('makes of a tier name one that a transcript can hold, and says so', () => {
    const imported = elan(
      `<ANNOTATION_DOCUMENT><TIME_ORDER><TIME_SLOT TIME_SLOT_ID="t" TIME_VALUE="5"/></TIME_ORDER>
<TIER TIER_ID="tx@P01">${annotation('t', 'a')}</TIER><TIER TIER_ID="tx P01">${annotation('t', 'b')}</TIER></ANNOTATION_DOCUMENT>`,
    );
    assert.deepEqual(turnsIn(imported), [
      [5, 'tx P01 2', 'a'],
      [5, 'tx P01', 'b'],
    ]);
    assert.deepEqual(warningsIn(imported), ['1 name of a speaker changed to what a transcript can hold.']);
  });

  it('refuses XML bombs, broken and too deep XML, and XML of another kind, with the line', () => {
    const bomb =
      '<!DOCTYPE a [\n<!ENTITY secret "ha"><!ENTITY b "&secret;&secret;">\n]>\n<ANNOTATION_DOCUMENT>&b;</ANNOTATION_DOCUMENT>';
    assertRefused(() => elan(bomb), /visit\.eaf, line 4: a document type/);
    assertRefused(
      () => elan('<ANNOTATION_DOCUMENT>\n&secret;</ANNOTATION_DOCUMENT>'),
      /visit\.eaf, line 3: not well-formed/,
    );
    assertRefused(() => elan('<ANNOTATION_DOCUMENT>\n\n<secret>'), /visit\.eaf, line 4: not well-formed/);
    assertRefused(() => elan('<secret/>'), /visit\.eaf is not an ELAN/);
    const deep = '<a>'.repeat(xmlLimits.depth + 1);
    assertRefused(
      () => readXml(deep, 'f.xml', { open() {}, close() {}, text() {} }),
      /f\.xml, line 1: elements nested more than/,
    );
  });
});

const short = `File type = "ooTextFile"
Object class = "TextGrid"

0
2.5
<exists>
2
"IntervalTier"
"P01"
0
2.5
2
0
1.25
""
1.25
2.5
"she said ""no""
! twice"
"TextTier"
"Interviewer"
0
2.5
1
0.5004
"Why?"
`;

const long = `File type = "ooTextFile"
Object class = "TextGrid"

xmin = 0 ! of the whole
xmax = 2.5
tiers? <exists>
size = 2
item []:
    item [1]:
        class = "IntervalTier"
        name = "P01"
        xmin = 0
        xmax = 2.5
        intervals: size = 2
        intervals [1]:
            xmin = 0
            xmax = 1.25
            text = ""
        intervals [2]:
            xmin = 1.25
            xmax = 2.5
            text = "she said ""no""
! twice"
    item [2]:
        class = "TextTier"
        name = "Interviewer"
        xmin = 0
        xmax = 2.5
        points: size = 1
        points [1]:
            number = 0.5004
            mark = "Why?"
`;

describe('parseTextGrid', () => {
  it('reads the long and the short form of the Praat manual, also in UTF-16', () => {
    const expected = [
      [500, 'Interviewer', 'Why?'],
      [1250, 'P01', 'she said "no"\n! twice'],
    ];
    const utf16 = Buffer.from(`\uFEFF${long.replaceAll('\n', '\r\n')}`, 'utf16le').swap16();
    for (const text of [short, long, long.replace('ooTextFile"', 'ooTextFile short"'), decodeText(utf16, 'f').text]) {
      const imported = parseTextGrid(text, 'f.TextGrid');
      assert.deepEqual(turnsIn(imported), expected);
      assert.deepEqual(warningsIn(imported), ['1 mark of point tiers taken in as turns.']);
    }
    assert.deepEqual(turnsIn(parseTextGrid('"ooTextFile"\n"TextGrid"\n0 1 <absent>', 'f')), []);
  });

  it('reads letters as Praat writes them by a backslash, and leaves other backslashes alone', () => {
    const tier = (name: string, words: string) =>
      short.replace('"P01"', `"${name}"`).replace('she said ""no""\n! twice', words);
    const written = 'sch\\o""n, hei\\ss, caf\\e\', \\A""rger, ma\\n~ana, gar\\c,on, tr\\o/t, \\aea, C:\\temp, \\q""';
    assert.equal(
      turnsIn(parseTextGrid(tier('P01', written), 'f'))[1]?.[2],
      'schön, heiß, café, Ärger, mañana, garçon, trøt, æa, C:\\temp, \\q"',
    );
  });

  it('leaves out tiers of sounds, as aligners write them, beside tiers of words', () => {
    const phones = short.replace('"Interviewer"', '"P01 - phones"').replace('"P01"', '"P01 - words"');
    const imported = parseTextGrid(phones, 'f.TextGrid');
    assert.deepEqual(turnsIn(imported), [[1250, 'P01', 'she said "no"\n! twice']]);
    assert.deepEqual(warningsIn(imported), ['tier "P01 - phones": Left out: the tier holds sounds, not words.']);
    for (const name of ['phones', 'MAU', 'KAN-MAU', 'Phonemes', 'segments']) {
      assert.equal(turnsIn(parseTextGrid(short.replace('"Interviewer"', `"${name}"`), 'f')).length, 1, name);
    }
    assert.equal(turnsIn(parseTextGrid(phones.replace('"P01 - words"', '"phones"'), 'f')).length, 2);
  });

  it('refuses what is broken, with the line', () => {
    const grid = (text: string) => () => parseTextGrid(text, 'f.TextGrid');
    assertRefused(grid('secret\n"ooTextFile"\n"Pitch"'), /f\.TextGrid, line 3: .*TextGrid/);
    assertRefused(grid(short.replace('1.25\n""', '"secret"\n""')), /f\.TextGrid, line 14: a number was expected/);
    assertRefused(grid(short.slice(0, -3)), /f\.TextGrid, line 26: a text whose closing quote/);
    assertRefused(grid(short.slice(0, -8)), /f\.TextGrid, line \d+: the file ends where/);
    assertRefused(grid(short.replace('"TextTier"', '"secret"')), /f\.TextGrid, line 20: a tier that is neither/);
  });
});
