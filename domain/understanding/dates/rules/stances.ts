import type { Reach, Stance } from "../grammar/item.ts";
import { rule } from "../grammar/match.ts";

const stance = (said: Stance, pattern: string, reach?: Reach) =>
  rule(pattern, () => ({ keys: ["CUE"], fragment: { is: "stance", stance: said, reach } }));
const refused = (pattern: string) => stance("refused", pattern);
const except = (pattern: string) => stance("refused", pattern, "after");
const wanted = (pattern: string) => stance("wanted", pattern);
/** Never a wish to meet then. */
const danger = (pattern: string) => stance("told", pattern, "all");
const told = (pattern: string) => stance("told", pattern);

const PAST =
  "ete|eu|fait|vu|pris|mis|dit|recu|appele|appelle|opere|operee|diagnostique|diagnostiquee|tombe|tombee|commence|arrete|passe|parle|rencontre|hospitalise|hospitalisee|" +
  "envoye|essaye|telephone|rate|manque|oublie|pleure|accouche|divorce|perdu|quitte|trouve|attendu|dormi|mange|bu|ecrit|repondu|laisse|change|demenage|subi|appris|rechute|" +
  "fini|eteint|sorti|sortie|parti|partie|alle|allee|revenu|rentre|rentree|vecu|connu|passee|venu|venue|arrive|arrivee|reste|restee|ne|nee|mort|morte|decede|decedee|annule|signe|fete|consulte|discute|vomi|fume|marche|reve|debute|bosse|travaille";
const PAST_EN =
  "was|were|had|did|went|saw|took|got|happened|called|started|diagnosed|operated|died|met|spoke|talked|told|came|left|felt|fell|slept|woke|ate|drank|lost|found|stopped|quit|missed|" +
  "waited|cried|ended|finished|moved|tried|rang|phoned|texted|wrote|sent|received|heard|used|discharged|admitted|born|broke|separated|divorced|relapsed|passed|cancelled|canceled|attended|began|made|gave";
const EVENT =
  "operation|chirurgie|chimio|chimiotherapie|radiotherapie|irm|scanner|mammo|mammographie|biopsie|dialyse|dentiste|cardiologue|gynecologue|gyneco|psychiatre|psy|kine|medecin|docteur|hopital|clinique|labo|oncologue|chirurgien|infirmiere|" +
  "anniversaire|anniv|mariage|enterrement|obseques|bapteme|train|bus|avion|vol|match|film|ecole|cours|messe|marche|concert|serie|examen|reunion|voyage|rentree|accouchement|traitement|medicament|medicaments|medoc|medocs|cachet|cachets|comprime|comprimes|pilule|piqure|insuline|gouttes|mg|ml|" +
  "surgery|chemo|chemotherapy|radiotherapy|mri|scan|biopsy|dialysis|dentist|doctor|gp|hospital|clinic|surgeon|oncologist|nurse|consultant|birthday|wedding|funeral|flight|plane|match|movie|film|school|exam|trip|class|church|pills|pill|tablets|tablet|medication|meds|medicine|insulin|dose|injection|treatment|anniversary|alarm|shift";

