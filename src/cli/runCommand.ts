import { fileURLToPath } from 'node:url';
import { UsageError, type Command } from './command';
import { endpointOptions, modelOptions, wholeNumber } from './options';
import { json } from './output';
import { openEndpoint } from './sources';

const { onnx } = modelOptions;

export const runCommand: Readonly<Record<string, Command>> = {
  run: {
    summary: 'the runs of a lab sheet, and what came of them',
    output:
      '{sheet,runsFile,model,models,missing,part,segments,runs:{planned,made,fromJournal,failed},errors,\n' +
      '         techniques:[{id,name,runs,missing,answers,shortened,measure?,stability?}],people?,pairs?,written?}',
    argument: 'SHEET.lab.json',
    options: {
      model: {
        type: 'string',
        multiple: true,
        help: 'DIR  model folder (default: the bundled model); again for every further model, or for one that the sheet names',
      },
      onnx,
      ...endpointOptions,
      resume: { type: 'boolean', help: 'go on with the runs that are there; none is made twice' },
      'open-test': { type: 'boolean', help: 'open the test part, once and for good, and run on it alone' },
      study: { type: 'string', help: "DIR  the study's folder (default: the one that the sheet lies in)" },
      report: {
        type: 'string',
        help: 'FILE  also write a report: one HTML page with every setting, prompt and figure',
      },
      csv: { type: 'string', help: 'DIR  also write the answers, prompts and figures as CSV files into this folder' },
      force: { type: 'boolean', help: 'overwrite what --report and --csv find there' },
      concurrency: { type: 'string', help: 'N  requests at the same time, for --endpoint (default 4)' },
      bootstrap: { type: 'string', help: 'N  samples behind the intervals (default 1000)' },
      seed: { type: 'string', help: 'N  of the bootstrap; the runs have the seed of the sheet (default 0)' },
    },
    async *run(values) {
      const sheet = values['SHEET.lab.json'];
      if (typeof sheet !== 'string') throw new UsageError('SHEET.lab.json is missing.');
      const study = values['study'];
      const endpoint = await openEndpoint(values, []);
      const dirs = [values['model'] ?? []].flat().map(String);
      const onnxFile = values['onnx'];
      if (typeof onnxFile === 'string' && dirs.length > 1) {
        throw new UsageError('--onnx belongs to a single --model.');
      }
      const named = {
        familyDir: fileURLToPath(new URL('../media/models', import.meta.url)),
        dirs,
        onnx: typeof onnxFile === 'string' ? onnxFile : undefined,
        endpoint,
        concurrency: wholeNumber(values, 'concurrency', 4, 1),
      };
      const options = {
        resume: values['resume'] === true,
        openTest: values['open-test'] === true,
        study: typeof study === 'string' ? study : undefined,
        samples: wholeNumber(values, 'bootstrap', 1000),
        seed: wholeNumber(values, 'seed', 0),
        outputs: {
          report: typeof values['report'] === 'string' ? values['report'] : undefined,
          csv: typeof values['csv'] === 'string' ? values['csv'] : undefined,
          force: values['force'] === true,
        },
      };
      const { runSheetFile } = await import('./run');
      const { modelsOf } = await import('./labModels');
      const { result, failure } = await runSheetFile(sheet, (read) => modelsOf(read, named), options);
      yield json(result);
      // What came of the others has been told; the exit code tells that runs are missing.
      if (failure !== null) throw failure;
    },
  },
};
