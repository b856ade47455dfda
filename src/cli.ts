#!/usr/bin/env node
// The command line (DESIGN 9): JSON on standard output, diagnostics on standard error, exit 0 done / 1 failed / 2 bad usage.
import { parseArgs } from 'node:util';
import search from 'approx-string-match';
import { agreementCommand } from './cli/agreementCommand';
import { attributionCommands } from './cli/attributionCommands';
import { type Command, UsageError, type Values } from './cli/command';
import { exportCommand } from './cli/exportCommand';
import { importCommand } from './cli/importCommand';
import { insideCommands } from './cli/insideCommands';
import { modelCommands } from './cli/modelCommands';
import { diagnose, write } from './cli/output';
import { runCommand } from './cli/runCommand';
import { toErrorInfo } from './core/base/userError';
import { programName } from './platform/programName';

const commands: Readonly<Record<string, Command>> = {
  ...modelCommands,
  ...importCommand,
  ...insideCommands,
  ...attributionCommands,
  ...agreementCommand,
  ...runCommand,
  ...exportCommand,
};

async function main(args: readonly string[]): Promise<number> {
  const [name, ...rest] = args;
  try {
    if (name === undefined) throw new UsageError('A command is missing.');
    if (name === '--help' || name === '-h') {
      await write(help());
      return 0;
    }
    if (name === '--version' || name === '-V') {
      await write(`${programName}\n`);
      return 0;
    }
    const command = Object.hasOwn(commands, name) ? commands[name] : undefined;
    if (!command) throw new UsageError(`There is no command "${name}".${meant(name, Object.keys(commands))}`);
    const { values, list } = parse(command, rest);
    if (values['help']) {
      await write(commandHelp(name, command));
      return 0;
    }
    for await (const piece of command.run(values, list)) await write(piece);
    return 0;
  } catch (error) {
    if (error instanceof UsageError) {
      const about = name !== undefined && Object.hasOwn(commands, name) ? `${name} ` : '';
      diagnose(`${error.message}\nSee introspect ${about}--help.`);
      return 2;
    }
    const { message, remedy } = toErrorInfo(error);
    diagnose([message, remedy].filter(Boolean).join(' '));
    return 1;
  }
}

function parse(command: Command, args: string[]): { readonly values: Values; readonly list: readonly string[] } {
  const options = Object.fromEntries(
    Object.entries(command.options).map(([name, { type, multiple = false }]) => [name, { type, multiple }]),
  );
  try {
    const { values, positionals } = parseArgs({
      args,
      options: { ...options, help: { type: 'boolean', short: 'h' } },
      allowPositionals: command.argument !== undefined || command.arguments !== undefined,
    });
    if (command.arguments !== undefined) return { values, list: positionals };
    if (positionals.length > 1) throw new UsageError('There is one argument too many.');
    return {
      values: command.argument === undefined ? values : { ...values, [command.argument]: positionals[0] },
      list: [],
    };
  } catch (error) {
    // Node's own message names the option.
    const message = error instanceof Error ? error.message : 'The options cannot be read.';
    const [, unknown] = /^Unknown option '--([^']+)'/.exec(message) ?? [];
    const names = Object.keys(command.options).map((option) => `--${option}`);
    const hint = unknown === undefined ? '' : meant(`--${unknown}`, names);
    throw new UsageError(hint === '' ? message : `Unknown option '--${unknown}'.${hint}`);
  }
}

/** ` Did you mean …?` for a name that another one holds, but for a slip or two; nothing for others. */
function meant(given: string, names: readonly string[]): string {
  const errors = given.length > 4 ? 2 : 1;
  const distances = names.flatMap((name) => {
    const found = given.length < 3 ? [] : search(name, given, errors);
    return found.length === 0 ? [] : [{ name, errors: Math.min(...found.map((match) => match.errors)) }];
  });
  const [nearest] = distances.sort((a, b) => a.errors - b.errors || a.name.length - b.name.length);
  return nearest ? ` Did you mean ${nearest.name}?` : '';
}

function help(): string {
  const lines = Object.entries(commands).map(([name, { summary }]) => `  ${name.padEnd(14)} ${summary}`);
  return `introspect COMMAND [OPTIONS]   JSON on standard output; exit 0 done, 1 failed, 2 bad usage\n\n${lines.join('\n')}\n\nintrospect COMMAND --help tells its options; introspect --version, the version to report.\n`;
}

function commandHelp(name: string, { summary, output, options, ...command }: Command): string {
  const argument = command.argument ?? command.arguments;
  const lines = Object.entries(options).map(([option, { help: about }]) => `  --${option.padEnd(18)} ${about}`);
  return `introspect ${name}${argument === undefined ? '' : ` [${argument}]`}: ${summary}\n\n${lines.join('\n')}\n\nOutput: ${output}\n`;
}

// A reader that has seen enough, such as `head`, closes the pipe.
process.stdout.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? 0 : 1));
process.exitCode = await main(process.argv.slice(2));
