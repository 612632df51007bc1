/** How people and machines say in the first lines that nobody will read this now; for programs that set neither header nor subject. */
export const AWAY_WORDS: readonly RegExp[] = [
  // English
  /\b(?:i am|i'm|i will be|i'll be) (?:currently |now )?(?:out of (?:the |my )?office|on (?:annual |maternity |parental |sick )?(?:vacation|holidays?|leave)|away (?:until|from|on)|travell?ing)/i,
  /thank you for your (?:e-?mail|message)[.!,] (?:this is an automat|we (?:have received|will)|i (?:am|will))|this is an? auto(?:matic|mated|-)? ?(?:reply|response|message)|automatic(?:ally generated)? reply|will not be reading my mail|your mail (?:regarding|re:|concerning) .{0,200} will be read when/i,
  /address .{0,60}changed\b.{0,200}\b(?:has been|was|will be) (?:forwarded|delivered)/i,
  /this is a return receipt for|your message .{0,300}\bwas read on\b/i,
  // Deutsch
  /ich (?:bin|befinde mich) (?:bis|vom|ab|derzeit|zur ?zeit|momentan|aktuell)\b.{0,60}(?:nicht|abwesend|urlaub)|automatisch (?:generierte|erstellte|erzeugte) (?:antwort|nachricht|e-?mail)|bin ich (?:nicht im büro|im urlaub|abwesend)/iu,
  // Français
  /je suis (?:actuellement )?(?:absente?|en (?:congés?|vacances))|(?:réponse|message) automatique|absente? (?:du bureau|jusqu)/iu,
  // Español, português, italiano
  /estar[ée] (?:ausente|fuera)|estoy (?:fuera|ausente|de vacaciones)|respuesta autom[aá]tica/iu,
  /(?:estou|estarei) (?:ausente|fora|de férias)|resposta autom[aá]tica/iu,
  /(?:sono|sarò) (?:assente|fuori|in ferie)|risposta automatica/iu,
  // Nederlands, svenska, dansk, norsk, suomi
  /ik ben .{0,40}(?:afwezig|niet aanwezig|op vakantie|niet bereikbaar)|automatisch antwoord/i,
  /jag är (?:på semester|inte på kontoret|ledig|tjänstledig|bortrest)|jeg er (?:på ferie|ikke på kontoret|bortreist|ikke til stede)|autosvar|automatisk svar/iu,
  /olen (?:lomalla|poissa)|automaattinen vastaus/iu,
  // Polski, čeština, slovenčina, magyar, română
  /jestem (?:na urlopie|nieobecn)|przebywam na urlopie|automatyczna odpowied/iu,
  /(?:mám|čerpám) dovolenou|jsem (?:na dovolené|mimo kancelář)|som na dovolenke|automatick[áa] odpov/iu,
  /szabadságon vagyok|automatikus válasz|sunt (?:în concediu|plecat)|răspuns automat/iu,
  // Русский, українська, ελληνικά, türkçe
  /(?:я )?(?:в отпуске|отсутствую|нахожусь в отпуске)|автоматический ответ|автоответ|у відпустці|автоматична відповідь/iu,
  /είμαι (?:εκτός γραφείου|σε άδεια)|αυτόματη απάντηση|izindeyim|ofis dışındayım|otomatik (?:yanıt|cevap)/iu,
  // 日本語, 中文, 한국어, עברית, العربية
  /休暇中|不在に|不在のため|自動(?:返信|応答)|(?:正在|我)?休假|自动(?:回复|答复)|自動(?:回覆|回復)|휴가 중|부재 중|자동 ?(?:응답|회신)/u,
  /תשובה אוטומטית|מענה אוטומטי|בחופשה|رد تلقائي|خارج المكتب/u,
];
