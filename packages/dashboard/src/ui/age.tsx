// How long ago, kept current; the exact time on hover and for machines.
import { useEffect, useState } from 'react';
import { formatAge, formatInstant } from './format.ts';

/** The present, again every `every_ms`; 0 stops the clock. */
export function useNow(every_ms: number): number {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    if (every_ms === 0) return;
    const timer = window.setInterval(() => setNow(Date.now()), every_ms);
    return () => window.clearInterval(timer);
  }, [every_ms]);
  return now;
}

export function Age({ at, none = 'never' }: { at: string | null; none?: string }) {
  const now = useNow(15_000);
  if (at === null) return <span>{none}</span>;
  return (
    <time dateTime={at} title={formatInstant(at)} style={{ whiteSpace: 'nowrap' }}>
      {formatAge(at, Math.max(now, Date.now()))}
    </time>
  );
}
