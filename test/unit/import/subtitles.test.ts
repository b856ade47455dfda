import assert from 'node:assert/strict';
import { detectFormat } from '../../../src/core/exchange/import/formats';
import { parseSubRip } from '../../../src/core/exchange/import/subRip';
import { parseWebVtt } from '../../../src/core/exchange/import/webVtt';
import { assertRefused, turnsIn, warningsIn } from './support';

const vtt = (text: string) => parseWebVtt(text, 'a/P01.vtt');
const srt = (text: string) => parseSubRip(text, 'P01.srt');
const nobody = 'The file does not say who speaks: every turn is given to “Speaker”.';

const clock = (ms: number) => `00:00:0${Math.floor(ms / 1000)}.${String(ms % 1000).padStart(3, '0')}`;
/** Cues as WebVTT and, with a number and commas, as SubRip. */
const cuesIn = (cues: readonly (readonly [from: number, to: number, text: string])[]) => {
  const block = ([from, to, text]: (typeof cues)[number]) => `${clock(from)} --> ${clock(to)}\n${text}\n`;
  const webVtt = vtt(`WEBVTT\n\n${cues.map(block).join('\n')}`);
  const numbered = cues.map((cue, i) => `${i + 1}\n${block(cue).replaceAll('.', ',')}`);
  assert.deepEqual(turnsIn(srt(numbered.join('\n'))), turnsIn(webVtt));
  return turnsIn(webVtt).map(([startMs, , words]) => [startMs, words]);
};

describe('captions that roll', () => {
  it('say each line once, as YouTube writes them', () => {
    assert.deepEqual(
      cuesIn([
        [0, 1990, 'so how have you'],
        [1990, 2000, 'so how have you'],
        [2000, 3990, 'so how have you\nbeen sleeping'],
        [3990, 4000, 'been sleeping'],
        [4000, 5990, 'been sleeping\nnot at all'],
        [5990, 6000, 'not at all'],
        // After a pause the same words are said again.
        [7000, 8000, 'not at all\nno'],
      ]),
      [
        [0, 'so how have you'],
        [2000, 'been sleeping'],
        [4000, 'not at all'],
        [7000, 'not at all no'],
      ],
    );
  });

  it('and only those: what is said twice in other captions stays', () => {
    const twice = [
      [0, 1000, 'Yes'],
      [1000, 2000, 'Yes'],
      [2000, 3000, 'Yes\nI do'],
      [3000, 4000, 'Why'],
      [4000, 5000, 'It rained'],
      [5000, 6000, 'all day'],
    ] as const;
    assert.equal(cuesIn(twice).length, 6);
    assert.deepEqual(cuesIn(twice.slice(0, 2)), [
      [0, 'Yes'],
      [1000, 'Yes'],
    ]);
  });
});

const rolling = `WEBVTT
Kind: captions

00:00:00.080 --> 00:00:02.310 align:start position:0%
\u0020
so<00:00:00.320><c> how</c><00:00:00.480><c> are you</c>

00:00:02.310 --> 00:00:02.320 align:start position:0%
so how are you
\u0020

00:00:02.320 --> 00:00:04.470 align:start position:0%
so how are you
fine<00:00:02.560><c> thanks</c>

00:00:04.470 --> 00:00:04.480 align:start position:0%
fine thanks
\u0020
`;

describe('captions as they are found', () => {
  it('may begin and end with a line of spaces, as YouTube writes them', () => {
    const imported = parseWebVtt(rolling, 'f.vtt');
    assert.deepEqual(turnsIn(imported), [
      [80, 'Speaker', 'so how are you'],
      [2320, 'Speaker', 'fine thanks'],
    ]);
    // Where spaces part the cues of SubRip, numbers are still no words.
    const spaced = '1\n00:00:01,000 --> 00:00:02,000\nOne.\n \n2\n00:00:03,000 --> 00:00:04,000\nTwo.\n';
    assert.deepEqual(turnsIn(parseSubRip(spaced, 'f.srt')), [
      [1000, 'Speaker', 'One.'],
      [3000, 'Speaker', 'Two.'],
    ]);
  });

  it('are read in the form of SubViewer, and say by arrows who begins', () => {
    const sbv = `0:00:00.599,0:00:04.160
>> KAREN: How have you been
sleeping?

0:00:04.160,0:00:06.770
>> ANNA: Badly, 3,000 thoughts.
>> KAREN: Oh.
>> Yes.

0:01:06.770,0:01:08.000
>> ANNA: Right.
`;
    assert.equal(detectFormat('captions.sbv', new TextEncoder().encode(sbv)), 'subRip');
    assert.deepEqual(turnsIn(parseSubRip(sbv, 'captions.sbv')), [
      [599, 'KAREN', 'How have you been sleeping?'],
      [4160, 'ANNA', 'Badly, 3,000 thoughts.'],
      [4160, 'KAREN', 'Oh.'],
      [4160, 'Speaker', '>> Yes.'],
      [66_770, 'ANNA', 'Right.'],
    ]);
  });
});

