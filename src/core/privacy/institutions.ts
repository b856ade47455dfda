import { hitsOf, type Hit } from './identifiers';

const space = String.raw`[ \u00a0]`;
const capitalised = String.raw`(?:St\.|\p{Lu}[\p{L}\p{M}'’-]{0,30})`;
/** What stands before any of them: the Hospital, Sunday School. */
const general =
  '(?!(?:The|A|An|My|Our|Your|His|Her|Their|This|That|In|At|To|From|And|But|So|When|Then|High|Primary|Middle|Secondary|Elementary|Sunday|Medical|Law|Catholic|Anglican|Baptist|Methodist|Lutheran)[ \\u00a0])';

/** St Mary’s Hospital, Elm Park Surgery, University of Leeds */
const english = new RegExp(
  String.raw`(?<![\p{L}\p{N}])(?:${general}(?:${capitalised}${space}){1,4}(?:Hospital|Infirmary|Clinic|Surgery|Hospice|School|Academy|College|University|Institute|Church|Mosque|Synagogue|Temple|Prison)|` +
    String.raw`(?:University|College|School|Church|Hospital|Institute|HMP)${space}(?:(?:of|at|for)${space}(?:the${space})?)?${capitalised}(?:${space}${capitalised})?)(?![\p{L}\p{N}])`,
  'gu',
);
/** Klinikum Großhadern, Universität Bonn, Goethe-Gymnasium, JVA Tegel */
const german = new RegExp(
  String.raw`(?<![\p{L}\p{N}])(?:(?:[Kk]linik(?:um)?|[\p{L}\p{M}-]{0,20}[Kk]rankenhaus|Universität|Uni|Hochschule|TU|FH|Gymnasium|Realschule|Grundschule|Gesamtschule|JVA|Pfarrei|Gemeinde)${space}(?:(?:in|zu|am|an der|im|St\.|Sankt)${space})?${capitalised}|` +
    String.raw`${capitalised}-(?:Klinik(?:um)?|Krankenhaus|Universität|Uni|Schule|Gymnasium|Realschule|Grundschule|Gesamtschule|Hospital|Kirche|Gemeinde))(?![\p{L}\p{N}])`,
  'gu',
);

/** Hospitals, schools, universities and the like, by the word that says what they are; English and German. */
export function findInstitutions(text: string): Hit[] {
  return [...hitsOf(text, 'place', english, () => 'likely'), ...hitsOf(text, 'place', german, () => 'possible')];
}
