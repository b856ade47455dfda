import type { CrisisKind } from './crisisNotice';

/**
 * Direct statements in German, Spanish and French, far fewer than in English. Most are what prevention services tell
 * relatives to take seriously: preventionsuicide.be and heyhoegaathet.be (Belgium), parler-peut-sauver.ch (Switzerland),
 * NaSPro and Freunde fürs Leben (Germany), Teléfono de la Esperanza (Spain), and the wish to be dead and the thoughts of
 * the Columbia scale in these languages. Nobody has measured what they find; native clinicians should read them.
 *
 * On text in lower case without diacritics, ß as ss, with plain apostrophes and single spaces.
 */
const german: readonly (readonly [CrisisKind, string])[] = [
  [
    'notLiving',
    String.raw`\bich\b[^.!?;]{0,20}\b(?:will|mochte|wollte|wunsche mir|wunschte|wurde|ware)\b[^.!?;]{0,25}\b(?:sterben|tot (?:sein|zu sein)|nicht mehr (?:leben|da sein|aufwachen|hier sein)|nie mehr aufwachen)\b(?! (?:in|mit|wie|bei) )`,
  ],
  [
    'notLiving',
    String.raw`\b(?:will|mochte|wollte|wurde) ich (?:nur |noch |einfach |am liebsten |lieber |gar |uberhaupt )*(?:sterben|tot sein|nicht mehr (?:leben|da sein|aufwachen))\b`,
  ],
  [
    'notLiving',
    String.raw`\b(?:ich ware|ware ich|war ich|ich war)(?: doch| lieber| besser| blos| nur| schon| am liebsten)* tot\b(?! mude)`,
  ],
  [
    'notLiving',
    String.raw`\bich\b[^.!?;]{0,40}\b(?:mich (?:selbst |jetzt |endlich )?(?:umbringen|toten|aufhangen|erhangen|erschiessen)|mir (?:selbst |jetzt )?(?:das leben nehmen|etwas antun|was antun))\b`,
  ],
  [
    'notLiving',
    String.raw`\b(?:mich umzubringen|mir das leben (?:zu nehmen|nehmen)|mir (?:et)?was anzutun|(?:bringe?|hange?) (?:ich )?mich (?:jetzt |bald |noch )?(?:um|auf)\b)`,
  ],
  [
    'notLiving',
    String.raw`\b(?:mein(?:em)? leben (?:ein ende (?:setzen|zu setzen|machen)|beenden|zu beenden)|mit meinem leben schluss machen)\b`,
  ],
  [
    'notLiving',
    String.raw`\b(?:ich|mir|mich|meine)\b[^.!?;]{0,40}\b(?:(?:an|uber) (?:selbstmord|suizid)|selbstmord begehen|selbstmordgedanken|suizidgedanken|suizidale gedanken)\b|\bich (?:bin|war|fuhle mich) (?:\w+ )?(?:suizidal|lebensmude|selbstmordgefahrdet)\b`,
  ],
  ['notLiving', String.raw`\bohne mich\b[^.!?;]{0,30}\bbesser\b|\bbesser dran\b[^.!?;]{0,15}\bohne mich\b`],
  [
    'notLiving',
    String.raw`\b(?:mein leben hat keinen sinn mehr|nicht mehr lebenswert|(?:habe|gibt es) nichts(?: mehr)?, wofur (?:ich|es sich) (?:lebe|zu leben|lohnt)|(?:so )?nicht (?:mehr )?weiterleben)\b`,
  ],
  [
    'selfHarm',
    String.raw`\b(?:ich ritze? mich|ritze ich mich|mich (?:wieder |selbst |dauernd )*(?:ritzen|geritzt|zu ritzen|selbst (?:zu )?verletzen|selbst verletzt)|mich selbst (?:zu )?verletz\w+|ich (?:verletze|schneide) mich (?:selbst|absichtlich|wieder|immer wieder)(?! (?:beim|an) ))\b`,
  ],
  ['selfHarm', String.raw`\bmir (?:die|meine) (?:pulsadern|arme|adern) (?:auf)?(?:schneiden|ritzen|aufzuschneiden)\b`],
  [
    'overdose',
    String.raw`\bich\b[^.!?;]{0,30}\b(?:eine? )?uberdosis (?:\w+ )?(?:genommen|nehmen|geschluckt|schlucken)\b`,
  ],
  [
    'overdose',
    String.raw`\bich\b[^.!?;]{0,30}\b(?:alle (?:meine |die )?|zu viele |eine ganze (?:packung|schachtel) )(?:von (?:meinen|den) )?(?:\w*tabletten|\w*pillen|medikamente)\b[^.!?;]{0,15}\b(?:genommen|nehmen|geschluckt|schlucken)\b`,
  ],
  [
    'danger',
    String.raw`\b(?:er|sie|mein (?:ex-?)?(?:mann|freund|vater|stiefvater|bruder|partner|onkel)|meine (?:frau|mutter|freundin|partnerin|stiefmutter)) (?:\w+ ){0,2}(?:schlagt|verprugelt|wurgt|misshandelt|vergewaltigt|missbraucht|bedroht) mich\b(?! (?:\w+ )?(?:im|beim|bei) )|\bhat mich (?:\w+ )?(?:geschlagen|verprugelt|gewurgt|misshandelt|vergewaltigt|missbraucht)\b(?! (?:im|beim) )`,
  ],
  [
    'danger',
    String.raw`\bich (?:wurde|werde|bin) (?:\w+ ){0,3}(?:misshandelt|vergewaltigt|missbraucht|verprugelt)\b|\bdroht (?:mir )?(?:damit, )?mich umzubringen\b|\bangst,? nach hause zu gehen\b`,
  ],
];

