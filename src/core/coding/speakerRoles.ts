// No parser here, so that webviews may use it.

/** What a speaker is in the conversations of a study. */
export const speakerRoles = ['interviewer', 'participant', 'other'] as const;
export type SpeakerRole = (typeof speakerRoles)[number];

const interviewer =
  /^(?:int(?:erviewer)?|i|t|th|therapist|psychologist|psychotherapist|counsell?or|clinician|researcher|investigator|moderator|facilitator|host|doctor|dr)\.?\s*\d*$/i;
const participant =
  /^(?:p|pt|part|participant|interviewee|respondent|resp|client|cl|c|patient|subject|target[ _]child|guest)\.?[ -]*\d*$/i;

/**
 * Speakers as somebody looks for whom a study is about: those who ask come last, else who speaks most is first.
 * @param turns how many each has
 * @param known what the study says of its speakers; of others the name may tell
 */
export function inOrderOfInterest(
  turns: ReadonlyMap<string, number>,
  known: readonly { readonly name: string; readonly role?: SpeakerRole | undefined }[] = [],
): [speaker: string, turns: number][] {
  const asks = (speaker: string): boolean =>
    (known.find(({ name }) => name === speaker)?.role ?? guessRole(speaker, null)) === 'interviewer';
  return [...turns].sort((a, b) => Number(asks(a[0])) - Number(asks(b[0])) || b[1] - a[1]);
}

/** A role to propose, by what another program says of the speaker or else by the name; null when neither tells. */
export function guessRole(name: string, roleInFile: string | null): SpeakerRole | null {
  for (const word of [roleInFile ?? '', name]) {
    const known = word.trim().replaceAll('_', ' ');
    if (interviewer.test(known)) return 'interviewer';
    if (participant.test(known)) return 'participant';
  }
  return null;
}
