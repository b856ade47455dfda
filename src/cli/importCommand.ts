import { textEncodings } from '../core/base/decodeText';
import { UsageError, type Command } from './command';
import { choice, number, required } from './options';
import { json } from './output';

const formats = {
  text: 'plainText',
  vtt: 'webVtt',
  srt: 'subRip',
  chat: 'chat',
  elan: 'elan',
  textgrid: 'textGrid',
  whisper: 'whisper',
  whatsapp: 'whatsApp',
  csv: 'csv',
  docx: 'word',
  qdpx: 'refiProject',
  qdc: 'refiCodebook',
} as const;

export const importCommand: Readonly<Record<string, Command>> = {
  import: {
    summary: 'take transcripts of other programs into a study',
    output: '{files:[{source,transcript,turns,speakers,segments,warnings}]}; transcript is null for a codebook alone',
    arguments: 'FILE…',
    options: {
      out: { type: 'string', help: 'STUDY  folder of the study; made where there is none' },
      format: { type: 'string', help: `KIND  instead of what the file looks like: ${Object.keys(formats).join(', ')}` },
      encoding: { type: 'string', help: `NAME  of text: ${textEncodings.join(', ')} (default: found)` },
      'text-column': { type: 'string', help: 'COLUMN  of a table: the words; a name, or a number from 1' },
      'speaker-column': { type: 'string', help: 'COLUMN  who speaks' },
      'person-columns': {
        type: 'string',
        help: 'COLUMNS  parted by commas, each the words of the person it is named after',
      },
      'time-column': { type: 'string', help: 'COLUMN  when the turn starts' },
      'time-unit': { type: 'string', help: 'UNIT  of times that are plain numbers: seconds or milliseconds' },
      'transcript-column': { type: 'string', help: 'COLUMN  rows with one value here become one transcript' },
      'merge-turns': { type: 'boolean', help: 'make one turn of consecutive turns of a speaker' },
      'merge-gap': { type: 'string', help: 'SECONDS  only of those that start at most so far apart' },
      'memos-by': {
        type: 'string',
        help: "NAME  keep comments and footnotes of Word files as memos in this person's file",
      },
      'dry-run': { type: 'boolean', help: 'tell what would be done, and write nothing' },
    },
    async *run(values, files) {
      if (files.length === 0) throw new UsageError('A file is missing.');
      const out = required(values, 'out');
      const text = (name: string) => (typeof values[name] === 'string' ? values[name] : undefined);
      const kind = choice(values, 'format', Object.keys(formats) as (keyof typeof formats)[]);
      const gap = number(values, 'merge-gap', Infinity, (n) => n >= 0, 'a number of seconds, 0 or more');
      if (values['merge-gap'] !== undefined && !values['merge-turns']) {
        throw new UsageError('--merge-gap belongs to --merge-turns.');
      }
      if (values['person-columns'] !== undefined && (values['text-column'] ?? values['speaker-column']) !== undefined) {
        throw new UsageError('--person-columns cannot go with --text-column or --speaker-column.');
      }
      if (text('memos-by')?.trim() === '') throw new UsageError('--memos-by needs a name.');
      const { importFiles } = await import('./import');
      const { report, failure } = await importFiles(files, out, {
        format: kind && formats[kind],
        encoding: choice(values, 'encoding', textEncodings),
        columns: {
          text: text('text-column'),
          speaker: text('speaker-column'),
          time: text('time-column'),
          timeUnit: choice(values, 'time-unit', ['seconds', 'milliseconds']),
          transcript: text('transcript-column'),
          persons: (text('person-columns') ?? '').split(',').flatMap((name) => name.trim() || []),
        },
        mergeGapMs: values['merge-turns'] ? gap * 1000 : null,
        memosBy: text('memos-by')?.trim(),
        isDryRun: values['dry-run'] === true,
      });
      yield json(report);
      // What could be imported has been told; the exit code tells that not everything could.
      if (failure !== null) throw failure;
    },
  },
};