const spanish: readonly (readonly [CrisisKind, string])[] = [
  [
    'notLiving',
    String.raw`\b(?:quiero|quisiera|queria|deseo|prefiero|preferiria|necesito|ganas de)(?: solo| ya| mejor)? (?:morir(?:me)?|estar muert[oa])\b(?! de (?:risa|verguenza|hambre|ganas|frio))|\bme quiero morir\b(?! de )`,
  ],
  [
    'notLiving',
    String.raw`\b(?:no quiero|no quisiera|sin ganas de|no tengo ganas de)(?: seguir)? (?:vivir|viviendo|despertar(?:me)?|estar viv[oa])\b(?! (?:en|con|aqui|alli|cerca|sol[oa]|temprano|tarde|junt[oa]s) ?)`,
  ],
  [
    'notLiving',
    String.raw`\b(?:quiero|voy a|pienso en|pensado en|pensando en|intente|he intentado|ganas de|penso en|podria|idea de) (?:matarme|suicidarme|quitarme la vida|ahorcarme|acabar con (?:mi vida|todo)|tirarme (?:de un|del|por la|al tren|a las vias))\b|\bme (?:voy a|quiero) (?:matar|suicidar|ahorcar|quitar la vida)\b(?! (?:trabajando|estudiando))`,
  ],
  [
    'notLiving',
    String.raw`\b(?:pienso|pensado|pensando|pense) (?:\w+ )?en el suicidio\b|\b(?:tengo|tuve|tenia|mis) (?:ideas|pensamientos) suicidas\b|\b(?:soy|estoy|me siento) suicida\b`,
  ],
  ['notLiving', String.raw`\b(?:mejor|mejores|tranquil[oa]s) sin mi\b|\bsin mi (?:estar|vivir)\w+ (?:todos )?mejor\b`],
  [
    'notLiving',
    String.raw`\bojala (?:no hubiera nacido|estuviera muert[oa]|estuviese muert[oa]|no (?:me )?despertara|me muriera)\b`,
  ],
  [
    'notLiving',
    String.raw`\b(?:(?:la|mi) vida (?:ya )?no (?:vale (?:la|nada)(?: pena)?|tiene sentido)|no (?:vale la pena|merece la pena) (?:seguir )?(?:vivir|viviendo)|no tengo (?:motivos|razones|razon) para vivir)\b`,
  ],
  [
    'selfHarm',
    String.raw`\b(?:quiero|necesito|voy a|ganas de|vuelvo a|volvi a) (?:hacerme dano|autolesionarme|cortarme (?:los brazos|las venas|las munecas|otra vez|de nuevo)|lastimarme)\b|\bme (?:autolesiono|hago dano a proposito|corto (?:los brazos|las venas|las munecas|a proposito|cuando|otra vez|para sentir))\b`,
  ],
  [
    'overdose',
    String.raw`\b(?:tome|me tome|me he tomado|he tomado|voy a tomar(?:me)?|quiero tomar(?:me)?|tragar(?:me)?) (?:una sobredosis|(?:tod[oa]s|demasiad[oa]s|un monton de|una caja de|un frasco de|un bote de)(?: (?:las|los|mis|sus|de))* (?:pastillas|medicamentos|medicinas|somniferos|tranquilizantes))\b`,
  ],
  [
    'danger',
    String.raw`\bmi (?:ex|ex ?(?:marido|novio)|marido|esposo|pareja|novio|novia|mujer|padre|padrastro|madre|hermano|tio) me (?:pega|golpea|maltrata|viola|abusa|amenaza|pego|golpeo|violo)\b|\b(?:fui violad[oa]|me violaron|me han violado|abusaron de mi|abusa de mi)\b`,
  ],
  ['danger', String.raw`\bamenaz\w+ con matarme\b|\bmiedo de (?:volver|ir|regresar) a (?:mi )?casa\b`],
];