describe('parseWebVtt', () => {
  it('names the transcript after the file, without folder and ending', () => {
    const named = (file: string) => parseWebVtt('WEBVTT', file).documents[0]?.name;
    assert.deepEqual(['P01.vtt', 'a/b.c/P01.en.vtt', 'a\\P01.transcript.vtt', 'a.b/P01', '.vtt'].map(named), [
      'P01',
      'P01.en',
      'P01',
      'P01',
      '.vtt',
    ]);
  });

  it('reads voice spans, with classes, end tags and several voices in a cue (WebVTT 4.2.2)', () => {
    const imported = vtt(`WEBVTT - Session 3
Kind: captions

NOTE
A comment, <v Nobody> and --
more of it

STYLE
::cue(v[voice="Ana"]) { color: lime }

REGION
id:fred

intro
00:00:01.000 --> 00:00:03.500 align:start position:10%
<v Ana Lima>How have you been?</v>

00:03.500 --> 00:00:05.250
<v.first.loud P01>Tired, <i>very</i>
tired.</v>
<v Ana Lima>Mm.

1:00:00.000 --> 1:00:01.000
<v P01>I <00:00:06.000><c.yellow>sleep</c> <lang en>badly</lang>.
`);
    assert.equal(imported.documents[0]?.name, 'P01');
    assert.deepEqual(turnsIn(imported), [
      [1000, 'Ana Lima', 'How have you been?'],
      [3500, 'P01', 'Tired, very tired.'],
      [3500, 'Ana Lima', 'Mm.'],
      [3_600_000, 'P01', 'I sleep badly.'],
    ]);
    assert.deepEqual(warningsIn(imported), []);
  });

  it('reads the names that Zoom puts before the words, and takes a single "Note:" for words', () => {
    const zoom = (
      last: string,
    ) => `\uFEFFWEBVTT\r\n\r\n1\r\n00:00:02.790 --> 00:00:05.000\r\nDr. Jo O’Hara: Hello.\r\n\r\n2
00:00:05.000 --> 00:00:07.000
P-07 (she/her): Hi:
there.

3
00:00:08.000 --> 00:00:09.000
${last}

4
00:00:09.000 --> 00:00:10.000
Dr. Jo O’Hara: So.
`;
    assert.deepEqual(turnsIn(vtt(zoom('P-07 (she/her): Well.'))), [
      [2790, 'Dr. Jo O’Hara', 'Hello.'],
      [5000, 'P-07 (she/her)', 'Hi: there.'],
      [8000, 'P-07 (she/her)', 'Well.'],
      [9000, 'Dr. Jo O’Hara', 'So.'],
    ]);
    const single = vtt(
      'WEBVTT\n\n00:01.000 --> 00:02.000\nNote: one\n\n00:02.000 --> 00:03.000\ntwo\n\n00:04.000 --> 00:05.000\nthree',
    );
    assert.deepEqual(
      turnsIn(single).map(([, speaker, words]) => [speaker, words]),
      [
        ['Speaker', 'Note: one'],
        ['Speaker', 'two'],
        ['Speaker', 'three'],
      ],
    );
  });

  it('reads names that no transcript holds if they come again, and names in brackets (Zoom, whisperX)', () => {
    const cue = (n: number, words: string) => `00:0${n}.000 --> 00:0${n + 1}.000\n${words}\n\n`;
    const names = ['Schmidt, Anna', 'P01 | she/her', 'Dr. Anna Maria von Heide', '[SPEAKER_00]', '\u200Fמראיין'];
    const own = ['Schmidt Anna', 'P01 she/her', 'Dr. Anna Maria von', 'SPEAKER_00', 'מראיין'];
    for (const [i, name] of names.entries()) {
      const imported = vtt(
        `WEBVTT\n\n${[`${name}: Hallo.`, 'Ben: Ja.', `${name}: Und?`, 'Ben: Gut.'].map((w, n) => cue(n, w)).join('')}`,
      );
      assert.deepEqual(
        turnsIn(imported).map(([, speaker, words]) => [speaker, words]),
        [
          [own[i], 'Hallo.'],
          ['Ben', 'Ja.'],
          [own[i], 'Und?'],
          ['Ben', 'Gut.'],
        ],
      );
    }
    const once = `WEBVTT\n\n${cue(1, 'Ja, Gut, Also: hier')}${cue(2, 'a')}${cue(3, 'b')}`;
    assert.equal(turnsIn(vtt(once))[0]?.[2], 'Ja, Gut, Also: hier');
  });

  it('gives cues without a speaker to a neutral one, whose name nobody else has, and says so', () => {
    const bare = vtt('WEBVTT\n\n00:01.000 --> 00:02.000\n- Tea?\n- No,\nthanks.');
    assert.deepEqual(turnsIn(bare), [[1000, 'Speaker', '- Tea?\n- No, thanks.']]);
    assert.deepEqual(warningsIn(bare), [nobody]);
    const mixed = vtt('WEBVTT\n\n00:01.000 --> 00:02.000\n<v Speaker>a</v> b');
    assert.deepEqual(turnsIn(mixed), [
      [1000, 'Speaker', 'a'],
      [1000, 'Speaker 2', 'b'],
    ]);
    assert.deepEqual(warningsIn(mixed), ['1 turn without a speaker, given to “Speaker 2”.']);
  });

  it('resolves escapes, and keeps angle brackets that are no tags of WebVTT', () => {
    const cue = '1 &lt; 2 &amp;amp; 3&nbsp;4 &#233;&#x1F600; &unknown; <inaudible> a < b, c > d';
    assert.deepEqual(turnsIn(vtt(`WEBVTT\n\n00:01.000 --> 00:02.000\n${cue}`)), [
      [1000, 'Speaker', '1 < 2 &amp; 3\u00A04 é😀 &unknown; <inaudible> a < b, c > d'],
    ]);
  });

  it('keeps words whose time is missing or broken, and says where', () => {
    const broken = vtt('WEBVTT\n\n00:0x.000 --> 00:02.000\none\n\n00:99.000 --> 00:02.000\ntwo\n\nthree\nfour\n');
    assert.deepEqual(turnsIn(broken), [
      [null, 'Speaker', '00:0x.000 --> 00:02.000 one'],
      [null, 'Speaker', 'two'],
      [null, 'Speaker', 'three four'],
    ]);
    assert.deepEqual(
      warningsIn(broken).slice(0, 3),
      [3, 6, 9].map((line) => `line ${line}: Words without a readable time, kept without one.`),
    );
  });

  it('reads cues without the signature with a warning, and refuses what has neither', () => {
    const unsigned = vtt('00:01.000 --> 00:02.000\n<v A>x');
    assert.deepEqual(turnsIn(unsigned), [[1000, 'A', 'x']]);
    assert.match(warningsIn(unsigned)[0]!, /not WEBVTT/);
    assertRefused(() => vtt('secret: words\n'), /a\/P01\.vtt is not a WebVTT file/);
  });
});

