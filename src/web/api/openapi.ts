import type { ApiCall } from './api-call.js';

/** The OpenAPI 3.1 document, made from the calls the router serves. */
export function openApiDocument(calls: readonly ApiCall[], baseUrl: string): Readonly<Record<string, unknown>> {
  const paths: Record<string, Record<string, unknown>> = {};
  for (const call of calls) {
    const path = call.path.replaceAll(/:(\w+)/g, '{$1}');
    paths[path] = { ...paths[path], [call.method]: operation(call) };
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Pressrun',
      version: '1',
      description: 'Newsletters, articles, readers and issues. Times are ISO 8601; errors are RFC 9457 problem+json.',
    },
    servers: [{ url: `${baseUrl}/api/v1` }],
    security: [{ key: [] }],
    paths,
    components: {
      securitySchemes: { key: { type: 'http', scheme: 'bearer' } },
      schemas: { Problem: PROBLEM },
    },
  };
}

function operation(call: ApiCall) {
  const names = [...call.path.matchAll(/:(\w+)/g)].map(([, name]) => name ?? '');
  const inPath = names.map((name) => ({ name, in: 'path', required: true, schema: { type: 'string' } }));
  const inQuery = Object.entries(call.query ?? {}).map(([name, description]) => ({
    name,
    in: 'query',
    description,
    schema: { type: 'string' },
  }));
  const { status, description, type = 'application/json' } = call.answer;
  const content = status === 204 ? {} : { content: { [type]: {} } };
  return {
    tags: [call.tag],
    operationId: `${call.method} ${call.path}`.replaceAll(/\W+/g, '-').replace(/-$/, ''),
    summary: call.summary,
    description: `Needs the role ${call.needs}.`,
    parameters: [...inPath, ...inQuery],
    ...(call.body ? { requestBody: { content: { 'application/json': { schema: call.body } } } } : {}),
    responses: {
      [status]: { description, ...content },
      default: {
        description: 'A refusal',
        content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
      },
    },
  };
}

const PROBLEM = {
  type: 'object',
  required: ['type', 'title', 'status', 'code', 'detail', 'errors'],
  properties: {
    type: { type: 'string' },
    title: { type: 'string' },
    status: { type: 'integer' },
    code: { type: 'string', description: 'Stable, for programs: `issue.changed`' },
    detail: { type: 'string', description: 'One sentence for people: what is wrong and what to do' },
    errors: {
      type: 'array',
      items: {
        type: 'object',
        properties: { field: { type: 'string' }, fault: { type: 'string' }, example: { type: 'string' } },
      },
    },
  },
};
