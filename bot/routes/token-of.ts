import type { Request } from "restify";

/** A link's token, if it looks like one: else it is not looked up. Some phones take the full stop of a sentence into a link, and some people type it in capitals. */
export function tokenOf({ params }: Request, shape: RegExp): string | undefined {
  const token = ((params as { token?: string }).token ?? "").toLowerCase().replace(/[.,;:!?)]+$/, "");
  return shape.test(token) ? token : undefined;
}
