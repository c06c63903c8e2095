// What went wrong, in the server's words where it has some: title, detail, findings, the next act.

import { Button, Text } from '@mantine/core';
import { ApiError } from '@mockops/contract';
import { ZodError } from 'zod';
import classes from './empty.module.css';

interface Explained {
  title: string;
  detail?: string | undefined;
  hint?: string | undefined;
  issues: string[];
}

export function ErrorState({ error, onRetry }: { error: unknown; onRetry?: () => void }) {
  const { title, detail, hint, issues } = explainError(error);
  return (
    <div className={classes.error} role="alert">
      <Text fw={600}>{title}</Text>
      {detail && <Text size="sm">{detail}</Text>}
      {issues.length > 0 && (
        <ul className={classes.issues}>
          {issues.map((issue) => (
            <li key={issue}>{issue}</li>
          ))}
        </ul>
      )}
      {hint && (
        <Text size="sm" c="dimmed">
          {hint}
        </Text>
      )}
      {onRetry && (
        <Button size="xs" variant="default" onClick={onRetry}>
          Try again
        </Button>
      )}
    </div>
  );
}

function explainError(error: unknown): Explained {
  if (error instanceof ApiError) {
    const { title, detail, hint, issues = [] } = error.problem;
    const lines = issues.map((issue) => `${issue.path ? `${issue.path} — ` : ''}${issue.message}`);
    return { title, detail, hint: hint ?? (detail ? undefined : 'Try again.'), issues: lines };
  }
  if (error instanceof ZodError) {
    const lines = error.issues.slice(0, 5).map((issue) => `${issue.path.join('.')} — ${issue.message}`);
    const hint = 'Server and dashboard may be of different versions: reload the page.';
    return { title: 'The server gave an answer that this page cannot read', hint, issues: lines };
  }
  if (error instanceof TypeError) {
    const hint = 'Check that it is running (`npm start`), then try again.';
    return { title: 'The server cannot be reached', detail: error.message, hint, issues: [] };
  }
  const detail = error instanceof Error ? error.message : String(error);
  return { title: 'This page failed', detail, hint: 'Reload the page.', issues: [] };
}
