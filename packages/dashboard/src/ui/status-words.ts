// Every state that a page shows, with the tone and icon that go with its word. Never colour alone.
import {
  IconAlertTriangle,
  IconArrowsShuffle,
  IconBan,
  IconBolt,
  IconCheck,
  IconCircleDashed,
  IconCircleDot,
  IconClock,
  IconEye,
  IconFilter,
  IconHelp,
  IconHourglass,
  IconLoader2,
  IconMask,
  IconPlayerSkipForward,
  IconPlayerTrackNext,
  IconPlugConnected,
  IconPower,
  IconRefreshAlert,
  IconUserQuestion,
  IconX,
  type TablerIcon,
} from '@tabler/icons-react';

export type Tone = 'positive' | 'negative' | 'warning' | 'info' | 'neutral' | 'chaos' | 'blend';
export interface StatusLook {
  tone: Tone;
  Icon: TablerIcon;
  /** Something is going on right now. */
  isTurning?: true;
}

const look = (tone: Tone, Icon: TablerIcon): StatusLook => ({ tone, Icon });
const MOCK = look('info', IconMask);

const LOOKS: Readonly<Record<string, StatusLook>> = {
  // runs and steps
  queued: look('neutral', IconClock),
  pending: look('neutral', IconCircleDashed),
  running: { ...look('info', IconLoader2), isTurning: true },
  succeeded: look('positive', IconCheck),
  failed: look('negative', IconX),
  timed_out: look('negative', IconHourglass),
  cancelled: look('neutral', IconBan),
  skipped: look('neutral', IconPlayerSkipForward),
  delayed: look('neutral', IconClock),
  ready: look('neutral', IconClock),
  waiting: look('warning', IconHourglass),
  cancelling: { ...look('warning', IconLoader2), isTurning: true },
  superseded: look('neutral', IconPlayerTrackNext),
  // annotations
  notice: look('info', IconCircleDot),
  warning: look('warning', IconAlertTriangle),
  error: look('negative', IconX),
  // approvals
  approved: look('positive', IconCheck),
  rejected: look('negative', IconX),
  invalidated: look('neutral', IconBan),
  // deliveries and dead letters
  delivered: look('positive', IconCheck),
  dead: look('negative', IconX),
  retried: look('positive', IconRefreshAlert),
  discarded: look('neutral', IconBan),
  stopped: look('warning', IconBan),
  completed: look('positive', IconCheck),
  enabled: look('positive', IconCheck),
  // what a pipeline did with an event
  started: look('positive', IconPlayerTrackNext),
  filtered: look('neutral', IconFilter),
  disabled: look('neutral', IconPower),
  condition: look('neutral', IconFilter),
  deduplicated: look('neutral', IconFilter),
  debounced: look('info', IconClock),
  batched: look('info', IconClock),
  rate_limited: look('warning', IconHourglass),
  concurrency: look('neutral', IconPlayerSkipForward),
  dead_lettered: look('negative', IconX),
  loop_guarded: look('warning', IconRefreshAlert),
  // manifests and gateways
  applied: look('positive', IconCheck),
  applying: { ...look('warning', IconLoader2), isTurning: true },
  // personas
  covered: look('positive', IconCheck),
  gap: look('warning', IconAlertTriangle),
  inactive: look('neutral', IconPower),
  orphan: look('negative', IconUserQuestion),
  // age of reality levels
  fresh: look('positive', IconCheck),
  ageing: look('warning', IconHourglass),
  stale: look('negative', IconHourglass),
  expired: look('negative', IconAlertTriangle),
  unknown: look('neutral', IconHelp),
  // incidents
  critical: look('negative', IconAlertTriangle),
  high: look('negative', IconAlertTriangle),
  medium: look('warning', IconAlertTriangle),
  low: look('neutral', IconAlertTriangle),
  open: look('negative', IconCircleDot),
  acknowledged: look('warning', IconEye),
  resolved: look('positive', IconCheck),
  // reality
  real: look('positive', IconPlugConnected),
  mock_v1: MOCK,
  mock_v2: MOCK,
  mock_v3: MOCK,
  mock_v4: MOCK,
  mock_v5: MOCK,
  blended: look('blend', IconArrowsShuffle),
  chaos_driven: look('chaos', IconBolt),
  // changes of contracts
  breaking: look('negative', IconAlertTriangle),
  risky: look('warning', IconAlertTriangle),
  non_breaking: look('positive', IconCheck),
  safe: look('positive', IconCheck),
  none: look('neutral', IconCircleDot),
  docs_only: look('neutral', IconCircleDot),
  // places that contracts are fetched from
  new: look('neutral', IconCircleDashed),
  current: look('positive', IconCheck),
  conflict: look('warning', IconArrowsShuffle),
  // the live stream
  live: look('positive', IconCircleDot),
  connecting: { ...look('neutral', IconLoader2), isTurning: true },
  reconnecting: look('warning', IconRefreshAlert),
};

/** A word of a newer server still shows, neutrally. */
export const findStatusLook = (word: string): StatusLook => LOOKS[word] ?? look('neutral', IconHelp);
