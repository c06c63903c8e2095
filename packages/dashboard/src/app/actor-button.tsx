// Says and changes who acts: the name that histories and approvals show.
import { Button, Popover, TextInput } from '@mantine/core';
import { useState } from 'react';
import { readActor, saveActor } from '../api/actor.ts';

export function ActorButton() {
  const [actor, setActor] = useState(readActor);
  const [draft, setDraft] = useState(actor ?? '');
  const [isOpen, setOpen] = useState(false);
  const [isRefused, setRefused] = useState(false);
  const save = () => {
    const saved = saveActor(draft);
    setRefused(!saved);
    if (!saved) return;
    setActor(readActor());
    setOpen(false);
  };
  return (
    <Popover opened={isOpen} onChange={setOpen} position="bottom-end" trapFocus>
      <Popover.Target>
        <Button size="compact-sm" variant="default" onClick={() => setOpen(!isOpen)}>
          You: {actor ?? 'local'}
        </Button>
      </Popover.Target>
      <Popover.Dropdown>
        <form
          onSubmit={(event) => {
            event.preventDefault();
            save();
          }}
        >
          <TextInput
            size="xs"
            label="Your name"
            description="Shown in histories; approvals count it"
            value={draft}
            error={isRefused && 'Use letters, digits, blanks, ".", "@", "_" and "-"'}
            onChange={(event) => setDraft(event.currentTarget.value)}
          />
          <Button size="xs" type="submit" mt={8}>
            Save name
          </Button>
        </form>
      </Popover.Dropdown>
    </Popover>
  );
}
