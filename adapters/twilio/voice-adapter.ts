import { ResponseAdapter } from "./response-adapter.ts";

/** A call by its webhooks: one activity, and one answer, for each. */
export class VoiceAdapter extends ResponseAdapter {}
