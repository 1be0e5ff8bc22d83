/** Medicine as the doctor ordered it. */
export const ROUTINE: readonly string[] = [
  "(comme (d habitude|prevu|tous les|chaque|dhab|prescrit*|convenu|demande|indique|le medecin|mon medecin|hier|il faut|toujours)|par jour|tous les (jours|matins|soirs|lundis|midis)|chaque (jour|matin|soir|semaine)|prescri*|ordonnance|sur ordonnance|a heure fixe|bien pris|le medecin ma|mon medecin ma|jusqu au bout|antibiotique*|par semaine|l infirmiere|fini mon traitement|fini ma boite|fini la boite|comme une grande|sans oublier|en avance|a temps|est ce que je peux|peut on|puis je|j ai le droit|est ce dangereux de|pilulier de|pas encore|je dois|il me faut|depuis # ans|selon|avis medical|sous surveillance|pharmacien*|cardiologue ma|pour mes (allergies|reflux)|avec (un (grand)? verre (d eau)?|de l eau|mon petit dejeuner|le petit dejeuner|du jus|mon cafe|mon the|un yaourt))",
  "(as usual|as prescribed|every (day|morning|night|week|monday)|a day|per day|daily|twice a|prescribed|on time|as my doctor|doctor (said|told|doubled|increased|prescribed)|my doctor|antibiotics|finished the course|can i (drink|take|have)|is it (ok|safe)|this morning like|on schedule|pharmacist|every few hours|with (breakfast|water|food|dinner|my tea|a glass of water|my coffee))",
];

export const DOSES: readonly string[] = [
  "(pris|prends|prendre|avale|fini|termine*|prend|vide|bu|prise) (bien|deja|enfin|deux|trois|quatre|six|huit|dix)? (tous|toutes|toute|tout|deux|trois|#|mes|ma|mon|la|les|le|un|une|double*|deux fois|plein de|beaucoup de|trop de|trop d)? (la|les|mes|ma|mon|le|fois|de|d)? (medicament*|cachet*|comprime*|pilule*|gelule*|traitement|doses?|boite*|doliprane*|antibiotique*|plaquette*|tube*|flacon*|antalgique*|paracetamol*|gouttes|vitamine*|ampoule*|corticoide*|cortisone|unite*|insuline|morphine|verre*) (d|de)? (antibiotique*|corticoide*|vitamine*|cortisone|amoxicilline|insuline|granules|homeopathie|eau)?",
  "double* (ma|la|mes|sa|les) dose*",
  "double la dose",
  "(took|take|taken|takes|had|finished|swallow*) (all|both|the whole|a whole|two|three|ten|my|the|a|double|# |whole)? ..2 (pills|tablets|meds|medication|antibiotics|capsules|dose|doses|course|paracetamol|insulin|painkillers|steroids|vitamins|bottle of (water|juice))",
  "(double|doubled) (my|the) dose",
];
