// A name of any length on one line: what does not fit is cut with an ellipsis and shows whole on hover; readers of the page by ear get all of it.
import classes from './cut.module.css';

/** `most`: the longest width, in hundredths of the window's. */
export function Cut({ text, most = 16 }: { text: string; most?: number }) {
  return (
    <span className={classes.cut} style={{ maxWidth: `clamp(96px, ${most}vw, ${most * 16}px)` }} title={text}>
      {text}
    </span>
  );
}
