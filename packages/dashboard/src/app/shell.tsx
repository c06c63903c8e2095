// The frame of every page: header with organisation, live state and theme; main navigation; the page.
import {
  ActionIcon,
  AppShell,
  Burger,
  Group,
  Text,
  useComputedColorScheme,
  useMantineColorScheme,
} from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import {
  IconChartDots3,
  IconChartGridDots,
  IconFolders,
  IconKey,
  IconLayoutDashboard,
  IconMailOff,
  IconMoon,
  IconRoute,
  IconSun,
  IconTimelineEvent,
  IconTopologyStar3,
  IconUserCheck,
  IconWebhook,
} from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Outlet, useLocation } from '@tanstack/react-router';
import { useEffect, useRef } from 'react';
import { queries } from '../api/queries.ts';
import { withoutScheme } from '../ui/format.ts';
import { NavigationLink } from '../ui/link.tsx';
import { Status } from '../ui/status.tsx';
import { ActorButton } from './actor-button.tsx';
import { useLiveUpdates } from './live.ts';
import classes from './shell.module.css';

/** What there is; what happens by itself; how well it does. */
const NAVIGATION = [
  {
    title: 'System',
    links: [
      { to: '/', label: 'Overview', Icon: IconLayoutDashboard },
      { to: '/federations', label: 'Federations', Icon: IconTopologyStar3 },
      { to: '/workspaces', label: 'Workspaces', Icon: IconFolders },
    ],
  },
  {
    title: 'Automation',
    links: [
      { to: '/pipelines', label: 'Pipelines', Icon: IconRoute },
      { to: '/approvals', label: 'Approvals', Icon: IconUserCheck },
      { to: '/events', label: 'Events', Icon: IconTimelineEvent },
      { to: '/dead-letters', label: 'Dead letters', Icon: IconMailOff },
      { to: '/webhooks', label: 'Webhooks', Icon: IconWebhook },
      { to: '/secrets', label: 'Secrets', Icon: IconKey },
    ],
  },
  {
    title: 'Quality',
    links: [
      { to: '/coverage', label: 'Coverage', Icon: IconChartGridDots },
      { to: '/drift', label: 'Drift', Icon: IconChartDots3 },
    ],
  },
] as const;

export function Shell() {
  const [isOpen, { toggle, close }] = useDisclosure();
  const main = useFocusOnNewPage(close);
  return (
    <AppShell
      header={{ height: 46 }}
      navbar={{ width: 184, breakpoint: 'sm', collapsed: { mobile: !isOpen } }}
      padding="md"
    >
      <a className={classes.skip} href="#content">
        Skip to content
      </a>
      <AppShell.Header>
        <Header isOpen={isOpen} onToggle={toggle} />
      </AppShell.Header>
      <AppShell.Navbar p="xs" aria-label="Main">
        {NAVIGATION.map(({ title, links }) => (
          <div key={title}>
            <div className={classes.group}>{title}</div>
            {links.map(({ to, label, Icon }) => (
              <NavigationLink key={to} to={to} activeOptions={{ exact: to === '/', includeSearch: false }}>
                <Icon size={16} stroke={1.7} aria-hidden />
                {label}
                {to === '/approvals' && <Waiting />}
              </NavigationLink>
            ))}
          </div>
        ))}
        <Version />
      </AppShell.Navbar>
      <AppShell.Main id="content" ref={main} tabIndex={-1}>
        <Outlet />
      </AppShell.Main>
    </AppShell>
  );
}

/** How many approvals wait for somebody. */
function Waiting() {
  const count = useQuery(queries.approvals({ status: 'pending' })).data?.length ?? 0;
  return count === 0 ? null : (
    <span className={classes.count} title={`${count} waiting`}>
      {count}
    </span>
  );
}

/** A new page is read from its start: focus moves to it, but not when the app starts and not for a filter. */
function useFocusOnNewPage(onNewPage: () => void) {
  const main = useRef<HTMLElement>(null);
  const path = useLocation({ select: (location) => location.pathname });
  const shown = useRef(path);
  useEffect(() => {
    if (shown.current === path) return;
    shown.current = path;
    onNewPage();
    main.current?.focus({ preventScroll: true });
  }, [path, onNewPage]);
  return main;
}

function Header(props: { isOpen: boolean; onToggle: () => void }) {
  const live = useLiveUpdates();
  const info = useQuery(queries.info());
  return (
    <Group h="100%" px="md" justify="space-between" wrap="nowrap">
      <Group gap="xs" wrap="nowrap">
        <Burger
          size="sm"
          hiddenFrom="sm"
          opened={props.isOpen}
          onClick={props.onToggle}
          aria-label={props.isOpen ? 'Close navigation' : 'Open navigation'}
        />
        <img src="/icon.svg" width={22} height={22} alt="" />
        <Text fw={700} fz={16}>
          MockOps
        </Text>
        <Text c="dimmed" size="sm" visibleFrom="xs">
          {info.data?.organisation}
        </Text>
      </Group>
      <Group gap="xs" wrap="nowrap">
        <span role="status" aria-label="Live updates">
          <Status value={live} />
        </span>
        <ActorButton />
        <ThemeSwitch />
      </Group>
    </Group>
  );
}

function ThemeSwitch() {
  const { setColorScheme } = useMantineColorScheme();
  const other = useComputedColorScheme('light', { getInitialValueInEffect: false }) === 'dark' ? 'light' : 'dark';
  return (
    <ActionIcon
      variant="default"
      size={28}
      aria-label={`Switch to ${other} theme`}
      onClick={() => setColorScheme(other)}
    >
      {other === 'dark' ? <IconMoon size={16} aria-hidden /> : <IconSun size={16} aria-hidden />}
    </ActionIcon>
  );
}

function Version() {
  const info = useQuery(queries.info());
  if (!info.data) return null;
  return (
    <div className={classes.version}>
      <div>MockOps {info.data.version}</div>
      <div>Gateway {withoutScheme(info.data.gateway_url)}</div>
    </div>
  );
}
