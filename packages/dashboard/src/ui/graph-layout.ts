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

  const bends = arrows.map(({ from, to }) => {
    const points: Point[] = graph.hasEdge(from, to) ? (graph.edge(from, to).points ?? []) : [];
    const between = points.slice(1, -1).map(({ x, y }) => ({ x, y }));
    // A single bend lies between neighbouring columns, where there is no box to keep clear of.
    return between.length === 1 ? [] : between;
  });
  const corners = boxes.map(({ id, width, height }) => {
    const center = graph.node(id);
    return { id, x: center.x - width / 2, y: center.y - height / 2, width, height };
  });
  // Arrows may go around above the first box and below the last; all of it is moved to start at 0.
  const tops = [...corners.map(({ y }) => y), ...bends.flat().map(({ y }) => y)];
  const top = Math.min(0, ...tops);
  const bottom = Math.max(...corners.map(({ y, height }) => y + height), ...bends.flat().map(({ y }) => y));
  return {
    corners: new Map(corners.map(({ id, x, y }) => [id, { x, y: y - top }])),
    bends: bends.map((points) => points.map(({ x, y }) => ({ x, y: y - top }))),
    width: Math.max(0, ...corners.map(({ x, width }) => x + width)),
    height: Math.max(0, bottom - top),
  };
}
