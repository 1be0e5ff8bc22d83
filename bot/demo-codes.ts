/** The demo programme's number: in a range for technical platforms, and the one number here that is not reserved for fiction. */
export const DEMO_NUMBER = "+33937990001";
/** Numbers for the demo's masked calls, of those reserved for fiction. */
export const DEMO_POOL = ["+33199001101", "+33199001102", "+33199001103"];
export const DEMO_SLUG = "demo";
/** The demo's first peer and its coordinator. */
export const DEMO_PEER_NAME = "Claire";
export const DEMO_COORDINATOR_NAME = "Camille";
/** Codes that link a Teams account to the demo's first peer and its coordinator. The demo is never loaded in production. */
export const DEMO_PEER_CODE = "DEMO-PAIR";
export const DEMO_COORDINATOR_CODE = "DEMO-TEAM";
/** The telephone of the demo's first peer, reserved for fiction. */
export const DEMO_PEER_PHONE = "+33639981001";
