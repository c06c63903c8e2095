// An address that leads nowhere.
import { Empty } from '../ui/empty.tsx';
import { TextLink } from '../ui/link.tsx';
import { Page, Panel } from '../ui/page.tsx';

export function NotFound() {
  return (
    <Page title="There is no such page">
      <Panel title="Not found">
        <Empty title="This address leads nowhere">
          It may have been mistyped, or the thing was removed. Go on from the <TextLink to="/">overview</TextLink>.
        </Empty>
      </Panel>
    </Page>
  );
}
