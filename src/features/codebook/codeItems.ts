import * as vscode from 'vscode';
import type { Code } from '../../core/codebook/codebook';
import { codeIcon, colourName, patternOf } from '../../core/codebook/colours';
import { talliesOfPeople, type OpenStudy } from '../../platform/study/openStudies';

/** How many segments carry a code: this person's, and those of all people who are shown. */
export interface CodeCounts {
  readonly mine: number;
  readonly shown: number;
}

/**
 * @param me id of the person who codes here, if they have said so
 * @param blind whether the other coders are hidden
 */
export function countSegments(study: OpenStudy, code: string, me: string | undefined, blind: boolean): CodeCounts {
  const id = code.toLowerCase();
  let [mine, shown] = [0, 0];
  for (const { coder, tally } of talliesOfPeople(study)) {
    const count = tally.segments.get(id) ?? 0;
    if (coder === me) mine += count;
    if (coder === me || !blind) shown += count;
  }
  return { mine, shown };
}

export function codeIconUri({ id, colour, pattern }: Pick<Code, 'id' | 'colour' | 'pattern'>): vscode.Uri {
  const svg = codeIcon(colour, patternOf({ id, pattern }));
  return vscode.Uri.parse(`data:image/svg+xml;base64,${Buffer.from(svg).toString('base64')}`);
}

/** The counts in few words: `7 mine · 18 in all`; empty where there is none. */
export function describeCounts({ mine, shown }: CodeCounts, me: string | undefined): string {
  if (shown === 0) return '';
  return me === undefined || mine === shown ? String(shown) : `${mine} mine · ${shown} in all`;
}

/** All about a code, as a hover. */
export function codeTooltip(code: Code, counts: string): vscode.MarkdownString {
  const tooltip = new vscode.MarkdownString();
  const part = (heading: string, text: string): void => {
    if (text.trim() === '') return;
    tooltip.appendMarkdown(`\n\n**${heading}**  \n`).appendText(text);
  };
  tooltip.appendMarkdown('**').appendText(code.name).appendMarkdown('**');
  if (code.definition.trim() !== '') tooltip.appendMarkdown('\n\n').appendText(code.definition);
  part('When to use', code.whenToUse);
  part('When not to use', code.whenNotToUse);
  part('Examples', code.examples.map((example) => `“${example}”`).join('\n'));
  const facts = [
    `${colourName(code.colour)}, ${patternOf(code)}`,
    code.shortcut === null ? '' : `Key: ${code.shortcut}`,
    counts === '' ? 'No segments yet' : `Segments: ${counts}`,
  ];
  tooltip.appendMarkdown('\n\n---\n\n').appendText(facts.filter(Boolean).join(' · '));
  return tooltip;
}

/** Names of the codes above, outermost first. */
export function pathOf(code: Code, codes: readonly Code[]): string[] {
  const byId = new Map(codes.map((one) => [one.id, one]));
  const path: string[] = [];
  for (let at = byId.get(code.parent ?? ''); at; at = byId.get(at.parent ?? '')) path.unshift(at.name);
  return path;
}
