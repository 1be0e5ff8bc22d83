/** Where the provider reports on one delivery: its id was committed before the message left. */
export const statusUrl = (publicUrl: string, programmeId: string, deliveryId: string | undefined): string =>
  `${publicUrl}/twilio/status?p=${programmeId}&d=${deliveryId}`;
