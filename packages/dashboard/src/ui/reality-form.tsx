// Chooses where a service's answers come from. In: the current reality. Out: only what the chosen level uses.

import { Button, Group, NativeSelect, Stack, Text, TextInput } from '@mantine/core';
import type { ChaosSettings, RealityLevel } from '@mockops/contract';
import { type FormEvent, useId, useState } from 'react';
import { ErrorState } from './error-state.tsx';
import classes from './reality-form.module.css';
import { asksUpstream, findRealityLevel, REALITY_OPTIONS } from './reality-words.ts';

export interface Reality {
  reality_level: RealityLevel;
  blend_ratio: number;
  upstream_url: string | null;
  chaos: ChaosSettings;
}
export interface RealityChange {
  reality_level: RealityLevel;
  blend_ratio?: number;
  upstream_url?: string;
  chaos?: ChaosSettings;
}

export function RealityForm(props: {
  current: Reality;
  isPending: boolean;
  error: unknown;
  onSubmit: (change: RealityChange) => void;
}) {
  const [level, setLevel] = useState(props.current.reality_level);
  const [blendRatio, setBlendRatio] = useState(props.current.blend_ratio);
  const [upstream, setUpstream] = useState(props.current.upstream_url ?? '');
  const [errorRate, setErrorRate] = useState(props.current.chaos.error_rate ?? 0);
  const [delayRate, setDelayRate] = useState(props.current.chaos.delay_rate ?? 0);

  const submit = (event: FormEvent): void => {
    event.preventDefault();
    props.onSubmit({
      reality_level: level,
      ...(level === 'blended' && { blend_ratio: blendRatio }),
      ...(asksUpstream(level) && upstream !== '' && { upstream_url: upstream }),
      ...(level === 'chaos_driven' && {
        chaos: { ...props.current.chaos, error_rate: errorRate, delay_rate: delayRate },
      }),
    });
  };

  return (
    <form onSubmit={submit}>
      <Stack gap="sm">
        <NativeSelect
          label="Reality level"
          data-autofocus
          data={REALITY_OPTIONS}
          value={level}
          onChange={(event) => setLevel(findRealityLevel(event.currentTarget.value) ?? level)}
        />
        {level === 'blended' && (
          <ShareSlider
            label="Blend ratio"
            note="of the answers from the upstream"
            value={blendRatio}
            onChange={setBlendRatio}
          />
        )}
        {level === 'chaos_driven' && (
          <>
            <ShareSlider
              label="Error rate"
              note="of the answers are errors"
              value={errorRate}
              onChange={setErrorRate}
            />
            <ShareSlider label="Delay rate" note="of the answers are late" value={delayRate} onChange={setDelayRate} />
          </>
        )}
        {asksUpstream(level) && (
          <TextInput
            label="Upstream URL"
            description="Where the real service answers; empty: as the environment's settings say"
            type="url"
            placeholder="https://payments.example.com"
            value={upstream}
            onChange={(event) => setUpstream(event.currentTarget.value)}
          />
        )}
        {props.error !== null && props.error !== undefined && <ErrorState error={props.error} />}
        <Group gap="xs">
          <Button type="submit" size="xs" loading={props.isPending}>
            Apply
          </Button>
          <Text size="xs" c="dimmed">
            Served by the next request, without a restart.
          </Text>
        </Group>
      </Stack>
    </form>
  );
}

function ShareSlider(props: { label: string; note: string; value: number; onChange: (value: number) => void }) {
  const id = useId();
  const percent = Math.round(props.value * 100);
  return (
    <div className={classes.slider}>
      <label htmlFor={id}>{props.label}</label>
      <input
        id={id}
        type="range"
        min={0}
        max={100}
        step={1}
        value={percent}
        style={{ background: `linear-gradient(to right, var(--heat-3) ${percent}%, var(--neutral-soft) ${percent}%)` }}
        aria-valuetext={`${percent} % ${props.note}`}
        onChange={(event) => props.onChange(Number(event.currentTarget.value) / 100)}
      />
      <span aria-hidden>
        {percent} % {props.note}
      </span>
    </div>
  );
}
