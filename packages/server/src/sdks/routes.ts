// HTTP for generated SDKs: the list, one with its files, and the same as an archive.
import { ROUTES, SdkOutput } from '@mockops/contract';
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { implement } from '../http/implement.ts';
import { ARCHIVE_FORMATS, archiveOf } from './archive.ts';
import type { Sdks } from './service.ts';

const Archive = {
  params: z.object({ workspace: z.string(), language: z.string() }),
  querystring: SdkOutput.extend({
    format: z.enum(ARCHIVE_FORMATS, { error: `write ${ARCHIVE_FORMATS.join(' or ')}` }).default('zip'),
  }).strict(),
};

export function sdkRoutes(app: FastifyInstance, { sdks }: { sdks: Sdks }): void {
  implement(app, ROUTES.listSdks, ({ params }) => sdks.list(params.workspace));
  implement(app, ROUTES.getSdk, ({ params, query }) => sdks.get({ ...params, output: query.output }));
  app.get(
    `${ROUTES.getSdk.path}/archive`,
    { schema: { ...Archive, summary: 'One client library as a file', tags: [ROUTES.getSdk.tag] } },
    async (request, reply) => {
      const params = Archive.params.parse(request.params);
      const { format, output } = Archive.querystring.parse(request.query);
      const { files, name, digest } = await sdks.files({ ...params, output });
      const type = format === 'zip' ? 'application/zip' : 'application/gzip';
      return reply
        .header('content-type', type)
        .header('content-disposition', `attachment; filename="${name}.${format}"`)
        .header('etag', `"${digest}"`)
        .send(Buffer.from(archiveOf(name, files, format)));
    },
  );
}
