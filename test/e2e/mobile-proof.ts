import { createVisitor, until, type Json, type Visitor } from './http.ts';

/** Asks for a code to this mobile and reads it from the text, as its holder does; one request for a mobile at a time. */
export async function proveMobile(
  { visitor, sandboxUrl }: { visitor: Visitor; sandboxUrl: string },
  mobile: string,
): Promise<{ requestId: string; code: string }> {
  const sandbox = createVisitor(sandboxUrl);
  const codes = async (): Promise<string[]> =>
    (await sandbox.get('/__sandbox/journal')).sms
      .filter((text: Json) => text.mobile === mobile && text.template.startsWith('SMS_VERIFICATION_CODE'))
      .map(({ params }: Json) => params.code);
  const before = (await codes()).length;
  const { requestId } = await visitor.expect(202, 'POST', '/registrations/codes', { mobile });
  return { requestId, code: await until('the code by SMS', async () => (await codes())[before]) };
}
