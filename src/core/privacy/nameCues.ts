import { hitsOf, type Certainty, type Hit } from './identifiers';
import { isCommonCapital } from './capitals';

const space = String.raw`[ \u00a0]`;
const edge = String.raw`(?<![\p{L}\p{N}])`;
const end = String.raw`(?![\p{L}\p{M}\p{N}])`;
const oneOf = (words: string) => `(?:${words.trim().split(/\s+/).join('|')})`;

/** Titles, English, German, French, Spanish, Italian and Dutch, which stand before a name and little else. */
const titleWords = oneOf(`
  Mrs? Ms Miss Mx Dr Drs Prof Professor Doctor Sir Dame Lady Lord Rev Reverend Pastor Vicar Rabbi Imam Sheikh Nurse Matron
  Sister Constable Sergeant Aunt Auntie Aunty Uncle Grandma Grandpa Granny Grandad Granddad Nana Nanna
  Herrn? Frau Fräulein Doktor Professorin Pfarrer Pfarrerin Pastorin Pater Tante Onkel Schwester Pfleger Oma Opa
  Madame Monsieur Mme Mlle Señora? Sra? Signora? Mevrouw Meneer Dhr`);
const isTitle = new RegExp(`^${titleWords}$`, 'u');

/** `Halloran`, `O’Neill-Smith`, `McDonald`; no possessive `’s`. */
const part = String.raw`(?!${titleWords}(?![\p{L}\p{M}]))\p{Lu}[\p{L}\p{M}]{0,24}(?:['’]\p{L}[\p{L}\p{M}]{1,24})?(?:-\p{Lu}[\p{L}\p{M}]{1,24}){0,2}`;
const particle = oneOf('von van de del della der den di da dos du la le ter ten zu al el bin ibn af av y');
/** First in a name only: Frau Klein vom Jugendamt is called Klein. */
const firstParticle = oneOf('vom zum zur');
/** Up to three names with what stands between them: `J. Berg`, `Maria de la Cruz`. */
const name = String.raw`(?:\p{Lu}\.${space}?){0,2}(?:(?:${particle}|${firstParticle})${space}){0,3}${part}(?:${space}(?:${particle}${space}){0,3}${part}){0,2}`;

const titled = new RegExp(
  String.raw`${edge}(?:${titleWords}\.?${space}(?:(?:and|und|et|y)${space})?){1,3}(?<hit>${name})${end}`,
  'gu',
);

/** People named by what they are to somebody: `my sister Anna`, `his boss, Jo`. */
const kinWords = oneOf(`
  mother mom mum mummy mama dad daddy father sister brother twin son daughter wife husband partner boyfriend girlfriend
  ex-?(?:wife|husband|partner|boyfriend|girlfriend) ex fiancée? cousin niece nephew aunt auntie uncle grandma grandpa gran
  nan nana grandmother grandfather grandson granddaughter step-?(?:mother|father|mum|mom|dad|son|daughter|sister|brother)
  (?:mother|father|sister|brother|son|daughter)-in-law friend mate boss manager supervisor colleague neighbou?r flatmate
  roommate housemate carer therapist counsell?or psychiatrist psychologist doctor nurse midwife teacher tutor coach baby
  kid lad dog cat`);
const kin = new RegExp(String.raw`${edge}${kinWords},?${space}(?<hit>${name})${end}`, 'gu');
const germanKin = new RegExp(
  String.raw`${edge}(?:[MmDdSs]ein|[Ii]hr|[Uu]nser|[Ee]uer|[Ee]ur)\p{Ll}{0,2}${space}(?:\p{Ll}{3,20}${space})?` +
    String.raw`(?:Schwester|Bruder|Mutter|Mutti|Vater|Vati|Mama|Papa|Mann|Frau|Sohn|Tochter|(?:Ehe|Ex-?)\p{L}{4,8}|` +
    String.raw`Freund(?:in)?|Partner(?:in)?|Cousine?|Kusine|Nichte|Neffen?|Onkel|Tante|Oma|Opa|Chef(?:in)?|Kolleg(?:en?|in)|` +
    String.raw`Nachbar(?:n|in)?|Therapeut(?:en|in)?|Lehrer(?:in)?|Enkel(?:in)?|Schwager|Schwägerin|Schwieger\p{Ll}{4,7}|` +
    String.raw`Stief\p{Ll}{4,8}|Verlobte[rn]?|Betreuer(?:in)?|Hund|Hündin|Katze|Kater),?${space}(?<hit>${part})${end}`,
  'gu',
);

const introduced = new RegExp(
  String.raw`${edge}(?:[Mm]y name(?:['’]s| is| was)|(?:[Hh]is|[Hh]er|[Tt]heir) (?:first |last |full )?names?(?:['’]s| is| was| were| are)|` +
    String.raw`[Mm]ein Name (?:ist|war)|[Ii]ch (?:heiße|heisse|hieß)|[Cc]alled|[Nn]amed(?: after)?|[Nn]amens)${space}(?<hit>${name})${end}`,
  'gu',
);
/** What introduces a name among many other things. */
const perhaps = new RegExp(
  String.raw`${edge}(?:[Cc]all(?:s|ed|ing)? (?:me|him|her|them)|[Gg]oes by|[Tt]his is|[Ii] am|[Ii]['’]m|[Ii]ch bin(?: die| der)?|` +
    String.raw`(?:[Ss]ie|[Ee]r|der|die) (?:heißt|heisst|hieß|heiße)|[Nn]ennen? (?:mich|ihn|sie))${space}(?<hit>${part})${end}`,
  'gu',
);

/**
 * Names after a title (`Dr. Berg`, of which the hit is `Berg`), a relation (`my sister Anna`) or an introduction (`my name
 * is …`), in English and German; titles of some other languages too.
 */
export function findCuedNames(text: string): Hit[] {
  return [
    ...hitsOf(text, 'name', titled, (words) => (isTitle.test(words) ? null : isInitial(words) ? 'possible' : 'likely')),
    ...hitsOf(text, 'name', introduced, unlessCommon('likely')),
    ...hitsOf(text, 'name', kin, unlessCommon('likely')),
    ...hitsOf(text, 'name', germanKin, unlessCommon('possible')),
    ...hitsOf(text, 'name', perhaps, unlessCommon('possible')),
  ];
}

/** `Mr X`: as often a name made up by whoever wrote the text. */
const isInitial = (words: string) => words.length === 1;
const unlessCommon = (certainty: Certainty) => (words: string) =>
  isInitial(words) || isTitle.test(words) || isCommonCapital(words.split(/[ \u00a0]/)[0]!) ? null : certainty;
