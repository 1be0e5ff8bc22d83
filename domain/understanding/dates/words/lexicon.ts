/** Words of one class and one value, in both languages, as they are written and as they are mistyped. No accents. */
type Entry = readonly [key: string, value: number, words: string];

/** 1 is Monday. */
const WEEKDAYS: Entry[] = [
  ["WEEKDAY", 1, "lundi monday lunid lindi ludni londi lundy mondy munday mondey"],
  ["WEEKDAY", 2, "mardi tuesday madri marid mardy tuesdy tusday teusday tues tuseday"],
  ["WEEKDAY", 3, "mercredi wednesday mercerdi mecredi mercedi merdredi mercrdi mercredy wensday wednesdy wendsday weds wednsday"],
  ["WEEKDAY", 4, "jeudi thursday jeudit jedi juedi jeudy geudi thurs thur thursdy thrusday thirsday"],
  ["WEEKDAY", 5, "vendredi friday vendrdi vendredit vendrdei vendedi vandredi fridy firday frday"],
  ["WEEKDAY", 6, "samedi saturday samdi samedy smedi satuday saterday saturdy"],
  ["WEEKDAY", 7, "dimanche sunday dimance dimanch dimmanche sundy"],
  // other words too: a weekday only beside a figure or a part of the day
  ["WD", 1, "lun mon"],
  ["WD", 2, "mar tue"],
  ["WD", 3, "mer merc wed"],
  ["WD", 4, "jeu thu"],
  ["WD", 5, "ven vend fri"],
  ["WD", 6, "sam sat"],
  ["WD", 7, "dim sun"],
  ["WEEKDAYS", 1, "lundis mondays"],
  ["WEEKDAYS", 2, "mardis tuesdays"],
  ["WEEKDAYS", 3, "mercredis wednesdays"],
  ["WEEKDAYS", 4, "jeudis thursdays"],
  ["WEEKDAYS", 5, "vendredis fridays"],
  ["WEEKDAYS", 6, "samedis saturdays"],
  ["WEEKDAYS", 7, "dimanches sundays"],
];

const MONTHS: Entry[] = [
  ["MONTH", 1, "janvier january jan janv janvié"],
  ["MONTH", 2, "fevrier february feb fev fevr febuary"],
  ["MONTH", 3, "mars march"],
  ["MONTH", 4, "avril april avr apr"],
  ["MONTH", 5, "mai may"],
  ["MONTH", 6, "juin june jun"],
  ["MONTH", 7, "juillet july jul juil"],
  ["MONTH", 8, "aout august aug"],
  ["MONTH", 9, "septembre september sep sept"],
  ["MONTH", 10, "octobre october oct"],
  ["MONTH", 11, "novembre november nov"],
  ["MONTH", 12, "decembre december dec decembr decemebre descembre decmber"],
];

/** The index in `PARTS`. */
const PARTS: Entry[] = [
  ["PART", 0, "matin matinee morning mat mtin matn maitn matim mrng matinée mornin matain"],
  ["PART", 1, "midi midday lunchtime lunch"],
  ["PART", 2, "apresmidi aprem aprèm afternoon aft arvo aftrnoon afternon apremidi aprmidi apresmid aprm apm aprems"],
  ["PART", 3, "soir soiree evening sior soirr evenin soire eve"],
  ["PART", 4, "nuit night nite"],
  ["PARTS", 0, "matins matinees mornings"],
  ["PARTS", 1, "midis lunchtimes"],
  ["PARTS", 2, "apresmidis afternoons"],
  ["PARTS", 3, "soirs soirees evenings"],
  ["PARTS", 4, "nuits nights"],
];

/** Days from today. */
const DAYS: Entry[] = [
  ["DAY", 0, "aujourdhui aujourd ojd ajd auj ojrd ojourdhui aujourdui aujourduit aujourdh aujoudhui ojourd'hui today tdy 2day todays"],
  [
    "DAY",
    1,
    "demain dem 2main 2m1 dmain demin dem1 dmn deumain dman 2min demian tomorrow tmrw tmr tmw tomoz 2moro 2morrow tomorow tommorow tommorrow tmorrow",
  ],
  ["DAY", 2, "apresdemain apresdmain apres2main overmorrow"],
];

/** In minutes, or in days from 1440 on; months are 40,000 and a year 500,000. */
const UNITS: Entry[] = [
  ["UNIT", 1, "minute minutes min mn mins minuts"],
  ["UNIT", 60, "heure heures h hour hours hr hrs"],
  ["UNIT", 1440, "jour jours j jrs day days"],
  ["UNIT", 10_080, "semaine semaines sem week weeks wk wks"],
  ["UNIT", 40_000, "mois month months"],
  ["UNIT", 500_000, "an ans annee annees year years"],
];

/** Same meaning, one name. */
const SAME: Entry[] = [
  ["SEMAINE", 0, "semaine semaines sem smaine semaien semain"],
  ["WEEK", 0, "week wk weeek"],
  ["PROCHAIN", 0, "prochain prochaine pro proch prochai prochian prochaines prochains pr prochaien porchain porchaine"],
  ["NEXT", 0, "next nxt nex"],
  ["CE", 0, "ce cet cette st c sette cett"],
  ["THIS", 0, "this ths"],
  ["WEEKEND", 0, "weekend we wkend wknd wkd weekends"],
  ["EDGE", 0, "debut early beginning start deb"],
  ["EDGE", 1, "milieu mi middle mid midd"],
  ["EDGE", 2, "fin late end finn"],
  ["VERS", 0, "vers environ around about approx approximately roughly circa autour towards toward"],
  ["APRES", 0, "apres after past ap aprs"],
  ["AVANT", 0, "avant before avt"],
  ["HEURE", 0, "h heure heures hr hrs hs heur heurs"],
  ["DERNIER", 0, "dernier derniere passe passee last derniers dernieres"],
  ["TOUS", 0, "tous toutes chaque every each all"],
  ["OU", 0, "ou or soit either sinon and et puis then otherwise ouu"],
  ["RDV", 0, "rdv rendezvous appointment rv appt"],
];

export const LEXICON: readonly Entry[] = [...WEEKDAYS, ...MONTHS, ...PARTS, ...DAYS, ...UNITS, ...SAME];

/** Hours of each part of the day; fractions of an hour would do. */
export const PARTS_OF_DAY: readonly { from: number; to: number }[] = [
  { from: 8, to: 12 },
  { from: 12, to: 14 },
  { from: 14, to: 18 },
  { from: 18, to: 21 },
  { from: 21, to: 24 },
];
