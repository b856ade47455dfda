/** What other programs keep in one field, the description of a code. */
export interface CodeDescription {
  readonly definition: string;
  readonly whenToUse: string;
  readonly whenNotToUse: string;
  readonly examples: readonly string[];
  readonly shortcut: string | null;
}

const headings = {
  whenToUse: 'When to use:',
  whenNotToUse: 'When not to use:',
  examples: 'Examples:',
  shortcut: 'Shortcut:',
} as const;
const anyHeading = Object.values(headings).join('|');
const sectionStart = new RegExp(`(?:^|\\n\\n)(${anyHeading})\\n`);
/** A backslash before a line of the person's own keeps it from being taken for a heading. */
const headingLine = new RegExp(`^(\\\\*)(${anyHeading})$`, 'gm');
const escapedLine = new RegExp(`^\\\\(\\\\*)(${anyHeading})$`, 'gm');
const bullet = '• ';
const hanging = '  ';

/**
 * One text that people can read, and that `parseCodeDescription` takes apart again: the definition, then a section with
 * a heading of its own for each field that is not empty.
 */
export function formatCodeDescription(code: CodeDescription): string {
  const sections: (readonly [string, string])[] = [
    [headings.whenToUse, escapeHeadings(code.whenToUse)],
    [headings.whenNotToUse, escapeHeadings(code.whenNotToUse)],
    [headings.examples, formatExamples(code.examples)],
    [headings.shortcut, code.shortcut ?? ''],
  ];
  const filled = sections.filter(([, body]) => body !== '').map(([heading, body]) => `${heading}\n${body}`);
  const definition = escapeHeadings(code.definition);
  return [...(definition === '' ? [] : [definition]), ...filled].join('\n\n');
}

/** Without headings of ours, all of the text is the definition. */
export function parseCodeDescription(description: string): CodeDescription {
  const [definition = '', ...parts] = description.split(sectionStart);
  const bodies = new Map(parts.flatMap((part, i) => (i % 2 === 0 ? [[part, parts[i + 1] ?? '']] : [])));
  const body = (heading: string) => unescapeHeadings(bodies.get(heading) ?? '');
  return {
    definition: unescapeHeadings(definition),
    whenToUse: body(headings.whenToUse),
    whenNotToUse: body(headings.whenNotToUse),
    examples: parseExamples(bodies.get(headings.examples) ?? ''),
    shortcut: body(headings.shortcut) || null,
  };
}

/** A list with a bullet each; further lines of an example are indented. */
export function formatExamples(examples: readonly string[]): string {
  return examples.map((example) => bullet + example.replaceAll('\n', `\n${hanging}`)).join('\n');
}

/** Without bullets, one example a line. */
export function parseExamples(list: string): string[] {
  if (!list.startsWith(bullet)) return list.split(/\r?\n/).filter((line) => line.trim() !== '');
  return list
    .slice(bullet.length)
    .split(`\n${bullet}`)
    .map((example) => example.replaceAll(`\n${hanging}`, '\n'));
}

function escapeHeadings(text: string): string {
  return text.replace(headingLine, '\\$1$2');
}

function unescapeHeadings(text: string): string {
  return text.replace(escapedLine, '$1$2');
}
