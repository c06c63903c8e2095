// CodeMirror behind YamlEditor. The Tab key leaves the editor, as WCAG 2.1.2 asks; Ctrl-Space offers completions.
import {
  autocompletion,
  type CompletionContext,
  type CompletionResult,
  completionKeymap,
} from '@codemirror/autocomplete';
import { defaultKeymap, history, historyKeymap } from '@codemirror/commands';
import { yaml } from '@codemirror/lang-yaml';
import { bracketMatching, HighlightStyle, indentUnit, syntaxHighlighting } from '@codemirror/language';
import { type Diagnostic, lintGutter, lintKeymap, setDiagnostics } from '@codemirror/lint';
import { EditorState, type Text } from '@codemirror/state';
import { EditorView, highlightActiveLine, keymap, lineNumbers } from '@codemirror/view';
import { tags } from '@lezer/highlight';
import { useEffect, useRef } from 'react';
import type { EditorIssue, YamlEditorProps } from './yaml-editor.tsx';

export function YamlCanvas(props: YamlEditorProps) {
  const host = useRef<HTMLDivElement>(null);
  const view = useRef<EditorView | null>(null);
  const latest = useRef(props);
  latest.current = props;

  useEffect(() => {
    if (!host.current) return;
    const editor = new EditorView({
      parent: host.current,
      state: EditorState.create({
        doc: latest.current.value,
        extensions: [
          lineNumbers(),
          highlightActiveLine(),
          history(),
          bracketMatching(),
          indentUnit.of('  '),
          yaml(),
          EditorView.lineWrapping,
          syntaxHighlighting(COLOURS),
          lintGutter(),
          autocompletion({ override: [(context) => offer(context, latest.current.complete)] }),
          keymap.of([...completionKeymap, ...lintKeymap, ...historyKeymap, ...defaultKeymap]),
          EditorView.contentAttributes.of({ 'aria-label': latest.current.label, spellcheck: 'false' }),
          EditorView.updateListener.of((update) => {
            if (update.docChanged) latest.current.onChange(update.state.doc.toString());
          }),
          SURFACE,
        ],
      }),
    });
    view.current = editor;
    return () => {
      editor.destroy();
      view.current = null;
    };
  }, []);

  useEffect(() => {
    const editor = view.current;
    if (!editor || editor.state.doc.toString() === props.value) return;
    editor.dispatch({ changes: { from: 0, to: editor.state.doc.length, insert: props.value } });
  }, [props.value]);

  useEffect(() => {
    const editor = view.current;
    if (editor)
      editor.dispatch(
        setDiagnostics(
          editor.state,
          props.issues.flatMap((issue) => mark(editor.state.doc, issue)),
        ),
      );
  }, [props.issues]);

  useEffect(() => {
    const editor = view.current;
    if (!editor || !props.goTo) return;
    const at = offsetOf(editor.state.doc, props.goTo);
    editor.dispatch({ selection: { anchor: at }, effects: EditorView.scrollIntoView(at, { y: 'center' }) });
    editor.focus();
  }, [props.goTo]);

  return <div ref={host} />;
}

async function offer(
  context: CompletionContext,
  complete: YamlEditorProps['complete'],
): Promise<CompletionResult | null> {
  const { from, offers } = await complete(context.state.doc.toString(), context.pos);
  if (context.aborted || offers.length === 0) return null;
  return {
    from,
    validFor: /^[\w.-]*$/,
    options: offers.map(({ label, insert, detail }) => ({ label, apply: insert, ...(detail !== null && { detail }) })),
  };
}

/** From where it is said to be to the end of that word. */
function mark(doc: Text, issue: EditorIssue): Diagnostic[] {
  if (!issue.at) return [];
  const from = offsetOf(doc, issue.at);
  const rest = doc.lineAt(from).text.slice(from - doc.lineAt(from).from);
  const to = from + (/^[^\s,:\]}]+/.exec(rest)?.[0].length ?? 0);
  const severity = issue.severity === 'error' ? 'error' : issue.severity === 'info' ? 'info' : 'warning';
  return [{ from, to, severity, source: issue.code, message: [issue.message, issue.hint].filter(Boolean).join('; ') }];
}

function offsetOf(doc: Text, { line, col }: { line: number; col: number }): number {
  const { from, to } = doc.line(Math.min(Math.max(1, line), doc.lines));
  return Math.min(to, from + Math.max(0, col - 1));
}

const COLOURS = HighlightStyle.define([
  { tag: [tags.propertyName, tags.definition(tags.propertyName)], color: 'var(--info)' },
  { tag: [tags.string, tags.special(tags.string)], color: 'var(--positive)' },
  { tag: [tags.number, tags.bool, tags.null], color: 'var(--chaos)' },
  { tag: tags.comment, color: 'var(--neutral)', fontStyle: 'italic' },
  { tag: tags.meta, color: 'var(--warning)' },
]);

const SURFACE = EditorView.theme({
  '&': {
    border: '1px solid var(--mantine-color-default-border)',
    borderRadius: '5px',
    background: 'var(--surface-sunken)',
    fontSize: '12.5px',
  },
  '&.cm-focused': { outline: '2px solid var(--focus)' },
  '.cm-scroller': {
    fontFamily: 'var(--mantine-font-family-monospace)',
    minHeight: '420px',
    maxHeight: '70vh',
    overflow: 'auto',
  },
  '.cm-content': { caretColor: 'var(--mantine-color-text)' },
  '.cm-cursor': { borderLeftColor: 'var(--mantine-color-text)' },
  '.cm-gutters': { background: 'var(--surface-sunken)', color: 'var(--neutral)', border: 'none' },
  '.cm-activeLine': { background: 'var(--surface-hover)' },
  '.cm-selectionBackground, &.cm-focused .cm-selectionBackground': { background: 'var(--surface-selected)' },
  '.cm-tooltip': {
    background: 'var(--mantine-color-body)',
    color: 'var(--mantine-color-text)',
    border: '1px solid var(--mantine-color-default-border)',
  },
  '.cm-tooltip-autocomplete ul li[aria-selected]': {
    background: 'var(--surface-selected)',
    color: 'var(--mantine-color-text)',
  },
  '.cm-completionDetail': { color: 'var(--neutral)', fontStyle: 'normal' },
});