describe('parseSubRip', () => {
  it('reads cues with numbers, comma or point, formatting and a byte order mark', () => {
    const imported = srt(`\uFEFF1\r
00:00:00,500 --> 00:00:07,000 X1:40 X2:600 Y1:20 Y2:50\r
Interviewer: <i>How</i> are\r
you?\r
\r
2\r
00:00:07.25 --> 00:00:11.890\r
{\\an8}P01: <font color="#ff0000">Fine</font>, 2 < 3.\r
\r
\r
3\r
01:00:00,000 --> 01:00:01,000\r
Interviewer: Oh?\r
P01: Yes.\r
`);
    assert.deepEqual(turnsIn(imported), [
      [500, 'Interviewer', 'How are you?'],
      [7250, 'P01', 'Fine, 2 < 3.'],
      [3_600_000, 'Interviewer', 'Oh?'],
      [3_600_000, 'P01', 'Yes.'],
    ]);
    assert.deepEqual(warningsIn(imported), []);
  });

  it('reads cues that no blank line parts, and blank lines and missing times within', () => {
    const imported = srt(
      '1\n00:00:01,000 --> 00:00:02,000\none\n2\n00:00:02,000 --> 00:00:03,000\ntwo\n\nmore\n\n3\nthree',
    );
    assert.deepEqual(turnsIn(imported), [
      [1000, 'Speaker', 'one'],
      [2000, 'Speaker', 'two'],
      [null, 'Speaker', 'more'],
      [null, 'Speaker', 'three'],
    ]);
    assert.deepEqual(warningsIn(imported), [
      'line 8: Words without a readable time, kept without one.',
      'line 10: Words without a readable time, kept without one.',
      nobody,
    ]);
  });

  it('refuses a file without a time', () => {
    assertRefused(() => srt('1\nsecret\n'), /P01\.srt is not a subtitle file/);
  });
});
