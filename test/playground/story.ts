import { type StandIn, sendAsBot, sendSms, startStandIn } from "./stand-in.ts";

/** Plays the product's part of the first thread by rote, so that the page can be looked at and clicked through without the product. */
function playStory(standIn: StandIn): void {
  const { options } = standIn;
  let asked = 0;
  let patient = "";
  const questions = [
    "Bonjour, ici Passerelle, un robot. Je cherche pour vous une personne formée qui vit ou a vécu cela. Elle ne verra ni votre nom ni votre numéro. Urgence: 15, ou SMS au 114. Puis-je garder votre numéro et vos messages, même sur votre santé? OUI ou NON. INFO / STOP",
    "Merci. Avez-vous 18 ans ou plus? Et ce téléphone est-il à vous seul? 1 oui aux deux 2 téléphone partagé 3 moins de 18 ans",
    "Trois personnes peuvent vous parler: 1 Claire (endométriose, opérée en 2015) 2 Inès (endométriose) 3 Sonia (douleurs chroniques). Répondez 1, 2, 3 ou PLUS",
    "Comment: 1 au téléphone, numéro caché 2 en vidéo 3 sur place 4 par messages",
    "Quand? 1 mar. 24 nov. 14:00 2 mar. 24 nov. 18:30 3 jeu. 26 nov. 10:00, ou écrivez un jour",
    "Quel prénom lui dire, vrai ou inventé? (ou RIEN)",
    "C'est noté: mar. 24 nov. 14:00 avec Claire, si elle accepte. Je vous écris au plus tard lundi 12:00. Changer: RDV",
  ];
  const requestCard = (status: string, open: boolean) => ({
    type: "AdaptiveCard",
    version: "1.5",
    body: [
      { type: "TextBlock", text: "Demande d'échange", size: "Large", weight: "Bolder", wrap: true },
      { type: "TextBlock", text: status, isSubtle: true, wrap: true, spacing: "None" },
      {
        type: "FactSet",
        facts: [
          { title: "Qui", value: "Lou" },
          { title: "Sujet", value: "Endométriose" },
          { title: "Quand", value: "mardi 24 novembre, 14:00 à 14:45" },
          { title: "Comment", value: "au téléphone, numéro caché" },
          { title: "Réponse avant", value: "lundi 23 novembre, 12:00" },
        ],
      },
    ],
    actions: open
      ? [
          { type: "Action.Execute", title: "Accepter", verb: "accept-appointment", style: "positive", data: { appointmentId: "1" } },
          { type: "Action.Execute", title: "Proposer un autre moment", verb: "propose-time", data: { appointmentId: "1" } },
          {
            type: "Action.ShowCard",
            title: "Décliner",
            card: {
              type: "AdaptiveCard",
              body: [{ type: "Input.Text", id: "reason", label: "Raison (facultatif)", isMultiline: true }],
              actions: [
                {
                  type: "Action.Execute",
                  title: "Décliner",
                  verb: "decline-appointment",
                  style: "destructive",
                  data: { appointmentId: "1" },
                },
              ],
            },
          },
        ]
      : [],
  });
  const say = (activity: unknown) => {
    const id = encodeURIComponent(standIn.seen.activities[0]?.conversation.id);
    return sendAsBot(options, `/v3/conversations/${id}/activities`, activity);
  };
  standIn.answerSms = (fields) => {
    patient = fields.From ?? "";
    const text = questions[asked++];
    if (asked === questions.length) {
      void say({ type: "typing" });
      setTimeout(() => {
        void say({
          type: "message",
          attachments: [
            { contentType: "application/vnd.microsoft.card.adaptive", content: requestCard("Lou attend votre réponse.", true) },
          ],
        });
      }, 400);
    }
    return text ? `<?xml version="1.0" encoding="UTF-8"?><Response><Message>${text}</Message></Response>` : "<Response/>";
  };
  standIn.answerActivity = async (activity) => {
    if (activity.type === "installationUpdate")
      await say({ type: "message", text: "Bonjour, ici Passerelle.\n\nTapez le code d'invitation que votre coordinatrice vous a donné." });
    if (activity.type === "message")
      await say({ type: "message", text: "Bienvenue Claire. Votre compte est relié: vos demandes arriveront ici." });
    if (activity.type !== "invoke") return [200, {}];
    const accepted = activity.value.action.verb === "accept-appointment";
    if (accepted) {
      void sendSms(options, {
        To: patient,
        From: options.number,
        Body: "Claire a accepté: mardi 24 nov. 14:00, au téléphone. Elle vous appelle depuis le 09 37 99 00 01. Changer: RDV",
        StatusCallback: `${options.publicUrl}/twilio/status`,
      });
    }
    const card = requestCard(accepted ? "Vous avez accepté. Lou en est informée." : "Vous avez répondu.", false);
    return [200, { statusCode: 200, type: "application/vnd.microsoft.card.adaptive", value: card }];
  };
}

const standIn = await startStandIn({}, Number(process.env.PORT ?? 3979));
playStory(standIn);
process.stdout.write(`${standIn.options.publicUrl}/playground\n`);
process.once("SIGTERM", () => void standIn.close().then(() => process.exit(0)));
