import path from 'node:path';
import { sha256Hex } from '../core/base/sha256';
import { type ModelProvenance, serverProvenance, type Provenance } from '../core/figures/provenance';
import type { EndpointSetting } from '../core/models/endpoint';
import { programName } from '../platform/programName';
import type { Services } from '../platform/services';
import type { Subject } from '../platform/subject';
import type { ModelInfo, Token } from '../protocol/modelHost';
import type { SubjectContent } from '../protocol/panel';

/** The model that has read some words, as it was when it read them: the one in use may be another by now. */
export type Reader =
  { readonly kind: 'here'; readonly info: ModelInfo } | { readonly kind: 'server'; readonly endpoint: EndpointSetting };

/** What a picture or a table of some content rests on. */
export async function provenanceOf(
  hashes: Services['hashes'],
  subject: Pick<Subject, 'text'>,
  reader: Reader,
  content: SubjectContent<Token>,
): Promise<Provenance> {
  return {
    model: await readerProvenance(reader, content.model.name, hashes),
    text: await textProvenance(subject, content),
    program: programName,
    date: new Date().toISOString().slice(0, 10),
  };
}

/** @param name for people */
export async function readerProvenance(
  reader: Reader,
  name: string,
  hashes: Services['hashes'],
): Promise<ModelProvenance> {
  return reader.kind === 'here' ? modelProvenance(reader.info, name, hashes) : serverProvenance(reader.endpoint);
}

/** What of the subject was looked at. */
async function textProvenance(
  { text }: Pick<Subject, 'text'>,
  { subject: { document, line, omittedTokens }, tokens }: Pick<SubjectContent<Token>, 'subject' | 'tokens'>,
): Promise<Provenance['text']> {
  return { document, line, tokens: tokens.length, omittedTokens, sha256: await sha256Hex(text) };
}

export async function modelProvenance(
  { dir, onnxFile, architecture }: Pick<ModelInfo, 'dir' | 'onnxFile' | 'architecture'>,
  name: string,
  hashes: Services['hashes'],
): Promise<ModelProvenance> {
  // Unreadable now, though the model was loaded from it: the reader sees “not known”.
  const sha256 = await hashes.sha256(path.resolve(dir, onnxFile)).catch(() => null);
  return { name, architecture, file: onnxFile, sha256 };
}
