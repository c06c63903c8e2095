// A value as indented JSON, in a box that scrolls by keyboard too.
import classes from './json-view.module.css';

export function JsonView({ label, value }: { label: string; value: unknown }) {
  return <SourceView label={label} text={JSON.stringify(value, null, 2)} />;
}

export function SourceView({ label, text }: { label: string; text: string }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard (WCAG 2.1.1)
    <section className={classes.box} aria-label={label} tabIndex={0}>
      <pre className={classes.text}>{text}</pre>
    </section>
  );
}
