import { screenTexts } from "../dialogs/texts/texts.ts";
import type { WorkItem } from "../domain/coordination/queue.ts";
import { buttons, type CardElement, execute, section, text } from "./card.ts";
import type { QueueViewer } from "./queue-card.ts";

/** Writing to the person of an item: one message, or, while the robot keeps out of it, one after the other. */
export function conversationSection(item: WorkItem, viewer: QueueViewer, draft: string | undefined): CardElement[] {
  const { programmeId, locale, id } = viewer;
  const { t } = screenTexts(locale);
  const data = { programmeId, workItemId: item.id };
  const who = item.who ?? t("queue.somebody");
  const isMine = item.writtenBy?.id === id;
  if (!item.mayBeWritten)
    return [
      section(
        text(t("queue.notWritable"), { isSubtle: true }),
        ...(isMine ? [buttons([execute("hand-back", t("queue.handBack"), data)])] : []),
      ),
    ];
  if (item.writtenBy && !isMine) return [section(text(t("queue.otherTalks", { name: item.writtenBy.name }), { isSubtle: true }))];
  const input = {
    type: "Input.Text",
    id: "body",
    label: t("queue.write", { who }),
    placeholder: t("queue.writeHint"),
    isMultiline: true,
    maxLength: 600,
    ...(draft && { value: draft }),
  };
  const send = execute("text-back", t("queue.send"), data);
  if (isMine) return [section(text(t("queue.talking", { who })), input, buttons([send, execute("hand-back", t("queue.handBack"), data)]))];
  return [section(input, buttons(item.isPeer ? [send] : [send, execute("take-over", t("queue.takeOverTalk"), data)]))];
}
