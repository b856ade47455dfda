import assert from 'node:assert/strict';
import { parseTranscript } from '../../../src/core/transcript/transcript';
import { parsePlainText } from '../../../src/core/exchange/import/plainText';
import { preambleIn, turnsIn, warningsIn } from './support';

const read = (text: string) => parsePlainText(text, '/study/P01.transcript.txt');
const three = [
  [5000, 'Ana Lima', 'How have you been?'],
  [62_000, 'Speaker 2', 'Tired.\n\nVery tired.'],
  [3_723_000, 'Ana Lima', 'Since when?'],
];

describe('parsePlainText', () => {
  it('leaves a transcript, and text in which nobody speaks, as it stands', () => {
    const transcripts = [
      'I: So?\nP: Well.\nI: Mm.',
      '[00:01] Ana: Hi\n\n[00:05] P01: Hello\n',
      'Interview 3\n\nA: one\n\nB: two',
    ];
    for (const text of transcripts) {
      const imported = read(`\uFEFF${text.replaceAll('\n', '\r\n')}`);
      assert.deepEqual(imported.documents[0], {
        name: 'P01',
        content: { kind: 'text', text, segments: [] },
        warnings: [],
        notes: [],
      });
    }
    const prose = 'We met at 10:30.\n\nAnother paragraph at 11:15 was\n\n1. short\n2. dull';
    assert.deepEqual(read(prose).documents[0]?.content, { kind: 'text', text: prose, segments: [] });
    assert.match(warningsIn(read(prose)).join(), /No line names a speaker/);
    assert.deepEqual(warningsIn(read(' \n')), ['The file holds no words.']);
  });

  it('reads heads alone on their line, as Otter, Teams, Rev and Trint write them', () => {
    const layouts: ((name: string, time: string) => string)[] = [
      (name, time) => `${name}  ${time}`,
      (name, time) => `${name} (${time})`,
      (name, time) => `${name} [${time}]`,
      (name, time) => `${name} (${time}):`,
      (name, time) => `${name}: [${time}]`,
      (name, time) => `[${time}] ${name}`,
      (name, time) => `${time} - ${name}`,
      (name, time) => `[${name}] ${time}`,
      (name, time) => `**${name}** ${time}`,
    ];
    for (const head of layouts) {
      const text = `${head('Ana Lima', '0:05')}
How have you been?

${head('Speaker 2', '1:02')}
Tired.

Very tired.

${head('Ana Lima', '1:02:03')}
Since when?
`;
      assert.deepEqual(turnsIn(read(text)), three, head('Name', '0:05'));
      assert.deepEqual(warningsIn(read(text)), []);
    }
  });

  it('reads heads with a time and words on one line', () => {
    const layouts: ((name: string, time: string, words: string) => string)[] = [
      (name, time, words) => `${name} (${time}): ${words}`,
      (name, time, words) => `${name}: [${time}] ${words}`,
      (name, time, words) => `${name} [${time}] ${words}`,
      (name, time, words) => `(${time}) ${name}: ${words}`,
      (name, time, words) => `${time}\t${name}:\t${words}`,
    ];
    for (const line of layouts) {
      const text = [
        line('Ana Lima', '00:00:05', 'How have you been?'),
        line('Speaker 2', '00:01:02.000', 'Tired.'),
        '',
        'Very tired.',
        line('Ana Lima', '01:02:03', 'Since when?'),
      ].join('\n');
      assert.deepEqual(turnsIn(read(text)), three, line('Name', '0:05', 'words'));
    }
  });

  it('reads the screen output of Whisper programs, which has no names', () => {
    const imported = read(
      '[00:00.000 --> 00:02.480]  How are you?\n[00:02.480 --> 00:04.000]  Tired.\n[00:04.000 --> 00:05.000]  Since May, I think, or\n',
    );
    assert.deepEqual(turnsIn(imported), [
      [0, 'Speaker', 'How are you?'],
      [2480, 'Speaker', 'Tired.'],
      [4000, 'Speaker', 'Since May, I think, or'],
    ]);
  });

  it('reads names alone on their line, with a time on the line before or without', () => {
    const untimed = 'INTERVIEWER\nHow are you?\n\nPARTICIPANT\nFine.\n\nVery.\n\nINTERVIEWER\nGood.\n';
    assert.deepEqual(turnsIn(read(untimed)), [
      [null, 'INTERVIEWER', 'How are you?'],
      [null, 'PARTICIPANT', 'Fine.\n\nVery.'],
      [null, 'INTERVIEWER', 'Good.'],
    ]);
    const timed = 'Visit 3\n\n0:03\nAna\nHow are you?\n\n0:05\nP01\nFine.\n\n1:00:00\nAna\nGood.\n';
    assert.deepEqual(turnsIn(read(timed)), [
      [3000, 'Ana', 'How are you?'],
      [5000, 'P01', 'Fine.'],
      [3_600_000, 'Ana', 'Good.'],
    ]);
    const verse = 'Chorus\nla la\n\nOnce more\nla\n\nAnd so\non\n\nChorus\nla\n\nThe end\nis near\n';
    assert.equal(read(verse).documents[0]?.content.kind, 'text');
  });

  it('takes away numbers before every line and bold of names', () => {
    const numbered = ' 1  I: How are\n 2  you today?\n 3  P: Fine.\n 4  I: Good: very.\n';
    assert.deepEqual(turnsIn(read(numbered)), [
      [null, 'I', 'How are\nyou today?'],
      [null, 'P', 'Fine.'],
      [null, 'I', 'Good: very.'],
    ]);
    assert.deepEqual(turnsIn(read('1 I: So?\n2 P: Well.\n3 I: Mm.\n')), [
      [null, 'I', 'So?'],
      [null, 'P', 'Well.'],
      [null, 'I', 'Mm.'],
    ]);
    const bold = '# Interview\n\n**Interviewer:** How *are* you?\n\n**P01**: Fine.\n\n__Interviewer:__ **Good**.\n';
    assert.deepEqual(turnsIn(read(bold)), [
      [null, 'Interviewer', 'How *are* you?'],
      [null, 'P01', 'Fine.'],
      [null, 'Interviewer', '**Good**.'],
    ]);
    assert.equal(preambleIn(read(bold)), '# Interview');
  });

  it('keeps what stands before the first speaker', () => {
    const otter = 'Session 3\nSite: Leeds\n\nAna  0:01\nHi.\n\nP01  0:03\nHello.\n';
    assert.equal(preambleIn(read(otter)), 'Session 3\n Site: Leeds');
    assert.deepEqual(turnsIn(read(otter)), [
      [1000, 'Ana', 'Hi.'],
      [3000, 'P01', 'Hello.'],
    ]);
    assert.deepEqual(warningsIn(read(otter)), []);
  });

  it('takes lines for notes or for speakers against its guess where a person says so', () => {
    const header = 'Ort: Praxis\n\nDatum: 12.05.\n\n';
    const talk = 'I: Hello.\n\nP: Hello.\n\nRaum: offen\n\nI: And now?\n\nP: Better.\n';
    const read = (choices: [string, 'note' | 'speaker'][]) => {
      const { content, notes } = parsePlainText(header + talk, 'a.txt', new Map(choices)).documents[0]!;
      assert.equal(content.kind, 'text');
      const { turns, preamble } = parseTranscript(content.text);
      return { speakers: turns.map(({ speaker }) => speaker), notes, preamble };
    };
    const guessed = read([]);
    assert.deepEqual(guessed.notes, ['Ort', 'Datum']);
    assert.deepEqual(guessed.speakers, ['I', 'P', 'Raum', 'I', 'P']);
    const one = read([['Ort', 'speaker']]);
    assert.deepEqual(one.notes, ['Datum']);
    assert.deepEqual(one.speakers, ['Ort', 'I', 'P', 'Raum', 'I', 'P']);
    const all = read([
      ['Ort', 'speaker'],
      ['Datum', 'speaker'],
    ]);
    assert.deepEqual(all.notes, []);
    assert.deepEqual(all.speakers, ['Ort', 'Datum', 'I', 'P', 'Raum', 'I', 'P']);
    const other = read([['Raum', 'note']]);
    assert.deepEqual(other.notes, ['Ort', 'Datum', 'Raum']);
    assert.deepEqual(other.speakers, ['I', 'P', 'I', 'P']);
    // What is said again is what was guessed.
    assert.deepEqual(read([['Ort', 'note']]), guessed);
    assert.deepEqual(read([['nobody', 'note']]), guessed);
  });

  it('takes short lines with names that never come again, above who speaks, for notes, and says so', () => {
    const talk = 'I: So?\n\nP: Well.\n\nI: Mm.\n\nP: Yes.\n';
    const headers = [
      'Ort: Praxis\n\n',
      'Date: 12 May\n\nTime: 10:30 to 11:15\n\n',
      'Ort: Praxis Dr. Braun\nDatum: 12.05.\nInterviewer: Dr. Braun\n\n',
      'Interview 3\n\nSite: Leeds\nTranscribed by Ana\n\n',
      'Age: 34\n',
    ];
    for (const header of headers) {
      const imported = read(header + talk);
      assert.deepEqual(
        turnsIn(imported).map(([, speaker]) => speaker),
        ['I', 'P', 'I', 'P'],
        header,
      );
      // Nothing is lost: a space before a line is all that is new.
      const lines = preambleIn(imported)!.split('\n');
      assert.deepEqual(
        lines.map((line) => line.trim()),
        header.trimEnd().split('\n'),
        header,
      );
      assert.match(
        warningsIn(imported).join(),
        /^lines? \d.*: Read as notes on the interview, not as speakers/,
        header,
      );
    }
    const bold = '**Ort:** Praxis\n\n**I:** So?\n\n**P:** Well.\n\n**I:** Mm.\n\n**P:** Yes.\n';
    assert.equal(preambleIn(read(bold)), ' Ort: Praxis');
    const perLine = 'Ort: Praxis\nDatum: 12. Mai\nI: So?\nP: Well.\nI: Mm.\nP: Yes.\n';
    assert.deepEqual(turnsIn(read(perLine)).length, 4);
  });

  it('takes who is who for notes, one line a paragraph, also where they speak under these names', () => {
    const talk = (one: string, other: string) => [`${one}: So?`, `${other}: Well.`, `${one}: Mm.`, `${other}: Yes.`];
    const headers: readonly (readonly [string[], string[]])[] = [
      [['Interviewer: Anna Meier', 'Date: 12.3.2024', 'Participant: P01'], talk('Interviewer', 'Participant')],
      [['Date: 12.3.2024', 'Interviewer: Dr. Anna Meier', 'Participant: P01'], talk('Interviewer', 'Participant')],
      [['Interviewer: Anna', 'Duration: 45 min'], talk('Interviewer', 'Participant')],
      [['Interviewerin: Anna Meier', 'Datum: 12.3.2024', 'Befragte: P01', 'Ort: Praxis'], talk('I', 'B')],
      [['Interviewer: Anna Meier', 'Participant: P01'], talk('I', 'B')],
    ];
    for (const [header, said] of headers) {
      for (const gap of ['\n\n', '\n']) {
        const imported = read([...header, ...said].join(gap));
        assert.deepEqual(
          turnsIn(imported).map(([, speaker, words]) => `${speaker}: ${words}`),
          said,
          header.join(gap),
        );
        assert.equal(preambleIn(imported), header.map((line) => ` ${line}`).join(gap));
        assert.match(warningsIn(imported).join(), /^lines 1 to \d: Read as notes/);
        const back = parsePlainText([...header, ...said].join(gap), 'a.txt', new Map([['Interviewer', 'speaker']]));
        const more = header.some((line) => line.startsWith('Interviewer:')) ? 1 : 0;
        assert.equal(turnsIn(back).length, said.length + more, header.join(gap));
      }
    }
  });

  it('takes numbered parts of an interview for notes, wherever they stand, and says where', () => {
    const talk = ['I: So?', 'B: Well.', 'I: Mm.', 'B: Yes.'];
    const text = [...talk, 'Teil 2: Arbeit', ...talk, 'Part III: Home and family', ...talk].join('\n\n');
    const imported = read(text);
    assert.deepEqual(
      turnsIn(imported).map(([, speaker, words]) => `${speaker}: ${words}`),
      [...talk, ...talk, ...talk],
    );
    assert.deepEqual(imported.documents[0]?.notes, ['Teil 2', 'Part III']);
    assert.match(warningsIn(imported).join('\n'), /^line 9: Read as notes.*\nline 19: Read/);
    assert.equal(turnsIn(parsePlainText(text, 'a.txt', new Map([['Teil 2', 'speaker']]))).length, 13);
    for (const said of ['TN 3: Ja', 'B2: Ja', 'Speaker 3: Ja', 'Gruppe 2: Wir auch', 'Teil 2: Was ist das?']) {
      assert.equal(turnsIn(read([...talk, said, ...talk].join('\n\n'))).length, 9, said);
    }
  });

  it('leaves everybody who says something a speaker', () => {
    const talk = 'A: So?\n\nB: Well.\n\nA: Mm.\n\nB: Yes.\n';
    const texts = [
      `Moderator: welcome everybody\n\n${talk}`,
      `Carla: I come from Leeds.\n\n${talk}`,
      `Carla: shall we begin?\n\n${talk}`,
      `Carla: ${'and so we went on and on '.repeat(5)}\n\n${talk}`,
      `Carla: yes\nand then it began again, I think.\n\n${talk}`,
      `[00:01] Carla: yes\n\n${talk}`,
      `A: So?\n\nNote: pause\n\n${talk}`,
      `Interviewer: Guten Tag\n\nParticipant: Guten Tag Frau Meier\n\n${talk}`,
      `A: Hello Ben\n\nB: Good Morning\n\n${talk}`,
      `A: Since May\n\nB: Since May\n\n${talk}`,
      'I: Tell me about your week\n\nP: Bad\n\nP: Very bad\n',
      'Ort: Praxis\n\nI: So\n\nP: Well\n',
    ];
    for (const text of texts) {
      assert.deepEqual(read(text).documents[0]?.content, { kind: 'text', text, segments: [] });
      assert.deepEqual(warningsIn(read(text)), []);
    }
  });

  it('takes neither times here and there in prose nor a list for turns', () => {
    const prose = [...'abcdefgh'].map((c) => `Paragraph ${c}, and more.`).join('\n\n');
    const texts = [`We met at 10:30\n\n${prose}\n\nWe parted at 11:15`, '1 I: a\n3 I: b\n', '1. Aim\n2. Way\n'];
    for (const text of texts) assert.deepEqual(read(text).documents[0]?.content, { kind: 'text', text, segments: [] });
  });

  it('leaves times within the words of a transcript alone', () => {
    const text = 'I: When?\nAt 10:30\n[00:05:00] pause\nP: At 11:15\nI: Oh (12:00) well\nP: Yes\n';
    assert.deepEqual(read(text).documents[0]?.content, { kind: 'text', text, segments: [] });
  });

  it('reads the times that Google Meet writes on lines of their own, and leaves out who made the transcript', () => {
    const meet = `Interview - Transcript
Attendees
Karen Smith, Anna

Transcript
00:00:00

Karen Smith: How are you?
Anna: Not so good.

00:05:02

Karen Smith: Since when?
Anna: May. The alarm rings at
06:30.

This editable transcript was computer generated and might contain errors. People can also change the text after it was created.
Transcription ended after 00:06:01
`;
    const imported = parsePlainText(meet, 'meet.txt');
    assert.deepEqual(turnsIn(imported), [
      [0, 'Karen Smith', 'How are you?'],
      [null, 'Anna', 'Not so good.'],
      [302_000, 'Karen Smith', 'Since when?'],
      [null, 'Anna', 'May. The alarm rings at\n06:30.'],
    ]);
    assert.deepEqual(warningsIn(imported), [
      '2 lines at the end left out, by which a program says that it made the transcript.',
    ]);
    const otter = parsePlainText(
      'Karen  0:00\nHow are you?\n\nAnna  0:04\nFine.\n\nKaren  0:09\nGood.\n\nTranscribed by https://otter.ai\n',
      'o.txt',
    );
    assert.equal(turnsIn(otter)[2]?.[2], 'Good.');
    assert.match(warningsIn(otter).join(), /1 line at the end left out/);
  });

  it('reads bold names behind a time', () => {
    const text = '[00:00:00] **Karen:** How are you?\n\n[00:00:04] **Anna:** Not so good.\n';
    assert.deepEqual(turnsIn(parsePlainText(text, 'd.md')), [
      [0, 'Karen', 'How are you?'],
      [4000, 'Anna', 'Not so good.'],
    ]);
  });

  it('keeps a note in the middle of an interview out of what the person before it says', () => {
    const lines = ['I: So?', 'P: Tired.', 'Note: the phone rings', 'I: Again?', 'P:', 'Note: shrugs', 'I: Hm.'];
    const choices = new Map([['Note', 'note']] as const);
    for (const text of [
      lines.join('\n\n'),
      lines.join('\n'),
      lines.map((line) => line.replace(/^\w+:/, '**$&**')).join('\n\n'),
    ]) {
      const imported = parsePlainText(text, 'a.txt', choices);
      const spoken = turnsIn(imported).filter(([, , words]) => words !== '');
      assert.deepEqual(
        spoken.map(([, name, words]) => [name, words]),
        [
          ['I', 'So?'],
          ['P', 'Tired.'],
          ['I', 'Again?'],
          ['I', 'Hm.'],
        ],
        text,
      );
      const { content } = imported.documents[0]!;
      assert.ok(content.kind === 'text');
      const notes = parseTranscript(content.text).notes.map(({ start, end }) => content.text.slice(start, end));
      assert.deepEqual(notes, [' Note: the phone rings', ' Note: shrugs']);
    }
  });
});
