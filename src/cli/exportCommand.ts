import { exportFormats } from '../core/exchange/export/exportFormats';
import { UsageError, type Command } from './command';
import { choice, required } from './options';
import { diagnose, json } from './output';

export const exportCommand: Readonly<Record<string, Command>> = {
  export: {
    summary: 'a study for other programs and for readers',
    output: '{out,format,transcripts,codes,segments,suggestions,memos,leftOut:[message]}',
    argument: 'STUDY',
    options: {
      format: {
        type: 'string',
        help:
          'KIND  csv or jsonl (one line per segment), qdpx (REFI-QDA project), qdc (REFI-QDA codebook),\n' +
          '                 codebook-csv, or html (transcripts with their codes, to read and print)',
      },
      suggestions: {
        type: 'boolean',
        help:
          'also what models suggested, with what people decided (open, accepted, changed or rejected) in a\n' +
          '                 column of csv and jsonl; without it only what people coded, accepted suggestions included',
      },
      out: { type: 'string', help: 'FILE  where to write; a file that is there is left alone' },
      force: { type: 'boolean', help: 'overwrite it' },
    },
    async *run(values) {
      const study = values['STUDY'];
      if (typeof study !== 'string') throw new UsageError('STUDY is missing: the folder of the study.');
      const out = required(values, 'out');
      required(values, 'format');
      const format = choice(values, 'format', exportFormats)!;
      const { exportStudy } = await import('./export');
      const result = await exportStudy(study, {
        format,
        out,
        force: values['force'] === true,
        suggestions: values['suggestions'] === true,
      });
      for (const message of result.leftOut) diagnose(message);
      yield json(result);
    },
  },
};
