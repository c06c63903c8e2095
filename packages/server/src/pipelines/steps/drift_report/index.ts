// `drift_report`: what differs from reality, for people and for later steps. In: incidents, or none for all that are open. Out: the report, bounded.
import type { DriftIncident } from '@mockops/contract';
import { writeTemplate } from '../../../gitops/body-templates.ts';
import { defineStep } from '../define-step.ts';
import { asStepWork } from '../failures.ts';
import { requireWorkspace } from '../require-workspace.ts';
import { type DriftReport, DriftReportConfig, DriftReportOutputs } from './schema.ts';

const MAX_ENDPOINTS = 100;
const MAX_FINDINGS = 10;
const MAX_TEXT = 300;
const SEVERITY = ['critical', 'high', 'medium', 'low'];

export const driftReport = defineStep<DriftReportConfig>({
  type: 'drift_report',
  summary: 'Gathers how the mocks of a workspace differ from reality',
  effect: 'pure',
  config: DriftReportConfig,
  outputs: DriftReportOutputs,
  timeout_ms: 60_000,
  needs: () => [{ kind: 'drift', target: 'read' }],
  run: (context) =>
    asStepWork(async () => {
      const workspace = requireWorkspace(context);
      const { incidents: ids } = context.config;
      const incidents = await context.services.incidents(workspace, ids && [...new Set(ids)]);
      const report = buildReport(workspace, incidents, ids ?? []);
      const endpoint_count = new Set(incidents.map(({ operation }) => operation)).size;
      context.log(`${endpoint_count} endpoints differ, ${report.breaking} findings are breaking`);
      if (report.missing.length > 0)
        context.log(`no such incident any more: ${report.missing.slice(0, 10).join(', ')}`);
      context.summarise(writeTemplate('drift-report', report) ?? '');
      return { report, endpoint_count };
    }),
});

function buildReport(workspace_id: string, incidents: DriftIncident[], asked: string[]): DriftReport {
  const sorted = incidents.toSorted((a, b) => SEVERITY.indexOf(a.severity) - SEVERITY.indexOf(b.severity));
  const findings = incidents.flatMap((incident) => incident.findings);
  const found = new Set(incidents.map(({ id }) => id));
  return {
    workspace_id,
    endpoints: sorted.slice(0, MAX_ENDPOINTS).map((incident) => ({
      incident_id: incident.id,
      operation: incident.operation,
      environment: incident.environment,
      severity: incident.severity,
      status: incident.status,
      detected_at: incident.detected_at,
      findings: incident.findings
        .slice(0, MAX_FINDINGS)
        .map(({ mismatch_type, path, severity, breaking, description, count }) => ({
          ...{ type: mismatch_type, path: path.slice(0, MAX_TEXT), severity, breaking, count },
          description: description.slice(0, MAX_TEXT),
        })),
    })),
    breaking: findings.filter(({ breaking }) => breaking).length,
    finding_count: findings.length,
    missing: [...new Set(asked)].filter((id) => !found.has(id)),
    omitted: Math.max(0, incidents.length - MAX_ENDPOINTS),
  };
}
