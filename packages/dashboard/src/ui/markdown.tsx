// Markdown as people and steps write it, with the tables and folds of reports. Raw HTML stays text, images are left out: what a run shows must not
// call the outside. Wide tables scroll by themselves.
import { type ComponentProps, lazy, Suspense } from 'react';
import classes from './markdown.module.css';
import { reportBlocks } from './markdown-blocks.ts';

const ReactMarkdown = lazy(() => import('react-markdown'));

export function Markdown({ text }: { text: string }) {
  return (
    <div className={classes.text}>
      <Suspense fallback={text}>
        <ReactMarkdown
          skipHtml
          disallowedElements={['img']}
          unwrapDisallowed
          remarkPlugins={[reportBlocks]}
          components={{ table: Table }}
        >
          {text}
        </ReactMarkdown>
      </Suspense>
    </div>
  );
}

function Table({ children }: ComponentProps<'table'>) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached with the keyboard
    <section className={classes.scroll} aria-label="Table" tabIndex={0}>
      <table>{children}</table>
    </section>
  );
}
