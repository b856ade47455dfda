import { UsageError, type Command } from './command';
import { exportFormats } from './exportFormats';
import { choice, required } from './options';
import { diagnose, json } from './output';

export const exportCommand: Readonly<Record<string, Command>> = {
  export: {
    summary: 'a study for other programs and for readers',
    output: '{out,format,transcripts,codes,segments,memos,leftOut:[message]}',
    argument: 'STUDY',
    options: {
      format: {
        type: 'string',
        help:
          'KIND  csv or jsonl (one line per segment), qdpx (REFI-QDA project), qdc (REFI-QDA codebook),\n' +
          '                 codebook-csv, or html (transcripts with their codes, to read and print)',
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
      const result = await exportStudy(study, { format, out, force: values['force'] === true });
      for (const message of result.leftOut) diagnose(message);
      yield json(result);
    },
  },
};
