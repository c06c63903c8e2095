// The virtual system as a map: entry point → services, and which service calls which. A box is a button that opens its service.
import type { Federation, FederationServiceView } from '@mockops/contract';
import { useMemo } from 'react';
import { formatCount } from '../../ui/format.ts';
import { GraphView } from '../../ui/graph.tsx';
import { Status } from '../../ui/status.tsx';
import classes from './federation-map.module.css';
import { describeReality } from './reality-detail.ts';

const ENTRY = ' entry';
const BOX = { width: 224, height: 88 };

export function FederationMap({
  federation,
  onChoose,
}: {
  federation: Federation;
  onChoose: (service: string) => void;
}) {
  const { boxes, arrows } = useMemo(() => {
    const { services } = federation;
    return {
      boxes: [
        { id: ENTRY, width: 190, height: 52, label: 'Entry point', content: <Entry url={federation.base_url} /> },
        ...services.map((service) => ({
          id: service.name,
          ...BOX,
          content: <Service service={service} onChoose={onChoose} />,
        })),
      ],
      arrows: [
        ...services.map(({ name, base_path }) => ({ from: ENTRY, to: name, label: `${base_path} goes to ${name}` })),
        ...services.flatMap(({ name, dependencies }) =>
          dependencies.map((to) => ({ from: name, to, label: `${name} calls ${to}`, isDashed: true })),
        ),
      ],
    };
  }, [federation, onChoose]);
  return (
    <>
      <GraphView label={`Map of ${federation.name}`} boxes={boxes} arrows={arrows} zoomable maxHeight={480} />
      <p className={classes.legend}>Solid: requests from outside. Dashed: one service calls another.</p>
    </>
  );
}

function Entry({ url }: { url: string }) {
  return (
    <div className={classes.entry}>
      <strong>Entry point</strong>
      <span>{url.replace(/^https?:\/\//, '')}</span>
    </div>
  );
}

function Service({ service, onChoose }: { service: FederationServiceView; onChoose: (service: string) => void }) {
  return (
    <button
      type="button"
      className={`${classes.service} nodrag nopan`}
      aria-label={`${service.name}, ${service.reality_level}`}
      aria-description={`${describeReality(service)}, ${service.requests_24h} requests and ${service.errors_24h} errors in 24 hours`}
      aria-haspopup="dialog"
      onClick={() => onChoose(service.name)}
    >
      <span className={classes.row}>
        <strong>{service.name}</strong>
        <code>{service.base_path}</code>
      </span>
      <span className={classes.row}>
        <Status value={service.reality_level} />
        <span>{describeReality(service)}</span>
      </span>
      <span className={classes.row}>
        <span>{formatCount(service.requests_24h)} requests</span>
        <span className={service.errors_24h > 0 ? classes.errors : undefined}>
          {formatCount(service.errors_24h)} errors
        </span>
      </span>
    </button>
  );
}
