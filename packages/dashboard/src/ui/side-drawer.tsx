// A drawer at the right that shows one thing of the page beneath it. What is open lives in the URL.
import { Drawer } from '@mantine/core';
import type { ReactNode } from 'react';

export function SideDrawer(props: {
  opened: boolean;
  onClose: () => void;
  title: ReactNode;
  size?: number;
  children: ReactNode;
}) {
  return (
    <Drawer.Root opened={props.opened} onClose={props.onClose} position="right" size={props.size ?? 420}>
      <Drawer.Overlay />
      <Drawer.Content>
        {/* A <header> outside of the page would be a second banner. */}
        <Drawer.Header role="presentation">
          <Drawer.Title fw={600}>{props.title}</Drawer.Title>
          <Drawer.CloseButton aria-label="Close" />
        </Drawer.Header>
        <Drawer.Body>{props.children}</Drawer.Body>
      </Drawer.Content>
    </Drawer.Root>
  );
}
