import assert from 'node:assert/strict';
import fc from 'fast-check';
import {
  isSpeakerName,
  parseTranscript,
  serializeTranscript,
  toWorkingText,
  type TurnText,
} from '../../../src/core/transcript/transcript';
import { anyCodePoint } from '../../support/anyText';

/** The turns as they would be written. */
function turnsOf(text: string): TurnText[] {
  return parseTranscript(text).turns.map(({ speaker, startMs, words }) => ({
    speaker,
    startMs,
    words: text.slice(words.start, words.end),
  }));
}
const said = (text: string) => turnsOf(text).map(({ speaker, words }) => [speaker, words]);

describe('parseTranscript', () => {
  it('reads time, speaker and words of each paragraph, and where they stand', () => {
    const text = '[00:01:02.500] Interviewer: How are you?\n\n[01:00:00] P01: Tired.\nVery tired.\n';
    const { turns, preamble } = parseTranscript(text);
    assert.equal(preamble, null);
    assert.deepEqual(turnsOf(text), [
      { speaker: 'Interviewer', startMs: 62_500, words: 'How are you?' },
      { speaker: 'P01', startMs: 3_600_000, words: 'Tired.\nVery tired.' },
    ]);
    assert.deepEqual(
      turns.map(({ index, range }) => [index, text.slice(range.start, range.end)]),
      [
        [0, '[00:01:02.500] Interviewer: How are you?'],
        [1, '[01:00:00] P01: Tired.\nVery tired.'],
      ],
    );
  });

  it('takes any text of the form "Name: words" for a transcript, one turn per line', () => {
    assert.deepEqual(said('A: one\nB: two\nA: three'), [
      ['A', 'one'],
      ['B', 'two'],
      ['A', 'three'],
    ]);
    assert.deepEqual(said('Participant: 7\n\nI: So?\nP: Well.\nI: Mm.\nP: Yes.').slice(1), [
      ['I', 'So?'],
      ['P', 'Well.'],
      ['I', 'Mm.'],
      ['P', 'Yes.'],
    ]);
  });

  it('reads times without hours or fraction, with a comma, and with fewer than three digits after it', () => {
    const startOf = (head: string) => turnsOf(`${head} A: x`)[0]?.startMs;
    assert.deepEqual(
      ['[01:02]', '[75:30]', '[1:00:00,25]', '[00:00:00.007]'].map(startOf),
      [62_000, 4_530_000, 3_600_250, 7],
    );
    assert.deepEqual(['[00:61]', '[1:75:00]', '[12]'].map(startOf), [undefined, undefined, undefined]);
  });

  it('leaves what only looks like a head inside its turn', () => {
    const inside = [
      'Note: this is not a person',
      'http://example.org',
      '10:30 was the appointment',
      '10: 30',
      'I thought, well: no',
      'the thing that she said: no',
      'Somebody:without a space',
      ' B: an indented line',
    ];
    for (const line of inside) assert.deepEqual(said(`A: one\n${line}\n\nB: two`)[0], ['A', `one\n${line}`], line);
  });

  it('takes notes between turns for nobody’s words, and those within a turn for its words', () => {
    const notesOf = (text: string) => parseTranscript(text).notes.map(({ start, end }) => text.slice(start, end));
    const text = `I: So?

P: Tired.

 Note: the phone rings
and rings

 Pause: 5 min

I: I see.

 Note: coughs

Go on.

P:

 Note: shrugs
`;
    assert.deepEqual(said(text), [
      ['I', 'So?'],
      ['P', 'Tired.'],
      ['I', 'I see.\n\n Note: coughs\n\nGo on.'],
      ['P', ''],
    ]);
    assert.deepEqual(notesOf(text), [' Note: the phone rings\nand rings\n\n Pause: 5 min', ' Note: shrugs']);
    const { turns } = parseTranscript(text);
    assert.equal(text.slice(turns[1]!.range.start, turns[1]!.range.end), `P: Tired.\n\n${notesOf(text)[0]}`);
    const lines = 'I: So?\nP: Tired.\n Note: rings\nI: I see.\n Note: x\nGo on.\nP: Yes.';
    assert.deepEqual(said(lines), [
      ['I', 'So?'],
      ['P', 'Tired.'],
      ['I', 'I see.\n Note: x\nGo on.'],
      ['P', 'Yes.'],
    ]);
    assert.deepEqual(notesOf(lines), [' Note: rings']);
    // What is written as words comes back as words, and only notes as notes.
    const turn = { speaker: 'A', startMs: null, words: 'one\n\nNote: two\nB: three' };
    assert.deepEqual(said(serializeTranscript([turn])), [['A', 'one\n\n  Note: two\n B: three']]);
    const noted = serializeTranscript([{ ...turn, words: 'one\n\n Note: two', notes: ' Note: three' }]);
    assert.deepEqual(said(noted), [['A', 'one\n\n  Note: two']]);
    assert.deepEqual(notesOf(noted), [' Note: three']);
  });

  it('opens a turn inside a paragraph for a time or for a speaker known from elsewhere', () => {
    assert.deepEqual(said('A: one\nB: two\n\nB: three\n[00:10] C: four'), [
      ['A', 'one'],
      ['B', 'two'],
      ['B', 'three'],
      ['C', 'four'],
    ]);
  });

  it('keeps a paragraph without a head in the turn before it, and lines before the first head out of any turn', () => {
    const text = 'Interview 3\nin March\n\nA: one\n\nstill one\n\nB: two\n';
    assert.deepEqual(said(text), [
      ['A', 'one\n\nstill one'],
      ['B', 'two'],
    ]);
    const { preamble } = parseTranscript(text);
    assert.equal(text.slice(preamble?.start, preamble?.end), 'Interview 3\nin March');
  });

  it('finds no turn in prose, which is all preamble', () => {
    assert.deepEqual(parseTranscript('Just prose.'), { turns: [], preamble: { start: 0, end: 11 }, notes: [] });
    assert.deepEqual(parseTranscript(' \n'), { turns: [], preamble: null, notes: [] });
  });

  it('gives a turn without words an empty stretch after its head', () => {
    assert.deepEqual(said('A:\n\nB:  \n\nC:\nlater'), [
      ['A', ''],
      ['B', ''],
      ['C', 'later'],
    ]);
  });

  it('reads the same turns with CRLF and a byte order mark, at the offsets of that text', () => {
    const text = 'A: one\n\n[00:05] B: two\nthree\n';
    const fromWindows = `\uFEFF${text.replace(/\n/g, '\r\n')}`;
    assert.equal(toWorkingText(fromWindows), text);
    assert.deepEqual(said(fromWindows), [
      ['A', 'one'],
      ['B', 'two\r\nthree'],
    ]);
    assert.equal(parseTranscript(fromWindows).turns[0]?.range.start, 1);
  });

  it('reads names as people are called, and colons as French and Chinese set them', () => {
    for (const name of [
      'interviewer',
      'Speaker 1',
      'Dr. Smith',
      "O'Neill-Ray",
      'Zoë (mother)',
      '王',
      'Anna de Vries',
      'Maria 🌸',
      '🌸 Maria',
      'Ana 👩🏽‍⚕️',
      'Léo 🇫🇷',
      'Wales 🏴󠁧󠁢󠁷󠁬󠁳󠁿',
      'می‌نا',
    ]) {
      assert.deepEqual(said(`${name}: x`), [[name, 'x']]);
    }
    assert.deepEqual(said('Anne\u00A0: oui'), [['Anne', 'oui']]);
    assert.deepEqual(said('王：好'), [['王', '好']]);
    for (const noName of ['', ' A', 'A ', '1', 'one two three four five', 'a'.repeat(41), 'A: B', 'A\nB', '🌸']) {
      assert.equal(isSpeakerName(noName), false, noName);
    }
  });

  it('never throws, and its ranges follow one another and lie within their turns', () => {
    const piece = fc.constantFrom(
      'A: ',
      'B:',
      '\n',
      '\n\n',
      '\r',
      '[00:01] ',
      '[',
      ' ',
      'Note: x',
      '\uFEFF',
      '😀',
      '：',
    );
    const text = fc.oneof(
      fc.string({ unit: anyCodePoint }),
      fc.array(piece).map((pieces) => pieces.join('')),
    );
    fc.assert(
      fc.property(text, (value) => {
        let end = 0;
        for (const turn of parseTranscript(value).turns) {
          assert.ok(turn.range.start >= end && turn.words.start > turn.range.start);
          assert.ok(turn.words.end >= turn.words.start && turn.words.end <= turn.range.end);
          end = turn.range.end;
        }
        assert.ok(end <= value.length);
      }),
      { numRuns: 60 },
    );
  });
});

