import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { parseCommonNames } from '../../../src/core/privacy/commonNames';
import { detectIdentifiers } from '../../../src/core/privacy/detect';

const names = path.resolve(import.meta.dirname, '../../../media/names');
const read = (file: string) => readFileSync(path.join(names, file), 'utf8');

/**
 * Written after the lists were made, and before they were tried on it: one word, `Na`, left them then. Nobody real stands
 * behind it. Names are marked.
 */
const german = `Therapeut: Wie war die Woche?
P07: Durchwachsen. Montag war gut, da war ich mit {Sevgi} im Schwimmbad. Dienstag kam dann der Anruf aus {Delmenhorst}, dass die Wohnung weg ist. {Jochen} hat gesagt, ich soll mich nicht aufregen, aber der Druck im Kopf war sofort wieder da. {Marlies} hat mir dann Suppe gebracht. Ich habe die Nacht kaum geschlafen, das Herz, der Schweiß, die Bilder vom Unfall.
Therapeut: Welche Bilder waren das?
P07: Die Straße, das Blut, das Gesicht von {Torben}. Und der Lärm. {Nadia} saß neben mir, sie hat geschrien. Danach nur noch Stille. Ich träume davon, jede Nacht fast. Der Wecker geht um sechs, dann Dienst bis zwei. Bei der Arbeit weiß keiner davon, nur {Ruth} und der {Krzysztof} aus dem Lager. {Krzysztofs} Bruder ist auch so gestorben. {Herbert Lindemann} vom Betriebsrat meinte, ich solle Urlaub nehmen. Aber Urlaub heißt Zeit, und Zeit heißt Denken.
P07: Mein Psychiater in {Bremen} wollte die Dosis erhöhen. Ich habe Angst vor den Nebenwirkungen, vor dem Zittern, vor der Müdigkeit. {Yasemin} hat das Gleiche genommen, Citalopram, und hat zwanzig Kilo zugenommen. {Sven-Erik} sagt, Sport hilft mehr als Pillen. Na ja, der hat gut reden, mit seinem Haus in {Worpswede} und dem Boot.
Therapeut: Was würde {Ruth} Ihnen raten?
P07: {Ruth}? Die würde sagen: Geduld. Ein Schritt nach dem anderen. {Ruth} hat selbst viel durchgemacht, Krebs, Scheidung, der Tod der Tochter. {Friederike} hieß sie, die Kleine. {Ilse} und {Hinrich}, die Nachbarn, haben damals die Beerdigung organisiert. Im Dorf redet man heute noch davon. {Fiete}, mein Ältester, war mit ihr in der Klasse. Er macht jetzt eine Ausbildung zum Koch in {Oldenburg}. {Hatice} hat ihm die Stelle besorgt. Ich bin stolz auf den Jungen. {Gernot}, sein Vater, zahlt keinen Unterhalt, das Jugendamt kümmert sich. Ach, und {Svetlana} lässt grüßen. Sie war doch früher auch bei Ihnen in Behandlung, mit {Waldemar}. Das Wetter war am Sonntag so schön, da sind wir mit dem Rad bis nach {Lilienthal} gefahren. Hoffnung ist ein großes Wort. Aber ja, ein bisschen Hoffnung.`;

/** Sentences that begin with words which are names of others, to show what a short text costs. */
const english = `Interviewer: Who was around you then?
P11: {Niamh} mostly. {Gareth} when he could. {Olu} rang, {Priyanka} wrote. Hope is a strange thing. Grace under pressure, they call it. Mark my words, I said. {Siobhan} laughed at that. Will I ever get better? Joy comes and goes. May was hard. {Dev} left in June. Bill after bill came in. {Craig} paid some. Faith helped, not church, just faith. {Wojtek} prayed for me. Rose early, slept late. {Imogen Clarke} drove me to {Swindon}. {Hackney} was loud. Reading calms me. {Leeds} I could not bear. Bath time is best with the kids. Sue them, he said. Frank talk, that is what I needed. {Maeve} gave me that. Dawn is the worst hour. {Kieran} would sit with me. Jack of all trades, he was. {Tunde} knows. {Aoife} too. Christian values, my mum says. {Mohammed} next door mended the fence. Art therapy was good. {Bronwyn} ran it. Summer passed. {Callum} came home. Pat answers do not help. {Zainab} listened.`;

/** Names that were missed, and what was found though it is none. */
function look(marked: string) {
  const common = parseCommonNames({
    given: read('given-names.txt'),
    surnames: read('surnames.txt'),
    wordSurnames: read('surnames-that-are-words.txt'),
    places: read('places.txt'),
  });
  const marks: { start: number; end: number }[] = [];
  let text = '';
  for (const part of marked.split(/(\{[^}]*\})/)) {
    const name = /^\{(.*)\}$/.exec(part)?.[1];
    if (name !== undefined) marks.push({ start: text.length, end: text.length + name.length });
    text += name ?? part;
  }
  const hits = detectIdentifiers([text], { names: [], places: [] }, undefined, common)[0]!;
  const isCovered = (at: number) => hits.some(({ range }) => range.start <= at && at < range.end);
  const letters = ({ start, end }: { start: number; end: number }) =>
    Array.from({ length: end - start }, (_, i) => start + i).filter((at) => /\p{L}/u.test(text[at]!));
  return {
    missed: marks.filter((mark) => !letters(mark).every(isCovered)).map(({ start, end }) => text.slice(start, end)),
    others: hits
      .filter(({ range }) => !marks.some(({ start, end }) => range.start < end && start < range.end))
      .map(({ range }) => text.slice(range.start, range.end)),
  };
}

describe('The common names that come with Introspect', () => {
  it('are found in a German talk, in which nothing else tells them, and nothing besides', () => {
    assert.deepEqual(look(german), { missed: [], others: [] });
  });

  it('are found where they begin English sentences; a short text leaves words that are names too', () => {
    assert.deepEqual(look(english), {
      missed: ['Olu', 'Wojtek', 'Hackney', 'Tunde'],
      others: ['Hope', 'Grace', 'Mark', 'Will', 'Joy', 'Rose', 'Sue', 'Frank', 'Dawn', 'Jack', 'Christian', 'Pat'],
    });
  });

  it('are in the order of letters, each once, without one that is a day or a month', () => {
    for (const file of ['given-names.txt', 'surnames.txt', 'surnames-that-are-words.txt', 'places.txt']) {
      const lines = read(file).trimEnd().split('\n');
      assert.equal(new Set(lines).size, lines.length);
      assert.ok(lines.every((line) => /^\p{Lu}/u.test(line) && line === line.normalize('NFC')));
    }
    const given = new Set(read('given-names.txt').split('\n'));
    assert.ok(!['April', 'Mai', 'August', 'Mama', 'Papa', 'Tod', 'Job'].some((word) => given.has(word)));
  });
});
