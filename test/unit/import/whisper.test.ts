import assert from 'node:assert/strict';
import { parseWhisper } from '../../../src/core/exchange/import/whisper';
import { assertRefused, turnsIn, warningsIn } from './support';

const whisper = (value: unknown) => parseWhisper(JSON.stringify(value), 'P01.json');

describe('parseWhisper', () => {
  it('reads the segments of openai-whisper and faster-whisper', () => {
    const segments = [
      { id: 0, seek: 0, start: 0.0, end: 2.48, text: ' How are you?', tokens: [50364], temperature: 0.0 },
      { id: 1, seek: 0, start: 2.4804, end: 4.0, text: ' Tired.', words: null },
      { id: 2, start: null, text: ' Very.' },
    ];
    for (const file of [{ text: ' How are you? Tired.', segments, language: 'en' }, segments]) {
      const imported = whisper(file);
      assert.deepEqual(turnsIn(imported), [
        [0, 'Speaker', 'How are you?'],
        [2480, 'Speaker', 'Tired.'],
        [null, 'Speaker', 'Very.'],
      ]);
      assert.equal(warningsIn(imported)[0], '1 segment without a time.');
    }
  });

  it('reads the NaN and Infinity that Python writes, and leaves those words alone where they are said', () => {
    const segment = (text: string) => `{"start": 0.0, "end": NaN, "text": ${JSON.stringify(text)}, "avg_logprob":NaN}`;
    const said = 'My nan: NaN, "NaN", -Infinity \\" ,NaN';
    const imported = parseWhisper(
      `{"text": "x", "temperature": -Infinity, "segments": [${segment(said)}, ${segment('Yes.')}], "x": [NaN,Infinity]}`,
      'P01.json',
    );
    assert.deepEqual(
      turnsIn(imported).map(([, , words]) => words),
      [said, 'Yes.'],
    );
    assertRefused(() => parseWhisper('{"segments": [NaNa]}', 'f.json'), /not valid JSON/);
  });

  it('reads the speakers of whisperX, and parts a segment in which they change', () => {
    const word = (text: string, start: number | undefined, speaker?: string) => ({
      word: text,
      start,
      end: 9,
      score: 1,
      speaker,
    });
    const imported = whisper({
      segments: [
        {
          start: 1,
          end: 4,
          text: ' Sleeping well? No,  not at all.',
          speaker: 'SPEAKER_00',
          words: [
            word('Sleeping', 1, 'SPEAKER_00'),
            word('well?', 1.5),
            word('No,', 2.25, 'SPEAKER_01'),
            word('not', 2.5, 'SPEAKER_01'),
            word('at', undefined),
            word('all.', 3, 'SPEAKER_01'),
          ],
        },
        { start: 5, end: 6, text: 'Oh.', words: [word('Oh.', 5, 'SPEAKER_00')] },
        { start: 7, end: 8, text: 'unlike its words', words: [word('a', 7, 'X'), word('other', 7, 'Y')], speaker: 'X' },
      ],
      word_segments: [],
    });
    assert.deepEqual(turnsIn(imported), [
      [1000, 'SPEAKER_00', 'Sleeping well?'],
      [2250, 'SPEAKER_01', 'No,  not at all.'],
      [5000, 'SPEAKER_00', 'Oh.'],
      [7000, 'X', 'unlike its words'],
    ]);
    assert.deepEqual(warningsIn(imported), []);
  });

  it('reads the transcription of whisper.cpp', () => {
    const imported = whisper({
      systeminfo: 'AVX = 1',
      result: { language: 'en' },
      transcription: [
        {
          timestamps: { from: '00:00:00,000', to: '00:00:01,000' },
          offsets: { from: 0, to: 1000 },
          text: ' Hi.',
          speaker: '0',
        },
        { offsets: { from: 1000, to: 2000 }, text: ' Hello.', speaker: '1' },
      ],
    });
    assert.deepEqual(turnsIn(imported), [
      [0, 'Speaker 0', 'Hi.'],
      [1000, 'Speaker 1', 'Hello.'],
    ]);
    assert.deepEqual(warningsIn(imported), ['2 names of speakers changed to what a transcript can hold.']);
  });

  it('leaves out times that a transcript cannot hold, and says so', () => {
    const imported = whisper({
      segments: [
        { start: -1, text: 'a' },
        { start: 1e9, text: 'b' },
      ],
    });
    assert.deepEqual(
      turnsIn(imported).map(([startMs]) => startMs),
      [null, null],
    );
    assert.match(warningsIn(imported).join(), /2 times left out/);
  });

  it('refuses broken JSON and JSON of another kind, and quotes nothing', () => {
    assertRefused(() => parseWhisper('{"segments": [{"text": "secret', 'P01.json'), /P01\.json is not valid JSON/);
    assertRefused(
      () => whisper({ segments: [{ start: 0, words: 'secret' }] }),
      /P01\.json is JSON, but not a transcript/,
    );
  });
});
