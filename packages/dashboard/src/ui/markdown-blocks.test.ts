import { expect, test } from 'vitest';
import { reportBlocks } from './markdown-blocks.ts';

const text = (value: string) => ({ type: 'text', value });
const code = (value: string) => ({ type: 'inlineCode', value });
const paragraph = (...children: object[]) => ({ type: 'paragraph', children });
const root = (...children: object[]) => ({ type: 'root', children });
const transformed = (tree: ReturnType<typeof root>) => {
  reportBlocks()(tree as never);
  return tree;
};
const row = (...cells: object[][]) => ({
  type: 'tableRow',
  children: cells.map((children) => ({ type: 'tableCell', children })),
});

test('a paragraph with a line of dashes is a table, and a pipe in code separates nothing', () => {
  const source = paragraph(
    text('| Language | Calls |\n| --- | --- |\n| go | '),
    code('GET /a\\|b'),
    text(' 200 |\n| rust | |'),
  );
  expect(transformed(root(source))).toEqual(
    root({
      type: 'table',
      align: [null, null],
      children: [
        row([text(' Language ')], [text(' Calls ')]),
        row([text(' go ')], [code('GET /a|b'), text(' 200 ')]),
        row([text(' rust ')], []),
      ],
    }),
  );
});

test('a paragraph with pipes and no line of dashes stays one', () => {
  const tree = () => root(paragraph(text('a | b\nc | d')), paragraph(text('one line')));
  expect(transformed(tree())).toEqual(tree());
});

test('details fold what is between their lines, and no other HTML comes through', () => {
  const html = (value: string) => ({ type: 'html', value });
  const tree = root(
    html('<details><summary>3 <b>more</b></summary>'),
    paragraph(text('inside')),
    html('</details>'),
    html('<script>alert(1)</script>'),
  );
  expect(transformed(tree)).toEqual(
    root(
      {
        type: 'blockquote',
        data: { hName: 'details' },
        children: [
          { type: 'paragraph', data: { hName: 'summary' }, children: [text('3 more')] },
          paragraph(text('inside')),
        ],
      },
      html('<script>alert(1)</script>'),
    ),
  );
});

test('what two tildes enclose is struck', () => {
  expect(transformed(root(paragraph(text('- ~~gone~~ accepted'))))).toEqual(
    root(paragraph(text('- '), { type: 'delete', children: [text('gone')] }, text(' accepted'))),
  );
});
