import { singleItems } from "./instrument.ts";

/** Our own four scales after a talk, 0 to 10, each for itself. */
export const afterTalk = singleItems({ useful: [0, 10], listened: [0, 10], coping: [0, 10], recommend: [0, 10] });
