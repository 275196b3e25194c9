/** G5.2: the delegation locked people of a unit that owes a fee. */
export const notificationKinds = ['payment_due'] as const;
export type NotificationKind = (typeof notificationKinds)[number];

export interface TextMessage {
  /** Mainland mobile, digits only. */
  mobile: string;
  template: NotificationKind;
  params: Readonly<Record<string, string>>;
  /** Our own number; the provider only echoes it: a text has no idempotency token. */
  outId: string;
}

export type TextAnswer = { status: 'sent'; providerId: string } | { status: 'refused'; reason: string };

/** A sender of text messages. Throws `OutcomeUnknown` when no understood answer came: the text may have been sent. */
export interface TextSender {
  send(message: TextMessage): Promise<TextAnswer>;
}
