// Where a one-time link leads: one approval, decided as the person whom the link was made for.
import { Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { api } from '../../api/client.ts';
import { queries } from '../../api/queries.ts';
import { Page, Panel } from '../../ui/page.tsx';
import { QueryView } from '../../ui/query-view.tsx';
import { Status } from '../../ui/status.tsx';
import { ApprovalForm } from './approval-card.tsx';

const route = getRouteApi('/approve/$token');

export function ApproveLinkPage() {
  const { token } = route.useParams();
  const link = useQuery(queries.approvalLink(token));
  return (
    <Page title="Approval">
      <QueryView query={link} rows={4}>
        {({ approval, actor, used }) =>
          used || approval.status !== 'pending' ? (
            <Panel title={`${approval.pipeline} #${approval.run_number}: ${approval.step}`}>
              <Status value={approval.status} />
              <Text size="sm">
                {used ? 'This link was used.' : 'There is nothing left to decide.'} {approval.reason}
              </Text>
            </Panel>
          ) : (
            <>
              <Text size="sm">You decide as {actor}. The link works once.</Text>
              <ApprovalForm
                approval={approval}
                decide={(decision, comment, fields) =>
                  api.decideByLink({
                    params: { token },
                    body: { decision, fields, ...(comment !== '' && { comment }) },
                  })
                }
              />
            </>
          )
        }
      </QueryView>
    </Page>
  );
}
