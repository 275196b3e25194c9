import { Button, Modal, Typography } from 'antd';
import { useState } from 'react';
import type { Schemas } from '../client/client.ts';
import { useWords } from '../language.ts';
import { staffWords } from './staff-words.ts';

/** An invitation's link where no text brought it, to be passed on. */
export function InvitationLink({
  of: invited,
  onClose,
}: {
  of: Schemas['InvitedStaffMember'] | undefined;
  onClose: () => void;
}) {
  const words = useWords(staffWords);
  const [copied, setCopied] = useState<string>();
  const link = invited?.link;
  const copy = async () => {
    await navigator.clipboard.writeText(link!);
    setCopied(link);
  };
  return (
    <Modal
      open={link !== undefined}
      title={words.linkTitle}
      onCancel={onClose}
      destroyOnHidden
      footer={[
        <Button key="copy" type="primary" onClick={() => void copy()}>
          {copied === link ? words.copied : words.copy}
        </Button>,
        <Button key="close" onClick={onClose}>
          {words.close}
        </Button>,
      ]}
    >
      <p>{words.linkHelp(invited?.login ?? '')}</p>
      <Typography.Text code className="link-once">
        {link}
      </Typography.Text>
    </Modal>
  );
}
