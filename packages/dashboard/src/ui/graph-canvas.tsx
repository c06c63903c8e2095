// Boxes and arrows by xyflow, laid out by dagre; loaded lazily. Boxes carry what the page puts in them, so links and buttons inside work as anywhere.
import { useComputedColorScheme } from '@mantine/core';
import { Controls, Handle, MarkerType, type Node, type NodeProps, Position, ReactFlow } from '@xyflow/react';
import '@xyflow/react/dist/style.css';
import { type ReactNode, useMemo } from 'react';
import classes from './graph.module.css';
import type { GraphProps } from './graph.tsx';
import { layOutGraph } from './graph-layout.ts';

type BoxNode = Node<{ content: ReactNode }, 'box'>;
const MARGIN = 14;
const HIDDEN = { opacity: 0, pointerEvents: 'none' } as const;

function Box({ data }: NodeProps<BoxNode>) {
  return (
    <div className={classes.content}>
      <Handle type="target" position={Position.Left} isConnectable={false} style={HIDDEN} />
      {data.content}
      <Handle type="source" position={Position.Right} isConnectable={false} style={HIDDEN} />
    </div>
  );
}
const NODE_TYPES = { box: Box };

/** `zoomable`: fits the frame and can be moved, for maps. Otherwise drawn at its size in a frame that scrolls, for chains. */
export function GraphCanvas({ label, boxes, arrows, zoomable = false, maxHeight = 420 }: GraphProps) {
  const scheme = useComputedColorScheme();
  const plan = useMemo(() => layOutGraph(boxes, arrows), [boxes, arrows]);
  const nodes: BoxNode[] = boxes.map((box) => ({
    id: box.id,
    type: 'box',
    position: plan.corners.get(box.id) ?? { x: 0, y: 0 },
    width: box.width,
    height: box.height,
    data: { content: box.content },
    style: { pointerEvents: 'all' as const },
    ariaRole: 'group',
    ...(box.label !== undefined && { ariaLabel: box.label }),
    // Without a role of its own, "node" would be announced for a box that is not one to select.
    domAttributes: { 'aria-roledescription': undefined },
  }));
  const edges = arrows.map((arrow) => ({
    id: `${arrow.from} ${arrow.to}`,
    source: arrow.from,
    target: arrow.to,
    ariaLabel: arrow.label ?? `${arrow.from} leads to ${arrow.to}`,
    markerEnd: { type: MarkerType.ArrowClosed, width: 14, height: 14 },
    ...(arrow.isDashed && { style: { strokeDasharray: '5 4' } }),
  }));
  const height = Math.min(maxHeight, plan.height + 2 * MARGIN);
  return (
    <div className={classes.frame}>
      <div style={{ height, ...(!zoomable && { width: plan.width + 2 * MARGIN }) }}>
        <ReactFlow
          // A graph with other boxes is another graph: it is fitted anew.
          key={boxes.map(({ id }) => id).join(' ')}
          aria-label={label}
          nodes={nodes}
          edges={edges}
          nodeTypes={NODE_TYPES}
          colorMode={scheme}
          defaultViewport={{ x: MARGIN, y: MARGIN, zoom: 1 }}
          fitView={zoomable}
          fitViewOptions={{ maxZoom: 1, padding: 0.04 }}
          minZoom={0.1}
          maxZoom={1.5}
          panOnDrag={zoomable}
          zoomOnScroll={false}
          zoomOnPinch={zoomable}
          zoomOnDoubleClick={false}
          preventScrolling={false}
          nodesDraggable={false}
          nodesConnectable={false}
          nodesFocusable={false}
          edgesFocusable={false}
          elementsSelectable={false}
          disableKeyboardA11y
          proOptions={{ hideAttribution: true }}
        >
          {zoomable && <Controls showInteractive={false} position="bottom-right" />}
        </ReactFlow>
      </div>
    </div>
  );
}
