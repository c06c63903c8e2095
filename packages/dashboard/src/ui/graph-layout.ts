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
export interface GraphPlan {
  corners: Map<string, { x: number; y: number }>;
  width: number;
  height: number;
}

export function layOutGraph(boxes: readonly GraphBox[], arrows: readonly GraphArrow[]): GraphPlan {
  const graph = new Graph();
  graph.setGraph({ rankdir: 'LR', nodesep: 16, ranksep: 56 });
  graph.setDefaultEdgeLabel(() => ({}));
  for (const { id, width, height } of boxes) graph.setNode(id, { width, height });
  const known = new Set(boxes.map(({ id }) => id));
  for (const { from, to } of arrows) if (known.has(from) && known.has(to)) graph.setEdge(from, to);
  layout(graph);

  const corners = new Map<string, { x: number; y: number }>();
  let width = 0;
  let height = 0;
  for (const box of boxes) {
    const center = graph.node(box.id);
    const corner = { x: center.x - box.width / 2, y: center.y - box.height / 2 };
    corners.set(box.id, corner);
    width = Math.max(width, corner.x + box.width);
    height = Math.max(height, corner.y + box.height);
  }
  return { corners, width, height };
}
