// Markdown as people and steps write it. Raw HTML stays text, images are left out: what a run shows must not call the outside.
import { lazy, Suspense } from 'react';
import classes from './markdown.module.css';

const ReactMarkdown = lazy(() => import('react-markdown'));

export function Markdown({ text }: { text: string }) {
  return (
    <div className={classes.text}>
      <Suspense fallback={text}>
        <ReactMarkdown skipHtml disallowedElements={['img']} unwrapDisallowed>
          {text}
        </ReactMarkdown>
      </Suspense>
    </div>
  );
}
