import { z } from 'zod';
import { UserError } from '../core/base/userError';
import { TextTokenizer } from '../core/tokenizer/textTokenizer';
import { loadJson, requireModelFile } from './modelFiles';

/** Not copied: a vocabulary may have 250,000 entries. By name, or for Unigram a list. */
const model = z.custom<{ readonly vocab?: object }>((value) => typeof value === 'object' && value !== null);
const tokenizerSchema = z.looseObject({ model });
export type TokenizerJson = z.infer<typeof tokenizerSchema>;

/** @throws UserError when the file is missing or no JSON; what is in it is checked by `createTokenizer`. */
export function loadTokenizerJson(file: string): TokenizerJson {
  requireModelFile(
    file,
    "Download tokenizer.json from the model's page; where there is only tokenizer.model or vocab.txt, convert it in Python: AutoTokenizer.from_pretrained(DIR).save_pretrained(DIR).",
  );
  return loadJson(file, tokenizerSchema);
}

/** @throws UserError `tokenizerInvalid`, naming the file. */
export function createTokenizer(file: string, json: TokenizerJson, config: object | undefined): TextTokenizer {
  try {
    return TextTokenizer.fromJson(json, config);
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    throw new UserError(error.code, `${file}: ${error.message}`, error.remedy, { cause: error });
  }
}
