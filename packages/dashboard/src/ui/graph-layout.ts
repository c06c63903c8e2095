// Places the boxes of a directed graph from left to right. In: boxes with sizes, arrows. Out: top-left corners and the size of the whole.
import { Graph, layout } from '@dagrejs/dagre';

export interface GraphBox {
  id: string;
  width: number;
  height: number;
}
export interface GraphArrow {
  from: string;
  to: string;
}
export interface Point {
  x: number;
  y: number;
}
export interface GraphPlan {
  corners: Map<string, Point>;
  /** Per arrow, in the order given: points between its ends, around boxes that lie in between. */
  bends: Point[][];
  width: number;
  height: number;
}

/** `ranksep` is the room between columns. */
export function layOutGraph(boxes: readonly GraphBox[], arrows: readonly GraphArrow[], ranksep: number): GraphPlan {
  const graph = new Graph();
  graph.setGraph({ rankdir: 'LR', nodesep: 16, ranksep });
  graph.setDefaultEdgeLabel(() => ({}));
  for (const { id, width, height } of boxes) graph.setNode(id, { width, height });
  const known = new Set(boxes.map(({ id }) => id));
  for (const { from, to } of arrows) if (known.has(from) && known.has(to)) graph.setEdge(from, to);
  layout(graph);

  const corners = new Map<string, Point>();
  for (const box of boxes) {
    const center = graph.node(box.id);
    corners.set(box.id, { x: center.x - box.width / 2, y: center.y - box.height / 2 });
  }
  const bends = arrows.map(({ from, to }) => {
    const points: Point[] = graph.hasEdge(from, to) ? (graph.edge(from, to).points ?? []) : [];
    const between = points.slice(1, -1).map(({ x, y }) => ({ x, y }));
    // A single bend lies between neighbouring columns, where there is no box to keep clear of.
    return between.length === 1 ? [] : between;
  });
  const { width = 0, height = 0 } = graph.graph();
  return { corners, bends, width, height };
}
