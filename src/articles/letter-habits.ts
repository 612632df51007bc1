/** A language as far as telling its old encodings apart needs. */
export interface LetterHabits {
  readonly language: string;
  /** The likeliest first. */
  readonly encodings: readonly string[];
  /** Its letters beyond ASCII in small form, the commonest first. */
  readonly letters: string;
}

const LATIN_1 = ['windows-1252', 'macintosh'];
const CENTRAL = ['windows-1250', 'iso-8859-2'];
const BALTIC = ['windows-1257', 'iso-8859-13'];
const CYRILLIC = ['windows-1251', 'koi8-r', 'iso-8859-5', 'ibm866', 'maccyrillic'];

/** Of languages with an alphabet. Those of the first encoding come first, because equals are won by the first. */
export const LETTER_HABITS: readonly LetterHabits[] = [
  { language: 'de', encodings: LATIN_1, letters: 'üäöß' },
  { language: 'fr', encodings: [...LATIN_1, 'iso-8859-15'], letters: 'éèàêçôûîùâœëïæ' },
  { language: 'es', encodings: LATIN_1, letters: 'óíáéñú¿ü¡ªº' },
  { language: 'pt', encodings: LATIN_1, letters: 'ãçéáõíóêúâôàªº' },
  { language: 'it', encodings: LATIN_1, letters: 'èàùòìé' },
  { language: 'nl', encodings: LATIN_1, letters: 'ëéïèöü' },
  { language: 'sv', encodings: LATIN_1, letters: 'äåöé' },
  { language: 'da', encodings: LATIN_1, letters: 'åøæé' },
  { language: 'is', encodings: LATIN_1, letters: 'áðíóæéöúýþ' },
  { language: 'ca', encodings: LATIN_1, letters: 'óèàéíçú·òïü' },
  { language: 'pl', encodings: CENTRAL, letters: 'łęążśóćźń' },
  { language: 'cs', encodings: CENTRAL, letters: 'íáéěýřšžčůúňťďó' },
  { language: 'sk', encodings: CENTRAL, letters: 'áíéýúčžšťľôóäňďŕĺ' },
  { language: 'hu', encodings: CENTRAL, letters: 'éáöőóíüúű' },
  { language: 'hr', encodings: CENTRAL, letters: 'čšžćđ' },
  { language: 'ro', encodings: CENTRAL, letters: 'ăîţşâ' },
  { language: 'tr', encodings: ['windows-1254'], letters: 'ıişüğöçâîİ' },
  { language: 'lt', encodings: BALTIC, letters: 'ėųšįžąūčę' },
  { language: 'lv', encodings: BALTIC, letters: 'āīēšņūļžčģķ' },
  { language: 'ru', encodings: CYRILLIC, letters: 'оеаинтсрвлкмдпуяыьгзбчйхжшюцщэфъё№' },
  {
    language: 'uk',
    encodings: ['windows-1251', 'koi8-u', 'iso-8859-5'],
    letters: 'оаниівтерсклудмпязьбгчйхжїюєцшщфґ№',
  },
  { language: 'bg', encodings: ['windows-1251', 'iso-8859-5'], letters: 'аиоетнрсвлдкпмзугябъщчйшцхжюьф№' },
  { language: 'sr', encodings: ['windows-1251', 'iso-8859-5'], letters: 'аиоенсрјтукдвмплзгбшчцњћжхљђџф' },
  { language: 'el', encodings: ['windows-1253', 'iso-8859-7'], letters: 'ατοιενςρσκπμλυόίάγδέήώθύφχβξζψϊΐϋ' },
  { language: 'he', encodings: ['windows-1255', 'iso-8859-8'], letters: 'יוהלארתבשמנדםחעקפסטגצןכךזףץ' },
  {
    language: 'ar',
    encodings: ['windows-1256', 'iso-8859-6'],
    letters: 'اليمنوتربةعدسفهكقحجطشصىخأإءذزضغئثظؤآپچگژکی،؟',
  },
  { language: 'th', encodings: ['windows-874'], letters: 'านรอกเง่มยลวดท้สตัะปิบคหีแจพชุขใไื์โูถผซณึศธษภำ็ฟญฝฐ๊ๆฉ๋' },
];
