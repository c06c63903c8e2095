// Text to take along: an address or a command, with a button that copies it.
import { ActionIcon, CopyButton } from '@mantine/core';
import { IconCheck, IconCopy } from '@tabler/icons-react';
import classes from './copy-text.module.css';

export function CopyText({ label, text }: { label: string; text: string }) {
  return (
    <span className={classes.box}>
      <code className={classes.text}>{text}</code>
      <CopyButton value={text} timeout={1_500}>
        {({ copied, copy }) => (
          <ActionIcon
            variant="default"
            size={24}
            aria-label={copied ? `Copied ${label}` : `Copy ${label}`}
            onClick={copy}
          >
            {copied ? <IconCheck size={14} aria-hidden /> : <IconCopy size={14} aria-hidden />}
          </ActionIcon>
        )}
      </CopyButton>
    </span>
  );
}
