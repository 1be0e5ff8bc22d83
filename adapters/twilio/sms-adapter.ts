import { ResponseAdapter } from "./response-adapter.ts";

/** SMS and WhatsApp by webhook. */
export class SmsAdapter extends ResponseAdapter {}
