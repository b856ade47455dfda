import assert from 'node:assert/strict';
import fc from 'fast-check';
import { detectFormat } from '../../../src/core/exchange/import/formats';
import { parseWhatsApp } from '../../../src/core/exchange/import/whatsApp';
import { parseTranscript } from '../../../src/core/transcript/transcript';
import { assertRefused, warningsIn, type Row } from './support';

const hour = 3_600_000;
const at = (hours: number, minutes: number, seconds = 0) => hours * hour + minutes * 60_000 + seconds * 1000;
const parse = (text: string) => parseWhatsApp(text, '_chat.txt');

/** The one transcript, as it reads when it is written. */
function read(text: string): { readonly turns: Row[]; readonly preamble: string; readonly warnings: string[] } {
  const imported = parse(text);
  const content = imported.documents[0]!.content;
  assert.equal(content.kind, 'text');
  const transcript = parseTranscript(content.text);
  const { preamble } = transcript;
  return {
    turns: transcript.turns.map(({ startMs, speaker, words }) => [
      startMs,
      speaker,
      content.text.slice(words.start, words.end),
    ]),
    preamble: preamble ? content.text.slice(preamble.start, preamble.end) : '',
    warnings: warningsIn(imported),
  };
}
const chat = (...lines: string[]) => read(lines.join('\n'));

