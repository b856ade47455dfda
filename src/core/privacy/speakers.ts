import type { Transcript } from '../transcript/transcript';
import { fold } from './identifiers';

const roles = new Set(
  `interviewer interviewee therapist client patient participant moderator facilitator researcher speaker counsellor counselor
  clinician doctor nurse mother father mum mom dad wife husband son daughter brother sister friend carer partner group
  narrator observer unknown therapeut therapeutin patientin klient klientin interviewerin proband probandin sprecher
  sprecherin mutter vater ehemann ehefrau sohn tochter bruder schwester freund freundin`.split(/\s+/),
);

/** Names of speakers that may be those of people: no role (`Interviewer`), number (`P01`, `Speaker 2`) or pseudonym. */
export function speakerNames({ turns }: Transcript): string[] {
  return [...new Set(turns.map(({ speaker }) => speaker))].filter((speaker) => {
    if (/^NAME-\d+$/.test(speaker)) return false;
    const words = fold(speaker).match(/\p{L}[\p{L}\p{M}]*/gu) ?? [];
    return !words.every((word) => isCode(word) || roles.has(word));
  });
}

/** Up to two letters of an alphabet, as in `P01` or `TN 3`; in other scripts two characters are a whole name. */
function isCode(word: string): boolean {
  return word.length <= 2 && /^[\p{Script=Latin}\p{Script=Greek}\p{Script=Cyrillic}]+$/u.test(word);
}
