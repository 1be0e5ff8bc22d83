/**
 * The tenant that an activity comes from. Teams names it in the conversation, in the channel's data, or in both.
 *
 * @returns undefined if neither names it, or if they disagree
 */
export function tenantOf(activity: unknown): string | undefined {
  const named = [read(activity, "conversation", "tenantId"), read(activity, "channelData", "tenant", "id")].filter(
    (value) => value != null,
  );
  const [tenantId] = named;
  return typeof tenantId === "string" && tenantId !== "" && named.every((value) => value === tenantId) ? tenantId : undefined;
}

function read(value: unknown, ...path: string[]): unknown {
  return path.reduce<unknown>(
    (at, name) => (typeof at === "object" && at !== null && Object.hasOwn(at, name) ? at[name as keyof typeof at] : undefined),
    value,
  );
}