describe('serializeTranscript', () => {
  const speaker = fc.oneof(
    fc.constantFrom('A', 'Dr. Smith', 'Zoë', '王'),
    fc.string({ unit: 'grapheme', minLength: 1, maxLength: 8 }).filter(isSpeakerName),
  );
  const line = fc.oneof(
    fc.string({ unit: 'grapheme', maxLength: 12 }),
    fc.constantFrom('', 'Note: x', ' Note: x', 'A: y', '[00:01] B: z'),
  );
  const words = fc.array(line, { maxLength: 4 }).map((lines) => toWorkingText(lines.join('\n')).trim());
  const startMs = fc.option(fc.integer({ min: 0, max: 3_599_999_999 }));
  const turns = fc.array(fc.record({ speaker, startMs, words }), { maxLength: 8 });

  it('writes turns that read back the same, but for the indent of lines that look like heads', () => {
    fc.assert(
      fc.property(turns, (written) => {
        const read = turnsOf(serializeTranscript(written));
        const plain = ({ words, speaker: name, ...turn }: TurnText) => ({
          ...turn,
          speaker: name.normalize('NFC'),
          words: words.replace(/^ +/gm, ''),
        });
        assert.ok(read.every((turn) => turn.speaker === turn.speaker.normalize('NFC')));
        assert.deepEqual(read.map(plain), written.map(plain));
        assert.equal(serializeTranscript(read), serializeTranscript(written));
      }),
      { numRuns: 60 },
    );
  });

  it('writes one paragraph a turn, with milliseconds, and indents what would read as a head', () => {
    const written = serializeTranscript([
      { speaker: 'A', startMs: 3_723_004, words: 'one\r\nNote: two' },
      { speaker: 'B', startMs: null, words: '' },
    ]);
    assert.equal(written, '[01:02:03.004] A: one\n Note: two\n\nB:\n');
  });

  it('refuses what no head can hold', () => {
    const turn = { speaker: 'A', startMs: 0, words: 'x' };
    for (const bad of [{ speaker: 'A: B' }, { speaker: '' }, { startMs: -1 }, { startMs: 0.5 }, { startMs: 3.6e11 }]) {
      assert.throws(() => serializeTranscript([{ ...turn, ...bad }]), RangeError);
    }
  });

  describe('marks of the transcriber', () => {
    const wordsIn = (text: string) =>
      parseTranscript(text).turns.map(({ words }) => text.slice(words.start, words.end));
    const notesIn = (text: string) => parseTranscript(text).notes.map(({ start, end }) => text.slice(start, end));

    it('are nobody’s on a line of their own between turns, as GAT 2, Jefferson and German rules write them', () => {
      for (const mark of [
        '((telephone rings))',
        '[Unterbrechung]',
        '(3)',
        '(0.8)',
        '(4 s)',
        '(-)',
        '(...)',
        '(2) ((hustet))',
      ]) {
        const text = `I: One?\n\nB: Two.\n\n${mark}\n\nI: Three?\n\nB: Four.`;
        assert.deepEqual(wordsIn(text), ['One?', 'Two.', 'Three?', 'Four.'], mark);
        assert.deepEqual(notesIn(text), [mark]);
        assert.deepEqual(wordsIn(text.replaceAll('\n\n', '\n')), ['One?', 'Two.', 'Three?', 'Four.'], mark);
      }
    });

    it('belong to who goes on after them, or did nothing else, and what is hard to hear is said', () => {
      assert.deepEqual(wordsIn('B: Two.\n\n(3)\n\nAnd more.\n\nI: Oh.'), ['Two.\n\n(3)\n\nAnd more.', 'Oh.']);
      assert.deepEqual(wordsIn('B:\n\n((weint))\n\nI: Oh.'), ['((weint))', 'Oh.']);
      assert.deepEqual(wordsIn('B: (3)\n\nI: Oh.'), ['(3)', 'Oh.']);
      assert.deepEqual(wordsIn('B: Two.\n\n[Pause]\nAnd.\n\nI: Oh.'), ['Two.\n\n[Pause]\nAnd.', 'Oh.']);
      for (const words of ['(lacht)', '(would say so)', '((a)) b', '[a] b', '[]'])
        assert.deepEqual(wordsIn(`B: Two.\n\n${words}\n\nI: Oh.`), [`Two.\n\n${words}`, 'Oh.']);
    });

    it('stay words of a turn that another program says they are in', () => {
      const text = serializeTranscript([
        { speaker: 'B', startMs: null, words: 'Two.\n\n(3)\n\n[Pause]' },
        { speaker: 'I', startMs: null, words: 'Oh.' },
      ]);
      assert.deepEqual(wordsIn(text), ['Two.\n\n (3)\n\n [Pause]', 'Oh.']);
      assert.deepEqual(notesIn(text), []);
    });
  });
});
