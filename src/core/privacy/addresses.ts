import { hitsOf, type Hit } from './identifiers';

const space = String.raw`[ \u00a0]`;
const capitalised = String.raw`(?:St\.|Dr\.|\p{Lu}\.|\p{Lu}[\p{L}\p{M}'’-]{0,30})`;
const streetWord =
  'Streets?|St|Roads?|Rd|Lane|Ln|Avenue|Ave|Drive|Dr|Court|Ct|Place|Pl|Boulevard|Blvd|Way|Terrace|Close|Square|Sq|Crescent|Parkway|Pkwy|Highway|Hwy|Alley|Mews|Grove';
const town = `(?:,${space}${capitalised}(?:${space}${capitalised}){0,2}(?:${space}\\d{1,2}(?!\\d))?)?`;
const unit = String.raw`(?:,?${space}(?:Apt|Apartment|Flat|Unit|Suite|No)\.?${space}?#?\w{1,5})?`;

const numberedStreet = new RegExp(
  String.raw`(?<![\p{L}\p{N}])\d{1,5}[A-Za-z]?${space}(?:${capitalised}${space}){1,3}(?:${streetWord})(?![\p{L}\p{N}])\.?${unit}${town}`,
  'gu',
);
/** A name before the kind of street; `Dr` and `St` alone stand before names of people too. */
const namedStreet = new RegExp(
  String.raw`(?<![\p{L}\p{N}])(?:${capitalised}${space}){1,2}(?:Street|Road|Lane|Avenue|Drive|Boulevard|Terrace|Crescent|Parkway)(?![\p{L}\p{N}])`,
  'gu',
);
const germanStreet = new RegExp(
  String.raw`(?<![\p{L}\p{N}])(?:\p{Lu}[\p{L}\p{M}-]{1,40}?(?:straße|strasse|str\.|weg|platz|allee|gasse|damm|ufer|ring)|(?:${capitalised}${space}){1,3}(?:Straße|Strasse|Str\.|Weg|Platz|Allee|Gasse))${space}\d{1,4}${space}?[a-z]?(?![\p{L}\p{N}])`,
  'gu',
);
/** Without a number too, but for words that are no streets: Arbeitsplatz, Umweg. */
const germanStreetAlone = new RegExp(
  String.raw`(?<![\p{L}\p{N}])\p{Lu}[\p{L}\p{M}-]{2,40}?(?:straße|strasse|gasse|allee)(?![\p{L}\p{N}])`,
  'gu',
);
/** Am Markt 3, Unter den Linden 5 */
const germanPlace = new RegExp(
  String.raw`(?<![\p{L}\p{N}])(?:Am|An der|An den|Auf der|Auf dem|Im|In der|In den|Unter den|Zum|Zur|Hinter der|Hinter dem|Vor dem|Bei der)${space}(?!Jahr|Alter|Kapitel|Tag|Schnitt|Teil|Monat|Abend|Morgen|Mittag|Anfang|Ende|Wochen|Sommer|Winter|Herbst|Frühling|\p{L}*tag)${capitalised}${space}\d{1,3}${space}?[a-z]?(?![\p{L}\p{N}]|\.\d)`,
  'gu',
);
/** 12 rue de Rivoli, Calle Mayor 5, Via Roma, Keizersgracht 12 */
const otherStreet = new RegExp(
  String.raw`(?<![\p{L}\p{N}])(?:\d{1,4}(?:bis|ter)?,?${space}(?:rue|avenue|boulevard|place|allée|chemin|impasse|quai)${space}(?:(?:de|du|des|la|le|les)${space}){0,2}(?:[dl]['’])?${capitalised}|` +
    String.raw`(?:Calle|Avenida|Paseo|Plaza|Via|Viale|Piazza|Corso|Rua|Travessa)${space}(?:(?:de|del|della|dei|da|do|la|las|los)${space}){0,2}${capitalised}(?:,?${space}\d{1,4})?|` +
    String.raw`\p{Lu}[\p{L}\p{M}-]{1,40}?(?:straat|laan|gracht|plein|kade|dreef)(?:${space}\d{1,4}${space}?[a-z]?)?)(?![\p{L}\p{N}])`,
  'gu',
);
const dwelling = new RegExp(
  String.raw`(?<![\p{L}\p{N}])(?:apartment|apt\.?|flat|unit|room|ward|zimmer|wohnung)${space}(?:number${space}|no\.?${space}|nr\.?${space})?#?\d{1,4}[a-z]?(?![\p{L}\p{N}])`,
  'giu',
);
const postBox = new RegExp(String.raw`\b(?:P\.?${space}?O\.?${space}?Box|Postfach)${space}\d[\d ]{0,8}\d`, 'giu');

/**
 * Street addresses and post boxes, as written in English and German, and as streets are named in French, Spanish,
 * Italian, Portuguese and Dutch; the town after a comma belongs to it.
 */
export function findAddresses(text: string): Hit[] {
  return [
    ...hitsOf(text, 'address', numberedStreet),
    ...hitsOf(text, 'address', namedStreet, () => 'likely'),
    ...hitsOf(text, 'address', germanStreet),
    ...hitsOf(text, 'address', postBox),
    ...hitsOf(text, 'address', germanStreetAlone, () => 'likely'),
    ...hitsOf(text, 'address', germanPlace, () => 'possible'),
    ...hitsOf(text, 'address', otherStreet, () => 'likely'),
    ...hitsOf(text, 'address', dwelling, () => 'possible'),
  ];
}

const ukPostcode = /(?<![\p{L}\p{N}])[A-Z]{1,2}\d[A-Z\d]? ?\d[ABD-HJLNP-UW-Z]{2}(?![\p{L}\p{N}])/gu;
const zip = /(?<=(?<![\p{L}\p{N}])[A-Z]{2} )\d{5}(?:-\d{4})?(?!\d)|(?<![\p{L}\p{N}-])\d{5}-\d{4}(?![\d-])/gu;
const zipSpoken =
  /(?:zip(?: code)?|postal code|postcode|postleitzahl|plz)(?: is| ist|:)? (?<hit>[A-Z\d][A-Z\d -]{2,8}[A-Z\d])/giu;
/** Five figures and a town. */
const germanPlz = new RegExp(String.raw`(?<![\p{L}\p{N}.,-])(?:D-)?\d{5}${space}\p{Lu}[\p{L}\p{M}-]{2,30}`, 'gu');

/** Postal codes: British, US (after the state, or ZIP+4), German (before the town), or named as one. */
export function findPostalCodes(text: string): Hit[] {
  return [
    ...hitsOf(text, 'postalCode', ukPostcode, () => 'likely'),
    ...hitsOf(text, 'postalCode', zip),
    ...hitsOf(text, 'postalCode', zipSpoken, (words) => (/\d/.test(words) ? 'likely' : null)),
    ...hitsOf(text, 'postalCode', germanPlz, () => 'likely'),
  ];
}
