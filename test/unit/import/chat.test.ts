import assert from 'node:assert/strict';
import { parseChat } from '../../../src/core/exchange/import/chat';
import { readableWords } from '../../../src/core/exchange/import/chatWords';
import { assertRefused, turnsIn, warningsIn } from './support';

const chat = (text: string) => parseChat(text, 'interview.cha');

describe('parseChat', () => {
  it('reads main lines with their continuation and time bullets, and counts what it leaves out', () => {
    const imported = chat(`@UTF8
@Begin
@Languages:\teng
@Participants:\tPAR Maria_Luz Participant, INV Investigator,
\tFAT Grand_Father
@ID:\teng|study|PAR|62;|female|||Participant|||
@Media:\tinterview, audio
@Comment:\tat home
*INV:\thow have you been ? \x152041689_2042652\x15
%mor:\tint|how aux|have
%wor:\thow \x152041689_2041700\x15
*PAR:\twell I could not sleep and
\tthen I got up . \x15%snd:"tape"_2043000_2044000\x15
%com:\tlooks away
*CHI:\tyes .
@End
`);
    assert.deepEqual(turnsIn(imported), [
      [2_041_689, 'INV', 'how have you been?'],
      [2_043_000, 'PAR', 'well I could not sleep and then I got up.'],
      [null, 'CHI', 'yes.'],
    ]);
    assert.deepEqual(imported.documents[0]?.participants, [
      { speaker: 'PAR', fullName: 'Maria Luz', role: 'Participant' },
      { speaker: 'INV', fullName: null, role: 'Investigator' },
    ]);
    assert.deepEqual(warningsIn(imported), [
      'Dependent tiers left out: %mor 1, %wor 1, %com 1.',
      '2 header lines left out, comments and situation among them.',
    ]);
  });

  it('leaves out main lines on which nothing is said, and counts them', () => {
    const imported = chat(
      '@Begin\n*CHI:\t0 .\n%act:\tlooks up\n*MOT:\t0 [=! laughs] .\n*CHI:\t+...\n*CHI:\t(1.2)\n*MOT:\t\n*CHI:\txxx .\n@End\n',
    );
    assert.deepEqual(turnsIn(imported), [
      [null, 'MOT', '[laughs].'],
      [null, 'CHI', '(1.2)'],
      [null, 'CHI', '[unintelligible].'],
    ]);
    assert.ok(warningsIn(imported).includes('3 main lines without words left out.'));
  });

  it('names lines that are no part of CHAT, and refuses a file without a main line', () => {
    const stray = chat('@Begin\nsecret\n*PAR:\tyes .\n@End\n');
    assert.match(warningsIn(stray).join(), /line 2: Neither a header/);
    assert.doesNotMatch(warningsIn(stray).join(), /secret/);
    assertRefused(() => chat('@Begin\n@Comment:\tsecret\n@End\n'), /interview\.cha is not a CHAT transcript/);
  });

  const manual = 'MacWhinney, Tools for Analyzing Talk, Part 1';
  it(`makes words of the codes of the manual (${manual})`, () => {
    const readings: [string, string][] = [
      ['<I wanted> [//] I thought I wanted to [/] to go .', 'I wanted I thought I wanted to to go.'],
      ['a kitty [: kitten] [* p:n] sat [= on the mat] there [+ gram] .', 'a kitty sat there.'],
      ['we have <some time> [>] now [<] .', 'we have some time now.'],
      ['I (.) well (..) (1.5) yes (...) .', 'I (.) well (..) (1.5) yes (...).'],
      ['xxx said yyy , www .', '[unintelligible] said [unintelligible], [untranscribed].'],
      ['&=laughs no [=! whispering softly] .', '[laughs] no [whispering softly].'],
      ['he said &*INV:mhm and left [?] .', 'he said [INV: mhm] and left (?).'],
      ['&-uh &+fr from &~gaga 0is here .', 'uh fr from gaga here.'],
      ['(be)cause no: it is agua@s:spa on Peter_Pan ice+cream .', 'because no it is agua on Peter Pan icecream.'],
      ['so I +...', 'so I…'],
      ['but +/.', 'but –'],
      ['what +//?', 'what –?'],
      ['+< yeah ‡ sure „ right ?', 'yeah, sure, right?'],
      ['[- spa] no [x 3] !', 'no [x 3]!'],
      ['⌈ one ⌉ ⌈2 two ⌉2 ↑ three .', 'one two three.'],
      ['0 [=! coughs] .', '[coughs].'],
      // Overlaps, stress and voice within words (chapter 10).
      ['⌊ (.) yeah⌋⌈2: but a⌋2⌈3side ⌉3 .', '(.) yeah but aside.'],
      ['ye⌉2⌊3s ⌋3 ⌈2but⌉2 .', 'yes but.'],
      ['a rub≠ber ↻pitch in∾ ∮sung∮ ^big b^ig .', 'a rubber pitch in sung big big.'],
      ['↫s-s-s↫segment ↫m↫ments .', 's-s-s-segment m-ments.'],
    ];
    for (const [line, words] of readings) assert.equal(readableWords(line), words, line);
  });
});