/** Whether a time is asked for, refused, or told of something else. */
export const STANCES = [
  // refused
  except("pas|not|ni|nor|never"),
  except("sauf|excepte|hormis|except|excepted|excluding|besides"),
  except("a|apart|other part|from|than"),
  except("but|mais not|pas"),
  except("tout|tous|toute|toutes|any|anything|all|every jours|jour|days|day|time sauf|except|but"),
  except("n importe quel|quand jour|moment sauf|excepte"),
  except("any|anything|all but"),
  except("plutot que"),
  rule("que", ({ before }) =>
    before?.fragment?.is === "days" || before?.fragment?.is === "hours"
      ? { keys: ["CUE"], fragment: { is: "stance", stance: "refused", reach: "after" } }
      : undefined,
  ),
  except("rather|instead|better than|of"),
  except("au lieu de"),
  refused("je|j|on ne|n? peux|peut|pourrai|pourrais|pourra|suis|serai|sommes pas|plus|jamais"),
  refused(
    "peux|peut|pourrai|pourrais|pourra|suis|serai|dispo|libre|possible|va|ira|irait|convient|conviendra|arrange|arrangera|marche|marchera pas|jamais|plus",
  ),
  refused(
    "pas|not|plus dispo|disponible|disponibles|libre|possible|la|bon|evident|pratique|available|free|able|possible|good|convenient|around|working",
  ),
  refused("c est mort|non|impossible|complique|rape|foutu"),
  refused("c|ca est|va|fait|m|me pas? non"),
  refused("impossible|indispo|indisponible|occupe|occupee|pris|prise|absent|absente|unavailable|busy|away|booked|impossibl|unable"),
  refused("je|j|i|on travaille|bosse|work"),
  refused("ai|have|got un|deja|already|something|a quelque|truc|empechement|autre|pris|prevu|planned|on chose|qqch?"),
  refused("je|on suis|serai|sera en|au|a vacances|deplacement|boulot|travail|taf|bureau|conge|conges|reunion"),
  refused("on holiday|vacation|leave|shift"),
  refused("at work"),
  refused("i m|am|will|ll be? away|out|busy|working|not|gone|abroad"),
  refused("cant|cannot|couldnt|wont|dont|doesnt|isnt|arent|wouldnt"),
  refused("no good|way|chance"),
  refused("ne|n? ai pas"),
  refused("rien"),
  refused("too|trop early|late|tot|tard|loin|soon|far"),
  refused("annuler|annule|annulez|annulation|cancel|supprimer|decommander"),
  refused("non|no|nope|nan WEEKDAY?"),
  // wanted
  wanted("je|j|on ne? travaille|bosse pas|plus"),
  wanted("i|we dont|not work|working"),
  wanted("i m|am not working"),
  wanted("en repos|rtt"),
  wanted("day off"),
  wanted(
    "je|j|i|on|we peux|peut|can|could|pourrais|pourrai|pref|prefere|prefererais|prefer|voudrais|veux|souhaite|souhaiterais|aimerais|want|wanted|voulais|souhaitais|like",
  ),
  wanted("i|we d|would|ll like|prefer|love|rather|say|take|go"),
  wanted("i|we m|am|are|will|ll be? free|available|ok|around|home|off"),
  wanted(
    "dispo|disponible|disponibles|libre|ok|okay|plutot|possible|preference|preferably|convient|conviendrait|arrange|arrangerait|svp|stp|pls|plz|please|disons|partant|parfait|ideal|ideally|idealement",
  ),
  wanted(
    "free|available|suits|suit|works|work|fine|good|better|best|great|perfect|happy|prefer|prefere|prefererais|voudrais|aimerais|souhaite",
  ),
  wanted("rappelez|rappeler|rappelle|appelez|appeler|contactez|contacter|joindre|recontacter|recontactez moi|me?"),
  wanted("call|ring|phone|text|contact me"),
  wanted("can|could|may|shall|would|will you|we|i|it|someone|somebody|they"),
  wanted("how|what about"),
  wanted("let s|us"),
  wanted("va|ok|bon|partant pour"),
  wanted("ca|cela|ce|c|me|m va|irait|ira|marche|marcherait|conviendrait|convient|arrange"),
  wanted("ca|cela|ce|c|me|m serait|est|sera plus? bon|mieux|ok|top|parfait|super|nickel|possible|good|mieux|simple|pratique"),
  told("ca va mieux|bien|mal|pas"),
  wanted("est il|ce possible|que?"),
  wanted("y a t? il?"),
  wanted("avez|auriez|aurais|aurait|as vous|tu|il|elle"),
  wanted("vous avez|auriez"),
  wanted("is|are there"),
  wanted("do you|they have|do"),
  wanted("anything|something|any on|for|available|free"),
  wanted(
    "reporter|decaler|deplacer|repousser|remettre|reschedule|postpone|move|avancer|reserver|prendre|prenez|fixer|caler|book|schedule|planifier|mettez|mettre|convenir",
  ),
  wanted("fixons|calons|mettons|prenons|partons|choisis|prends|retiens"),
  wanted("un|a rdv|creneau|slot|time|appel|call|moment"),
  wanted("i was wondering|hoping|thinking"),
  wanted("je voulais|pensais|souhaitais savoir?"),
  wanted("oui|yes|yep|ouais"),
  wanted("finalement|actually|instead|sinon"),
  // told
  told(
    `ai|as|avons|avez|ont|suis|est|sommes|etes|sont|avais|avait|etais|etait|m|l pas|deja|bien|encore|jamais|ete|eu|a|tout|mal|me? ${PAST}`,
  ),
  told(`il|elle|on|m|l|y|vous|nous|qui|se a|est|s|sont|ont est? deja|pas|ete? ${PAST}`),
  told("operee|opere|diagnostiquee|diagnostique|hospitalisee|hospitalise|decede|decedee"),
  told(`mon|ma|mes|son|sa|notre|nos|leur|ce|cette|la|le|une|un prochaine|prochain|premiere|premier|derniere|dernier? ${EVENT}`),
  told(`my|his|her|our|their|the|an|a next|first|last|second? ${EVENT}`),
  told(`chez|avec|voir|see|with|seeing|at le|la|l|un|une|mon|ma|my|the|a|an? ${EVENT}`),
  told(EVENT),
  told("j|tu|il|elle|on|i|we|he|she|they ai|as|a|have|got|has|ve deja|already|got|un|une|an|a? un|une|an|a? RDV|reunion|meeting"),
  told("mon|ton|notre|le|ce|my|our|the|your|votre RDV|reunion|meeting|appel|call est|etait|is|was|de|d|du|a|on|at"),
  told("l|le|mon|notre|votre|un|your|the|our appel|coup|echange|message|mail|call|chat|visite|visit de|d|du|from|this"),
  told(
    "etais|etait|etions|avais|avait|faisait|faisais|prenais|buvais|fumais|allait|allais|dormais|voulait|pensait|disait|travaillais|vivais",
  ),
  told(PAST_EN),
  told("have|has|ve|been had|been|taken|seen|done|gone|lost|started|suffered|lived"),
  told("depuis|since|ago|lorsque|recently"),
  told("par|per UNIT|PART"),
  told("me|m|je|tu|se|s ne? leve|couche|reveille|endors|endormi|dors|dort|dormir|mange|dine|dejeune|lever|coucher"),
  told(
    "dors|dormir|dormi|sleep|sleeping|wake|bed|awake|bedtime|insomnie|insomnies|reveil|sommeil|dodo|eat|dinner|breakfast|diner|cauchemar|cauchemars|nightmares|nightmare",
  ),
  told("je|j|on|i ne? prends|prend|avale|bois|fume|mange|take|drink|smoke|eat du|de|des|mon|ma|mes|un|une|le|NUM|ONE|my|some|a|the"),
  told("je|j|on|i finis|fini|commence|termine|pars|rentre|arrive|sors|finish|start|leave|arrive|get"),
  told("finit|commence|termine|ferme|ouvre|part|arrive|closes|opens|starts|leaves|ends|begins|finishes|passe|passes|tombe|falls"),
  told("ouvert|ouverts|ouverte|ouvrez|fermez|ferme|fermes|fermee|open|opening|closed|closing|horaire|horaires|hours"),
  told("a|c|est|vers? quelle heure|jour|date"),
  told("quel|quelle jour|heure|date"),
  told("what|which time|day|date"),
  told("when|quand is|are|was|does|do|est|etait|did|will"),
  told("c est quand"),
  told("il est|etait|sera CLOCK|HOURS|deja|bientot|presque"),
  told("it s|is already|nearly|almost|only? CLOCK|HOURS"),
  told("its CLOCK|HOURS"),
  told("on est|etait le? DAYS|DATE"),
  told(
    "bonne|bon|good|joyeux|joyeuse|merry|happy|excellente|excellent|belle|beau fin|debut|week|end|a|de|of|new? HOURS|PART|DAYS|DATE|weekend|WEEK|SEMAINE|journee|day|evening|annee|noel|christmas|year|fetes",
  ),
  told("have a? good|nice|great|lovely"),
  told("passez|passe une|un|de bon|bonne|belle|bonnes"),
  told("see you|ya|u"),
  rule("talk|speak DAYS", ({ before }) =>
    before && !/^[.!,;:]$|thank|bye|ok/.test(before.text) ? undefined : { keys: ["CUE"], fragment: { is: "told" } },
  ),
  rule("c|rdv|appel est bien", ({ after }) =>
    after?.fragment || ["le", "a", "pour"].includes(after?.text ?? "") ? { keys: ["CUE"], fragment: { is: "told" } } : undefined,
  ),
  rule("talk|speak to? you|u|soon", ({ before }) =>
    before && !/^[.!,;:]$|thank|bye|ok/.test(before.text) ? undefined : { keys: ["CUE"], fragment: { is: "told" } },
  ),
  told("is|est un|another autre? day|jour"),
  told("to work"),
  told(
    "peur|angoisse|angoissee|stresse|stressee|scared|afraid|worried|anxious|dread|dreading|terrifiee|inquiet|inquiete|face|terrified|nervous",
  ),
  told("sert|rime|demander|esperer|espere|hope|hoping pour|for|que|a"),
  told("fera|feras|deviendra"),
  danger("mourir|tuer|suicide|suicider|crever|disparaitre|die|dying|kill|killing|suicidal|dead|overdose"),
  danger("en finir"),
  danger("end it"),
  told("born|ne|nee|naissance"),
  told("ans|euro|euros|eur|dollars|dollar|pounds|balles|kg|kilos|degres|km|€|£|$|%"),
  told("appeler|appelle|appelez|appele|faire|compose|composer|call|dial|ring BAREDAY"),
  told("it|today s|is DAYS"),
  told("nous|on sommes|est DAYS"),
  rule("a <DAYS|HOURS>", ({ found: [time], before }) =>
    before?.fragment || (time?.fragment?.is === "hours" && !time.fragment.today) ? undefined : { keys: ["CUE"], fragment: { is: "told" } },
  ),
  told("numero|number|tel|code|adresse|address|rue|street|etage|floor|chambre|room|page|chapitre|canal|chaine"),
];
