/** What is meant, and how it is also written: abbreviations, words run together, and spellings by ear that no general rule reaches. No accents. */
const WRITTEN = `
j ai: jai jay g
je: ge
j y: ji jy
j en: jen
je m: jm
je me: jme
je m en: jmen
je le: jle
je la: jla
je lui: jlui
je les: jles
je te: jte
je suis: jsui jsuis chui chuis chu jss
suis: sui
je vais: jvais jvai jve
vais: vai ve vait
je veux: jveux jveu jveut
veux: veu
je voudrais: jvoudrais jvoudrai
voudrais: voudrai
j aimerais: jaimerai
aimerais: aimerai
je peux: jpeux jpeu
peux: peu pe
j en peux plus: jpp
je sais pas: jsp
je pense: jpense
je pensais: jpensai
je tiens: jtien
tiens: tien
je sers: jsers
je fais: jfais
fais: fai
je prends: jprends
j arrete: jarrete
je dois: jdois
je sens: jsens jsen
je saigne: jsaigne
je pleure: jpleure
je crois: jcrois
je respire: jrespire
c est: c cest
c etait: cetait
s est: sest
ces: ses
ca: sa cela
il y a: ya yas ia
que: k ke q qe
qui: ki
qu il: kil quil
qu elle: kel
qu ils: quils
qu on: quon kon
quand: kan kand qd qand
quoi: koi kwa
comme: kom com
pas: pa
plus: plu
dans: ds dan
avec: ac avek ek av avk
pour: pr
parce que: pck pcq parske pask paske psk pcke
tout: tt tou
toute: tte
toujours: tjs tjr tjrs tjour tjrd
beaucoup: bcp
trop: tro
vraiment: vrm
quelque: qq kelke
quelqu un: qqn kelkun kelk1 quelqun kelquun
rien: rn ri1
bien: b1 bi1
demain: 2m1 2main dem1
maintenant: mtn mnt maintenan m1tenant
aujourd hui: ojd auj ajd aujourdhui
soir: swar sr
hier: ier
avant: avan
jamais: jami jamai jms jame
elle: el ele elles
faut: fo
faudrait: faudrai
vaut: vau vo
mieux: mieu mieus
depuis: depui
sans: san
d en: den
d envie: denvie
d avoir: davoir
d un: dun
alors: alor
dormir: dormi
vivre: vivr
pere: daron reup padre
mere: daronne reum
vous: vs vou
nous: ns nou
comment: cmt coment
temps: tps
d ici: dici
laquelle: laquel
fait: fe
voulais: voule voulai
pouvais: pouve pouvai
aussi: ossi osi oci
encore: encor
longtemps: lontemp lgtps
fois: foi
comme un: kom1
avez: zavez
etait: etai
ca va: sava cava
quelque chose: kelkechose qqch qqchose
minutes: mn
ans: an
a: na
est: nest nes
ai: nai
bonne: bone
femme: fam fem
telephone: tel
maison: meson
au: o
fond: fone fon
meme: mem
fils: fis
fille: fie
bebe: bb
debout: debou
enfant: enfan
envie: envi anvie anvi
mourir: mouri mour1 mourire
mort: mouru mor morte morts mortes
suicide: sucide suicid swicide suicie siucide
pendre: pandre pendr
pont: pon
saute: sote
sauter: soter
medicament: medoc medocs medoks medok medic medics medicamen
cachet: cacheton cachetons
doliprane: doli dolipranes
saigne: seigne
sang: saing
train: trin tren
metro: metros
flingue: flaingue
couteau: couto schlass surin
viens: vien
dit: di
fous: fou fout
foutre: foutr fotre
sous: sou
corps: corp
bras: bra
pris: pri prit prise prises
mis: mi
bout: bou
droit: dro
ambulance: anbulance
secours: secour
peur: peure
coeur: coeure ker
faire: fer fair
tabasse: tabase
tuer: tyer tuver tuher
j etouffe: jetouf
etouffe: etouf touf
d air: dair
l artere: lartere
m interesse: minteresse minterese
lyrica: lirica
xanax: xan
profond: profon
pique: pik
piquer: piker
fusil: fusi fusill
mourant: mouran
bois: boi
qu une: kune
qu un: kun
sens: sen
i m: im iam
i ve: ive
i d: id
i ll: ill
don t: dont dnt
can t: cant cnt cannot
won t: wont
isn t: isnt
didn t: didnt
doesn t: doesnt
wasn t: wasnt
couldn t: couldnt
shouldn t: shouldnt
wouldn t: wouldnt
he s: hes
she s: shes
they re: theyre
that s: thats
there s: theres
what s: whats
let s: lets
want to: wanna wana
going to: gonna gunna gon finna
got to: gotta
trying to: tryna
i m going to: ima imma
you: u
your: ur
are: r
kill myself: kms
kill: unalive
myself: mysef myslef myselfe
tonight: tonite 2nite tnite
tomorrow: tmrw tmr 2moro
anymore: anymor
no more: nomore
disappear: dissapear disapear
suicidal: sucidal suicidle
people: ppl
every: evry
everyone s: everyones
boyfriend: bf
girlfriend: gf
husband: hubby
mum: mom mommy mummy
dad: daddy
neighbour: neighbor
child: kid
children: kids
when: wen
about to: bout2
breathe: breath breth
breathing: breathin
bleeding: bleedin
a lot: alot
`;

/** By what is written, what it stands for. */
export const SHORTHAND: ReadonlyMap<string, string> = new Map(
  WRITTEN.trim()
    .split("\n")
    .flatMap((line) => {
      const [meant = "", written = ""] = line.split(": ");
      return written.split(" ").map((one) => [one, meant] as const);
    }),
);
