import path from 'node:path';
import { sha256Hex } from '../core/base/sha256';
import { serverProvenance, type Provenance } from '../core/figures/provenance';
import { programName } from '../platform/programName';
import type { Services } from '../platform/services';
import type { Subject } from '../platform/subject';
import type { ModelInfo, Token } from '../protocol/modelHost';
import type { SubjectContent } from '../protocol/panel';

/** What a picture or a table of this content rests on. @throws UserError where the model cannot be loaded */
export async function provenanceOf(
  { models, hashes }: Pick<Services, 'models' | 'hashes'>,
  subject: Pick<Subject, 'text'>,
  content: SubjectContent<Token>,
): Promise<Provenance> {
  const { model } = content;
  return {
    model: models.endpoint
      ? serverProvenance(models.endpoint)
      : await modelProvenance(await models.info(new AbortController().signal), model.name, hashes),
    text: await textProvenance(subject, content),
    program: programName,
    date: new Date().toISOString().slice(0, 10),
  };
}

/** What of the subject was looked at. */
export async function textProvenance(
  { text }: Pick<Subject, 'text'>,
  { subject: { document, line, omittedTokens }, tokens }: Pick<SubjectContent<Token>, 'subject' | 'tokens'>,
): Promise<Provenance['text']> {
  return { document, line, tokens: tokens.length, omittedTokens, sha256: await sha256Hex(text) };
}

export async function modelProvenance(
  { dir, onnxFile, architecture }: Pick<ModelInfo, 'dir' | 'onnxFile' | 'architecture'>,
  name: string,
  hashes: Services['hashes'],
): Promise<Provenance['model']> {
  // Unreadable now, though the model was loaded from it: the reader sees “not known”.
  const sha256 = await hashes.sha256(path.resolve(dir, onnxFile)).catch(() => null);
  return { name, architecture, file: onnxFile, sha256 };
}
