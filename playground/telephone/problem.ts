/** What the provider would tell in its debugger, with its code, and end the call for. */
export class CallProblem extends Error {
  override name = "CallProblem";
  readonly code: number;

  constructor(code: number, message: string) {
    super(message);
    this.code = code;
  }
}
