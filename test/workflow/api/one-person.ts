import { createSessions } from '../../../db/session.ts';
import type { TestApi } from '../../support/api.ts';
import { fillIn, open, openSubmitted, type TestRegistration } from '../../support/registration-fixture.ts';
import type { Stage } from '../../support/stage.ts';

export type Unit = TestRegistration & { token: string };

interface Parts {
  stage: Stage;
  api: TestApi;
  /** The bureau's session. */
  bureau: string;
}

/** Units that list people, and what they and the bureau ask of the API; the parts are looked up at each call. */
export function createUnits(parts: () => Parts) {
  async function withSession(registration: TestRegistration): Promise<Unit> {
    const { token } = await createSessions(parts().stage.store).open({ unitId: registration.registrationId }, 1);
    return { ...registration, token };
  }
  const unit = async (): Promise<Unit> => withSession(await openSubmitted(parts().stage));
  /** One that has filled in its forms. */
  async function draft(): Promise<Unit> {
    const registration = await open(parts().stage);
    await fillIn(parts().stage, registration);
    return withSession(registration);
  }
  const submit = ({ token }: Unit) => parts().api.call('POST', '/registration/submit', { token });
  const add = (of: Unit, body: object) => parts().api.call('POST', '/attendees', { token: of.token, body });
  const ofBureau = (path: string, body: object) => parts().api.call('POST', path, { token: parts().bureau, body });
  return { unit, draft, submit, add, ofBureau };
}
