import { done } from '../../kernel/refusal.js';
import type { WebDeps } from '../web-deps.js';
import type { ApiCall } from './api-call.js';
import { newsroomBody } from './schemas.js';

export function newsroomCalls({ rooms }: WebDeps): readonly ApiCall[] {
  return [
    {
      method: 'get',
      path: '/newsroom',
      needs: 'viewer',
      tag: 'newsletters',
      summary: 'The newsroom: name, sender, postal address, look',
      answer: { status: 200, description: 'The newsroom' },
      handle: async () => done({ status: 200, json: await rooms.newsletters.newsroom() }),
    },
    {
      method: 'patch',
      path: '/newsroom',
      needs: 'owner',
      tag: 'newsletters',
      summary: 'Change the newsroom; fields left out stay',
      body: newsroomBody,
      answer: { status: 200, description: 'The newsroom' },
      handle: async (request) => {
        const saved = await rooms.newsletters.updateNewsroom(request.body);
        if (!saved.ok) return saved;
        await request.audit('newsroom.update', 'newsroom', request.body);
        return done({ status: 200, json: saved.value });
      },
    },
  ];
}
