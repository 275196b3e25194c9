import { UploadOutlined } from '@ant-design/icons';
import { Alert, App } from 'antd';
import { Suspense, useState } from 'react';
import { useAction } from '../client/action.ts';
import { client } from '../client/client.ts';
import { useWords } from '../language.ts';
import { lazy } from '../parts/lazy.ts';
import { PersonPhoto } from '../parts/person-photo.tsx';
import { ProblemAlert } from '../parts/problem-alert.tsx';
import { common } from '../parts/words.ts';
import type { Attendee } from './attendee-list.ts';
import { photoPath } from './attendee-photo.tsx';
import { attendeeWords } from './attendee-words.ts';
import { FilePick } from './file-pick.tsx';

const load = () => import('./photo-crop.tsx');
const PhotoCrop = lazy(load);

/** Pixels of a badge photo. */
const least = { width: 295, height: 413 };

/** The photo of a badge: chosen, cropped in the browser, uploaded. */
export function PhotoUpload({ of: person, canChange }: { of: Attendee; canChange: boolean }) {
  const words = { ...useWords(common), ...useWords(attendeeWords) };
  const { message } = App.useApp();
  const [picture, setPicture] = useState<ImageBitmap>();
  const [fault, setFault] = useState<string>();
  const { attendeeId, name, hasPhoto } = person;
  const send = useAction(
    (_once, { jpeg }: { jpeg: Blob; made: number }) =>
      client.PUT('/attendees/{attendeeId}/photo', {
        params: { path: { attendeeId } },
        headers: { 'Content-Type': 'image/jpeg' },
        body: jpeg as never,
        bodySerializer: (body) => body as never,
      }),
    {
      changes: ['/attendees', '/registration'],
      onDone: () => {
        setPicture(undefined);
        void message.success(words.photoSaved);
      },
    },
  );
  const open = async (file: File) => {
    send.forget();
    setFault(undefined);
    const read = await createImageBitmap(file).catch(() => undefined);
    // Shown once it is there, so that its absence takes nothing from the page.
    const isLoaded = await load().then(
      () => true,
      () => false,
    );
    if (!isLoaded) setFault(words.notLoadedHelp);
    else if (!read) setFault(words.unreadable);
    else if (read.width < least.width || read.height < least.height) setFault(words.tooSmall(read.width, read.height));
    else setPicture(read);
  };
  return (
    <section className="card photo-place" aria-label={words.photo}>
      {hasPhoto ? (
        <PersonPhoto path={photoPath(attendeeId)} name={name} width={177} />
      ) : (
        <span className="photo-empty">{words.photoMissing}</span>
      )}
      {canChange && (
        <>
          <FilePick
            accept="image/jpeg,image/png"
            icon={<UploadOutlined aria-hidden />}
            onPick={(file) => void open(file)}
          >
            {hasPhoto ? words.replace : words.upload}
          </FilePick>
          <span className="quiet">{words.photoHelp}</span>
        </>
      )}
      {fault && <Alert type="error" showIcon role="alert" title={fault} />}
      {picture && (
        <Suspense>
          <PhotoCrop
            picture={picture}
            size={least}
            isSending={send.pending}
            problem={<ProblemAlert of={send.problem} />}
            onDone={(jpeg) => send.run({ jpeg, made: Date.now() })}
            onCancel={() => setPicture(undefined)}
          />
        </Suspense>
      )}
    </section>
  );
}
