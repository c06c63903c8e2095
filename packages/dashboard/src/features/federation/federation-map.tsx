// The virtual system as a map: entry point → services, and which service calls which. A box is a button that opens its service.
import type { Federation, FederationServiceView } from '@mockops/contract';
import { useId, useMemo } from 'react';
import { formatCount, shortDigest } from '../../ui/format.ts';
import { GraphView } from '../../ui/graph.tsx';
import { Status } from '../../ui/status.tsx';
import classes from './federation-map.module.css';
import { describeReality } from './reality-detail.ts';

const ENTRY = ' entry';
const BOX = { width: 232, height: 84 };
const ENTRY_BOX = { width: 190, height: 104 };

export function FederationMap(props: { federation: Federation; onChoose: (service: string) => void }) {
  const { federation, onChoose } = props;
  const { boxes, arrows } = useMemo(() => {
    const { services } = federation;
    return {
      boxes: [
        { id: ENTRY, ...ENTRY_BOX, label: 'Entry point', content: <Entry federation={federation} /> },
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
      <GraphView
        label={`Map of ${federation.name}`}
        boxes={boxes}
        arrows={arrows}
        columnGap={42}
        zoomable
        maxHeight={480}
      />
      <p className={classes.legend}>
        Solid: requests from outside. Dashed: one service calls another. Requests and errors are of the last 24 hours.
      </p>
    </>
  );
}

function Entry({ federation }: { federation: Federation }) {
  const { host, pathname } = new URL(federation.base_url);
  return (
    <div className={classes.box} data-kind="entry">
      <strong>Entry point</strong>
      <span className={classes.address} title={federation.base_url}>
        <span>{host}</span>
        <span>{pathname === '/' ? '' : pathname}</span>
      </span>
      <span className={classes.row}>
        <Status value={federation.applied ? 'applied' : 'applying'} />
        <code title={federation.digest}>{shortDigest(federation.digest)}</code>
      </span>
    </div>
  );
}

function Service({ service, onChoose }: { service: FederationServiceView; onChoose: (service: string) => void }) {
  const detail = useId();
  return (
    <div className={classes.box} data-kind="service">
      <button
        type="button"
        className={`${classes.button} nodrag nopan`}
        aria-label={`${service.name}, ${service.reality_level}`}
        aria-describedby={detail}
        aria-haspopup="dialog"
        onClick={() => onChoose(service.name)}
      >
        <strong title={service.name}>{service.name}</strong> <Status value={service.reality_level} />
      </button>
      <span className={classes.rows} id={detail}>
        <span className={classes.row}>
          <code title={service.base_path}>{service.base_path}</code>
          <span>{describeReality(service)}</span>
        </span>
        <span className={classes.row}>
          <span>{formatCount(service.requests_24h)} requests</span>
          <span className={service.errors_24h > 0 ? classes.errors : undefined}>
            {formatCount(service.errors_24h)} errors
          </span>
        </span>
      </span>
    </div>
  );
}
