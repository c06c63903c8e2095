// One change: the rule, whom it reaches, the message that shows it, and both texts side by side where they differ.
import { Text } from '@mantine/core';
import { type SchemaChange, type SchemaWitness, type SourcePlace, tellWitness } from '@mockops/contract';
import { useQuery } from '@tanstack/react-query';
import { queries } from '../../api/queries.ts';
import { CopyText } from '../../ui/copy-text.tsx';
import { JsonView } from '../../ui/json-view.tsx';
import { Status } from '../../ui/status.tsx';
import { excerptAround } from './change-words.ts';
import classes from './contracts.module.css';

const MOST_OPERATIONS = 12;

export function ChangeDetail(props: { change: SchemaChange; slug: string; from: string; to: string }) {
  const { change } = props;
  const rest = change.operations.length - MOST_OPERATIONS;
  return (
    <section className={classes.detail} aria-label="Chosen change">
      <div className={classes.head}>
        <Status value={change.level} /> <code>{change.rule}</code>
      </div>
      <Text size="sm">{change.message}</Text>
      {change.ignored && (
        <Text size="sm">
          Accepted: {change.ignored.reason}
          {change.ignored.until === null ? '' : `, until ${change.ignored.until}`}
        </Text>
      )}
      {change.operations.length > 0 && (
        <ul className={classes.operations} aria-label="Operations that it reaches">
          {change.operations.slice(0, MOST_OPERATIONS).map((operation) => (
            <li key={operation}>
              <code>{operation}</code>
            </li>
          ))}
          {rest > 0 && <li>and {rest} more</li>}
        </ul>
      )}
      {change.witness && <Witness witness={change.witness} direction={change.direction} />}
      <div className={classes.sides}>
        <Side title="Before" slug={props.slug} side={props.from} place={change.before} />
        <Side title="After" slug={props.slug} side={props.to} place={change.after} />
      </div>
      <CopyText label="entry for schema-policy.yaml" text={`- { fingerprint: ${change.fingerprint}, reason: "" }`} />
    </section>
  );
}

function Witness({ witness, direction }: { witness: SchemaWitness; direction: SchemaChange['direction'] }) {
  const { noun, message, of, outcome } = tellWitness(witness, direction);
  const isWhole = message !== JSON.stringify(witness.value);
  return (
    <>
      <h3 className={classes.subhead}>
        Shown by {noun}
        {of && ` of ${of}`}
        {outcome && `, which ${outcome}`}
      </h3>
      {isWhole && (
        <Text size="sm">
          <code>{message}</code>
        </Text>
      )}
      {(!isWhole || hasBody(witness.value)) && <JsonView label="A message that shows it" value={witness.value} />}
      <ul className={classes.errors} aria-label="What the other side says against it">
        {witness.errors.map((error) => (
          <li key={error}>{error}</li>
        ))}
      </ul>
    </>
  );
}

/** Without one, the line says all of a message. */
const hasBody = (value: unknown): boolean => typeof value === 'object' && value !== null && 'body' in value;

function Side(props: { title: string; slug: string; side: string; place: SourcePlace | null }) {
  const { place, side } = props;
  const revision = /^\d+$/.test(side) ? Number(side) : undefined;
  const text = useQuery({
    ...queries.contractRevision(props.slug, revision ?? 1),
    enabled: place !== null && revision !== undefined,
  }).data?.content[place?.file ?? ''];
  return (
    <div>
      <h3 className={classes.subhead}>{props.title}</h3>
      {place === null ? (
        <Text size="sm" c="dimmed">
          It is not there.
        </Text>
      ) : (
        <>
          <Text size="xs" c="dimmed" className={classes.place}>
            {place.file}:{place.line}
          </Text>
          {text !== undefined && <Lines label={props.title} text={text} line={place.line} />}
        </>
      )}
    </div>
  );
}

function Lines({ label, text, line }: { label: string; text: string; line: number }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard (WCAG 2.1.1)
    <section className={classes.lines} aria-label={`${label}: the text`} tabIndex={0}>
      <pre>
        {excerptAround(text, line).lines.map(({ number, text: content, isMeant }) => (
          <div key={number} data-meant={isMeant || undefined}>
            <span aria-hidden>{String(number).padStart(5)} </span>
            {content}
          </div>
        ))}
      </pre>
    </section>
  );
}
