import { screenTexts } from "../dialogs/texts/texts.ts";
import type { Campaign } from "../domain/campaigns/campaign.ts";
import { type AdaptiveCard, below, type CardElement, card, execute, heading, text } from "./card.ts";
import type { QueueViewer } from "./queue-card.ts";

/** The programme's survey campaigns, the newest first, each with a button that opens it. */
export function campaignsCard(campaigns: Campaign[], viewer: QueueViewer): AdaptiveCard {
  const { t } = screenTexts(viewer.locale);
  const { programmeId } = viewer;
  const body: CardElement[] = [heading(t("campaign.title"))];
  if (campaigns.length === 0) body.push(text(t("campaign.none"), { isSubtle: true }));
  for (const campaign of campaigns) {
    body.push({
      type: "ColumnSet",
      separator: true,
      columns: [
        {
          type: "Column",
          width: "stretch",
          items: [text(campaign.name, { weight: "Bolder" }), below(text(whenWords(campaign, viewer), { isSubtle: true }))],
        },
        {
          type: "Column",
          width: "auto",
          verticalContentAlignment: "Center",
          items: [{ type: "ActionSet", actions: [execute("show-campaign", t("queue.open"), { programmeId, campaignId: campaign.id })] }],
        },
      ],
    });
  }
  const refresh = execute("show-campaigns", t("queue.refresh"), { programmeId });
  return card(
    body,
    [
      execute("new-campaign", t("campaign.new"), { programmeId }),
      execute("show-questionnaires", t("fit.all"), { programmeId, page: 0 }),
      refresh,
    ],
    refresh,
  );
}

/** Its state, and from when until when it goes. */
export function whenWords({ state, startsAt, endsAt }: Campaign, { locale, zone }: Pick<QueueViewer, "locale" | "zone">): string {
  const { t, day } = screenTexts(locale);
  const words = t("campaign.when", {
    state: t(`campaign.state.${state}`),
    from: day(startsAt.setZone(zone)),
    to: day(endsAt.setZone(zone)),
  });
  return words.charAt(0).toUpperCase() + words.slice(1);
}