describe('a chat exported from WhatsApp', () => {
  it('is read in the form of Android, with messages of several lines and WhatsApp’s own left out and counted', () => {
    const { turns, preamble, warnings } = chat(
      '24.12.19, 17:08 - Nachrichten und Anrufe sind Ende-zu-Ende-verschlüsselt.',
      '24.12.19, 17:08 - Ana hat die Gruppe „Schlaf: Woche 1“ erstellt.',
      '24.12.19, 23:11 - Ana R.: Kannst du schlafen?',
      '24.12.19, 23:58 - Ben: Nein.',
      '',
      'Es geht wieder los:',
      'Ana: sagst du.',
      '25.12.19, 00:07 - Ana R.: <Medien ausgeschlossen>',
      '25.12.19, 00:08 - Ben: ',
    );
    assert.deepEqual(turns, [
      [at(23, 11), 'Ana R.', 'Kannst du schlafen?'],
      [at(23, 58), 'Ben', 'Nein.\n\n  Es geht wieder los:\n Ana: sagst du.'],
      [at(24, 7), 'Ana R.', '<Medien ausgeschlossen>'],
    ]);
    assert.equal(preamble, 'WhatsApp chat; times count from midnight of 2019-12-24.');
    assert.deepEqual(warnings, [
      'Times count from midnight of 2019-12-24, the day of the first message.',
      '2 lines by WhatsApp itself, such as who joined: left out.',
      '1 message in place of a picture, a recording or something deleted, in WhatsApp’s words.',
      '1 message without words: left out.',
    ]);
  });

  it('is read in the form of iOS, with its marks, names of people who are no contacts, and telephone numbers', () => {
    const { turns, warnings } = chat(
      '\u200E[05/03/2025, 10:14:33] Ana: \u200EMessages and calls are end-to-end encrypted.',
      '[05/03/2025, 10:15:02] ~\u202FBen K.: I lie awake',
      'and count: one, two.',
      '[25/03/2025, 22:01:00] \u202A+44 7123 456789\u202C: Me too. @\u2068Ana\u2069 \u200E<This message was edited>',
      '[25/03/2025, 22:02:00] Mum :): Sleep well',
      '\u200E[25/03/2025, 22:03:00] Ana: \u200Eimage omitted',
    );
    assert.deepEqual(turns, [
      [at(10, 14, 33), 'Ana', 'Messages and calls are end-to-end encrypted.'],
      [at(10, 15, 2), 'Ben K.', 'I lie awake\n and count: one, two.'],
      [at(20 * 24 + 22, 1), 'Speaker 1', 'Me too. @\u2068Ana\u2069 <This message was edited>'],
      [at(20 * 24 + 22, 2), 'Mum )', 'Sleep well'],
      [at(20 * 24 + 22, 3), 'Ana', 'image omitted'],
    ]);
    assert.ok(warnings.includes('1 person known by a telephone number alone: named without it.'));
    assert.ok(!warnings.join().includes('7123'));
  });

  it('is read whatever the phone’s language writes for the date, the time and the half of the day', () => {
    const heads: [string, number][] = [
      ['12/24/19, 11:23 PM - ', at(23, 23)],
      ['12/24/19, 12:05\u202FAM - ', at(0, 5)],
      ['24/12/2019, 12:05 pm - ', at(12, 5)],
      ['24/12/2019 8:28 p. m. - ', at(20, 28)],
      ['24/12/2019 8:28\u00A0a.\u00A0m. - ', at(8, 28)],
      ['2019-12-24 17:08 - ', at(17, 8)],
      ['24-12-2019 17:08 - ', at(17, 8)],
      ['2019. 12. 24. 17:08 - ', at(17, 8)],
      ['2019/12/24 17:08 - ', at(17, 8)],
      ['24.12.2019 klo 17.08 - ', at(17, 8)],
      ['[24.12.2019 klo 17.08.18] ', at(17, 8, 18)],
      ['[24/12/19 à 17:08:18] ', at(17, 8, 18)],
      ['[12/24/19, 2:08:18 PM] ', at(14, 8, 18)],
      ['[24/12/2019, 2:08:18 p.m.] ', at(14, 8, 18)],
      ['[2019/12/24 下午2:08:18] ', at(14, 8, 18)],
      ['2019년 12월 24일 오후 2:08, ', at(14, 8)],
      ['2019. 12. 24. 오전 2:08, ', at(2, 8)],
      ['24.12.2019 ÖS 2:08 - ', at(14, 8)],
      ['\u200F٢٤‏/١٢‏/٢٠١٩، ٢:٠٨ م - ', at(14, 8)],
      ['24-12-19 17:08:18: ', at(17, 8, 18)],
    ];
    for (const [head, ms] of heads) {
      const text = `${head}Ana: Hello\n${head}Ben: Bye: now`;
      const { turns, preamble } = read(text);
      assert.deepEqual(
        turns,
        [
          [ms, 'Ana', 'Hello'],
          [ms, 'Ben', 'Bye: now'],
        ],
        head,
      );
      assert.match(preamble, /2019-12-24/, head);
      assert.equal(detectFormat('_chat.txt', new TextEncoder().encode(text)), 'whatsApp', head);
    }
    const korean = chat('2019년 12월 24일 오후 2:08, 홍길동 : 안녕하세요');
    assert.deepEqual(korean.turns, [[at(14, 8), '홍길동', '안녕하세요']]);
  });

  it('finds out whether the day or the month comes first, and says where it cannot know', () => {
    const days = (...dates: string[]) => {
      const { preamble, warnings } = chat(...dates.map((date) => `${date} - Ana: x`));
      return [/\d{4}-\d\d-\d\d/.exec(preamble)?.[0], warnings.find((words) => words.startsWith('Dates may')) ?? null];
    };
    assert.deepEqual(days('03/04/2023, 10:00', '13/04/2023, 10:00'), ['2023-04-03', null]);
    assert.deepEqual(days('3/4/23, 10:00 AM', '3/14/23, 10:00 AM'), ['2023-03-04', null]);
    assert.deepEqual(days('1/4/23, 10:00', '2/2/23, 10:00', '2/3/23, 10:00'), ['2023-01-04', null]);
    assert.deepEqual(days('04.05.2023, 10:00'), [
      '2023-05-04',
      'Dates may have the day or the month first: read with the day first.',
    ]);
    assert.deepEqual(days('4/5/23, 9:00 AM'), [
      '2023-04-05',
      'Dates may have the day or the month first: read with the month first.',
    ]);
    assert.deepEqual(days('04.04.2023, 10:00'), ['2023-04-04', null]);
  });

  it('keeps a message whose date no calendar has, and times of years', () => {
    const { turns, warnings } = chat(
      '31.12.2016, 23:00 - Ana: x',
      '45.13.2017, 10:00 - Ana: y',
      '01.01.2021, 00:30 - Ben: z',
    );
    assert.deepEqual(turns, [
      [at(23, 0), 'Ana', 'x'],
      [null, 'Ana', 'y'],
      [at(1462 * 24, 30), 'Ben', 'z'],
    ]);
    assert.ok(warnings.includes('1 message with a date that no calendar has: kept without a time.'));
  });

  it('keeps what stands before its first message, and makes no speaker of it', () => {
    const { turns, preamble } = chat('Site: Leeds', '24.12.19, 17:08 - Ana: x', '24.12.19, 17:09 - Ben: y');
    assert.deepEqual(
      turns.map(([, speaker]) => speaker),
      ['Ana', 'Ben'],
    );
    assert.match(preamble, /\n Site: Leeds$/);
  });

  it('is not seen in other texts, and a text without messages is refused', () => {
    const others = [
      'Interview 12.03.2022, 14:08 - Ana: Hello\n\nBen: Hi',
      '12.03.2022, 14:08 - first session\nAna: Hello\n\nBen: Hi',
      '[00:01:02] Ana: Hello\n[00:01:04] Ben: Hi',
      '10:30 - Ana: Hello\n10:31 - Ben: Hi',
      '1.2.3, a list: of things\n1.2.4, another: one',
    ];
    for (const text of others) assert.equal(detectFormat('a.txt', new TextEncoder().encode(text)), 'plainText', text);
    assertRefused(() => parse('Ana: secret\nBen: secret'), /is not a chat exported from WhatsApp/);
  });

  it('gives back every word of every message in any form', () => {
    const forms = [
      (d: number, h: number, m: number) => `${two(d)}.03.22, ${two(h)}:${two(m)} - `,
      (d: number, h: number, m: number) => `[${two(d)}/03/2022, ${two(h)}:${two(m)}:00] `,
      (d: number, h: number, m: number) => `3/${d}/22, ${h % 12 || 12}:${two(m)}\u202F${h < 12 ? 'AM' : 'PM'} - `,
      (d: number, h: number, m: number) => `\u200E[2022/03/${two(d)} ${two(h)}:${two(m)}:00] \u200E`,
    ];
    const two = (n: number) => String(n).padStart(2, '0');
    const words = fc.stringMatching(/^[a-zé😴:.!? -]{0,12}[a-z]$/u);
    const message = fc.record({
      sender: fc.constantFrom('Ana', 'Ben K.', 'Søren'),
      lines: fc.array(words, { minLength: 1, maxLength: 3 }),
      hour: fc.integer({ min: 0, max: 23 }),
      minute: fc.integer({ min: 0, max: 59 }),
    });
    fc.assert(
      fc.property(fc.constantFrom(...forms), fc.array(message, { minLength: 1, maxLength: 5 }), (form, messages) => {
        // The first on the 13th, so that the file tells which number is the day.
        const text = messages.map(
          ({ sender, lines, hour, minute }, i) => `${form(13 + i, hour, minute)}${sender}: ${lines.join('\n')}`,
        );
        const { turns } = read(text.join('\n'));
        assert.deepEqual(
          turns.map(([startMs, speaker, said]) => [startMs, speaker, said.split('\n').map((line) => line.trim())]),
          messages.map(({ sender, lines, hour, minute }, i) => [
            at(24 * i + hour, minute),
            sender,
            lines.map((line) => line.trim()),
          ]),
        );
      }),
    );
  });
});
