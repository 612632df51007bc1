import { hard, type BounceRule } from './bounce-rule.js';

/** "Nobody of that name", by language. */
export const GONE_ABROAD: readonly BounceRule[] = [
  hard(
    'unknown-user',
    /(?:destinataire|utilisateur|adresse|compte) (?:est )?(?:inconnue?|invalide|inexistante?)|(?:n'existe|n.existe) p(?:as|lus)/i,
    '550 Destinataire inconnu',
  ),
  hard(
    'unknown-user',
    /unbekannt(?!e[rsn]? (?:fehler|ursache|grund|problem|befehl|client|host|server))|existiert nicht|kein(?:e)? (?:benutzer|postfach|mailbox|konto)\b.{0,40}(?:gefunden|vorhanden)|empfänger .{0,30}nicht (?:gefunden|vorhanden|bekannt)/iu,
    '550 Empfänger unbekannt',
  ),
  hard(
    'unknown-user',
    /(?:usuari[oa]|destinatari[oa]|buz[oó]n|cuenta|direcci[oó]n) (?:es )?(?:desconocid[oa]|inexistente|inv[aá]lid[oa])|no existe|no se encuentra en el directorio/iu,
    '550 No existe dicha persona',
  ),
  hard(
    'unknown-user',
    /(?:destinat[aá]rio|usu[aá]rio|conta|endere[cç]o) (?:é )?(?:desconhecid[oa]|inv[aá]lid[oa]|inexistente|não encontrad[oa])|não existe|nao existe/iu,
    '550 Destinatário desconhecido',
  ),
  hard(
    'unknown-user',
    /(?:utente|destinatario|indirizzo|casella) (?:sconosciut[oa]|inesistente|non (?:valid[oa]|trovat[oa]|esiste))|inesistente|nessun utente|non esiste/i,
    '550 Nessun utente simile in questo indirizzo',
  ),
  hard(
    'unknown-user',
    /onbekende (?:gebruiker|ontvanger)|(?:gebruiker|ontvanger|adres) (?:is )?(?:onbekend|bestaat niet)|bestaat niet/i,
    '550 Gebruiker onbekend',
  ),
  hard(
    'unknown-user',
    /okänd (?:användare|mottagare)|ukendt (?:bruger|modtager)|ukjent (?:bruker|mottaker)|(?:användaren|mottagaren|brugeren|modtageren|brukeren|mottakeren) (?:finns|findes|finnes) (?:inte|ikke)|tuntematon (?:käyttäjä|vastaanottaja)|käyttäjää ei/iu,
    '550 Okänd mottagare',
  ),
  hard(
    'unknown-user',
    /nie ma takiego|(?:nieznany|nieznane|brak) (?:użytkownik|adres|konto|odbiorc|skrzynk)|(?:użytkownik|konto|adres|skrzynka) nie istnieje|nie istnieje|neexistuj|neznám[ýy] (?:uživatel|příjemce|adresát)|nem létezik|ismeretlen (?:címzett|felhasználó)|utilizator(?:ul)? (?:inexistent|nu există|necunoscut)/iu,
    '550 Nie ma takiego użytkownika',
  ),
  hard(
    'unknown-user',
    /(?:пользователь|получатель|адрес|ящик|абонент)\S{0,3} .{0,40}не (?:найден|существует|зарегистрирован|известен)|не существует|нет такого|неизвестный (?:пользователь|получатель)|не існує|немає такого/iu,
    '550 Пользователь не найден',
  ),
  hard(
    'unknown-user',
    /(?:kullanıcı|alıcı|hesap|adres)\S{0,4} .{0,20}(?:bulunamadı|bilinmiyor|mevcut değil|yok)|bulunamadı|άγνωστος (?:παραλήπτης|χρήστης)|δεν υπάρχει/iu,
    '550 Kullanıcı bulunamadı',
  ),
  hard(
    'unknown-user',
    /宛先不明|あて先不明|見つからない|見つかりません|存在しません|存在しない|リストにありません|ユーザー?が?不明|不存在|查无此|查無此|无此用户|無此用戶|無此使用者|沒有這個|没有这个|존재하지 ?않|찾을 수 없|없는 (?:사용자|계정)/u,
    '550 宛先不明',
  ),
];
