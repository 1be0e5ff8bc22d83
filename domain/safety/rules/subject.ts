/** The dead are mourned here: what they died of is no danger now. */
export const MOURNING: readonly string[] = [
  "endeuill*",
  "deuil",
  "(perdu|perdre|perte) ..4 (suicide|proche|fils|fille|mari|femme|frere|soeur|pere|mere|ami|amie|enfant|overdose|conjoint|compagnon|jumeau|copain|maman|papa|oncle)",
  "(mort*|decede*|parti*|deces|decedes|disparu*) ..4 (suicide|overdose|od|coups)",
  "(s est|se sont|se soit|s etait|c est) (suicide*|donne* la mort|ote* la vie)",
  "(lost|losing|loss) ..4 (suicide|overdose|son|daughter|husband|wife|brother|sister|mum|dad|friend|child|partner|mother|father)",
  "(bereave*|grief|grieving|widow*|mourning)",
  "(died|dead|passed|death) ..3 (suicide|overdose|od)",
  "(killed|hanged|hung|shot|drowned) (himself|herself|themselves)",
  "(took|ended|taken) (his|her|their) (own)? (life|lives)",
  "(mis|avait mis|a mis) fin a ces jours",
  "apres (le|un|son|ca) suicide",
  "suicide (de|d) (mon|ma|un|son|notre|une|leur|mes|l|ca)",
];

export const DEATHS: readonly string[] = [
  "suicid*",
  "(s est|se sont|se soit|s etait|c est) (pendu*|donne* la mort|tue*|tire* une balle|jete* (sous|par|du|d|dans) ..2|ote* la vie|immole*|defenestre*|supprime*|noye*|tranche* les veines|empoisonne*) !(veut|va)",
  "(mis|avait mis) fin a ces jours",
  "overdos*",
  "od",
  "lettre (d adieu|de suicide)",
  "(killed|hanged|hung|shot|drowned) (himself|herself|themselves)",
  "(took|ended|taken) (his|her|their) (own)? (life|lives)",
  "(jumped|jump) ..4 (bridge|train|window|building)",
  "(pendu*|pendaison)",
  "sous les coups de ..2",
  "goodbye note",
  "tentative* de suicide",
  "(voulait|wanted to|voulu) (plus)? (mourir|die|live|vivre|en finir)",
];

/** Those who help, learn, read or watch: the words are their subject. */
export const SUBJECT: readonly string[] = [
  "(prevention|foyer (pour|de)|refuge|centre d hebergement|travaille (dans|avec|pour|aupres)|j anime|simple curiosite|question de cours|avocate?|juriste|magistrat*|defends (des|les)|sentinelle*|question (9|de)|robot ..3 (comprend|sait|fait)|formation*|forme|former|formateur*|benevole*|benevolat|association|asso|ecoutant*|ecoutante|bonne cause|these|memoire|expose|conference*|colloque|article*|reportage*|documentaire*|film*|serie*|livre*|roman*|polar*|(un|le|des|les|ce|joue|jouer|mon) ..1 (jeu|jeux)|chanson*|theatre|bd|manga*|podcast*|emission*|episode*|personnage*|heros|heroine (du|de la|se|meurt|du film)|acteur|scenario|fiction|bouquin|lu|roman|piece de|etude*|enquete*|statistique*|chiffre*|loi|debat*|campagne|affiche*|brochure*|plaquette d information|depliant|stage|je suis (infirmier*|psychologue|assistante sociale|educateur|educatrice|aide soignante|pompier|urgentiste|secouriste|gendarme|policier|medecin|pair aidant*|prof*)|journee mondiale|semaine de|sensibilis*|atelier*|groupe de parole|actualites|infos|journal tele*|la tele|histoire de|opera|netflix|minecraft|fortnite|call of*|gta|console|zombie*|fifa|numero vert|dans le cadre|mission*|mon metier|directives anticipees|suicide assiste|euthanasie|aide a mourir|fin de vie|jeu video|video)",
  "(prevention|training|volunteer*|essay|charity|article*|documentary|film|movie|series|book|novel|game*|podcast*|episode*|character*|song|study|thesis|lecture|conference|helpline|hotline|samaritans|awareness|campaign|poster*|leaflet*|i m a (nurse|social worker|counsellor|paramedic|doctor|teacher|police officer)|i (work|teach)|fiction|story about|news|tv show|show|play about|research*|assisted dying|assisted suicide|euthanasia|video game*|xbox|playstation|workshop|support group|law)",
];

export const AS_SUBJECT: readonly string[] = [
  "(personne|quelqu un|patient*|gens|someone|people) ..2 (suicidaire*|suicidal|parle de (suicide|mourir)|en crise|in crisis|depressi*)",
  "(le|la|les|du|de|au|aux|un|une|des|d|sur|contre|son|leur|et|ou|of|on|about|a|the|from|by|in|for|par|ces|ce|suicidaires|anti) (suicid*|viol|viols|overdose*|meurtre*|violence*|inceste|pedophil*|carnage|massacre|agression*|maltraitance*|harcelement|attentat*|mort*|tueur*|murder*|rape|abuse|self harm|domestic violence|domestic abuse|child abuse|sexual abuse|idees noires|idees suicidaires|crise suicidaire|personnes suicidaires)",
  "violence* (conjugale*|sexuelle*|familiale*|domestique*|intrafamiliale*|faites aux femmes|physique*)",
  "suicide prevention",
  "(child|domestic|sexual) (abuse|violence|assault)",
  "suicide* (assiste*|chez|des|en|dans)",
  "(femmes|enfants|hommes) (battue*|battus|maltraite*|viole*|abuse*|en danger|victimes)",
  "(il|elle|on|ils|heros|heroine|personnage|qui|acteur|fille|fils|jeune|femme|homme|pere|mere|type|gars|mec|tueur|monstre*) ..2 (se|s) (suicide*|pend|tue|jette ..3|immole*|defenestre*|noie*|coupe les veines|ouvre les veines|est suicide*|est pendu|donne la mort|tire une balle*)",
  "(tue|tuer|tuent|massacre*|poignarde*|abattre|egorge*|exploser|tire sur|tirer sur|tuait|assassine*|decapite*|kill*|shoot*|stab*|murder*) (des|les|tout|everyone|people|zombies|the|monsters|enemies|aliens|each) (zombies|monstres|ennemis|gens|mechants|joueurs|soldats|monsters|enemies|aliens|bad guys|heros|personnages)?",
  "(he|she|hero|character|heroine|someone|they|who|man|woman|girl|boy|dad|mum) ..2 (kills|killed|hangs|hanged|jumps|jumped|shoots|shot|overdoses|dies|ends|commits|drowned) (himself|herself|themselves|suicide|off ..2|from ..2|his life|her life|in the end)?",
  "(wants|veut|voulait|decide|decides) ..1 (to die|mourir|to kill herself|to kill himself|en finir)",
  "(loi|debat*|projet|sur|pour|contre|parler de|question de) ..3 aide (active)? a mourir",
  "overdos*",
  "suicid*",
  "(personne*|gens|patient*|jeunes|ado*|etudiants|people|teenagers|kids|those|callers) (en crise|suicidaires*|qui (veulent|ont envie|pensent|parlent) ..4|in crisis|who want to die|at risk)",
];
