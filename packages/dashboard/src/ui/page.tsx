// The frame of a page: the only h1, what leads here, what can be done here; sets the title of the browser's tab.
import { Group, Title } from '@mantine/core';
import { type ReactNode, useEffect } from 'react';
import classes from './page.module.css';

export interface PageProps {
  title: string;
  /** Links to what is above this page. */
  trail?: ReactNode;
  /** Beside the title: states. */
  badges?: ReactNode;
  /** At the right: filters and buttons. */
  actions?: ReactNode;
  children: ReactNode;
}

export function Page(props: PageProps) {
  useEffect(() => {
    document.title = `${props.title} · MockOps`;
  }, [props.title]);
  return (
    <div className={classes.page}>
      {props.trail && (
        <nav aria-label="Breadcrumbs" className={classes.trail}>
          {props.trail}
        </nav>
      )}
      <Group justify="space-between" gap="sm" mih={30}>
        <Group gap="xs">
          <Title order={1} fz={18} lh={1.3}>
            {props.title}
          </Title>
          {props.badges}
        </Group>
        {props.actions && (
          <Group gap="xs" align="flex-end">
            {props.actions}
          </Group>
        )}
      </Group>
      {props.children}
    </div>
  );
}

export function Panel(props: {
  title: string;
  id?: string;
  actions?: ReactNode;
  note?: ReactNode;
  children: ReactNode;
}) {
  return (
    <section className={classes.panel} aria-label={props.title} id={props.id}>
      <div className={classes.head}>
        <div>
          <Title order={2} fz={14} lh={1.4}>
            {props.title}
          </Title>
          {props.note && <div className={classes.note}>{props.note}</div>}
        </div>
        {props.actions && <Group gap="xs">{props.actions}</Group>}
      </div>
      {props.children}
    </section>
  );
}
