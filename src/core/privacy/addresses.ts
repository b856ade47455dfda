import { hitsOf, type Hit } from './identifiers';

const space = String.raw`[ \u00a0]`;
const capitalised = String.raw`\p{Lu}[\p{L}\p{M}.'’-]{0,30}`;
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
const postBox = new RegExp(String.raw`\b(?:P\.?${space}?O\.?${space}?Box|Postfach)${space}\d[\d ]{0,8}\d`, 'giu');

/** Street addresses and post boxes, as written in English and German; the town after a comma belongs to it. */
export function findAddresses(text: string): Hit[] {
  return [
    ...hitsOf(text, 'address', numberedStreet),
    ...hitsOf(text, 'address', namedStreet, () => 'likely'),
    ...hitsOf(text, 'address', germanStreet),
    ...hitsOf(text, 'address', postBox),
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
