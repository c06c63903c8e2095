// Boxes and arrows by xyflow, laid out by dagre; loaded lazily. Boxes carry what the page puts in them, so links and buttons inside work as anywhere.
import { useComputedColorScheme } from '@mantine/core';
import { IconMaximize } from '@tabler/icons-react';
import {
  BaseEdge,
  ControlButton,
  Controls,
  type Edge,
  type EdgeProps,
  Handle,
  MarkerType,
  type Node,
  type NodeProps,
  Position,
  ReactFlow,
  useReactFlow,
  useStore,
} from '@xyflow/react';
import '@xyflow/react/dist/style.css';
import { type ReactNode, useCallback, useEffect, useMemo } from 'react';
import classes from './graph.module.css';
import type { GraphProps } from './graph.tsx';
import { layOutGraph, type Point } from './graph-layout.ts';

type BoxNode = Node<{ content: ReactNode }, 'box'>;
type ArrowEdge = Edge<{ bends: Point[] }, 'arrow'>;
const MARGIN = 14;
/** Kept free at the right, so that the zoom buttons cover no box. */
const CONTROLS_WIDTH = 46;
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

/** Leaves and enters boxes level, and goes through the bends that keep it clear of other boxes. */
function Arrow({ sourceX, sourceY, targetX, targetY, data, markerEnd, style }: EdgeProps<ArrowEdge>) {
  let path = `M ${sourceX} ${sourceY}`;
  let from: Point = { x: sourceX, y: sourceY };
  for (const to of [...(data?.bends ?? []), { x: targetX, y: targetY }]) {
    const half = (to.x - from.x) / 2;
    path += ` C ${from.x + half} ${from.y} ${to.x - half} ${to.y} ${to.x} ${to.y}`;
    from = to;
  }
  return <BaseEdge path={path} {...(markerEnd && { markerEnd })} {...(style && { style })} />;
}
const EDGE_TYPES = { arrow: Arrow };

/** Shows the whole plan, arrows included (fitting by boxes alone would cut arrows that go around them), and again on demand. */
function FitToPlan({ width, height }: { width: number; height: number }) {
  const { fitBounds } = useReactFlow();
  const frame = useStore((state) => state.width);
  const fit = useCallback(
    () => void fitBounds({ x: 0, y: 0, width: width + CONTROLS_WIDTH, height }, { padding: 0.02 }),
    [fitBounds, width, height],
  );
  useEffect(() => {
    if (frame > 0) fit();
  }, [frame, fit]);
  return (
    <Controls showInteractive={false} showFitView={false} position="bottom-right">
      <ControlButton aria-label="Fit View" onClick={fit}>
        <IconMaximize aria-hidden />
      </ControlButton>
    </Controls>
  );
}

/** `zoomable`: fits the frame and can be moved, for maps. Otherwise drawn at its size in a frame that scrolls, for chains. */
export function GraphCanvas({ label, boxes, arrows, zoomable = false, columnGap = 56, maxHeight = 420 }: GraphProps) {
  const scheme = useComputedColorScheme();
  const plan = useMemo(() => layOutGraph(boxes, arrows, columnGap), [boxes, arrows, columnGap]);
  // The same objects for the same plan: a page that renders again, such as a run that goes on, must not have its arrows drawn anew.
  const nodes = useMemo(
    () =>
      boxes.map(
        (box): BoxNode => ({
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
        }),
      ),
    [boxes, plan],
  );
  const edges = useMemo(
    () =>
      arrows.map(
        (arrow, index): ArrowEdge => ({
          type: 'arrow',
          data: { bends: plan.bends[index] ?? [] },
          id: `${arrow.from} ${arrow.to}`,
          source: arrow.from,
          target: arrow.to,
          ariaLabel: arrow.label ?? `${arrow.from} leads to ${arrow.to}`,
          markerEnd: { type: MarkerType.ArrowClosed, width: 14, height: 14 },
          ...(arrow.isDashed && { style: { strokeDasharray: '5 4' } }),
        }),
      ),
    [arrows, plan],
  );
  const height = Math.min(maxHeight, plan.height + 2 * MARGIN);
  return (
    // What scrolls must be reachable by keyboard (WCAG 2.1.1); a map is moved instead.
    <section className={classes.frame} {...(!zoomable && { tabIndex: 0, 'aria-label': `${label}, whole` })}>
      <div style={{ height, ...(!zoomable && { width: plan.width + 2 * MARGIN }) }}>
        <ReactFlow
          // A graph with other boxes is another graph: it is fitted anew.
          key={boxes.map(({ id }) => id).join(' ')}
          aria-label={label}
          nodes={nodes}
          edges={edges}
          nodeTypes={NODE_TYPES}
          edgeTypes={EDGE_TYPES}
          colorMode={scheme}
          defaultViewport={{ x: MARGIN, y: MARGIN, zoom: 1 }}
          minZoom={0.1}
          maxZoom={1}
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
          {zoomable && <FitToPlan width={plan.width} height={plan.height} />}
        </ReactFlow>
      </div>
    </section>
  );
}
