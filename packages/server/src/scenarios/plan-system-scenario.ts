// From a system scenario to the requests that run it through the gateway. In: the document, the federation's services, how this run differs. Out: one request
// per step; its session is the routing key, its persona and CI run travel as baggage, and a level for one service is asked for by each request to it.
import { Problem, type SystemScenarioBody } from '@mockops/contract';
import { type PlannedRequest, writeBaggage } from './run-requests.ts';

interface Service {
  name: string;
  base_path: string;
}

/** Throws Problem `not-found` for a service that the federation does not have. */
export function planSystemScenario(
  document: SystemScenarioBody,
  { federation, services: known, gateway_url }: { federation: string; services: Service[]; gateway_url: string },
  run: { session: string; persona: string | null; ci_run: string | undefined; overrides: Record<string, string> },
): PlannedRequest[] {
  const services = new Map(known.map((service) => [service.name, service]));
  const missing = Object.keys(run.overrides).find((name) => !services.has(name));
  if (missing !== undefined) throw noService(federation, missing, 'reality_overrides', [...services.keys()]);
  return document.steps.map((step, index) => {
    const service = services.get(step.service);
    if (!service) throw noService(federation, step.service, `steps[${index}].service`, [...services.keys()]);
    const path = `${service.base_path === '/' ? '' : service.base_path}${step.path}`;
    const name = step.name ?? `${step.method} ${step.service}${step.path}`;
    const level = run.overrides[step.service];
    const { baggage: own, ...headers } = lowerNames(step.headers);
    const { status, body, max_ms } = step.expect;
    return {
      name,
      service: step.service,
      method: step.method,
      path,
      url: `${gateway_url}/${federation}${path}`,
      headers: {
        ...headers,
        baggage: writeBaggage(
          {
            'mockops-session': run.session,
            'mockops-persona': run.persona,
            'mockops-ci-run': run.ci_run,
            'mockops-test': `${document.name}/${name}`,
          },
          own,
        ),
        ...(run.ci_run === undefined && { 'mockops-synthetic': '1' }),
        ...(level !== undefined && { 'x-mockops-reality': level }),
      },
      body: step.body,
      expect: {
        status,
        ...(body !== undefined && { body: { value: body, compare: 'subset' as const } }),
        ...(max_ms !== undefined && { max_ms }),
      },
    };
  });
}

function noService(federation: string, service: string, place: string, known: string[]): Problem {
  return new Problem(
    'not-found',
    `${place}: federation "${federation}" has no service "${service}"; it has ${known.join(', ')}`,
  );
}

function lowerNames(headers: Record<string, string>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
}
