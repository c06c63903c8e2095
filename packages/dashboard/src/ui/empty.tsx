// What a list says before it has a first row: what it is for, and how to get the first one.
import { Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { CopyText } from './copy-text.tsx';
import classes from './empty.module.css';

export function Empty(props: { title: string; children: ReactNode; command?: string }) {
  return (
    <div className={classes.empty}>
      <Text fw={600} size="md">
        {props.title}
      </Text>
      <Text size="sm" c="dimmed" maw={560}>
        {props.children}
      </Text>
      {props.command && <CopyText label="command" text={props.command} />}
    </div>
  );
}
