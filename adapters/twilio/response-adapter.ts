import { type Activity, BotAdapter, type ConversationReference, type ResourceResponse, TurnContext } from "botbuilder";

/** The context that middleware sees is a proxy of ours, so what it collects is found by this and not by the object. */
const ANSWERS = Symbol("answers");

/**
 * The Bot Framework's adapter for the provider's webhooks: what the bot sends in the turn is collected for the TwiML of the response.
 * What is sent outside a turn is a delivery and does not pass here.
 */
export abstract class ResponseAdapter extends BotAdapter {
  /** Runs the bot on one activity and gives what it answered. */
  async processActivity(activity: Partial<Activity>, logic: (context: TurnContext) => Promise<void>): Promise<Partial<Activity>[]> {
    const context = new TurnContext(this, activity);
    const answers: Partial<Activity>[] = [];
    context.turnState.set(ANSWERS, answers);
    await this.runMiddleware(context, logic);
    return answers;
  }

  override async sendActivities(context: TurnContext, activities: Partial<Activity>[]): Promise<ResourceResponse[]> {
    context.turnState.get<Partial<Activity>[]>(ANSWERS).push(...activities);
    return activities.map(({ id }) => ({ id: id ?? "" }));
  }

  override updateActivity(): Promise<undefined> {
    throw new Error("What is sent or said can't be changed.");
  }

  override deleteActivity(): Promise<void> {
    throw new Error("What is sent or said can't be taken back.");
  }

  override continueConversation(_reference: Partial<ConversationReference>): Promise<void> {
    throw new Error("Outside a turn messages leave as deliveries.");
  }
}
