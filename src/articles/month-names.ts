/**
 * Month names of the languages feeds are written in, folded, January first, English first of all. The short forms are
 * their beginnings; from CLDR 44, with the few short forms that are not beginnings at the end.
 */
const LANGUAGES: readonly string[] = [
  'january february march april may june july august september october november december',
  'januar februar marz april mai juni juli august september oktober november dezember',
  'janvier fevrier mars avril mai juin juillet aout septembre octobre novembre decembre',
  'enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre',
  'gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre',
  'janeiro fevereiro marco abril maio junho julho agosto setembro outubro novembro dezembro',
  'januari februari maart april mei juni juli augustus september oktober november december',
  'januari februari mars april maj juni juli augusti september oktober november december',
  'januar februar marts april maj juni juli august september oktober november desember',
  'tammikuuta helmikuuta maaliskuuta huhtikuuta toukokuuta kesakuuta heinakuuta elokuuta syyskuuta lokakuuta marraskuuta joulukuuta',
  'stycznia lutego marca kwietnia maja czerwca lipca sierpnia wrzesnia pazdziernika listopada grudnia',
  'ledna unora brezna dubna kvetna cervna cervence srpna zari rijna listopadu prosince',
  'januara februara marca aprila maja juna jula augusta septembra oktobra novembra decembra',
  'января февраля марта апреля мая июня июля августа сентября октября ноября декабря',
  'январь февраль март апрель май июнь июль август сентябрь октябрь ноябрь декабрь',
  'січня лютого березня квітня травня червня липня серпня вересня жовтня листопада грудня',
  'януари февруари март април маи юни юли август септември октомври ноември декември',
  'ocak subat mart nisan mayis haziran temmuz agustos eylul ekim kasim aralik',
  'ianuarie februarie martie aprilie mai iunie iulie august septembrie octombrie noiembrie decembrie',
  'januar februar marcius aprilis majus junius julius augusztus szeptember oktober november december',
  'ιανουαριου φεβρουαριου μαρτιου απριλιου μαιου ιουνιου ιουλιου αυγουστου σεπτεμβριου οκτωβριου νοεμβριου δεκεμβριου',
  'januari februari maret april mei juni juli agustus september oktober november desember',
  'jaanuar veebruar marts aprill mai juuni juuli august september oktoober november detsember',
  'janvaris februaris marts aprilis maijs junijs julijs augusts septembris oktobris novembris decembris',
  'sausio vasario kovo balandzio geguzes birzelio liepos rugpjucio rugsejo spalio lapkricio gruodzio',
  'gener febrer marc abril maig juny juliol agost setembre octubre novembre desembre',
  'জানুয়ারি ফেব্রুয়ারি মার্চ এপ্রিল মে জুন জুলাই আগস্ট সেপ্টেম্বর অক্টোবর নভেম্বর ডিসেম্বর',
  'जनवरी फ़रवरी मार्च अप्रैल मई जून जुलाई अगस्त सितंबर अक्टूबर नवंबर दिसंबर',
  'يناير فبراير مارس أبريل مايو يونيو يوليو أغسطس سبتمبر أكتوبر نوفمبر ديسمبر',
  'ژانویه فوریه مارس آوریل مه ژوئن ژوئیه اوت سپتامبر اکتبر نوامبر دسامبر',
  '- - mrt - - - - - - - noi -',
];

const TABLE: readonly (readonly string[])[] = LANGUAGES.map((line) => line.split(' ').map(foldWord));

/** The month (1-12) a word names, in full or by its first three letters or more; undefined when it is none. */
export function monthNumber(word: string): number | undefined {
  const name = foldWord(word);
  if (name === '') return undefined;
  return (
    firstMonth((month) => month === name) ??
    (name.length >= 3 ? firstMonth((month) => month.startsWith(name)) : undefined)
  );
}

function firstMonth(fits: (month: string) => boolean): number | undefined {
  const index = TABLE.map((months) => months.findIndex(fits)).find((found) => found !== -1);
  return index === undefined ? undefined : index + 1;
}

/** Lower case, without accents and anything but letters and marks. */
function foldWord(word: string): string {
  return word
    .toLowerCase()
    .normalize('NFD')
    .replace(/[\u0300-\u036f]/g, '')
    .normalize('NFC')
    .replaceAll('ı', 'i')
    .replace(/[^\p{L}\p{M}]/gu, '');
}
