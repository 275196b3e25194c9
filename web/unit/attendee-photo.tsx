import { Button, Modal } from 'antd';
import { useState } from 'react';
import { useWords } from '../language.ts';
import { PersonPhoto } from '../parts/person-photo.tsx';
import { StateTag } from '../parts/state-tag.tsx';
import { common } from '../parts/words.ts';
import type { Attendee } from './attendee-list.ts';
import { attendeeWords } from './attendee-words.ts';

export const photoPath = (attendeeId: string): string => `/attendees/${attendeeId}/photo`;

/** The photo of somebody in a list: read when it is asked for; that it lacks stands there. */
export function AttendeePhoto({ of: { attendeeId, name, hasPhoto } }: { of: Attendee }) {
  const words = { ...useWords(common), ...useWords(attendeeWords) };
  const [isOpen, setOpen] = useState(false);
  if (!hasPhoto) return <StateTag tone="wrong">{words.photoMissing}</StateTag>;
  return (
    <>
      <Button type="link" size="small" aria-label={words.viewOf(words.photoOf(name))} onClick={() => setOpen(true)}>
        {words.view}
      </Button>
      <Modal open={isOpen} title={words.photoOf(name)} footer={null} onCancel={() => setOpen(false)} destroyOnHidden>
        <PersonPhoto path={photoPath(attendeeId)} name={name} width={236} />
      </Modal>
    </>
  );
}
