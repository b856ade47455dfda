import * as vscode from 'vscode';
import type { Code, Codebook } from '../../core/codebook/codebook';
import { codeProblems, type CodeFields } from '../../core/codebook/codeRules';
import { colourName, namedColours, patternOf, patterns, type CodeLook } from '../../core/codebook/colours';
import type { CodePlace } from '../../core/codebook/edit';
import type { OpenStudy } from '../../platform/study/openStudies';
import { codeIconUri } from './codeItems';
import { placeOf } from './codebookTree';
import type { DropPlace } from './codeDragAndDrop';

/** Asks for one field as long as it is not sound. @param id of the code; a new one has one that no code has */
async function askField<Field extends 'name' | 'shortcut'>(
  field: Field,
  id: string,
  { codes }: Codebook,
  options: vscode.InputBoxOptions,
): Promise<string | undefined> {
  const problemOf = (value: string): string | undefined => {
    const fields: Partial<CodeFields> = field === 'name' ? { name: value } : { shortcut: value === '' ? null : value };
    return codeProblems(id, fields, codes)[field];
  };
  return vscode.window.showInputBox({ ...options, validateInput: problemOf });
}

export function askNewName(codebook: Codebook, parent: Code | undefined): Promise<string | undefined> {
  const title = parent ? `New Code below ${parent.name}` : 'New Code';
  const prompt =
    'A short name, as it should stand beside the text. Enter on it in the Codebook then opens its definition.';
  return askField('name', '', codebook, { title, prompt });
}

export function askOtherName(codebook: Codebook, code: Code): Promise<string | undefined> {
  const prompt = 'Segments keep the code: only its name changes.';
  return askField('name', code.id, codebook, { title: `Rename ${code.name}`, prompt, value: code.name });
}

/** @returns an empty string when the key is to be taken away */
export function askShortcut(codebook: Codebook, code: Code): Promise<string | undefined> {
  const prompt = 'One lower-case letter or digit; leave it empty for none.';
  return askField('shortcut', code.id, codebook, {
    title: `Key That Applies ${code.name}`,
    prompt,
    value: code.shortcut ?? '',
  });
}

/** Asks for a colour, then for a pattern; those that no other code has come first. */
export async function askLook(codebook: Codebook, code: Code): Promise<CodeLook | undefined> {
  const others = codebook.codes.filter(({ id }) => id !== code.id);
  const colour = await vscode.window.showQuickPick(
    namedColours.map(({ name, hex }) => {
      const count = others.filter((other) => other.colour.toLowerCase() === hex).length;
      const used = count === 0 ? 'not used yet' : `${count} other ${count === 1 ? 'code' : 'codes'}`;
      const isOwn = hex === code.colour.toLowerCase();
      return {
        label: name,
        description: !isOwn ? used : count === 0 ? 'now' : `now · ${used}`,
        iconPath: codeIconUri({ id: code.id, colour: hex, pattern: 'solid' }),
        hex,
      };
    }),
    { title: `Colour of ${code.name}`, placeHolder: 'Colours that colour-blind people can tell apart' },
  );
  if (!colour) return undefined;
  const taken = others.filter((other) => other.colour.toLowerCase() === colour.hex);
  const items = patterns.map((pattern) => {
    const holder = taken.find((other) => patternOf(other) === pattern);
    return {
      label: pattern,
      description: holder ? `${holder.name} looks like this` : '',
      iconPath: codeIconUri({ id: code.id, colour: colour.hex, pattern }),
      pattern,
      isFree: !holder,
    };
  });
  const chosen = await vscode.window.showQuickPick(
    [...items.filter(({ isFree }) => isFree), ...items.filter(({ isFree }) => !isFree)],
    {
      title: `Pattern of ${code.name} in ${colourName(colour.hex)}`,
      placeHolder: 'So that it is not told by colour alone',
    },
  );
  return chosen && { colour: colour.hex, pattern: chosen.pattern };
}

/** Asks for one of the study's codes, those of `without` left out. */
export async function pickCode(
  study: OpenStudy,
  without: readonly string[],
  options: { readonly title: string; readonly placeHolder: string },
): Promise<Code | undefined> {
  const codes = study.codebook?.codes.filter(({ id }) => !without.includes(id)) ?? [];
  const items = codes.map((code) => ({
    label: code.name,
    description: placeOf(code, study),
    detail: code.definition,
    iconPath: codeIconUri(code),
    code,
  }));
  return (await vscode.window.showQuickPick(items, { ...options, matchOnDescription: true, matchOnDetail: true }))
    ?.code;
}

export async function askDropPlace(
  dropped: readonly Code[],
  target: Code,
  places: readonly DropPlace[],
): Promise<CodePlace | undefined> {
  const words = {
    into: [`Below ${target.name}`, 'as its sub-code'],
    before: [`Before ${target.name}`, 'on the same level'],
    after: [`After ${target.name}`, 'on the same level'],
  } as const;
  const icons = { into: 'indent', before: 'arrow-up', after: 'arrow-down' } as const;
  const items = places.map((place) => {
    const [label, description] = words[place.how];
    return { label, description, iconPath: new vscode.ThemeIcon(icons[place.how]), place };
  });
  const title = `Move ${dropped.map(({ name }) => name).join(', ')}`;
  return (await vscode.window.showQuickPick(items, { title, placeHolder: 'Where to?' }))?.place;
}