const french: readonly (readonly [CrisisKind, string])[] = [
  [
    'notLiving',
    String.raw`\b(?:je (?:ne )?(?:veux|voudrais|souhaite|prefererais|prefere|aimerais|vais)|j'(?:aimerais|ai))(?: juste| vraiment| plutot| mieux| tellement)? (?:mourir|etre mort(?:e|\(e\))?|envie de mourir)\b(?! (?:de|d') ?(?:faim|soif|rire|honte|froid|chaud|ennui))`,
  ],
  [
    'notLiving',
    String.raw`\b(?:ne |n')?(?:veux plus|ai plus (?:envie|la force) de|voudrais ne plus|ai pas envie de) vivre\b(?! (?:avec|ici|a|chez|en|comme|dans|la|seule?) ?)`,
  ],
  [
    'notLiving',
    String.raw`\b(?:je|j'ai|j'avais|j'y)\b[^.!?;]{0,40}\b(?:me (?:suicider|tuer|pendre|noyer|defenestrer|donner la mort|jeter (?:sous|du|par))|mettre fin a mes jours|m'oter la vie|en finir(?: avec la vie)?)\b(?! (?:au travail|a la tache|a l'ouvrage|avec (?:ce|cette|le|les|mon|ma) ))`,
  ],
  [
    'notLiving',
    String.raw`\b(?:j'ai|j'avais|mes|des) (?:idees|pensees) suicidaires\b|\bje (?:suis|me sens) suicidaire\b|\bje pense (?:\w+ )?au suicide\b`,
  ],
  [
    'notLiving',
    String.raw`\b(?:mieux|plus heureux|tranquilles?) sans moi\b|\bsans moi (?:vous|ils|elles|tout le monde)\b[^.!?;]{0,20}\bmieux\b`,
  ],
  [
    'notLiving',
    String.raw`\b(?:la|ma) vie (?:ne |n'en )?vaut (?:plus|pas|plus pas) (?:(?:la|le) (?:peine|coup)(?: d'etre vecue)?|d'etre vecue)\b|\b(?:ne (?:plus|jamais|plus jamais|pas) me reveiller)\b(?! (?:si|trop|tot|tard|avant))|\bje (?:regrette|voudrais ne jamais) (?:d')?etre nee?\b`,
  ],
  [
    'selfHarm',
    String.raw`\bje me (?:scarifie|mutile|taillade|fais du mal expres|coupe (?:les veines|les bras|expres|encore|volontairement|pour sentir))\b|\b(?:envie|besoin) de me (?:faire du mal|couper|scarifier|mutiler|bruler)\b(?! (?:les cheveux|les ongles|une?) )`,
  ],
  [
    'overdose',
    String.raw`\b(?:j'ai|je vais|je veux|envie de)\b[^.!?;]{0,20}\b(?:faire une overdose|(?:pris|prendre|avale|avaler) (?:tous|toute|trop de|une boite de|un tube de|plein de)(?: (?:les|mes|des|la|de|boite))* (?:medicaments|cachets|comprimes|pilules|somniferes|antidepresseurs))\b`,
  ],
  [
    'danger',
    String.raw`\b(?:il|elle|mon (?:ex|mari|conjoint|compagnon|copain|pere|beau-pere|frere|oncle)|ma (?:femme|compagne|copine|mere|belle-mere)) me (?:frappe|bat|viole|tabasse|etrangle|menace|maltraite)\b(?! (?:au|aux) )|\b(?:j'ai ete|je me suis fait) violee?\b`,
  ],
  ['danger', String.raw`\bmenace de me tuer\b|\bpeur de rentrer (?:chez moi|a la maison)\b`],
];

const patterns = [...german, ...spanish, ...french].map(([kind, source]) => [kind, new RegExp(source, 'u')] as const);

/** In lower case, without diacritics, with plain apostrophes and single spaces. */
export function barePhrase(text: string): string {
  return text
    .toLowerCase()
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .replace(/ß/g, 'ss')
    .replace(/[\u2018\u2019\u02bc`´]/g, "'")
    .replace(/[*_"“”„«»]/g, '')
    .replace(/\s+/g, ' ')
    .trim();
}

/** The first kind found in a text of `barePhrase`; null for none. */
export function crisisInOtherLanguages(bare: string): CrisisKind | null {
  return patterns.find(([, pattern]) => pattern.test(bare))?.[0] ?? null;
}

/**
 * Whether one of a person's own phrases stands in a text of `barePhrase`, as whole words. Phrases without a letter or
 * digit are passed over: they would stand everywhere.
 */
export function hasOwnPhrase(bare: string, own: readonly string[]): boolean {
  const isWord = (character: string | undefined) => character !== undefined && /[\p{L}\p{N}]/u.test(character);
  return own.some((phrase) => {
    const sought = barePhrase(phrase);
    if (!/[\p{L}\p{N}]/u.test(sought)) return false;
    for (let at = bare.indexOf(sought); at >= 0; at = bare.indexOf(sought, at + 1)) {
      if (!isWord(bare[at - 1]) && !isWord(bare[at + sought.length])) return true;
      // Writing without spaces between words has no edges to look for.
      if (/[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}]/u.test(sought)) return true;
    }
    return false;
  });
}
